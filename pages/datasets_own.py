"""Data sets of one's own: upload, see what was understood of it, choose, keep, train on it; rename and delete."""

from __future__ import annotations

import hashlib
import time
from typing import Any

import numpy as np
import streamlit as st

from pages import common, job_panel, knobs
from pages.datasets_cards import report, show_sheet
from vizlab.data import own
from vizlab.figures.bars import counts
from vizlab.figures.sheets import contact_sheet
from vizlab.recipes import canonical_json, run_id
from vizlab.snippets import data as code

PREVIEW, LISTED = 60, 20
KINDS = ["zip", "csv", "tsv", "txt"]
LIMIT_MB = 100


@st.cache_data(max_entries=8, show_spinner=False)
def checksum(file_id: str, _data: bytes) -> str:
    return hashlib.sha256(_data).hexdigest()


@st.cache_data(max_entries=8, show_spinner="Looking through the zip …")
def survey(file_id: str, _data: bytes) -> tuple[tuple[str, ...], list[int], tuple[own.Skipped, ...]]:
    found = own.contents(_data)
    return found.classes, found.counts, found.skipped


@st.cache_data(max_entries=8, show_spinner="Fitting a few pictures …")
def preview(file_id: str, recipe: own.PicturesRecipe, _data: bytes) -> tuple[list[Any], list[str]]:
    return own.examples_of(own.contents(_data), recipe, PREVIEW)


@st.cache_data(max_entries=8, show_spinner="Reading the table …")
def profile(file_id: str, _data: bytes) -> tuple[own.Profile, list[list[str]]]:
    table = own.read_table(_data)
    return table.profile, [[cells[row] for cells in table.cells] for row in range(4)]


def look() -> None:
    """The view. URL: size_px, palette, fitting, missing."""
    file = st.file_uploader(
        "A zip of pictures in class folders, or a table (CSV)",
        type=KINDS,
        key="dataset_file",
        max_upload_size=LIMIT_MB,
        help="Nothing in it is executed. What is kept belongs to this installation: every visitor can see and delete it.",
    )
    if file is None:
        expected()
        example()
    else:
        data = file.getvalue()
        with common.friendly():
            (pictures if is_zip(file.name, data) else table)(file.file_id, file.name, data)
    shelf()


def example() -> None:
    """A zip to try it with, and what becomes of it."""
    st.subheader("An example to try it with")
    recipe = own.PicturesRecipe(upload="")
    data = own.example_zip()
    pixels, labels = preview("example", recipe, data)
    fitted_sheet(pixels, labels, code.upload(code.EXAMPLE, recipe, PREVIEW))
    st.caption(
        f"What networks get of {len(pixels)} drawn pictures in {len(set(labels))} folders, some of them wide or high, at "
        "32 × 32 pixels; a text and a broken picture among them are left out."
    )
    st.download_button("Download this zip", data, "shapes.zip", key="example", on_click="ignore")


def fitted_sheet(pixels: list[Any], labels: list[str], lines: str) -> None:
    """Pictures as networks will get them, a row for each class."""
    names = sorted(set(labels))
    show_sheet(
        contact_sheet([np.stack([x for x, label in zip(pixels, labels, strict=True) if label == name]) for name in names], names),
        key="upload",
        alt="A few pictures of each class as networks will get them",
        code=lines,
        arrays={"pixels": np.stack(pixels)},
    )


def is_zip(name: str, data: bytes) -> bool:
    """By its first bytes, or else by its name, so that a damaged zip is called one."""
    return data.startswith(b"PK") or name.casefold().endswith(".zip")


def expected() -> None:
    """What a file must look like."""
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("A zip of pictures")
        st.markdown(
            "One folder a class, named as the class; at least two classes with two pictures each. Other files are skipped."
        )
        st.code("flowers.zip\n  daisy/  1.jpg  2.jpg  3.png …\n  tulip/  a.jpg  b.jpg …", language=None)
        st.caption("Up to 100 MB, 20,000 pictures and 200 classes; PNG, JPEG, WebP, GIF, BMP and TIFF.")
    with right:
        st.subheader("A table")
        st.markdown("One row an example; one column says the class, numbers and words in others are what is learned from.")
        st.code("petal;sepal;species\n1,4;5,1;setosa\n4,7;7,0;versicolor\n…", language=None)
        st.caption(
            "Up to 10 MB, 50,000 rows and 200 columns; comma, semicolon, tab or “|”, decimal point or comma, any usual encoding."
        )


