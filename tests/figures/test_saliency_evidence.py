"""Figures of evidence: what is drawn is what was measured."""

from __future__ import annotations

import numpy as np

from vizlab.figures import saliency_evidence as figures

RNG = np.random.default_rng(0)
SHARES = np.linspace(0, 1, 5)


def test_curves_of_methods_lie_over_the_band_of_dice() -> None:
    chance, curves = RNG.random((3, 5)), {"a": RNG.random(5), "b": RNG.random(5)}
    low, high, *lines = figures.probability_curves(SHARES, curves, chance=chance, way="deleted").data
    np.testing.assert_array_equal(low.y, chance.min(axis=0))
    np.testing.assert_array_equal(high.y, chance.max(axis=0))
    assert high.fill == "tonexty"
    assert [line.name for line in lines] == ["a", "b"]
    for line, values in zip(lines, curves.values(), strict=True):
        np.testing.assert_allclose(line.y, values, atol=1e-4)
        np.testing.assert_array_equal(line.x, SHARES)
    assert lines[0].line.color != lines[1].line.color


def test_maps_stand_in_rows_and_carry_the_outline() -> None:
    maps = {name: RNG.random((4, 6)) for name in "abcd"}
    mask = np.zeros((4, 6), bool)
    mask[1, 2:5] = True
    figure = figures.wall(maps, outline=mask)
    tiles = [trace for trace in figure.data if trace.type == "image"]
    edges = [trace for trace in figure.data if trace.type == "contour"]
    assert [tile.name for tile in tiles] == list("abcd")
    assert len({tile.y0 for tile in tiles[:3]}) == 1
    assert tiles[3].x0 == tiles[0].x0
    assert tiles[3].y0 > tiles[0].y0
    assert len({tile.source for tile in tiles}) == 4
    for tile, edge in zip(tiles, edges, strict=True):
        assert (tile.x0, tile.y0, tile.dx, tile.dy) == (edge.x0, edge.y0, edge.dx, edge.dy)
        np.testing.assert_array_equal(edge.z, mask)


def test_agreement_is_written_into_its_cells() -> None:
    values = np.array([[1.0, -0.7, np.nan], [-0.7, 1.0, 0.2], [np.nan, 0.2, 1.0]])
    heat, dark, light = figures.agreement(values, ["a", "b", "c"]).data
    np.testing.assert_array_equal(heat.z, values)
    assert sorted(zip(dark.x, dark.y, dark.text, strict=True)) == [
        *((0, 0, "1.0"), (0, 1, "−0.7"), (1, 0, "−0.7"), (1, 1, "1.0"), (2, 2, "1.0"))
    ]
    assert sorted(zip(light.x, light.y, light.text, strict=True)) == [(1, 2, "0.2"), (2, 1, "0.2")]


def test_the_stage_that_is_looked_at_is_marked_in_both_figures() -> None:
    stages, maps = ("", "top", "bottom"), {"a": RNG.random((3, 4, 4)), "b": -RNG.random((3, 4, 4))}
    likeness = {name: np.array([1, 0.5, np.nan]) for name in maps}
    curves = figures.forgetting(stages, likeness, at=1, noun="likeness")
    assert list(curves.layout.xaxis.ticktext) == ["as trained", "top", "bottom"]
    assert [shape.x0 for shape in curves.layout.shapes if shape.x0 == shape.x1] == [1]
    strips = figures.strips(maps, stages, at=1)
    tiles = [trace for trace in strips.data if trace.type == "image"]
    assert [tile.name for tile in tiles[:3]] == ["a, as trained", "a, random down to top", "a, random down to bottom"]
    for box, tile in zip(strips.layout.shapes, (tiles[1], tiles[4]), strict=True):
        assert box.x0 < tile.x0 < tile.x0 + 3 * tile.dx < box.x1
        assert box.y0 < tile.y0 < tile.y0 + 3 * tile.dy < box.y1


def test_rankings_have_their_intervals_and_chance() -> None:
    summary = np.array([[0.5, 0.4, 0.7], [0.2, np.nan, np.nan]])
    figure = figures.ranking(["best", "worst"], summary, title="x", chance=0.1)
    (dots,) = figure.data
    np.testing.assert_allclose(dots.x, [0.5, 0.2])
    np.testing.assert_allclose(dots.error_x.array, [0.2, 0])
    np.testing.assert_allclose(dots.error_x.arrayminus, [0.1, 0])
    assert list(figure.layout.yaxis.ticktext) == ["best", "worst"]
    assert figure.layout.yaxis.range[0] > figure.layout.yaxis.range[1]  # the first on top
    assert [shape.x0 for shape in figure.layout.shapes] == [0.1]


def test_one_draws_with_the_chosen_pen_over_the_outline_so_far() -> None:
    picture = RNG.integers(0, 255, (6, 8), dtype=np.uint8)
    figure = figures.sketchpad(picture, [(1, 2), (5, 2), (5, 4)], pen="box")
    assert figure.layout.dragmode == "drawrect"
    assert list(zip(figure.data[1].x, figure.data[1].y, strict=True)) == [(1, 2), (5, 2), (5, 4), (1, 2)]
    assert (list(figure.layout.xaxis.range), list(figure.layout.yaxis.range)) == ([-0.5, 7.5], [5.5, -0.5])
    assert len(figures.sketchpad(picture, []).data) == 1
