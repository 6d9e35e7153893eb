"""Two topics of the view Theory: every rate with every momentum, and what it costs that the valley is turned."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from pages import common
from pages.knobs import knob
from pages.landscape_views.theory_bowl import bowl_map, compare, pick_kappa, pick_rate, pick_turned
from vizlab import optimizers
from vizlab.figures import landscape_theory as figures
from vizlab.optimizers.bowls import comparisons, contraction, quadratics, theory
from vizlab.optimizers.bowls import rotation as turning
from vizlab.recipes import KNOBS
from vizlab.snippets import landscape_theory as code

STEPS = 500


@st.cache_data(max_entries=16, show_spinner=False)
def grid(kappa: float) -> Any:
    return contraction.contraction_grid(kappa)


@st.cache_data(max_entries=64, show_spinner=False)
def loss_table(kappa: float, rates: dict[str, tuple[float, float]], steps: int) -> Any:
    return comparisons.loss_table(kappa, rates, steps=steps)


@st.cache_data(max_entries=64, show_spinner=False)
def turned_once(name: str, kappa: float) -> Any:
    return turning.turn([name], kappa, steps=STEPS)[name]


@st.cache_data(max_entries=64, show_spinner=False)
def path(name: str, kappa: float, lr: float, turned: float) -> Any:
    return quadratics.descend(name, kappa, lr, turned=turned, steps=STEPS)


@st.cache_data(max_entries=16, show_spinner=False)
def newton_miss(kappa: float) -> float:
    return turning.newton_miss(kappa)


def rate_and_momentum(default: float) -> None:
    left, right = st.columns([6, 5], gap="large")
    with right:
        kappa, rate, momentum = pick_kappa(default), pick_rate(), knob("momentum", KNOBS["momentum"], 0.9, label="Momentum β")
    rates, momenta, measured, paper = grid(kappa)
    row, column = np.unravel_index(measured.argmin(), measured.shape)
    best = (float(rates[column]), float(momenta[row]))
    with left:
        bound = theory.stability_bound(1.0) * (1 + momenta)
        common.show(
            figures.contraction_map(rates, momenta, measured, bound, best=best, here=(rate, momentum)),
            key="contraction",
            alt="What a step leaves of the distance, for every learning rate and momentum",
            code=code.contraction(kappa, (rate, momentum)),
            arrays={"rate": rates, "momentum": momenta, "measured": measured, "theory": paper},
        )
    with right:
        at = (rate / kappa, momentum)
        compare(
            loss_table(kappa, {"your setting": at}, 100),
            f"comparisons.loss_table({kappa!r}, {{'your setting': {at!r}}}, steps=100)",
            key="your-setting",
            alt="Loss against step at your setting, on paper and measured",
            x_title="step",
            y_title="loss at your setting",
            log="y",
            height_px=300,
        )
    grid_numbers(kappa, measured, paper, at)


def grid_numbers(kappa: float, measured: Any, paper: Any, at: tuple[float, float]) -> None:
    yours = max(float(theory.left_over(at[0] * curvature, at[1])) for curvature in (1.0, kappa))
    common.metrics(
        {
            "Measured within 1 % of theory": f"{(np.abs(measured / paper - 1) < 0.01).mean():.1%} of {measured.size:,}",
            "Same side of the line": f"{((measured < 1) == (paper < 1)).mean():.1%}",
            "Best found leaves": f"{measured.min():.4f}",
            "Best on paper leaves": f"{theory.best_momentum(kappa)[2]:.4f}",
            "Yours leaves, on paper": f"{yours:.4f}",
        }
    )


def rotation(default: float) -> None:
    left, right = st.columns([6, 5], gap="large")
    with right:
        kappa, turned = pick_kappa(default), pick_turned()
    with left:
        names = turning.GROUPS[common.choose(st.segmented_control, "Rules", list(turning.GROUPS), key="family")]
    found = {name: turned_once(name, kappa) for name in names}
    with left:
        compare(
            comparisons.turn_table(found),
            f"comparisons.turn_table(turn({names!r}, {kappa!r}, steps={STEPS}))",
            key="turned",
            alt=f"Loss after {STEPS} steps against the angle of the valley",
            x_title="valley turned by, degrees",
            y_title=f"loss after {STEPS} steps, each at its best rate",
            log="y",
            order=list(optimizers.OPTIMIZERS),
            at=turned,
        )
    index = turning.ANGLES.index(int(turned))
    lrs = {name: float(turn.rates[index]) for name, turn in found.items()}
    with right:
        bowl_map(
            kappa,
            turned,
            {name: (name, lr, {}) for name, lr in lrs.items()},
            {name: path(name, kappa, lr, turned) for name, lr in lrs.items()},
            steps=STEPS,
        )
    rotation_table(kappa, found)


def rotation_table(kappa: float, found: dict[str, Any]) -> None:
    st.table(
        {
            "": list(found),
            "Loss at 0°": [f"{turn.losses[0]:.1e}" for turn in found.values()],
            "At 45°": [f"{turn.losses[turning.DIAGONAL]:.1e}" for turn in found.values()],
            "Times as high": [f"{turn.cost:.2g}" for turn in found.values()],
            "Best rates": [f"{turn.rates[0]:.2g} and {turn.rates[turning.DIAGONAL]:.2g}" for turn in found.values()],
        },
        border="horizontal",
    )
    st.caption(
        f"Each has the best of {len(turning.TRIED)} rates anew at each angle; the start turns along, and losses below 10⁻³⁰ "
        f"are drawn there. One step of Newton misses the minimum by at most {newton_miss(kappa):.0e} of the way, at every angle."
    )
