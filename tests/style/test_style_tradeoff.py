"""The content-style curve falls all the way, its knee is where it bends, and a picture in its own style stays."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from vizlab.frames import Frames
from vizlab.recipes import run_id
from vizlab.style import series, transfer, view
from vizlab.style.tradeoff import curve
from vizlab.style.tradeoff.curve import KIND, CurveRecipe, trace
from vizlab.style.tradeoff.identity import AGAIN, OTHER, OWN, IdentityRecipe
from vizlab.style.tradeoff.identity import KIND as IDENTITY

SMALL = CurveRecipe(content="photo/Cat", style="texture/Tissue", network="bundled/cifar-cnn", point_px=32, point_steps=60)


def test_more_strength_is_less_style_loss_and_more_content_loss_at_every_point() -> None:
    points = series.finished(KIND, SMALL)
    values = curve.losses(points)
    assert [float(point.name) for point in points] == list(curve.STRENGTHS)
    assert curve.is_monotone(values)
    assert values[-1, 1] < values[0, 1] / 4
    assert values[0, 0] < values[-1, 0] / 10
    assert 0 < (curve.knee(values) or 0) < len(points) - 1
    alone = view.finished(points[2].recipe)  # found finished: a point is a painting like any other
    assert alone.losses(SMALL.point_steps) == points[2].last
    np.testing.assert_allclose(curve.judged(points, SMALL), values, rtol=0.2, atol=0.02)  # of the pictures as they are kept


def test_a_broken_off_curve_has_both_ends_first_and_goes_on() -> None:
    recipe = dataclasses.replace(SMALL, point_steps=2)
    steps, frames = trace(recipe), list[int]()
    while len(frames) < 2:
        step = next(steps)
        frames += [] if step.frame is None else [step.frame]
    steps.close()
    assert frames == [0, len(curve.STRENGTHS) - 1]
    assert [point.name for point in series.read(KIND, recipe)] == ["0.3", "1000"]
    later = [step.frame for step in trace(recipe) if step.frame is not None]
    assert sorted(later) == list(range(len(curve.STRENGTHS)))
    assert Frames(KIND, recipe).record() is not None
    assert Frames(transfer.KIND, recipe.painting(0.3)).record() is not None


@pytest.mark.parametrize("count", [1, 2, 3, 8, 9])
def test_coarse_to_fine_visits_every_place_once_and_halves_what_is_left(count: int) -> None:
    order = series.coarse_to_fine(count)
    assert sorted(order) == list(range(count))
    if count == 9:
        assert order[:5] == [0, 8, 4, 2, 6]


def test_the_knee_is_where_two_straight_pieces_meet() -> None:
    bent = np.array([[0.0, 4.0], [0.2, 3.0], [0.4, 2.0], [0.6, 1.0], [2.0, 0.8], [4.0, 0.5]])
    assert curve.knee(bent) == 3
    assert curve.knee(bent * (1, 1000)) == 3
    assert curve.knee(np.array([[0, 2.0], [1, 1.0], [2, 0.0]])) is None  # straight: none
    assert curve.is_monotone(bent)
    assert not curve.is_monotone(bent[::-1])


def test_another_curve_differs_in_one_thing() -> None:
    layer, network = (curve.beside(SMALL, name) for name in ("layer/1", "network/random/small"))
    assert dataclasses.replace(layer, content_layers=SMALL.content_layers) == SMALL
    assert dataclasses.replace(network, network=SMALL.network) == SMALL
    assert len({run_id(each) for each in (SMALL, layer, network)}) == 3


def test_a_picture_in_its_own_style_stays_and_in_another_does_not() -> None:
    recipe = IdentityRecipe(
        content="photo/Coffee", style="texture/Tissue", network="bundled/cifar-cnn", point_px=32, point_steps=30
    )
    found = {each.name: each for each in series.finished(IDENTITY, recipe)}
    own, again, other = (found[name] for name in (OWN, AGAIN, OTHER))
    assert own.first["style"] <= 1e-9
    assert own.last["style"] <= 1e-9
    assert own.change < 0.01
    assert other.change > 10
    assert other.last["content"] > 0.05
    assert again.last["total"] < 0.05 * again.first["total"]
    assert again.last["total"] < other.last["total"]
