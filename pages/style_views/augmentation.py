"""The view Augmentation of the page Style: what networks go by when a part of what they learned from was stylised."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common, job_panel
from pages.knobs import knob
from vizlab.figures import style_augmentation as figures
from vizlab.figures.filter_unit import wall
from vizlab.frames import Frames
from vizlab.jobs import Snapshot
from vizlab.snippets import style_augmentation as code
from vizlab.style.stylised import learning, sets, shown

SHOWN = sets.TwinsRecipe(pictures=8)
WAYS = {"style transfer": "Colours and texture of another picture.", "colours only": "Its colours, no texture: the control."}


@st.cache_data(max_entries=4, show_spinner="Stylising pictures …")
def tiles(recipe: sets.TwinsRecipe) -> Any:
    return shown.tiles(recipe)


@st.cache_data(max_entries=32, show_spinner=False)
def found(recipe: learning.StylisedRecipe, seconds: float) -> shown.Found:
    return shown.found(recipe)


def pick() -> learning.StylisedRecipe:
    """URL: share, way, seed."""
    titles = {share: f"{share:.0%}" for share in learning.KNOBS["share"].choices}
    share = knob("share", learning.KNOBS["share"], 0.5, label="Pictures that were stylised", titles=titles)
    way = common.choose(st.segmented_control, "What was changed", list(sets.WAYS), key="way", wrap=True)
    st.caption(WAYS[way])
    return learning.StylisedRecipe(share=share, way=way, seed=knob("seed", learning.KNOBS["seed"], 0))


def show_pictures() -> None:
    """Pictures of Shapes, and their stylised twins below them."""
    pictures, labels, hover = tiles(SHOWN)
    st.subheader("Outlines stay, textures go")
    common.show(
        wall(pictures, labels, hover=hover, columns=SHOWN.pictures, wide_px=760),
        key="twins",
        alt="Eight pictures of Shapes, and below them the same outlines with the colours and textures of other pictures",
        code=code.twins(SHOWN),
        arrays={"pictures": pictures},
    )
    st.caption(
        "Above, the texture tells the class (stripes are always the same shape); below, each took colours and texture from a "
        "picture of another kind, so that only the outline still tells."
    )


def numbers(plain: shown.Found | None, own: shown.Found) -> None:
    low, high = own.interval
    rows = {"For the outline": f"{own.fraction:.0%}", "95 % interval": f"{low:.0%} to {high:.0%}"}
    if plain is not None:
        rows["without stylised pictures"] = f"{plain.fraction:.0%}"
    common.metrics(rows | {"Right, texture tells": f"{own.accuracy('texture of the class'):.0%}"})


def show_shares(recipe: learning.StylisedRecipe, results: dict[float, shown.Found]) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("Whom they believe")
        common.show(
            figures.decided({share: each.rows for share, each in results.items()}, chosen=recipe.share),
            key="decided",
            alt="The share of decisions for the outline against the share of stylised training pictures, with intervals",
            code=code.decided(recipe),
            columns={"share": list(results), "outline": [each.fraction for each in results.values()]},
        )
        st.caption(
            f"Outline and texture disagree in {learning.TESTED} pictures; of the answers that name one of the two, the share for "
            "the outline; guessing gives 50 %. Small points are single networks, bars 95 % intervals over pictures."
        )
    with right:
        st.subheader("What it costs, what it gives")
        common.show(
            figures.accuracies({share: each.accuracies for share, each in results.items()}, chosen=recipe.share),
            key="accuracies",
            alt="Accuracy where the texture tells, with any texture, and on stylised pictures, by the share of stylised ones",
            code=code.accuracies(recipe),
            columns={"share": list(results), **shown.columns(results)},
        )
        st.caption("Test pictures were stylised with pictures that no network has seen. Dotted: chance.")


def offer(recipe: learning.StylisedRecipe) -> None:
    run = Frames(learning.KIND, recipe)

    def draw(snapshot: Snapshot) -> None:
        if snapshot.frame is not None and (frame := job_panel.newest(run, snapshot)) is not None:
            st.markdown(
                f"Network {frame.index + 1}: {shown.fraction(frame.arrays['decided']):.0%} of its decisions are for the outline."
            )

    st.markdown(
        f"These {recipe.starts} networks are not trained yet: some minutes, most of it to stylise {recipe.pictures:,} pictures."
    )
    job_panel.offer(run, label="Stylise and train", draw=draw)


@st.fragment
def look() -> None:
    """URL: share, way, seed."""
    st.markdown(
        "A network goes by texture if texture tells. Stylise some of its pictures, and only the outline is left to learn."
    )
    left, right = st.columns([2, 5], gap="large")
    with left:
        recipe = pick()
    with right, common.friendly():
        records = learning.known(recipe)
        results = {share: found(run.recipe, float((run.record() or {})["seconds"])) for share, run in records.items()}
        if recipe.share in results:
            numbers(results.get(0.0), results[recipe.share])
        else:
            offer(recipe)
        if results:
            st.markdown(shown.verdict(results))
        show_pictures()
        if results:
            show_shares(recipe, results)
