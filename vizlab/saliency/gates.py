"""What gates of a computation graph do to gradients, on one small graph: f = ReLU(max(x · w, y) + b).

A product hands each input the other one times what it gets, a maximum hands all to the larger input (half to each of two equal
ones), a sum hands the same to both, a ReLU hands it on where its input is positive. To add a gate: a line in `GATES`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import torch

EDGES = ("x", "w", "y", "b", "x · w", "max", "sum", "f")  # what flows, inputs first
STEP = 1e-5  # of the finite differences


@dataclass(frozen=True)
class Gate:
    """about: what it does to a gradient. forward: inputs -> value. backward: (gradient, inputs) -> gradient of each input."""

    about: str
    forward: Callable[..., float]
    backward: Callable[..., tuple[float, ...]]


@dataclass(frozen=True)
class Flow:
    """What flows along each edge of `EDGES`: forward its value, backward the derivative of f by it."""

    values: dict[str, float]
    gradients: dict[str, float]


def flow(x: float, w: float, y: float, b: float) -> Flow:
    """The graph, forward and backward, by the rules of `GATES` alone."""
    values = {"x": x, "w": w, "y": y, "b": b}
    for out, (gate, inputs) in GRAPH.items():
        values[out] = GATES[gate].forward(*(values[each] for each in inputs))
    gradients = {"f": 1.0}
    for out, (gate, inputs) in reversed(GRAPH.items()):
        back = GATES[gate].backward(gradients[out], *(values[each] for each in inputs))
        gradients |= dict(zip(inputs, back, strict=True))
    return Flow(values, gradients)


def by_autograd(x: float, w: float, y: float, b: float) -> dict[str, float]:
    """The derivative of f by each input, as torch finds it, in float64."""
    inputs = [torch.tensor(each, dtype=torch.float64, requires_grad=True) for each in (x, w, y, b)]
    f = torch.relu(torch.maximum(inputs[0] * inputs[1], inputs[2]) + inputs[3])
    return {name: float(each) for name, each in zip("xwyb", torch.autograd.grad(f, inputs), strict=True)}


def by_difference(x: float, w: float, y: float, b: float) -> dict[str, float]:
    """The derivative of f by each input, from two values of f each: what no rule is needed for."""
    at = [x, w, y, b]
    return {name: (_f(at, index, STEP) - _f(at, index, -STEP)) / (2 * STEP) for index, name in enumerate("xwyb")}


def gap(gradients: Mapping[str, float], others: Mapping[str, float]) -> float:
    """The largest difference between derivatives found in two ways."""
    return max(abs(gradients[name] - other) for name, other in others.items())


def is_corner(x: float, w: float, y: float, b: float) -> bool:
    """Whether f has no derivative here: both inputs of the maximum are equal, or that of the ReLU is zero."""
    values = flow(x, w, y, b).values
    return values["x · w"] == values["y"] or values["sum"] == 0


def _f(at: Sequence[float], index: int, step: float) -> float:
    moved = [each + step * (place == index) for place, each in enumerate(at)]
    return flow(*moved).values["f"]


def _route(gradient: float, a: float, b: float) -> tuple[float, float]:
    share = 0.5 if a == b else float(a > b)
    return gradient * share, gradient * (1 - share)


GRAPH: dict[str, tuple[str, tuple[str, ...]]] = {  # edge -> the gate that it comes out of, and the edges that go in
    "x · w": ("multiply", ("x", "w")),
    "max": ("max", ("x · w", "y")),
    "sum": ("add", ("max", "b")),
    "f": ("ReLU", ("sum",)),
}
GATES: dict[str, Gate] = {
    "multiply": Gate(
        "swaps: each input gets the other one as its gradient, so the small one gets the large gradient",
        lambda a, b: a * b,
        lambda gradient, a, b: (gradient * b, gradient * a),
    ),
    "max": Gate("routes: the larger input gets everything, the other one nothing", max, _route),
    "add": Gate("distributes: both inputs get the same", lambda a, b: a + b, lambda gradient, a, b: (gradient, gradient)),
    "ReLU": Gate("switches: open where its input is positive", lambda a: max(a, 0.0), lambda gradient, a: (gradient * (a > 0),)),
}
