"""The topic Paths of the view Noise: all examples, some, or one a step, over equally many examples."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.landscape_views.noise_problem import draw, ground, number, pick_batch, pick_problem, titles
from vizlab.figures.landscape_noise import measurements, path_map
from vizlab.optimizers.stochastic import batches, mini_batches
from vizlab.snippets import landscape_noise as code

ALPHAS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
EPOCHS, STEPPERS = (1, 2, 4, 8, 16), ("GD", "momentum", "Adam", "BFGS", "L-BFGS")
START = (-2.0, 2.0)
MEANS = {
    "mean": "The mean over a batch: a step is as long for any batch size, but noisier for small ones.",
    "sum": "The sum steps S times as far: progress per example is alike for all S, until the large ones are unstable.",
}


@st.cache_data(max_entries=32, show_spinner=False)
def walk(made: Any, sizes: dict[str, int], settings: dict[str, Any]) -> Any:
    return {name: mini_batches.descend(draw(made), START, size, **settings) for name, size in sizes.items()}


def pick_settings(made: Any) -> tuple[dict[str, int], dict[str, Any]]:
    """URL: batch, stepper, alpha, epochs, sampling, reduction."""
    left, middle, right = st.columns(3, gap="medium")
    with left:
        size = pick_batch(made)
        stepper = common.choose(st.selectbox, "Rule", STEPPERS, key="stepper", help="What turns gradients into steps.")
    with middle:
        alpha = common.choose(st.select_slider, "Learning rate α", ALPHAS, key="alpha", default=0.1)
        names = list(batches.SAMPLINGS)
        sampling = common.choose(st.selectbox, "Batches are drawn", names, key="sampling")
    with right:
        epochs = common.choose(st.select_slider, "Epochs", EPOCHS, key="epochs", default=4, help="How often all N are seen.")
        reduction = common.choose(st.segmented_control, "Loss of a batch", list(MEANS), key="reduction", help=MEANS["sum"])
    sizes = {f"S = {s}": s for s in (made[1], size, 1)}
    rest = {"rate": alpha, "epochs": epochs, "optimizer": stepper, "sampling": sampling, "reduction": reduction, "seed": made[2]}
    return sizes, rest


def look() -> None:
    made = pick_problem()
    sizes, settings = pick_settings(made)
    found, names = walk(made, sizes, settings), titles(made)
    lines = mini_batches.curves(draw(made), found)
    left, right = st.columns(2, gap="large")
    with left:
        axis, heights = ground(made)
        paths = {name: path.points for name, path in found.items()}
        common.show(
            path_map(axis, heights, paths, titles=names, marks=[batches.minimum(draw(made))]),
            key="paths",
            alt=f"Paths of {', '.join(paths)} over the loss of all examples",
            code=code.paths(made, START, sizes, settings, names),
            arrays=paths,
        )
        st.caption(MEANS[settings["reduction"]])
    with right:
        chart: dict[str, Any] = {"titles": ("examples seen", "loss above the minimum"), "log": "xy"}
        common.show(
            measurements(lines, {}, **chart),
            key="losses-seen",
            alt=f"Loss against examples seen, of {', '.join(paths)}",
            code=code.losses(made, START, sizes, settings, chart),
            columns={
                "path": [name for name, (seen, _) in lines.items() for _ in seen],
                "seen": [int(value) for seen, _ in lines.values() for value in seen],
                "loss": [float(value) for _, values in lines.values() for value in values],
            },
        )
        show_table(found, lines)


def show_table(found: Any, lines: Any) -> None:
    st.table(
        {
            "": list(found),
            "Steps": [str(len(path.points) - 1) for path in found.values()],
            "Loss above the minimum": [number(float(values[-1])) for _, values in lines.values()],
            "Walked": [number(path.length) for path in found.values()],
            "Walked / straight": [number(path.length / path.straight) for path in found.values()],
        },
        border="horizontal",
    )
    st.caption(
        "Small batches step more often for the same examples, and pay with a jagged path. Fewer steps: it left the numbers."
    )
