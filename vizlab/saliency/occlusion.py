"""Occlusion: how far the score falls when a window of the picture is covered, for every window.

Source: Zeiler 2014, arXiv:1311.2901, section 4.2. Windows overlap; a pixel gets the mean of the windows that cover it.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from vizlab.errors import VizlabError
from vizlab.inspection import check_batch
from vizlab.saliency.baselines import baseline_of
from vizlab.saliency.versions import answers

MOST_WINDOWS = 4096


def occlusion(
    model: nn.Module,
    images: Tensor,
    targets: Tensor,
    *,
    output: str = "class score",
    window: float = 0.25,
    stride: float = 0.5,
    fill: str = "mean",
    seed: int = 0,
) -> Tensor:
    """The mean fall of the output over the windows on each pixel: images (n, c, h, w) -> (n, h, w), signed.

    window: side of the square, as a share of the picture's shorter side. stride: from window to window, as a share of the
    window. fill: a name in `BASELINES` (seed: of its noise). Units: as the output. Negative where covering helps the class.
    Errors: `VizlabError` for shares out of range, more than `MOST_WINDOWS` windows, else as the gradient.
    """
    check_batch(images, targets)
    images = images.detach()
    rows, columns = _windows(images.shape[-2:], window, stride)
    filling = baseline_of(images, fill, seed)

    def covered(picture: Tensor, version: Tensor) -> Tensor:
        row, column = rows[version // len(columns)], columns[version % len(columns)]
        cover = (row[:, None, :, None] & column[:, None, None, :]).to(images.device)
        return torch.where(cover, filling[picture], images[picture])

    before = answers(model, images, targets, 1, lambda picture, _: images[picture], output)
    fall = before - answers(model, images, targets, len(rows) * len(columns), covered, output)
    return _spread(fall.unflatten(1, (len(rows), len(columns))), rows.to(images), columns.to(images))


def _windows(size: torch.Size, window: float, stride: float) -> tuple[Tensor, Tensor]:
    """The rows and the columns that the windows cover, (n, h) and (m, w) bool: a window is one of each."""
    side = _side(min(size), window)
    step = _step(side, stride)
    rows, columns = (_runs(px, side, step) for px in size)
    if len(rows) * len(columns) > MOST_WINDOWS:
        raise VizlabError(f"There may be {MOST_WINDOWS} windows at most; got {len(rows) * len(columns)}: take larger ones.")
    return rows, columns


def _side(shorter_px: int, window: float) -> int:
    if not 0 < window <= 1:
        raise VizlabError(f"The window must be more than 0 and at most 1 of the picture's shorter side; got {window}.")
    return max(1, round(window * shorter_px))


def _step(side: int, stride: float) -> int:
    if not 0 < stride <= 1:
        raise VizlabError(f"The stride must be more than 0 and at most 1 window, or pixels would be left out; got {stride}.")
    return max(1, round(stride * side))


def _runs(px: int, side: int, step: int) -> Tensor:
    """Runs of `side` of px places, one every `step`, (runs, px) bool; the last may be cut by the border."""
    starts = step * torch.arange(1 + max(0, math.ceil((px - side) / step)))
    places = torch.arange(px) - starts[:, None]
    return (places >= 0) & (places < side)


def _spread(fall: Tensor, rows: Tensor, columns: Tensor) -> Tensor:
    """The mean of fall (n, rows, columns) over the windows on each pixel, (n, h, w)."""
    total = torch.einsum("nrc,rh,cw->nhw", fall, rows, columns)
    return total / (rows.sum(dim=0)[:, None] * columns.sum(dim=0))
