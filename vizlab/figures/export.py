"""Figures and their numbers as files: a page that works offline, arrays for numpy, a table for a spreadsheet."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
import plotly.io as pio
from numpy.typing import NDArray

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def to_html(figure: go.Figure) -> str:
    """The figure as one HTML page with everything inside, readable on white; the figure itself is not changed."""
    page = figure.to_dict()
    page["layout"] = page["layout"] | {"paper_bgcolor": "white", "plot_bgcolor": "white"}
    config = {"displaylogo": False, "responsive": True}
    # A fixed id instead of plotly's random one: the same figure is the same file.
    html: str = pio.to_html(page, validate=False, auto_play=False, include_plotlyjs=True, config=config, div_id="vizlab-figure")
    return html


def to_npz(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """The arrays as an .npz file, without pickle; the same arrays give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(arrays):
            # ZipInfo's own date is fixed (1980), unlike numpy's or the clock's.
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), _npy(np.asarray(arrays[name])), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def to_csv(columns: Mapping[str, Sequence[Any]]) -> str:
    """A table with one header line; text that a spreadsheet would run as a formula is made plain text.

    Errors: columns of different lengths.
    """
    lengths = {name: len(values) for name, values in columns.items()}
    if len(set(lengths.values())) > 1:
        raise ValueError(f"The columns of a table must be equally long; got {lengths}.")
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([_cell(name) for name in columns])
    writer.writerows([_cell(value) for value in row] for row in zip(*columns.values(), strict=True))
    return buffer.getvalue()


def curve_columns(series: Mapping[str, Sequence[tuple[float, float]]]) -> dict[str, list[Any]]:
    """Curves (name -> [(x, y), ...]) in long format, for `to_csv`: one row a point."""
    rows = [(name, x, y) for name, points in series.items() for x, y in points]
    return {"series": [row[0] for row in rows], "x": [row[1] for row in rows], "y": [row[2] for row in rows]}


def _npy(array: NDArray[Any]) -> bytes:
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, array, allow_pickle=False)
    return buffer.getvalue()


def _cell(value: Any) -> Any:
    """A cell; the apostrophe is what spreadsheets themselves use to mean "this is text"."""
    value = value.item() if isinstance(value, np.generic) else value
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
