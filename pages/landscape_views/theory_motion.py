"""Two topics of the view Theory: the energy that momentum keeps, and the weights that decay or an early stop keeps."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.landscape_views.theory_bowl import GRID, bowl_map, compare, pick_kappa, pick_turned
from vizlab.figures import landscape_theory as figures
from vizlab.optimizers.bowls import comparisons, orbits, quadratics, shrinkage
from vizlab.snippets import landscape_theory as code

STEPS, ORBIT = 1000, 400
SPAN = (-0.4, 1.8)
MUS, SMALL_RATES = (0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 1.0), (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
DECAYS, STOPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0), (1, 2, 5, 10, 20, 50, 100, 200)


@st.cache_data(max_entries=64, show_spinner=False)
def energies(kappa: float, lr: float, momenta: tuple[float, ...]) -> Any:
    return comparisons.energy_table(kappa, lr, momenta, steps=STEPS)


@st.cache_data(max_entries=64, show_spinner=False)
def orbit(kappa: float, lr: float, turned: float, momentum: float) -> Any:
    return quadratics.descend("momentum", kappa, lr, turned=turned, steps=ORBIT, momentum=momentum)


@st.cache_data(max_entries=1, show_spinner=False)
def escapes() -> Any:
    return comparisons.escape_table()


@st.cache_data(max_entries=64, show_spinner=False)
def shrunk(kappa: float, turned: float, weight_decay: float, stop: int) -> Any:
    return shrinkage.compare(kappa, turned, weight_decay, stop)


def pick_motion() -> tuple[float, float]:
    """URL: mu, small_rate."""
    mu_help, rate_help = "1: no friction at all.", "The smaller, the closer the steps are to a ball that really rolls."
    mu = common.choose(st.select_slider, "Momentum β", list(MUS), key="mu", default=1.0, help=mu_help)
    rate = common.choose(
        st.select_slider, "Learning rate × λmax", list(SMALL_RATES), key="small_rate", default=0.02, help=rate_help
    )
    return mu, rate


def momentum(default: float) -> None:
    left, right = st.columns([5, 6], gap="large")
    with left:
        kappa, turned, (mu, rate) = pick_kappa(default), pick_turned(), pick_motion()
    lr, momenta = rate / kappa, tuple(sorted({0.9, 0.99, mu}))
    with left:
        run = {"momentum": ("momentum", lr, {"momentum": mu})}
        bowl_map(kappa, turned, run, {"momentum": orbit(kappa, lr, turned, mu)}, steps=ORBIT)
    with right:
        table = energies(kappa, lr, momenta)
        compare(
            table,
            f"comparisons.energy_table({kappa!r}, {lr!r}, {momenta!r}, steps={STEPS})",
            key="energy",
            alt="Kinetic and potential energy against step for three momenta",
            x_title="step",
            y_title="energy, in shares of the first",
            log="y",
            range=[-6.2, 0.4],
            dtick=1,
        )
        st.caption("While it swings in every direction, the energy falls as βᵗ.")
        compare(
            escapes(),
            "comparisons.escape_table()",
            key="escapes",
            alt="Steps to leave a saddle and a plateau against momentum",
            x_title="momentum β",
            y_title="steps to leave a saddle or a plateau",
            log="y",
        )
        st.caption("Saddle: the line is exact. Plateau: at best 1 − β of the steps, reached while the slope keeps its direction.")
    motion_numbers(kappa, lr, mu)


def motion_numbers(kappa: float, lr: float, mu: float) -> None:
    rubbed = min(mu, 0.99)  # with no friction, a steady slope adds up for ever
    steady, flipping = orbits.gains(rubbed)
    kept = orbits.energies(kappa, lr, 1.0, steps=STEPS)
    common.metrics(
        {
            "Swing of the energy at β = 1, and bound αλmax/4": f"{orbits.swing(kept):.2%} ≤ {orbits.swing_bound(kappa, lr):.2%}",
            f"A steady slope counts, 1/(1 − β) = {1 / (1 - rubbed):.4g}": f"{steady:.4g} ×",
            f"One that flips counts, 1/(1 + β) = {1 / (1 + rubbed):.4g}": f"{flipping:.4g} ×",
        }
    )


def pick_shrinkage() -> tuple[float, int]:
    """URL: pull, stop."""
    pull_help = "Added to the loss: λ/2 times the squared length of the weights."
    pull = common.choose(st.select_slider, "Weight decay λ", list(DECAYS), key="pull", default=0.5, help=pull_help)
    stop = common.choose(st.select_slider, "Stop after, steps", list(STOPS), key="stop", default=50)
    return pull, stop


def decay(default: float) -> None:
    left, right = st.columns([5, 6], gap="large")
    with left:
        kappa, turned, (pull, stop) = pick_kappa(default), pick_turned(), pick_shrinkage()
    found = shrunk(kappa, turned, pull, stop)
    grid, ground = quadratics.sample_bowl(kappa, turned, SPAN, GRID, shrinkage.TARGET)
    with left:
        common.show(
            figures.bowl_map(
                grid,
                ground,
                found.paths,
                axes=quadratics.axes(turned),
                marks=found.marks,
                centre=shrinkage.TARGET,
            ),
            key="shrinkage",
            alt="From zero towards the minimum: with weight decay, stopped early, and the rest points of every weight decay",
            code=code.shrinkage(kappa, turned, pull, stop, (SPAN, GRID)),
            arrays=found.paths,
        )
    with right:
        compare(
            comparisons.shrink_table(stop),
            f"comparisons.shrink_table({stop!r})",
            key="kept",
            alt="The share of the weights that is kept, against rate times curvature",
            x_title="αλ of the direction",
            y_title=f"share that is kept, t = {stop}, weight decay 1/(αt)",
            log="x",
        )
        st.caption("Close while αλt is small; then stopping keeps more. Dots: gradient descent, stopped.")
    decay_numbers(found)


def decay_numbers(found: Any) -> None:
    common.metrics(
        {
            "Rests at (A + λI)⁻¹ A w*, gap": f"{found.rest_gap:.0e}",
            "Stopping is like λ = 1/(αt)": f"{found.alike:.3g}",
            "Distance between the two": f"{found.apart:.2g}",
            "Adam, λw in the gradient, ends": f"{found.adam[0]:.0e} from there",
            "Adam, decay beside it, ends": f"{found.adam[1]:.2g} from there",
        }
    )
