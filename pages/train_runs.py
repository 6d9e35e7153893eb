"""The library of runs: find, compare two side by side, rename, delete, export, resume."""

from __future__ import annotations

import time
from typing import Any

import streamlit as st

from pages import common, job_panel, knobs, own_models
from vizlab import library
from vizlab.figures.curves import compare_curves
from vizlab.figures.export import curve_columns
from vizlab.recipes import canonical_json, differences, run_id
from vizlab.snippets import training as code


def runs() -> None:
    """The page's second view. URL: filter, a, b."""
    known = library.bundled() + library.runs()
    words = st.text_input("Filter", key="filter", bind="query-params", placeholder="digits, Adam, unfinished …", live=True)
    shown = [run for run in known if library.matches(run, words)]
    st.dataframe([row(run) for run in shown], hide_index=True, column_config=COLUMNS, key="table")
    st.caption(f"{len(shown)} of {len(known)} runs. Those that come with vizlab cannot be changed.")
    compare([run for run in known if run.record])
    own = [run for run in known if run.reference.startswith("run/")]
    manage(sorted(own, key=lambda run: run.record is not None))  # what can be resumed comes first


def row(run: library.Run) -> dict[str, Any]:
    """One line of the table."""
    record = run.record or {}
    return {
        "Title": run.title,
        "Data": run.recipe.data,
        "Network": run.recipe.model,
        "Optimizer": run.recipe.optimizer,
        "Accuracy": None if run.accuracy is None else 100 * run.accuracy,
        "Epochs": f"{run.epochs[-1] if run.epochs else 0} of {run.recipe.epochs}",
        "Seconds": record.get("seconds"),
        "Finished": time.strftime("%Y-%m-%d %H:%M", time.gmtime(record["finished_s"])) if record else "unfinished",
        "Reference": run.reference,
    }


def compare(finished: list[library.Run]) -> None:
    """Two runs side by side: curves, recipe difference, accuracy."""
    st.header("Compare two runs")
    titles = {run.reference: f"{run.title} · {run.accuracy:.1%}" for run in finished}
    names = list(titles)
    left, right = st.columns(2)
    with left:
        a = common.choose(st.selectbox, "A", names, key="a", titles=titles)
    with right:
        b = common.choose(st.selectbox, "B", names, key="b", default=names[1], titles=titles)
    first, second = library.open_run(a), library.open_run(b)
    for column, run in ((left, first), (right, second)):
        column.metric("Test accuracy", f"{run.accuracy:.2%}", border=True)
    series = {f"A: {first.title}": first.record["series"], f"B: {second.title}": second.record["series"]}
    common.show(
        compare_curves(series, x_title="epoch"),
        key="compare",
        alt="Curves of both runs over each other",
        code=code.compare(a, b),
        columns=curve_columns({f"{label}, {name}": points for label, s in series.items() for name, points in s.items()}),
    )
    changed = differences(first.recipe, second.recipe)
    if changed:
        st.dataframe([{"Knob": name, "A": str(x), "B": str(y)} for name, (x, y) in changed.items()], hide_index=True)
    else:
        st.caption("Both have the same recipe.")


def manage(own: list[library.Run]) -> None:
    """Resume, rename, export and delete one's own runs."""
    st.header("Manage your runs")
    if not own:
        st.info("Nothing has been trained here yet. Train a network and it appears in this list.")
        return
    titles = {run.reference: f"{run.title} · {progress(run)} · {run.reference}" for run in own}
    reference = common.choose(st.selectbox, "Run", list(titles), key="run", titles=titles)
    run = next(run for run in own if run.reference == reference)
    live = job_panel.watch(run_id(run.recipe))
    if live and live.is_live:
        job_panel.panel(run_id(run.recipe), job_panel.live_curves)
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if run.record is None and st.button("Resume", type="primary", key="resume"):
            request = canonical_json(run.recipe)
            job_panel.jobs().start("train", request, job=run_id(run.recipe), visitor=common.visitor())
            st.rerun()
        st.button("Open in New run", key="open", on_click=open_recipe, args=(run,))
        if run.epochs:
            own_models.export(reference)
        own_models.rename(reference, run.title)
        own_models.delete(reference, run.title, "All its checkpoints go; its recipe can be trained again.")


def progress(run: library.Run) -> str:
    """Its accuracy, or how far it got."""
    done = run.epochs[-1] if run.epochs else 0
    return f"{run.accuracy:.1%}" if run.record else f"unfinished, {done} of {run.recipe.epochs} epochs"


def open_recipe(run: library.Run) -> None:
    """Turn the knobs of the other view to this run's recipe."""
    knobs.put_recipe(run.recipe)
    st.session_state["view"] = "New run"


COLUMNS: dict[str, Any] = {
    "Accuracy": st.column_config.ProgressColumn("Accuracy", format="%.1f %%", min_value=0, max_value=100),
    "Seconds": st.column_config.NumberColumn("Seconds", format="%.1f"),
}
