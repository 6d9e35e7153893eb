"""The pictures of a well-known gallery of optimizers clip gradients unsaid. Here they are with the clip, and without.

Their start and rates; distance to the minimum after 500 steps, measured with torch in float64. Source: jettify/pytorch-optimizer,
examples/viz_optimizers.py, which calls clip_grad_norm_(x, 1.0).
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
import torch

from vizlab.landscapes import SURFACES
from vizlab.optimizers import race

STARTS, BOTTOMS = {"Rosenbrock": (-2.0, 2.0), "Rastrigin": (-2.0, 3.5)}, {"Rosenbrock": (1, 1), "Rastrigin": (0, 0)}
PEERS: dict[str, Callable[..., torch.optim.Optimizer]] = {"GD": torch.optim.SGD, "Adam": torch.optim.Adam}


def their_height(name: str, w: torch.Tensor) -> torch.Tensor:
    x, y = w
    if name == "Rosenbrock":
        return (1 - x) ** 2 + 100 * (y - x**2) ** 2
    return 20 + (x**2 - 10 * torch.cos(x * math.pi * 2)) + (y**2 - 10 * torch.cos(y * math.pi * 2))


def their_path(surface: str, name: str, lr: float, clip: float, shift: float = 0.0) -> np.ndarray:
    w = torch.tensor(STARTS[surface], dtype=torch.float64)
    w = (w + shift).requires_grad_()
    optimizer, path = PEERS[name]([w], lr=lr), [w.detach().numpy().copy()]
    for _ in range(500):
        optimizer.zero_grad()
        their_height(surface, w).backward()
        if clip:
            torch.nn.utils.clip_grad_norm_([w], clip)
        optimizer.step()
        path.append(w.detach().numpy().copy())
    return np.array(path)


@pytest.mark.parametrize(
    ("surface", "name", "lr", "clipped", "raw"),
    [
        ("Rosenbrock", "GD", 0.367814, 1.252, None),
        ("Rosenbrock", "Adam", 0.284098, None, 0.988),
        ("Rastrigin", "GD", 0.164805, 3.485, None),
        ("Rastrigin", "Adam", 1.6377, None, 3.169),
    ],
)
def test_with_the_clip_and_without(surface: str, name: str, lr: float, clipped: float | None, raw: float | None) -> None:
    """The five of eight figures that do not hang on the last bit; GD on Rosenbrock diverges at step 5 without the clip."""
    for clip, expected in ((1.0, clipped), (0.0, raw)):
        path = race(SURFACES[surface], {name: lr}, STARTS[surface], steps=500, clip=clip)[name]
        if expected is not None:
            assert np.linalg.norm(path.points[-1] - BOTTOMS[surface]) == pytest.approx(expected, abs=5e-4)
        elif (surface, clip) == ("Rosenbrock", 0.0):
            assert path.outcome.verdict == "flew off"
            assert path.evaluations < 5


@pytest.mark.parametrize(
    ("surface", "name", "lr", "clip", "distance", "same"),
    [
        ("Rosenbrock", "Adam", 0.284098, 1.0, 0.214, 100),
        ("Rastrigin", "Adam", 1.6377, 1.0, 4.135, 10),
        ("Rastrigin", "GD", 0.164805, 0.0, 12.27, 5),
    ],
)
def test_three_of_the_figures_hang_on_the_last_bit(
    surface: str, name: str, lr: float, clip: float, distance: float, same: int
) -> None:
    """torch reproduces them, and no longer does from a start 1e-15 away; as far as the digits carry, the paths are ours."""
    theirs, shifted = (their_path(surface, name, lr, clip, shift) for shift in (0.0, 1e-15))
    assert np.linalg.norm(theirs[-1] - BOTTOMS[surface]) == pytest.approx(distance, abs=5e-3)
    assert abs(np.linalg.norm(shifted[-1] - BOTTOMS[surface]) - distance) > 5e-3
    ours = race(SURFACES[surface], {name: lr}, STARTS[surface], steps=500, clip=clip)[name].points
    np.testing.assert_allclose(ours[: same + 1], theirs[: same + 1], rtol=0, atol=1e-6)
