"""The quiz (METHODS S6): rounds in which guessing has a known score, and odds that say what a score is worth."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.stats import binomtest

from vizlab.errors import VizlabError
from vizlab.saliency import METHODS
from vizlab.saliency.quiz import odds, rounds


@pytest.fixture
def deck() -> rounds.Deck:
    """400 answers to four classes, of which the last is got wrong most often."""
    rng = np.random.default_rng(0)
    truth = np.arange(400) % 4
    is_wrong = rng.random(400) < np.array([0.05, 0.1, 0.1, 0.4])[truth]
    said = np.where(is_wrong, (truth + 1) % 4, truth)
    return rounds.Deck(said, truth, np.eye(4, dtype=np.float32)[said])


@pytest.mark.parametrize(("right", "asked", "chance"), [(0, 0, 0.5), (0, 7, 0.5), (8, 10, 0.5), (7, 12, 1 / 3), (40, 40, 0.5)])
def test_scipy_finds_the_same_odds(right: int, asked: int, chance: float) -> None:
    if asked == 0:
        assert (odds.p_value(0, 0, chance), odds.interval(0, 0)) == (1.0, (0.0, 1.0))
        return
    theirs = binomtest(right, asked, chance, alternative="greater")
    assert odds.p_value(right, asked, chance) == pytest.approx(theirs.pvalue, rel=1e-9)
    wilson = binomtest(right, asked, chance).proportion_ci(method="wilson")
    assert odds.interval(right, asked) == pytest.approx((wilson.low, wilson.high), abs=1e-9)


def test_luck_is_beaten_where_the_odds_say_so() -> None:
    assert odds.needed(12, 0.5) == 10  # P(X >= 10) = 79 / 4096 = 1.9 %, P(X >= 9) = 299 / 4096 = 7.3 %
    assert odds.p_value(10, 12, 0.5) == pytest.approx(79 / 4096)
    assert odds.needed(3, 0.5) is None  # even three of three are 1 in 8
    with pytest.raises(VizlabError, match="from 0 to 3, the questions asked; got 4"):
        odds.p_value(4, 3, 0.5)


@pytest.mark.parametrize("n", [8, 12, 40])
def test_neither_guessing_nor_knowing_the_classes_helps(n: int, deck: rounds.Deck) -> None:
    plan = rounds.right_or_wrong(deck, n, seed=5)
    assert plan == rounds.right_or_wrong(deck, n, seed=5)
    assert plan != rounds.right_or_wrong(deck, n, seed=6)
    assert len({picture for picture, _ in plan}) == n
    for has_map in (False, True):
        pictures = np.array([picture for picture, shown in plan if shown == has_map])
        assert len(pictures) == n / 2
        for label in range(4):
            of_class = pictures[deck.truth[pictures] == label]
            assert deck.is_right[of_class].sum() * 2 == len(of_class)


def test_a_network_without_mistakes_leaves_nothing_to_predict(deck: rounds.Deck) -> None:
    perfect = rounds.Deck(deck.truth, deck.truth, deck.shares)
    with pytest.raises(VizlabError, match="made 2 mistakes at least in the pictures at hand; it made 0"):
        rounds.right_or_wrong(perfect, 8, 0)
    with pytest.raises(VizlabError, match="must be a multiple of 4; got 6"):
        rounds.right_or_wrong(deck, 6, 0)
    with pytest.raises(VizlabError, match="it gets none right"):
        rounds.which_map(rounds.Deck(deck.truth + 1, deck.truth, deck.shares), 8, 0)


def test_the_trained_networks_map_stands_anywhere(deck: rounds.Deck) -> None:
    pictures, orders = rounds.which_map(deck, 300, seed=1)
    assert (pictures, orders) == rounds.which_map(deck, 300, seed=1)
    assert deck.is_right[pictures].all()
    places = np.bincount([order.index(rounds.TRAINED) for order in orders])
    assert len(places) == 3
    assert places.min() > 70  # of 300; below 70 in fewer than 1 of 10,000 draws


def test_the_suspects_are_what_they_are_called(trained) -> None:  # type: ignore[no-untyped-def]
    image, target = trained.images[0].numpy(), int(trained.labels[0])
    before = {name: value.clone() for name, value in trained.model.state_dict().items()}
    found = rounds.suspects(trained.model, image, target, "gradient", seed=2)
    assert tuple(found) == rounds.SUSPECTS
    own = METHODS["gradient"].map(trained.model, trained.images[:1], torch.tensor([target]))[0]
    np.testing.assert_array_equal(found[rounds.TRAINED], own.numpy())
    again, other = (rounds.suspects(trained.model, image, target, "gradient", seed=seed) for seed in (2, 3))
    np.testing.assert_array_equal(found[rounds.UNTRAINED], again[rounds.UNTRAINED])
    assert np.corrcoef(found[rounds.UNTRAINED].ravel(), found[rounds.TRAINED].ravel())[0, 1] < 0.7
    assert not np.array_equal(found[rounds.UNTRAINED], other[rounds.UNTRAINED])
    np.testing.assert_array_equal(found[rounds.EDGES], other[rounds.EDGES])
    assert all(torch.equal(value, before[name]) for name, value in trained.model.state_dict().items())


def test_the_deck_is_what_the_network_says(trained) -> None:  # type: ignore[no-untyped-def]
    pixels, labels = (trained.images[:9] * 255).round().to(torch.uint8).numpy(), trained.labels[:9].numpy()
    found = rounds.deck(trained.model, pixels, labels)
    with torch.no_grad():
        expected = trained.model(torch.from_numpy(pixels).float() / 255).softmax(1)
    np.testing.assert_allclose(found.shares, expected.numpy(), atol=1e-5)
    assert found.said.tolist() == expected.argmax(1).tolist()
    assert found.is_right.tolist() == (found.said == labels).tolist()
