"""Score-CAM: each map of a layer weighed by what the network says of the picture seen through that map alone; no gradients.

Source: Wang 2020, arXiv:1910.01279, algorithm 1: the weights are the softmax over the maps of the scores.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from vizlab.errors import VizlabError
from vizlab.inspection import check_batch
from vizlab.saliency.layers import enlarge, maps_alone, response
from vizlab.saliency.versions import answers


def score_cam(
    model: nn.Module,
    images: Tensor,
    targets: Tensor,
    *,
    layer: str | None = None,
    output: str = "class score",
    n_maps: int = 512,
    upsample: bool = True,
) -> Tensor:
    """ReLU(sum_k softmax_k(output of x * M_k) A_k): images (n, c, h, w) -> (n, h, w); M_k: A_k enlarged and scaled to [0, 1].

    layer, upsample: as of `grad_cam_plus_plus`. n_maps: of a layer with more maps, only those that vary most are weighed.
    Errors: `VizlabError` as `grad_cam`, and for a number of maps below one.
    """
    if n_maps < 1:
        raise VizlabError(f"Score-CAM weighs at least one map; got {n_maps}.")
    check_batch(images, targets)
    name = response(model, layer)
    one_by_one = zip(images.detach().split(1), targets.split(1), strict=True)
    cam = torch.cat([_cam(model, name, image, target, output, n_maps) for image, target in one_by_one])
    return enlarge(cam, images.shape[-2:]) if upsample else cam


def _cam(model: nn.Module, name: str, image: Tensor, target: Tensor, output: str, n_maps: int) -> Tensor:
    maps = _foremost(maps_alone(model, name, image, target), n_maps)
    masks = _scaled(enlarge(maps[0], image.shape[-2:]))

    def through(picture: Tensor, version: Tensor) -> Tensor:
        return image * masks[version][:, None]

    weights = answers(model, image, target, len(masks), through, output).softmax(dim=1)
    return torch.einsum("nk,nkhw->nhw", weights, maps).relu()


def _foremost(maps: Tensor, n_maps: int) -> Tensor:
    """The n_maps of maps (1, k, h', w') that vary most over the picture, in their order."""
    if maps.shape[1] <= n_maps:
        return maps
    strongest = maps[0].flatten(1).std(dim=1).topk(n_maps).indices.sort().values
    return maps[:, strongest]


def _scaled(maps: Tensor) -> Tensor:
    """Each map (k, h, w) from 0 at its lowest to 1 at its highest value; 0 where it is flat."""
    low, high = (found[:, None, None] for found in maps.flatten(1).aminmax(dim=1))
    return (maps - low) / torch.where(high > low, high - low, 1)
