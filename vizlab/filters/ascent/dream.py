"""DeepDream: a photograph is changed so that a layer says more of whatever it says already.

Set the gradient at the layer to its own values, h̄ = h, and go back: that is the gradient of ½‖h‖², and the picture climbs along
it (climbs: to descend would silence the layer). From a small copy of the picture to its full size, octave by octave, so that
things of all sizes appear. Source: Mordvintsev, Olah, Tyka 2015, "Inceptionism", and the notebook that came with it.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from vizlab import devices, images, library
from vizlab.filters.ascent import originals
from vizlab.filters.ascent.cost import QUICK_S, step_s
from vizlab.filters.ascent.listening import Listener, listening
from vizlab.filters.ascent.treatments import shifted
from vizlab.frames import Frame, Frames
from vizlab.progress import Curves, Step
from vizlab.recipes import Knob, check
from vizlab.store import Store

KIND = "dream"
SCALE = 1.4  # from one octave to the next
FRAMES = 7
ONLY_TO_GO_ON = ("pixels", "history")
_TINY = 1e-8


@dataclass(frozen=True, kw_only=True)
class DreamRecipe:
    """Everything that decides a dream. Field names are also widget keys, URL parameters and CLI options.

    picture: see `originals`. layer: a name of a module of the model. longer_px: longer side of the picture. strength: mean
    change of a pixel in a step, 1 being from black to white.
    """

    reference: str = "bundled/tiny-vgg@20"
    layer: str = "features.20"
    picture: str = "photo/Astronaut"
    longer_px: int = 256
    octaves: int = 3
    steps_each: int = 10
    strength: float = 0.01
    shift: int = 8
    seed: int = 0
    algorithm: int = 1  # raised when the same knobs come to mean another picture

    def __post_init__(self) -> None:
        """Check types and ranges. Errors: `VizlabError`."""
        check(self, KNOBS)

    @property
    def steps(self) -> int:
        """Steps in all octaves."""
        return self.octaves * self.steps_each


class Dream:
    """The state of a dream: the picture at the size of its octave."""

    def __init__(self, recipe: DreamRecipe, listener: Listener, photograph: Tensor) -> None:
        """Begin with the smallest copy of the photograph (c, h, w)."""
        self.recipe, self.listener, self.done, self.history = recipe, listener, 0, list[float]()
        self._photograph = photograph[None].to(listener.device)
        self._copies = [resized(self._photograph, SCALE**-power) for power in reversed(range(recipe.octaves))]
        self.picture = self._copies[0]

    def step(self) -> float:
        """Climb once; ½‖h‖² of the picture as it was, per value of the layer."""
        octave, within = divmod(self.done, self.recipe.steps_each)
        if octave and not within:
            self._grow(octave)
        shift = torch.Generator().manual_seed(self.recipe.seed * 1_000_003 + self.done)
        picture = self.picture.requires_grad_()
        energy = half_square(self.listener, shifted(picture, self.recipe.shift, shift))
        (slope,) = torch.autograd.grad(energy, picture)
        with torch.no_grad():
            change = self.recipe.strength * slope / slope.abs().mean().clamp_min(_TINY)
            self.picture = (picture.detach() + change).clamp(0, 1)
        self.done += 1
        self.history.append(energy.item())
        return self.history[-1]

    def whole(self) -> Tensor:
        """The picture at its full size, (3, h, w): what is still small is the photograph with the changes so far, enlarged."""
        octave = min(max(self.done - 1, 0) // self.recipe.steps_each, self.recipe.octaves - 1)
        changes = self.picture.detach() - self._copies[octave]
        full = self._photograph + F.interpolate(changes, self._photograph.shape[2:], mode="bilinear", align_corners=False)
        return full[0].clamp(0, 1).expand(3, -1, -1)

    def go_on(self, frame: Frame) -> None:
        """Go on from a frame."""
        self.done, self.history = frame.index, frame.arrays["history"].tolist()
        self.picture = torch.tensor(frame.arrays["pixels"]).to(self._photograph)

    def record(self) -> dict[str, Any]:
        """What the finished dream says of itself: ½‖h‖² of the photograph, of the dream, and of as much noise instead."""
        end = self.picture.detach()
        noise = torch.randn(end.shape, generator=torch.Generator().manual_seed(self.recipe.seed + 1)).to(end)
        noise = (self._photograph + noise * (end - self._photograph).norm() / noise.norm()).clamp(0, 1)
        with torch.no_grad():
            before, after, control = (half_square(self.listener, each).item() for each in (self._photograph, end, noise))
        curves = Curves()
        for done, value in enumerate(self.history):
            curves.add(Step(done, self.recipe.steps, "", values={"½‖h‖²": value}))
        change = float((end - self._photograph).detach().abs().mean())
        numbers = {"before": before, "after": after, "noise": control, "change": change}
        return numbers | {"series": curves.series(), "device": devices.describe(self.listener.device)}

    def _grow(self, octave: int) -> None:
        """The next copy of the photograph, with the changes so far."""
        changes, copy = self.picture - self._copies[octave - 1], self._copies[octave]
        grown = F.interpolate(changes, copy.shape[2:], mode="bilinear", align_corners=False)
        self.picture = (copy + grown).clamp(0, 1)


def dream(recipe: DreamRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Dream: a `Step` a step, frames on the way, the record at the end; goes on from its newest frame.

    Errors: `VizlabError` if picture, network or layer are not there, or the layer wants pictures of another size.
    """
    run = Frames(KIND, recipe, store)
    if (record := run.record()) is not None:
        yield Step(recipe.steps, recipe.steps, "done", result=record, frame=recipe.steps)
        return
    model = library.open_model(recipe.reference, store)
    photograph = originals.sized(originals.find(recipe.picture, store), recipe.longer_px, model.shape[0])
    began, wanted = time.perf_counter(), set(kept_steps(recipe.steps))
    with listening(model.network, recipe.layer) as listener:
        state = Dream(recipe, listener, photograph)
        newest = run.newest()
        if newest is not None and "pixels" in newest.arrays:
            state.go_on(newest)
        while state.done < recipe.steps:
            note, frame = (_keep(run, state), state.done) if state.done in wanted else ("", None)
            values = {"½‖h‖²": state.step()}
            yield Step(state.done - 1, recipe.steps, "dreaming", values=values, note=note, frame=frame)
        _keep(run, state)
        record = state.record() | {"seconds": time.perf_counter() - began}
    note = run.finish(record, drop=ONLY_TO_GO_ON)
    yield Step(recipe.steps, recipe.steps, "done", result=record, note=note, frame=recipe.steps)


