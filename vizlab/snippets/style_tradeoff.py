"""The content-style curve and the control of identity."""

from __future__ import annotations

from vizlab.snippets.text import call
from vizlab.style.tradeoff.curve import CurveRecipe
from vizlab.style.tradeoff.identity import IdentityRecipe


def curve(recipe: CurveRecipe, chosen: int, other: str = "") -> str:
    """Trace the curve, or read it from the store; with another one in the same eyes, if there is one."""
    extra = ""
    if other:
        extra = f"""other = series.finished(KIND, curve.beside(recipe, {other!r}))
losses["beside it"] = curve.judged(other, recipe)
"""
    return f"""from vizlab.figures import style_tradeoff
from vizlab.style import series
from vizlab.style.tradeoff import curve
from vizlab.style.tradeoff.curve import KIND, CurveRecipe

recipe = {call(recipe)}
points = series.finished(KIND, recipe)
losses = {{"this network": curve.losses(points)}}
knee = curve.knee(losses["this network"])
{extra}names, pictures = [point.name for point in points], [point.pixels for point in points]
figure = style_tradeoff.curve(losses, names, pictures=pictures, chosen={chosen}, knee=knee)
figure.write_html("curve.html")
"""


def point(recipe: CurveRecipe, index: int) -> str:
    """Show one painting of the curve."""
    return f"""from vizlab.figures.paintings import live_painting
from vizlab.style import series
from vizlab.style.tradeoff.curve import KIND, CurveRecipe

points = series.finished(KIND, {call(recipe)})
figure = live_painting(points[{index}].pixels)
figure.write_html("point.html")
"""


def identity(recipe: IdentityRecipe) -> str:
    """Show the photograph in its own style and in another."""
    return f"""from vizlab.figures.filter_dream import row
from vizlab.style import series
from vizlab.style.tradeoff.identity import KIND, IdentityRecipe

recipe = {call(recipe)}
found = series.finished(KIND, recipe)
original = series.original(found[0].recipe)
shown = {{"The photograph": original, **{{each.name.capitalize(): each.pixels for each in found}}}}
figure = row(list(shown.values()), list(shown), columns=2)
figure.write_html("identity.html")
"""
