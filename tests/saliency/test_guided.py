"""Deconvolution, guided backpropagation and guided Grad-CAM by hand and on pictures of two objects; else see test_oracles."""

from __future__ import annotations

import dataclasses

import pytest
import torch
from torch import nn

from vizlab import library
from vizlab.data import shapes
from vizlab.saliency import METHODS, deconvolution, grad_cam, gradient_map, guided_backpropagation, guided_grad_cam


def test_the_masks_by_hand() -> None:
    """METHODS S16, S17: y = ReLU(x) . g, so that the gradient is [x > 0] g, and the rules keep less of it, or more."""
    x = torch.tensor([[3.0, -1.0], [2.0, -2.0]])[None, None]
    g = torch.tensor([[1.0, 4.0], [-5.0, -6.0]])
    model = nn.Sequential(nn.ReLU(), nn.Flatten(), nn.Linear(4, 1, bias=False))
    model[2].weight.data = g.view(1, 4)
    expected = {
        gradient_map: [[1.0, 0.0], [5.0, 0.0]],
        deconvolution: [[1.0, 4.0], [0.0, 0.0]],
        guided_backpropagation: [[1.0, 0.0], [0.0, 0.0]],
    }
    for method, values in expected.items():
        torch.testing.assert_close(method(model, x, torch.tensor([0]))[0], torch.tensor(values))


def test_guided_grad_cam_is_the_product(model: nn.Module, images: torch.Tensor, targets: torch.Tensor) -> None:
    """METHODS S20, on a layer that is not the last."""
    options = {"layer": "block1.pool", "output": "log-probability"}
    product = grad_cam(model, images, targets, **options) * guided_backpropagation(
        model, images, targets, output="log-probability", channels="sum"
    )
    found = guided_grad_cam(model, images, targets, channels="sum", **options)
    assert found.max() > 0
    torch.testing.assert_close(found, product)


def peaks(name: str, n: int = 30) -> tuple[float, float]:
    """Of n pictures of two objects, for each class in turn: how often the peak lies in its own object, and in the other."""
    network = library.open_model("bundled/shapes-honest").network
    drawn = shapes.draw(n, dataclasses.replace(shapes.PLANTED["Shapes"], second=True), seed=7)
    images = torch.from_numpy(drawn.images).float() / 255
    masks = torch.from_numpy(drawn.masks).flatten(1), torch.from_numpy(drawn.second_masks).flatten(1)
    own = other = 0.0
    for turn, labels in enumerate((drawn.labels, drawn.second_labels)):
        peak = METHODS[name].map(network, images, torch.from_numpy(labels)).flatten(1).argmax(dim=1, keepdim=True)
        own += masks[turn].gather(1, peak).float().mean().item() / 2
        other += masks[1 - turn].gather(1, peak).float().mean().item() / 2
    return own, other


def test_maps_of_the_class_tell_two_objects_apart() -> None:
    """METHODS S19, S20: Grad-CAM nearly never peaks in the other object; guided alone often does, not so with Grad-CAM. Edges
    are the same for both classes."""
    cam, guided, both, edges = (
        peaks(name) for name in ("Grad-CAM", "guided backpropagation", "guided Grad-CAM", "edge detector")
    )
    assert cam[0] > 0.5 > 0.1 > cam[1]
    assert both[0] > guided[0] + 0.05
    assert both[1] < guided[1] - 0.05
    assert edges[0] == pytest.approx(edges[1])
