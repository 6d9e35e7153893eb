"""The topic Cost of the view Noise: loss for each example and for each second, as measured now, and what duplicates cost."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.landscape_views.noise_problem import number
from vizlab.figures.landscape_noise import measurements
from vizlab.optimizers.stochastic import mini_batches, throughput
from vizlab.snippets import landscape_noise as code

SHARED = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
OWN = "each its best"
COPIES, START, FEW, SIZE = (1, 2, 4, 8, 16), (-2.0, 2.0), 64, 8
TARGET = {"copies": COPIES, "rate": 0.1, "left": 0.02}


@st.cache_data(max_entries=16, show_spinner=False)
def measure(rate: float | None, seed: int, turn: int) -> Any:
    return throughput.measure(rate, seed=seed)


@st.cache_data(max_entries=16, show_spinner=False)
def count(settings: dict[str, Any]) -> Any:
    return mini_batches.examples_to_target("straight line", FEW, SIZE, START, **settings)


def measure_again() -> None:
    st.session_state["_turn"] = st.session_state.get("_turn", 0) + 1


def look() -> None:
    """URL: cost_rate, seed."""
    left, middle, right = st.columns(3, gap="medium", vertical_alignment="bottom")
    with left:
        asked = common.choose(st.select_slider, "Learning rate α", [*SHARED, OWN], key="cost_rate", default=0.2)
    seed = middle.slider("Seed", 0, 99, 0, key="seed", bind="query-params")
    right.button("Measure again", on_click=measure_again, key="again")
    rate = None if asked == OWN else asked
    found = measure(rate, seed, st.session_state.get("_turn", 0))
    st.caption("Softmax regression on 1,437 digits. Seconds are measured on this server just now, so they differ each time.")
    show_losses(found, rate, seed)
    left, right = st.columns(2, gap="large")
    with left:
        show_throughput(found, rate, seed)
    with right:
        show_duplicates(seed)


def show_losses(found: Any, rate: float | None, seed: int) -> None:
    axes = {"seen": "examples seen", "seconds": "seconds of computing"}
    for (against, title), column in zip(axes.items(), st.columns(2, gap="large"), strict=True):
        chart: dict[str, Any] = {"titles": (title, "training loss, nats"), "log": "xy", "height_px": 340}
        lines = throughput.curves(found, against)
        with column:
            common.show(
                measurements(lines, {}, **chart),
                key=f"cost-{against}",
                alt=f"Training loss against {title}, for batch sizes from one to all",
                code=code.timing(rate, seed, f'throughput.curves(found, "{against}"), {{}}', chart),
                columns={
                    "batch": [name for name, (x, _) in lines.items() for _ in x],
                    against: [float(value) for x, _ in lines.values() for value in x],
                    "loss": [float(value) for _, y in lines.values() for value in y],
                },
            )
    first, second = throughput.winners(found)
    st.caption(
        f"After {found[1].seen[-1]:,} examples, S = {first} is lowest; after {throughput.shortest(found):.2g} s, S = {second}. "
        "Each small step uses fresher weights; each large one keeps the machine busier."
    )


def show_throughput(found: Any, rate: float | None, seed: int) -> None:
    st.subheader("Examples a second")
    dots = throughput.throughput(found)
    chart: dict[str, Any] = {"titles": ("batch size S", "examples a second, measured now"), "log": "xy"}
    common.show(
        measurements({}, dots, **chart),
        key="throughput",
        alt="Examples a second against the batch size",
        code=code.timing(rate, seed, "{}, throughput.throughput(found)", chart),
        columns={"batch": list(found), "examples a second": [timing.examples_per_second for timing in found.values()]},
    )
    some, most = 64, max(found)
    st.caption(
        f"From S = 1 to {some}, {throughput.gain(found, 1, some):.0f} × as many; from {some} to {most}, "
        f"{throughput.gain(found, some, most):.1f} × for {most / some:.0f} times the batch: the machine is busy by then."
    )


def show_duplicates(seed: int) -> None:
    st.subheader("Everything there k times")
    settings = TARGET | {"seed": seed}
    found = count(settings)
    chart: dict[str, Any] = {
        "titles": ("copies of every example k", "examples to 2 % of the loss (dashed: k ×)"),
        "log": "xy",
    }
    common.show(
        measurements(*mini_batches.duplicate_curves(found, COPIES), **chart),
        key="duplicates",
        alt="Examples seen until the loss is nearly the least, against the copies of every example",
        code=code.duplicates("straight line", FEW, SIZE, START, settings, chart),
        columns={"copies": list(COPIES), **found},
    )
    full, some = (values[-1] / values[0] for values in found.values())
    st.caption(
        f"With {COPIES[-1]} copies all examples a step cost {number(full)} × as much for the same gradient; batches of {SIZE} "
        f"cost {number(some)} ×."
    )
