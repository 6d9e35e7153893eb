"""Figures of basins and sweeps: on their data, not their pixels."""

from __future__ import annotations

import base64
import io

import numpy as np
from PIL import Image

from vizlab.figures import landscape_basins, landscape_sweeps, racers

NAMES = ("minimum at (0, 0)", "minimum at (1, 1)", "downhill off the left", "flew off", "not arrived")
FATE = np.zeros((4, 8), dtype=int)
FATE[0, 0], FATE[3, 7], FATE[0, 7] = 1, 4, 3
STEP = np.where(FATE < 2, 5, -1)
GROUND = (np.linspace(0, 2, 5), np.linspace(0, 1, 4), np.arange(20.0).reshape(4, 5))


def drawn() -> landscape_basins.go.Figure:
    path = np.array([[0.5, 0.5], [1.5, 0.75]])
    return landscape_basins.basin_map(
        (0, 2, 0, 1), FATE, STEP, NAMES, [0.0, 1.0], ground=GROUND, floor=0, marks=[("minimum", 0, 0)], path=path, clickable=3
    )


def test_the_first_row_of_fates_lies_at_the_bottom() -> None:
    figure = drawn()
    picture = figure.layout.images[0]
    assert (picture.x, picture.y, picture.sizex, picture.sizey) == (0, 1, 2, 1)
    pixels = np.array(Image.open(io.BytesIO(base64.b64decode(picture.source.split(",")[1]))))
    assert pixels.shape == (4 * 64, 8 * 64, 4)
    hexes = ["#{:02x}{:02x}{:02x}".format(*pixels[row, column, :3]) for row, column in ((-1, 0), (0, 0))]
    assert hexes == [racers.COLORS[1], racers.COLORS[0]]
    assert pixels[0, -1, 3] == 0  # not arrived: empty
    assert len(np.unique(pixels[-64:, -64:, 3])) == 2  # flew off: stripes


def test_the_mouse_is_told_what_lies_under_it() -> None:
    figure = drawn()
    targets = next(trace for trace in figure.data if trace.name == "start here")
    said = {(float(x), float(y)): text for x, y, text in zip(targets.x, targets.y, targets.text, strict=True)}
    assert said[0, 0] == "minimum at (1, 1), step 5"
    assert said[2, 0] == "flew off"
    assert said[2, 1] == "not arrived"
    assert [trace.name for trace in figure.data].count("minimum") == 2


def test_later_arrivals_are_fainter_and_many_minima_are_coloured_by_depth() -> None:
    step = np.arange(32).reshape(4, 8)
    alpha = landscape_basins.paint(np.zeros((4, 8), dtype=int), step, NAMES, [0.0, 1.0])[::64, ::64, 3].ravel()
    assert alpha[0] == 255
    assert (np.diff(alpha.astype(int)) <= 0).all()
    assert alpha[-1] == round(255 * landscape_basins.SLOW)
    colors = landscape_basins.fate_colors([""] * 26, list(range(12)) * 2)
    assert colors[0] == colors[12] != colors[11]
    assert len(colors) == 26


def test_bars_hold_the_shares_that_occur() -> None:
    figure = landscape_basins.shares(NAMES, {"GD": np.array([0.5, 0.25, 0, 0.25, 0])}, [0.0, 1.0])
    assert list(figure.data[0].x) == [0.5, 0.25, 0.25]
    assert list(figure.data[0].y) == [NAMES[0], NAMES[1], NAMES[3]]


def test_planes_have_the_rate_along_x() -> None:
    figure = landscape_sweeps.plane(
        np.array([0.1, 1.0, 10.0]), np.array([0.0, 0.9]), np.arange(6.0).reshape(2, 3), name="β", points={"grid": np.eye(2)}
    )
    heat = figure.data[0]
    assert heat.z.shape == (2, 3)
    np.testing.assert_allclose(heat.customdata[1, 2], [10.0, 0.9])
    assert [list(trace.x) for trace in figure.data[1:3]] == [[1, 0], [1, 0]]  # the points, and their shadows below


def test_rate_curves_have_gaps_where_walks_flew_off_and_bands_name_their_width() -> None:
    lr = np.array([0.1, 1.0, 10.0])
    figure = landscape_sweeps.rate_curves(lr, {"GD": np.array([1.0, 1e-3, np.inf])})
    assert np.isnan(figure.data[0].y[2])
    bars = landscape_sweeps.band_bars({"GD": (0.3, 3.0), "Adam": None, "Lion": (1.0, 20.0)}, span=(0.1, 10.0))
    assert [trace.text[1] for trace in bars.data] == ["1.0", "", "≥ 1.3"]


def test_the_matrix_has_surfaces_as_rows() -> None:
    figure = landscape_sweeps.outcome_matrix(["a", "b"], ["x"], np.array([[0], [1]]), [["s"], ["t"]], ["arrived", "flew off"])
    assert [(list(trace.x), list(trace.y)) for trace in figure.data] == [([0], [0]), ([0], [1])]


def test_size_on_the_wire() -> None:
    rng = np.random.default_rng(0)
    fate = rng.integers(0, 2, (256, 256))
    figure = landscape_basins.basin_map(
        (0, 2, 0, 1), fate, rng.integers(0, 200, fate.shape), NAMES, [0.0, 1.0], ground=GROUND, floor=0
    )
    assert len(figure.to_json()) < 500_000  # of noise, which does not pack
