"""One picture, one network, one method: the map with everything that says whether to believe it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from vizlab.inspection import inspected
from vizlab.saliency.evidence import Drop, finite_difference_error, score_drop

Image = torch.Tensor | NDArray[np.float32]


@dataclass(frozen=True)
class Explanation:
    """A map (h, w), float32, never negative, and its evidence.

    seconds: time for the map alone. drop: see `score_drop`. gradient_error: largest relative error against finite differences,
    None for maps that are not gradients. empty: why the map shows nothing, None if it shows something.
    """

    values: NDArray[np.float32]
    seconds: float
    drop: Drop
    gradient_error: float | None
    empty: str | None


def probabilities(model: nn.Module, image: Image) -> NDArray[np.float32]:
    """Class probabilities (classes,) of one image (c, h, w), in evaluation mode."""
    image = torch.as_tensor(image, device=next(model.parameters()).device)
    with inspected(model), torch.no_grad():
        shares: NDArray[np.float32] = model(image[None]).softmax(1)[0].cpu().numpy()
    return shares


def foremost(shares: NDArray[np.float32], target: int, most: int = 10) -> list[int]:
    """The classes to show: all in their order where they are few, else the most probable, and the target."""
    if len(shares) <= most:
        return list(range(len(shares)))
    first = [int(index) for index in np.argsort(-shares, kind="stable")[:most]]
    return first if target in first else [*first[:-1], target]


def explain(model: nn.Module, image: Image, target: int, method: str, **options: Any) -> Explanation:
    """Explain why the model gives one image (c, h, w) its score for class `target`.

    method: a name in `METHODS`; options: those that it takes (the table says which), others are refused.
    Errors: `VizlabError` as of the method.
    """
    from vizlab.saliency import METHODS, find, why_empty  # the table imports this package's methods

    image = torch.as_tensor(image, device=next(model.parameters()).device)
    began = time.perf_counter()
    saliency = find(method).map(model, image[None], torch.tensor([target]), **options)[0]
    seconds = time.perf_counter() - began
    is_gradient = find(method) is METHODS["gradient"]
    error = finite_difference_error(model, image, target, output=options.get("output", "class score")) if is_gradient else None
    drop = score_drop(model, image, saliency, target)
    return Explanation(saliency.cpu().numpy(), seconds, drop, error, why_empty(method, saliency))
