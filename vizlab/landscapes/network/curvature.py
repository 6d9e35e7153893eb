"""How a network's loss bends: Hessian times vector, its largest eigenvalues (Lanczos), its trace (Hutchinson), Taylor's model.

The Hessian of d weights has d x d numbers and is never formed; its product with one vector costs about five evaluations.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from vizlab.landscapes.network.losses import Losses

Times = Callable[[Tensor], Tensor]


def slope(losses: Losses, weights: Tensor) -> Tensor:
    """The gradient of the mean loss (d,)."""
    place = weights.detach().clone().requires_grad_()
    total = torch.zeros_like(place)
    with torch.enable_grad():
        for loss in losses.graphs(place):
            total += torch.autograd.grad(loss, place)[0]
    return total


def hessian_times(losses: Losses, weights: Tensor, vector: Tensor) -> Tensor:
    """The Hessian of the mean loss at some weights, times a vector (d,)."""
    place = weights.detach().clone().requires_grad_()
    total = torch.zeros_like(place)
    with torch.enable_grad():
        for loss in losses.graphs(place):
            (gradient,) = torch.autograd.grad(loss, place, create_graph=True)
            total += torch.autograd.grad(gradient, place, vector)[0]
    return total


class Lanczos:
    """The ends of the spectrum of a symmetric matrix that is only known by its products with vectors.

    Source: Lanczos 1950, every new vector made orthogonal to all before, twice, or rounding would bring copies of eigenvalues.
    """

    def __init__(self, times: Times, d: int, seed: int, like: Tensor) -> None:
        """times: vector (d,) -> matrix times vector. like: has the type and device of such a vector."""
        start = torch.randn(d, generator=torch.Generator().manual_seed(seed), dtype=torch.float64).to(like)
        self._times, self._basis = times, [start / start.norm()]
        self._diagonal: list[float] = []
        self._beside: list[float] = []

    def step(self) -> bool:
        """One more product; False if there is nothing more to find."""
        if len(self._diagonal) == len(self._basis):
            return False
        product = self._times(self._basis[-1])
        self._diagonal.append(float(product @ self._basis[-1]))
        basis = torch.stack(self._basis)
        for _ in range(2):
            product = product - basis.T @ (basis @ product)
        length = float(product.norm())
        if len(self._basis) < len(product) and length > 1e-6 * max(map(abs, self._diagonal)):
            self._beside.append(length)
            self._basis.append(product / length)
        return True

    def spectrum(self) -> tuple[list[float], Tensor]:
        """(Ritz values, largest first; their vectors (k, d) of length one) after k steps."""
        k = len(self._diagonal)
        beside = np.array(self._beside[: k - 1])
        values, vectors = np.linalg.eigh(np.diag(self._diagonal) + np.diag(beside, 1) + np.diag(beside, -1))
        basis = torch.stack(self._basis[:k])
        return values[::-1].tolist(), torch.from_numpy(vectors.T[::-1].copy()).to(basis) @ basis


def probe(times: Times, d: int, seed: int, like: Tensor) -> float:
    """One estimate of the trace, whose mean it is: z H z for random signs z (Hutchinson 1990)."""
    signs = torch.randint(0, 2, (d,), generator=torch.Generator().manual_seed(seed)).to(like) * 2 - 1
    return float(signs @ times(signs))


def negative_share(surface: NDArray[np.floating], steps: tuple[float, float], tolerance: float = 1e-3) -> float:
    """The share of the inner points of a surface (h, w) at which its own 2 x 2 Hessian has a negative eigenvalue, in 0-1.

    By differences over steps (along h, along w), on axes scaled so that both are one; an eigenvalue counts as negative below
    -tolerance times the size of that Hessian, for float32 rounds. A convex function has none, on any plane through it.
    """
    z = np.asarray(surface, np.float64)
    scale = np.array(steps) / max(steps)
    across = (z[1:-1, 2:] - 2 * z[1:-1, 1:-1] + z[1:-1, :-2]) / scale[1] ** 2
    up = (z[2:, 1:-1] - 2 * z[1:-1, 1:-1] + z[:-2, 1:-1]) / scale[0] ** 2
    mixed = (z[2:, 2:] - z[2:, :-2] - z[:-2, 2:] + z[:-2, :-2]) / (4 * scale[0] * scale[1])
    least = (across + up) / 2 - np.hypot((across - up) / 2, mixed)
    size = np.abs(across) + np.abs(up) + 2 * np.abs(mixed) + 1e-6 * np.abs(z[1:-1, 1:-1])
    return float((least < -tolerance * size).mean())


def taylor_errors(losses: Losses, direction: Tensor, places: Sequence[float]) -> list[float]:
    """How far the loss at centre + t direction lies from L + g t + h t^2 / 2, for each t; float64 needed for small t."""
    first = float(slope(losses, losses.centre) @ direction)
    second = float(hessian_times(losses, losses.centre, direction) @ direction)
    here = losses.at(losses.centre)
    return [abs(losses.at(losses.centre + t * direction) - here - first * t - second * t * t / 2) for t in places]


def order(places: Sequence[float], errors: Sequence[float]) -> float:
    """The power of t that errors grow with: the slope of their logarithms. 3 where the loss is smooth."""
    sound = [(t, error) for t, error in zip(places, errors, strict=True) if error > 1e-15]
    if len(sound) < 2:
        return float("nan")
    logs = np.log(np.array(sound))
    return float(np.polyfit(logs[:, 0], logs[:, 1], 1)[0])


def without_kinks(network: nn.Module) -> nn.Module:
    """A copy with the same weights in which soft bends stand for ReLU's kinks, and means for maxima: to see what kinks cost."""
    smooth = copy.deepcopy(network)
    for parent in list(smooth.modules()):
        for name, module in list(parent.named_children()):
            if isinstance(module, (nn.ReLU, nn.LeakyReLU)):
                setattr(parent, name, nn.Softplus(beta=SOFT))
            elif isinstance(module, nn.MaxPool2d):
                setattr(parent, name, nn.AvgPool2d(module.kernel_size, module.stride, module.padding))
    return smooth


SOFT = 4.0
