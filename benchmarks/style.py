"""Style transfer with the default recipe: the first picture, an iteration, a whole painting, and the memory that it takes.

The bare pass is a forward and a backward pass to the pixels through the same features, and nothing else. Others measure what is
theirs in files of their own: see `ALSO`.
"""

from __future__ import annotations

import argparse
import dataclasses
import importlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from time import perf_counter

import torch

from benchmarks.table import Row, against, seconds, verdict
from benchmarks.timing import alternate
from vizlab.frames import Frames
from vizlab.style import Painter, StyleRecipe, network_of, stylize
from vizlab.style.canvas import prepare

# Modules with a function `rows`, of other parts of the page Style.
ALSO: tuple[str, ...] = ("benchmarks.style_onepass", "benchmarks.style_texture")
LOOKS = 8
MEMORY_BYTES = 1.5e9
PEAK = """
import resource, sys, torch
from vizlab.style import Painter, StyleRecipe
torch.set_num_threads(int(sys.argv[1]))
assert len(list(Painter(StyleRecipe(size_px=512, steps=12)).run())) == 13
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def rows(options: argparse.Namespace) -> Iterator[Row]:
    """The rows of the engine, then those of `ALSO`."""
    recipe = StyleRecipe()
    yield _first(recipe)
    for size_px in (128, 256):
        ours, bare = _looks(dataclasses.replace(recipe, size_px=size_px))
        what = f"style transfer, losses and their slope at {size_px} px"
        yield against(what, ours / LOOKS, bare / LOOKS, "bare forward and backward pass", at_most=1.20)
    yield from _whole(recipe)
    yield _memory()
    for name in ALSO:
        yield from importlib.import_module(name).rows(options)


def _first(recipe: StyleRecipe) -> Row:
    def first() -> None:
        run = Frames("style", recipe)
        steps = stylize(recipe)
        assert next(steps).frame == 0
        steps.close()
        run.delete()

    (spent,) = alternate(first)
    return Row("style transfer, 256 px: first frame", seconds(spent), target="≤ 1 s", met=verdict(spent <= 1))


def _looks(recipe: StyleRecipe) -> list[float]:
    """Seconds of `LOOKS` looks of ours, and of as many bare passes."""
    painter, network = Painter(recipe), network_of(recipe)
    layers = [name for name in (*network.style, *network.content) if name != "pixels"]
    picture = prepare(recipe, network).start.clone().requires_grad_()
    seen = network.look(picture)
    slopes = [torch.ones_like(seen[name]) for name in layers]

    def bare() -> None:
        found = network.look(picture)
        torch.autograd.grad([found[name] for name in layers], picture, slopes)

    return alternate(_repeated(painter.look), _repeated(bare))


def _repeated(program: Callable[[], object]) -> Callable[[], None]:
    def run() -> None:
        for _ in range(LOOKS):
            program()

    return run


def _whole(recipe: StyleRecipe) -> Iterator[Row]:
    """One painting with each optimizer, the default first."""
    for optimizer in dict.fromkeys((recipe.optimizer, "Adam")):
        asked = dataclasses.replace(recipe, optimizer=optimizer)
        began = perf_counter()
        *_, last = stylize(asked)
        spent = perf_counter() - began
        assert last.result is not None
        left = last.result["last"]["total"] / last.result["first"]["total"]
        target = ("≤ 60 s", verdict(spent <= 60)) if optimizer == recipe.optimizer else ("", "")
        what = f"style transfer, 256 px, {recipe.steps} iterations of {optimizer}, once: {100 * left:.1f} % of the loss left"
        yield Row(what, seconds(spent), "", "", *target)


def _memory() -> Row:
    done = subprocess.run(
        [sys.executable, "-c", PEAK, str(torch.get_num_threads())], capture_output=True, text=True, check=True, env=os.environ
    )
    peak = int(done.stdout) * 1024
    what = "style transfer, 512 px: peak memory of a process that paints, torch included"
    return Row(what, f"{peak / 1e6:.0f} MB", target=f"≤ {MEMORY_BYTES / 1e6:.0f} MB", met=verdict(peak <= MEMORY_BYTES))
