"""How much one unit answers to one class only, and how that changes with depth.

Index of Morcos 2018, arXiv:1803.06959: (mu_max - mu_rest) / (mu_max + mu_rest), where mu_max is the mean activation over the
class that excites the unit most and mu_rest that over all others; 0: no class stands out, 1: it answers to a single one.
Activations count as far as they are positive: what a ReLU behind the layer would let through.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import nn

from vizlab.filters.units.survey import Survey
from vizlab.inspection import layer_names


def selectivity(means: NDArray[Any]) -> NDArray[np.float64]:
    """The index of each unit from its means by class (u, classes); NaN for units that are never active.

    Classes without pictures (NaN) are left out.
    """
    means = np.asarray(means, np.float64)
    known = means[:, ~np.isnan(means).all(axis=0)]
    highest = known.max(axis=1)
    rest = (known.sum(axis=1) - highest) / max(known.shape[1] - 1, 1)
    total = highest + rest
    index: NDArray[np.float64] = np.divide(highest - rest, total, out=np.full(len(means), np.nan), where=total > 0)
    return index


def by_layer(survey: Survey, layers: Sequence[str]) -> dict[str, NDArray[np.float64]]:
    """Layer -> indices of its living units, for these layers in order of depth; those without any are left out."""
    found = {layer: selectivity(survey.of("means", layer)) for layer in survey.layers if layer in layers}
    return {layer: values[~np.isnan(values)] for layer, values in found.items() if not np.isnan(values).all()}


def activation_layers(model: nn.Module) -> list[str]:
    """Names of the activation functions of a network, ReLU and its like, in order: one for each step of depth."""
    modules = dict(model.named_modules())
    return [name for name in layer_names(model) if type(modules[name]).__module__ == "torch.nn.modules.activation"]
