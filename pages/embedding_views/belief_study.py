"""What the topics Noise, Perplexity and Seeds share: a study of several maps, made as one job, drawn side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from pages import common, job_panel
from pages.embedding_views import map_data
from pages.embedding_views.choice import pick_knob, pick_n, pick_vectors
from pages.hover_picture import hover_pictures
from vizlab import embeddings
from vizlab.embeddings.belief import study
from vizlab.embeddings.belief.study import StudyRecipe
from vizlab.figures import embedding_belief as drawings
from vizlab.frames import Frame, Frames
from vizlab.jobs import Snapshot
from vizlab.snippets import embedding_belief as code


@st.cache_data(max_entries=8, show_spinner=False)
def classes(recipe: StudyRecipe) -> tuple[Any, tuple[str, ...]]:
    items = embeddings.read(recipe.space())
    return items.labels.numpy(), items.classes


@st.cache_data(max_entries=8, show_spinner="Laying the maps on each other …")
def aligned(recipe: StudyRecipe, made: float) -> Any:
    """made: how many seconds it took; computed again, it took another time and is read again."""
    return study.aligned(Frames(study.KIND, recipe).read())


@st.cache_data(max_entries=64, show_spinner=False)
def little_map(recipe: StudyRecipe, name: str, made: float, _positions: Any) -> Any:
    return drawings.little_map(_positions, *classes(recipe))


def pick(vary: str, *names: str) -> StudyRecipe:
    """What is mapped again and again. URL: what `choice.pick_vectors` reads, n, and the knobs of these names."""
    vectors = pick_vectors()
    columns = st.columns(3)
    with columns[0]:
        n = pick_n(vectors["data"], study.MOST_POINTS)
    chosen = {}
    for column, name in zip(columns[1:], names, strict=False):
        with column:
            chosen[name] = pick_knob(name, n)
    return StudyRecipe(vary=vary, **vectors, n=n, **chosen).settled


def finished(recipe: StudyRecipe, label: str) -> Sequence[Frame]:
    """The maps of a study as far as there are all; else none, and the way to them."""
    run = Frames(study.KIND, recipe)
    record = run.record()
    if record is not None:
        return job_panel.finished(run, record)
    if job_panel.offer(run, label=label, draw=lambda snapshot: live(snapshot, run)):
        st.caption(f"{len(recipe.recipes())} maps of {recipe.n:,} points, one after the other, in a job.")
    return []


def live(snapshot: Snapshot, run: Frames) -> None:
    frame = job_panel.newest(run, snapshot)
    if frame is not None:
        labels, names = classes(run.recipe)
        common.sketch(drawings.little_map(frame.arrays["map"], labels, names), key="live-study", alt="The newest map")


def show_maps(
    recipe: StudyRecipe,
    frames: Sequence[Frame],
    say: Callable[[Mapping[str, Any]], str],
    *,
    prefix: str = "",
    only: Sequence[str] = (),
) -> None:
    """The maps of a study three in a row, laid on the first, each with what is said of its numbers. only: of these names."""
    made = sum(frame.notes["seconds"] for frame in frames)
    pairs = zip(frames, aligned(recipe, made), strict=True)
    shown = [(frame, positions) for frame, positions in pairs if not only or frame.notes["name"] in only]
    for begin in range(0, len(shown), 3):
        for column, (frame, positions) in zip(st.columns(3, gap="medium"), shown[begin : begin + 3], strict=False):
            with column:
                _show_map(recipe, frame.notes["name"], positions, made, prefix)
                st.caption(say(frame.notes))


def hover(recipe: StudyRecipe, charts: Sequence[str]) -> None:
    """The picture behind a point of the maps with these keys."""
    plain = map_data.space(recipe.space())
    sheet = map_data.sheet(recipe.data, recipe.n)
    charts = [f"figure-{chart}" for chart in charts]
    hover_pictures(charts=charts, sheet=sheet, names=map_data.names(plain), noun="picture", key="hover")


def key_of(name: str, prefix: str = "") -> str:
    """The key of the chart of a map."""
    return prefix + name.replace(" ", "-")


def _show_map(recipe: StudyRecipe, name: str, positions: Any, made: float, prefix: str) -> None:
    st.markdown(f"**{name.capitalize()}**")
    common.show(
        little_map(recipe, name, made, positions),
        key=key_of(name, prefix),
        alt=f"t-SNE at {name}",
        code=code.one_of(recipe, name),
        columns={"x": positions[:, 0], "y": positions[:, 1], "class": classes(recipe)[0]},
    )


def show_numbers(recipe: StudyRecipe, frames: Sequence[Frame], names: tuple[str, ...], alt: str) -> None:
    table = study.numbers(frames)
    series = {study.NUMBERS[name]: table[name] for name in names}
    common.show(
        drawings.numbers(table["name"], series),
        key="numbers",
        alt=alt,
        code=code.numbers(recipe, names),
        columns={"map": table["name"], **{study.NUMBERS[name]: table[name] for name in study.NUMBERS}},
    )
