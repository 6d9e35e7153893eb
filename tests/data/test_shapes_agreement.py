"""What is planted in the Shapes, as the bench measures it, and the neighbour's vote against scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.neighbors import KNeighborsClassifier

from vizlab.data import agreement, neighbours, shapes


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"shortcut": "tag", "agreement": 1.0}, 1.0),
        ({"shortcut": "tag", "agreement": 0.5}, 0.5),
        ({"shortcut": "background", "agreement": 0.0}, 0.0),
        ({"texture": "of the class"}, 1.0),
        ({"texture": "of another class"}, 0.0),
        ({"shortcut": "tag", "agreement": 0.3, "texture": "of the class"}, 0.3),
    ],
)
def test_the_measured_share_is_the_one_that_is_planted(options: dict[str, object], said: float) -> None:
    found = agreement.agreement(shapes.Options(**options), 3, 512)  # type: ignore[arg-type]
    assert found is not None
    assert found.said == said
    assert found.is_as_said
    assert found.measured == pytest.approx(said, abs=4 * np.sqrt(0.25 / 512))
    assert np.mean(found.by_class) == pytest.approx(found.measured, abs=0.02)


def test_where_nothing_is_planted_there_is_nothing_to_measure() -> None:
    assert agreement.agreement(shapes.Options(), 0) is None


def test_a_tag_that_is_left_out_is_not_seen() -> None:
    found = agreement.agreement(shapes.Options(shortcut="tag", place="none"), 0, 64)
    assert found is not None
    assert not found.is_seen


def test_a_share_far_from_what_is_said_is_noticed() -> None:
    assert not agreement.Agreement(0.5, 0.6, 0.02, (), 625, True).is_as_said


def test_images_are_told_apart_by_class() -> None:
    drawn = shapes.draw(64, shapes.Options(shortcut="tag", second=True), 0)
    chosen = agreement.by_class(drawn, 3)
    assert all((drawn.labels[row] == index).all() and len(row) == 3 for index, row in enumerate(chosen))
    words = agreement.describe(drawn, 5)
    assert words.startswith(f"{shapes.CLASSES[drawn.labels[5]]} and {shapes.CLASSES[drawn.second_labels[5]]}")
    assert words.endswith(f"the cue says {shapes.CLASSES[drawn.cues[5]]}")


def test_the_nearest_neighbour_is_that_of_scikit_learn() -> None:
    rng = np.random.default_rng(0)
    points, labels = rng.normal(size=(150, 4)).astype(np.float32), rng.integers(0, 3, 150)
    points[:, 0] += labels
    right = [
        KNeighborsClassifier(1).fit(np.delete(points, at, 0), np.delete(labels, at)).predict(points[at : at + 1])[0] == labels[at]
        for at in range(150)
    ]
    assert neighbours.neighbour_accuracy(points, labels) == pytest.approx(np.mean(right))
