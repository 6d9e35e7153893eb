"""What the view Map computes and keeps: items, positions, colours, films and neighbours, each once."""

import dataclasses
from typing import Any

import streamlit as st

from pages import job_panel
from vizlab import embeddings, library
from vizlab.embeddings import EmbeddingRecipe, colours, quality, selection
from vizlab.embeddings.around import around
from vizlab.embeddings.methods import METHODS
from vizlab.embeddings.vectors import arranged
from vizlab.figures import maps
from vizlab.frames import Frames
from vizlab.snippets.embedding_map import Drawn

MOST_LINES = 8  # columns that are told of a row


def space(recipe: EmbeddingRecipe) -> EmbeddingRecipe:
    """The same vectors: what decides the map alone at its default, so that caches are shared."""
    return dataclasses.replace(dataclasses.replace(recipe, method="PCA", dims=2).settled, seed=recipe.seed)


@st.cache_resource(max_entries=4, show_spinner="Reading …")
def items(plain: EmbeddingRecipe) -> Any:
    return embeddings.read(plain)


def names(plain: EmbeddingRecipe) -> Any:
    """What each point is called."""
    known = items(plain)
    return known.names or [known.classes[label] for label in known.labels.tolist()]


def has_epochs(recipe: EmbeddingRecipe) -> bool:
    """Whether the vectors are a layer of a network whose training was kept."""
    return "@" in recipe.reference


@st.cache_data(max_entries=16, show_spinner="Finding the plane …")
def plane(plain: EmbeddingRecipe) -> dict[str, Any]:
    """The PCA map of what a recipe embeds, with the shares of the variance, and its numbers."""
    known = items(plain)
    features = arranged(known.features, plain)
    found = embeddings.fit(features)
    return {"positions": found.project(features).numpy(), "explained": found.explained.tolist()[: embeddings.SCREE]}


@st.cache_data(max_entries=16, show_spinner="Laying it out …")
def at_once(recipe: EmbeddingRecipe) -> Any:
    """Positions of a method that is finished as soon as it has begun, (n, dims)."""
    features = arranged(items(space(recipe)).features, recipe)
    return METHODS[recipe.method].begin(features, recipe, None).positions.detach().numpy()


@st.cache_data(max_entries=32, show_spinner="Judging the map …")
def judged(recipe: EmbeddingRecipe) -> dict[str, Any]:
    """The numbers of a map that was made at once."""
    known = items(space(recipe))
    found = known.features.new_tensor(at_once(recipe))
    return dataclasses.asdict(quality.judge(known.features, found, known.labels if known.is_labelled else None))


@st.cache_data(max_entries=32, show_spinner="Asking the neighbours …")
def survey(plain: EmbeddingRecipe) -> Any:
    return embeddings.survey(items(plain), plain.seed)


@st.cache_data(max_entries=8, show_spinner="Going through the epochs …")
def over_epochs(plain: EmbeddingRecipe) -> Any:
    return list(embeddings.over_epochs(plain))


@st.cache_data(max_entries=4, show_spinner=False)
def sheet(data: str, n: int) -> Any:
    """All the pictures in one; None where there are none."""
    pictures = items(EmbeddingRecipe(data=data, n=n, method="PCA").settled).pictures
    return None if pictures is None else embeddings.sheet(pictures)


@st.cache_data(max_entries=4, show_spinner=False)
def lines(plain: EmbeddingRecipe) -> list[str]:
    """What is said of each row of a table on hovering: its first columns; nothing of pictures, which show themselves."""
    known = items(plain)
    return [] if known.pictures is not None else selection.told(known.columns, MOST_LINES)


@st.cache_data(max_entries=32, show_spinner=False)
def offered(plain: EmbeddingRecipe) -> tuple[dict[str, str], dict[str, str]]:
    """The colours that there are: name -> title; and models that can be asked about these items: reference -> title."""
    known = items(plain)
    models = {}
    if not plain.reference and known.pictures is not None:
        mine = [entry for entry in library.entries() if entry.data == plain.data and entry.epochs]
        models = {f"{entry.reference}@{entry.epochs[-1]}": entry.title for entry in mine}
    named = colours.columns(known, plain, next(iter(models), ""))
    return colours.offered(known, named), models


@st.cache_data(max_entries=32, show_spinner="Colouring …")
def colouring(recipe: EmbeddingRecipe, colour: str, asked: str, *, of_plane: bool) -> Any:
    """How the points of a map are coloured. of_plane: on the PCA map, not on the recipe's own."""
    plain = space(recipe)
    known, at = items(plain), None
    if colour == "lost":
        at = known.features.new_tensor(plane(plain)["positions"] if of_plane else positions(recipe))
    return colours.colouring(known, plain, colour, positions=at, asked=asked)


def positions(recipe: EmbeddingRecipe) -> Any:
    """Where the points are on a finished map, (n, dims); None while it is unfinished."""
    if METHODS[recipe.method].is_at_once:
        return at_once(recipe)
    run = Frames(embeddings.KIND, recipe)
    record = run.record()
    return None if record is None else job_panel.finished(run, record)[-1].arrays["positions"]


def _drawn_as(found: Any, ids: Any, look: Drawn) -> Any:
    values = None if found.numbers is None else maps.Values(found.numbers[ids], found.title)
    return maps.Look(values=values, ids=ids, names=look.names, noun=look.noun)


@st.cache_resource(max_entries=8, show_spinner=False)
def drawn_plane(recipe: EmbeddingRecipe, look: Drawn) -> Any:
    """The PCA map as a figure."""
    found, known = colouring(recipe, look.colour, look.asked, of_plane=True), plane(space(recipe))
    ids = selection.on_screen(recipe.n, look.only)
    titles, drawn_as = embeddings.axis_titles(known["explained"]), _drawn_as(found, ids, look)
    return maps.point_map(known["positions"][ids], found.labels[ids], found.classes, titles=titles, look=drawn_as)


@st.cache_resource(max_entries=8, show_spinner=False)  # nobody changes it, and a copy of a film takes 75 ms
def drawn(recipe: EmbeddingRecipe, look: Drawn) -> Any:
    """The recipe's own map as a figure: a film where it came about step by step."""
    found = colouring(recipe, look.colour, look.asked, of_plane=False)
    ids = selection.on_screen(recipe.n, look.only)
    labels, drawn_as = found.labels[ids], _drawn_as(found, ids, look)
    frames = [] if METHODS[recipe.method].is_at_once else Frames(embeddings.KIND, recipe).read()
    if len(frames) < 2:
        return maps.point_map(positions(recipe)[ids], labels, found.classes, look=drawn_as)
    moments = [(name, at[ids]) for name, at in embeddings.moments(frames)]
    return maps.film(moments, labels, found.classes, look=drawn_as)


@st.cache_data(max_entries=16, show_spinner=False)
def lost(recipe: EmbeddingRecipe) -> Any:
    """The share of its ten nearest neighbours that a point has lost on the map, (n,); None of a map too large to be asked."""
    if recipe.n > colours.MOST_JUDGED:
        return None
    return colouring(recipe, "lost", "", of_plane=positions(recipe) is None).numbers


@st.cache_data(max_entries=64, show_spinner=False)
def neighbours(recipe: EmbeddingRecipe, point: int) -> Any:
    """Who is near a point, in the vectors and on the map: the recipe's own, or the PCA map until that is finished."""
    plain = space(recipe)
    known, at = items(plain), positions(recipe)
    found = known.features.new_tensor(plane(plain)["positions"] if at is None else at)
    return around(arranged(known.features, plain), found, point)
