"""The picture behind a point: whoever hovers over a map, or taps it, sees what is drawn there as a dot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pages.components import component


def hover_pictures(
    *, charts: Sequence[str], sheet: Any, names: Sequence[str], noun: str, key: str, lines: Sequence[str] = ()
) -> None:
    """Show the picture of the point that is hovered over or tapped in the charts inside the elements with these keys.

    A point's `customdata` is its index i; sheet: `embeddings.Sheet`, whose tile i is its picture, None where there are none;
    names: what it is called; lines: what else is said of it.
    """
    tiles = {}
    if sheet is not None:
        tiles = {"uri": sheet.uri, "columns": sheet.columns, "rows": sheet.rows, "ratio": sheet.height_px / sheet.width_px}
    data = {"charts": list(charts), "names": list(names), "noun": noun, "lines": list(lines), **tiles}
    component("hover_picture")(key=key, data=data)
