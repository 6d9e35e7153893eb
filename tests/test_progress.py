"""Curves stay small however long the work runs, and what they show is what was added."""

from __future__ import annotations

import pytest

from vizlab.progress import POINTS, Curve, Curves, Step


def drawn(values: list[float]) -> list[tuple[float, float]]:
    curve = Curve()
    for x, y in enumerate(values, start=1):
        curve.add(float(x), y)
    return curve.points()


def test_a_short_curve_is_kept_point_by_point() -> None:
    values = [float(i * i) for i in range(POINTS - 1)]
    assert drawn(values) == [(x, y) for x, y in enumerate(values, start=1)]
    assert drawn([]) == []


@pytest.mark.parametrize("n", [1, 2, 159, 160, 161, 319, 320, 321, 322, 1000, 1279, 1280, 12_345])
def test_a_long_curve_holds_means_of_equal_blocks(n: int) -> None:
    """Closed form: blocks of 2^k, the smallest with fewer than `POINTS` whole ones; each at its end; the last point exact."""
    values = [float((7 * i) % 101) for i in range(n)]
    block = 1
    while n // block >= POINTS:
        block *= 2
    blocks = [values[start : start + block] for start in range(0, n - n % block, block)]
    expected = [((index + 1.0) * block, sum(part) / block) for index, part in enumerate(blocks)]
    if expected and expected[-1][0] == n:
        expected.pop()  # the last point stands as it was measured
    expected.append((float(n), values[-1]))
    found = drawn(values)
    assert [x for x, _ in found] == [x for x, _ in expected]
    assert [y for _, y in found] == pytest.approx([y for _, y in expected], rel=1e-12)


def test_no_curve_outgrows_its_limit_and_the_last_point_is_always_the_last() -> None:
    curve = Curve()
    for x in range(3000):
        y = float((x * 37) % 1009)
        curve.add(float(x), y)
        points = curve.points()
        assert len(points) <= POINTS + 1
        assert points[-1] == (x, y)
        assert [place for place, _ in points] == sorted({place for place, _ in points})


def test_looking_changes_nothing() -> None:
    watched, alone = Curve(), Curve()
    for x in range(500):
        watched.add(float(x), float(x))
        alone.add(float(x), float(x))
        watched.points().clear()
    assert watched.points() == alone.points()


def test_curves_are_kept_by_name_at_their_place() -> None:
    curves = Curves()
    curves.add(Step(1, 10, "training", values={"loss": 2.0}))
    curves.add(Step(2, 10, "training", values={"loss": 1.0, "accuracy": 0.5}, at=0.2))
    curves.add(Step(3, 10, "training"))
    assert curves.series() == {"loss": [(1, 2.0), (0.2, 1.0)], "accuracy": [(0.2, 0.5)]}
