"""Four kinds of classifier of scikit-learn's digits, trained in a second: linear, MLP, CNN and radial basis functions.

To add a kind: a line in `KINDS`. The same kind, digits, seed and eps give the same network, to the last digit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import torch
from torch import Tensor, nn

from vizlab import data
from vizlab.devices import one_thread
from vizlab.errors import VizlabError
from vizlab.images import unit
from vizlab.recipes import Recipe
from vizlab.robustness.descent import N_CLASSES, descended
from vizlab.robustness.rbf import fit

MOST_EPS = 0.5


@dataclass(frozen=True)
class Kind:
    """about: in words. train: (pictures (n, 1, 8, 8), labels (n,), seed, eps) -> network in evaluation mode.

    learns_attacks: whether it can be trained on attacked pictures.
    """

    about: str
    train: Callable[[Tensor, Tensor, int, float], nn.Module]
    learns_attacks: bool = True


@dataclass(frozen=True)
class Digits:
    """The digits as networks get them: inputs (n, 1, 8, 8), float32 in [0, 1], and labels (n,), to learn from and to test on."""

    inputs: Tensor
    labels: Tensor
    test_inputs: Tensor
    test_labels: Tensor


@cache
def digits() -> Digits:
    """All of them; nobody may write to the tensors, which are shared."""
    split = data.load("digits")
    train, test = (unit(torch.from_numpy(part.inputs)) for part in (split.train, split.test))
    labels, test_labels = (torch.from_numpy(part.labels) for part in (split.train, split.test))
    return Digits(train, labels, test, test_labels)


def train(kind: str, seed: int = 0, *, eps: float = 0.0, examples: tuple[Tensor, Tensor] | None = None) -> nn.Module:
    """A network of one of `KINDS`, frozen and in evaluation mode. examples: pictures and labels, by default all training digits.

    eps: it learns from pictures attacked by as much (Wong 2020, see `vizlab.training.attack`).
    Errors: `VizlabError` for an unknown kind, an eps out of range, or a kind that cannot learn from attacks.
    """
    if kind not in KINDS:
        raise VizlabError(f"A kind of network is one of {', '.join(KINDS)}; got {kind!r}.")
    if not 0 <= eps <= MOST_EPS or (eps and not KINDS[kind].learns_attacks):
        raise VizlabError(f"eps must lie between 0 and {MOST_EPS}, and be 0 for radial basis functions; got {eps!r} for {kind}.")
    return _whole(kind, seed, eps) if examples is None else _trained(kind, seed, eps, examples)


@lru_cache(maxsize=32)  # many topics ask for the same; frozen as they are, they may be shared
def _whole(kind: str, seed: int, eps: float) -> nn.Module:
    return _trained(kind, seed, eps, (digits().inputs, digits().labels))


def _trained(kind: str, seed: int, eps: float, examples: tuple[Tensor, Tensor]) -> nn.Module:
    with one_thread():
        return KINDS[kind].train(*examples, seed, eps).eval().requires_grad_(False)


def _by_descent(about: str, **fields: Any) -> Kind:
    recipe = Recipe(batch_norm=False, **fields)
    return Kind(about, lambda inputs, labels, seed, eps: descended(recipe, inputs, labels, seed, eps))


def _bells(inputs: Tensor, labels: Tensor, seed: int, eps: float) -> nn.Module:
    return fit(inputs, labels, N_CLASSES, seed)


KINDS: dict[str, Kind] = {
    "linear": _by_descent("one weight for each pixel and class", model="logistic regression", lr=0.01, epochs=12, batch_size=64),
    "MLP": _by_descent("a hidden layer of 64 ReLUs", model="MLP", depth=1, width=64, lr=0.005, epochs=12, batch_size=64),
    "CNN": _by_descent("3 × 3 convolutions, 16 and 32 maps", model="small CNN", depth=2, width=16, lr=0.01, epochs=6),
    "RBF": Kind("300 bells around typical digits, and a linear read-out", _bells, learns_attacks=False),
}
