"""SmoothGrad against Captum on the same noise, against the gradient where they must agree, and smoother where it must be."""

from __future__ import annotations

import pytest
import torch
from captum.attr import NoiseTunnel, Saliency
from torch import nn

from vizlab import library
from vizlab.data import samples
from vizlab.errors import VizlabError
from vizlab.models import build
from vizlab.recipes import Recipe
from vizlab.saliency import gradient_map, smooth_grad, squared_smooth_grad, var_grad
from vizlab.saliency.smoothgrad import deviations, draw_noise


def total_variation(maps: torch.Tensor) -> torch.Tensor:
    """Of each map (n, h, w) scaled to a sum of one: how much neighbours differ, (n,)."""
    maps = maps / maps.sum(dim=(1, 2), keepdim=True)
    return maps.diff(dim=1).abs().sum(dim=(1, 2)) + maps.diff(dim=2).abs().sum(dim=(1, 2))


@pytest.mark.parametrize("channels", ["max", "sum"])
@pytest.mark.parametrize("sigma", [0.05, 0.3])
def test_captum_finds_the_same_map_on_the_same_noise(
    sigma: float, channels: str, model: nn.Module, images: torch.Tensor, targets: torch.Tensor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """NoiseTunnel averages signed gradients, of which we take the absolute value; its dice are replaced by ours."""
    model.eval()
    noise = deviations(images, sigma)[:, None] * draw_noise(images, n_samples=6, seed=3)
    monkeypatch.setattr(torch, "normal", lambda *_, **__: noise.flatten(0, 1).clone())
    tunnel = NoiseTunnel(Saliency(model))
    signed = tunnel.attribute(images.clone(), nt_type="smoothgrad", nt_samples=6, stdevs=1.0, target=targets, abs=False)
    monkeypatch.undo()
    expected = signed.abs().amax(dim=1) if channels == "max" else signed.abs().sum(dim=1)
    found = smooth_grad(model, images, targets, n_samples=6, sigma=sigma, seed=3, channels=channels)
    torch.testing.assert_close(found, expected, rtol=0, atol=1e-5)
    assert (found - gradient_map(model, images, targets, channels=channels)).abs().max() > 1e-3


def test_the_noise_is_a_share_of_the_pictures_own_range() -> None:
    images = torch.stack([torch.rand(1, 40, 40), 5 * torch.rand(1, 40, 40) - 3])
    noise = draw_noise(images, n_samples=20, seed=0)
    assert noise.shape == (20, 1, 40, 40)
    assert noise.std() == pytest.approx(1, rel=0.03)
    assert noise.mean().abs() < 0.02
    assert not torch.equal(noise[0], noise[1])
    torch.testing.assert_close(deviations(images, 0.2).flatten(), torch.tensor([0.2, 1.0]), rtol=0.01, atol=0)


def test_the_variance_is_zero_without_noise_and_the_squares_are_the_squared_gradient(
    model: nn.Module, images: torch.Tensor, targets: torch.Tensor
) -> None:
    square = squared_smooth_grad(model, images, targets, n_samples=2, sigma=0)
    torch.testing.assert_close(square, gradient_map(model, images, targets).square(), rtol=1e-4, atol=1e-7)
    assert var_grad(model, images, targets, n_samples=2, sigma=0).max() < 1e-6 * square.max()


def test_without_noise_it_is_the_gradient(model: nn.Module, images: torch.Tensor, targets: torch.Tensor) -> None:
    found = smooth_grad(model, images, targets, n_samples=3, sigma=0)
    torch.testing.assert_close(found, gradient_map(model, images, targets), rtol=1e-4, atol=1e-6)


def test_a_linear_network_has_nothing_to_smooth() -> None:
    """Closed form: the gradient is the same everywhere, so any noise leaves it."""
    model = build(Recipe(model="logistic regression"), (1, 5, 5), 2)
    images, targets = torch.rand(2, 1, 5, 5), torch.tensor([0, 1])
    torch.testing.assert_close(smooth_grad(model, images, targets, sigma=0.5), gradient_map(model, images, targets))


def test_more_copies_make_the_map_smoother() -> None:
    """METHODS S13: total variation falls with N, towards a limit that seeds agree on. Garments of 28 px, the page's network."""
    model = library.open_model("bundled/fashion-cnn").network
    images = torch.stack([samples.picture("Fashion-MNIST", index) for index in range(16)])
    targets = model(images).argmax(dim=1)
    maps = {n: smooth_grad(model, images, targets, n_samples=n) for n in (1, 4, 16, 64)}
    variation = [total_variation(found).mean().item() for found in maps.values()]
    assert variation == sorted(variation, reverse=True)
    assert variation[-1] < 0.8 * variation[0]

    def disagreement(n: int) -> float:
        other = smooth_grad(model, images, targets, n_samples=n, seed=1)
        return ((maps[n] - other).norm() / other.norm()).item()

    assert disagreement(64) < 0.6 * disagreement(4)


def test_seeds_repeat_and_differ(model: nn.Module, images: torch.Tensor, targets: torch.Tensor) -> None:
    first, again, other = (smooth_grad(model, images, targets, seed=seed) for seed in (0, 0, 1))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"n_samples": 0}, "averages 1 to 256 noisy copies; got 0"),
        ({"n_samples": 257}, "got 257"),
        ({"sigma": -0.1}, "0 to 1 times the picture's range of values; got -0.1"),
        ({"sigma": float("nan")}, "got nan"),
    ],
)
def test_wrong_numbers_are_said_in_a_sentence(
    options: dict[str, float], sentence: str, model: nn.Module, images: torch.Tensor, targets: torch.Tensor
) -> None:
    with pytest.raises(VizlabError, match=sentence):
        smooth_grad(model, images, targets, **options)  # type: ignore[arg-type]
