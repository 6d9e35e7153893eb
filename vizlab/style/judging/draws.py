"""Networks that were never trained: how much their weights are luck, and what about them matters for texture.

Every way is drawn with the same seeds and tells the same patches apart (see `telling`). To add a way: a function
`(seed) -> FeatureNetwork` and a line in `WAYS`.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from vizlab.frames import Frame, Frames
from vizlab.progress import Step
from vizlab.recipes import Knob, check
from vizlab.store import Store
from vizlab.style.features import RANDOM, FeatureNetwork, open_network
from vizlab.style.judging import swatches, telling

KIND = "style-draws"
LARGER = 10.0


@dataclass(frozen=True, kw_only=True)
class DrawsRecipe:
    """Everything that decides the measurement. draws: networks of each way. grey: as of `telling.TellingRecipe`.

    seed: of the first draw; the patches are those of seed 0.
    """

    draws: int = 4
    grey: bool = True
    seed: int = 0
    algorithm: int = 1  # raised when the same recipe comes to mean other numbers

    def __post_init__(self) -> None:
        """Check types and ranges. Errors: `VizlabError`."""
        check(self, KNOBS)


@dataclass(frozen=True)
class Way:
    """One way to draw the weights. about: what is done, in a sentence."""

    about: str
    drawn: Callable[[int], FeatureNetwork]


def survey(recipe: DrawsRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Draw and measure all: `Step`s in networks, a frame for each way, the record at the end; goes on where it stopped.

    Frames hold `accuracy` (draws, ways of `telling`): the layers, shallow to deep, then `telling.ALL`.
    """
    run = Frames(KIND, recipe, store)
    if (record := run.record()) is not None:
        yield Step(1, 1, "done", "network", result=record)
        return
    began, kept, total = time.perf_counter(), set(run.indices()), len(WAYS) * recipe.draws
    cut, names = swatches.cut(grey=recipe.grey), [""]
    for index, way in enumerate(WAYS.values()):
        if index in kept:
            continue
        rows: list[list[float]] = []
        for draw in range(recipe.draws):
            done, looking = index * recipe.draws + draw, telling.looked(way.drawn(recipe.seed + draw), cut)
            names, nearest = yield from _counted(looking, done, total)
            found = telling.Told("", names, nearest, cut.labels)
            names = [*found.layers, telling.ALL]
            rows.append([found.accuracy(name) for name in names])
        note = run.keep(index, {"accuracy": np.array(rows, np.float32)}, {"layers": names})
        yield Step((index + 1) * recipe.draws, total, "drawing networks", "network", frame=index, note=note)
    record = {"seconds": time.perf_counter() - began, "ways": list(WAYS)}
    yield Step(total, total, "done", "network", result=record, note=run.finish(record))


def groups(recipe: DrawsRecipe, layer: str, store: Store | None = None) -> dict[str, list[float]]:
    """Way -> the share of patches that each draw gives to their texture by one layer (see `layers`), or by all.

    Computed now, if that has not been done.
    """
    for _ in survey(recipe, store):
        pass
    frames = Frames(KIND, recipe, store).read()
    return {
        name: frame.arrays["accuracy"][:, list(frame.notes["layers"]).index(layer)].tolist()
        for name, frame in zip(WAYS, frames, strict=True)
    }


def layers(frames: list[Frame]) -> list[str]:
    """What can be asked for: all layers together, then one by one, shallow to deep."""
    names = list(frames[0].notes["layers"])
    return [telling.ALL, *names[:-1]]


def levels(recipe: DrawsRecipe, store: Store | None = None) -> dict[str, float]:
    """What they are held against: the trained network that ships, and a histogram, on the same patches."""
    trained = telling.made(telling.TellingRecipe(grey=recipe.grey), store)
    return {"histogram": trained.accuracy("histogram"), "tiny-vgg": trained.accuracy(telling.ALL)}


def _counted(looking: Generator[Step, None, telling.Ranked], done: int, total: int) -> Generator[Step, None, telling.Ranked]:
    """The steps of one network as those of all."""
    while True:
        try:
            next(looking)
        except StopIteration as end:
            found: telling.Ranked = end.value
            return found
        yield Step(done, total, "drawing networks", "network")


def _as_drawn(seed: int) -> FeatureNetwork:
    return open_network(RANDOM, seed=seed)


def _larger(seed: int) -> FeatureNetwork:
    return _changed(seed, lambda weight: weight * LARGER)


def _without_mean(seed: int) -> FeatureNetwork:
    return _changed(seed, lambda weight: weight - weight.mean(dim=(1, 2, 3), keepdim=True))


def _averaging(seed: int) -> FeatureNetwork:
    return open_network(RANDOM, seed=seed, pooling="average")


def _centred(seed: int) -> FeatureNetwork:
    return dataclasses.replace(open_network(RANDOM, seed=seed), mean=(0.5,) * 3, deviation=(0.25,) * 3)


def _calibrated(seed: int) -> FeatureNetwork:
    opened = open_network(RANDOM, seed=seed)
    return calibrated(opened, swatches.cut(grey=False).known[:: swatches.EACH // 4].to(opened.device))


def calibrated(opened: FeatureNetwork, maps: torch.Tensor) -> FeatureNetwork:
    """The same network, each channel now of mean 0 and deviation 1 before its activation, over pictures (n, 3, h, w).

    Source: Mishkin 2016, arXiv:1511.06422, extended to means.
    """
    with torch.no_grad():
        for block in opened.network.children():
            convolution = block.get_submodule("conv")
            assert isinstance(convolution, nn.Conv2d)
            assert convolution.bias is not None
            said = convolution(maps)
            mean, deviation = said.mean(dim=(0, 2, 3)), said.std(dim=(0, 2, 3)) + 1e-6
            convolution.weight.div_(deviation[:, None, None, None])
            convolution.bias.sub_(mean).div_(deviation)
            maps = block(maps)
    return opened


def _changed(seed: int, change: Callable[[torch.Tensor], torch.Tensor]) -> FeatureNetwork:
    """The random network of a seed with all weights of its convolutions changed, without biases."""
    opened = open_network(RANDOM, seed=seed)
    with torch.no_grad():
        for module in opened.network.modules():
            if isinstance(module, nn.Conv2d):
                module.weight.copy_(change(module.weight))
                if module.bias is not None:
                    module.bias.zero_()
    return opened


WAYS: dict[str, Way] = {
    "as drawn": Way("He's normal weights, small random biases, max pooling.", _as_drawn),
    "ten times as large": Way("All weights times ten, no biases: the style loss is a share and cannot tell.", _larger),
    "average pooling": Way("Squares of four are averaged.", _averaging),
    "picture centred": Way("0.5 is taken from the picture first, as trained networks expect.", _centred),
    "filters without mean": Way("Each filter sums to zero: it sees edges and no brightness.", _without_mean),
    "channels calibrated": Way("Each channel has mean 0 and deviation 1 over some patches before its activation.", _calibrated),
}
KNOBS: dict[str, Knob] = {
    "draws": Knob(1, 30, "Networks of each way, each with a seed of its own."),
    "seed": Knob(0, 2**31 - 1, "Of the first draw; the next ones follow.", tuple(range(100))),
}