def pictures(file_id: str, name: str, data: bytes) -> None:
    """A zip: what is in it, how its pictures shall be fitted, and what becomes of them. URL: size_px, palette, fitting."""
    classes, numbers, skipped = survey(file_id, data)
    left, right = st.columns([2, 5], gap="large")
    with left:
        common.metrics(
            {
                "Pictures": f"{sum(numbers):,}",
                "Classes": f"{len(classes):,}",
            }
        )
        size_px = common.choose(st.segmented_control, "Size in pixels", list(own.SIZES_PX), key="size_px", default=32)
        palette = common.choose(st.segmented_control, "Palette", list(own.PALETTES), key="palette")
        help_text = "“crop” takes the largest square in the middle; “pad” shows the whole picture with black beside it."
        fitting = common.choose(st.segmented_control, "Fitting", list(own.FITTINGS), key="fitting", help=help_text)
        recipe = own.PicturesRecipe(upload=checksum(file_id, data), size_px=size_px, palette=palette, fitting=fitting)
        is_kept = keep("own pictures", recipe, name, data)
        if skipped and not is_kept:
            with st.expander(f"{len(skipped):,} left out, and why"):
                st.dataframe([{"Name": found.name, "Why": found.reason} for found in skipped], hide_index=True)
    with right:
        st.subheader("What networks will get")
        pixels, labels = preview(file_id, recipe, data)
        if pixels:
            fitted_sheet(pixels, labels, code.upload(code.file_source(name), recipe, PREVIEW))
        st.subheader("How many of each class")
        common.sketch(counts(classes[:LISTED], numbers[:LISTED]), key="upload-balance", alt="Pictures of each class in the zip")
        if len(classes) > LISTED:
            st.caption(f"The first {LISTED} of {len(classes)} classes.")


def table(file_id: str, name: str, data: bytes) -> None:
    """A table: what was understood of it, and the choice of columns. URL: missing."""
    found, head = profile(file_id, data)
    left, right = st.columns([2, 5], gap="large")
    with left:
        common.metrics({"Rows": f"{found.n_rows:,}", "Columns": f"{len(found.columns)}"})
        recipe = pick_columns(found, checksum(file_id, data))
        if recipe:
            keep("own table", recipe, name, data)
    with right:
        st.subheader("What was understood of the table")
        st.markdown(understood(found))
        st.dataframe([line(column) for column in found.columns], hide_index=True, key="profile")
        st.caption("Its first rows, as they were read:")
        st.dataframe([dict(zip([c.name for c in found.columns], row, strict=True)) for row in head], hide_index=True, key="head")
        if found.skipped:
            with st.expander(f"{len(found.skipped):,} left out, and why"):
                st.dataframe([{"Row": lost.name, "Why": lost.reason} for lost in found.skipped[:1000]], hide_index=True)


def pick_columns(found: own.Profile, upload: str) -> own.TableRecipe | None:
    """The label, the features and what to do about missing values; None while no column can say the class."""
    labels = own.suggested_label(found.columns)
    if not labels:
        st.warning("No column can say the class: one with 2 to 50 different words, or 2 to 20 different numbers, is needed.")
        return None
    names = dict(enumerate(column.name for column in found.columns))
    label = st.selectbox("Column that says the class", labels, format_func=names.__getitem__, key=f"label-{upload}")
    offered = own.suggested_features(found.columns, label)
    features = st.multiselect(
        "Features", offered, default=offered, format_func=names.__getitem__, key=f"features-{upload}-{label}"
    )
    if not features:
        st.warning("At least one column must be chosen as a feature.")
        return None
    st.caption(f"They make {own.width(found.columns, features)} numbers an example: a word of a category is 0 or 1.")
    help_text = "What becomes of a row that lacks a value; one that lacks the class is always left out."
    titles = own.MISSING
    missing = common.choose(
        st.segmented_control, "Missing values", list(titles), key="missing", titles=titles, help=help_text, wrap=True
    )
    return own.TableRecipe(upload=upload, label=label, features=",".join(map(str, features)), missing=missing)


