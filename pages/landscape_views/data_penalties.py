"""Two topics of the view From data: penalties on weights, and random Hessians in many dimensions."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from pages import common
from vizlab import landscapes
from vizlab.figures import landscape_data as figures
from vizlab.figures.landscape_noise import measurements
from vizlab.landscapes import from_data, penalties, spectra
from vizlab.snippets import landscape_data as code

STRENGTHS = (0.003, 0.01, 0.03, 0.1, 0.2, 0.3, 0.5, 0.8, 1.0, 1.5, 2.0, 3.0)
TRIED, GRID, STEPS = 80, 61, 2000
DRAWS, KAPPA_DRAWS = (2000, 20_000, 50_000), 4000
KAPPA_SIZES = (1, 2, 3, 4, 5, 6, 8, 12, 16, 24)


@st.cache_data(max_entries=64, show_spinner=False)
def solved(seed: int, share: float, d: int) -> Any:
    return penalties.solve(penalties.first(penalties.make_features(seed), d), penalties.strengths(TRIED), share)


@st.cache_data(max_entries=64, show_spinner=False)
def missed(seed: int, share: float, lam: float) -> int:
    """How many weights are exactly zero after plain steps with a slope of |w|."""
    return int((penalties.subgradient(penalties.make_features(seed), lam, share, STEPS) == 0).sum())


@st.cache_data(max_entries=16, show_spinner=False)
def minima(draws: int, seed: int) -> Any:
    return spectra.share_of_minima(draws, seed), spectra.share_on_paper()


@st.cache_data(max_entries=16, show_spinner=False)
def kappas(seed: int) -> Any:
    return spectra.median_kappa(KAPPA_DRAWS, seed, KAPPA_SIZES), spectra.large_median(KAPPA_SIZES)


def penalties_on_weights() -> None:
    """URL: penalty, strength, seed."""
    first, second, third = st.columns(3, gap="medium")
    with first:
        share = penalties.PENALTIES[common.choose(st.segmented_control, "Penalty", list(penalties.PENALTIES), key="penalty")]
    with second:
        lam = common.choose(st.select_slider, "Strength λ", STRENGTHS, key="strength", default=0.8)
    seed = third.slider("Seed", 0, 99, 0, key="seed", bind="query-params")
    left, right = st.columns(2, gap="large")
    with left:
        penalty_map(lam, share, seed)
    with right:
        coefficients(lam, share, seed)
    problem = penalties.make_features(seed)
    best = penalties.solve(problem, np.array([lam]), share)[0]
    common.metrics(
        {
            "Exactly zero, proximal steps": f"{(best == 0).sum()} of {len(best)}",
            "Exactly zero, plain steps": f"{missed(seed, share, lam)} of {len(best)}",
            "Zero in truth": f"{penalties.TRUE.count(0.0)} of {len(best)}",
            "Conditions of a minimum missed by": f"{penalties.miss(problem, best, lam, share):.0e}",
        }
    )
    st.caption("A plain step with the slope of |w| jumps over zero; the proximal step sets to zero what is smaller than its cut.")


def penalty_map(lam: float, share: float, seed: int) -> None:
    problem = penalties.first(penalties.make_features(seed), 2)
    surface, ways = from_data.find_surface(problem), solved(seed, share, 2)
    best = penalties.solve(problem, np.array([lam]), share)[0]
    x, y = np.linspace(*penalties.MAP_X, GRID), np.linspace(*penalties.MAP_Y, GRID)
    ground = landscapes.heights(surface, np.stack(np.meshgrid(x, y), axis=-1))
    lines = {
        "best answers as λ grows": ways,
        "same penalty": penalties.ball(best, share),
        "same loss": penalties.valley(problem, best),
    }
    marks = {"without penalty": problem.solution, "zero": (0.0, 0.0), "best at your λ": best}
    common.show(
        figures.data_map(x, y, ground, lines, marks, floor=surface.floor),
        key="penalty",
        alt="The loss over two weights, all weights that cost the same penalty, and the best answers as it grows",
        code=code.penalty_map(lam, share, seed, TRIED, "penalty"),
        arrays={"best": ways},
    )


def coefficients(lam: float, share: float, seed: int) -> None:
    lams, weights = penalties.strengths(TRIED), solved(seed, share, penalties.FEATURES)
    common.show(
        figures.coefficient_paths(lams, weights, lam),
        key="coefficients",
        alt="Eight weights of the best answer against the strength of the penalty",
        code=code.coefficients(lam, share, seed, TRIED, "coefficients"),
        arrays={"lam": lams, "weights": weights},
    )


def dimensions() -> None:
    """URL: draws, seed."""
    left, right = st.columns(2, gap="large")
    with left:
        draws = common.choose(st.select_slider, "Matrices of each size", DRAWS, key="draws", default=20_000)
    seed = right.slider("Seed", 0, 99, 0, key="seed", bind="query-params")
    with left:
        found, paper = minima(draws, seed)
        call, known = f"spectra.share_of_minima({draws}, {seed})", "spectra.share_on_paper()"
        titles = ("dimensions n", "chance that a random Hessian bends up in all")
        spectrum("minima", found, paper, spectra.SIZES, titles, ("on paper", "y", call, known))
        st.table(
            {
                "n": list(spectra.SIZES),
                "On paper": [f"{value:.3g}" for value in paper],
                "Counted": [counted(value, error, draws) for value, error in zip(found.values, found.errors, strict=True)],
            },
            border="horizontal",
        )
    with right:
        found, paper = kappas(seed)
        call, known = f"spectra.median_kappa({KAPPA_DRAWS}, {seed}, sizes)", "spectra.large_median(sizes)"
        titles = ("dimensions n", "median condition number of AᵀA")
        spectrum("kappas", found, paper, KAPPA_SIZES, titles, ("law for large n", "xy", call, known))
        few, exact = (1, 2, 3, 4, 5, 6, 24), spectra.EXACT_MEDIANS
        shown = [KAPPA_SIZES.index(n) for n in few]
        st.table(
            {
                "n": list(few),
                "On paper": [
                    f"{exact[n]:.3g}" if n in exact else f"→ {law:,.0f}" for n, law in zip(few, paper[shown], strict=True)
                ],
                "Counted": [f"{found.values[i]:,.1f} ± {found.errors[i]:,.1f}" for i in shown],
            },
            border="horizontal",
        )
    st.caption(f"Entries are independent and normal; ± is one standard error, bars are two. Medians of {KAPPA_DRAWS:,} matrices.")


def counted(share: float, error: float, draws: int) -> str:
    return f"{share:.3g} ± {error:.1g}" if share else f"none of {draws:,}"


def spectrum(key: str, found: Any, paper: Any, sizes: tuple[int, ...], titles: tuple[str, str], how: tuple[str, ...]) -> None:
    """how: what the line is called, the logarithmic axes, and the expressions of what was counted and of what is known."""
    name, log, call, known = how
    at = np.array(sizes)
    common.show(
        measurements({name: (at, paper)}, {"counted": (at, found.values, found.errors)}, titles=titles, log=log, height_px=340),
        key=key,
        alt=f"{titles[1]}, against {titles[0]}",
        code=code.spectrum(call, known, sizes, titles, name, log, key),
        columns={"n": list(sizes), "on paper": paper.tolist(), "counted": found.values.tolist(), "error": found.errors.tolist()},
    )
