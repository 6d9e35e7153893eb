"""Adversarial training, label smoothing and beginning with another run's weights."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
import torch
from torch import nn

from vizlab import data, images, library, models
from vizlab.errors import VizlabError
from vizlab.randomness import RandomStream
from vizlab.recipes import Recipe
from vizlab.store import Store
from vizlab.training import checkpoints, settled, train
from vizlab.training.attack import attacked
from vizlab.training.report import to_inputs

EPS = 0.05
TINY = Recipe(data="digits", depth=1, width=8, epochs=2, batch_size=256, augment="none")


def digits(n: int) -> tuple[torch.Tensor, torch.Tensor]:
    test = data.load("digits").test
    return to_inputs(torch.tensor(test.inputs[:n])), torch.tensor(test.labels[:n])


def network() -> nn.Module:
    return models.build(Recipe(model="MLP", depth=1, width=16, batch_norm=False), (1, 8, 8), 10)


def test_an_attack_stays_within_its_bounds_and_raises_the_loss() -> None:
    with RandomStream(0):
        net = network()
        images, labels = digits(200)
        moved = attacked(net, images, labels, EPS)
        noise = (images + torch.empty_like(images).uniform_(-EPS, EPS)).clamp(0, 1)
    assert (moved - images).abs().max() <= EPS + 1e-6
    assert 0 <= moved.min() <= moved.max() <= 1
    with torch.no_grad():
        losses = [float(nn.functional.cross_entropy(net(x), labels)) for x in (images, noise, moved)]
    assert losses[2] > losses[0] + 5 * abs(losses[1] - losses[0])  # the control: noise of the same size
    assert all(parameter.grad is None for parameter in net.parameters())
    assert not moved.requires_grad


def test_of_a_linear_network_it_is_the_worst_there_is() -> None:
    """For two classes and a linear score the loss grows with one direction, whose sign the attack must take everywhere."""
    net = nn.Sequential(nn.Flatten(), nn.Linear(16, 2))
    images, labels = torch.full((4, 1, 4, 4), 0.5), torch.tensor([0, 0, 1, 1])
    with RandomStream(1):
        moved = attacked(net, images, labels, EPS)
    weight = net[1].weight.detach()  # type: ignore[union-attr]
    worst = torch.stack([(weight[1 - label] - weight[label]).sign() * EPS for label in labels]).view(4, 1, 4, 4)
    # from a random start within eps, a step of 1.25 eps reaches the edge unless the start was at the far one
    reached = ((moved - images) - worst).abs() < 1e-6
    assert torch.equal((moved - images).sign(), worst.sign())
    assert reached.float().mean() > 0.5


def trained(recipe: Recipe, folder: Path) -> dict[str, torch.Tensor]:
    store = Store(str(folder))
    result = [step for step in train(recipe, store)][-1].result
    assert result is not None
    return checkpoints.weights_of(f"run/{result['run']}", store)


def test_eps_and_smoothing_change_what_is_learned(tmp_path: Path) -> None:
    plain = trained(TINY, tmp_path)
    for change in ({"eps": EPS}, {"smoothing": 0.2}):
        other = trained(dataclasses.replace(TINY, **change), tmp_path)
        assert any(not torch.equal(plain[name], other[name]) for name in plain)
    assert settled(Recipe(data="moons", model="MLP", eps=0.1)).eps == 0  # points have no pixels to move


def test_training_begins_with_the_weights_of_another_run(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    first = [step for step in train(TINY, store)][-1].result
    assert first is not None
    recipe = dataclasses.replace(TINY, init_from=f"run/{first['run']}@1", seed=5)
    second = [step for step in train(recipe, store)][-1].result
    assert second is not None
    begun = checkpoints.weights_of(f"run/{second['run']}@0", store)
    given = checkpoints.weights_of(f"run/{first['run']}@1", store)
    assert all(torch.equal(begun[name], given[name]) for name in given)
    fresh = checkpoints.weights_of(f"run/{first['run']}@0", store)
    assert any(not torch.equal(begun[name], fresh[name]) for name in given)


@pytest.mark.parametrize(
    ("reference", "sentence"),
    [
        ("run/000000000000", "There are no weights run/000000000000 here"),
        ("nonsense", "A model is named like"),
        ("bundled/spirals-mlp", "less than half of them fit"),
    ],
)
def test_weights_that_cannot_be_had_or_do_not_fit_are_said(tmp_path: Path, reference: str, sentence: str) -> None:
    with pytest.raises(VizlabError, match=sentence):
        list(train(dataclasses.replace(TINY, init_from=reference), Store(str(tmp_path))))


def test_the_hardened_network_keeps_its_answers_and_has_smoother_gradients() -> None:
    """METHODS S45, on photographs that neither network has seen: its answers outlast an attack, and neighbours agree."""
    places = [(1, 0.5, 0.5), *((2, x, y) for x in (0.3, 0.7) for y in (0.3, 0.7))]
    fitted = [
        images.fit(images.photograph(name), (3, 64, 64), zoom=z, x=x, y=y) for name in images.PHOTOGRAPHS for z, x, y in places
    ]
    crops = torch.stack(list(map(torch.as_tensor, fitted)))
    kept, smooth = {}, {}
    for name in ("tiny-vgg", "tiny-vgg-robust"):
        network = library.open_model(f"bundled/{name}").network
        said = network(crops).argmax(dim=1)
        torch.manual_seed(0)
        kept[name] = float((network(attacked(network, crops, said, 1 / 255)).argmax(dim=1) == said).float().mean())
        inputs = crops.clone().requires_grad_()
        (slopes,) = torch.autograd.grad(nn.functional.cross_entropy(network(inputs), said), inputs)
        grey = slopes.sum(dim=1)
        smooth[name] = float(torch.corrcoef(torch.stack([grey[..., 1:].flatten(), grey[..., :-1].flatten()]))[0, 1])
    assert kept["tiny-vgg-robust"] > 2 * kept["tiny-vgg"]
    assert smooth["tiny-vgg-robust"] > smooth["tiny-vgg"] + 0.1
