"""What a race is made of beside its ground: who takes part, for how long, at which rates, and what is done to slopes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from pages import common
from pages.knobs import knob, put
from pages.landscape_views.ground import is_new
from vizlab import landscapes, optimizers
from vizlab.recipes import KNOBS

NUDGES = (0.0, 1e-12, 1e-9, 1e-6, 1e-3)
CLIPS = (0.0, 0.01, 0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 100.0)
NOISES = (0.0, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
OWN_RATES = "its own"


def pick_racers() -> list[str]:
    """URL: optimizers, once for each."""
    names, usual = list(optimizers.OPTIMIZERS), list(optimizers.CLASSICS)
    left, right = st.columns([4, 1], vertical_alignment="bottom")
    with left:
        chosen = st.multiselect("Who takes part", names, default=usual, key="optimizers", bind="query-params", wrap=True)
    with right, st.popover("Line-ups", width="stretch"):
        for title, racers in LINE_UPS.items():
            st.button(title, key=f"line-up-{title}", on_click=put, args=({"optimizers": list(racers)},), width="stretch")
    st.caption("Click on the map, and the race begins there.")
    return [name for name in names if name in chosen]


def pick_settings() -> dict[str, Any]:
    """What holds for all. URL: steps, momentum."""
    left, right = st.columns(2)
    with left:
        help_text = "Each step is one gradient for each optimizer."
        steps = st.slider("Steps", 10, 1000, 500, 10, key="steps", bind="query-params", help=help_text)
    with right:
        return {"steps": steps, "momentum": knob("momentum", KNOBS["momentum"], 0.9, label="Momentum β")}


def pick_interference() -> dict[str, Any]:
    """What is done to rates and slopes on the way; nothing by default. URL: schedule, clip, noise, seed."""
    left, middle, right = st.columns(3)
    with left:
        names = list(optimizers.SCHEDULES)
        schedule = common.choose(st.selectbox, "Schedule", names, key="schedule", help="What becomes of the learning rate.")
    with middle:
        effect = "Longer gradients are shortened to this length; 0: none is. The gallery pictures of many libraries do it unsaid."
        clip = common.choose(st.select_slider, "Clip", list(CLIPS), key="clip", help=effect)
    with right:
        effect = "Standard deviation of what is added to each slope at each step, as from mini-batches; 0: exact slopes."
        noise = common.choose(st.select_slider, "Noise", list(NOISES), key="noise", help=effect)
    known = optimizers.SCHEDULES[schedule]
    if schedule != "constant":
        st.caption(f"{known.about} Rate: {common.plain(known.formula)}.")
    found = {"schedule": schedule, "clip": clip, "noise": noise}
    on = {key: value for key, value in found.items() if value not in (0.0, "constant")}
    return on | ({"seed": st.slider("Seed", 0, 99, 0, key="seed", bind="query-params")} if noise else {})


def pick_rates(name: str, shape: Mapping[str, Any], chosen: list[str]) -> dict[str, float]:
    """A learning rate for each that takes part. URL: lr_gd and so on, or lr_all."""
    good, rates = good_rates(name, dict(shape), tuple(chosen)), {}
    if is_new():
        put({optimizers.OPTIMIZERS[label].parameter: lr for label, lr in good.items()} | {"nudge": NUDGES[0]})
    with st.expander("Learning rates"):
        st.caption("Each starts at what is best for it on this surface, on average over five starts.")
        shared = common.choose(st.select_slider, "All the same", [OWN_RATES, *optimizers.LRS], key="lr_all")
        columns = st.columns(2)
        for index, label in enumerate(chosen):
            known = optimizers.OPTIMIZERS[label]
            with columns[index % 2]:
                rates[label] = common.choose(
                    st.select_slider,
                    label,
                    list(optimizers.LRS),
                    key=known.parameter,
                    default=good[label],
                    help=known.about,
                    disabled=shared != OWN_RATES,
                )
    return rates if shared == OWN_RATES else dict.fromkeys(chosen, shared)


def pick_experiments() -> tuple[float, float]:
    """URL: angle, nudge."""
    with st.expander("Turn the axes, nudge the start"):
        left, right = st.columns(2)
        with left:
            angle_help = "Turns the coordinates that the optimizers see, by degrees; the surface on the map stays where it is."
            angle = st.slider("Axes turned by", 0, 45, 0, 5, key="angle", bind="query-params", help=angle_help)
        with right:
            nudge_help = "Added to y of the start: enough to leave a ridge."
            nudge = common.choose(st.select_slider, "Nudge", list(NUDGES), key="nudge", help=nudge_help)
    return float(angle), nudge


@st.cache_data(max_entries=256, show_spinner=False)
def good_rates(name: str, shape: dict[str, Any], chosen: tuple[str, ...]) -> dict[str, float]:
    return optimizers.good_rates(landscapes.find(name, **shape), chosen)


def _family(label: str) -> list[str]:
    return [name for name, known in optimizers.OPTIMIZERS.items() if known.family == label]


def _with_meant() -> list[str]:
    """Misprinted rules, each with the one that was meant."""
    bugs = {name: known.bug for name, known in optimizers.OPTIMIZERS.items() if known.bug}
    wanted = {*bugs, *(bug.meant for bug in bugs.values())}
    return [name for name in optimizers.OPTIMIZERS if name in wanted]


LINE_UPS: dict[str, list[str]] = {  # title -> who takes part
    "The usual six": list(optimizers.CLASSICS),
    **{label.capitalize(): _family(label) for label in optimizers.FAMILIES if label != "misprinted"},
    "Spot the bug": _with_meant(),
    "Everyone": [name for name, known in optimizers.OPTIMIZERS.items() if known.bug is None],
}
