"""Integrated gradients: completeness, closed forms of the path and of the baselines; against Captum see test_oracles."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from scipy import ndimage
from torch import nn

from vizlab.errors import VizlabError
from vizlab.models import build
from vizlab.recipes import Recipe
from vizlab.saliency import BASELINES, PATH_RULES, completeness, gradient_times_input, integrated_gradients
from vizlab.saliency.baselines import BLUR, baseline_of


@pytest.mark.parametrize("baseline", BASELINES)
def test_the_map_adds_up_to_the_rise_of_the_score(baseline: str, trained: Any) -> None:
    """To one per cent on a trained network, where the score rises at all; more points, smaller gap."""
    x, t = trained.images[:24], trained.labels[:24]
    maps = {n: integrated_gradients(trained.model, x, t, baseline=baseline, path_steps=n, seed=2) for n in (4, 128)}
    found = {n: completeness(trained.model, x, t, maps[n], baseline=baseline, seed=2) for n in maps}
    with torch.no_grad():
        scores = [trained.model(z).gather(1, t[:, None])[:, 0] for z in (x, baseline_of(x, baseline, 2))]
    torch.testing.assert_close(found[4].rise, scores[0] - scores[1], rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(found[4].found, maps[4].sum(dim=(1, 2)))
    rises = found[4].rise.abs() > 1
    assert rises.sum() > 12
    assert found[128].gap[rises].max() < 0.01
    assert found[128].gap[rises].mean() < found[4].gap[rises].mean()


def test_a_half_of_the_map_is_not_complete(trained: Any) -> None:
    x, t = trained.images[:1], trained.labels[:1]
    half = 0.5 * integrated_gradients(trained.model, x, t, path_steps=128)
    assert completeness(trained.model, x, t, half).gap.item() == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("rule", PATH_RULES)
def test_on_a_straight_line_two_points_are_enough(rule: str) -> None:
    """Closed form: scores W x + b give W (x - x'), which from black is gradient times input."""
    model = build(Recipe(model="logistic regression"), (3, 4, 5), 2)
    images, targets = torch.rand(2, 3, 4, 5), torch.tensor([1, 0])
    weights = model.get_parameter("linear.weight").detach().view(2, 3, 4, 5)[targets]
    found = integrated_gradients(model, images, targets, path_steps=2, path_rule=rule, baseline="mean")
    torch.testing.assert_close(found, (weights * (images - images.mean(dim=(2, 3), keepdim=True))).sum(dim=1))
    black = integrated_gradients(model, images, targets, path_steps=2, path_rule=rule)
    torch.testing.assert_close(black, gradient_times_input(model, images, targets))


def test_the_blur_is_a_gaussian_and_the_noise_repeats() -> None:
    images = torch.rand(2, 3, 24, 33)
    expected = ndimage.gaussian_filter(images.numpy(), (0, 0, BLUR * 24, BLUR * 24), mode="nearest", truncate=3.0)
    np.testing.assert_allclose(baseline_of(images, "blur", 0).numpy(), expected, atol=1e-6)
    assert torch.equal(baseline_of(images, "noise", 3), baseline_of(images, "noise", 3))
    assert not torch.equal(baseline_of(images, "noise", 3), baseline_of(images, "noise", 4))


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"path_steps": 1}, "cut at 2 to 512 points; got 1"),
        ({"path_steps": 513}, "got 513"),
        ({"path_rule": "Simpson"}, "one of midpoint, trapezoid; got 'Simpson'"),
        ({"baseline": "white"}, "one of black, blur, noise, mean; got 'white'"),
    ],
)
def test_wrong_options_are_said_in_a_sentence(
    options: dict[str, Any], sentence: str, model: nn.Module, images: torch.Tensor, targets: torch.Tensor
) -> None:
    with pytest.raises(VizlabError, match=sentence):
        integrated_gradients(model, images, targets, **options)
