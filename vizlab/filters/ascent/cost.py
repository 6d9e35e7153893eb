"""How long optimising an input takes, from what the network must multiply: to choose between waiting and a job."""

from __future__ import annotations

import math

from vizlab import library
from vizlab.errors import VizlabError
from vizlab.models.anatomy import anatomy

STEP_S, MULTIPLY_ADDS_A_S = 0.002, 3e10  # a step, whatever it computes; and what it computes: measured on one core
QUICK_S = 1.5  # so long somebody may be kept waiting without a job


def step_s(model: library.Model, layer: str, shape: tuple[int, ...]) -> float:
    """Seconds of a step on pictures of this shape up to a layer: one pass forward and two back.

    Errors: `VizlabError` if there is no such layer.
    """
    with model.lock:
        found = anatomy(model.network, model.shape)
    names = [each.name for each in found.layers]
    if layer not in names:
        raise VizlabError(f"The network has no layer {layer!r}; it has {', '.join(names)}.")
    work = sum(each.multiply_adds for each in found.layers[: names.index(layer) + 1])
    return STEP_S + 3 * work * math.prod(shape) / math.prod(model.shape) / MULTIPLY_ADDS_A_S
