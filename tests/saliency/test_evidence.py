"""The numbers under a map: right for right maps, and telling for wrong ones."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from vizlab.errors import VizlabError
from vizlab.models import build
from vizlab.randomness import RandomStream
from vizlab.recipes import Recipe
from vizlab.saliency import METHODS, OUTPUTS, finite_difference_error, foremost, gradient_map, score_drop


class HalfGradient(torch.autograd.Function):
    """The identity with a wrong derivative, 0.5."""

    @staticmethod
    def forward(ctx: Any, x: torch.Tensor) -> torch.Tensor:
        return x.clone()

    @staticmethod
    def backward(ctx: Any, gradient: torch.Tensor) -> torch.Tensor:
        return 0.5 * gradient


class Wrong(nn.Module):
    """Two scores, red + green + 4 blue and its negative, with a gradient that is half the truth in blue."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        total = (x[:, :2].sum(dim=1) + 4 * HalfGradient.apply(x[:, 2])).sum(dim=(1, 2))
        return torch.stack([total, -total], dim=1)


@pytest.mark.parametrize("output", OUTPUTS)
def test_the_gradient_of_a_smooth_network_is_right_to_many_digits(output: str) -> None:
    with RandomStream(0):
        model = build(Recipe(model="MLP", activation="tanh"), (3, 6, 6), 4)
    assert finite_difference_error(model, torch.rand(3, 6, 6), 2, output=output) < 1e-6


def test_the_gradient_of_the_trained_network_is_right(trained: Any) -> None:
    """Digits have a flat background, where every max pool ties: without the nudge this is about 0.1."""
    errors = [finite_difference_error(trained.model, trained.images[i], int(trained.labels[i])) for i in range(20)]
    assert max(errors) < 1e-5


def test_a_wrong_gradient_is_found_out() -> None:
    """Closed form: in its strongest channel, blue, each pixel has the slope 4 against the gradient 2: half off."""
    assert finite_difference_error(Wrong(), torch.rand(3, 3, 3), 0) == pytest.approx(0.5)


def test_a_flat_network_has_no_error() -> None:
    model = build(Recipe(model="logistic regression"), (1, 3, 3), 2)
    nn.init.zeros_(model.get_parameter("linear.weight"))
    assert finite_difference_error(model, torch.rand(1, 3, 3), 1) == 0


def first_pixel_network() -> nn.Module:
    """Two classes; the score of class 1 is 8 times the top left pixel, that of class 0 is zero."""
    model = build(Recipe(model="logistic regression"), (1, 4, 5), 2)
    for parameter in model.parameters():
        nn.init.zeros_(parameter)
    with torch.no_grad():
        model.get_parameter("linear.weight")[1, 0] = 8
    return model


def test_the_drop_is_what_wiping_the_pixels_does() -> None:
    """Closed form: p = sigmoid(8 x), x falls from 1 to the mean 1/20, and 2 of 20 pixels are wiped."""
    image = torch.zeros(1, 4, 5)
    image[0, 0, 0] = 1
    saliency = torch.zeros(4, 5)
    saliency[0, 0], saliency[3, 4] = 2, 1
    full = torch.sigmoid(torch.tensor(8.0)).item() - torch.sigmoid(torch.tensor(8 / 20)).item()
    drop = score_drop(first_pixel_network(), image, saliency, 1)
    assert drop.top == pytest.approx(full)
    assert drop.low == pytest.approx(0)  # some moved pair misses the pixel ...
    assert drop.high in (pytest.approx(0), pytest.approx(full))  # ... and none is between
    assert drop.low <= drop.elsewhere <= drop.high
    assert score_drop(first_pixel_network(), image, -saliency, 1).top == pytest.approx(0)


def test_an_empty_map_wipes_random_pixels() -> None:
    """Each of 20 pixels is among the 2 wiped with probability 0.1; taken in order, the first always would be."""
    image = torch.zeros(1, 4, 5)
    image[0, 0, 0] = 1
    drops = [score_drop(first_pixel_network(), image, torch.zeros(4, 5), 1, seed=seed).top for seed in range(60)]
    assert 0 < sum(drop > 0.1 for drop in drops) < 18


def test_where_a_trained_network_looks_matters_and_where_dice_look_does_not(trained: Any) -> None:
    """Control: the gradient map beats its own shape elsewhere; a random or empty map scores at chance.

    The place of a random map is one of 21 exchangeable ones, so it beats the 20 others once in 21 times: 7 of 150, and 16 are
    three and a half standard deviations more. The mean of its excess has a standard error of about 0.012.
    """
    generator = torch.Generator().manual_seed(0)
    n = 150
    maps = {
        "gradient": gradient_map(trained.model, trained.images[:n], trained.labels[:n]),
        "random": torch.rand(n, 8, 8, generator=generator),
        "empty": torch.zeros(n, 8, 8),
    }
    excess, beats = {}, {}
    for name, saliency in maps.items():
        drops = [score_drop(trained.model, trained.images[i], saliency[i], int(trained.labels[i]), seed=i) for i in range(n)]
        excess[name] = sum(drop.top - drop.elsewhere for drop in drops) / n
        beats[name] = sum(drop.beats_chance for drop in drops)
    assert excess["gradient"] > 0.1
    assert beats["gradient"] > 40
    for name in ("random", "empty"):
        assert abs(excess[name]) < 0.04
        assert beats[name] <= 16


@pytest.mark.parametrize("name", METHODS)
def test_the_evidence_leaves_everything_as_found(name: str, trained: Any) -> None:
    trained.model.get_submodule("block1").train()
    before = {key: value.clone() for key, value in trained.model.state_dict().items()}
    random_state, image = torch.get_rng_state(), trained.images[0].clone()
    saliency = METHODS[name].map(trained.model, image[None], trained.labels[:1])[0]
    map_before = saliency.clone()
    finite_difference_error(trained.model, image, 0)
    first = score_drop(trained.model, image, saliency, 0, seed=3)
    assert score_drop(trained.model, image, saliency, 0, seed=3) == first
    assert torch.equal(torch.get_rng_state(), random_state)
    assert torch.equal(image, trained.images[0])
    assert torch.equal(saliency, map_before)
    assert trained.model.get_submodule("block1.conv").training
    assert all(torch.equal(before[key], value) for key, value in trained.model.state_dict().items())
    assert all(parameter.requires_grad for parameter in trained.model.parameters())
    trained.model.eval()


@pytest.mark.parametrize(
    ("shape", "share", "sentence"),
    [
        ((4, 4), 0.1, r"map \(h, w\) of the same size; got .*\(1, 8, 8\).*\(4, 4\)"),
        ((8, 8), 0.0, "between 0 and 1; got 0.0"),
        ((8, 8), 1.0, "between 0 and 1; got 1.0"),
        ((8, 8), float("nan"), "between 0 and 1; got nan"),
    ],
)
def test_wrong_maps_and_shares_are_said_in_a_sentence(shape: tuple[int, int], share: float, sentence: str, trained: Any) -> None:
    with pytest.raises(VizlabError, match=sentence):
        score_drop(trained.model, trained.images[0], torch.rand(shape), 0, share=share)


def test_of_many_classes_the_foremost_are_shown_and_the_target() -> None:
    few, many = np.array([0.1, 0.7, 0.2], np.float32), np.linspace(0, 1, 200, dtype=np.float32)
    assert foremost(few, 0) == [0, 1, 2]
    assert foremost(many, 195) == list(range(199, 189, -1))
    assert foremost(many, 7) == [*range(199, 190, -1), 7]
