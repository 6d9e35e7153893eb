"""One picture, one network, one method: the map, and how it gets on while it is made."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from vizlab.inspection import inspected

Image = torch.Tensor | NDArray[np.float32]
Tell = Callable[[int], None]  # is told how many pictures have gone through the network


@dataclass(frozen=True)
class Explanation:
    """A map (h, w), float32. seconds: time for it. empty: why it shows nothing, None if it shows something."""

    values: NDArray[np.float32]
    seconds: float
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


def explain(model: nn.Module, image: Image, target: int, method: str, *, tell: Tell | None = None, **options: Any) -> Explanation:
    """Explain why the model gives one image (c, h, w) its score for class `target`.

    method: a name in `METHODS`; options: those that it takes (the table says which), others are refused. tell: called after
    each pass; what it raises ends the work, and leaves the model as it was. Errors: `VizlabError` as of the method.
    """
    from vizlab.saliency import find, why_empty  # the table imports this package's methods

    image = torch.as_tensor(image, device=next(model.parameters()).device)
    with _told(model, tell):
        began = time.perf_counter()
        saliency = find(method).map(model, image[None], torch.tensor([target]), **options)[0]
        seconds = time.perf_counter() - began
    return Explanation(saliency.float().cpu().numpy(), seconds, why_empty(method, saliency))


def rank(values: NDArray[Any], at: tuple[int, int]) -> int:
    """The place of a pixel (row, column) among all of a map (h, w), from 1, the largest; equal ones share the best place."""
    return 1 + int((values > values[at]).sum())


@contextmanager
def _told(model: nn.Module, tell: Tell | None) -> Iterator[None]:
    """The model telling after each pass how many pictures have gone through it."""
    if tell is None:
        yield
        return
    done = 0

    def count(module: nn.Module, inputs: Any, output: Any) -> None:
        nonlocal done
        done += len(inputs[0])
        tell(done)

    handle = model.register_forward_hook(count)
    try:
        yield
    finally:
        handle.remove()
