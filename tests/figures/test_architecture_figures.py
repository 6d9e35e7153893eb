"""Drawings of networks: where blocks stand, what feeds what, and that a click can tell which block it was."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import plotly.graph_objects as go
import pytest
from figure_samples import BLOCKS

from vizlab.figures import architecture


def boxes(chosen: str = "") -> dict[str, dict[str, float]]:
    """Name -> centre, size and bottom of each block."""
    figure = architecture.network(BLOCKS, chosen=chosen)
    found: dict[str, dict[str, Any]] = {}
    for trace in figure.data:
        for i, custom in enumerate(trace.customdata if trace.customdata is not None else ()):
            found[custom[0]] = {"x": trace.x[i], "h": trace.y[i], "y": trace.base[i] + trace.y[i] / 2, "w": trace.width[i]}
    return found


def scatter(figure: go.Figure, mode: str) -> go.Scatter:
    return next(trace for trace in figure.data if trace.type == "scatter" and trace.mode == mode)


def test_every_block_stands_right_of_what_feeds_it() -> None:
    found = boxes()
    assert found.keys() == {block.name for block in BLOCKS}
    for block in BLOCKS:
        for each in block.inputs:
            if each >= 0:
                before = found[BLOCKS[each].name]
                assert before["x"] + before["w"] / 2 < found[block.name]["x"] - found[block.name]["w"] / 2


def test_branches_stand_side_by_side_and_nothing_overlaps() -> None:
    found = boxes()
    assert found["left"]["x"] == found["right"]["x"]
    assert found["left"]["y"] > found["right"]["y"] == found["far"]["y"]
    for a in found.values():
        for b in found.values():
            if a is not b:
                aside = abs(a["x"] - b["x"]) >= (a["w"] + b["w"]) / 2 - 1e-9
                assert aside or abs(a["y"] - b["y"]) >= (a["h"] + b["h"]) / 2


def test_a_way_keeps_its_height_past_a_shorter_one_beside_it() -> None:
    """As in a ResNet: two convolutions above, one below, and only then both meet."""
    blocks = [*BLOCKS[:4], replace(BLOCKS[4], inputs=(2,)), replace(BLOCKS[5], inputs=(3, 4))]
    bars = [trace for trace in architecture.network(blocks).data if trace.type == "bar"]
    found = {custom[0]: trace.base[i] + trace.y[i] / 2 for trace in bars for i, custom in enumerate(trace.customdata)}
    assert found["left"] == found["far"] > 0 > found["right"]
    assert found["join"] == 0


def test_height_tells_rows_and_width_tells_channels() -> None:
    found = boxes()
    assert found["stem"]["h"] == pytest.approx(found["pool"]["h"] * 2**0.5)
    assert found["left"]["w"] > found["stem"]["w"] == found["pool"]["w"]


def test_lines_join_what_feeds_what_and_leap_over_what_is_between() -> None:
    line = scatter(architecture.network(BLOCKS), "lines")
    ways = sum(x is None for x in line.x)
    assert ways == sum(len(block.inputs) for block in BLOCKS)
    leap = max(y for y in line.y if y is not None)
    assert leap > boxes()["again"]["y"] + boxes()["again"]["h"] / 2


def test_the_chosen_block_has_a_mark_above_it() -> None:
    mark = scatter(architecture.network(BLOCKS, chosen="right"), "markers")
    right = boxes()["right"]
    assert list(mark.x) == [right["x"]]
    assert mark.y[0] > right["y"] + right["h"] / 2
    assert not list(scatter(architecture.network(BLOCKS), "markers").x)


def test_sizes_say_their_sums_and_fields_their_picture() -> None:
    figure = architecture.sizes(["a", "b"], ["convolution", "linear"], {"weights": [1_000_000, 500_000], "work": [8, 2]})
    assert [note.text for note in figure.layout.annotations] == ["weights · 1.5 M in all", "work · 10 in all"]
    assert [list(trace.y) for trace in figure.data] == [[1_000_000, 500_000], [8, 2]]
    fields = architecture.fields(["a", "b"], [3, 40], picture_px=32)
    assert list(fields.data[0].y) == [3, 40]
    assert fields.layout.shapes[0].y0 == 32
