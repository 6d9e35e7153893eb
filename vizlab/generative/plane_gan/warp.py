"""What a generator does to the space of codes: a grid of codes carried into the data, and how densely it lands there.

Source: change of variables, p(x) = p(z) / |det dG/dz|, where G is one-to-one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from vizlab.generative import eight_bit
from vizlab.generative.network import revived

LINES, ALONG, LIMIT = 21, 81, 2.5  # grid lines each way, points along each, and how far they reach (standard deviations)


def carried_grid(weights: Mapping[str, NDArray[Any]]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Lines of a square grid of codes (2 · 21, 81, 2) and where the generator carries them (2 · 21, 81, 2).

    With more than two numbers in a code the rest are 0; with one, the lines of the second direction are that one again.
    """
    generator = revived(eight_bit.unpack(weights), nn.ReLU)
    fixed, moving = np.linspace(-LIMIT, LIMIT, LINES), np.linspace(-LIMIT, LIMIT, ALONG)
    upright = np.stack(np.broadcast_arrays(fixed[:, None], moving[None]), axis=-1)
    lines = np.concatenate([upright, upright[:, :, ::-1]]).astype(np.float32)
    codes = torch.zeros(lines.size // 2, weights["0.weight"].shape[1])
    for place in range(min(2, codes.shape[1])):
        codes[:, place] = torch.tensor(lines.reshape(-1, 2)[:, place])
    with torch.no_grad():
        return lines, generator(codes).numpy().reshape(lines.shape)


def log_density(generator: nn.Module, codes: Tensor) -> Tensor:
    """log p(G(z)) of codes (n, d), nats, for a generator from d to d numbers that is one-to-one: (n,)."""
    jacobian = torch.func.vmap(torch.func.jacrev(lambda z: generator(z[None])[0]))(codes)
    prior = -0.5 * (codes.square() + math.log(2 * math.pi)).sum(1)
    found: Tensor = prior - torch.linalg.slogdet(jacobian).logabsdet
    return found
