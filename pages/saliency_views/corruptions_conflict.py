"""The topic Shape or texture of the view Corruptions: pictures whose outline and texture disagree, and whom networks believe."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common, job_panel
from pages.knobs import knob
from pages.pickers import open_model
from vizlab import library
from vizlab.data import shapes
from vizlab.figures import robustness_texture as figures
from vizlab.figures.filter_unit import wall
from vizlab.frames import Frames
from vizlab.jobs import Snapshot
from vizlab.robustness.texture import conflict, taught
from vizlab.snippets import robustness_texture as code

COUNT, SHOWN, WIDE_PX = 800, 8, 460


@st.cache_data(max_entries=32, show_spinner="Asking the network …")
def answers(reference: str) -> Any:
    model = open_model(reference)
    with model.lock:
        return conflict.answers(model.network, conflict.conflicts(COUNT))


@st.cache_data(max_entries=32, show_spinner=False)
def answers_of_taught(recipe: taught.TextureRecipe) -> Any:
    return conflict.answers(taught.made(recipe), conflict.conflicts(COUNT))


@st.cache_data(max_entries=4, show_spinner=False)
def drawn() -> Any:
    return conflict.conflicts(COUNT)


def pick() -> tuple[str, taught.TextureRecipe, int]:
    """URL: shapes_network, told, seed, eight."""
    known = [entry for entry in library.entries() if entry.classes == shapes.CLASSES and entry.shape == shapes.SHAPE]
    titles = {entry.reference: entry.title for entry in known}
    first = "bundled/shapes-honest"
    reference = common.choose(st.selectbox, "Network", list(titles), key="shapes_network", default=first, titles=titles)
    st.markdown("**Against a small network, taught here**")
    titles = {share: f"{share:.0%}" for share in taught.KNOBS["told"].choices}
    told = knob("told", taught.KNOBS["told"], 1.0, label="Pictures whose texture told the class", titles=titles)
    seed = knob("seed", taught.KNOBS["seed"], 0)
    eight = st.slider("Which eight pictures", 0, COUNT // SHOWN - 1, 0, key="eight", bind="query-params")
    return reference, taught.TextureRecipe(told=told, seed=seed), eight


def show_pictures(eight: int) -> None:
    chosen = range(eight * SHOWN, (eight + 1) * SHOWN)
    tiles, labels, hover = conflict.told(drawn(), chosen)
    st.subheader("The outline of one class, the texture of another")
    common.show(
        wall(tiles, labels, hover=hover, columns=4, wide_px=WIDE_PX),
        key="conflict",
        alt="Eight pictures of Shapes whose outline and texture belong to different classes",
        code=code.conflict_pictures(COUNT, eight * SHOWN, SHOWN),
        arrays={"pictures": drawn().images[chosen.start : chosen.stop]},
    )


def show_answers(eight: int, networks: dict[str, Any]) -> None:
    """What each network says of the pictures shown."""
    pictures, chosen = drawn(), range(eight * SHOWN, (eight + 1) * SHOWN)
    rows = {
        name: [conflict.verdict(int(said[at]), int(pictures.labels[at]), int(pictures.cues[at])) for at in chosen]
        for name, said in networks.items()
    }
    st.table({"Picture": conflict.told(pictures, chosen)[1]} | rows, border="horizontal", hide_index=True)


def numbers(found: dict[str, conflict.Decisions]) -> None:
    common.metrics({f"{name}: for the shape": f"{each.fraction:.0%}" for name, each in found.items()})


def show_classes(reference: str, recipe: taught.TextureRecipe, found: dict[str, conflict.Decisions]) -> None:
    series = {name: each.by_class for name, each in found.items()}
    st.subheader("Shape decisions by class")
    common.show(
        figures.by_class(shapes.CLASSES, series),
        key="by-class",
        alt="The share of shape decisions by the class of the outline, for both networks",
        code=code.by_class(reference, recipe, list(series), COUNT),
        columns={"class": list(shapes.CLASSES)} | {name: values.tolist() for name, values in series.items()},
    )
    neither = " and ".join(f"{each.undecided:.0%}" for each in found.values())
    st.caption(f"Shape / (shape + texture) over {COUNT} pictures; answers that name neither class, {neither}, are left out.")


def show_shares(recipe: taught.TextureRecipe) -> None:
    """All small networks that have been taught with this seed."""
    records = taught.known(seed=recipe.seed)
    if len(records) < 2:
        return
    told = list(records)
    fractions, accuracies = [taught.fraction(each) for each in records.values()], [each["accuracy"] for each in records.values()]
    st.subheader("It goes by what it was taught")
    common.show(
        figures.by_share(told, fractions, accuracies, chosen=recipe.told),
        key="by-share",
        alt="Shape decisions and accuracy against the share of training pictures whose texture told the class",
        code=code.by_share(told, recipe.told, recipe.seed),
        columns={"told": told, "shape decisions": fractions, "right, any texture": accuracies},
    )
    st.caption(
        "The same network, outlines and places; only how often the texture told the class differs. Move it to teach one more."
    )


def offer(recipe: taught.TextureRecipe) -> None:
    run = Frames(taught.KIND, recipe)

    def draw(snapshot: Snapshot) -> None:
        if (frame := job_panel.newest(run, snapshot)) is not None:
            words = f"After epoch {frame.index}: {taught.fraction(frame.notes):.0%} of the decisions are for the shape."
            st.markdown(words)

    st.markdown("This small network is not taught yet; it takes half a minute.")
    job_panel.offer(run, label="Teach it", draw=draw)


@st.fragment
def look() -> None:
    left, right = st.columns([2, 5], gap="large")
    with left:
        reference, recipe, eight = pick()
    with right, common.friendly():
        said = {"This network": answers(reference)}
        is_taught = Frames(taught.KIND, recipe).record() is not None
        if is_taught:
            said["The small one"] = answers_of_taught(recipe)
        found = {name: conflict.decisions(each, drawn()) for name, each in said.items()}
        numbers(found)
        show_pictures(eight)
        show_answers(eight, said)
        if not is_taught:
            offer(recipe)
            return
        first, second = st.columns(2, gap="large")
        with first:
            show_classes(reference, recipe, found)
        with second:
            show_shares(recipe)
