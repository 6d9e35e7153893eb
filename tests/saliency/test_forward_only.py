"""Occlusion, RISE and Score-CAM, which ask for answers alone, against the plain loops of their papers."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from vizlab.errors import VizlabError
from vizlab.models import build
from vizlab.recipes import Recipe
from vizlab.saliency import METHODS, occlusion, rise, score_cam
from vizlab.saliency.layers import response
from vizlab.saliency.rise import OPEN, draw_masks


def test_occluding_a_linear_network_takes_what_lay_under_the_window() -> None:
    """METHODS S14, closed form: with black windows side by side, the fall is the sum of w x under each."""
    model = build(Recipe(model="logistic regression"), (1, 6, 6), 2)
    images, targets = torch.rand(2, 1, 6, 6), torch.tensor([1, 0])
    products = model.get_parameter("linear.weight").detach().view(2, 1, 6, 6)[targets] * images
    expected = 9 * F.avg_pool2d(products, 3).repeat_interleave(3, dim=2).repeat_interleave(3, dim=3)[:, 0]
    found = occlusion(model, images, targets, window=0.5, stride=1.0, fill="black")
    torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-5)


def test_occlusion_is_the_mean_over_windows_one_by_one(model: nn.Module, images: torch.Tensor, targets: torch.Tensor) -> None:
    model.eval()
    image, target, side, step = images[:1, :, :13], int(targets[0]), 6, 4
    model = nn.Sequential(*list(model)[:2], nn.AdaptiveAvgPool2d(4), *list(model)[2:])  # type: ignore[call-overload]
    falls, counts = torch.zeros(13, 16), torch.zeros(13, 16)
    with torch.no_grad():
        for top in (0, 4, 8):
            for left in (0, 4, 8, 12):
                covered = image.clone()
                covered[..., top : top + side, left : left + side] = image.mean(dim=(2, 3), keepdim=True)
                falls[top : top + side, left : left + side] += (model(image) - model(covered))[0, target]
                counts[top : top + side, left : left + side] += 1
    found = occlusion(model, image, targets[:1], window=side / 13, stride=step / side)
    torch.testing.assert_close(found[0], falls / counts, rtol=1e-3, atol=1e-5)


def test_rise_is_the_mean_of_masks_times_answers(trained: Any) -> None:
    images, labels = trained.images[:2], trained.labels[:2]
    masks = draw_masks(images, n_masks=30, seed=4).at(torch.arange(30))
    expected = torch.zeros(2, 8, 8)
    with torch.no_grad():
        for i, mask in ((i, mask) for i in range(2) for mask in masks):
            expected[i] += trained.model(images[i : i + 1] * mask).softmax(dim=1)[0, labels[i]] * mask / (30 * OPEN)
    torch.testing.assert_close(rise(trained.model, images, labels, n_masks=30, seed=4), expected, rtol=1e-4, atol=1e-6)


def test_the_masks_of_rise_are_half_open_smooth_and_moved() -> None:
    masks = draw_masks(torch.zeros(1, 1, 70, 63), n_masks=400, seed=0).at(torch.arange(400))
    assert masks.shape == (400, 70, 63)
    assert 0 <= masks.min() <= masks.max() <= 1
    assert abs(masks.mean().item() - OPEN) < 0.02
    assert masks.mean(dim=0).std() < 0.06  # no place is open more often than another
    assert masks.diff(dim=1).abs().max() <= 0.1001  # a cell is ten pixels high


def test_the_grain_of_rise_falls_with_more_masks(trained: Any) -> None:
    images, labels = trained.images[:8], trained.labels[:8]

    def disagreement(n_masks: int) -> float:
        maps = [rise(trained.model, images, labels, n_masks=n_masks, seed=seed) for seed in (0, 1)]
        return (maps[0] - maps[1]).norm().item()

    assert disagreement(800) < 0.4 * disagreement(50)  # a quarter, but for luck


def test_score_cam_weighs_each_map_by_the_picture_seen_through_it(trained: Any) -> None:
    images, labels = trained.images[:3], trained.labels[:3]
    layer = response(trained.model)
    assert layer == "block2.activation"
    with torch.no_grad():
        for i in range(3):
            maps = trained.model[:1](images[i : i + 1])
            for part in list(trained.model[1])[:3]:
                maps = part(maps)
            scores = []
            for one in maps[0]:
                mask = F.interpolate(one[None, None], size=(8, 8), mode="bilinear")
                mask = (mask - mask.min()) / (mask.max() - mask.min()) if mask.max() > mask.min() else 0 * mask
                scores.append(trained.model(images[i : i + 1] * mask)[0, labels[i]])
            expected = torch.einsum("k,khw->hw", torch.stack(scores).softmax(dim=0), maps[0]).relu()
            found = score_cam(trained.model, images[i : i + 1], labels[i : i + 1], upsample=False)[0]
            torch.testing.assert_close(found, expected, rtol=1e-3, atol=1e-5)


def test_of_many_maps_those_that_vary_most_are_weighed(trained: Any) -> None:
    images, labels = trained.images[:4], trained.labels[:4]
    everything = score_cam(trained.model, images, labels)
    assert torch.equal(score_cam(trained.model, images, labels, n_maps=16), everything)
    some = score_cam(trained.model, images, labels, n_maps=8)
    assert not torch.equal(some, everything)
    assert F.cosine_similarity(some.flatten(1), everything.flatten(1)).min() > 0.8


@pytest.mark.parametrize(
    ("name", "options", "sentence"),
    [
        ("occlusion", {"window": 0.0}, "more than 0 and at most 1 of the picture's shorter side; got 0.0"),
        ("occlusion", {"stride": 1.5}, "more than 0 and at most 1 window.*; got 1.5"),
        ("occlusion", {"fill": "white"}, "one of black, blur, noise, mean; got 'white'"),
        ("RISE", {"n_masks": 0}, "through 1 to 8000 masks; got 0"),
        ("Score-CAM", {"n_maps": 0}, "at least one map; got 0"),
    ],
)
def test_wrong_options_are_said_in_a_sentence(
    name: str, options: dict[str, Any], sentence: str, model: nn.Module, images: torch.Tensor, targets: torch.Tensor
) -> None:
    with pytest.raises(VizlabError, match=sentence):
        METHODS[name].map(model, images, targets, **options)


def test_too_many_windows_are_refused_before_they_are_made() -> None:
    with pytest.raises(VizlabError, match="4096 windows at most; got 4225"):
        occlusion(nn.Flatten(), torch.zeros(1, 1, 65, 65), torch.tensor([0]), window=0.001)
