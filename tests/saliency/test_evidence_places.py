"""Where maps point, how alike and how rough they are, against closed cases and other people's code; outlines drawn by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import spearmanr
from skimage.draw import polygon2mask
from skimage.metrics import structural_similarity as skimage_ssim

from vizlab.errors import VizlabError
from vizlab.saliency.evidence import agreement, chance_overlap, mass, outline, overlap, pointing, total_variation
from vizlab.saliency.evidence.likeness import LIKENESSES, chance_variation
from vizlab.saliency.evidence.places import grown, tolerance_px

RNG = np.random.default_rng(0)
MASK = np.zeros((6, 8), bool)
MASK[2:4, 2:5] = True  # 6 of 48 pixels


def at(*places: tuple[int, int]) -> np.ndarray:
    """A map with a one at each of these places."""
    found = np.zeros(MASK.shape)
    for place in places:
        found[place] = 1
    return found


@pytest.mark.parametrize(
    ("saliency", "hit", "near", "share", "iou"),
    [
        (at((2, 2)), 1, 1, 1, None),  # in its corner
        (at((1, 1)), 0, 1, 0, None),  # a pixel beside it
        (at((0, 0)), 0, 0, 0, None),
        (at((2, 2), (0, 0)), 0.5, 0.5, 0.5, None),  # two maxima
        (MASK.astype(float), 1, 1, 1, 1),
        (-MASK.astype(float), 0, 14 / 42, 6 / 48, 0),  # speaks against the object; nothing for anything
        (np.zeros(MASK.shape), 6 / 48, 20 / 48, 6 / 48, None),  # says nothing
        (2 * MASK - at((0, 0)) * 5, 1, 1, 1, 1),  # what speaks against has no part in the mass
    ],
)
def test_closed_cases(saliency: np.ndarray, hit: float, near: float, share: float, iou: float | None) -> None:
    assert pointing(saliency, MASK) == pytest.approx(hit)
    assert pointing(saliency, MASK, tolerance_px=1) == pytest.approx(near)
    assert mass(saliency, MASK) == pytest.approx(share)
    if iou is not None:
        assert overlap(saliency, MASK) == pytest.approx(iou)


def test_dice_score_at_chance() -> None:
    """2,000 maps: standard errors of at most 0.011."""
    dice = RNG.random((2000, 6, 8))
    assert pointing(dice, MASK).mean() == pytest.approx(MASK.mean(), abs=0.03)
    assert pointing(dice, MASK, tolerance_px=1).mean() == pytest.approx(grown(MASK, 1).mean(), abs=0.04)
    assert mass(dice, MASK).mean() == pytest.approx(MASK.mean(), abs=0.005)
    assert overlap(dice, MASK).mean() == pytest.approx(chance_overlap(MASK), abs=0.01)
    assert total_variation(dice).mean() == pytest.approx(chance_variation((6, 8)), rel=0.02)
    assert [tolerance_px(size) for size in ((8, 8), (28, 28), (64, 64), (224, 200), (500, 375))] == [0, 1, 2, 7, 15]


def test_variation_of_even_and_of_checkered_maps() -> None:
    """A checkerboard of 4 x 4: 24 neighbours differ by 1, and 8 ones."""
    checkered = np.indices((4, 4)).sum(axis=0) % 2
    assert total_variation(checkered) == total_variation(7 * checkered) == 24 / 8
    assert total_variation(np.ones((4, 4))) == total_variation(np.zeros((4, 4))) == 0


def test_likenesses_are_those_of_scipy_and_scikit_image() -> None:
    a, b = RNG.integers(0, 4, (9, 12)).astype(float), RNG.normal(size=(9, 12))  # the first with many ties
    assert LIKENESSES["rank correlation"](a, b) == pytest.approx(spearmanr(a.ravel(), b.ravel()).statistic)
    scaled = [(each - each.min()) / (each.max() - each.min()) for each in (a, b)]
    assert LIKENESSES["structure (SSIM)"](a, b) == pytest.approx(skimage_ssim(*scaled, data_range=1), abs=1e-9)
    for alike in LIKENESSES.values():
        np.testing.assert_allclose(alike(np.stack([a, b]), a), [1, alike(b, a)])
    matrix = agreement(np.stack([a, b, -a, np.ones_like(a)]))
    assert matrix[0, 1] == matrix[1, 0] == pytest.approx(LIKENESSES["rank correlation"](a, b))
    assert matrix[0, 2] == pytest.approx(-1)
    assert np.isnan(matrix[3]).all()


def test_an_outline_comes_back_from_its_text_and_encloses_what_scikit_image_says() -> None:
    points = [(float(x), float(y)) for x, y in RNG.uniform(-2, 22, (7, 2)).round(1)]
    again = outline.read(outline.write(points))
    assert again == points
    expected = polygon2mask((18, 20), np.array([(y, x) for x, y in points]))
    np.testing.assert_array_equal(outline.inside(points, (18, 20)), expected)
    angles = np.linspace(0, 2 * np.pi, 500, endpoint=False)
    circle = list(zip((10 + 8 * np.cos(angles)).tolist(), (9 + 8 * np.sin(angles)).tolist(), strict=True))
    few = outline.read(outline.write(circle))
    assert len(few) == outline.MOST_POINTS
    assert (outline.inside(few, (18, 20)) != outline.inside(circle, (18, 20))).sum() <= 4


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("b", "is written as points as x,y"),
        ("1,2,3 4,5 6,7", "is written as points"),
        ("1,2 3,4", "3 to 40 points; got 2"),
        (" ".join(["1,2"] * 41), "3 to 40 points; got 41"),
        ("1,2 3,nan 4,5", "finite numbers"),
    ],
)
def test_wrong_outlines_are_said_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(VizlabError, match=sentence):
        outline.read(text)


def test_outlines_with_nothing_within_or_without_and_wrong_masks_are_said_in_a_sentence() -> None:
    assert outline.read("") == []
    with pytest.raises(VizlabError, match="no pixel within"):
        outline.inside([(0.1, 0.1), (0.2, 0.1), (0.2, 0.2)], (8, 8))
    with pytest.raises(VizlabError, match="all within"):
        outline.inside([(-9, -9), (99, -9), (99, 99), (-9, 99)], (8, 8))
    with pytest.raises(VizlabError, match="mask of the same size"):
        pointing(np.zeros((4, 4)), MASK)
    with pytest.raises(VizlabError, match=r"shape \(m, h, w\)"):
        agreement(MASK)
