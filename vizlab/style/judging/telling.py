"""Telling textures apart: for each unknown patch the known ones whose Gram matrices are nearest, layer by layer.

The distance is the style loss that a painting lowers (`losses.style_loss`): an unknown patch belongs to the texture of which it
is the best painting. A network that takes bricks for grass cannot paint either. Pixels and histograms are the controls.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from vizlab.frames import Frames
from vizlab.progress import Step
from vizlab.recipes import Knob, check
from vizlab.store import Store
from vizlab.style.features import PIXELS, FeatureNetwork, luminance, open_network
from vizlab.style.judging import swatches
from vizlab.style.judging.effort import multiply_adds
from vizlab.style.losses import gram

KIND = "style-telling"
ALL = "all layers"
NEAREST, BINS = 3, 6  # neighbours that are kept; steps of each colour in a histogram
SOME = 8  # patches between two looks at whether to stop
QUICK_MULTIPLY_ADDS = 3.5e10  # about a second and a half on one core
_TINY = 1e-12
Ranked = tuple[list[str], NDArray[np.int64]]  # names of the ways, and `Told.nearest`


@dataclass(frozen=True, kw_only=True)
class TellingRecipe:
    """Everything that decides the measurement. network: a reference with its epoch. grey: patches of one mean and contrast.

    seed: where the patches are cut, and the weights of a random network.
    """

    network: str = "bundled/tiny-vgg@20"
    grey: bool = True
    seed: int = 0
    algorithm: int = 1  # raised when the same recipe comes to mean other numbers

    def __post_init__(self) -> None:
        """Check types and ranges. Errors: `VizlabError`."""
        check(self, KNOBS)


@dataclass(frozen=True)
class Told:
    """What was found. ways: the layers, shallow to deep, `ALL`, and the controls. nearest (ways, n, 3): known patches.

    labels (n,): the number of the texture of a patch, known or unknown.
    """

    title: str
    ways: list[str]
    nearest: NDArray[np.int64]
    labels: NDArray[np.int64]

    def accuracy(self, way: str) -> float:
        """The share of unknown patches whose nearest known one is of the same texture."""
        return float((self.named(way) == self.labels).mean())

    def interval(self, way: str) -> tuple[float, float]:
        """The ends of its 95 % interval over patches."""
        return wilson(self.accuracy(way), len(self.labels))

    def named(self, way: str) -> NDArray[np.int64]:
        """The texture that each unknown patch was taken for, (n,)."""
        return self.labels[self.nearest[self.ways.index(way), :, 0]]

    def confusion(self, way: str) -> NDArray[np.int64]:
        """Counts (textures, textures): rows true, columns taken for."""
        size = len(swatches.SOURCES)
        return np.bincount(self.labels * size + self.named(way), minlength=size * size).reshape(size, size)

    @property
    def layers(self) -> list[str]:
        """Names of the layers, shallow to deep."""
        return self.ways[: self.ways.index(ALL)]


def tell(recipe: TellingRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Look at all patches: `Step`s in patches, one frame (`nearest`), the record at the end. Errors: as of `open_network`."""
    run = Frames(KIND, recipe, store)
    if (record := run.record()) is not None:
        yield Step(1, 1, "done", "patch", result=record)
        return
    began = time.perf_counter()
    network = open_network(recipe.network, seed=recipe.seed, store=store)
    cut = swatches.cut(grey=recipe.grey, seed=recipe.seed)
    ways, nearest = yield from looked(network, cut)
    run.keep(0, {"nearest": nearest.astype(np.uint8)})
    record = {"title": network.title, "ways": ways, "seconds": time.perf_counter() - began}
    yield Step(1, 1, "done", "patch", result=record, note=run.finish(record))


def looked(network: FeatureNetwork, cut: swatches.Swatches) -> Generator[Step, None, Ranked]:
    """Look at all patches: `Step`s in patches; then the names of the ways, and `Told.nearest`."""
    total = 2 * len(cut.labels)
    grams: list[dict[str, Tensor]] = []
    for patch in torch.cat([cut.known, cut.unknown]):
        if len(grams) % SOME == 0:
            yield Step(len(grams), total, "looking at patches", "patch")
        grams.append(seen(network, patch))
    return _ranked(grams, cut)


