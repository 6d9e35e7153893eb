"""Directions in which to walk about in codes, ordered by use, and the sheet of pictures over two of them.

To add an order: a function (model) -> (directions (k, latent), shares (k,)) and a line in `DIRECTIONS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vizlab.errors import VizlabError
from vizlab.generative.codes.opened import Codes, Opened, Pixels
from vizlab.generative.vae import latent

MOST = 8  # directions that are offered
PROBES, RIDGE = 600, 1e-6  # codes of which the effect on pictures is learned


@dataclass(frozen=True)
class Directions:
    """Unit directions (k, latent) and the share of each in what they are ordered by (k,), descending; what that is, in words."""

    order: str
    axes: Codes
    shares: NDArray[np.float64]
    measure: str

    def code(self, walked: dict[int, float]) -> Codes:
        """The code (1, latent) that lies so far along each of these directions, by number, and at 0 in all others."""
        code = np.zeros((1, self.axes.shape[1]))
        for number, far in walked.items():
            code += far * self.axes[number]
        return code


def find(model: Opened, order: str) -> Directions:
    """The first eight directions by this order. Errors: `VizlabError` for an unknown one, or one that the model cannot have."""
    if order not in offered(model):
        raise VizlabError(f"The order of directions must be one of {', '.join(offered(model))}; got {order!r}.")
    measure, work = DIRECTIONS[order]
    axes, shares = work(model)
    keep = np.argsort(-shares, kind="stable")[: min(MOST, model.latent)]
    return Directions(order, _upright(axes[keep]), shares[keep], measure)


def offered(model: Opened) -> list[str]:
    """The orders that suit a model, the best first: without codes of real pictures only the effect is known."""
    if not model.has_codes:
        return ["by effect on the picture"]
    names = list(DIRECTIONS)
    return names if model.latent > 2 else [names[1], names[0], *names[2:]]


def by_pca(model: Opened) -> tuple[Codes, NDArray[np.float64]]:
    """Principal axes of the codes of held-out pictures, by variance."""
    centred = model.mu.astype(np.float64) - model.mu.mean(0)
    _, spread, axes = np.linalg.svd(centred, full_matrices=False)
    return axes, spread**2 / np.sum(spread**2)


def by_kl(model: Opened) -> tuple[Codes, NDArray[np.float64]]:
    """The numbers of the code themselves, by their mean KL to the prior."""
    logvar = model.logvar.astype(np.float64)
    nats = ((model.mu.astype(np.float64) ** 2 + np.exp(logvar) - 1 - logvar) / 2).mean(0)
    return np.eye(model.latent), nats / nats.sum()


def by_effect(model: Opened) -> tuple[Codes, NDArray[np.float64]]:
    """Directions that move the picture most: of the straight-line map that fits the decoder best over the prior.

    Singular directions of the least-squares map from codes to pixels, by squared singular value.
    """
    source = np.random.default_rng(0)
    codes = source.standard_normal((PROBES, model.latent))
    classes = np.arange(PROBES) % len(model.conditional) if model.conditional else None
    pictures = model.decode(codes, classes).reshape(PROBES, -1).astype(np.float64)
    inputs = codes if classes is None else np.concatenate([codes, np.eye(len(model.conditional))[classes]], axis=1)
    fitted = np.linalg.lstsq(inputs, pictures - pictures.mean(0), rcond=RIDGE)[0][: model.latent]
    axes, strength, _ = np.linalg.svd(fitted, full_matrices=False)
    total = np.sum(strength**2)
    return axes.T, strength**2 / (total if total else 1.0)


def sheet_codes(found: Directions, across: int, up: int, spacing: str, walked: dict[int, float]) -> Codes:
    """Codes (13 · 13, latent) over two directions, row by row from the top; along the others as far as walked."""
    line = latent.axis(spacing)
    return np.concatenate([found.code({**walked, up: y, across: x}) for y in line[::-1] for x in line])


def far_gaps(mu: NDArray[np.float32]) -> tuple[float, float]:
    """The usual distance of the codes mu (n, latent) to their nearest others, and the one that only 1 % of them exceed."""
    gaps = np.sqrt(np.maximum(np.square(mu[:, None] - mu[None]).sum(-1), 0))
    np.fill_diagonal(gaps, np.inf)
    nearest = gaps.min(axis=1)
    return float(np.median(nearest)), float(np.quantile(nearest, 0.99))


def sheet(
    model: Opened, found: Directions, across: int, up: int, spacing: str, walked: dict[int, float], asked: int | None
) -> Pixels:
    """The decoded sheet (13 · 13, h, w)."""
    return model.decode(sheet_codes(found, across, up, spacing, walked), asked)


def _upright(axes: Codes) -> Codes:
    """Each direction with its largest part positive, so that a sign is no accident."""
    largest = np.abs(axes).argmax(axis=1)
    signs = np.sign(axes[np.arange(len(axes)), largest])
    turned: Codes = axes * np.where(signs == 0, 1, signs)[:, None]
    return turned


DIRECTIONS: dict[str, tuple[str, Callable[[Opened], tuple[Codes, NDArray[np.float64]]]]] = {
    "PCA of the codes": ("variance", by_pca),
    "single numbers": ("KL", by_kl),
    "by effect on the picture": ("effect", by_effect),
}
