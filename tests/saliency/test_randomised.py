"""The randomisation test: what explains the network changes with it, what shows the picture does not."""

from __future__ import annotations

import copy
from itertools import pairwise

import numpy as np
import pytest
import torch
from torch import nn

from vizlab import library
from vizlab.data import samples
from vizlab.errors import VizlabError
from vizlab.models import build
from vizlab.recipes import Recipe
from vizlab.saliency.evidence import forget
from vizlab.saliency.evidence.randomised import MOST_STAGES, forgetful, stages

METHODS: dict[str, dict[str, object]] = {"gradient": {}, "Grad-CAM": {}, "guided backpropagation": {}, "edge detector": {}}


def test_gradient_and_grad_cam_change_while_guided_backpropagation_hardly_does() -> None:
    """Adebayo 2018, figures 2 and 3: with the last layer random, or all but the first."""
    model = library.open_model("bundled/fashion-cnn").network
    alike: dict[str, list[np.ndarray]] = {name: [] for name in METHODS}
    for index in (19, 20, 21, 22):
        image = samples.picture("Fashion-MNIST", index)
        target = int(model(image[None]).argmax())
        for name, values in forget(model, image, target, METHODS, seed=index).likeness.items():
            alike[name].append(values)
    mean = {name: np.mean(values, axis=0) for name, values in alike.items()}
    assert mean["gradient"][1] < 0.5
    assert mean["Grad-CAM"][1] < 0.5
    assert mean["guided backpropagation"][1] > 0.7
    assert (mean["guided backpropagation"][1:-1] > mean["gradient"][1:-1] + 0.2).all()
    assert (mean["edge detector"] == 1).all()
    assert all(values[0] == pytest.approx(1) for values in mean.values())


@pytest.mark.parametrize("model", ["small CNN", "ResNet-20", "MLP"])
def test_every_parameter_is_forgotten_once_from_the_top_down_and_the_model_none(model: str) -> None:
    network = build(Recipe(model=model, depth=2, width=8), (3, 32, 32), 5).eval()
    before = copy.deepcopy(network.state_dict())
    names = [name for stage in stages(network) for name in stage]
    owned = {name for name, module in network.named_modules() if list(module.parameters(recurse=False))}
    assert sorted(names) == sorted(owned)
    assert len(stages(network)) <= MOST_STAGES
    seen = [(name, copy.deepcopy(dict(changed.named_parameters()))) for name, changed in forgetful(network, 3)]
    for parameter in seen[0][1]:
        changes = [not torch.equal(a[1][parameter], b[1][parameter]) for a, b in pairwise(seen)]
        assert sum(changes) == (before[parameter].ndim > 1 or sum(changes) == 1)  # a vector may have been there already
    assert list(seen[0][1])[-2] in {f"{name}.weight" for name in stages(network)[0]}
    assert all(torch.equal(value, before[key]) for key, value in network.state_dict().items())
    again = [dict(changed.named_parameters()) for _, changed in forgetful(network, 3)][-1]
    assert all(torch.equal(value, again[key]) for key, value in seen[-1][1].items())


def test_what_cannot_be_forgotten_or_compared_is_said_in_a_sentence() -> None:
    with pytest.raises(VizlabError, match="must have weights"):
        list(forgetful(nn.Flatten(), 0))
    with pytest.raises(VizlabError, match="one of rank correlation"):
        forget(nn.Flatten(), torch.zeros(1, 2, 2), 0, {}, likeness="touch")
