"""How far the codes of an auto-encoder are from the N(0, I) that its decoder is asked to read codes of.

KL by dimension is the mean over pictures of KL(N(mu, sigma²) || N(0, 1)), as in the loss. The maximum mean discrepancy compares
all codes at once, one draw of each q(z|x), with draws of N(0, I); dealing both out anew says what chance would give. Source:
Gretton 2012, JMLR 13, eq. 3 (unbiased) and section 5 (permutations).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab.embeddings.affinities import square_distances
from vizlab.vae_codes import Codes

DEALS = 200  # times that codes and draws are mixed and dealt out anew
WIDTHS = (0.5, 1.0, 2.0)  # of the Gaussian kernels, in sqrt(latent)


@dataclass(frozen=True)
class Overlap:
    """kl (latent,): nats by dimension. mmd: squared, of codes and N(0, I); usual: what it stays below in 95 % of all deals."""

    kl: NDArray[np.float64]
    mmd: float
    usual: float

    @property
    def is_normal(self) -> bool:
        """Whether the codes cannot be told from N(0, I) by this measure."""
        return self.mmd <= self.usual


def drawn(codes: Codes, seed: int) -> NDArray[np.float32]:
    """One draw z ~ N(mu, sigma²) of every picture: (n, latent)."""
    noise = torch.randn(codes.mu.shape, generator=torch.Generator().manual_seed(seed)).numpy()
    found: NDArray[np.float32] = codes.mu + np.exp(codes.logvar / 2) * noise
    return found


def overlap(codes: Codes, seed: int) -> Overlap:
    """How far the codes (n, latent) are from N(0, I)."""
    mu, logvar = codes.mu.astype(np.float64), codes.logvar.astype(np.float64)
    kl = ((mu**2 + np.exp(logvar) - 1 - logvar) / 2).mean(0)
    normal = torch.randn(mu.shape, generator=torch.Generator().manual_seed(seed + 1), dtype=torch.float64)
    found, dealt = discrepancies(torch.from_numpy(drawn(codes, seed)).double(), normal, seed)
    return Overlap(kl, found, float(np.quantile(dealt, 0.95)))


def discrepancies(x: torch.Tensor, y: torch.Tensor, seed: int) -> tuple[float, NDArray[np.float64]]:
    """The squared maximum mean discrepancy of points (n, d) and (m, d), which may be below 0, and those of `DEALS` deals."""
    n, both = len(x), torch.cat([x, y])
    kernel = _kernel(both).fill_diagonal_(0)
    generator = torch.Generator().manual_seed(seed)
    orders = [torch.arange(len(both)), *(torch.randperm(len(both), generator=generator) for _ in range(DEALS))]
    first = torch.zeros(len(both), len(orders), dtype=kernel.dtype)
    for column, order in enumerate(orders):
        first[order[:n], column] = 1
    sums = kernel @ first
    within, across = (first * sums).sum(0), ((1 - first) * sums).sum(0)
    rest, m = kernel.sum() - within - 2 * across, len(y)
    found = within / (n * (n - 1)) + rest / (m * (m - 1)) - 2 * across / (n * m)
    return float(found[0]), found[1:].numpy()


def widest(codes: Codes) -> tuple[NDArray[np.float32], tuple[str, str]]:
    """The two numbers (n, 2) in which the codes differ most, and their names; a code of one number stands on a line."""
    if codes.mu.shape[1] == 1:
        return np.concatenate([codes.mu, np.zeros_like(codes.mu)], 1), ("z₁", "")
    first, second = sorted(np.argsort(-codes.mu.var(0), kind="stable")[:2].tolist())
    return codes.mu[:, [first, second]], (f"z{_low(first)}", f"z{_low(second)}")


def _low(index: int) -> str:
    return "".join(chr(ord("₀") + int(digit)) for digit in str(index + 1))


def _kernel(points: torch.Tensor) -> torch.Tensor:
    """The mean of the kernels exp(-|x - y|² / 2 w²) over all widths: (n, n)."""
    squares = square_distances(points) / points.shape[1]
    return torch.stack([(squares / (-2 * width**2)).exp_() for width in WIDTHS]).mean(0)
