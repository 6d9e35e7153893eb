"""Games beside the training of a GAN: move by move, on one line, over many seeds, and the bilinear one."""

from __future__ import annotations

import dataclasses
import itertools
import math
from typing import Any

import numpy as np
import pytest
import torch

from vizlab.errors import VizlabError
from vizlab.frames import Frames
from vizlab.generative import GanRecipe, states
from vizlab.generative.plane_gan import best, bilinear, line, seeds, stepping, studies
from vizlab.generative.plane_gan import game as games
from vizlab.store import Store

CPU = torch.device("cpu")
BOARD = GanRecipe(loss="minimax", hidden=64, batch_size=256, lr_g=0.003, lr_d=0.003)


# Move by move


def played(moves: str, recipe: GanRecipe = BOARD) -> stepping.Position:
    return stepping.go_on(recipe, stepping.begin(recipe), stepping.read(moves))


def test_moves_are_read_and_written() -> None:
    assert stepping.read("D3GD") == "DDDGD"
    assert stepping.read("") == ""
    assert stepping.written("DDDGD") == "D3GD"
    assert stepping.read(stepping.written("DG" * 30 + "D" * 12)) == "DG" * 30 + "D" * 12
    for wrong, words in (
        ("x", "must be D and G"),
        ("3D", "must be D and G"),
        ("D399G2", "At most 400 moves"),
        ("DG-1", "must be"),
    ):
        with pytest.raises(VizlabError, match=words):
            stepping.read(wrong)


def test_the_same_moves_end_in_the_same_place_however_they_are_cut() -> None:
    whole = played("D8G3DG")
    parts = stepping.go_on(BOARD, played("D5"), "DDDGGGDG")
    assert whole.turns == parts.turns
    for name, array in whole.state.items():
        np.testing.assert_array_equal(array, parts.state[name], err_msg=name)
    assert played("D8G3DG", dataclasses.replace(BOARD, seed=1)).turns != whole.turns


def test_accuracy_rises_on_steps_of_d_and_falls_on_steps_of_g_and_the_other_stands_still() -> None:
    """G37, G27: over the moves of the page's opening and on."""
    turns = played("D12G8D8G8D8G8").turns
    changes: dict[str, list[float]] = {"D": [], "G": []}
    for before, after in itertools.pairwise(turns):
        changes[after.kind].append(after.accuracy - before.accuracy)
        assert (after.moved_d > 0, after.moved_g > 0) == (after.kind == "D", after.kind == "G")
    assert np.mean(changes["D"]) > 0.01
    assert np.mean(changes["G"]) < -0.01


def test_a_move_of_g_leaves_the_sum_of_minimax_losses_alone() -> None:
    """G26."""
    turns = played("D6G6D2G2").turns
    sums = [turn.loss_d + turn.minimax for turn in turns]
    for before, after, turn in zip(sums, sums[1:], turns[1:], strict=False):
        assert (abs(after - before) < 1e-5) == (turn.kind == "G")


def test_the_last_moves_are_shown_and_named() -> None:
    position = played("D14G")
    assert len(position.moments) == len(stepping.names(position)) == stepping.REMEMBERED + 1
    assert stepping.names(position)[-2:] == ["D 14", "G 15"]
    assert stepping.names(stepping.begin(BOARD)) == ["start"]
    before, after = position.moments[-2:]
    np.testing.assert_array_equal(before["points"], position.moments[-3]["points"])
    assert (before["points"] != after["points"]).any()
    np.testing.assert_array_equal(before["field"], after["field"])
    assert "+" in stepping.told(position)
    assert "Make a move" in stepping.told(stepping.begin(BOARD))


# One number


