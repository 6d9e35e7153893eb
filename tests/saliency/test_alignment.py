"""Attention where the true alignment is known: it comes to lie there, and so does what really counts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from vizlab.errors import VizlabError
from vizlab.saliency import alignment

DIGITS = "3141592653"
LESSONS: dict[tuple[str, str], Any] = {}


def lesson(task: str, score: str) -> Any:
    """Learned once for all tests."""
    if (task, score) not in LESSONS:
        LESSONS[task, score] = alignment.lesson(task, score, seed=0)
    return LESSONS[task, score]


@pytest.mark.parametrize("score", alignment.SCORES)
@pytest.mark.parametrize("task", alignment.TASKS)
def test_attention_comes_to_lie_on_the_true_alignment(task: str, score: str) -> None:
    kept = lesson(task, score)
    (right, mass), (right_at_first, mass_at_first) = (alignment.examined(weights, task, score) for weights in (kept[-1], kept[0]))
    assert right > 0.99
    assert right_at_first < 0.2  # of ten digits
    assert mass > 0.7
    assert mass_at_first == pytest.approx(0.1, abs=0.03)  # 1/n: everywhere alike


@pytest.mark.parametrize("score", alignment.SCORES)
def test_rows_sum_up_to_one_and_the_effect_lies_where_it_must(score: str) -> None:
    for digits in (DIGITS, "42"):
        found = alignment.read(lesson("reverse", score)[-1], digits, "reverse", score)
        np.testing.assert_allclose(found.attention.sum(axis=1), 1, atol=1e-6)
        assert "".join(map(str, found.said)) == digits[::-1]
        assert found.place.tolist() == list(range(len(digits) - 1, -1, -1))
        assert found.true_effect > 0.95


def test_the_effect_is_that_of_other_digits() -> None:
    """By hand: the mean change of the answer at one place over the nine other digits at another."""
    weights = lesson("reverse", "dot product")[3]  # half taught: effects lie everywhere
    found = alignment.read(weights, "7031", "reverse", "dot product")

    def answer(digits: str) -> torch.Tensor:
        return alignment._answer(weights, alignment.parsed(digits), "dot product")[0].softmax(dim=2)[0, 2]

    plain = answer("7031")
    changes = [float((answer(f"7{digit}31") - plain).abs().sum() / 2) for digit in range(1, 10)]
    assert found.effect[2, 1] == pytest.approx(np.mean(changes), abs=1e-6)


def test_the_tasks_are_the_permutations_that_they_are_called_after() -> None:
    asked = {task: "".join("abcde"[at] for at in place(5)) for task, place in alignment.TASKS.items()}
    assert asked == {"reverse": "edcba", "copy": "abcde", "swap neighbours": "badce"}


def test_the_same_seed_learns_the_same_and_the_dice_of_others_stay() -> None:
    state = torch.get_rng_state()
    again = alignment.lesson("reverse", "dot product", seed=0)
    assert torch.equal(torch.get_rng_state(), state)
    assert all(torch.equal(again[-1][name], each) for name, each in lesson("reverse", "dot product")[-1].items())


@pytest.mark.parametrize("digits", ["", "7", "12a", "1" * 11, "１２", "1 2"])
def test_only_two_to_ten_digits_are_read(digits: str) -> None:
    with pytest.raises(VizlabError, match="Type 2 to 10 digits"):
        alignment.parsed(digits)
