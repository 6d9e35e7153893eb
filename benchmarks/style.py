"""An iteration of style transfer against a bare torch loop: the same network, layers, losses and optimizer, and nothing else.

Ours also reports every loss and keeps them; the bare loop does what a tutorial's does. Both begin with both pictures at hand.
What a job adds, the frames that are written, is a row of its own.
"""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Callable, Iterator

import torch
from torch.nn import functional as F

from benchmarks.table import Row, against
from benchmarks.timing import alternate
from vizlab.frames import Frames
from vizlab.style import StyleRecipe
from vizlab.style.canvas import prepare
from vizlab.style.features import open_network
from vizlab.style.transfer import Painter

STEPS = 20
RECIPE = StyleRecipe(steps=STEPS, optimizer="Adam")


def rows(options: argparse.Namespace) -> Iterator[Row]:
    """A row a size, and one for the frames."""
    for size_px in (128, 256):
        recipe = dataclasses.replace(RECIPE, size_px=size_px)
        ours_s, bare_s = alternate(_ours(recipe), _bare(recipe))
        what = f"style transfer, an iteration: bundled colour network, Adam, {size_px} px"
        yield against(what, ours_s / STEPS, bare_s / STEPS, "bare torch loop", at_most=1.10)
    run, painter = Frames("style", RECIPE), _painter(RECIPE)
    painter.measure()
    painter.improve()
    (keep_s,) = alternate(lambda: run.keep(1, painter.frame()))
    yield Row("style transfer, keeping a frame of 256 px, at most 25 a painting", f"{1000 * keep_s:.0f} ms")


def _painter(recipe: StyleRecipe) -> Painter:
    network = open_network(recipe.network)
    return Painter(recipe, network, prepare(recipe, network))


def _ours(recipe: StyleRecipe) -> Callable[[], None]:
    network = open_network(recipe.network)
    canvas = prepare(recipe, network)

    def run() -> None:
        painter = Painter(recipe, network, canvas)
        for _ in range(recipe.steps):
            painter.measure()
            painter.improve()

    return run


def _bare(recipe: StyleRecipe) -> Callable[[], None]:
    opened = open_network(recipe.network)
    canvas = prepare(recipe, opened)
    blocks = [getattr(opened.network, f"block{i}") for i in (1, 2, 3, 4)]

    def look(x: torch.Tensor) -> list[torch.Tensor]:
        seen = [x]
        for i, block in enumerate(blocks):
            x = block.activation(block.norm(block.conv(x)))
            seen.append(x)
            x = block.pool(x) if i < 3 else x
        return seen

    def gram(features: torch.Tensor) -> torch.Tensor:
        flat = features[0].flatten(1)
        return flat @ flat.T / flat.shape[1]

    def run() -> None:
        with torch.no_grad():
            content = look(canvas.content[None])[3]
            targets = [gram(features) for features in look(canvas.style[None])]
        x = canvas.start[None].clone().contiguous(memory_format=torch.channels_last).requires_grad_()
        optimizer = torch.optim.Adam([x], lr=recipe.lr)
        for _ in range(recipe.steps):
            seen = look(x)
            style = sum(F.mse_loss(gram(f), t, reduction="sum") / t.square().sum() for f, t in zip(seen, targets, strict=True))
            rough = (x[:, :, 1:] - x[:, :, :-1]).abs().mean() + (x[:, :, :, 1:] - x[:, :, :, :-1]).abs().mean()
            likeness = F.mse_loss(seen[3], content, reduction="sum") / content.square().sum()
            loss = likeness + recipe.strength * style / len(targets) + recipe.tv * rough
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            with torch.no_grad():
                x.clamp_(0, 1)

    return run
