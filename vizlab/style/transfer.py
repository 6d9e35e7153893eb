"""Style transfer: the pixels of a picture are trained until a network sees the content of one picture and the style of another.

A generator of one `Step` an iteration that keeps frames as it goes and continues where it stopped; closing it is the cancel
button. The same recipe gives the same bits on the same kind of device and number of threads, interrupted or not.
Source: Gatys, Ecker, Bethge 2015, arXiv:1508.06576.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator, Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from vizlab import devices
from vizlab.errors import VizlabError
from vizlab.frames import Frame, Frames
from vizlab.images import encode
from vizlab.progress import Curves, Step
from vizlab.store import Store
from vizlab.style.canvas import Canvas, prepare, stretched
from vizlab.style.features import FeatureNetwork, open_network
from vizlab.style.losses import content_loss, gram, style_loss, total_variation, weighted
from vizlab.style.recipe import StyleRecipe

KIND = "style"
FRAMES = 22
LBFGS_RESTART = 25  # L-BFGS forgets its past so often: what it must remember between two frames is then the picture alone
ONLY_TO_GO_ON = ("pixels", "history", "exp_avg", "exp_avg_sq")

Losses = dict[str, float]


def stylize(recipe: StyleRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Paint; yields a `Step` an iteration, the first with the picture that it starts from, the last with the run's record.

    Errors: `VizlabError` if a picture, the network or an option is unknown, or the loss stops being a number.
    """
    run = Frames(KIND, recipe, store)
    _check_optimizer(recipe)
    network = open_network(recipe.network, grain=recipe.grain, seed=recipe.seed, store=store)
    canvas = prepare(recipe, network, store)
    painter = Painter(recipe, network, canvas)
    wanted, began, seconds = set(kept_steps(recipe.steps)), time.perf_counter(), 0.0
    resumed = _newest(run)
    if resumed:
        seconds = painter.restore(resumed)
        yield from _replay(painter, run, recipe)
    while painter.done <= recipe.steps:
        losses = painter.measure()
        _check_finite(losses, painter.done, recipe)
        keeps, note = painter.done in wanted, ""
        if keeps:
            spent = seconds + time.perf_counter() - began
            notes = {"losses": losses, "seconds": spent, "likeness": painter.likeness(), "order": painter.names}
            note = run.keep(painter.done, painter.frame(), notes)
        yield Step(painter.done, recipe.steps, "painting", values=losses, note=note, frame=painter.done if keeps else None)
        if painter.done == recipe.steps:
            break
        painter.improve()
    record = _record(recipe, painter, seconds + time.perf_counter() - began)
    note = run.finish(record, drop=ONLY_TO_GO_ON)
    yield Step(recipe.steps, recipe.steps, "done", result=record, note=note, frame=recipe.steps)


class Painter:
    """The state of one painting: pixels, optimizer, and every loss so far."""

    def __init__(self, recipe: StyleRecipe, network: FeatureNetwork, canvas: Canvas) -> None:
        """Look at both pictures once; `done` is 0."""
        self.recipe, self.network, self.canvas, self.done = recipe, network, canvas, 0
        self.history: list[list[float]] = []
        self._measured: float | None = None
        with torch.no_grad():
            self._content = network.look(canvas.content)[network.content]
            seen = network.look(canvas.style)
            self._style = {name: gram(seen[name]) for name in network.style}
        layout = canvas.start[None].contiguous(memory_format=torch.channels_last)[0]
        self.pixels = layout.clone().requires_grad_()
        self._optimizer = OPTIMIZERS[recipe.optimizer](self.pixels, recipe.lr)

    @property
    def names(self) -> list[str]:
        """Names of the losses, in the order of `history`."""
        return ["content", *(f"style {name}" for name in self.network.style), "style", "total variation", "total"]

    def measure(self) -> Losses:
        """All losses of the picture as it is, and their gradient for `improve`."""
        parts = self._losses()
        (self.pixels.grad,) = torch.autograd.grad(parts["total"], self.pixels)
        values: Losses = dict(zip(self.names, torch.stack([parts[name].detach() for name in self.names]).tolist(), strict=True))
        self.history[self.done :] = [list(values.values())]
        self._measured = values["total"]
        return values

    def likeness(self, picture: Tensor | None = None) -> float:
        """Correlation of the picture's features with the photograph's at the content layer; 1 is alike, 0 unrelated."""
        with torch.no_grad():
            seen = self.network.look(self.pixels if picture is None else picture)[self.network.content]
        pair = torch.stack([(values - values.mean((1, 2), keepdim=True)).flatten() for values in (seen, self._content)])
        return float(torch.nn.functional.cosine_similarity(pair[0], pair[1], dim=0))

    def improve(self) -> None:
        """One step of the optimizer; the pixels stay in [0, 1]."""
        if self.recipe.optimizer == "L-BFGS" and self.done % LBFGS_RESTART == 0:
            self._optimizer = OPTIMIZERS[self.recipe.optimizer](self.pixels, self.recipe.lr)
        self._optimizer.step(self._closure if self.recipe.optimizer == "L-BFGS" else None)
        with torch.no_grad():
            self.pixels.clamp_(0, 1)
        self.done += 1

    def frame(self) -> dict[str, NDArray[Any]]:
        """The arrays of a frame: the picture, and, where the work can go on from here, all that this needs."""
        is_last = self.done == self.recipe.steps
        picture = encode(self.canvas.rendered(self.pixels.detach()), lossless=is_last)
        if is_last or (self.recipe.optimizer == "L-BFGS" and self.done % LBFGS_RESTART):
            return {"picture": picture}
        state = self._optimizer.state.get(self.pixels, {}) if self.recipe.optimizer == "Adam" else {}
        kept = {name: state[name].cpu().numpy() for name in ("exp_avg", "exp_avg_sq") if name in state}
        return {"picture": picture, "pixels": self.pixels.detach().cpu().numpy(), "history": np.array(self.history), **kept}

    def restore(self, frame: Frame) -> float:
        """Go on from a frame; the seconds that were spent until then."""
        self.done = frame.index
        self.history = frame.arrays["history"].tolist()
        with torch.no_grad():
            self.pixels.copy_(torch.tensor(frame.arrays["pixels"]))
        if "exp_avg" in frame.arrays:
            moments = {name: torch.tensor(frame.arrays[name]).to(self.pixels) for name in ("exp_avg", "exp_avg_sq")}
            self._optimizer.state[self.pixels] = {"step": torch.tensor(float(frame.index)), **moments}
        return float(frame.notes["seconds"])

    def _losses(self) -> dict[str, Tensor]:
        seen = self.network.look(self.pixels)
        style = {f"style {name}": style_loss(seen[name], self._style[name]) for name in self.network.style}
        content = content_loss(seen[self.network.content], self._content)
        variation = total_variation(self.pixels)
        total = weighted(content, list(style.values()), variation, strength=self.recipe.strength, tv=self.recipe.tv)
        mean = torch.stack(list(style.values())).mean()
        return {"content": content, **style, "style": mean, "total variation": variation, "total": total}

    def _closure(self) -> float:
        """The total and its gradient where the line search looks; where `measure` has just looked, what that found."""
        if self._measured is not None:
            measured, self._measured = self._measured, None
            return measured
        total = self._losses()["total"]
        (self.pixels.grad,) = torch.autograd.grad(total, self.pixels)
        return total.item()


