"""What starting again is worth, for the view Basins of the page Landscapes: chances, last losses, and distances of starts."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from pages import common
from vizlab import landscapes
from vizlab.figures import landscape_basins as figures
from vizlab.optimizers.starts import restarts
from vizlab.snippets import landscape_basins as code

Ground = tuple[str, dict[str, Any]]


@st.cache_data(max_entries=64, show_spinner=False)
def drawn(ground: Ground, optimizer: str, lr: float, settings: dict[str, Any], seed: int) -> Any:
    surface = landscapes.find(ground[0], **ground[1])
    return restarts.random_fates(surface, optimizer, lr, restarts.RANDOM, seed=seed, **settings)


def look(ground: Ground, rule: str, lr: float, settings: dict[str, Any], seed: int, even: Any) -> None:
    surface, found = landscapes.find(ground[0], **ground[1]), drawn(ground, rule, lr, settings, seed)
    asked = (ground, rule, lr, settings, seed)
    if not surface.places("minimum"):
        st.info("This surface has no minimum, so no start can end best.")
        show_losses(surface, found, asked)
        return
    chances = restarts.chances(surface, found, even)
    needed = restarts.restarts_needed(chances.p)
    common.metrics(
        {
            "ends deepest, p": f"{chances.p:.1%}",
            "starts for 95 %": "never" if needed is None else str(needed),
            "formula and measurement": f"{chances.apart:.1f} σ apart at most",
        }
    )
    left, right = st.columns(2, gap="large")
    with left:
        show_chances(chances, asked)
    with right:
        show_losses(surface, found, asked)
    show_distances(surface, found, asked)


def show_chances(chances: restarts.Chances, asked: tuple[Any, ...]) -> None:
    common.show(
        figures.chance_curve(chances.ks, chances.formula, chances.measured, chances.errors),
        key="chances",
        alt="Chance of ending in the deepest basin against the number of random starts",
        code=code.chances(*asked),
        columns={"starts": chances.ks, "formula": chances.formula, "measured": chances.measured, "error": chances.errors},
    )
    st.caption(
        f"p is the share of an even grid of 64 × 64 starts; measured on {restarts.RANDOM:,} random ones, taken k at a time."
    )


def show_losses(surface: landscapes.Surface, found: Any, asked: tuple[Any, ...]) -> None:
    common.show(
        figures.loss_histogram(found.loss, floor=surface.floor),
        key="last-losses",
        alt="Histogram of the last losses of random starts",
        code=code.last_losses(*asked),
        arrays={"loss": found.loss, "start": found.start},
    )
    low, middle, high = np.nanquantile(found.loss, (0.1, 0.5, 0.9))
    st.caption(f"A tenth ends below {low:.3g}, half below {middle:.3g}, nine tenths below {high:.3g}.")


def show_distances(surface: landscapes.Surface, found: Any, asked: tuple[Any, ...]) -> None:
    bands, theory = restarts.steps_by_distance(surface, found), []
    if asked[1] == "GD":
        theory = restarts.bowl_steps(surface, asked[2])
    common.show(
        figures.distance_curve(bands, theory=theory),
        key="distances",
        alt="Steps until arrival against the distance of the start from the deepest minimum",
        code=code.distances(*asked),
        columns=bands,
    )
    if bands["best"]:
        near, far = bands["best"][0], bands["best"][-1]
        st.caption(f"Of the nearest starts {near:.0%} end deepest, of the furthest {far:.0%}.")
