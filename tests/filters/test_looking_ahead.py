"""Causal, dilated and masked convolutions: what outputs depend on, measured by autograd, against what they may."""

from __future__ import annotations

import numpy as np
import pytest

from vizlab.errors import VizlabError
from vizlab.filters.causal import dilation, masks
from vizlab.filters.causal.masks import Stack


def test_ten_dilated_layers_see_1024_samples_and_nothing_of_the_future() -> None:
    """METHODS C40: 64 ms at 16 kHz; five blocks see about 300 ms."""
    dilated = dilation.dilations(10)
    assert dilated == [2**layer for layer in range(10)]
    assert dilation.field(2, dilated) == 1024
    assert 1000 * dilation.field(2, dilated) / dilation.HERTZ == 64
    assert 1000 * dilation.field(2, dilation.dilations(10, blocks=5)) / dilation.HERTZ == pytest.approx(300, abs=25)
    times, sizes = dilation.influence(2, dilated, causal=True, seed=0)
    np.testing.assert_array_equal(times[sizes > 0], np.arange(-1023, 1))
    assert (sizes[times > 0] == 0).all()


@pytest.mark.parametrize(("k", "depth", "growth", "blocks"), [(2, 4, 2, 1), (3, 3, 2, 2), (3, 4, 1, 1)])
def test_the_measured_field_is_that_on_paper(k: int, depth: int, growth: int, blocks: int) -> None:
    dilated = dilation.dilations(depth, growth, blocks)
    times, sizes = dilation.influence(k, dilated, causal=True, seed=1)
    assert (sizes > 0).sum() == dilation.field(k, dilated) == -min(below for *_, below in dilation.tree(k, dilated)) + 1
    times, sizes = dilation.influence(k, dilated, causal=False, seed=1)
    assert (sizes > 0).sum() == dilation.field(k, dilated)
    assert sizes[times > 0].max() > 0


def test_the_tree_is_that_of_the_layers() -> None:
    edges = dilation.tree(2, [1, 2])
    assert edges == [(2, 0, 0), (2, 0, -2), (1, -2, -2), (1, -2, -3), (1, 0, 0), (1, 0, -1)]
    with pytest.raises(VizlabError, match="1 or more; got 0"):
        dilation.dilations(0)


@pytest.mark.parametrize("k", [3, 5])
def test_the_jacobian_is_strictly_lower_triangular(k: int) -> None:
    """METHODS C41: with A first; with B alone the diagonal comes in; exactly what the masks' steps reach, and all of it."""
    stack = Stack(side=6, k=k, depth=2)
    found = masks.jacobian(stack)
    assert (np.triu(found) == 0).all()
    np.testing.assert_array_equal(found != 0, masks.reach(stack))
    told = Stack(side=6, k=k, depth=2, first="B")
    assert (np.diag(masks.jacobian(told)) != 0).all()
    assert (np.triu(masks.jacobian(told), 1) == 0).all()
    assert not masks.later(told).diagonal().any()
    assert masks.later(stack).diagonal().all()


def test_deep_stacks_keep_a_blind_spot_to_the_upper_right() -> None:
    stack = Stack(side=7, k=3, depth=7)
    kinds = masks.regions(masks.jacobian(stack) != 0, 3 * 7 + 2, 7)
    assert kinds[3, 2] == 0  # itself
    assert kinds[2].tolist() == [2, 2, 2, 2, 1, 1, 1]  # one row up, one to the right is the last that is seen
    assert kinds[1].tolist() == [2, 2, 2, 2, 2, 1, 1]
    assert (kinds[4:] == 0).all()


def test_masks_are_those_of_the_source() -> None:
    assert masks.mask(3, "A").astype(int).tolist() == [[1, 1, 1], [1, 0, 0], [0, 0, 0]]
    assert masks.mask(3, "B").astype(int).tolist() == [[1, 1, 1], [1, 1, 0], [0, 0, 0]]
    with pytest.raises(VizlabError, match="odd side"):
        masks.mask(4, "A")
