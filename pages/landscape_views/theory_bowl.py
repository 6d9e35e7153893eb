"""What the topics of the view Theory share: the bowl's knobs, its map, and figures that lay theory beside measurement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st

from pages import common
from pages.landscape_views.ground import KAPPAS
from vizlab import optimizers
from vizlab.figures import landscape_theory as figures
from vizlab.optimizers.bowls import comparisons, quadratics
from vizlab.snippets import landscape_theory as code

GRID, SPAN = 61, (-1.4, 1.4)


def pick_kappa(default: float) -> float:
    """URL: kappa."""
    return common.choose(
        st.select_slider,
        "Condition number κ = λmax / λmin",
        list(KAPPAS),
        key="kappa",
        default=default,
        help="How many times steeper the bowl is across than along. Its curvatures λ are 1 and κ.",
    )


def pick_turned() -> float:
    """URL: turned."""
    return float(st.slider("Valley turned by, degrees", 0, 90, 15, 5, key="turned", bind="query-params"))


def pick_rate() -> float:
    """The learning rate times the largest curvature. URL: alpha_lambda."""
    help_text = "From 2 (1 + β) on it diverges. The learning rate α itself is this over λmax = κ."
    return st.slider("Learning rate × λmax", 0.05, 4.0, 1.8, 0.05, key="alpha_lambda", bind="query-params", help=help_text)


def compare(table: comparisons.Comparison, call: str, *, key: str, alt: str, **look: Any) -> None:
    """Theory and measurement in one figure. call: the expression that makes the table."""
    common.show(
        figures.against(table, **look),
        key=key,
        alt=alt,
        code=code.against(call, look, key),
        columns=columns(table),
    )


def columns(table: comparisons.Comparison) -> dict[str, list[Any]]:
    """A comparison in long format."""
    rows = [
        (name, x, None if paper is None else paper[i], None if seen is None else seen[i])
        for name, (xs, paper, seen) in table.items()
        for i, x in enumerate(xs)
    ]
    return {title: [row[i] for row in rows] for i, title in enumerate(("name", "x", "theory", "measured"))}


def bowl_map(
    kappa: float,
    turned: float,
    runs: Mapping[str, tuple[str, float, Mapping[str, float]]],
    paths: Mapping[str, Any],
    *,
    steps: int = comparisons.SHOWN,
    key: str = "bowl",
) -> None:
    """Paths over the bowl. runs: name -> the rule, its rate and its constants, for the lines of Python."""
    grid, ground = quadratics.sample_bowl(kappa, turned, SPAN, GRID)
    common.show(
        figures.bowl_map(grid, ground, paths, axes=quadratics.axes(turned), order=list(optimizers.OPTIMIZERS)),
        key=key,
        alt=f"Paths of {', '.join(paths)} over a bowl with condition number {kappa:g}, turned by {turned:g} degrees",
        code=code.bowl(kappa, turned, runs, steps, (SPAN, GRID), key),
        arrays={name: np.asarray(path) for name, path in paths.items()},
    )
