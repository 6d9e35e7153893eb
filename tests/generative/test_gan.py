"""Training a GAN in the plane: what it covers, what makes it collapse, and that a recipe says all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from vizlab.errors import VizlabError
from vizlab.frames import Frames
from vizlab.generative import CURVE, GAN_EXAMPLES, GAN_KNOBS, GanRecipe, gan_series, states, train_gan
from vizlab.generative.plane_gan import game as games
from vizlab.generative.plane_gan import measures, training
from vizlab.generative.plane_gan.training import FRAMES, MEASURE_EVERY, shown
from vizlab.store import Store

SMALL = GanRecipe(hidden=16, steps=100, batch_size=32)
CPU = torch.device("cpu")


def lasting(record: Any) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name != "seconds"}


def example(name: str) -> tuple[dict[str, Any], list[Any], dict[str, list[tuple[float, float]]]]:
    run = Frames("gan", GAN_EXAMPLES[name])
    record, frames = run.record(), run.read()
    assert record is not None
    return dict(record), frames, gan_series(frames, CURVE)


def test_untrained_covers_nothing_and_trained_covers_all() -> None:
    record, frames, series = example("All eight modes")
    assert series["covered"][0][1] <= 1
    assert series["good"][0][1] <= 3 * record["good_by_chance"]
    assert record["covered"] == record["of"] == 8
    assert record["good"] > 0.7
    assert record["good"] < record["good_of_data"]
    assert min(frames[-1].notes["counts"]) > 12
    assert record["effective"] > 7 > series["effective"][0][1]
    assert record["deviation"] == pytest.approx(record["deviation_of_data"], abs=0.1)
    assert record["js_of_data"] < record["js"] < series["js"][0][1] / 2
    assert record["kl_of_data"] < record["kl"] < series["kl"][0][1] / 2
    assert series["js"][0][1] < np.log(2) + 1e-4


@pytest.mark.parametrize("loss", ["least squares"])
def test_a_short_run_spreads_over_the_ring(loss: str, store: Store) -> None:
    steps = list(train_gan(GanRecipe(steps=600, loss=loss, hidden=64), store))
    assert steps[0].values["effective"] < 5 < steps[-1].result["effective"]  # type: ignore[index]
    assert steps[-1].result["js"] < steps[0].values["js"] - 0.15  # type: ignore[index]


def test_a_generator_that_moves_too_often_collapses() -> None:
    record, frames, series = example("Collapse: generator moves too often")
    assert record["covered"] <= 1
    assert record["effective"] < 1.5
    assert np.median([value for _, value in series["effective"]]) < 2
    assert record["deviation"] < record["deviation_of_data"] / 3, "its points should sit in one spot"
    places = {int(np.argmin(np.linalg.norm(frame.arrays["points"].mean(0) - RING, axis=1))) for frame in frames[5:]}
    assert len(places) > 1, "and the spot should move about"


RING = 2 * np.stack([np.cos(np.arange(8) * np.pi / 4), np.sin(np.arange(8) * np.pi / 4)], axis=1)


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
        assert names == {"points", "field", "pushes", "logits", "real logits"} | extra
        assert frame.arrays["points"].shape == (300, 2)
        assert frame.arrays["field"].max() <= 100
    points = [numbers[0] for frame in frames for numbers in frame.notes["curve"]]
    assert points == [0, *range(MEASURE_EVERY, 101, MEASURE_EVERY)]


def test_pushes_point_where_the_discriminator_sees_more_data() -> None:
    """Down the generator's loss is up the discriminator's answer: along its gradient, by finite differences of the field."""
    frame = example("All eight modes")[1][12]
    field, points, pushes = (np.asarray(frame.arrays[name], np.float64) for name in ("field", "points", "pushes"))
    points = points[: len(pushes)]
    line = np.linspace(-3, 3, len(field))
    inside = (np.abs(points) < 2.7).all(axis=1) & (np.linalg.norm(pushes, axis=1) > 0.05)
    assert inside.sum() > 10

    def said(where: Any) -> Any:
        column, row = (np.interp(where[:, axis], line, np.arange(len(line))).round().astype(int) for axis in (0, 1))
        return field[row, column]

    ahead = 0.4 * pushes / np.maximum(np.linalg.norm(pushes, axis=1, keepdims=True), 1e-9)
    rises = said(points + ahead)[inside] - said(points - ahead)[inside]
    assert (rises > 0).mean() > 0.7


@pytest.mark.parametrize("steps", [100, 2500, 20_000])
def test_frames_are_few_and_dense_early(steps: int) -> None:
    stops = shown(steps)
    assert stops[0] == 0
    assert stops[-1] == steps
    assert len(stops) <= FRAMES + 1
    if steps > 1000:
        assert len(stops) >= 30
        assert stops[len(stops) // 2] < 0.45 * steps


FULL = replace(SMALL, spectral=True, penalty=0.1, instance_noise=0.3, noise_on="real only", unrolled=1, loss="hinge")


@pytest.mark.parametrize("recipe", [SMALL, FULL], ids=["plain", "with everything"])
def test_the_same_recipe_gives_the_same_bits_and_an_interruption_leaves_no_trace(
    recipe: GanRecipe, interrupt: Callable[..., Any], store: Store, tmp_path: Any
) -> None:
    whole = Store(str(tmp_path / "whole"))
    expected = list(train_gan(recipe, whole))[-1].result
    interrupt(train_gan, recipe, store, 50)
    steps = list(train_gan(recipe, store))
    assert steps[0].phase == "replaying"
    assert lasting(steps[-1].result) == lasting(expected)
    pairs = zip(Frames("gan", recipe, whole).read(), Frames("gan", recipe, store).read(), strict=True)
    for left, right in pairs:
        assert left.notes["curve"] == right.notes["curve"]
        for name, array in left.arrays.items():
            np.testing.assert_array_equal(array, right.arrays[name], err_msg=f"{left.index}/{name}")
    if recipe is FULL:
        return
    other = replace(recipe, seed=1)
    list(train_gan(other, whole))
    points = [Frames("gan", each, whole).read()[-1].arrays["points"] for each in (recipe, other)]
    assert not np.array_equal(*points)


@pytest.mark.parametrize(
    "changes",
    [
        {"loss": "least squares"},
        {"loss": "hinge", "spectral": True},
        {"loss": "Wasserstein", "clip": 0.1},
        {"loss": "Wasserstein", "penalty": 1.0, "d_steps": 2},
        {"instance_noise": 0.3, "noise_on": "real only"},
        {"unrolled": 2, "g_steps": 2},
        {"cloud": "moons"},
        {"cloud": "spiral", "latent": 1},
        {"cloud": "grid", "modes": 9, "beta1": 0.9},
        {"cloud": "drawn", "drawn": "ff"},
        {"cloud": "drawn", "drawn": "AAff9a"},
    ],
    ids=lambda changes: " ".join(map(str, changes.values())),
)
def test_every_kind_of_run_ends_with_numbers(changes: dict[str, Any], store: Store) -> None:
    record = list(train_gan(replace(SMALL, **changes), store))[-1].result
    assert record is not None
    assert np.isfinite([record[name] for name in ("js", "kl", "good", "effective", "deviation")]).all()
    assert 0 <= record["js"] <= np.log(2)
    assert record["of"] == {"moons": 16, "spiral": 16, "grid": 9}.get(
        changes.get("cloud", ""), len(changes.get("drawn", "")) // 2 or 8
    )


def test_points_that_stop_being_numbers_are_told_and_the_last_good_frame_stays(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = training.update_generator

    def breaks(game: games.Game, *rest: Any) -> Any:
        loss = real(game, *rest)
        if game.optimizer_g.state_dict()["state"][0]["step"] > 60:
            with torch.no_grad():
                next(game.generator.parameters()).fill_(torch.nan)
        return loss

    monkeypatch.setattr(training, "update_generator", breaks)
    with pytest.raises(VizlabError, match=r"stopped being numbers by step 75: the learning rates .* too large"):
        list(train_gan(SMALL, store))
    last = Frames("gan", SMALL, store).newest()
    assert last is not None
    assert last.index == 50
    assert np.isfinite(last.arrays["points"]).all()


def test_a_critic_without_a_leash_is_explained() -> None:
    game = games.start(replace(SMALL, loss="Wasserstein"), CPU)
    meter = measures.Meter(game)
    with torch.no_grad():
        next(game.discriminator.parameters()).fill_(torch.inf)
    with pytest.raises(VizlabError, match="nothing holds the critic's slope"):
        meter.numbers(3)


def test_cooling_brings_both_learning_rates_to_nothing() -> None:
    game = games.start(replace(SMALL, lr_d=0.003), CPU)
    source = states.generator(CPU, 0, 1)
    seen = {}
    for step in (0, 50, 75, 99):
        training.play_round(game, step, source)
        seen[step] = [optimizer.param_groups[0]["lr"] for optimizer in (game.optimizer_g, game.optimizer_d)]
    assert seen[0] == seen[50] == [0.001, 0.003]
    assert seen[75] == pytest.approx([0.0005, 0.0015])
    assert seen[99] == pytest.approx([0.00002, 0.00006])


def test_a_kept_moment_of_logits_is_told_in_shares() -> None:
    edges, shares = measures.logit_shares(measures.moment(games.start(SMALL, CPU)))
    assert len(edges) == 37
    assert {kind: sum(values) for kind, values in shares.items()} == pytest.approx({"data": 1, "generated": 1})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("loss", "none such"),
        ("cloud", "sun"),
        ("noise_on", "nobody"),
        *((name, knob.high + 1) for name, knob in GAN_KNOBS.items()),
        ("spread", 0.0),
    ],
)
def test_wrong_recipes_are_refused_with_a_sentence(field: str, value: Any) -> None:
    value = int(value) if field in GAN_KNOBS and isinstance(getattr(SMALL, field), int) else value
    with pytest.raises(VizlabError, match=f"{field} must"):
        GanRecipe(**{field: value})
