"""Theory and measurement side by side, as tables that a figure draws: name -> (x, what is known on paper, what was measured)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from vizlab.optimizers.bowls import contraction, escapes, orbits, rotation, shrinkage, theory
from vizlab.optimizers.bowls.quadratics import START, components, descend, losses

Numbers = Sequence[float | None]
Comparison = dict[str, tuple[Sequence[float], Numbers | None, Numbers | None]]
TAIL_STEPS = 4000  # where two roots are one, the tail takes its time
SHOWN = 40
ON_THE_WAY = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 1.5)  # αλ at which early stopping is measured


def settings(name: str, momentum: float) -> dict[str, float]:
    """The constants of a rule of `theory.BEST`."""
    return {} if name == "GD" else {"momentum": momentum}


def exact(kappa: float, lr: float, momentum: float = 0.0, *, steps: int = SHOWN) -> theory.Vector:
    """The coordinates (steps + 1, 2) along the eigenvectors in shares of the start, without running the rule."""
    return np.stack([theory.coordinate(lr * curvature, momentum, steps) for curvature in (1.0, kappa)], axis=-1)


def loss_table(kappa: float, rates: dict[str, tuple[float, float]], *, steps: int = SHOWN) -> Comparison:
    """Losses against steps for named (lr, momentum)."""
    found: Comparison = {}
    for name, (lr, momentum) in rates.items():
        paper = losses(exact(kappa, lr, momentum, steps=steps) * START, kappa)
        run = descend("momentum", kappa, lr, steps=steps, momentum=momentum)
        found[name] = (range(steps + 1), paper.tolist(), losses(run, kappa).tolist())
    return found


def factor_table(kappas: Sequence[float] = contraction.KAPPAS) -> Comparison:
    """What a step leaves over at the best settings, against the condition number."""
    found: Comparison = {}
    for name, best in theory.BEST.items():
        lr, momentum, left = np.transpose([best(kappa) for kappa in kappas])
        measured = contraction.contraction(name, kappas, lr, steps=TAIL_STEPS, **settings(name, momentum))
        found[name] = (kappas, left.tolist(), measured.tolist())
    return found


def steps_table(kappas: Sequence[float] = contraction.KAPPAS) -> Comparison:
    """Steps to a thousandth of the way at the best settings, against the condition number: from the closed form, and counted."""
    found: Comparison = {}
    for name, best in theory.BEST.items():
        paper, counted = [], []
        for kappa in kappas:
            lr, momentum, _ = best(kappa)
            counted.append(contraction.steps_to(name, kappa, lr, **settings(name, momentum)))
            away = np.linalg.norm(exact(kappa, lr, momentum, steps=(counted[-1] or 0) + 50) * START, axis=-1)
            paper.append(float((away <= contraction.TOLERANCE * away[0]).argmax()))
        found[name] = (kappas, paper, counted)
    return found


def turn_table(turned: dict[str, rotation.Turned]) -> Comparison:
    """The last loss of each rule against the angle, as `rotation.turn` has measured it."""
    return {name: (rotation.ANGLES, None, found.losses.tolist()) for name, found in turned.items()}


def energy_table(kappa: float, lr: float, momenta: Iterable[float], *, steps: int) -> Comparison:
    """Kinetic and potential energy against steps, in shares of the first: of the closed form, and measured."""
    return {
        f"β = {momentum:g}": (
            range(steps),
            orbits.energy(exact(kappa, lr, momentum, steps=steps) * START, kappa, lr).tolist(),
            orbits.energies(kappa, lr, momentum, steps=steps).tolist(),
        )
        for momentum in momenta
    }


def escape_table() -> Comparison:
    """Steps to leave a saddle and a plateau, against momentum."""
    found: Comparison = {}
    for name, escape in escapes.ESCAPES.items():
        counted = escapes.leave(name)
        without = counted[0] or escapes.MOST_STEPS
        found[name] = (escapes.MOMENTA, [escape.theory(momentum, without) for momentum in escapes.MOMENTA], counted)
    return found


def shrink_table(steps: int) -> Comparison:
    """The share of w* that is kept, against αλ: by stopping early (measured too), and by weight decay with 1 / (αt)."""
    measured = shrinkage.kept(ON_THE_WAY, steps)
    return {
        "stopped early": (ON_THE_WAY, shrinkage.kept_by_stopping(ON_THE_WAY, steps).tolist(), measured.tolist()),
        "weight decay": (ON_THE_WAY, shrinkage.kept_by_decay(ON_THE_WAY, steps).tolist(), None),
    }


def largest_gap(table: Comparison) -> float:
    """How far theory and measurement are apart at most, in shares of theory."""
    pairs = [
        (paper, seen)
        for _, papers, measured in table.values()
        for paper, seen in zip(papers or (), measured or (), strict=False)
        if paper and seen is not None
    ]
    return max(abs(seen / paper - 1) for paper, seen in pairs)


def flips(points: theory.Vector, turned: float = 0.0) -> list[int]:
    """How often each of the two coordinates along the eigenvectors changes its sign, on a path (k + 1, 2)."""
    signs = np.sign(components(points, turned))
    return [int(count) for count in (signs[1:] * signs[:-1] < 0).sum(axis=0)]