@pytest.mark.parametrize(("distance", "spread"), [(0.0, 1.0), (1.0, 0.5), (2.0, 1.5)])
def test_the_best_discriminator_says_p_over_p_plus_q(distance: float, spread: float) -> None:
    """G25: against torch's densities; and its loss is 2 log 2 - 2 JS, JS by Monte Carlo from those."""
    found = best.learn(distance, spread, 0)
    p, q = torch.distributions.Normal(-distance / 2, 1.0), torch.distributions.Normal(distance / 2, spread)
    x = torch.tensor(found.x)
    expected = torch.sigmoid(p.log_prob(x) - q.log_prob(x)).numpy()
    np.testing.assert_allclose(found.formula, expected, atol=1e-9)
    assert found.worst < 0.06
    if distance:
        assert np.abs(0.5 - expected).max() > 0.3, "guessing would pass"
    torch_p, torch_q = (each.sample((200_000,)) for each in (p, q))

    def kl_to_middle(a: Any, b: Any, points: torch.Tensor) -> float:
        return float((a.log_prob(points) - torch.logaddexp(a.log_prob(points), b.log_prob(points)) + math.log(2)).mean())

    assert found.js == pytest.approx((kl_to_middle(p, q, torch_p) + kl_to_middle(q, p, torch_q)) / 2, abs=0.004)
    assert found.js_by_loss == pytest.approx(found.js, abs=0.012)


def test_js_goes_blind_and_wasserstein_does_not() -> None:
    """EXT of G25: JS is flat at log 2 far out; W1 of two equal Gaussians is their distance."""
    distances, js, w = best.over_distance(1.0)
    np.testing.assert_allclose(w, distances, atol=1e-3)
    assert js[0] == pytest.approx(0, abs=1e-9)
    assert js[-1] == pytest.approx(math.log(2), abs=1e-3)
    assert js[-1] - js[-5] < 0.01 < js[8] - js[4]
    from scipy.stats import norm, wasserstein_distance

    places = (np.arange(4000) + 0.5) / 4000
    expected = wasserstein_distance(norm.ppf(places, -1, 1), norm.ppf(places, 1, 0.5))
    assert best.wasserstein(2.0, 0.5) == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize("name", line.LINES)
def test_the_density_by_change_of_variables_is_that_of_samples(name: str) -> None:
    """G24: half the difference of both is what 100,000 samples scatter; without the slope it would be far more."""
    found = line.push(name, 100_000, 0)
    width = np.diff(found.edges)
    assert (found.formula * width).sum() == pytest.approx(1, abs=0.005)
    assert found.gap < 2 * line.chance(found, 100_000)
    if name != "stretched and shifted":
        flat = dataclasses.replace(found, formula=np.full_like(found.formula, 1 / (found.edges[-1] - found.edges[0])))
        assert flat.gap > 4 * found.gap


def test_a_fold_counts_both_codes() -> None:
    """z² - 1 is a shifted chi-squared variable of one degree."""
    from scipy.stats import chi2

    found = line.push("folded", 1000, 0)
    expected = np.diff(chi2.cdf(found.edges + 1, 1)) / np.diff(found.edges)
    np.testing.assert_allclose(found.formula, expected, atol=2e-3)


def test_the_trained_line_has_two_modes() -> None:
    found = line.push("a trained GAN", 20_000, 0)
    middle = (found.edges[1:] + found.edges[:-1]) / 2
    near = found.formula[np.abs(np.abs(middle) - 2) < 0.5].mean()
    assert near > 3 * found.formula[np.abs(middle) < 0.5].mean()


# Two players


@pytest.mark.parametrize("a", [0.03, 0.2, 0.9])
def test_the_bilinear_game_spirals_out_by_its_formula(a: float) -> None:
    """G32: √(1 + a²) a step, exactly; extragradient √(1 - a² + a⁴), alternating stays near, its mean comes to rest."""
    paths = bilinear.paths(a, 30, 200)
    for play in ("simultaneous", "extragradient"):
        radius = np.linalg.norm(paths[play], axis=1)
        np.testing.assert_allclose(radius[1:] / radius[:-1], bilinear.growth(play, a), rtol=1e-12)
    assert bilinear.growth("simultaneous", a) == pytest.approx(math.sqrt(1 + a**2), rel=1e-15)
    assert bilinear.measured(paths["simultaneous"]) > 1 > bilinear.measured(paths["extragradient"])
    around = np.linalg.norm(paths["alternating"], axis=1)
    assert around.min() > 0.5
    assert around.max() < 2
    assert np.linalg.norm(paths[bilinear.AVERAGE][-1]) < 0.3
    assert np.linalg.norm(bilinear.averaged(paths["simultaneous"])[-1]) > np.linalg.norm(paths[bilinear.AVERAGE][-1])


