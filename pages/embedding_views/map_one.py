"""The topic "One map": vectors on a map of the visitor's choice, beside the PCA map, and what can be asked of its points."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from pages import common, job_panel
from pages.embedding_views import map_data, map_numbers, map_panel
from pages.embedding_views.choice import pick_recipe, pick_vectors
from pages.hover_picture import hover_pictures
from vizlab import embeddings
from vizlab.embeddings import EmbeddingRecipe, selection
from vizlab.embeddings.methods import METHODS
from vizlab.embeddings.sources import find
from vizlab.figures import maps
from vizlab.frames import Frames
from vizlab.jobs import Snapshot
from vizlab.snippets import embedding_map as code

ANSWERS = "column/"  # colours that a network must be asked for are columns
MOST_JUDGED = 5000  # points of a map that is judged while somebody waits


def look() -> None:
    """URL: data, vectors, reference, epoch, layer, method, dims, the knobs of the method; colour, names, asked."""
    show(pick_recipe(pick_vectors()))


def pick_colours(recipe: EmbeddingRecipe) -> code.Drawn:
    """What colours the points, and whether the classes are written on the map. URL: colour, asked, names."""
    titles, models = map_data.offered(map_data.space(recipe))
    left, middle, right = st.columns([2, 2, 1], vertical_alignment="bottom")
    with left:
        about = "k-means gathers the vectors themselves; neighbours lost are those of the ten nearest that the map tears away."
        colour = str(common.choose(st.selectbox, "Colour", list(titles), key="colour", titles=titles, help=about))
    asked = next(iter(models), "") if colour.startswith(ANSWERS) else ""
    if asked and len(models) > 1:
        with middle:
            asked = str(common.choose(st.selectbox, "Network that is asked", list(models), key="asked", titles=models))
    with right:
        about = "Each class where the middle of its points is."
        names = st.toggle("Class names", True, key="names", bind="query-params", help=about)
    alone = map_panel.alone(recipe.n, map_data.names(map_data.space(recipe)))
    return code.Drawn(colour, asked, names, alone, find(recipe.data).noun)


def show(recipe: EmbeddingRecipe) -> None:
    run = Frames(embeddings.KIND, recipe)
    is_at_once = METHODS[recipe.method].is_at_once
    record = None if is_at_once else run.record()
    look = pick_colours(recipe)
    is_plane = recipe.method == "PCA" and recipe.dims == 2
    left, right = st.columns(2, gap="large")
    with left:
        show_plane(recipe, look, record)
    with right:
        if is_plane:
            map_numbers.show_scree(recipe)
        elif is_at_once or record is not None:
            show_map(recipe, look, run, record)
        else:
            offer(recipe, run)
    map_panel.show(recipe, look)
    map_numbers.show(recipe, run, record)
    hover(recipe)
    map_data.lost(recipe)  # before it is asked for: a selection is then answered at once


def show_plane(recipe: EmbeddingRecipe, look: code.Drawn, record: Mapping[str, Any] | None) -> None:
    plain = map_data.space(recipe)
    known = map_data.plane(plain)
    st.subheader("PCA", help=METHODS["PCA"].about)
    common.show(
        map_data.drawn_plane(recipe, look),
        key="pca",
        alt="The vectors on their first two principal components",
        code=code.plane(recipe, look),
        columns=table(recipe, look, known["positions"]),
    )
    explained = known["explained"]
    numbers = {"Variance": f"{explained[0] + explained[1]:.0%}"}
    if record is not None:
        numbers |= map_numbers.judged(record["quality"]["PCA"])
    elif recipe.n <= MOST_JUDGED:
        numbers |= map_numbers.judged(map_data.judged(plain))
    common.metrics(numbers)


def show_map(recipe: EmbeddingRecipe, look: code.Drawn, run: Frames, record: Mapping[str, Any] | None) -> None:
    method = METHODS[recipe.method]
    st.subheader(recipe.method, help=method.about)
    is_film = record is not None and len(job_panel.finished(run, record)) > 1
    lines = code.at_once(recipe, look) if record is None else code.computed(recipe, look, is_film=is_film)
    common.show(
        map_data.drawn(recipe, look),
        key="map",
        alt=f"{recipe.method} of the same vectors",
        code=lines,
        columns=table(recipe, look, map_data.positions(recipe)),
    )
    if record is None:
        if recipe.n <= MOST_JUDGED:
            common.metrics(map_numbers.judged(map_data.judged(recipe)))
        return
    loss = {method.short[0].upper() + method.short[1:]: f"{record['loss']:.2f}"}
    common.metrics(loss | map_numbers.judged(record["quality"][recipe.method]))
    if said := record.get("said"):
        st.caption(said)
    if is_film:
        st.caption("Each moment is drawn as large as it fits; its numbers stand over the slider.")


def table(recipe: EmbeddingRecipe, look: code.Drawn, positions: Any) -> dict[str, Any]:
    """The points that are drawn, as columns."""
    known, ids = map_data.items(map_data.space(recipe)), selection.on_screen(recipe.n, look.only)
    places = {axis: positions[ids, at] for at, axis in zip(range(positions.shape[1]), "xyz", strict=False)}
    return {"id": ids, "class": [known.classes[label] for label in known.labels.numpy()[ids]], **places}


def offer(recipe: EmbeddingRecipe, run: Frames) -> None:
    st.subheader(recipe.method, help=METHODS[recipe.method].about)
    label = f"Compute the {recipe.method} map"
    at_rest = job_panel.offer(run, label=label, draw=lambda snapshot: draw_live(snapshot, run))
    if at_rest:
        st.caption(map_numbers.expected(recipe))


def draw_live(snapshot: Snapshot, run: Frames) -> None:
    """The newest frame of a job under way, and its curve."""
    left, right = st.columns(2)
    frame = job_panel.newest(run, snapshot)
    if frame is not None:
        known, ids = map_data.items(map_data.space(run.recipe)), selection.on_screen(run.recipe.n)
        labels = known.labels.numpy()[ids]
        figure = maps.point_map(frame.arrays["map"][ids], labels, known.classes, look=maps.Look(ids=ids), height_px=420)
        common.sketch(figure, key="live-map", alt="The map so far", place=left)
    loss = METHODS[run.recipe.method].loss
    if points := snapshot.series.get(loss):
        common.sketch(map_numbers.loss_curve(run.recipe, points), key="live-loss", alt=f"{loss} so far", place=right)


def hover(recipe: EmbeddingRecipe) -> None:
    """What is drawn as a dot is shown as it is."""
    plain, noun = map_data.space(recipe), find(recipe.data).noun
    names, lines = map_data.names(plain), map_data.lines(plain)
    sheet = map_data.sheet(recipe.data, recipe.n)
    hover_pictures(charts=map_panel.CHARTS, sheet=sheet, names=names, noun=noun, lines=lines, key="hover")
