"""Train one's own cheat: how often must a tag be right for a network to rely on it (METHODS S23)?"""

from __future__ import annotations

import streamlit as st

from pages import common, job_panel, knobs
from vizlab import library, training
from vizlab.data import shapes
from vizlab.recipes import Recipe, canonical_json, run_id
from vizlab.saliency import shortcuts


def title(entry: library.Entry) -> str:
    """What a network is called in a list: with its accuracy on test pictures like those of its training."""
    return entry.title if entry.accuracy is None else f"{entry.title} · {entry.accuracy:.1%}"


def pick_recipe() -> Recipe:
    """URL: planted, agreement, passes, seed."""
    first, second, third, fourth = st.columns(4, gap="medium")
    with first:
        kinds = [name for name, options in shapes.PLANTED.items() if options.shortcut != "none"]
        name = common.choose(st.selectbox, "Data", kinds, key="planted")
    with second:
        about = "In what share of the training pictures the shortcut tells the true class; in the others it tells a wrong one."
        agreement = common.choose(
            st.select_slider, "Agreement", list(shortcuts.AGREEMENTS), key="agreement", default=0.9, help=about
        )
    with third:
        passes = st.slider("Epochs", 1, 8, 4, key="passes", bind="query-params", help="Passes over 6,000 drawn pictures.")
    with fourth:
        seed = st.slider("Seed", 0, 99, 0, key="seed", bind="query-params", help="Start weights and order of the pictures.")
    return training.settled(shortcuts.recipe(shapes.agreeing(name, agreement), epochs=passes, seed=seed))


@st.cache_data(max_entries=64, show_spinner=False)
def seconds(recipe_json: str, _recipe: Recipe) -> float:
    return training.estimate(_recipe).seconds


def turn_to(reference: str) -> None:
    knobs.put({"cheat": reference})


def show() -> None:
    """URL: what `pick_recipe` reads."""
    with st.expander("Train your own cheat", expanded=False), common.friendly():
        st.markdown("A tag that is right most of the time is easier to learn than a shape. How wrong may it be until shapes win?")
        recipe = pick_recipe()
        job, finished = run_id(recipe), library.finished_run(recipe)
        snapshot = job_panel.watch(job)
        if snapshot and snapshot.is_live:
            job_panel.panel(job, job_panel.live_curves)
            return
        if finished is not None:
            st.success(f"Trained: {finished.accuracy:.1%} right on test pictures like those of its training.")
            st.button("Look at it above", key="turn-to", type="primary", on_click=turn_to, args=(finished.reference,))
            return
        job_panel.ending(snapshot)
        job_panel.jobs().prepare("train")
        if st.button("Train it", key="start-cheat", type="primary"):
            job_panel.jobs().start("train", canonical_json(recipe), job=job, visitor=common.visitor())
            st.rerun()
        about = job_panel.duration(seconds(canonical_json(recipe), recipe))
        st.caption(f"Epochs: {recipe.epochs}, of “{recipe.data}”: about {about} on this machine. It is then in the list above.")
