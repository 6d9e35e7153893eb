"""The code of a picture where no encoder can tell it: searched for by gradient steps on the code itself.

Several starts at once, Adam on the squared error of the pixels with a pull towards the prior; the best end wins. A generator that
has never learned to make such a picture leaves an error, which is told.
Source: Zhu et al. 2016, arXiv:1609.03552, section 3.1; Lipton and Tripathi 2017, arXiv:1702.04782.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as F

from vizlab.errors import VizlabError
from vizlab.generative.codes.opened import Codes, Opened, Pixels

STEPS, STARTS, RATE, PULL = 200, 6, 0.1, 1e-4  # pull: weight of |z|², a number
REPORT_EVERY = 10


@dataclass(frozen=True)
class Found:
    """How far the search is: step of steps; code (latent,) and class so far, the picture of it, and its error.

    error: root mean square over pixels, in grey values of [0, 1].
    """

    step: int
    steps: int
    code: Codes
    asked: int | None
    error: float


def search(model: Opened, picture: Pixels, *, seed: int = 0, steps: int = STEPS) -> Iterator[Found]:
    """The code of a picture (h, w): how far the search is, every ten steps; the last is the answer.

    A conditional model is tried with each of its classes, and goes on with the one that comes nearest half-way.
    Errors: `VizlabError` if the picture has another size.
    """
    if picture.shape != model.side:
        raise VizlabError(f"The picture must have {model.side[0]} × {model.side[1]} pixels; got {picture.shape}.")
    count = max(len(model.conditional), STARTS)
    classes = np.arange(count) % len(model.conditional) if model.conditional else None
    source = torch.Generator().manual_seed(seed)
    codes = (0.5 * torch.randn(count, model.latent, generator=source)).requires_grad_()
    wanted = torch.tensor(picture, dtype=torch.float32) / np.iinfo(np.uint8).max
    adam = torch.optim.Adam([codes], RATE)
    for step in range(1, steps + 1):
        errors = F.mse_loss(model.network(codes, classes), wanted.expand(len(codes), -1, -1), reduction="none").mean((1, 2))
        if step % REPORT_EVERY == 0 or step == steps:
            yield _best(codes, classes, errors, step, steps)
        if step == steps // 4 and len(codes) > 2:
            codes, classes, adam = _fewer(codes, classes, errors.detach())
            continue
        adam.zero_grad(set_to_none=True)
        (gradient,) = torch.autograd.grad(errors.sum() + PULL * codes.square().sum(), codes)
        codes.grad = gradient
        adam.step()


def _best(codes: torch.Tensor, classes: NDArray[np.int64] | None, errors: torch.Tensor, step: int, steps: int) -> Found:
    best = int(errors.argmin())
    asked = None if classes is None else int(classes[best])
    return Found(step, steps, codes[best].detach().numpy().astype(np.float64), asked, float(errors[best].detach().sqrt()))


def _fewer(
    codes: torch.Tensor, classes: NDArray[np.int64] | None, errors: torch.Tensor
) -> tuple[torch.Tensor, NDArray[np.int64] | None, torch.optim.Adam]:
    """The two best starts go on, from where they are."""
    best = errors.argsort()[:2]
    kept = codes.detach()[best].clone().requires_grad_()
    return kept, None if classes is None else classes[best.numpy()], torch.optim.Adam([kept], RATE)
