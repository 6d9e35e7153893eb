"""From maps to masks (METHODS S22): each way against scikit-image, and against the true masks of Shapes."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from skimage.filters import gaussian, threshold_otsu
from skimage.measure import label
from skimage.segmentation import random_walker

from vizlab import library
from vizlab.data import shapes
from vizlab.errors import VizlabError
from vizlab.saliency import random_walker as walker
from vizlab.saliency import segments

N, SIDE = 3, 24


@pytest.fixture
def maps() -> torch.Tensor:
    """Maps (3, 24, 24) with a bump each, on grain."""
    generator = torch.Generator().manual_seed(0)
    grain = torch.rand(N, SIDE, SIDE, generator=generator, dtype=torch.float64)
    rows, columns = torch.meshgrid(torch.arange(SIDE), torch.arange(SIDE), indexing="ij")
    bumps = [torch.exp(-((rows - at) ** 2 + (columns - 12) ** 2) / 18.0) for at in (5, 12, 18)]
    return torch.stack(bumps) + 0.4 * grain


@pytest.fixture
def pictures() -> torch.Tensor:
    """Pictures (3, 3, 24, 24)."""
    return torch.rand(N, 3, SIDE, SIDE, generator=torch.Generator().manual_seed(1), dtype=torch.float64)


def test_scikit_image_finds_the_same_threshold(maps: torch.Tensor) -> None:
    width = (maps.amax((1, 2)) - maps.amin((1, 2))) / segments.BINS
    for found, values, bin_width in zip(segments.otsu_thresholds(maps), maps, width, strict=True):
        assert float(found) == pytest.approx(threshold_otsu(values.numpy(), nbins=segments.BINS), abs=1.01 * float(bin_width))


def test_scikit_image_walks_the_same_way(pictures: torch.Tensor, maps: torch.Tensor) -> None:
    seeds = torch.full(maps.shape, walker.UNKNOWN, dtype=torch.int8)
    seeds[maps > 1.1], seeds[maps < 0.1] = 1, 0
    found = walker.walk(pictures, seeds, beta=segments.BETA, tolerance=1e-12)
    for picture, marked, probability in zip(pictures, seeds, found, strict=True):
        labels = np.select([marked == 1, marked == 0], [1, 2])
        theirs = random_walker(
            picture.permute(1, 2, 0).numpy(), labels, beta=segments.BETA, mode="bf", return_full_prob=True, channel_axis=-1
        )
        np.testing.assert_allclose(probability.numpy(), theirs[0], atol=1e-8)
    assert (found[seeds == 1] == 1).all()
    assert (found[seeds == 0] == 0).all()
    quick = walker.walk(pictures.float(), seeds, beta=segments.BETA)
    assert ((quick > 0.5) != (found > 0.5)).float().mean() < 0.005
    with pytest.raises(VizlabError, match="needs a seed of the ground in each picture"):
        walker.walk(pictures, (seeds == 1).to(torch.int8) * 2 - 1, beta=1.0)


def test_a_region_is_what_hangs_together_with_the_peak(maps: torch.Tensor, pictures: torch.Tensor) -> None:
    found = segments.segment(maps, pictures, "region growing", share=0.4)
    allowed = segments.segment(maps, pictures, "strongest pixels", share=0.4)
    for region, candidates, values in zip(found, allowed, maps, strict=True):
        parts = label(candidates.numpy(), connectivity=1)
        peak = np.unravel_index(int(values.argmax()), values.shape)
        np.testing.assert_array_equal(region.numpy(), parts == parts[peak])
        assert parts.max() > 1  # so that something was left out


def test_as_many_pixels_are_marked_as_asked_for(maps: torch.Tensor, pictures: torch.Tensor) -> None:
    even = torch.ones_like(maps)
    for share in (0.1, 0.25):
        assert (
            segments.segment(maps, pictures, "strongest pixels", share=share).sum((1, 2)).tolist() == [round(share * SIDE**2)] * N
        )
        assert (
            segments.segment(even, pictures, "strongest pixels", share=share).sum((1, 2)).tolist() == [round(share * SIDE**2)] * N
        )
    with pytest.raises(VizlabError, match="must lie between 0 and 1; got 1"):
        segments.segment(maps, pictures, "Otsu", share=1.0)
    with pytest.raises(VizlabError, match="one of strongest pixels, Otsu, region growing, random walker; got 'scissors'"):
        segments.segment(maps, pictures, "scissors")


def test_scikit_image_blurs_the_same(maps: torch.Tensor) -> None:
    blurred = segments.blurred(maps, 2.0)[0, 6:-6, 6:-6]  # away from the edges, which it mirrors another way
    np.testing.assert_allclose(blurred.numpy(), gaussian(maps[0].numpy(), 2.0, truncate=3.0)[6:-6, 6:-6], atol=1e-10)


def test_the_iou_of_dice_is_as_in_theory() -> None:
    rng = np.random.default_rng(0)
    truth = np.zeros((400, SIDE, SIDE), np.bool_)
    truth[:, 3:12, 5:20] = True
    dice = rng.random(truth.shape) < 0.2
    expected = segments.chance(0.2, float(truth[0].mean()))
    assert segments.iou(dice, truth).mean() == pytest.approx(expected, rel=0.02)
    assert segments.iou(truth, truth).tolist() == [1.0] * 400
    assert segments.iou(~truth[:1], truth[:1]).tolist() == [0.0]
    assert segments.iou(np.zeros_like(truth[:1]), np.zeros_like(truth[:1])).tolist() == [1.0]


def test_every_way_finds_the_objects_that_nobody_has_shown_and_dice_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "MOST", 24)
    model = library.open_model("bundled/shapes-honest")
    found = segments.overlaps(model.network, shapes.Options(), "Grad-CAM", share=0.15, blur_px=2.0)
    for way in segments.WAYS:
        assert found.by_way[way]["Grad-CAM"] > 3.5 * found.scattered
        assert found.by_way[way]["random map"] < 1.5 * found.scattered
    assert found.by_way["random walker"]["Grad-CAM"] > 0.5
