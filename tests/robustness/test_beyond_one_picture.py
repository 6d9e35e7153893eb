"""One change for all, transfer, stolen answers, pictures of nothing, and size against vulnerability."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from vizlab import library
from vizlab.errors import VizlabError
from vizlab.robustness import capacity, crowd, far, substitute, transfer, universal, zoo


def digits(n: int) -> crowd.Crowd:
    known = zoo.digits()
    return crowd.Crowd(known.test_inputs[:n], known.test_labels[:n], "")


def linear(weight: torch.Tensor) -> nn.Module:
    layer = nn.Linear(weight.shape[1], len(weight), bias=False)
    layer.weight.data = weight
    return nn.Sequential(nn.Flatten(), layer).eval().requires_grad_(False)


def test_the_change_for_all_of_a_linear_network_is_the_sign_of_its_weights() -> None:
    weight = torch.randn(1, 16, generator=torch.Generator().manual_seed(1))
    weight -= weight.mean()  # so that plain grey lies on the border
    network = linear(torch.cat([weight, -weight]))
    images = (0.5 + 0.02 * weight.sign().view(1, 1, 4, 4)).repeat(10, 1, 1, 1)  # all of class 0
    found = universal.find(network, crowd.Crowd(images, torch.zeros(10, dtype=torch.int64), ""), 0.05, 0)
    for way in ("climb for all", "mean slope", "one example's difference"):
        np.testing.assert_allclose(found.ways[way].change, -0.05 * weight.sign().view(1, 4, 4), atol=1e-6)
        assert (found.ways[way].fitted, found.ways[way].others, found.ways[way].class_) == (1.0, 1.0, 1)
    assert np.abs(found.ways["random sign"].change).max() == pytest.approx(0.05, abs=1e-6)


def test_one_change_fools_digits_that_it_was_not_found_on() -> None:
    network, eps = zoo.train("CNN"), 0.2
    found = universal.find(network, digits(360), eps, 0)
    assert all(np.abs(each.change).max() <= eps + 1e-6 for each in found.ways.values())
    assert found.ways["climb for all"].others > 3 * max(found.ways["random sign"].others, 0.05)
    assert found.ways["climb for all"].others > found.ways["mean slope"].others
    assert all(pictures.min() >= 0 and pictures.max() <= 1 for pictures in found.after.values())
    with pytest.raises(VizlabError, match="At least 4"):
        universal.find(network, digits(2), eps, 0)


def test_examples_transfer_and_noise_does_not() -> None:
    task = transfer.open_task("digits", 0, 200)
    found = transfer.transfer(task, "FGSM", 0.15, 0)
    assert found.across > 5 * found.of_chance
    without = found.names.index("RBF")
    assert found.success[:, without].mean() < 0.2 < np.delete(found.success, without, axis=1).mean()
    twins = transfer.transfer(
        transfer.Task({"one": task.networks["MLP"], "two": task.networks["MLP"]}, task.crowd), "FGSM", 0.15, 0
    )
    assert np.ptp(twins.success) == 0  # on oneself or on one's double
    assert twins.success[0, 0] == found.success[1, 1]
    assert found.table()[0].shape == (6, 5)


def test_a_substitute_learns_from_answers_alone() -> None:
    found = substitute.steal("linear", first=50, rounds=2, eps=0.15, seed=0)
    assert [each.queries for each in found.rounds] == [50, 100, 200]
    assert found.rounds[-1].agreement > found.rounds[0].agreement
    assert found.white_box > found.rounds[-1].success > 4 * found.random
    weight = torch.randn(3, 4, generator=torch.Generator().manual_seed(0))
    moved = substitute.widened(linear(weight), torch.full((3, 1, 2, 2), 0.5), torch.arange(3))
    torch.testing.assert_close(moved, 0.5 + substitute.STEP * weight.sign().view(3, 1, 2, 2))
    with pytest.raises(VizlabError, match="10 to 180"):
        substitute.steal("MLP", first=500, rounds=1, eps=0.1, seed=0)


def test_networks_are_sure_of_noise_and_bells_are_not() -> None:
    found = far.of_kinds(0, 100)
    assert found["noise"]["MLP"] > 0.5
    assert found["noise"]["RBF"] == pytest.approx(0.1, abs=0.01)
    assert found["real"]["RBF"] > 0.9
    model = library.open_model("bundled/digits-cnn")
    asked = far.confidences(model.network, digits(100), 0)
    assert asked["noise"].sure > 0.5
    for name, each in asked.items():
        assert sum(share for _, share in each.histogram(10)) == pytest.approx(1), name
        assert name != "noise" or each.example.std() > 0.2
    unsure = far.confidences(linear(torch.zeros(10, 64)), digits(4), 0)
    assert [each.mean for each in unsure.values()] == pytest.approx([0.1] * len(far.NOTHINGS))


def test_what_fools_a_large_network_fools_its_twin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capacity, "WIDTHS", (4, 64))
    found = capacity.fits(200, 0.1, 0)
    small, large = ({name: values[index] for name, values in found.accuracies.items()} for index in (0, 1))
    assert large["training digits"] > 0.95 > small["training digits"] + 0.1
    for one in (small, large):  # too small or too large, both fall, and noise does next to nothing
        assert one["its own examples"] < one["test digits"] - 0.2
        assert one["random sign"] > one["test digits"] - 0.1
    assert found.shared()[1] > 0.7
    assert found.gap(1) == pytest.approx(large["training digits"] - large["test digits"])
