"""Many pictures to attack a network with: test pictures of its own data, else parts of photographs, and their labels.

Where nobody knows what a picture shows, the network's own answer to the untouched picture stands in for the truth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import interpolate

from vizlab import data, images, library
from vizlab.data import samples
from vizlab.errors import VizlabError
from vizlab.robustness.attacks import answers

LEVELS = 255  # of an 8-bit picture, above black
COUNTS = (25, 50, 100, 200, 360, 500, 1000, 2000)
WORK = 200 * 28 * 28  # values: of so many pictures a first sight is drawn in a second


@dataclass(frozen=True)
class Crowd:
    """inputs (n, c, h, w), float32 in [0, 1]; labels (n,), int64. source: in words. is_true: whether the labels are the truth."""

    inputs: Tensor
    labels: Tensor
    source: str
    is_true: bool = True

    def __len__(self) -> int:
        """The number of pictures, n."""
        return len(self.labels)


def share(level: int) -> float:
    """A size in 255ths as a share of the range of pixels."""
    return round(level / LEVELS, 6)


def gather(model: library.Model, n: int) -> Crowd:
    """The first n pictures that are at hand for a model of pictures, or fewer. Errors: `VizlabError` for n below 1."""
    if n < 1:
        raise VizlabError(f"At least one picture must be attacked; got {n}.")
    if available(model) == 0:
        return _digits(model, n) if model.classes == data.DIGITS else photographs(model, n)
    known = data.load(model.data).test if data.is_ready(model.data) else samples.crowd(model.data)
    inputs = images.unit(torch.from_numpy(np.array(known.inputs[:n])))
    labels = torch.from_numpy(np.array(known.labels[:n]))
    return Crowd(inputs.to(model.device), labels.to(model.device), f"{len(labels):,} test pictures of {model.data}")


def photographs(model: library.Model, n: int) -> Crowd:
    """Parts of photographs, labelled with what the network says of them."""
    c, h, w = model.shape
    parts = [images.fit(images.photograph(name), (c, h, w), zoom=zoom, x=x, y=y) for zoom, x, y, name in _places()[:n]]
    inputs = torch.stack(parts).to(model.device)
    source = f"{len(parts)} parts of photographs, called what the network calls them untouched"
    return Crowd(inputs, answers(model.network, inputs), source, is_true=False)


def _digits(model: library.Model, n: int) -> Crowd:
    """scikit-learn's digits, drawn as large as a model of other digits takes them."""
    known = data.load("digits").test
    c, h, w = model.shape
    small = images.unit(torch.from_numpy(np.array(known.inputs[:n]))).expand(-1, c, -1, -1)
    labels = torch.from_numpy(np.array(known.labels[:n])).to(model.device)
    inputs = interpolate(small, (h, w), mode="bilinear").to(model.device)
    return Crowd(inputs, labels, f"{len(labels):,} of scikit-learn's digits, enlarged")


def available(model: library.Model) -> int:
    """How many pictures of its own data are at hand; 0 if none, or if the model knows no data."""
    if not _knows_its_data(model):
        return 0
    return data.find(model.data).n_test if data.is_ready(model.data) else len(samples.crowd(model.data))


def counts(model: library.Model) -> list[int]:
    """How many pictures can be asked for."""
    most = available(model) or (data.find("digits").n_test if model.classes == data.DIGITS else len(_places()))
    return [n for n in COUNTS if n <= most] or [most]


def quick(model: library.Model, work: int = WORK) -> int:
    """So many of `counts` that a first sight is drawn at once: as many values as `work`."""
    pixels = int(np.prod(model.shape))
    known = counts(model)
    return max((n for n in known if n * pixels <= work and n <= COUNTS[3]), default=known[0])


def _knows_its_data(model: library.Model) -> bool:
    return data.is_known(model.data) and data.find(model.data).is_images


def _places() -> Sequence[tuple[float, float, float, str]]:
    """Zoom, place and photograph of each part: all photographs of one place, then of the next."""
    return [(*crop, name) for crop in CROPS for name in images.PHOTOGRAPHS]


CROPS: tuple[tuple[float, float, float], ...] = (  # zoom, place from left to right, from top to bottom
    (1.0, 0.5, 0.5),
    (2.0, 0.5, 0.5),
    (2.0, 0.0, 0.0),
    (2.0, 1.0, 1.0),
    (2.0, 1.0, 0.0),
    (2.0, 0.0, 1.0),
    (3.0, 0.5, 0.2),
    (3.0, 0.5, 0.8),
    (3.0, 0.2, 0.5),
)
