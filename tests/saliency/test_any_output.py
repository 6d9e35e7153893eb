"""Maps of any number (METHODS S21): they find the planted cause of what a network puts out."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from vizlab.errors import VizlabError
from vizlab.saliency.any_output import networks, pointing, scenes


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half the training that a visitor sees is enough for all of this."""
    monkeypatch.setattr(networks, "PASSES", 2)


@pytest.fixture
def reader() -> nn.Module:
    return networks.reader(0)


@pytest.fixture
def errors() -> nn.Module:
    return networks.autoencoder(0)


def test_each_number_has_one_cause_in_a_quarter_of_its_own() -> None:
    drawn = scenes.draw(50, 3, odd=True)
    assert int(drawn.masks.sum(1).max()) == 1  # no two things touch
    assert float(drawn.images.amin()) >= 0
    assert float(drawn.images.amax()) <= 1
    middles = drawn.masks.unflatten(3, (2, 16)).unflatten(2, (2, 16)).sum(dim=(3, 5)).flatten(2).argmax(dim=2)
    assert torch.equal(middles, drawn.quarters)
    areas = drawn.masks.sum(dim=(2, 3)).float()
    for number, index in ((1, 1), (2, 2)):  # side and length, by the pixels that show them
        assert float(torch.corrcoef(torch.stack([drawn.numbers[:, number], areas[:, index]]))[0, 1]) > 0.9
    assert not bool(scenes.draw(5, 3).masks[:, 3].any())
    assert not torch.equal(scenes.draw(1, 3).images, scenes.draw(1, 4).images)


def test_a_regression_is_explained_by_the_thing_that_it_reads(reader: nn.Module) -> None:
    assert min(pointing.fit(reader, "reader")) > 0.9  # there is something to explain
    for target in range(len(scenes.NUMBERS)):
        for method in ("Grad-CAM", "gradient × input"):
            found = pointing.rate(reader, "reader", target, method)
            assert found.n == pointing.N
            assert found.hits > 0.8
            assert found.mass > 5 * found.chance
        assert pointing.rate(reader, "reader", target, "random map").hits < 0.25


def test_an_autoencoders_error_is_explained_by_what_is_odd(errors: nn.Module) -> None:
    assert pointing.fit(errors, "autoencoder")[0] > 1.5
    whole = pointing.rate(errors, "autoencoder", 0, "gradient")
    assert whole.hits > 0.9
    assert whole.mass > 3 * whole.chance
    for quarter in range(1, 5):
        assert pointing.rate(errors, "autoencoder", quarter, "gradient").hits > 0.9  # chance: a quarter
    images = scenes.draw(6, 1, odd=True).images
    parts = errors(images)
    torch.testing.assert_close(parts[:, 0], (images - errors.coder(images)).square().sum(dim=(1, 2, 3)))
    torch.testing.assert_close(parts[:, 1:].sum(1), parts[:, 0])
    with pytest.raises(VizlabError, match="one from 0 to 4; got 5"):
        pointing.maps(errors, "autoencoder", scenes.draw(1, 0), 5, "gradient", {})
