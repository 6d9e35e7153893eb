"""Which network's loss, over which plane through its weights: the frozen recipe of a surface, whose hash names its run.

To add a knob: a field, a line in `KNOBS`, and the code that reads it. To add a plane: a line in `PLANES` and a function in
`directions`.
"""

from __future__ import annotations

from dataclasses import dataclass

from vizlab.errors import VizlabError
from vizlab.landscapes.network.examples import GROUPS, PARTS
from vizlab.recipes import Knob, check

PERMUTED = "permuted"


@dataclass(frozen=True, kw_only=True)
class SurfaceRecipe:
    """Everything that decides a surface. Field names are also widget keys, URL parameters and CLI options.

    reference: the model in the middle, with its epoch. plane: a key of `PLANES`. to: for a line, the model at its other end, or
    `permuted` for the same network with its hidden units in another order. part: a key of `examples.PARTS`, of which n are drawn
    by the seed `draw`. span: how far the surface reaches, in the units of its plane. points: along a side.
    """

    reference: str = "bundled/digits-cnn@30"
    plane: str = "random"
    to: str = ""
    part: str = "training"
    n: int = 360
    draw: int = 0
    span: float = 1.0
    points: int = 41
    seed: int = 0
    algorithm: int = 1  # raised when the same knobs come to mean another surface

    def __post_init__(self) -> None:
        """Check types, ranges and names, and that a line has an end. Errors: `VizlabError`."""
        check(self, KNOBS)
        for name, known in (("plane", PLANES), ("part", PARTS)):
            if getattr(self, name) not in known:
                raise VizlabError(f"{name} must be one of {', '.join(known)}; got {getattr(self, name)!r}.")
        if (self.plane == "line") != bool(self.to):
            raise VizlabError(f"A line needs a model to lead to, and only a line has one; got {self.plane!r} and {self.to!r}.")
        if self.points not in SIDES:
            raise VizlabError(f"points must be one of {', '.join(map(str, SIDES))}; got {self.points}.")
        if self.n % GROUPS:
            raise VizlabError(f"n must be a multiple of {GROUPS}, for as many mini-batches; got {self.n}.")


SIDES = (11, 21, 41, 81)  # each holds every point of the one before
PLANES: dict[str, str] = {
    "random": "two random directions, each filter as long as the network's own (Li 2018); biases and batch norm stay",
    "path": "the plane in which most of the training's own path lies",
    "eigenvectors": "the two directions in which the loss bends most; one unit is where its parabola has risen by one nat",
    "line": "the straight line to another model of the same shape",
}
KNOBS: dict[str, Knob] = {
    "n": Knob(
        GROUPS, 4096, "Examples that the loss is the mean of: more are steadier, and take longer.", (64, 200, 360, 512, 1000)
    ),
    "draw": Knob(0, 2**31 - 1, "Which examples are drawn.", tuple(range(100))),
    "span": Knob(0.01, 10, "How far the surface reaches; on the path, in lengths of the path.", (0.1, 0.25, 0.5, 1.0, 2.0)),
    "points": Knob(SIDES[0], SIDES[-1], "Points along a side: time grows with its square.", SIDES),
    "seed": Knob(0, 2**31 - 1, "The random directions, noise and probes.", tuple(range(100))),
}
