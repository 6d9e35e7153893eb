"""How strange a picture is to a VAE: its negative ELBO, beside those of pictures that the network was not trained on.

A low bound means: costly to describe in nats. It is no proof of strangeness, for a simple picture of another kind may cost less
than any real one (Nalisnick et al. 2019, arXiv:1810.09136).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from vizlab.frames import Frames
from vizlab.generative import states
from vizlab.generative.network import Vae
from vizlab.generative.vae.choices import VAE_EXAMPLES
from vizlab.generative.vae.elbo import log_weights
from vizlab.generative.vae.opened import kept_pictures

DRAWS = 8  # by default


def strangeness(vae: Vae, x: Tensor, labels: Tensor, seed: int = 0, draws: int = DRAWS) -> NDArray[np.float64]:
    """-ELBO (n,) of pictures (n, d), nats, mean of some draws. A conditional network is told the labels (n,)."""
    weights = log_weights(vae, x, draws, states.generator(x.device, seed, 10), labels)
    return -weights.mean(0).double().numpy()


def strangers(data: str) -> tuple[str, Tensor, Tensor]:
    """Another data set's name, and held-out pictures (60, d) of it with labels (60,), for a model of these data."""
    recipe = VAE_EXAMPLES[OTHER[data]]
    return recipe.data, *kept_pictures(Frames("vae", recipe).read())


def told_apart(usual: NDArray[np.float64], strange: NDArray[np.float64]) -> float:
    """The share of pairs in which the strange picture has the higher score (the area under the ROC curve); by chance 0.5."""
    wins = (strange[:, None] > usual[None]).mean() + (strange[:, None] == usual[None]).mean() / 2
    return float(wins)


def share_below(usual: NDArray[np.float64], score: float) -> float:
    """The share of usual pictures that are less strange than this score."""
    return float((usual < score).mean())


def score_shares(
    usual: NDArray[np.floating[Any]], other: NDArray[np.float64], names: tuple[str, str], score: float, bins: int = 60
) -> tuple[list[float], dict[str, list[float]]]:
    """Edges (bins + 1) that hold all scores and the one in question, and for both sets (names) the shares between them."""
    most = 1.05 * max(float(np.quantile(usual, 0.995)), float(np.quantile(other, 0.9)), min(score, 3 * float(usual.max())))
    edges = np.linspace(0, most, bins + 1)
    counted = {name: np.histogram(values, edges)[0] / len(values) for name, values in zip(names, (usual, other), strict=True)}
    return edges.tolist(), {name: counts.tolist() for name, counts in counted.items()}


def controls(d: int, seed: int = 0) -> dict[str, Tensor]:
    """Pictures (1, d) that belong to no data set: name -> pixels in [0, 1]."""
    noise = torch.rand(1, d, generator=states.generator(torch.device("cpu"), seed, 11))
    return {"empty": torch.zeros(1, d), "grey": torch.full((1, d), 0.5), "noise": noise}


# Data of a model -> a run that comes along (in `VAE_EXAMPLES`), whose held-out pictures are strange to it.
OTHER = {"MNIST": "Fashion-MNIST on a plane", "Fashion-MNIST": "vae-mnist-20d"}
