"""The topic "New points": what was held out, or a picture of one's own, is placed on a map that is there already."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common, job_panel
from pages.embedding_views import map_data, map_two
from pages.embedding_views.choice import pick_vectors
from pages.hover_picture import hover_pictures
from pages.pickers import pick_original
from vizlab import embeddings, images
from vizlab.embeddings import EmbeddingRecipe, placing
from vizlab.embeddings.methods import METHODS
from vizlab.embeddings.recipe import available
from vizlab.embeddings.sources import find
from vizlab.figures import embedding_two as figures
from vizlab.frames import Frames
from vizlab.snippets import embedding_two as code

SIZES, MOST_NEW = (200, 500, 1000, 1500), 300
OWN, HELD_OUT = "A picture of your own", "Held out"


def look() -> None:
    """URL: data, vectors, reference, epoch, layer, method and its knobs, mapped, new_from; upload, photo, zoom, x, y, invert."""
    vectors = pick_vectors()
    source = find(vectors["data"])
    sizes = [n for n in SIZES if n < available(vectors["data"])]
    if not source.data or not sizes:
        st.info("New points need a data set with rows left over: a table's rows have no order that could tell old from new.")
        return
    columns = st.columns(3, gap="large")
    with columns[0]:
        method = common.choose(st.selectbox, "Method", list(METHODS), key="method")
    with columns[1]:
        about = f"The first ones make the map; up to {MOST_NEW} of those after them are new."
        n = int(common.choose(st.select_slider, "On the map", sizes, key="mapped", default=sizes[-1], help=about))
    with columns[2]:
        ways = [HELD_OUT, OWN] if source.noun == "picture" else [HELD_OUT]
        new_from = common.choose(st.segmented_control, "New", ways, key="new_from")
    recipe = map_two.pick_knobs(map_two.FIRST, vectors, str(method), n)
    if map_data.positions(recipe) is None:
        offer(recipe)
    elif new_from == OWN:
        show_own(recipe)
    else:
        show_held_out(recipe, placing.held_out(recipe, MOST_NEW))


def offer(recipe: EmbeddingRecipe) -> None:
    run = Frames(embeddings.KIND, recipe)
    if job_panel.offer(run, label="Compute the map", draw=lambda snapshot: map_two.draw_live(run, snapshot)):
        st.caption(f"{recipe.method} of {recipe.n:,} points, in a job that can be cancelled and gone on with.")


@st.cache_resource(max_entries=4, show_spinner="Reading …")
def with_new(recipe: EmbeddingRecipe, m: int) -> Any:
    return placing.with_new(recipe, m)


@st.cache_data(max_entries=16, show_spinner="Placing …")
def landed(recipe: EmbeddingRecipe, m: int) -> placing.Landed:
    return placing.judge(with_new(recipe, m), map_data.positions(recipe), recipe)


@st.cache_data(max_entries=4, show_spinner=False)
def sheet(recipe: EmbeddingRecipe, m: int) -> Any:
    pictures = with_new(recipe, m).pictures
    return None if pictures is None else embeddings.sheet(pictures)


def show_held_out(recipe: EmbeddingRecipe, m: int) -> None:
    items, found = with_new(recipe, m), landed(recipe, m)
    noun, plain = find(recipe.data).noun, map_data.space(recipe)
    common.metrics(
        {
            "New": f"{m:,}",
            "Among their own class": f"{found.right:.1%}",
            "Places dealt out at random": f"{found.at_random:.1%}",
            "In the vectors themselves": f"{found.in_vectors:.1%}",
        }
    )
    groups = placing.groups(found, items)
    old = items.labels.numpy()[: recipe.n]
    common.show(
        figures.landed(map_data.positions(recipe), old, items.classes, groups, noun=noun),
        key="new",
        alt=f"{m} new points as rings and crosses on the {recipe.method} map of {recipe.n:,} others",
        code=code.landed(recipe, m, noun),
        columns={
            "id": range(recipe.n, recipe.n + m),
            "x": found.positions[:, 0],
            "y": found.positions[:, 1],
            "among their own": found.at_home,
        },
    )
    st.caption(
        f"{how(recipe)} Rings: most of the {placing.NEIGHBOURS} nearest on the map are of the point's own class, which placing "
        "never looks at; crosses: not."
    )
    names = items.names or [items.classes[label] for label in items.labels.tolist()]
    lines = map_data.lines(plain)
    hover_pictures(charts=["figure-new"], sheet=sheet(recipe, m), names=names, noun=noun, lines=lines, key="new-hover")


def how(recipe: EmbeddingRecipe) -> str:
    """How this method places a point, in a sentence."""
    if recipe.method == "t-SNE":
        return "Each starts among its neighbours and follows t-SNE's own slope, the map held still."
    if recipe.method in placing.WAYS:
        return "Each is projected as the others were."
    return "Each goes to the mean place of its nearest neighbours, by how near they are."


def show_own(recipe: EmbeddingRecipe) -> None:
    """URL: own_from, photo, zoom, x, y, invert."""
    items = map_data.items(map_data.space(recipe))
    left, right = st.columns([2, 5], gap="large")
    with left:
        source = common.choose(st.segmented_control, "From", ["Photograph", "Upload"], key="own_from")
        original = pick_original(str(source))
        if original is None:
            return
        place: dict[str, Any] = {
            "zoom": st.slider("Zoom", 1.0, 8.0, 1.0, 0.1, key="zoom", bind="query-params"),
            "x": st.slider("Left to right", 0.0, 1.0, 0.5, 0.01, key="x", bind="query-params"),
            "y": st.slider("Top to bottom", 0.0, 1.0, 0.5, 0.01, key="y", bind="query-params"),
            "invert": st.toggle("Invert", key="invert", bind="query-params"),
        }
        shape = tuple(int(side) for side in items.pictures.shape[1:])
        fitted = images.fit(original.picture, shape, **place)
        st.image(
            images.enlarge(images.to_pixels(fitted.numpy()), 160), caption="What is placed", alt="The picture as it is placed"
        )
    with right:
        show_place(recipe, items, fitted.numpy(), picture_of(original.source, shape, place))


def picture_of(source: str, shape: tuple[int, ...], place: dict[str, Any]) -> str:
    """The expression that makes the picture again."""
    return f"images.fit({source}, {shape}, {', '.join(f'{name}={value!r}' for name, value in place.items())})"


def show_place(recipe: EmbeddingRecipe, items: Any, pixels: Any, source: str) -> None:
    positions, noun = map_data.positions(recipe), find(recipe.data).noun
    found = placing.one(recipe, items, positions, pixels)
    common.metrics(
        {
            "Most of its neighbours are": found.label,
            "of ten": f"{found.votes}",
            "Farther than usual from them": f"{found.distance:.1f} ×",
        }
    )
    common.show(
        figures.landed(positions, items.labels.numpy(), items.classes, found.group, noun=noun),
        key="new",
        alt=f"A picture of your own as a star on the {recipe.method} map",
        code=code.own(recipe, source),
        columns={"x": found.group["yours"][0][:, 0], "y": found.group["yours"][0][:, 1]},
    )
    st.caption(f"{how(recipe)} A map shows any picture somewhere: one that is far from all others does not belong where it lies.")
