"""Is a sample invented, or remembered? The nearest training picture of each, and how near held-out pictures come anyway.

A model that stores its training set makes samples at distance 0 from it. One that has learned a distribution makes samples that
lie as far from the training pictures as new pictures of the same kind do. Blur alone shortens distances of pixels, hence the
reconstructions of held-out pictures beside them: they are as blurred, and certainly not remembered.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from vizlab import data
from vizlab.data import samples
from vizlab.errors import VizlabError
from vizlab.frames import Frames
from vizlab.generative.codes.opened import Opened, Pixels
from vizlab.generative.vae.choices import SHIPPED as SHIPPED_VAES

SHIPPED = 300  # training pictures that come with vizlab
MOST = 10_000  # training pictures that are searched
NOISE = 0.05  # of the grey range: how the copies of the control differ from what they copy
NEAR = 0.05  # share of held-out pictures that lie nearer to a training picture than the threshold
_STRIPS = Path(__file__).resolve().parents[3] / "assets" / "samples"
Values = NDArray[np.float64]


@dataclass(frozen=True)
class Memory:
    """Distances to the nearest training picture (n,) by kind of picture; of each sample, which that is (n,).

    threshold: 5 % of the held-out pictures are nearer than that; share: of the samples that are.
    """

    gaps: dict[str, Values]
    which: NDArray[np.int64]
    threshold: float
    share: dict[str, float]


def is_whole(name: str) -> bool:
    """Whether the whole training set is on this machine."""
    return data.is_ready(name)


def training_pictures(name: str) -> tuple[Pixels, str]:
    """Training pictures (n, h, w) of a data set, and which these are. Errors: `VizlabError` if none are at hand."""
    return _training_pictures(name, is_whole(name))


@cache
def _training_pictures(name: str, whole: bool) -> tuple[Pixels, str]:
    if whole:
        found = data.load(name).train.inputs[:MOST]
        return np.ascontiguousarray(np.asarray(found)[:, 0]), f"{len(found):,} training pictures"
    path = _STRIPS / f"{name.lower()}-train.png"
    if not path.exists():
        raise VizlabError(f"There are no training pictures of {name} here; it has to be downloaded first, on the page Train.")
    h, w = data.find(name).shape[-2:]
    strip = np.asarray(Image.open(path)).reshape(h, -1, w).swapaxes(0, 1)
    return np.ascontiguousarray(strip), f"the first {len(strip)} training pictures, which come with vizlab"


def held_out(model: Opened) -> Pixels:
    """Pictures (n, h, w) of the same data that no model was trained on: as many as come with vizlab, or with the run."""
    name = model.data
    if data.is_ready(name):
        return np.ascontiguousarray(np.asarray(data.load(name).test.inputs[:SHIPPED])[:, 0])
    if len(model.pictures):
        return model.pictures
    for recipe in SHIPPED_VAES.values():
        if recipe.data == name and (frames := Frames("vae", recipe).read()):
            return np.asarray(frames[0].arrays["pictures"])
    return np.ascontiguousarray(samples.crowd(name).inputs[:SHIPPED, 0])


def compare(model: Opened, made: Pixels, *, by_code: bool, seed: int) -> Memory:
    """Samples (n, h, w), held-out pictures, their reconstructions and copies with a little noise, against training pictures.

    by_code: distances of the means of their codes instead of pixels. Errors: `VizlabError` without an encoder.
    """
    train, new = training_pictures(model.data)[0], held_out(model)
    copies = _noisy(train[: len(made)], seed)
    kinds = {"samples": made, "held-out pictures": new, "copies with noise": copies}
    if model.encoder is not None and not model.conditional:
        kinds["held-out, reconstructed"] = model.decode(model.encode(new)[0])
    vectors = _codes if by_code else _pixels
    ground = vectors(model, train)
    found = {name: nearest(vectors(model, pictures), ground) for name, pictures in kinds.items()}
    gaps = {name: gap for name, (gap, _) in found.items()}
    threshold = float(np.quantile(gaps["held-out pictures"], NEAR))
    return Memory(gaps, found["samples"][1], threshold, {name: float((gap < threshold).mean()) for name, gap in gaps.items()})


def nearest(vectors: NDArray[Any], ground: NDArray[Any]) -> tuple[Values, NDArray[np.int64]]:
    """The distance of each vector (n, d) to the nearest of the others (m, d), and which that is."""
    squares = (vectors**2).sum(1)[:, None] + (ground**2).sum(1) - 2 * vectors @ ground.T
    which = squares.argmin(1)
    gaps: Values = np.linalg.norm(vectors - ground[which], axis=1).astype(np.float64)
    return gaps, which


def _pixels(model: Opened, pictures: Pixels) -> NDArray[Any]:
    """Grey values in [0, 1]; single precision is enough to tell which is nearest."""
    flat: NDArray[np.float32] = pictures.reshape(len(pictures), -1).astype(np.float32) / np.float32(np.iinfo(np.uint8).max)
    return flat


def _codes(model: Opened, pictures: Pixels) -> Values:
    return model.encode(pictures)[0].astype(np.float64)


def _noisy(pictures: Pixels, seed: int) -> Pixels:
    white = np.iinfo(np.uint8).max
    noise = NOISE * white * np.random.default_rng(seed).standard_normal(pictures.shape)
    return np.clip(pictures + noise, 0, white).round().astype(np.uint8)


def ship(name: str, folder: Path = _STRIPS) -> Path:
    """Write the first training pictures of a downloaded data set (grey), as `training_pictures` reads them. The file."""
    pictures = np.asarray(data.load(name).train.inputs[:SHIPPED])[:, 0]
    target = folder / f"{name.lower()}-train.png"
    Image.fromarray(pictures.transpose(1, 0, 2).reshape(pictures.shape[1], -1)).save(target, optimize=True)
    return target
