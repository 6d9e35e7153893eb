"""The quiz: three different answers, one of them what the network said."""

from __future__ import annotations

from typing import Any

from vizlab.training.quiz import question

REPORT: dict[str, Any] = {
    "confusion": [[5, 1, 0, 3], [0, 9, 0, 0], [2, 0, 7, 0], [0, 0, 0, 9]],
    "mistakes": [
        {"index": 40, "label": 0, "predicted": 3, "probability": 0.9},
        {"index": 41, "label": 2, "predicted": 0, "probability": 0.6},
    ],
}


def test_a_question_offers_the_answer_the_truth_and_the_likeliest_other_class() -> None:
    asked = question(REPORT, 1)
    assert asked is not None
    assert (asked.index, asked.truth, asked.said) == (40, 0, 3)
    assert sorted(asked.options) == [0, 1, 3]


def test_questions_begin_with_the_least_confident_and_come_round() -> None:
    assert [question(REPORT, number).index for number in range(4)] == [41, 40, 41, 40]  # type: ignore[union-attr]


def test_the_answer_is_not_always_in_the_same_place() -> None:
    asked = [question(REPORT, number) for number in range(0, 40, 2)]
    places = {found.options.index(found.said) for found in asked if found}
    assert places == {0, 1, 2}


def test_without_mistakes_or_a_third_class_there_is_no_question() -> None:
    assert question(REPORT | {"mistakes": []}, 0) is None
    assert question(REPORT | {"confusion": [[1, 1], [0, 2]]}, 0) is None
