"""One map of one picture: what is counted while it is made, what is expected before, and what speaks for it after."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from vizlab.saliency import METHODS, explain
from vizlab.saliency.effort import PASSES, expected_s, passes
from vizlab.saliency.explanation import rank
from vizlab.saliency.layers import map_layers
from vizlab.saliency.proof import CHECKS, prove

SHAPE = (1, 12, 10)
CHEAP = {"n_samples": 5, "path_steps": 7, "window": 0.3, "stride": 0.7, "n_masks": 11, "n_maps": 3}


def cheap(method: str) -> dict[str, Any]:
    return {name: value for name, value in CHEAP.items() if name in METHODS[method].options}


@pytest.fixture
def network() -> nn.Module:
    torch.manual_seed(0)
    convolutions = (nn.Conv2d(1, 4, 3, padding=1), nn.ReLU(), nn.Conv2d(4, 4, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(2))
    return nn.Sequential(*convolutions, nn.Flatten(), nn.Linear(16, 3)).requires_grad_(False)


@pytest.fixture
def image() -> torch.Tensor:
    return torch.rand(SHAPE, generator=torch.Generator().manual_seed(1))


def test_as_many_pictures_pass_as_were_expected(network: nn.Module, image: torch.Tensor) -> None:
    for method in METHODS:
        told = [0]
        explain(network, image, 2, method, tell=told.append, **cheap(method))
        expected = passes(network, SHAPE, method, cheap(method))
        assert told == sorted(told)
        assert told[-1] == expected if method in PASSES else told[-1] <= 2, method
        assert expected_s(network, SHAPE, method, cheap(method), 0.5) >= expected * 0.5
    assert not network._forward_hooks


def test_who_is_told_may_end_the_work(network: nn.Module, image: torch.Tensor) -> None:
    class Enough(BaseException):
        """Not an error: Streamlit ends a run so."""

    def tell(done: int) -> None:
        raise Enough

    for method in METHODS:
        if METHODS[method].is_control:
            continue
        with pytest.raises(Enough):
            explain(network, image, 2, method, tell=tell, **cheap(method))
    assert not any(module._forward_hooks for module in network.modules())
    assert not network[1].inplace
    assert not any(parameter.requires_grad for parameter in network.parameters())


def test_ranks_begin_at_one_and_ties_share_the_best() -> None:
    values = np.array([[3.0, 1.0], [1.0, -2.0]])
    assert [rank(values, at) for at in ((0, 0), (0, 1), (1, 0), (1, 1))] == [1, 2, 2, 4]


def test_a_method_is_checked_by_what_must_hold_of_it(network: nn.Module, image: torch.Tensor) -> None:
    corner = np.zeros(SHAPE[1:], bool)
    corner[:4, :4] = True
    for method in METHODS:
        found = explain(network, image, 2, method, **cheap(method))
        proof = prove(network, image, 2, method, found.values, mask=corner, **cheap(method))
        assert (proof.error is not None) == (method in CHECKS)
        assert 0 < proof.deletion < 1
        assert 0 < proof.insertion < 1
        assert proof.mass == pytest.approx(found.values.clip(0)[corner].sum() / found.values.clip(0).sum(), rel=1e-4)
        assert proof.hit == corner.ravel()[found.values.argmax()]
    assert prove(network, image, 2, "gradient", found.values).hit is None


def test_the_checks_are_small_for_right_maps_and_a_wrong_sum_is_seen(network: nn.Module, image: torch.Tensor) -> None:
    for method, limit in {"gradient": 1e-5, "integrated gradients": 0.01, "LRP-ε": 1e-4}.items():
        options = {"path_steps": 256} if method == "integrated gradients" else {}
        found = explain(network, image, 2, method, **options)
        assert prove(network, image, 2, method, found.values, **options).error < limit  # type: ignore[operator]
        wrong = prove(network, image, 2, method, 1.25 * found.values, **options).error
        assert wrong == pytest.approx(0.25, abs=0.02) or method != "integrated gradients"


def test_layers_that_give_maps_once() -> None:
    torch.manual_seed(0)
    shared = nn.Conv2d(2, 2, 1)
    block = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU())
    network = nn.Sequential(block, shared, shared, nn.Flatten(), nn.Linear(32, 2))
    assert map_layers(network, np.zeros((1, 6, 6), np.float32)) == ["0", "0.0"]
