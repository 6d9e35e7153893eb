"""One pixel is enough, sometimes: the pixel and the colour that hurt the answer most, found without gradients.

Source: Su 2019, arXiv:1710.08864, section 3: differential evolution over (row, column, colour), children x_a + 0.5 (x_b - x_c),
no crossover, each replacing its parent if it is better. Of small grey pictures every pixel can be tried instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from vizlab.errors import VizlabError
from vizlab.inspection import CHUNK_VALUES
from vizlab.robustness.attacks.slope import scores

Array = NDArray[Any]
RATE = 0.5  # of the difference that a child takes
MOST_EVALUATIONS = 100_000


@dataclass(frozen=True)
class Pixel:
    """row, column, colour (c,) in [0, 1]. shares (n_classes,): class probabilities with it. evaluations: pictures asked for.

    history: the best value after each generation: the answer's probability, or minus the aim's.
    """

    row: int
    column: int
    colour: tuple[float, ...]
    shares: Array
    evaluations: int
    history: tuple[float, ...]


def evolve(
    model: nn.Module,
    image: Tensor,
    label: int,
    *,
    targeted: bool = False,
    population: int = 64,
    generations: int = 20,
    seed: int = 0,
) -> Pixel:
    """The pixel of an image (c, h, w) that lowers the label's probability most (targeted: raises it), by evolution.

    Errors: `VizlabError` for too few candidates, or more than `MOST_EVALUATIONS` pictures.
    """
    evaluations = population * (generations + 1)
    if population < 4 or generations < 0 or evaluations > MOST_EVALUATIONS:
        wanted = f"4 candidates or more, and at most {MOST_EVALUATIONS:,} pictures in all"
        raise VizlabError(f"The search takes {wanted}; got {population} candidates and {generations} generations.")
    dice = np.random.default_rng(seed)
    genes = _first(dice, population, len(image))
    worth = _worth(model, image, genes, label, targeted)
    history = [float(worth.min())]
    for _ in range(generations):
        children = _children(dice, genes)
        theirs = _worth(model, image, children, label, targeted)
        better = theirs < worth
        genes[better], worth[better] = children[better], theirs[better]
        history.append(float(worth.min()))
    return _found(model, image, genes[int(worth.argmin())], evaluations, history)


def exhaust(model: nn.Module, image: Tensor, label: int, *, colours: Sequence[Sequence[float]], targeted: bool = False) -> Pixel:
    """The best of all pixels in these colours (k, c), each of them tried."""
    maps = [everywhere(model, image, label, colour, targeted=targeted) for colour in colours]
    values = np.stack(maps)
    which, row, column = (int(at) for at in np.unravel_index(int(values.argmin()), values.shape))
    gene = np.array([(row + 0.5) / image.shape[1], (column + 0.5) / image.shape[2], *colours[which]])
    return _found(model, image, gene, values.size, [float(values.min())])


def everywhere(
    model: nn.Module, image: Tensor, label: int, colour: Sequence[float], *, targeted: bool = False, stride: int = 1
) -> Array:
    """The label's probability (targeted: minus it) with the pixel at each place in this colour: (h, w), or every `stride`th."""
    _, h, w = image.shape
    rows, columns = np.meshgrid((np.arange(0, h, stride) + 0.5) / h, (np.arange(0, w, stride) + 0.5) / w, indexing="ij")
    genes = np.stack([rows.ravel(), columns.ravel(), *(np.full(rows.size, part) for part in colour)], axis=1)
    return _worth(model, image, genes, label, targeted).reshape(rows.shape)


def put(image: Tensor, pixel: Pixel) -> Tensor:
    """The image with this pixel in it."""
    changed = image.clone()
    changed[:, pixel.row, pixel.column] = torch.tensor(pixel.colour).to(image)
    return changed


def _first(dice: np.random.Generator, population: int, channels: int) -> Array:
    """Candidates (population, 2 + c) in [0, 1]: anywhere, in colours from N(1/2, 1/2), as in the source."""
    places = dice.random((population, 2))
    return np.concatenate([places, dice.normal(0.5, 0.5, (population, channels)).clip(0, 1)], axis=1)


def _children(dice: np.random.Generator, genes: Array) -> Array:
    """One child for each place of the population, from three others drawn for it."""
    n = len(genes)
    a, b, c = np.argsort(dice.random((n, n)), axis=1)[:, :3].T
    return np.asarray((genes[a] + RATE * (genes[b] - genes[c])).clip(0, 1))


def _worth(model: nn.Module, image: Tensor, genes: Array, label: int, targeted: bool) -> Array:
    """How good candidates are, (n,), the lower the better."""
    each = max(1, CHUNK_VALUES // image.numel())
    parts = [_shares(model, image, genes[start : start + each])[:, label] for start in range(0, len(genes), each)]
    found = np.concatenate(parts)
    return -found if targeted else found


def _shares(model: nn.Module, image: Tensor, genes: Array) -> Array:
    """Class probabilities (n, n_classes) of the image with each candidate's pixel."""
    n, (rows, columns) = len(genes), _places(image, genes)
    pictures = image.repeat(n, 1, 1, 1)
    pictures[torch.arange(n), :, rows, columns] = torch.as_tensor(genes[:, 2:], dtype=image.dtype, device=image.device)
    return scores(model, pictures).double().softmax(1).cpu().numpy()


def _places(image: Tensor, genes: Array) -> tuple[Tensor, Tensor]:
    """Rows and columns (n,) of candidates; 1 is still the last."""
    _, h, w = image.shape
    size = np.array([h, w])
    at = np.minimum((genes[:, :2] * size).astype(np.int64), size - 1)
    return torch.from_numpy(at[:, 0].copy()), torch.from_numpy(at[:, 1].copy())


def _found(model: nn.Module, image: Tensor, gene: Array, evaluations: int, history: Sequence[float]) -> Pixel:
    (row,), (column,) = _places(image, gene[None])
    shares = _shares(model, image, gene[None])[0]
    return Pixel(int(row), int(column), tuple(float(part) for part in gene[2:]), shares, evaluations, tuple(history))
