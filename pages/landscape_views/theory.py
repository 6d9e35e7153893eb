"""The view Theory of the page Landscapes: what is known on paper about bowls, beside what the rules really do on them."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from pages import common
from pages.knobs import put
from pages.landscape_views import theory_motion, theory_valleys
from pages.landscape_views.theory_bowl import bowl_map, compare, pick_kappa, pick_rate, pick_turned
from vizlab.figures import landscape_theory as figures
from vizlab.optimizers.bowls import comparisons, contraction, quadratics, theory
from vizlab.snippets import landscape_theory as code

WORDS = {
    "decays": "straight in",
    "swings and decays": "swings, and still decays",
    "never settles": "for ever",
    "diverges": "diverges",
}


@st.cache_data(max_entries=64, show_spinner=False)
def path(kappa: float, lr: float, turned: float) -> Any:
    points = quadratics.descend("GD", kappa, lr, turned=turned, steps=comparisons.SHOWN)
    return points, quadratics.losses(points, kappa, turned)


@st.cache_data(max_entries=64, show_spinner=False)
def threshold(kappa: float) -> float:
    return contraction.divergence_begins(kappa)


@st.cache_data(max_entries=4, show_spinner=False)
def rate_tables() -> Any:
    return comparisons.factor_table(), comparisons.steps_table()


@st.cache_data(max_entries=64, show_spinner=False)
def loss_table(kappa: float, rates: dict[str, tuple[float, float]]) -> Any:
    return comparisons.loss_table(kappa, rates)


@st.cache_data(max_entries=64, show_spinner=False)
def best_rate(kappa: float) -> float:
    return contraction.best_rate_found(kappa)


def regimes(default: float) -> None:
    left, right = st.columns([5, 6], gap="large")
    with left:
        kappa, turned, rate = pick_kappa(default), pick_turned(), pick_rate()
    lr = rate / kappa
    points, losses = path(kappa, lr, turned)
    shares = quadratics.components(points, turned) / quadratics.START
    exact = comparisons.exact(kappa, lr)
    with left:
        bowl_map(kappa, turned, {"GD": ("GD", lr, {})}, {"GD": points})
    with right:
        show_directions(kappa, turned, lr, shares, exact)
        common.show(
            figures.changes(losses),
            key="changes",
            alt="By how much each step changes the loss",
            code=code.changes(kappa, lr, turned),
            columns={"step": list(range(len(losses))), "loss": losses.tolist()},
        )
    show_direction_table(kappa, turned, lr, points)
    numbers(kappa, shares, exact, losses)
    three_rates(kappa, rate)


def show_directions(kappa: float, turned: float, lr: float, shares: Any, exact: Any) -> None:
    names = [theory.regime(lr * curvature) for curvature in (1.0, kappa)]
    titles = [
        f"{way}: αλ = {lr * curvature:.3g}, {WORDS[name]}"
        for way, curvature, name in zip(("along", "across"), (1.0, kappa), names, strict=True)
    ]
    common.show(
        figures.directions(shares, exact, titles, names),
        key="directions",
        alt="The coordinate across and along the valley at each step, on paper and measured",
        code=code.directions(kappa, lr, turned, titles, names),
        columns={"step": list(range(len(shares))), "along": shares[:, 0].tolist(), "across": shares[:, 1].tolist()},
    )
    st.caption("Line: (1 − αλ)ᵗ, on paper. Dots: measured on the path, in shares of the start.")


def show_direction_table(kappa: float, turned: float, lr: float, points: Any) -> None:
    curvatures = (1.0, kappa)
    flips = comparisons.flips(points, turned)
    st.table(
        {
            "": ["along the valley", "across it"],
            "λ": [f"{curvature:g}" for curvature in curvatures],
            "αλ": [f"{lr * curvature:.4g}" for curvature in curvatures],
            "αλ at the bound": [f"{2 * curvature / kappa:.3g}" for curvature in curvatures],
            "1 − αλ": [f"{1 - lr * curvature:.4g}" for curvature in curvatures],
            "Flips of sign": [f"{count} in {len(points) - 1}" for count in flips],
            "Regime": [theory.regime(lr * curvature) for curvature in curvatures],
        },
        border="horizontal",
    )
    with st.expander("What these words mean"):
        st.markdown("\n".join(f"- **{name}**: {meaning}." for name, meaning in theory.REGIMES.items()))


def numbers(kappa: float, shares: Any, exact: Any, losses: Any) -> None:
    gap = np.abs(shares - exact).max() / np.abs(exact).max()
    fell = int((np.diff(losses) < 0).sum())
    common.metrics(
        {
            "Bound 2/λmax": f"{theory.stability_bound(kappa):.6g}",
            "Divergence begins, measured": f"{threshold(kappa):.6g}",
            "Path against paper, largest gap": f"{gap:.0e}",
            "Steps that lowered the loss": f"{fell} of {len(losses) - 1}",
        }
    )


def three_rates(kappa: float, rate: float) -> None:
    """Too small, best, too large, and the visitor's."""
    best = theory.best_gd(kappa)[0]
    rates = {
        "too small": (0.04 / kappa, 0.0),
        "best in the long run": (best, 0.0),
        "too large": (2.04 / kappa, 0.0),
        "yours": (rate / kappa, 0.0),
    }
    compare(
        loss_table(kappa, rates),
        f"comparisons.loss_table({kappa!r}, {rates!r})",
        key="three-rates",
        alt="Loss against step for a rate that is too small, the best, one too large, and yours",
        x_title="step",
        y_title="loss at four rates",
        log="y",
    )
    st.caption("Too small: 0.04/λmax. Best: 2/(λmin + λmax). Too large: 2.04/λmax.")


