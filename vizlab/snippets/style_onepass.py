"""Paintings of one-pass networks: several styles, any style, against the optimisation, and a training of one's own."""

from __future__ import annotations

from collections.abc import Sequence

from vizlab.snippets.text import call
from vizlab.style.onepass.recipe import OnePassRecipe


def several(recipes: Sequence[OnePassRecipe], content: str, size_px: int) -> str:
    """One photograph through several networks, one style each."""
    first = f'{{"Photograph": shown.photograph({content!r}, {size_px})}}' if len(recipes) % 2 else "{}"
    made = "".join(f"\n    {call(recipe)}," for recipe in recipes)
    return f"""from vizlab.figures.style_onepass import wall
from vizlab.style.onepass import opened, shown
from vizlab.style.onepass.recipe import OnePassRecipe

recipes = [{made}
]
photograph = opened.tensor({content!r}, {size_px})
pictures = {first}
for recipe in recipes:
    pictures[opened.title(recipe)] = opened.paint(opened.one_style(recipe), photograph).pixels
figure = wall(*shown.hung(pictures), columns=2)
figure.write_html("paintings.html")
"""


def any_style(content: str, styles: Sequence[str], shares: Sequence[float], alpha: float, keep: bool, size_px: int) -> str:
    """One photograph in a mixture of any styles."""
    return f"""{_opened(content, styles, size_px)}
painted = opened.paint_any(network, photograph, styles, {list(shares)!r}, {alpha!r}, keep={keep!r})
pictures = {{"Painting": painted.pixels}} | shown.sources({content!r}, {list(styles)!r}, {size_px})
figure = easel(*shown.hung(pictures))
figure.write_html("painting.html")
"""


def between(content: str, styles: Sequence[str], alpha: float, size_px: int) -> str:
    """One photograph between two styles, in five steps."""
    return f"""{_opened(content, styles, size_px)}
figure = wall(*shown.hung(shown.strip(network, photograph, styles, {alpha!r})), columns=5)
figure.write_html("between.html")
"""


def side_by_side(recipe: OnePassRecipe, content: str, painting: str, found: str) -> str:
    """One pass beside the optimisation of the same loss. painting, found: what is written over both paintings."""
    return f"""{_held(recipe, content)}
pictures = {{
    {painting!r}: opened.paint(opened.one_style(recipe), opened.tensor({content!r}, recipe.style_px)).pixels,
    {found!r}: made.at(made.steps[-1]),
}}
figure = wall(*shown.hung(pictures), columns=2)
figure.write_html("side-by-side.html")
"""


def catching_up(recipe: OnePassRecipe, content: str) -> str:
    """The loss of the optimisation over its iterations, and that of one pass."""
    return f"""{_held(recipe, content)}
from vizlab.figures.style_onepass import catching_up

painting = opened.paint(opened.one_style(recipe), opened.tensor({content!r}, recipe.style_px)).pixels
figure = catching_up(made.series["total"], versus.losses(recipe, {content!r}, painting)["total"])
figure.write_html("catching-up.html")
"""


def learned(recipe: OnePassRecipe) -> str:
    """The losses of a training, doing it first if nobody has."""
    return f"""from vizlab.figures.style_onepass import learning
from vizlab.frames import Frames
from vizlab.style.onepass.lessons import train
from vizlab.style.onepass.recipe import KIND, OnePassRecipe

recipe = {call(recipe)}
for _ in train(recipe):
    pass
figure = learning(Frames(KIND, recipe).record()["series"])
figure.write_html("learned.html")
"""


def _opened(content: str, styles: Sequence[str], size_px: int) -> str:
    return f"""from vizlab.figures.style_onepass import easel, wall
from vizlab.style.onepass import opened, shown

network = opened.any_style()
photograph = opened.tensor({content!r}, {size_px})
styles = [opened.tensor(name, {size_px}) for name in {list(styles)!r}]"""


def _held(recipe: OnePassRecipe, content: str) -> str:
    return f"""from vizlab.figures.style_onepass import wall
from vizlab.style import view
from vizlab.style.onepass import opened, shown, versus
from vizlab.style.onepass.recipe import OnePassRecipe

recipe = {call(recipe)}
made = view.finished(versus.optimisation(recipe, {content!r}))"""
