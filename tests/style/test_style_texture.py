"""Textures: matched without being copied, tiles without seams, and measures that know what they measure."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from numpy.typing import NDArray

from vizlab.frames import Frames
from vizlab.images import decode
from vizlab.style import series, transfer
from vizlab.style.texture import statistics
from vizlab.style.texture.ladder import KIND, LadderRecipe, climb
from vizlab.style.texture.phase import random_phase
from vizlab.style.texture.seam import seam, tiled
from vizlab.style.texture.synthesis import fell_to, source, style_distances, synthesis

GRAVEL = synthesis("texture/Gravel", "bundled/cifar-cnn", source_px=48, steps=120)
Pixels = NDArray[np.uint8]


def grown() -> Pixels:
    run = Frames(transfer.KIND, GRAVEL)
    if run.record() is None:
        for _ in transfer.stylize(GRAVEL):
            pass
    return decode(run.read()[-1].arrays["picture"])


def noise(h: int, w: int, seed: int = 0) -> Pixels:
    return np.random.default_rng(seed).integers(0, 256, (h, w, 3), dtype=np.uint8)


def waves(angle: float, h: int = 48, w: int = 64, cycles_px: float = 1 / 8) -> Pixels:
    rows, columns = np.indices((h, w))
    phase = 2 * np.pi * cycles_px * (columns * np.cos(np.radians(angle)) + rows * np.sin(np.radians(angle)))
    return np.repeat((127 + 100 * np.sin(phase))[:, :, None], 3, axis=2).astype(np.uint8)


def test_a_texture_has_the_grams_of_its_source_and_none_of_its_pixels() -> None:
    texture, original = grown(), source(GRAVEL)
    assert fell_to(GRAVEL, texture) <= 1e-3
    assert fell_to(GRAVEL, original) <= 1e-3  # the source itself; its edges are not those of a tile
    assert abs(statistics.correlation(texture, original)) < 0.1
    assert statistics.best_match(statistics.middle(texture, original), original) < 0.6
    assert statistics.spectrum_distance(texture, original) < statistics.spectrum_distance(noise(48, 48), original) / 2


def test_a_tile_has_no_seam_where_its_source_has_one() -> None:
    assert seam(grown()).ratio < 1.15
    assert seam(source(dataclasses.replace(GRAVEL, style="texture/Tissue"))).ratio > 1.5
    board = np.repeat((np.indices((8, 8)).sum(0) % 2 * 255)[:, :, None], 3, axis=2).astype(np.uint8)
    assert seam(board) == pytest.approx(seam(tiled(board, 2)))
    ramp = np.repeat(np.arange(11)[None, :, None] * 20, 3, axis=2).repeat(11, axis=0).astype(np.uint8)
    assert seam(ramp).inside == pytest.approx(10)  # 20 across, 0 down
    assert seam(ramp).across == pytest.approx(100)  # 200 across, 0 down


def test_a_spectrum_alone_does_not_make_the_texture() -> None:
    large = source(synthesis("texture/Gravel", source_px=128))
    assert statistics.spectrum_distance(random_phase(large, 1), large) < 1
    control = random_phase(source(GRAVEL), 1)
    assert fell_to(GRAVEL, control) > 5 * fell_to(GRAVEL, grown())


def test_random_phases_keep_the_power_of_a_picture_that_repeats_and_the_correlation_of_its_colours() -> None:
    dice = np.random.default_rng(3)
    field = np.fft.ifft2(np.fft.fft2(dice.standard_normal((32, 32))) * np.hypot(*np.indices((32, 32))).clip(1) ** -1).real
    pattern = (128 + 20 * field / field.std())[:, :, None] * np.array([1.0, 0.5, 0.25])
    turned = random_phase(np.tile(pattern.astype(np.uint8), (2, 2, 1)), 5)
    wanted, found = (
        np.abs(np.fft.fft2(x[:, :, 0].astype(float)))[1:9, 1:9] for x in (np.tile(pattern.astype(np.uint8), (2, 2, 1)), turned)
    )
    assert np.corrcoef(wanted.ravel(), found.ravel())[0, 1] > 0.97
    assert np.corrcoef(turned[:, :, 0].ravel(), turned[:, :, 1].ravel())[0, 1] > 0.98
    assert abs(statistics.correlation(turned, np.tile(pattern.astype(np.uint8), (2, 2, 1)))) < 0.3


@pytest.mark.parametrize("angle", [0, 45, 90, 135])
def test_spectra_find_the_length_and_the_direction_of_waves(angle: int) -> None:
    places, shares = statistics.orientation_spectrum(waves(angle))
    assert places[shares.argmax()] == angle
    frequencies, power = statistics.radial_spectrum(waves(angle))
    assert frequencies[np.nanargmax(power)] == pytest.approx(1 / 8, rel=0.15)


def test_white_noise_is_flat_whatever_the_size() -> None:
    expected = (np.array(statistics.LUMINANCE) ** 2).sum() * (256**2 - 1) / 12 / 255**2  # its variance
    for h, w in ((96, 64), (192, 256)):
        power = statistics.radial_spectrum(noise(h, w))[1]
        assert 10 * np.log10(np.nanmean(power[6:]) / expected) == pytest.approx(0, abs=0.4)
    assert statistics.orientation_distance(noise(96, 64), noise(64, 96, 1)) < 0.1


def test_colour_distance_is_the_shift_and_correlation_and_match_find_copies() -> None:
    a, b = noise(40, 50) // 2, noise(40, 50, 1)
    assert statistics.color_distance(a, a + 20) == pytest.approx(20)
    shifts = [np.abs(np.sort(a[:, :, c], axis=None).astype(float) - np.sort(b[:, :, c], axis=None)).mean() for c in range(3)]
    assert statistics.color_distance(a, b) == pytest.approx(np.mean(shifts), rel=0.02)  # Wasserstein's distance, value by value
    assert statistics.correlation(a, 255 - a) == pytest.approx(-1)
    assert statistics.best_match(b[7:19, 23:40], b) == pytest.approx(1, abs=1e-6)
    assert statistics.best_match(a[7:19, 23:40], b) < 0.5
    table = statistics.table(b, {"itself": b})
    assert [len(column) for column in table.values()] == [len(statistics.MEASURES)] * 3


def test_each_rung_matches_what_it_was_asked_and_a_broken_off_ladder_goes_on() -> None:
    recipe = LadderRecipe(style="texture/Gravel", network="bundled/digits-cnn", ladder_px=32, rung_steps=15)
    steps = climb(recipe)
    next(step for step in steps if step.frame == 0)
    steps.close()
    assert [rung.name for rung in series.read(KIND, recipe)] == list(recipe.paintings())[:1]
    rungs = series.finished(KIND, recipe)
    assert [rung.name for rung in rungs] == list(recipe.paintings())
    found = style_distances(rungs[-1].recipe, {rung.name: rung.pixels for rung in rungs})
    low, high = (list(found[rung.name].values()) for rung in (rungs[0], rungs[-1]))
    assert low[0] < 0.01  # the pixels' own, which all were asked for
    assert low[1] > 5 * high[1]


def test_a_larger_texture_has_a_source_of_the_same_scale() -> None:
    recipe = dataclasses.replace(GRAVEL, size_px=96, style_scale=0.5)
    assert recipe == synthesis("texture/Gravel", "bundled/cifar-cnn", source_px=48, larger=2, steps=120)
    np.testing.assert_array_equal(source(recipe), source(GRAVEL))
