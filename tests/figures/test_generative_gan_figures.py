"""Figures around a GAN in the plane: on their data, not their pixels."""

from __future__ import annotations

import numpy as np
import pytest

from vizlab.figures import generative_gan as figures


def test_marks_say_whose_move_it_was() -> None:
    figure = figures.turns(["", "D", "D", "G"], {"J_D": [4.0, 3.0, 2.0, 5.0], "J_G": [0.0, 0.0, 0.0, 0.0]}, y_title="loss")
    d, g = (next(trace for trace in figure.data if trace.name == f"after a step of {kind}") for kind in "DG")
    assert (list(d.x), list(d.y)) == ([1, 2], [3.0, 2.0])
    assert (list(g.x), list(g.y)) == ([3], [5.0])
    assert d.marker.color != g.marker.color


def test_the_marks_on_the_curves_stand_at_the_chosen_output() -> None:
    x = np.linspace(-4, 4, 9)
    figure = figures.by_logit(x, {"square": x**2, "line": -x}, 2.0, y_title="loss")
    marks = [trace for trace in figure.data if trace.mode == "markers"]
    assert [(list(mark.x), list(mark.y)) for mark in marks] == [([2.0], [4.0]), ([2.0], [-2.0])]
    assert figure.layout.shapes[0].x0 == figure.layout.shapes[0].x1 == 2.0


def test_even_codes_crowd_where_the_generator_is_flat() -> None:
    z = np.linspace(-4, 4, 801)
    figure = figures.carried_line(z, 2 * np.tanh(3 * z))
    landed = np.asarray(figure.data[1].y)
    assert len(landed) == 40
    assert (np.abs(landed) > 1.5).mean() > 0.6


def test_players_are_drawn_up_to_the_frame_and_stand_at_its_end() -> None:
    way = np.stack([np.arange(5) / 5, np.zeros(5)], axis=1)
    figure = figures.play({"one": way, "two": -way})
    assert [frame.name for frame in figure.frames] == ["0", "1", "2", "3", "4"]
    assert [list(trace.x) for trace in figure.frames[2].data] == [
        pytest.approx([0, 0.2, 0.4]),
        pytest.approx([0, -0.2, -0.4]),
        pytest.approx([0.4]),
        pytest.approx([-0.4]),
    ]
    assert list(figure.data[0].x) == pytest.approx(list(way[:, 0]))


def test_every_seed_is_a_dot_in_its_row() -> None:
    figure = figures.outcomes({"none": [1.0, 1.1], "cure": [7.9, 8.0]}, modes=8, collapsed=2.0)
    assert [list(trace.x) for trace in figure.data] == [[1.0, 1.1], [7.9, 8.0]]
    assert [round(float(np.mean(trace.y))) for trace in figure.data] == [0, 1]
    assert list(figure.layout.yaxis.ticktext) == ["none", "cure"]
    assert figure.layout.shapes[0].x1 == 2.0


def test_clouds_stand_in_squares_of_their_own_and_strays_are_left_out() -> None:
    inside, stray = np.array([[1.0, 1.0]]), np.array([[9.0, 0.0]])
    figure = figures.many([inside, np.concatenate([inside, stray])], inside, ["a", "b"], 3.0, columns=1)
    made = figure.data[1]
    assert list(made.x) == [1.0, 1.0]
    assert made.y[0] - made.y[1] == pytest.approx(7.2)
    assert [note.text for note in figure.layout.annotations] == ["a", "b"]
