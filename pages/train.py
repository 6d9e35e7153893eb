"""Train: choose data, network and learning; watch it; see what it gets wrong; keep, compare and open what was trained."""

import streamlit as st

from pages import common, job_panel, train_knobs, train_results, train_runs
from vizlab import library, training
from vizlab.recipes import Recipe, canonical_json, run_id


@st.cache_data(max_entries=128, show_spinner=False)
def estimate(recipe_json: str, _recipe: Recipe) -> training.Estimate:
    return training.estimate(_recipe)


def expectation(recipe: Recipe) -> None:
    """What the run will cost, from a few real steps."""
    expected = estimate(canonical_json(recipe), recipe)
    numbers = {
        "Parameters": f"{expected.parameters:,}",
        "Steps": f"{expected.steps:,}",
        "Time, about": job_panel.duration(expected.seconds),
        "Memory, about": f"{expected.memory_bytes / 1e6:,.0f} MB",
    }
    common.metrics(numbers)


def actions(recipe: Recipe, finished: library.Run | None) -> None:
    run = run_id(recipe)
    if finished is None:
        job_panel.jobs().prepare("train")
    label = "Train" if finished is None else "Train again"
    with st.container(horizontal=True):
        if st.button(label, type="primary", key="start", shortcut="Ctrl+Enter"):
            if finished and finished.reference == f"run/{run}":
                library.delete(finished.reference)  # or it would be found finished at once
            start("train", recipe, run)
        if st.button("Sanity check", key="check", help="Can this network learn sixteen examples by heart? Takes seconds."):
            start("check", recipe, f"check-{run}")


def start(kind: str, recipe: Recipe, job: str) -> None:
    job_panel.jobs().start(kind, canonical_json(recipe), job=job, visitor=common.visitor())
    st.rerun()


def check_verdict(job: str) -> None:
    """What the sanity check found (METHODS XD21)."""
    snapshot = job_panel.watch(job)
    if snapshot is None or snapshot.is_live:
        return
    job_panel.ending(snapshot)
    if snapshot.result:
        found = snapshot.result
        start_words = f"The loss started at {found['initial_loss']:.2f}, and log C is {found['chance_loss']:.2f}."
        if found["learned"]:
            st.success(f"Sixteen examples learned by heart in {found['steps']} steps: the network can learn. {start_words}")
        else:
            st.warning(
                f"After {found['steps']} steps the loss on sixteen examples is still {found['final_loss']:.2f} nats: "
                f"something is wrong with the network or the learning rate. {start_words}"
            )


def new_run() -> None:
    left, right = st.columns([2, 5], gap="large")
    with left:
        recipe = training.settled(train_knobs.pick_recipe())
    run = run_id(recipe)
    finished = library.finished_run(recipe)
    job = job_panel.watch(run)
    with right:
        expectation(recipe)
        for name in (run, f"check-{run}"):
            live = job_panel.watch(name)
            if live and live.is_live:
                job_panel.panel(name, job_panel.live_curves)
                return
        actions(recipe, finished)
        check_verdict(f"check-{run}")
        job_panel.ending(job)
        record = finished.record if finished else (job.result if job else None)
        if record:
            train_results.results(recipe, record, finished.reference if finished else None)
        else:
            if job and job.series:
                job_panel.live_curves(job)
            train_results.preview(recipe)


with common.frame("train"):
    view = common.choose(st.segmented_control, "View", ["New run", "Runs"], key="view", label_visibility="collapsed")
    if view == "New run":
        new_run()
    else:
        train_runs.runs()
