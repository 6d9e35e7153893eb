"""Sound value by value: eight bits and back, how far dilated layers hear, and a network that speaks what it has learned."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from scipy.signal import welch

from vizlab.errors import VizlabError
from vizlab.frames import Frames
from vizlab.generative.pixelwise import sound, waves
from vizlab.generative.pixelwise.sound import SoundRecipe, heard, train_sound
from vizlab.generative.pixelwise.wavenet import WaveNet, dilations, generate, receptive_field
from vizlab.randomness import RandomStream
from vizlab.store import Store

SMALL = SoundRecipe(sound_layers=4, sound_channels=8, sound_steps=100)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"LEARNED_S": 1.0, "TEST_S": 0.2, "MADE_S": 0.1, "CROP": 256}.items():
        monkeypatch.setattr(sound, name, value)


def wave_net(steps: tuple[int, ...], channels: int = 4) -> WaveNet:
    with RandomStream(0):
        return WaveNet(channels, steps).requires_grad_(False)


def test_mu_law_there_and_back() -> None:
    levels = np.arange(256, dtype=np.uint8)
    np.testing.assert_array_equal(waves.encode(waves.decode(levels)), levels)
    x = np.linspace(-1, 1, 2001)
    error = np.abs(waves.decode(waves.encode(x)) - x)
    assert error.max() < 0.023  # half of the widest of 256 steps
    assert error[np.abs(x) < 0.01].max() < 0.0003  # and of the narrow ones around silence
    assert waves.encode(np.array([-3.0, 3.0])).tolist() == [0, 255]


def test_one_block_of_ten_hears_1024_values_64_ms() -> None:
    assert dilations(10) == (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
    assert receptive_field(dilations(10)) == 1024
    assert receptive_field(dilations(10)) / waves.RATE_HZ == 0.064
    assert receptive_field(dilations(10, 5)) / waves.RATE_HZ == pytest.approx(0.32, abs=0.001)
    assert receptive_field((1,) * 10) == 11


@pytest.mark.parametrize("steps", [dilations(1), dilations(4), dilations(3, 2), (1, 1, 1)])
def test_the_gradient_reaches_as_far_back_as_the_formula_says_and_never_ahead(steps: tuple[int, ...]) -> None:
    network, long, at = wave_net(steps), 40, 30
    for weight in network.parameters():
        weight.abs_()
    features = torch.rand(1, long, 4, generator=torch.Generator().manual_seed(0)).requires_grad_(True)
    (gradient,) = torch.autograd.grad(network.from_features(features)[0, at].sum(), features)
    felt = gradient.abs().sum((0, 2)).nonzero().flatten().tolist()
    assert felt == list(range(at - receptive_field(steps) + 1, at + 1))


def test_speaking_with_kept_features_is_speaking_with_the_whole_network() -> None:
    steps = dilations(4)
    network = wave_net(steps)
    for weight in network.parameters():
        weight.mul_(3)
    uniform = np.random.default_rng(0).random(60, dtype=np.float32)
    spoken = list(generate({name: tensor.numpy() for name, tensor in network.state_dict().items()}, steps, uniform))
    levels = [waves.LEVELS // 2]
    for luck in uniform:
        shares = torch.softmax(network(torch.tensor([levels]))[0, -1].double(), 0).cumsum(0)
        levels.append(int((shares <= luck).sum()))
    assert spoken == levels[1:]
    assert len(set(spoken)) > 10


def test_spectra_find_the_tones_where_scipy_finds_them() -> None:
    x = waves.wave("chord with vibrato", 2.0, 0)
    frequencies, power = waves.spectrum(x)
    theirs = welch(x, waves.RATE_HZ, "hann", waves.WINDOW, detrend=False)
    np.testing.assert_allclose(power, theirs[1] / theirs[1].sum(), atol=0.01)
    for hz in waves.TONES_HZ:
        near = np.abs(frequencies - hz) < 32
        assert power[near].sum() > 0.15
    assert power.sum() == pytest.approx(1)


@pytest.mark.parametrize("name", waves.SOUNDS)
def test_sounds_are_heard_by_their_own_spectrum_and_not_in_noise(name: str) -> None:
    a, b = waves.wave(name, 1.5, 0), waves.wave(name, 1.5, 1)
    assert np.abs(a).max() <= 1
    assert len(a) == 24_000
    assert waves.overlap(a, a) == pytest.approx(1)
    noise = np.random.default_rng(0).permutation(a)
    assert waves.overlap(a, b) > 0.5 > 0.2 > waves.overlap(a, noise)


@pytest.mark.usefixtures("quick")
def test_training_goes_on_where_it_stopped(store: Store, tmp_path: Any, interrupt: Callable[..., Any]) -> None:
    other = Store(str(tmp_path / "other"))
    whole = list(train_sound(SMALL, store))
    interrupt(train_sound, SMALL, other, 50)
    again = list(train_sound(SMALL, other))
    assert {step.phase for step in again} >= {"replaying", "training", "speaking"}
    a, b = (Frames("sound", SMALL, place).read() for place in (store, other))
    assert [frame.notes["values"] for frame in a] == [frame.notes["values"] for frame in b]
    for name, array in a[-1].arrays.items():
        np.testing.assert_array_equal(array, b[-1].arrays[name])
    record = whole[-1].result
    assert record is not None
    assert record["bits"] < record["histogram_bits"] < 8
    assert a[0].notes["values"]["held-out"] > 7.5  # untrained


def test_a_loss_that_is_no_number_is_said(store: Store, monkeypatch: pytest.MonkeyPatch, quick: None) -> None:
    steps = train_sound(SMALL, store)
    next(steps)
    monkeypatch.setattr(sound, "bits", lambda *_: torch.tensor(math.nan, requires_grad=True))
    with pytest.raises(VizlabError, match="stopped being a number at step 1"):
        list(steps)
    assert Frames("sound", SMALL, store).newest() is not None


def test_the_sound_must_be_known() -> None:
    with pytest.raises(VizlabError, match="sound must be one of"):
        SoundRecipe(sound="silence")


@pytest.mark.parametrize("name", waves.SOUNDS)
def test_networks_that_come_with_vizlab_speak_their_sound(name: str) -> None:
    recipe = SoundRecipe(sound=name)
    run = Frames("sound", recipe)
    record: Any = run.record()
    assert record["bits"] < record["histogram_bits"] - 3
    assert record["overlap"] > 4 * record["overlap_of_shuffled"]
    assert record["overlap_of_another"] > record["overlap"] - 0.05
    sounds = heard(recipe, run.read())
    assert {len(wave) for wave in sounds.values()} == {24_000}
    np.testing.assert_array_equal(np.sort(sounds["made"]), np.sort(sounds["made, shuffled"]))
