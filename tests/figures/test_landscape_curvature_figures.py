"""Pictures of curvature show the numbers that they are given, where they belong."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from vizlab.figures.landscape_curvature import (
    chord_map,
    curvature_map,
    cut_curve,
    difference_curves,
    error_curve,
    model_relief,
    wall_curves,
)

GRID_X, GRID_Y = np.linspace(-1, 1, 5), np.linspace(0, 3, 4)
GROUND = np.arange(20.0).reshape(4, 5)


def traces(figure: go.Figure) -> dict[str, Any]:
    return {str(trace.get("name")): trace for trace in json.loads(figure.to_json())["data"]}


def arrows(values: list[float]) -> dict[str, Any]:
    place, axes = np.array([0.5, 2.0]), np.array([[0.1, 0.2], [-0.4, 0.2]])
    line = np.array([[0.0, 1.0], [1.0, 3.0]])
    return traces(curvature_map(GRID_X, GRID_Y, GROUND, floor=0, place=place, axes=axes, values=np.array(values), line=line))


def test_arrows_reach_from_the_place_to_either_side_and_are_told_apart_by_sign() -> None:
    shown = arrows([-3.0, 5.0])
    down, up = shown["curves down, λ = −3"], shown["curves up, λ = 5"]
    assert (down["x"], down["y"]) == ([0.5, 0.6, None, 0.5, 0.4], [2, 2.2, None, 2, 1.8])
    assert (up["x"][1], up["y"][1]) == pytest.approx((0.1, 2.2))
    assert up["line"]["color"] != down["line"]["color"]
    assert up["line"]["dash"] != down["line"]["dash"]
    assert (shown["the cut"]["x"], shown["the cut"]["y"]) == ([0, 1], [1, 3])


def test_an_ellipse_is_drawn_where_both_bend_one_way_and_the_arrows_are_its_half_axes() -> None:
    assert "level line of the quadratic" not in arrows([-3.0, 5.0])
    ring = arrows([3.0, 5.0])["level line of the quadratic"]
    points = np.column_stack([ring["x"], ring["y"]])
    np.testing.assert_allclose(points[[0, 18, 36]], [[0.6, 2.2], [0.1, 2.2], [0.4, 1.8]], atol=1e-6)


def test_the_quadratic_is_left_out_where_it_is_far_from_the_surface() -> None:
    model = np.where(np.arange(20).reshape(4, 5) == 7, 1e6, GROUND)
    shown = traces(model_relief(GRID_X, GRID_Y, GROUND, model))
    assert shown["surface"]["z"] != shown["quadratic"]["z"]
    assert len(shown["surface"]["x"]) == 5


def test_the_parts_of_a_cut_that_bend_up_and_down_cover_it_and_meet() -> None:
    distance = np.linspace(-1, 1, 9)
    height, bend = distance**3, 6 * distance
    shown = traces(cut_curve(distance, height, height, bend, distance))
    up, down = (np.array(shown[name]["y"], dtype=float) for name in ("bends up", "bends down"))
    assert np.isfinite(up).sum() + np.isfinite(down).sum() == 10
    np.testing.assert_allclose(np.where(np.isfinite(up), up, down), height)
    assert np.isfinite(down[:5]).all()
    assert np.isfinite(up[4:]).all()
    assert shown["chord"]["y"] == pytest.approx(distance)


def test_errors_stand_beside_the_cube_of_the_radius() -> None:
    radii = np.array([1.0, 0.5, 0.25])
    figure = error_curve(radii, 7 * radii**3)
    shown = traces(figure)
    assert shown["radius cubed"]["y"] == pytest.approx(shown["of the quadratic"]["y"])
    assert figure.layout.xaxis.type == figure.layout.yaxis.type == "log"


def test_differences_without_an_error_are_left_out() -> None:
    shown = traces(difference_curves(np.array([0.1, 1.0]), {"central": np.array([0.0, 2.0])}))
    assert shown["central"]["y"] == [None, 2]


def test_chords_are_sorted_by_whether_the_graph_rises_above_them() -> None:
    ends = np.array([[[0, 1], [1, 2]], [[0.5, 1], [0.5, 3]], [[-1, 0], [0, 0]]], dtype=float)
    bent = np.arange(6).reshape(2, 3) == 1
    shown = traces(chord_map(GRID_X, GRID_Y, GROUND, floor=0, ends=ends, above=np.array([0.0, 2.0, 0.0]), bent=bent))
    assert shown["chords above the graph"]["x"] == [0, 1, None, -1, 0, None]
    assert shown["chords cut by the graph"]["y"] == [1, 3, None]
    figure = chord_map(GRID_X, GRID_Y, GROUND, floor=0, ends=ends, above=np.zeros(3), bent=bent)
    shade = next(trace for trace in figure.data if trace.type == "heatmap")
    assert np.isfinite(shade.z).tolist() == bent.tolist()
    assert list(shade.x) == [-1, 0, 1]


def test_states_are_drawn_for_each_number_of_turns() -> None:
    shown = traces(wall_curves(np.array([0.0, 1.0]), {1: np.array([0.1, 0.2]), 5: np.array([0.3, 0.4])}, None))
    assert shown["1 turn"]["y"] == [0.1, 0.2]
    assert shown["5 turns"]["y"] == [0.3, 0.4]