def rates(default: float) -> None:
    kappa = pick_kappa(default)
    factors, steps = rate_tables()
    left, right = st.columns(2, gap="large")
    with left:
        compare(
            factors,
            "comparisons.factor_table()",
            key="factors",
            alt="What a step leaves of the distance at the best settings, against the condition number",
            x_title="condition number κ",
            y_title="what one step leaves of the distance",
            log="x",
            at=kappa,
        )
    with right:
        compare(
            steps,
            "comparisons.steps_table()",
            key="steps-needed",
            alt="Steps to a thousandth of the distance at the best settings, against the condition number",
            x_title="condition number κ",
            y_title="steps to a thousandth of the distance",
            log="xy",
            at=kappa,
        )
    st.caption(
        "Lines: (κ − 1)/(κ + 1) for gradient descent, (√κ − 1)/(√κ + 1) for momentum. Dots: the rules themselves at their best."
    )
    rate_numbers(kappa, factors, steps)


def rate_numbers(kappa: float, factors: Any, steps: Any) -> None:
    found, best = best_rate(kappa), theory.best_gd(kappa)[0]
    alpha, beta, _ = theory.best_momentum(kappa)
    common.metrics(
        {
            "Largest gap of the factors": f"{comparisons.largest_gap(factors):.2%}",
            "Steps on paper and counted, κ = 1000": ", ".join(
                f"{name} {paper[-1]:,.0f} and {counted[-1]:,}" for name, (_, paper, counted) in steps.items()
            ),
            "Best rate of GD, on paper": f"{best:.5g}",
            "Best rate of GD, found by trying": f"{found:.5g}",
            "Best momentum, on paper": f"α = {alpha:.4g}, β = {beta:.4g}",
        }
    )


def start_topic() -> None:
    """Each topic has its own condition number to begin with."""
    put({"kappa": TOPICS[st.session_state["subject"]][1]})


def look() -> None:
    """URL: subject."""
    topic = common.choose(
        st.segmented_control, "Topic", list(TOPICS), key="subject", on_change=start_topic, label_visibility="collapsed"
    )
    show, kappa, sentence = TOPICS[topic]
    st.markdown(sentence)
    show(kappa)


TOPICS: dict[str, tuple[Any, float, str]] = {  # label -> what shows it, the condition number it begins with, what is to be seen
    "Regimes": (
        regimes,
        20.0,
        "On a bowl, gradient descent multiplies the coordinate along each eigenvector by 1 − αλ: that decides everything.",
    ),
    "Rates": (
        rates,
        100.0,
        "The longer the valley, the slower. Gradient descent pays with κ steps, momentum with √κ.",
    ),
    "Rate × momentum": (
        theory_valleys.rate_and_momentum,
        100.0,
        "Every square is a run of its own; the line is where theory says that they begin to diverge.",
    ),
    "Rotation": (
        theory_valleys.rotation,
        1000.0,
        "Turn the valley against the coordinates: rules with a rate for each coordinate lose what they gained from it.",
    ),
    "Momentum": (
        theory_motion.momentum,
        20.0,
        "Momentum is a ball with friction 1 − β. Without friction it never settles; with some, it crosses saddles and plateaus.",
    ),
    "Decay": (
        theory_motion.decay,
        20.0,
        "Weight decay and stopping early both keep the weights small: along gentle directions most, along steep ones hardly.",
    ),
}
