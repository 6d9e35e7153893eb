"""Texture synthesis: how far the Gram distance falls, and in what time, by default and, if that is not enough, longer."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from time import perf_counter

from benchmarks.table import Row, seconds, verdict
from vizlab.images import to_pixels
from vizlab.style import PATTERNS, TEXTURES, Painter
from vizlab.style.texture.synthesis import STEPS, fell_to, synthesis

MOST = 1e-3
LONGER = 1000


def rows(options: argparse.Namespace) -> Iterator[Row]:
    """A row for each texture and pattern."""
    for style in (*(f"texture/{name}" for name in TEXTURES), *(f"pattern/{name}" for name in PATTERNS)):
        for steps in (STEPS, LONGER):
            recipe = synthesis(style, steps=steps)
            painter, began = Painter(recipe), perf_counter()
            for _ in painter.run():
                pass
            spent, found = perf_counter() - began, fell_to(recipe, to_pixels(painter.picture))
            what = f"texture synthesis, {style} at {recipe.size_px} px, {steps} iterations: final over initial Gram distance"
            yield Row(what, f"{found:.1e} in {seconds(spent)}", target=f"≤ {MOST:.0e}", met=verdict(found <= MOST))
            if found <= MOST:
                break
