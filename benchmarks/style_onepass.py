"""Style in one pass: the time of a painting, and its loss against 200 iterations of optimisation."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from benchmarks.table import Row, seconds, verdict
from benchmarks.timing import alternate
from vizlab.style import view
from vizlab.style.onepass import opened, shown, versus
from vizlab.style.onepass.recipe import SHIPPED

HELD_OUT = ("photo/Cat", "photo/Coffee")  # no training saw them
ONE_S, ANY_S, RATIO = 0.120, 0.250, 1.5


def rows(options: argparse.Namespace) -> Iterator[Row]:
    """The two times, then the ratio of losses over styles and photographs."""
    photograph = opened.tensor("photo/Astronaut", 256)
    one, many = opened.one_style(SHIPPED["Starlight"]), opened.any_style()
    (spent,) = alternate(lambda: opened.paint(one, photograph))
    yield _time("one pass, one style, 256 px", spent, ONE_S)
    style = opened.tensor("pattern/Waves", 256)
    (spent,) = alternate(lambda: opened.paint_any(many, photograph, [style], [1.0], 1.0))
    yield _time("one pass, a new style (AdaIN), 256 px", spent, ANY_S)
    _, levels = shown.comes_back(many, photograph)
    yield Row("AdaIN, a photograph in its own style, mean error", f"{levels:.1f} of 255 grey levels")
    for name in SHIPPED:
        yield _ratio(name)


def _ratio(name: str) -> Row:
    recipe = SHIPPED[name]
    found = []
    for content in HELD_OUT:
        best = view.finished(versus.optimisation(recipe, content))
        painted = opened.paint(opened.one_style(recipe), opened.tensor(content, recipe.style_px)).pixels
        both = (versus.losses(recipe, content, pixels) for pixels in (painted, best.at(best.steps[-1])))
        found.append(versus.Held(*both).ratio("total"))
    mean = sum(found) / len(found)
    what = f"total loss of one pass, {name}, over that of 200 iterations"
    return Row(what, f"{mean:.2f} ×", target=f"≤ {RATIO:.2f} ×", met=verdict(mean <= RATIO))


def _time(what: str, spent: float, most: float) -> Row:
    return Row(what, seconds(spent), target=f"≤ {seconds(most)}", met=verdict(spent <= most))
