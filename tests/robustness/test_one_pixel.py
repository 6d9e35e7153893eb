"""One pixel: evolution finds what trying everything finds, and nothing but one pixel changes."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from vizlab import library
from vizlab.data import samples
from vizlab.errors import VizlabError
from vizlab.robustness import single_pixel
from vizlab.robustness.attacks import scores
from vizlab.robustness.attacks.one_pixel import everywhere, evolve, exhaust, put


def linear(channels: int, side: int) -> tuple[nn.Module, torch.Tensor]:
    """Two classes told apart by a weighted sum: which pixel hurts most can be read off its weights."""
    weights = torch.randn(channels, side, side, generator=torch.Generator().manual_seed(2))
    layer = nn.Linear(channels * side * side, 2)
    with torch.no_grad():
        layer.weight.copy_(torch.stack([weights.flatten(), -weights.flatten()]))
        layer.bias.zero_()
    return nn.Sequential(nn.Flatten(), layer).eval(), weights


@pytest.mark.parametrize(("channels", "side"), [(1, 8), (3, 12)])
def test_evolution_finds_a_pixel_that_the_weights_tell_is_among_the_worst(channels: int, side: int) -> None:
    network, weights = linear(channels, side)
    image = torch.full((channels, side, side), 0.5)
    label = int(scores(network, image[None]).argmax())
    fall = (weights if label == 0 else -weights).abs().sum(0)  # each channel goes to 0 or 1, whichever lowers the sum
    found = evolve(network, image, label, population=256, generations=60, seed=1)
    assert float(fall[found.row, found.column]) > 0.8 * float(fall.max()) > 1.6 * float(fall.mean())
    assert all(part in (0.0, 1.0) for part in found.colour)
    assert list(found.history) == sorted(found.history, reverse=True)
    assert int(((put(image, found) != image).any(0)).sum()) == 1
    assert evolve(network, image, label, population=256, generations=60, seed=1).history == found.history


def test_trying_all_is_a_loop_over_all_and_evolution_comes_near() -> None:
    network = library.open_model("bundled/digits-cnn").network
    image = samples.picture("digits", 19)
    label = int(scores(network, image[None]).argmax())
    best = exhaust(network, image, label, colours=[(0.0,), (1.0,)])
    values = []
    for row in range(8):
        for column in range(8):
            for colour in (0.0, 1.0):
                changed = image.clone()
                changed[0, row, column] = colour
                values.append(float(scores(network, changed[None]).softmax(1)[0, label]))
    assert float(best.shares[label]) == pytest.approx(min(values), abs=1e-5)
    assert everywhere(network, image, label, best.colour).min() == pytest.approx(min(values), abs=1e-5)
    assert float(evolve(network, image, label, seed=0).shares[label]) < min(values) + 0.05
    found = single_pixel.look(network, image, population=16, generations=3)
    assert found.every is not None
    assert found.every.shares[label] == pytest.approx(min(values), abs=1e-5)


def test_it_works_in_many_pictures_where_a_random_pixel_does_not() -> None:
    found = single_pixel.rate(library.open_model("bundled/digits-cnn"), 25)
    assert found.rate >= 0.08
    assert found.chance < found.rate / 3
    titles = found.shown("0123456789")[1]
    assert len(titles) == 3
    assert sum("→" in title for title in titles) == min(3, round(25 * found.rate))


def test_a_search_that_is_too_large_is_refused() -> None:
    network, _ = linear(1, 8)
    with pytest.raises(VizlabError, match="at most 100,000 pictures"):
        evolve(network, torch.zeros(1, 8, 8), 0, population=5000, generations=40)
