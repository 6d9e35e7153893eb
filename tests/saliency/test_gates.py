"""What gates do to gradients: exactly what torch finds, and what can be said in a sentence each."""

from __future__ import annotations

import itertools

import pytest

from vizlab.saliency import gates


@pytest.mark.parametrize("point", list(itertools.product((-2.0, 0.5, 3.0), (-1.5, 0.0, 4.0), (-6.0, 1.0), (-3.0, 0.5))))
def test_the_rules_alone_give_exactly_what_autograd_gives(point: tuple[float, ...]) -> None:
    found = gates.flow(*point)
    x, w, y, b = point
    assert found.values["f"] == max(max(x * w, y) + b, 0)
    assert {name: found.gradients[name] for name in "xwyb"} == gates.by_autograd(*point)
    if not gates.is_corner(*point):
        assert gates.gap(found.gradients, gates.by_difference(*point)) < 1e-6


def test_a_product_gives_the_small_input_the_large_gradient() -> None:
    found = gates.flow(0.5, 4, 1, 0.5)
    assert (found.gradients["x"], found.gradients["w"]) == (4, 0.5)
    swapped = gates.flow(4, 0.5, 1, 0.5)
    assert (swapped.gradients["x"], swapped.gradients["w"]) == (0.5, 4)


def test_a_maximum_routes_a_sum_distributes_and_a_relu_switches() -> None:
    routed = gates.flow(0.5, 4, 3, 0.5)  # now y is the larger
    assert [routed.gradients[name] for name in ("y", "x · w", "x", "w")] == [1, 0, 0, 0]
    assert routed.gradients["max"] == routed.gradients["b"] == routed.gradients["sum"] == 1
    assert set(gates.flow(0.5, 4, 3, -3).gradients.values()) == {0, 1}  # shut: only f itself has a gradient
    assert gates.is_corner(0.5, 4, 2, 0.5)
    assert gates.flow(0.5, 4, 2, 0.5).gradients["y"] == 0.5
