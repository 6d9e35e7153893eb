"""Pictures drawn by a trained network: from noise to a picture, with every step on the way, told a class or not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from vizlab.errors import VizlabError
from vizlab.generative.diffusion.network import UNet
from vizlab.generative.diffusion.sampling import denoise

Pixels = NDArray[np.uint8]


@torch.no_grad()
def draw(
    network: UNet,
    noise: Tensor,
    labels: Tensor,
    *,
    steps: int,
    schedule: str,
    sampler: str = "DDIM",
    guidance: float = 0.0,
    seed: int = 0,
    seen: bool = False,
) -> Pixels:
    """Noise (n, 1, h, w) and classes (n,) -> grey levels (steps + 1, n, h, w), uint8, the noise first, the pictures last.

    guidance: how far beyond what the class says, away from what is said without it; 0 for the model as it is.
    seed: of DDPM's noise. seen: instead of x_t itself, the picture that the network sees in it.
    """
    if network.classes < int(labels.max()):
        raise VizlabError(f"Classes must lie between 0 and {network.classes}; got {int(labels.max())}.")

    def predict(x: Tensor, t: Tensor) -> Tensor:
        told = network(x, t, labels)
        if not guidance:
            return torch.as_tensor(told)
        untold = network(x, t, torch.full_like(labels, network.classes))
        return torch.as_tensor(told + guidance * (told - untold))

    source = torch.Generator().manual_seed(seed)
    moments = [grey(noise)]
    for x, data in denoise(predict, noise, steps, sampler=sampler, schedule=schedule, source=source, clip=1.0):
        moments.append(grey(data if seen else x))
    return np.stack(moments)


def grey(x: Tensor) -> Pixels:
    """Pictures (n, 1, h, w), about [-1, 1] -> grey levels (n, h, w), uint8; what lies beyond is cut."""
    levels = ((x[:, 0].clamp(-1, 1) + 1) / 2 * np.iinfo(np.uint8).max).round().to(torch.uint8)
    found: Pixels = levels.cpu().numpy()
    return found


def opened(arrays: Mapping[str, NDArray[Any]]) -> UNet:
    """The network that a finished run's last frame keeps, frozen. Errors: `VizlabError` if it keeps none."""
    weights = {name.removeprefix("weights/"): array for name, array in arrays.items() if name.startswith("weights/")}
    if not weights:
        raise VizlabError("This frame keeps no network; the last one of a finished run does.")
    with torch.device("meta"):  # nothing is initialised, so no random number is drawn
        network = UNet(len(weights["begin.bias"]), len(weights["label.weight"]) - 1)
    network.load_state_dict({name: torch.tensor(array, dtype=torch.float32) for name, array in weights.items()}, assign=True)
    return network.requires_grad_(False).eval()
