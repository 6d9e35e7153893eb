"""The encoder-decoder: sizes, positions handed over, kernels shared or not, and that it learns."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from vizlab.errors import VizlabError
from vizlab.filters.hourglass import network, training, views
from vizlab.filters.hourglass.network import DECODERS

PICTURES = torch.rand(3, 1, 8, 8, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("decoder", DECODERS)
def test_output_is_as_large_as_the_input_and_values_return_to_the_places_of_the_maxima(decoder: str) -> None:
    """METHODS C62."""
    passed = network.run(network.begin(decoder, 2, 0), decoder, PICTURES)
    assert passed.output.shape == PICTURES.shape
    assert passed.code.shape == (3, 4, 2, 2)
    for pooled, places, back in (
        (passed.code, passed.second_places, passed.widened),
        (passed.third, passed.first_places, passed.opened),
    ):
        found = back.flatten(2).gather(2, places.flatten(2))
        if DECODERS[decoder].remembers:
            assert torch.equal(found, pooled.flatten(2))
            assert (back != 0).sum() == (found != 0).sum()  # nothing anywhere else
        else:
            assert torch.equal(back, pooled.repeat_interleave(2, 2).repeat_interleave(2, 3))


def test_a_flipped_decoder_uses_the_kernels_of_the_encoder_turned() -> None:
    """METHODS C49: as an ordinary convolution with the encoder's kernels turned, inputs and outputs exchanged."""
    decoder = "the encoder's, flipped"
    weights = network.begin(decoder, 2, 0)
    assert not {"third", "last"} & set(weights)
    passed = network.run(weights, decoder, PICTURES)
    turned = weights["first"].flip(2, 3).transpose(0, 1)
    torch.testing.assert_close(passed.output, F.conv2d(passed.opened, turned, padding=1))


@pytest.mark.parametrize("decoder", DECODERS)
def test_it_learns_and_the_seed_decides_everything(decoder: str) -> None:
    found = training.learn(decoder, steps=30, seed=1, channels=4)
    assert found.mse < 0.6 * found.curve[0][1]
    assert found.curve[-1] == (30, found.mse)
    passed = training.passed(found, decoder, training.digits()[1])
    assert float(((passed.output - training.digits()[1]) ** 2).mean()) == pytest.approx(found.mse, rel=1e-6)
    if decoder == "kernels of its own":
        again = training.learn(decoder, steps=30, seed=1, channels=4)
        assert again.curve == found.curve
        assert training.learn(decoder, steps=30, seed=2, channels=4).mse != found.mse


def test_what_is_drawn_are_the_maps_of_the_pass_and_the_places_of_its_maxima() -> None:
    decoder = "kernels of its own"
    found = training.learn(decoder, steps=10, channels=2)
    maps, links = views.way(found, decoder, 5)
    assert [part.shape for _, part in maps] == [(n, n) for n in (8, 8, 4, 4, 2, 4, 4, 8, 8)]
    np.testing.assert_array_equal(maps[0][1], training.digits()[1][5, 0].numpy())
    for start, end, places in links:
        rest = maps[end][1].copy()
        rest.flat[places] = 0
        assert (rest == 0).all()
        assert maps[start][1].max() == maps[start][1].flat[places].max()


def test_an_unknown_decoder_is_refused() -> None:
    with pytest.raises(VizlabError, match="one of kernels of its own"):
        network.begin("no such", 2, 0)
