"""What a layer remembers: from noise to a picture that looks the same to it, layer by layer.

Minimised is the squared distance of the features, as a share of the photograph's own, plus a price on total variation; colours
stay in range by construction. Where the features agree and the pixels do not, the layer has forgotten the difference.
Source: Mahendran & Vedaldi 2015, arXiv:1412.0035, equations 1-5; the paint and Adam are our own.
"""

from __future__ import annotations

import math
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from vizlab import devices, images, library
from vizlab.adam import Adam
from vizlab.errors import VizlabError
from vizlab.filters.ascent import originals
from vizlab.filters.ascent.cost import QUICK_S, step_s
from vizlab.filters.ascent.listening import Listener, listening
from vizlab.filters.ascent.treatments import variation
from vizlab.frames import Frame, Frames
from vizlab.inspection import layer_names
from vizlab.models.activations import ACTIVATIONS
from vizlab.paints import GROUND, PAINTS
from vizlab.progress import Step
from vizlab.recipes import Knob, check
from vizlab.store import Store

KIND = "inversion"
MOST_LAYERS = 6
LR = 0.15  # of Adam at the start; it falls to nothing along half a cosine
_TINY = 1e-12


@dataclass(frozen=True, kw_only=True)
class InversionRecipe:
    """Everything that decides an inversion. Field names are also widget keys, URL parameters and CLI options.

    picture: see `originals`, as large as the network takes it. iterations: for each layer. smooth: price of total variation.
    """

    reference: str = "bundled/tiny-vgg@20"
    picture: str = "photo/Cat"
    iterations: int = 400
    smooth: float = 0.01
    start: int = 0
    algorithm: int = 1  # raised when the same knobs come to mean other pictures

    def __post_init__(self) -> None:
        """Check types and ranges. Errors: `VizlabError`."""
        check(self, KNOBS)


@dataclass(frozen=True)
class Inverted:
    """A picture (1, c, h, w) found for a layer. first, last: relative squared distance of the features, of noise and of it."""

    picture: Tensor
    first: float
    last: float


def invert(listener: Listener, target: Tensor, recipe: InversionRecipe) -> Iterator[Inverted]:
    """The picture for one layer after each iteration; target (1, c, h, w) in [0, 1]."""
    generator = torch.Generator().manual_seed(recipe.start)
    _, c, h, w = target.shape
    paint = PAINTS["Fourier"]((1, c, h, w), generator, listener.device)
    adam = Adam([paint.parameter])
    with torch.no_grad():
        wanted = listener.ask(_fast(target))
    first = None
    for done in range(recipe.iterations + 1):
        picture = paint.image()
        error = distance(listener.ask(_fast(picture)), wanted)
        first = error.item() if first is None else first
        yield Inverted(picture.detach(), first, error.item())
        total = error + recipe.smooth * variation(picture).sum()
        lr = LR * (1 + math.cos(math.pi * done / (recipe.iterations + 1))) / 2
        adam.step(torch.autograd.grad(total, paint.parameter), lr)


def distance(features: Tensor, wanted: Tensor) -> Tensor:
    """Squared distance of features to those wanted, as a share of their own squared length; a scalar."""
    return (features - wanted).square().sum() / (wanted.square().sum() + _TINY)


