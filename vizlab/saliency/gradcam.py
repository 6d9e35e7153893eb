"""Class activation maps from one backward pass: where the maps of a convolution speak for the class. To add one: a weighing.

They differ in how they weigh the maps A_k, with g_k = d output / d A_k: Grad-CAM by the spatial mean of g_k (Selvaraju 2017,
arXiv:1610.02391, equations 1 and 2), Grad-CAM++ by a mean of ReLU(g_k) that gives every object its share however small it is
(Chattopadhyay 2018, arXiv:1710.11063, equation 19), LayerCAM each place by its own ReLU(g_k), which keeps the shallow
layers sharp (Jiang 2021, doi:10.1109/TIP.2021.3089943, equations 6 to 8).
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn

from vizlab.inspection import chunks, inspected
from vizlab.saliency.layers import enlarge, last_convolution, maps_and_gradient, response

Weighing = Callable[[Tensor, Tensor], Tensor]  # maps and gradient, both (n, k, h', w') -> cam (n, h', w') before its ReLU


def grad_cam(
    model: nn.Module,
    images: Tensor,
    targets: Tensor,
    *,
    layer: str | None = None,
    output: str = "class score",
    upsample: bool = True,
) -> Tensor:
    """ReLU(sum_k alpha_k A_k), alpha_k the spatial mean of d output / d A_k: images (n, c, h, w) -> (n, h, w).

    layer: any module that gives maps (n, k, h', w'), by its name; without it, the last convolution in order of definition,
    its own output, before the batch norm and the activation that may follow. upsample: bilinear, to the size of the image;
    else (n, h', w'). Errors: `VizlabError` for a network without convolutions, an unknown layer, wrong shapes or targets.
    """
    return _cam(_by_mean_gradient, model, images, targets, layer or last_convolution(model), output, upsample)


def grad_cam_plus_plus(
    model: nn.Module,
    images: Tensor,
    targets: Tensor,
    *,
    layer: str | None = None,
    output: str = "class score",
    upsample: bool = True,
) -> Tensor:
    """ReLU(sum_k w_k A_k), w_k = sum_ij ReLU(g) / (2 + g sum_ab A_k): images (n, c, h, w) -> (n, h, w).

    layer: as of `grad_cam`, but a convolution stands for the activation that follows it, see `layers.response`. Else as there.
    That is for the paper's exp(output), whose second and third derivatives its equation 19 needs, but for the factor
    exp(output), which is the same for all maps. Departure: the sum is over the positive activations, as it is after a ReLU
    anyway; before one, the denominator could be zero.
    """
    return _cam(_by_shares, model, images, targets, response(model, layer), output, upsample)


def layer_cam(
    model: nn.Module,
    images: Tensor,
    targets: Tensor,
    *,
    layer: str | None = None,
    output: str = "class score",
    upsample: bool = True,
) -> Tensor:
    """ReLU(sum_k ReLU(g_k) A_k), place by place: images (n, c, h, w) -> (n, h, w). Else as `grad_cam_plus_plus`."""
    return _cam(_by_place, model, images, targets, response(model, layer), output, upsample)


def _cam(weigh: Weighing, model: nn.Module, images: Tensor, targets: Tensor, name: str, output: str, upsample: bool) -> Tensor:
    with inspected(model):
        parts = (maps_and_gradient(model, name, x, some, output) for x, some in chunks(images, targets))
        cam = torch.cat([weigh(maps, gradient).relu() for maps, gradient in parts])
    return enlarge(cam, images.shape[-2:]) if upsample else cam


def _by_mean_gradient(maps: Tensor, gradient: Tensor) -> Tensor:
    return torch.einsum("nk,nkhw->nhw", gradient.mean(dim=(2, 3)), maps)


def _by_shares(maps: Tensor, gradient: Tensor) -> Tensor:
    positive = gradient.relu()
    weights = (positive / (2 + positive * maps.relu().sum(dim=(2, 3), keepdim=True))).sum(dim=(2, 3))
    return torch.einsum("nk,nkhw->nhw", weights, maps)


def _by_place(maps: Tensor, gradient: Tensor) -> Tensor:
    return (gradient.relu() * maps).sum(dim=1)
