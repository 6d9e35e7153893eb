from __future__ import annotations

import numpy as np
import pytest
from figure_samples import CLASSES, COUNTS

from vizlab.figures import matrices


def test_rows_are_true_and_columns_predicted() -> None:
    figure = matrices.confusion(COUNTS, CLASSES)
    cells = figure.data[0]
    assert cells.z[0][1] == pytest.approx(0.2)
    assert cells.z[1][0] == pytest.approx(0.1)
    assert cells.customdata[0][1] == "2 of 10 pictures of “shirt” were taken for “dress” (20.0 %)"
    assert cells.customdata[1][1] == "5 of 10 pictures of “dress” were recognised (50.0 %)"
    assert (figure.layout.xaxis.title.text, figure.layout.yaxis.title.text) == ("predicted class", "true class")
    assert figure.layout.yaxis.range[0] > figure.layout.yaxis.range[1]  # the first class is on top


def test_a_swapped_matrix_is_another_figure() -> None:
    right, swapped = (matrices.confusion(counts, CLASSES).data[0] for counts in (COUNTS, COUNTS.T))
    assert not np.allclose(right.z, swapped.z)


def test_written_counts_stand_in_their_cells() -> None:
    written = {}
    for trace in matrices.confusion(COUNTS, CLASSES).data[1:]:
        written |= {(int(y), int(x)): text for x, y, text in zip(trace.x, trace.y, trace.text, strict=True)}
    assert written == {(0, 0): "8", (0, 1): "2", (1, 0): "1", (1, 1): "5", (1, 2): "4"}


def test_a_class_without_pictures_is_no_division_by_zero() -> None:
    cells = matrices.confusion(COUNTS, CLASSES).data[0]
    assert list(cells.z[2]) == [0, 0, 0]
    assert cells.customdata[2][0] == "no pictures of “bag” were tested"


def test_many_classes_are_not_written_into() -> None:
    size = matrices.MOST_WRITTEN + 1
    assert len(matrices.confusion(np.eye(size, dtype=int), [str(i) for i in range(size)]).data) == 1


@pytest.mark.parametrize(("n", "text"), [(999, "999"), (1000, "1.0k"), (9940, "9.9k"), (9960, "10k"), (12345, "12k")])
def test_large_counts_are_short(n: int, text: str) -> None:
    figure = matrices.confusion(np.array([[n]]), ["a"])
    assert list(figure.data[2].text) == [text]
    assert f"{n:,} of" in figure.data[0].customdata[0][0]


@pytest.mark.parametrize("counts", [np.ones((2, 3)), np.array([[1, -1, 0]] * 3)])
def test_counts_that_do_not_fit_are_refused(counts: np.ndarray) -> None:
    with pytest.raises(ValueError, match="3 x 3 counts"):
        matrices.confusion(counts, CLASSES)