def kept_steps(steps: int) -> list[int]:
    """The iterations whose picture is kept: at most `FRAMES`, close together at the start, where most happens."""
    return sorted({round(steps * (i / (FRAMES - 1)) ** 2) for i in range(FRAMES)} | set(range(min(4, steps + 1))))


def style_distance(network: FeatureNetwork, canvas: Canvas) -> float:
    """The style loss of one half of the style picture against the other: how close "the same style" is, for comparison."""
    left, right = canvas.style.chunk(2, dim=2)
    with torch.no_grad():
        a, b = network.look(left), network.look(right)
        return float(torch.stack([style_loss(a[name], gram(b[name])) for name in network.style]).mean())


def _record(recipe: StyleRecipe, painter: Painter, seconds: float) -> dict[str, Any]:
    curves = Curves()
    for index, row in enumerate(painter.history):
        curves.add(Step(index, recipe.steps, "", values=dict(zip(painter.names, row, strict=True))))
    network = painter.network
    return {
        "first": dict(zip(painter.names, painter.history[0], strict=True)),
        "last": dict(zip(painter.names, painter.history[-1], strict=True)),
        "series": curves.series(),
        "halves": style_distance(network, painter.canvas),
        "unrelated": painter.likeness(stretched(painter.canvas.style, painter.canvas.content)),
        "network": network.title,
        "style_layers": list(network.style),
        "content_layer": network.content,
        "in_grey": painter.canvas.colors is not None,
        "size": list(painter.canvas.content.shape[1:]),
        "seconds": seconds,
        "seconds_a_step": seconds / recipe.steps,
        "device": devices.describe(painter.pixels.device),
    }


def _newest(run: Frames) -> Frame | None:
    """The newest sound frame from which the work can go on."""
    found = (run.frame(index) for index in reversed(run.indices()))
    return next((frame for frame in found if frame is not None and "pixels" in frame.arrays), None)


def _replay(painter: Painter, run: Frames, recipe: StyleRecipe) -> Generator[Step, None, None]:
    for index in range(painter.done):
        values = dict(zip(painter.names, painter.history[index], strict=True))
        yield Step(index, recipe.steps, "continuing", values=values)


def _check_optimizer(recipe: StyleRecipe) -> None:
    if recipe.optimizer not in OPTIMIZERS:
        raise VizlabError(f"The optimizer must be one of {', '.join(OPTIMIZERS)}; got {recipe.optimizer!r}.")


def _check_finite(losses: Mapping[str, float], step: int, recipe: StyleRecipe) -> None:
    if not all(math.isfinite(value) for value in losses.values()):
        advice = f"the learning rate {recipe.lr:g} or the strength {recipe.strength:g} is too large; try a tenth"
        raise VizlabError(f"The loss stopped being a number at step {step:,}: {advice}.")


def _adam(pixels: Tensor, lr: float) -> torch.optim.Optimizer:
    return torch.optim.Adam([pixels], lr=lr)


def _lbfgs(pixels: Tensor, lr: float) -> torch.optim.Optimizer:
    return torch.optim.LBFGS([pixels], lr=1, max_iter=1, max_eval=12, history_size=LBFGS_RESTART, line_search_fn="strong_wolfe")


OPTIMIZERS: dict[str, Callable[[Tensor, float], torch.optim.Optimizer]] = {"Adam": _adam, "L-BFGS": _lbfgs}
