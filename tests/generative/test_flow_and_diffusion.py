"""The flow's promises, noise as its formula says, the way back, and a diffusion model of pictures that trains and resumes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from unittest import mock

import numpy as np
import pytest
import torch

from vizlab.errors import VizlabError
from vizlab.frames import Frames
from vizlab.generative.diffusion import judged, showing, training
from vizlab.generative.diffusion.choices import DIFFUSION_EXAMPLES, DiffusionRecipe
from vizlab.generative.diffusion.drawing import draw, opened
from vizlab.generative.diffusion.network import UNet
from vizlab.generative.diffusion.sampling import SAMPLERS, denoise
from vizlab.generative.diffusion.schedules import SCHEDULES, noised, parts
from vizlab.generative.families import bending, noising
from vizlab.generative.families import opened as families
from vizlab.generative.families.choices import FamiliesRecipe
from vizlab.generative.families.flow import Flow
from vizlab.randomness import RandomStream
from vizlab.store import Store

DIGITS = DiffusionRecipe(pictures="digits", channels=8, passes=2, noise_batch=256)
NO_JUDGE = {"n": 0}


def bundled(name: str) -> Any:
    frames = Frames("families", FamiliesRecipe()).read()
    return families.model(frames, name)


def source(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_a_trained_flow_keeps_its_promises_and_a_random_one_too() -> None:
    with RandomStream(0):
        other = Flow()
        for parameter in other.parameters():
            torch.nn.init.normal_(parameter, std=0.5)
    for flow in (bundled("Flow"), other.requires_grad_(False)):
        found = bending.promises(flow, 0)
        assert found.there_and_back < 1e-5
        assert found.log_det < 1e-5
    assert bending.promises(bundled("Flow"), 0).integral == pytest.approx(1, abs=2e-3)
    grids, points = bending.layers(bundled("Flow"), 0)
    assert grids.shape[0] == points.shape[0] == len(bundled("Flow").layers) + 1
    assert points[0].var() == pytest.approx(1, abs=0.15)
    assert not np.allclose(points[0], points[-1], atol=0.5)


def test_the_variance_of_the_chain_is_that_of_the_schedule() -> None:
    for schedule in SCHEDULES:
        found = noising.forward("pinwheel", schedule, 0)
        assert found.largest_gap < 0.05
        ends = [curve[-1][1] for curve in found.variances.values()]
        assert ends == pytest.approx([1] * 4, abs=0.03)
        a, sigma = parts(torch.linspace(0, 1, 50), schedule)
        assert torch.allclose(a.square() + sigma.square(), torch.ones(50))
        assert bool((a.diff() <= 0).all())
        assert float(a[0]) == pytest.approx(1, abs=1e-3)
        assert float(a[-1]) < 0.01
    with pytest.raises(VizlabError, match="schedule must be one of cosine"):
        parts(torch.zeros(1), "none")


def test_data_and_noise_follow_from_what_the_network_is_asked_for() -> None:
    x, noise = torch.randn(6, 2, generator=source(1)), torch.randn(6, 2, generator=source(2))
    t = torch.linspace(0.05, 0.95, 6)
    noisy, v = noised(x, t, noise, "cosine")
    a, sigma = (part[:, None] for part in parts(t, "cosine"))
    assert torch.allclose(a * noisy - sigma * v, x, atol=1e-5)
    assert torch.allclose(sigma * noisy + a * v, noise, atol=1e-5)


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_the_way_back_of_a_gaussian_ends_at_that_gaussian(sampler: str) -> None:
    width = 0.5  # of the data N(0, width²): the best prediction is known

    def predict(x: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
        a, sigma = (part[:, None] for part in parts(t, "cosine"))
        return x * a * sigma * (1 - width**2) / ((a * width) ** 2 + sigma**2)

    start = torch.randn(4000, 2, generator=source())
    *_, (end, _) = denoise(predict, start, 200, sampler=sampler, schedule="cosine", source=source(1))
    assert float(end.std()) == pytest.approx(width, rel=0.05)


def test_the_same_noise_ends_at_the_same_points_and_ddim_needs_no_more() -> None:
    model = bundled("Diffusion")
    first, again, other = (noising.way_back(model, 10, sampler, 3) for sampler in ("DDIM", "DDIM", "DDPM"))
    assert np.array_equal(first, again)
    assert not np.allclose(first[-1], other[-1], atol=0.1)
    assert np.array_equal(noising.way_back(model, 10, "DDPM", 3), other)
    long = noising.way_back(model, 40, "DDIM", 3)
    assert np.median(np.linalg.norm(long[-1] - first[-1], axis=1)) < 0.3  # straight on: fewer steps, nearly the same end
    by_steps = noising.by_steps(model, "spiral", (2, 20), ("DDIM",), 0)["DDIM"]
    assert by_steps[1][1] < 0.3 * by_steps[0][1]
    with pytest.raises(VizlabError, match="with a step or more"):
        noising.way_back(model, 0, "DDIM", 0)


def test_the_learned_score_is_close_to_the_true_one_and_no_score_is_not() -> None:
    model = bundled("Diffusion")
    assert noising.agreement(model, "spiral", 0.5, 0) > 0.9
    zero = mock.Mock(score=lambda x, t: torch.zeros_like(x))
    assert noising.agreement(zero, "spiral", 0.5, 0) == pytest.approx(0)
    real = noising.shapes.shape("ring")
    x = real.draw(5, np.random.default_rng(0))
    step = 1e-5
    slopes = [(real.log_density(x + step * axis) - real.log_density(x - step * axis)) / (2 * step) for axis in np.eye(2)]
    assert noising.true_score(real, x) == pytest.approx(np.stack(slopes, axis=1), abs=1e-4)
    places, arrows, _ = noising.score(model, "spiral", 0.5, 0)
    assert np.linalg.norm(arrows, axis=1).max() <= places[1, 1] - places[0, 1] + 1e-6


def test_a_model_of_pictures_trains_resumes_and_is_told_a_class(
    store: Store, tmp_path: Any, interrupt: Callable[..., list[Any]]
) -> None:
    whole = Store(str(tmp_path / "whole"))
    few = mock.patch.multiple(training, SHOWN_STEPS=2, HELD=100)
    with few, mock.patch.object(judged, "judge", return_value=NO_JUDGE):
        steps = list(training.train_diffusion(DIGITS, whole))
        interrupt(training.train_diffusion, DIGITS, store, 1)
        list(training.train_diffusion(DIGITS, store))
    curve = [frame.notes["curve"][-1]["held-out loss"] for frame in Frames("diffusion", DIGITS, whole).read()]
    assert curve[-1] < curve[0]
    assert steps[-1].result is not None
    one, other = (Frames("diffusion", DIGITS, place).read()[-1].arrays for place in (store, whole))
    assert all(np.array_equal(one[name], other[name]) for name in other)
    network = opened(one)
    noise = torch.randn(2, 1, 8, 8, generator=source())
    zeros, ones = (draw(network, noise, torch.full((2,), label), steps=3, schedule="cosine") for label in (0, 1))
    assert zeros.shape == (4, 2, 8, 8)
    assert not np.array_equal(zeros, ones)
    assert np.array_equal(zeros, draw(network, noise, torch.zeros(2, dtype=torch.int64), steps=3, schedule="cosine"))
    guided = draw(network, noise, torch.zeros(2, dtype=torch.int64), steps=3, schedule="cosine", guidance=3.0)
    assert not np.array_equal(zeros, guided)
    with pytest.raises(VizlabError, match="Classes must lie between 0 and 10"):
        draw(network, noise, torch.tensor([11, 0]), steps=1, schedule="cosine")
    with pytest.raises(VizlabError, match="keeps no network"):
        opened({})


def test_training_that_leaves_the_numbers_is_caught_and_recipes_are_checked(store: Store) -> None:
    def no_number(network: UNet, x: torch.Tensor, *rest: object) -> torch.Tensor:
        return network.begin.weight.sum() * float("nan" if torch.is_grad_enabled() else 0)

    broken = mock.patch.object(training, "velocity_loss", no_number)
    with (
        broken,
        mock.patch.object(training, "SHOWN_STEPS", 1),
        pytest.raises(VizlabError, match="stopped being a number at step 1"),
    ):
        list(training.train_diffusion(DIGITS, store))
    assert Frames("diffusion", DIGITS, store).indices() == [0]
    for wrong in ({"pictures": "cats"}, {"channels": 12}, {"passes": 0}):
        with pytest.raises(VizlabError):
            DiffusionRecipe(**wrong)


def test_digits_that_come_along_are_recognised_and_noise_is_not() -> None:
    recipe = DIFFUSION_EXAMPLES["diffusion-mnist"]
    run = Frames("diffusion", recipe)
    record, frames = run.record(), run.read()
    assert record is not None
    assert record["weights"] <= 150_000
    told, floor = record["verdicts"]["1"], record["floor"]
    assert told["accuracy"] >= 0.95
    assert told["distance"] <= 10 * floor["distance"]
    arrays = frames[-1].arrays
    moments, sure, _ = showing.moments(arrays, recipe, showing.Choice(guidance=1.0))
    assert moments.shape == (20, 16, 28, 28)
    assert sure.asked is not None
    assert sure.asked >= 0.75
    rows = showing.by_steps(arrays, recipe, 0)
    spread = {name: pictures.std(axis=(1, 2)).mean() for name, pictures in rows.items()}
    assert spread["1 step"] < 0.9 * spread["20 steps"]  # a mean of many is pale
    again, _, _ = showing.moments(arrays, recipe, showing.Choice(guidance=1.0))
    assert np.array_equal(moments, again)
    with torch.device("meta"):
        outline = UNet(recipe.channels, 10)
    assert sum(parameter.numel() for parameter in outline.parameters()) == record["weights"]
