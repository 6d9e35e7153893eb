"""Figures of the latent space, by their data: what stands where, which row is which, and what adds up."""

from __future__ import annotations

import numpy as np
import pytest

from vizlab.figures import generative_latent as walks
from vizlab.figures import generative_latent_measures as measures

PICTURES = (np.arange(169, dtype=np.uint8)[:, None, None] * np.ones((1, 20, 20), np.uint8)).astype(np.uint8)


def test_the_sheet_has_its_first_picture_at_the_upper_left_and_cannot_be_zoomed() -> None:
    figure = walks.sheet(PICTURES, np.linspace(-3, 3, 13), names=("one", "two"))
    (sheet,) = figure.data
    assert sheet.z[0][0] == 0
    assert sheet.z[0][-1] == 12
    assert sheet.z[-1][0] == 156
    assert figure.layout.yaxis.range[0] > figure.layout.yaxis.range[1]  # rows run down
    assert (figure.layout.xaxis.title.text, figure.layout.yaxis.title.text) == ("one", "two")
    assert figure.layout.dragmode is False
    assert figure.layout.xaxis.fixedrange
    assert figure.layout.yaxis.fixedrange
    assert next(iter(figure.layout.yaxis.ticktext)) == "3.0"


def test_rows_of_ways_are_named_and_ends_stand_at_the_ends() -> None:
    rows = {name: walks.with_ends(PICTURES[at : at + 9], PICTURES[100], None) for name, at in (("a", 10), ("b", 30))}
    figure = walks.ways(rows, 9)
    z = np.asarray(figure.data[0].z)
    assert list(figure.layout.yaxis.ticktext) == ["a", "b"]
    assert list(figure.layout.xaxis.ticktext) == ["A", "0", "0.12", "0.25", "0.38", "0.5", "0.62", "0.75", "0.88", "1", "B"]
    middle = [row[11 + 22 * np.arange(11)].tolist() for row in (z[11], z[33])]
    assert middle[0] == [100, *range(10, 19), 0]
    assert middle[1] == [100, *range(30, 39), 0]


def test_pairs_stand_one_below_the_other() -> None:
    figure = walks.pairs(PICTURES[1:3], PICTURES[5:7], ["1.50", "2.50"])
    z = np.asarray(figure.data[0].z)
    assert (z[10, 10], z[10, 30], z[30, 10], z[30, 30]) == (1, 2, 5, 6)
    assert list(figure.layout.xaxis.ticktext) == ["1.50", "2.50"]


def test_histograms_add_up_and_the_threshold_is_drawn() -> None:
    figure = measures.distances({"a": np.array([1.0, 2.0, 3.0]), "b": np.array([4.0])}, threshold=1.5, what="distance")
    assert [trace.name for trace in figure.data] == ["a", "b"]
    for trace in figure.data:
        assert sum(trace.y) == pytest.approx(1)
    assert figure.layout.shapes[0].x0 == 1.5


def test_codes_over_the_prior_keep_their_axes() -> None:
    codes = np.array([[1.0, 2.0], [-1.0, 0.5]])
    figure = measures.over_prior(codes, np.array([0, 1]), ["a", "b"], names=("across", "up"), reach=3.5)
    ground, first, second = figure.data
    assert (first.x[0], first.y[0]) == (1.0, 2.0)
    assert (second.x[0], second.y[0]) == (-1.0, 0.5)
    z = np.asarray(ground.z)
    assert z.max() == z[30, 30] == 1  # densest at 0
    assert z[30, np.argmin(np.abs(ground.x - 1.05))] == pytest.approx(np.exp(-(1.05**2) / 2), abs=1e-3)
    assert figure.layout.xaxis.title.text == "across"


def test_changes_stand_beside_their_own_control() -> None:
    figure = measures.changes({"ink": 0.5, "slant": -0.2}, {"ink": np.full(4, 0.1), "slant": np.full(4, 0.2)}, name="a − b")
    ink, slant, planted = figure.data
    assert set(ink.x) == {0.1}
    assert set(slant.x) == {0.2}
    assert np.abs(np.asarray(slant.y) - 1).max() <= 0.25
    assert (list(planted.x), list(planted.y)) == ([0.5, -0.2], [0, 1])
    assert list(figure.layout.yaxis.ticktext) == ["ink", "slant"]


def test_milliseconds_by_model_and_number() -> None:
    figure = measures.milliseconds({"one": {1: 0.1, 64: 2.0}, "two": {1: 0.2, 64: 30.0}}, limit=60)
    first, many = figure.data
    assert (first.name, many.name) == ("1 picture", "64 pictures")
    assert (list(first.x), list(many.x)) == ([0.1, 0.2], [2.0, 30.0])
    assert figure.layout.xaxis.type == "log"
    assert figure.layout.xaxis.range[1] == pytest.approx(np.log10(120))
