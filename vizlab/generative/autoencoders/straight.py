"""An auto-encoder without bends, trained to its optimum, beside what principal components say of the same pictures.

Its loss depends on the pictures through their covariance alone, so that all of them are seen in every step at the cost of one
64 × 64 product. Source: Baldi & Hornik 1989: every optimum spans the leading principal components.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from vizlab.generative.autoencoders.descent import minimise

Array = NDArray[np.float64]
MOST_STEPS = 600  # takes a second at most


@dataclass(frozen=True)
class Straight:
    """x -> mean + decoder (encoder (x - mean)); encoder (latent, d), decoder (d, latent)."""

    mean: Array
    encoder: Array
    decoder: Array

    def read_back(self, x: Array) -> Array:
        """Pictures (n, d) -> what comes back."""
        found: Array = self.mean + (x - self.mean) @ self.encoder.T @ self.decoder.T
        return found


def train(x: Array, latent: int, seed: int) -> Straight:
    """Minimise the mean squared error of pictures x (n, d) by L-BFGS, from random weights."""
    mean, d = x.mean(0), x.shape[1]
    covariance = torch.from_numpy(np.cov(x.T, bias=True))
    start = torch.from_numpy(np.random.default_rng([seed, latent]).normal(size=2 * latent * d) / math.sqrt(d))
    found = minimise(lambda weights: _error(weights, covariance, latent), start, MOST_STEPS).numpy()
    encoder, decoder = found.reshape(2, latent, d)
    return Straight(mean, encoder, decoder.T)


def _error(weights: Tensor, covariance: Tensor, latent: int) -> tuple[Tensor, Tensor]:
    """Mean squared error of a pixel, and its gradient, from the covariance (d, d) of the pictures."""
    d = len(covariance)
    encoder, decoder = weights.reshape(2, latent, d)
    seen = encoder @ covariance
    back, coded = decoder @ decoder.T, seen @ encoder.T
    error = covariance.trace() - 2 * (decoder * seen).sum() + (back * coded).sum()
    slopes = torch.stack([2 * (back @ seen - decoder @ covariance), 2 * (coded @ decoder - seen)])
    return error / d, slopes.flatten() / d


def principal(x: Array, latent: int) -> Straight:
    """The same from the leading principal components of x."""
    mean = x.mean(0)
    basis = np.linalg.svd(x - mean, full_matrices=False)[2][:latent]
    return Straight(mean, basis, basis.T)


def angle(a: Straight, b: Straight) -> float:
    """The largest angle between what both can say, degrees: 0 if they span the same subspace."""
    one, other = (np.linalg.qr(each.decoder)[0] for each in (a, b))
    outside = other - one @ (one.T @ other)  # its singular values are the sines of the angles, exact near 0
    return math.degrees(math.asin(min(1.0, float(np.linalg.svd(outside)[1][0]))))