def understood(found: own.Profile) -> str:
    """Encoding, separator, decimal mark and header in one sentence."""
    separators = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
    header = "The first row names the columns." if found.has_header else "It has no row of names."
    mark = "comma" if found.decimal == "," else "point"
    return f"{found.encoding}, cells separated by {separators[found.separator]}, decimal {mark}. {header}"


def line(column: own.Column) -> dict[str, Any]:
    """One line of the profile."""
    commonest = ", ".join(f"{value} ({n:,})" for value, n in column.commonest)
    return {
        "Column": column.name,
        "Kind": column.kind,
        "Missing": column.missing,
        "Different": column.distinct,
        "Least": column.low,
        "Mean": column.mean,
        "Most": column.high,
        "Commonest": commonest,
    }


def keep(kind: str, recipe: Any, name: str, data: bytes) -> bool:
    """The button that keeps the data set, its job, and afterwards the way to it; whether it is kept."""
    made, job = f"mine/{run_id(recipe)}", f"data-{run_id(recipe)}"
    if own.is_here(made):
        kept = own.find(made)
        st.success(f"Kept as “{common.plain(kept.title)}”: {kept.n_train:,} to learn from, {kept.n_test:,} to test on.")
        links(made, "made")
        report(kept)
        return True
    snapshot = job_panel.watch(job)
    if snapshot and snapshot.is_live:
        job_panel.panel(job, lambda _: None)
        return False
    job_panel.ending(snapshot)
    if st.button("Keep this data set", type="primary", key="keep"):
        own.put_upload(data, name)
        job_panel.jobs().start(kind, canonical_json(recipe), job=job, visitor=common.visitor())
        st.rerun()
    return False


def links(name: str, key: str) -> None:
    """Where a kept data set can be used."""
    st.page_link("pages/train.py", label="Train a network on it", query_params={"data": name})
    st.button("See its card", key=f"card-of-{key}", on_click=open_card, args=(name,))


def open_card(name: str) -> None:
    """Turn to the other view."""
    forget_choices()
    knobs.put({"view": "Data sets", "data": name})


def forget_choices() -> None:
    """Take out of the address what only the view that is left has read."""
    for key in ("data", "own", "missing", "x_feature", "y_feature"):
        st.query_params.pop(key, None)


def shelf() -> None:
    """Rename and delete what is kept. URL: own."""
    st.header("Kept data sets")
    known = {found.name: found for found in own.kept()}
    if not known:
        st.info("None yet. What you keep can be chosen on Train like any other data set.")
        return
    st.dataframe([row(found) for found in known.values()], hide_index=True, key="kept")
    titles = {name: found.title for name, found in known.items()}
    name = common.choose(st.selectbox, "Data set", list(titles), key="own", titles=titles)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.popover("Rename"):
            title = st.text_input("Title", titles[name], key=f"title-{name}")
            if st.button("Keep this title", key="rename"):
                own.rename(name, title)
                st.rerun()
        with st.popover("Delete"):
            st.markdown(f"Delete **{common.plain(titles[name])}**? Its examples are gone then; networks trained on it stay.")
            if st.button("Yes, delete it", key="delete"):
                own.delete(name)
                st.rerun()
        links(name, "kept")


def row(found: own.Kept) -> dict[str, Any]:
    """One line of the list."""
    return {
        "Title": found.title,
        "From": found.source,
        "Examples": found.n_train + found.n_test,
        "Classes": len(found.classes),
        "Shape": " × ".join(map(str, found.shape)),
        "Left out": found.n_skipped,
        "Kept": time.strftime("%Y-%m-%d %H:%M", time.gmtime(found.kept_s)),
        "Name": found.name,
    }
