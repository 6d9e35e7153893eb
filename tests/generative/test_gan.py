"""Training a GAN on a ring: what it covers, what makes it collapse, and that a recipe says all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from vizlab.errors import VizlabError
from vizlab.frames import Frames
from vizlab.generative import CURVE, GAN_EXAMPLES, GanRecipe, gan_series, train_gan
from vizlab.generative.plane_gan.training import FRAMES, MEASURE_EVERY, shown
from vizlab.store import Store

SMALL = GanRecipe(hidden=16, steps=100, batch_size=32)


def lasting(record: Any) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name != "seconds"}


def example(name: str) -> tuple[dict[str, Any], list[Any], dict[str, list[tuple[float, float]]]]:
    run = Frames("gan", GAN_EXAMPLES[name])
    record, frames = run.record(), run.read()
    assert record is not None
    return dict(record), frames, gan_series(frames, CURVE)


def test_untrained_covers_nothing_and_trained_covers_all() -> None:
    record, frames, series = example("All eight modes")
    assert series["covered"][0][1] == 0
    assert series["good"][0][1] <= 2 * record["good_by_chance"]
    assert record["covered"] == 8
    assert record["good"] > 0.85
    assert record["good"] < record["good_of_data"]
    assert min(frames[-1].notes["counts"]) > 12


@pytest.mark.parametrize("loss", ["non-saturating", "minimax"])
def test_a_short_run_finds_at_least_seven_modes(loss: str, store: Store) -> None:
    steps = list(train_gan(GanRecipe(steps=1000, loss=loss), store))
    first, last = (steps[place].values for place in (0, -2))
    assert (first["covered"], steps[-1].result["covered"] >= 7) == (0, True)  # type: ignore[index]
    assert last["good"] > first["good"] + 0.5


def test_a_generator_that_is_too_fast_collapses() -> None:
    record, frames, series = example("Collapse: generator too fast")
    assert record["covered"] == 1
    assert max(value for _, value in series["covered"]) <= 2
    spread = [np.ptp(frame.arrays["points"], axis=0).max() for frame in frames[len(frames) // 2 :]]
    healthy = np.ptp(example("All eight modes")[1][-1].arrays["points"], axis=0).max()
    assert np.median(spread) < healthy / 4, "its 500 points should sit in one spot"
    spots = {int(np.argmax(frame.notes["counts"])) for frame in frames if max(frame.notes["counts"]) > 250}
    assert len(spots) > 1, "and the spot should move from mode to mode"


def test_a_discriminator_ahead_leaves_minimax_no_slope_at_first() -> None:
    record, _, series = example("Saturation: discriminator ahead")
    first = {name: points[0][1] for name, points in series.items()}
    assert first["gradient, non-saturating"] > 300 * first["gradient, minimax"]
    assert first["discriminator loss"] < 0.01
    assert record["covered"] >= 7, "and yet it recovers: final samples do not show the difference"


def test_frames_hold_what_the_film_needs(store: Store) -> None:
    list(train_gan(SMALL, store))
    frames = Frames("gan", SMALL, store).read()
    assert [frame.index for frame in frames] == shown(100)
    for frame in frames:
        names = {name.split("/")[0] for name in frame.arrays}
        extra = {"real"} if frame.index == 0 else {"weights"} if frame.index == 100 else set()
        assert names == {"points", "field", "pushes", "logits"} | extra
        assert frame.arrays["points"].shape == (500, 2)
    points = [numbers[0] for frame in frames for numbers in frame.notes["curve"]]
    assert points == [0, *range(MEASURE_EVERY, 101, MEASURE_EVERY)]


def test_pushes_point_where_the_discriminator_sees_more_data(store: Store) -> None:
    """Down the generator's loss is up the discriminator's answer: along its gradient, by finite differences of the field."""
    frame = example("All eight modes")[1][12]
    field, points, pushes = (np.asarray(frame.arrays[name], np.float64) for name in ("field", "points", "pushes"))
    line = np.linspace(-3, 3, len(field))
    inside = (np.abs(points[:100]) < 2.7).all(axis=1) & (np.linalg.norm(pushes, axis=1) > 0.05)
    assert inside.sum() > 20

    def said(where: Any) -> Any:
        column, row = (np.interp(where[:, axis], line, np.arange(len(line))).round().astype(int) for axis in (0, 1))
        return field[row, column]

    ahead = 0.4 * pushes / np.maximum(np.linalg.norm(pushes, axis=1, keepdims=True), 1e-9)
    rises = said(points[:100] + ahead)[inside] - said(points[:100] - ahead)[inside]
    assert (rises > 0).mean() > 0.75


@pytest.mark.parametrize("steps", [100, 2500, 20_000])
def test_frames_are_few_and_dense_early(steps: int) -> None:
    stops = shown(steps)
    assert stops[0] == 0
    assert stops[-1] == steps
    assert len(stops) <= FRAMES + 1
    if steps > 1000:
        assert stops[len(stops) // 2] < 0.45 * steps


def test_the_same_recipe_gives_the_same_bits_and_an_interruption_leaves_no_trace(
    interrupt: Callable[..., Any], store: Store, tmp_path: Any
) -> None:
    whole = Store(str(tmp_path / "whole"))
    expected = list(train_gan(SMALL, whole))[-1].result
    interrupt(train_gan, SMALL, store, 50)
    steps = list(train_gan(SMALL, store))
    assert steps[0].phase == "replaying"
    assert lasting(steps[-1].result) == lasting(expected)
    pairs = zip(Frames("gan", SMALL, whole).read(), Frames("gan", SMALL, store).read(), strict=True)
    for left, right in pairs:
        assert left.notes["curve"] == right.notes["curve"]
        for name, array in left.arrays.items():
            np.testing.assert_array_equal(array, right.arrays[name], err_msg=f"{left.index}/{name}")
    other = list(train_gan(GanRecipe(hidden=16, steps=100, batch_size=32, seed=1), whole))[-1]
    assert not np.array_equal(
        Frames("gan", GanRecipe(hidden=16, steps=100, batch_size=32, seed=1), whole).read()[-1].arrays["points"],
        Frames("gan", SMALL, whole).read()[-1].arrays["points"],
    )
    assert other.result is not None


@pytest.mark.parametrize(
    ("field", "value"), [("loss", "Wasserstein"), ("modes", 0), ("lr_g", 1.0), ("d_steps", 9), ("spread", 0.0)]
)
def test_wrong_recipes_are_refused_with_a_sentence(field: str, value: Any) -> None:
    with pytest.raises(VizlabError, match=f"{field} must"):
        GanRecipe(**{field: value})
