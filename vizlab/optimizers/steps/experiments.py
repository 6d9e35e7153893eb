"""Experiments on rules that are fed with gradients nobody descends: constant ones, one alone, random ones, periodic ones.

What is measured comes from the rules themselves; theory is a closed form beside it. To add one: a function that returns a
`Finding`, and a line in `EXPERIMENTS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vizlab.errors import VizlabError
from vizlab.optimizers.steps.changing_gradients import evened_out, like_newton, nine_to_one, worst_point
from vizlab.optimizers.steps.constant_gradients import epsilon, first_steps, past_weights, stalling, terminal_velocity
from vizlab.optimizers.steps.findings import Finding

SLOPES = (1e-6, 1e-3, 1.0, 1000.0)


@dataclass(frozen=True)
class Experiment:
    """run: reads the settings named in `reads`, of momentum, slope and seed."""

    about: str
    run: Callable[..., Finding]
    reads: tuple[str, ...] = ()


def conduct(name: str, **settings: float) -> Finding:
    """The finding of an experiment. settings: those it does not read are left alone."""
    if name not in EXPERIMENTS:
        raise VizlabError(f"The experiment must be one of {', '.join(EXPERIMENTS)}; got {name!r}.")
    known = EXPERIMENTS[name]
    return known.run(**{key: settings[key] for key in known.reads})


EXPERIMENTS: dict[str, Experiment] = {
    "weights of the past": Experiment(
        "One gradient, then none: what the rule still remembers of it.", past_weights, ("momentum",)
    ),
    "terminal velocity": Experiment(
        "A slope that never changes: a heavy ball speeds up until friction holds it.", terminal_velocity, ("momentum", "slope")
    ),
    "Adam's first steps": Experiment(
        "Without correction the root lags behind the average, and early steps are too long.", first_steps, ("slope",)
    ),
    "where ε stands": Experiment("On a plateau it decides whether an optimizer moves at all.", epsilon),
    "RMSProp evens out": Experiment("Steep or gentle, a scaled gradient has size 1 on average.", evened_out, ("seed",)),
    "AdaGrad stalls": Experiment("Weak gradients get long rates, strong ones short, and both keep shrinking.", stalling),
    "nine small, one large": Experiment(
        "The batches of an epoch cancel. Signs alone do not see it and walk away.", nine_to_one, ("seed",)
    ),
    "Adam at the worst point": Experiment("A rare large slope counts too little: Adam walks to the wrong end.", worst_point),
    "momentum like Newton?": Experiment("Momentum is said to approximate second order. Here is how far.", like_newton),
}
