"""The way of a network's weights through training, in the plane in which most of it happened.

Source: Li 2018, arXiv:1712.09913, section 7: the principal directions of the differences to the final weights. Random
directions would show nothing: the way lies in few dimensions, and to random ones it is almost orthogonal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

FILE = "path.safetensors"


@dataclass(frozen=True)
class Path:
    """coordinates (k, 2): where each of k states lies, the last at the origin. directions (2, d): orthonormal, over `flat`.

    explained: which share of the squared distances to the last state lies along each of the two, in 0-1.
    """

    coordinates: Tensor
    directions: Tensor
    explained: tuple[float, float]


def flat(weights: Mapping[str, Tensor]) -> Tensor:
    """All numbers that training changes by gradients as one vector (d,), float32, in the order of their names."""
    learned = [name for name in sorted(weights) if weights[name].is_floating_point() and "running_" not in name]
    return torch.cat([weights[name].float().flatten() for name in learned])


def project(states: Sequence[Mapping[str, Tensor]]) -> Path:
    """The path of at least three states of one network, in the order of training."""
    last = flat(states[-1])
    steps = torch.stack([flat(state) - last for state in states])
    _, sizes, directions = torch.linalg.svd(steps, full_matrices=False)
    share = sizes**2 / (sizes**2).sum()
    plane = directions[:2].contiguous()
    return Path(steps @ plane.T, plane, (float(share[0]), float(share[1])))
