"""Activation functions by name: what a network puts between its linear layers. To add one: one line in `ACTIVATIONS`."""

from __future__ import annotations

from torch import nn

from vizlab.errors import VizlabError


def activation(name: str) -> nn.Module:
    """A fresh, not in-place, activation layer (in-place ones would overwrite what saliency maps look at).

    Errors: `VizlabError` listing the names.
    """
    if name not in ACTIVATIONS:
        raise VizlabError(f"The activation must be one of {', '.join(ACTIVATIONS)}; got {name!r}.")
    return ACTIVATIONS[name]()


ACTIVATIONS: dict[str, type[nn.Module]] = {
    "ReLU": nn.ReLU,
    "tanh": nn.Tanh,
    "sigmoid": nn.Sigmoid,
    "GELU": nn.GELU,
    "leaky ReLU": nn.LeakyReLU,
    "SiLU": nn.SiLU,
}