def remember(recipe: InversionRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Invert layer after layer: `Step`s in iterations, a frame for each finished layer, the record at the end.

    Goes on after the last layer that is done. Errors: `VizlabError` if picture or network are not there.
    """
    run = Frames(KIND, recipe, store)
    if (record := run.record()) is not None:
        yield Step(1, 1, "done", "iteration", result=record)
        return
    model = library.open_model(recipe.reference, store)
    target, began = prepare(recipe, model, store), time.perf_counter()
    names = spread(depths(model.network), MOST_LAYERS)
    total, made = len(names) * recipe.iterations, set(run.indices())
    for index, name in enumerate(names):
        if index in made:
            continue
        phase = f"inverting {name}"
        for done, found in enumerate(_inverted(model, name, target, recipe)):
            at = min(index * recipe.iterations + done, total - 1)
            yield Step(at, total, phase, "iteration", values={"feature error": found.last})
        note = run.keep(index, *_frame(name, found, target))
        yield Step(at, total, phase, "iteration", note=note, frame=index)
    record = _record(model) | {"seconds": time.perf_counter() - began}
    yield Step(total, total, "done", "iteration", result=record, note=run.finish(record))


def in_one_go(recipe: InversionRecipe, model: library.Model, store: Store | None = None) -> tuple[list[Frame], dict[str, Any]]:
    """Frames and record, computed here and now on an opened model and kept nowhere: for small networks."""
    target, began, frames = prepare(recipe, model, store), time.perf_counter(), []
    with model.lock:
        for index, name in enumerate(spread(depths(model.network), MOST_LAYERS)):
            *_, found = _inverted(model, name, target, recipe)
            frames.append(Frame(index, *_frame(name, found, target)))
    return frames, _record(model) | {"seconds": time.perf_counter() - began}


def finished(recipe: InversionRecipe, store: Store | None = None) -> tuple[list[Frame], Mapping[str, Any]]:
    """Frames and record of an inversion, computed if nobody has. Errors: `VizlabError` as `remember`."""
    run = Frames(KIND, recipe, store)
    if run.record() is None:
        model = library.open_model(recipe.reference, store)
        if estimate_s(recipe, model) < QUICK_S:
            return in_one_go(recipe, model, store)
    *_, last = remember(recipe, store)
    return run.read(), last.result or {}


def wall(frames: Sequence[Frame], photograph: NDArray[np.uint8]) -> tuple[list[NDArray[np.uint8]], list[str]]:
    """The photograph (h, w, 3) and what each layer remembers of it, with titles of two lines: layer, errors."""
    shown = [images.decode(frame.arrays["picture"]) for frame in frames]
    titles = [f"{frame.notes['layer']}<br>features {frame.notes['features']:.1%}" for frame in frames]
    return [photograph, *shown], ["The picture<br>", *titles]


def columns(frames: Sequence[Frame]) -> dict[str, list[Any]]:
    """layers, features, pixels: names and both errors, shallow to deep; features as a share, pixels of the way to white."""
    names = {"layers": "layer", "features": "features", "pixels": "pixels"}
    return {name: [frame.notes[key] for frame in frames] for name, key in names.items()}


def words(frames: Sequence[Frame]) -> str:
    """What both errors say, in a sentence or two."""
    first, last = frames[0].notes, frames[-1].notes
    grows = f"from {first['pixels']:.0%} at {first['layer']} to {last['pixels']:.0%} at {last['layer']}"
    worst = max(frame.notes["features"] for frame in frames)
    return (
        f"No layer is off by more than {worst:.1%} of its squared features, yet the pixels' error (root mean square, white "
        f"being 100 %) goes {grows}: so much each layer has forgotten."
    )


def prepare(recipe: InversionRecipe, model: library.Model, store: Store | None = None) -> Tensor:
    """The picture of a recipe as the network takes it, (1, c, h, w) in [0, 1]."""
    c, h, w = model.shape
    return images.fit(originals.find(recipe.picture, store), (c, h, w))[None].to(model.device)


def estimate_s(recipe: InversionRecipe, model: library.Model) -> float:
    """Seconds for all layers."""
    names = spread(depths(model.network), MOST_LAYERS)
    return recipe.iterations * sum(step_s(model, name, model.shape) for name in names)


def depths(network: nn.Module) -> list[str]:
    """The layers that may be inverted, shallow to deep: every activation, and the scores. Errors: `VizlabError` if none."""
    modules = dict(network.named_modules())
    names = [name for name in layer_names(network) if isinstance(modules[name], tuple(ACTIVATIONS.values()))]
    linear = [name for name in layer_names(network) if isinstance(modules[name], nn.Linear)]
    if not names:
        raise VizlabError("The network must have activations to invert; this one has none.")
    return [*names, *linear[-1:]]


def spread(names: list[str], most: int) -> list[str]:
    """At most so many of the names, evenly spread, the first and the last among them."""
    if len(names) <= most:
        return names
    return [names[round(index * (len(names) - 1) / (most - 1))] for index in range(most)]


def _inverted(model: library.Model, name: str, target: Tensor, recipe: InversionRecipe) -> Iterator[Inverted]:
    with listening(model.network, name) as listener:
        yield from invert(listener, target, recipe)


def _frame(name: str, found: Inverted, target: Tensor) -> tuple[dict[str, Any], dict[str, Any]]:
    """The picture of one layer, and its numbers: relative squared error of features, root mean square error of pixels."""
    picture = images.encode(found.picture[0].expand(3, -1, -1), lossless=True)
    pixels = float((found.picture - target).square().mean().sqrt())
    return {"picture": picture}, {"layer": name, "first": found.first, "features": found.last, "pixels": pixels}


def _record(model: library.Model) -> dict[str, Any]:
    return {"device": devices.describe(model.device), "ground": GROUND[model.shape[0]]}


def _fast(pictures: Tensor) -> Tensor:
    return pictures.contiguous(memory_format=torch.channels_last) if pictures.shape[1] == 3 else pictures


KNOBS: dict[str, Knob] = {
    "iterations": Knob(1, 2000, "For each layer: the more, the closer the features.", (25, 50, 100, 200, 400, 800)),
    "smooth": Knob(
        0.0, 10.0, "Price of differing neighbours: fills with plain colour what the layer forgot.", (0.0, 0.001, 0.01, 0.1, 1.0)
    ),
    "start": Knob(0, 2**31 - 1, "The noise it starts from: what changes with it is forgotten.", tuple(range(100))),
}