def made(recipe: TellingRecipe, store: Store | None = None) -> Told:
    """What a recipe finds: as it was kept, else measured now and kept."""
    for _ in tell(recipe, store):
        pass
    run = Frames(KIND, recipe, store)
    record = run.record()
    assert record is not None
    nearest = run.read()[0].arrays["nearest"].astype(np.int64)
    return Told(str(record["title"]), list(record["ways"]), nearest, swatches.labels())


def is_quick(recipe: TellingRecipe, store: Store | None = None) -> bool:
    """Whether the measurement takes about two seconds, so that a visitor need not ask for it."""
    network = open_network(recipe.network, seed=recipe.seed, store=store)
    patches = 2 * len(swatches.SOURCES) * swatches.EACH
    return multiply_adds(network, swatches.SIDE_PX, swatches.SIDE_PX) * patches < QUICK_MULTIPLY_ADDS


def seen(network: FeatureNetwork, patch: Tensor) -> dict[str, Tensor]:
    """The Gram matrices of a patch (c, h, w), flat, by layer."""
    with torch.no_grad():
        maps = network.look(luminance(patch) if patch.shape[0] > network.channels else patch)
    return {name: gram(maps[name]).flatten() for name in network.style}


def style_distances(unknown: Tensor, known: Tensor) -> Tensor:
    """Style losses (n, m) of Gram matrices (n, d) against targets (m, d): squared distance as a share of the target's square."""
    squares = known.square().sum(dim=1)
    apart = unknown.square().sum(dim=1)[:, None] + squares - 2 * unknown @ known.T
    return apart.clamp_min(0) / (squares + _TINY)


def histograms(patches: Tensor) -> Tensor:
    """Patches (n, c, h, w) in [0, 1] -> their histograms over all colours, (n, bins), each of sum 1."""
    steps = (patches * BINS).long().clamp_max(BINS - 1)
    cells = torch.zeros_like(steps[:, 0])
    for channel in steps.unbind(1):
        cells = cells * BINS + channel
    size = BINS ** patches.shape[1]
    counts = torch.stack([torch.bincount(each.flatten(), minlength=size) for each in cells])
    return counts / counts.sum(dim=1, keepdim=True)


def wilson(rate: float, n: int, z: float = 1.96) -> tuple[float, float]:
    """The ends of the 95 % interval of a rate seen in n trials. Source: Wilson 1927, JASA 22, equation 1."""
    middle, spread = rate + z * z / (2 * n), z * math.sqrt(rate * (1 - rate) / n + z * z / (4 * n * n))
    return (middle - spread) / (1 + z * z / n), (middle + spread) / (1 + z * z / n)


def _ranked(grams: list[dict[str, Tensor]], cut: swatches.Swatches) -> Ranked:
    """Names of the ways, and the nearest known patches by each, (ways, n, 3)."""
    half, layers = len(cut.labels), list(grams[0])
    found = {name: _distances(grams, half, name) for name in layers}
    deep = [name for name in layers if name != PIXELS] or layers
    found[ALL] = torch.stack([found[name] for name in deep]).mean(dim=0)
    found |= {name: control(cut.unknown, cut.known) for name, control in CONTROLS.items()}
    ranks = [distances.topk(NEAREST, dim=1, largest=False).indices for distances in found.values()]
    return list(found), torch.stack(ranks).cpu().numpy()


def _distances(grams: list[dict[str, Tensor]], half: int, name: str) -> Tensor:
    stacked = torch.stack([each[name] for each in grams])
    return style_distances(stacked[half:], stacked[:half])


def _of_histograms(unknown: Tensor, known: Tensor) -> Tensor:
    return torch.cdist(histograms(unknown), histograms(known), p=1)


def _of_pixels(unknown: Tensor, known: Tensor) -> Tensor:
    return torch.cdist(unknown.flatten(1), known.flatten(1))


def chance() -> float:
    """What guessing would reach."""
    return 1 / len(swatches.SOURCES)


CONTROLS: dict[str, Callable[[Tensor, Tensor], Tensor]] = {"histogram": _of_histograms, "pixel by pixel": _of_pixels}
KNOBS: Mapping[str, Knob] = {
    "seed": Knob(0, 2**31 - 1, "Where the patches are cut, and the weights of the random network.", tuple(range(100)))
}
