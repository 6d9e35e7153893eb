"""The small networks of the zoo: radial basis functions, seeds."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.spatial.distance import cdist
from torch import nn

from vizlab.errors import VizlabError
from vizlab.robustness import rbf, zoo
from vizlab.robustness.attacks import answers


def accuracy(network: nn.Module) -> float:
    digits = zoo.digits()
    return float((answers(network, digits.test_inputs) == digits.test_labels).double().mean())


@pytest.mark.parametrize("kind", zoo.KINDS)
def test_a_seed_is_a_network_and_all_learn(kind: str) -> None:
    digits = zoo.digits()
    few = digits.inputs[:300], digits.labels[:300]
    state = torch.get_rng_state()
    one, same, other = (zoo.train(kind, seed, examples=few) for seed in (1, 1, 2))
    assert torch.equal(torch.get_rng_state(), state)
    scores = [network(digits.test_inputs) for network in (one, same, other)]
    assert torch.equal(scores[0], scores[1])
    assert not torch.equal(scores[0], scores[2])
    assert not any(parameter.requires_grad for parameter in one.parameters())
    assert accuracy(one) > 0.8
    mixed = digits.labels[:300][torch.randperm(300, generator=torch.Generator().manual_seed(0))]
    assert accuracy(zoo.train(kind, 1, examples=(few[0], mixed))) < 0.35


def test_bells_and_their_read_out() -> None:
    digits = zoo.digits()
    images, labels = digits.inputs[:60].double(), digits.labels[:60]
    network = rbf.fit(images, labels, 10, 0, units=7, sigma=1.3)
    points = images.flatten(1).numpy()
    seen = np.exp(-(cdist(points, network.centres.numpy()) ** 2) / (2 * 1.3**2))
    np.testing.assert_allclose(rbf.bells(images, network.centres, 1.3).numpy(), seen, rtol=1e-9, atol=1e-12)
    goal = np.eye(10)[labels.numpy()]
    # ridge regression is least squares with a row sqrt(lambda) for each weight
    rows, ends = np.vstack([seen, np.sqrt(rbf.RIDGE) * np.eye(7)]), np.vstack([goal, np.zeros((7, 10))])
    np.testing.assert_allclose(network.weights.numpy(), np.linalg.lstsq(rows, ends)[0], rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(network(images).numpy(), rbf.SHARPNESS * seen @ network.weights.numpy(), rtol=1e-9)


def test_centres_settle_in_the_middle_of_what_is_near_them() -> None:
    points = torch.cat([torch.randn(20, 2, generator=torch.Generator().manual_seed(i)) * 0.1 + 5 * i for i in range(3)])
    centres = rbf.means(points, 3, 4)
    nearest = cdist(points, centres).argmin(1)
    for index in set(nearest.tolist()):
        torch.testing.assert_close(centres[index], points[nearest == index].mean(0))
    spread = float((cdist(points, centres).min(1) ** 2).sum())
    assert spread < float((cdist(points, rbf.means(points, 3, 4, rounds=0)).min(1) ** 2).sum())


def test_what_cannot_be_trained_is_said() -> None:
    with pytest.raises(VizlabError, match="linear, MLP, CNN, RBF"):
        zoo.train("forest")
    with pytest.raises(VizlabError, match="radial basis"):
        zoo.train("RBF", eps=0.1)
    with pytest.raises(VizlabError, match=r"0\.5"):
        zoo.train("MLP", eps=0.7)