def test_alternating_play_keeps_what_it_should() -> None:
    """x² + y² - a x y is the same after every step."""
    way = bilinear.path("alternating", 0.5, 60, 100)
    kept = (way**2).sum(1) - 0.5 * way[:, 0] * way[:, 1]
    np.testing.assert_allclose(kept, kept[0])


# Many seeds


def test_games_of_a_stack_go_as_each_would_alone() -> None:
    recipe = GanRecipe(hidden=16, batch_size=32, penalty=0.1, instance_noise=0.1, unrolled=1)
    alone = [dataclasses.replace(recipe, seed=seed) for seed in (3, 4)]
    many = games.start_many(alone, CPU)
    singles = [games.start(each, CPU) for each in alone]
    sources = [states.generator(CPU, each.seed, 5) for each in alone]
    own = [states.generator(CPU, each.seed, 5) for each in alone]
    for _ in range(4):
        for update in (games.update_discriminator, games.update_generator):
            together = update(many, sources, 0.1)
            apart = [update(game, source, 0.1) for game, source in zip(singles, own, strict=True)]
            torch.testing.assert_close(together, torch.stack(apart), atol=1e-4, rtol=1e-3)
    with torch.no_grad():
        points = many.generator(many.codes)
        for index, game in enumerate(singles):
            torch.testing.assert_close(points[index], game.generator(game.codes), atol=1e-3, rtol=1e-2)
    assert not torch.equal(points[0], points[1])


def bundled(cure: str) -> dict[str, Any]:
    record = Frames("gan-seeds", seeds.SeedsRecipe(cure=cure)).record()
    assert record is not None
    return dict(record)


def test_the_recipe_collapses_and_a_cure_restores_in_nine_of_ten_seeds() -> None:
    """G30, G31: as they ship."""
    sick = bundled("none: it collapses")
    assert sick["seeds"] == 10
    assert sick["collapsed"] >= 9
    assert sick["all modes"] == 0
    for cure in ("two time scales", "Wasserstein critic", "unrolled"):
        assert bundled(cure)["all modes"] >= 9
        assert bundled(cure)["collapsed"] == 0


def test_noise_on_what_the_discriminator_sees_is_no_reliable_rescue() -> None:
    assert bundled("instance noise")["all modes"] < 9


@pytest.mark.parametrize("cure", seeds.CURES)
def test_what_ships_of_many_seeds_counts_what_it_says(cure: str) -> None:
    record = bundled(cure)
    outcomes = seeds.outcomes_of(record)
    assert [outcome.seed for outcome in outcomes] == list(range(10))
    assert record["all modes"] == sum(outcome.covered == 8 for outcome in outcomes)
    table = studies.rows({cure: outcomes})
    assert table["All modes"] == [f"{record['all modes']} of 10"]
    film = Frames("gan", seeds.cured(cure)).record()
    assert film is not None


def test_many_seeds_are_resumed_without_a_trace(store: Store, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seeds, "COLLAPSING", GanRecipe(hidden=16, batch_size=16, steps=100, g_steps=2))
    recipe = seeds.SeedsRecipe(cure="one step each", seeds=3)
    whole = Store(str(tmp_path / "whole"))
    expected = list(seeds.run_seeds(recipe, whole))[-1].result
    steps = seeds.run_seeds(recipe, store)
    while next(steps).frame != 50:
        pass
    steps.close()
    resumed = list(seeds.run_seeds(recipe, store))
    assert resumed[0].done == 50
    assert resumed[-1].result["outcomes"] == expected["outcomes"]  # type: ignore[index]
    last, same = (Frames("gan-seeds", recipe, place).read()[-1].arrays for place in (whole, store))
    np.testing.assert_array_equal(last["points"], same["points"])
    assert set(last) == set(same) == {"points"}


def test_wrong_studies_are_refused() -> None:
    for wrong in ({"cure": "prayer"}, {"seeds": 1}, {"first": -1}):
        with pytest.raises(VizlabError, match="must"):
            seeds.SeedsRecipe(**wrong)  # type: ignore[arg-type]
