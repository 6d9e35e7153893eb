"""The topic Three ways down of the view High dimension: PCA, autoencoders and t-SNE of the same points, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from pages import common, job_panel, knobs
from pages.embedding_views.dimensions_choice import number, pick_material
from vizlab import embeddings
from vizlab.embeddings.dimensions import ways
from vizlab.embeddings.dimensions.ways import KNOBS, WaysRecipe
from vizlab.figures import embedding_dimensions as figures
from vizlab.figures.maps import point_map
from vizlab.figures.pictures import image_grid
from vizlab.frames import Frame, Frames
from vizlab.jobs import Snapshot
from vizlab.snippets import embedding_dimensions as code

ABOUT = {
    "PCA": "the plane of greatest variance",
    "Linear autoencoder": "no bends: the same plane, turned and skewed",
    "Autoencoder": "bends: a curved sheet",
    "t-SNE": "no way back",
}


@st.cache_data(max_entries=4, show_spinner="Reading the pictures …")
def items(recipe: WaysRecipe) -> Any:
    return embeddings.read(recipe.of("PCA"))


def look() -> None:
    """URL: material, way_steps, seed."""
    columns = st.columns(3, gap="large")
    with columns[0]:
        data = pick_material()
    with columns[1]:
        steps = knobs.knob("way_steps", KNOBS["way_steps"], 1000, label="Steps")
    with columns[2]:
        seed = knobs.knob("seed", KNOBS["seed"], 0)
    recipe = WaysRecipe(data=data, way_steps=steps, seed=seed)
    run = Frames(ways.KIND, recipe)
    record = run.record()
    if record is not None:
        show(recipe, job_panel.finished(run, record), record)
    elif job_panel.offer(run, label="Take all ways", draw=lambda snapshot: draw_live(run, snapshot)):
        st.caption(f"{ways.N:,} pictures at most, {steps:,} steps a way, in a job of about ten seconds.")


def draw_live(run: Frames, snapshot: Snapshot) -> None:
    frame = job_panel.newest(run, snapshot)
    if frame is None:
        return
    known = items(run.recipe)
    for column, (index, way) in zip(st.columns(4), enumerate(ways.WAYS), strict=True):
        figure = point_map(frame.arrays[f"map{index}"], known.labels.numpy(), known.classes, height_px=260)
        common.sketch(figure.update_layout(showlegend=False), key=f"live-{index}", alt=f"{way} so far", place=column)


def show(recipe: WaysRecipe, frames: Sequence[Frame], record: Mapping[str, Any]) -> None:
    found, curves = record["ways"], record["curves"]
    common.metrics(
        {
            "Angle to the PCA plane": f"{curves['second angle'][-1][1]:.1g}°",
            "Error, PCA": f"{found['PCA']['error']:.4f}",
            "Linear autoencoder": f"{found['Linear autoencoder']['error']:.4f}",
            "Deep autoencoder": f"{found['Autoencoder']['error']:.4f}",
        }
    )
    for begin in (0, 2):
        for column, index in zip(st.columns(2, gap="large"), (begin, begin + 1), strict=True):
            with column:
                show_map(recipe, frames[-1], index)
    left, right = st.columns(2, gap="large")
    with left:
        show_back(recipe, frames[-1])
    with right:
        show_table(found)
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("The error falls")
        show_curves(recipe, curves, ways.WAYS[:3], "square-errors", {"y_title": "mean square error", "x_title": "step"})
    with right:
        st.subheader("The plane turns")
        names = ("first angle", "second angle")
        show_curves(recipe, curves, names, "angles", {"y_title": "degrees to the PCA plane", "x_title": "step", "log": "y"})


def show_map(recipe: WaysRecipe, frame: Frame, index: int) -> None:
    known, way, positions = items(recipe), ways.WAYS[index], frame.arrays[f"map{index}"]
    st.subheader(way, help=f"{ABOUT[way][0].upper()}{ABOUT[way][1:]}.")
    common.show(
        point_map(positions, known.labels.numpy(), known.classes, height_px=380),
        key=f"way-{index}",
        alt=f"{way} of the same pictures: {ABOUT[way]}",
        code=code.way(recipe, index),
        columns={"x": positions[:, 0], "y": positions[:, 1], "class": known.labels.numpy()},
    )


@st.cache_data(max_entries=8, show_spinner=False)
def came_back(recipe: WaysRecipe, _frame: Frame) -> Any:
    titles, found = ways.sheet(_frame, items(recipe))
    return image_grid(found, titles, columns=ways.SHOWN)


def show_table(found: Mapping[str, Mapping[str, float | None]]) -> None:
    names = {
        "error": "Error, way back",
        "off_the_map": "Error, nearest",
        "trustworthiness": "Trustworthiness",
        "rank_correlation": "Rank correlation",
    }
    st.subheader("What each is worth")
    columns: dict[str, Sequence[str]] = {"Way": ways.WAYS}
    for field, name in names.items():
        columns[name] = ["none" if (value := found[way][field]) is None else number(value) for way in ways.WAYS]
    st.table(columns, border="horizontal", hide_index=True)
    st.caption(
        "Errors are mean squares of a pixel in [0, 1]. Nearest: each picture is taken for the one next to it on the map, so that "
        "one without a way back can be compared; rank correlation is that of all distances."
    )


def show_back(recipe: WaysRecipe, frame: Frame) -> None:
    st.subheader("What two numbers remember")
    common.show(
        came_back(recipe, frame),
        key="back",
        alt="Pictures as they are and as PCA, a linear and a deep autoencoder read them back",
        code=code.ways_back(recipe),
        arrays={f"back{index}": frame.arrays[f"back{index}"] for index in range(3)},
    )


def show_curves(recipe: WaysRecipe, curves: Mapping[str, Any], names: Sequence[str], key: str, style: dict[str, str]) -> None:
    lines = {name: tuple(zip(*curves[name], strict=True)) for name in names}
    drawing: Any = style
    common.show(
        figures.against(lines, {}, **drawing),
        key=key,
        alt=f"{style['y_title']} at each kept step",
        code=code.way_curves(recipe, names, style),
        columns={"step": lines[names[0]][0]} | {name: line[1] for name, line in lines.items()},
    )
