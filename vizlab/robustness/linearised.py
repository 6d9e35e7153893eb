"""The straight-line view behind FGSM: within a box of half-width eps, a linear function rises by at most eps * |gradient|_1.

What rises here is the margin of the runner-up: its score less the score of the answer, positive once the answer has changed.
For a network that is linear in its input the margin is linear too, and the gain exact; for others it is a forecast.
Source: Goodfellow 2014, arXiv:1412.6572, sections 3 and 4. Values may leave [0, 1] here, as in the formula.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from vizlab import data, images
from vizlab.inspection import copy_images, inspected
from vizlab.robustness.attacks.noise import signs
from vizlab.robustness.attacks.slope import scores

Array = NDArray[np.float64]
Image = Tensor | NDArray[np.float32]
PENALTY = 1.0  # on the squared weights of the linear network
PLACES = 33  # of a curve
REACH, CELLS = 2.0, 17  # around the box over two pixels: how far each moves, in sizes of the box, and places along a side


@dataclass(frozen=True)
class Gain:
    """sizes (k,): eps. forecast (k,): eps * |gradient|_1. measured, random (k,): along the gradient's sign, and random signs.

    margin: where they start, negative. answer, rival: the two classes. slope_sum: |gradient|_1.
    """

    sizes: Array
    forecast: Array
    measured: Array
    random: Array
    margin: float
    answer: int
    rival: int
    slope_sum: float

    @property
    def flips_at(self) -> float:
        """The size at which the answer would change if all were linear."""
        return -self.margin / self.slope_sum if self.slope_sum else float("inf")

    def curves(self) -> dict[str, list[tuple[float, float]]]:
        """Gains against the size in 255ths, by name."""
        ways = {"forecast": self.forecast, "measured": self.measured, "random": self.random}
        levels = (255 * self.sizes).tolist()
        return {name: list(zip(levels, values.tolist(), strict=True)) for name, values in ways.items()}

    @property
    def error(self) -> float:
        """How far the forecast is off at the largest size, as a share of the forecast."""
        return float(abs(self.measured[-1] - self.forecast[-1]) / max(abs(self.forecast[-1]), 1e-300))


@dataclass(frozen=True)
class Box:
    """The margin over two pixels: steps (m,), how far each moves; margin (m, m), rows for the second pixel.

    places: the two as (channel, row, column). slope (2,): the gradient. eps: half the box's width.
    """

    places: list[tuple[int, ...]]
    steps: Array
    margin: Array
    slope: Array
    eps: float

    def best(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """The box's best place by the gradient, a corner, and the best of those that were tried, each (first, second)."""
        inside = np.flatnonzero(np.abs(self.steps) <= self.eps + 1e-9)
        part = self.margin[np.ix_(inside, inside)]
        row, column = np.unravel_index(int(part.argmax()), part.shape)
        corner = self.eps * np.sign(self.slope)
        return (float(corner[0]), float(corner[1])), (float(self.steps[inside[column]]), float(self.steps[inside[row]]))


def sizes(most: float) -> Array:
    """The sizes that a curve shows."""
    return np.linspace(0, most, PLACES)


def linear_network() -> nn.Sequential:
    """A classifier of digits of one layer, float64: the least squares of what it says of the training digits, always the same."""
    train = data.load("digits").train
    inputs = images.unit(torch.from_numpy(np.array(train.inputs))).double().flatten(1)
    goals = F.one_hot(torch.from_numpy(np.array(train.labels))).double()
    with_one = torch.cat([inputs, torch.ones(len(inputs), 1, dtype=torch.float64)], dim=1)
    ridge = PENALTY * torch.eye(with_one.shape[1], dtype=torch.float64)
    found = torch.linalg.solve(with_one.T @ with_one + ridge, with_one.T @ goals)
    layer = nn.Linear(inputs.shape[1], goals.shape[1], dtype=torch.float64).requires_grad_(False)
    layer.weight.copy_(found[:-1].T)
    layer.bias.copy_(found[-1])
    return nn.Sequential(nn.Flatten(), layer).eval()


def test_digit(index: int) -> Tensor:
    """A test digit as the linear network takes it: (1, 8, 8), float64 in [0, 1]."""
    return images.unit(torch.from_numpy(np.array(data.load("digits").test.inputs[index]))).double()


def gain(model: nn.Module, image: Image, sizes: Array, seed: int = 0) -> Gain:
    """What each size gains by the formula, along the gradient's sign and along random signs; image (c, h, w)."""
    image = _placed(model, image)
    answer, rival = _leaders(model, image)
    start, slope = _margin_and_slope(model, image, answer, rival)
    total = float(slope.abs().sum())
    ways = torch.stack([slope.sign(), signs(image[None], seed)[0]])
    e = torch.as_tensor(np.asarray(sizes), dtype=image.dtype, device=image.device)
    places = image + e[None, :, None, None, None] * ways[:, None]
    gained = (_margins(model, places.flatten(0, 1), answer, rival) - start).reshape(2, len(sizes))
    return Gain(np.asarray(sizes), np.asarray(sizes) * total, gained[0], gained[1], start, answer, rival, total)


def box(model: nn.Module, image: Image, eps: float) -> Box:
    """The margin as the two pixels of the largest gradient move, each by up to `REACH` * eps up and down."""
    image = _placed(model, image)
    answer, rival = _leaders(model, image)
    _, slope = _margin_and_slope(model, image, answer, rival)
    first, second = slope.flatten().abs().topk(2).indices.tolist()
    steps = np.linspace(-REACH * eps, REACH * eps, CELLS)
    moves = torch.as_tensor(steps, dtype=image.dtype, device=image.device)
    places = image.flatten().repeat(CELLS, CELLS, 1)
    places[:, :, first] += moves[None, :]
    places[:, :, second] += moves[:, None]
    margin = _margins(model, places.reshape(-1, *image.shape), answer, rival).reshape(CELLS, CELLS)
    where = [tuple(int(each) for each in np.unravel_index(at, image.shape)) for at in (first, second)]
    return Box(where, steps, margin, slope.flatten()[[first, second]].double().cpu().numpy(), eps)


def _leaders(model: nn.Module, image: Tensor) -> tuple[int, int]:
    answer, rival = _scores(model, image[None])[0].topk(2).indices.tolist()
    return answer, rival


def _margin_and_slope(model: nn.Module, image: Tensor, answer: int, rival: int) -> tuple[float, Tensor]:
    with inspected(model):
        x = copy_images(image[None]).requires_grad_()
        found = model(x.clone())[0]
        margin = found[rival] - found[answer]
        (slope,) = torch.autograd.grad(margin, x)
    return float(margin.detach()), slope[0].contiguous()


def _margins(model: nn.Module, places: Tensor, answer: int, rival: int) -> Array:
    found = _scores(model, places)
    return np.asarray((found[:, rival] - found[:, answer]).cpu().numpy(), np.float64)


def _scores(model: nn.Module, places: Tensor) -> Tensor:
    """Scores in float64 where the network has it, for there the formula is exact to the last digits."""
    if places.dtype == torch.float64:
        with inspected(model), torch.no_grad():
            found: Tensor = model(places)
        return found
    return scores(model, places).double()


def _placed(model: nn.Module, image: Image) -> Tensor:
    values = next(model.parameters())
    return torch.as_tensor(image, dtype=values.dtype, device=values.device)