def in_one_go(recipe: DreamRecipe, model: library.Model, store: Store | None = None) -> tuple[list[Frame], dict[str, Any]]:
    """Frames and record of a dream, computed here and now on an opened model and kept nowhere: for small networks."""
    photograph = originals.sized(originals.find(recipe.picture, store), recipe.longer_px, model.shape[0])
    frames, wanted, began = [], set(kept_steps(recipe.steps)), time.perf_counter()
    with model.lock, listening(model.network, recipe.layer) as listener:
        state = Dream(recipe, listener, photograph)
        for done in range(recipe.steps + 1):
            if done in wanted:
                frames.append(Frame(done, {"picture": images.encode(state.whole())}))
            if done < recipe.steps:
                state.step()
        return frames, state.record() | {"seconds": time.perf_counter() - began}


def finished(recipe: DreamRecipe, store: Store | None = None) -> tuple[list[Frame], Mapping[str, Any]]:
    """Frames and record of a dream, dreamt if nobody has. Errors: `VizlabError` as `dream`."""
    run = Frames(KIND, recipe, store)
    if run.record() is None:
        model = library.open_model(recipe.reference, store)
        if estimate_s(recipe, model) < QUICK_S:
            return in_one_go(recipe, model, store)
    *_, last = dream(recipe, store)
    return run.read(), last.result or {}


def estimate_s(recipe: DreamRecipe, model: library.Model) -> float:
    """Seconds that a dream takes, at most: as if the picture were square, and all octaves full size."""
    return recipe.steps * step_s(model, recipe.layer, (model.shape[0], recipe.longer_px, recipe.longer_px))


def before(recipe: DreamRecipe, store: Store | None = None) -> NDArray[np.uint8]:
    """The photograph of a recipe as the dream begins with it, (h, w, 3). Errors: `VizlabError` if it is not here."""
    channels = library.entry(recipe.reference, store).shape[0]
    return images.to_pixels(originals.sized(originals.find(recipe.picture, store), recipe.longer_px, channels))


def half_square(listener: Listener, pictures: Tensor) -> Tensor:
    """½‖h‖² of what a layer says of pictures (n, c, h, w), per value; a scalar. Its gradient at the layer is h itself."""
    return listener.ask(_fast(pictures)).square().mean() / 2


def resized(pictures: Tensor, factor: float) -> Tensor:
    """Pictures (n, c, h, w) made smaller, antialiased, 16 px at least."""
    size = [max(16, round(side * factor)) for side in pictures.shape[2:]]
    if factor == 1:
        return pictures
    return F.interpolate(pictures, size, mode="bilinear", antialias=True, align_corners=False)


def kept_steps(steps: int) -> list[int]:
    """The steps whose picture is kept, evenly spaced, at most `FRAMES`."""
    return sorted({round(index * steps / (FRAMES - 1)) for index in range(FRAMES)})


def _keep(run: Frames, state: Dream) -> str:
    arrays: dict[str, Any] = {"picture": images.encode(state.whole())}
    if state.done < state.recipe.steps:
        arrays |= {"pixels": state.picture.detach().cpu().numpy(), "history": torch.tensor(state.history).double().numpy()}
    return run.keep(state.done, arrays, {"energy": state.history[-1] if state.history else None})


def _fast(pictures: Tensor) -> Tensor:
    return pictures.contiguous(memory_format=torch.channels_last) if pictures.shape[1] == 3 else pictures


KNOBS: dict[str, Knob] = {
    "longer_px": Knob(32, 512, "Longer side of the picture: time grows with its square.", (64, 128, 192, 256, 384)),
    "octaves": Knob(1, 6, "Sizes at which it dreams, from small to full: more of them make larger things."),
    "steps_each": Knob(1, 100, "Steps at each size.", (1, 5, 10, 20, 40)),
    "strength": Knob(
        0.0001, 0.2, "Mean change of a pixel in a step, 1 being from black to white.", (0.002, 0.005, 0.01, 0.02, 0.04)
    ),
    "shift": Knob(0, 32, "Moves the picture by up to so many pixels at each step, so that no grid shows."),
    "seed": Knob(0, 2**31 - 1, "The shifts.", tuple(range(100))),
}
