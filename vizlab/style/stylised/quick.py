"""Style transfer for many small pictures at once: a few steps of Adam against the means and deviations of shallow channels.

Rougher than a painting (`vizlab.style.transfer`): a hundredth of the time, and good enough to take a texture's word away.
Source of the statistic: Huang 2017, arXiv:1703.06868, equation 13.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from vizlab import library
from vizlab.adam import Adam
from vizlab.models.folding import folded

NETWORK = "bundled/tiny-vgg"
STYLE, CONTENT = (2, 6, 9), 9  # modules of its `features` whose channels are matched; the one whose maps are held
STEPS, LR, STRENGTH, CELL = 7, 0.12, 20.0, 2
_TINY = 1e-6

Moments = list[tuple[Tensor, Tensor]]


def opened() -> nn.Sequential:
    """The shallow half of the network that judges both content and style, a copy of its own."""
    network = folded(library.open_model(NETWORK).network)
    return nn.Sequential(*list(network.get_submodule("features").children())[: CONTENT + 1]).eval().requires_grad_(False)


def stylised(network: nn.Sequential, content: Tensor, style: Tensor) -> Tensor:
    """Pictures (n, 3, h, w) in [0, 1], each in the style of its own (n, 3, h', w'); the same pictures alone give the same."""
    with torch.no_grad():
        held = coarse(seen(network, content)[CONTENT])
        wanted = moments(style, seen(network, style))
        pixels = recoloured(smooth(content), style)
    adam = Adam([pixels])
    for _ in range(STEPS):
        pixels.requires_grad_()
        with torch.enable_grad():
            (slope,) = torch.autograd.grad(losses(network, pixels, held, wanted).sum(), pixels)
        pixels.requires_grad_(False)
        adam.step([slope], LR)
        pixels.clamp_(0, 1)
    return pixels


def losses(network: nn.Sequential, pixels: Tensor, held: Tensor, wanted: Moments) -> Tensor:
    """The loss of each picture, (n,): distance of its maps to the content's, and of its channels' moments to the style's."""
    maps = seen(network, pixels)
    content = _share(coarse(maps[CONTENT]), held)
    style = torch.stack([_share(mean, own) + _share(deviation, other) for (mean, deviation), (own, other)
                         in zip(moments(pixels, maps), wanted, strict=True)])  # fmt: skip
    return content + STRENGTH * style.mean(dim=0)


def coarse(maps: Tensor) -> Tensor:
    """Maps (n, c, h, w) -> the means of cells of them: where things are, and less of their grain, which is to go."""
    return nn.functional.avg_pool2d(maps, CELL)


def smooth(pictures: Tensor) -> Tensor:
    """Pictures (n, 3, h, w) without what is finer than five pixels."""
    return nn.functional.avg_pool2d(pictures, 5, stride=1, padding=2, count_include_pad=False)


def recoloured(content: Tensor, style: Tensor) -> Tensor:
    """Content pictures with the mean and deviation of each of the style's colours: where the steps begin."""
    (mean, deviation), (own, other) = _moments(content), _moments(style)
    scale, shift = other / (deviation + _TINY), own
    return ((content - mean[:, :, None, None]) * scale[:, :, None, None] + shift[:, :, None, None]).clamp_(0, 1)


def seen(network: nn.Sequential, pictures: Tensor) -> dict[int, Tensor]:
    """Module number -> its maps (n, c, h, w), of the modules that are listened to."""
    found, maps = {}, pictures.contiguous(memory_format=torch.channels_last)
    for index, module in enumerate(network):
        maps = module(maps)
        if index in STYLE:
            found[index] = maps
    return found


def moments(pictures: Tensor, maps: dict[int, Tensor]) -> Moments:
    """Mean and deviation over positions of each colour and of each channel that is listened to, (n, c) each."""
    return [_moments(pictures), *(_moments(maps[index]) for index in STYLE)]


def _moments(maps: Tensor) -> tuple[Tensor, Tensor]:
    flat = maps.flatten(2)
    return flat.mean(dim=2), (flat.var(dim=2, correction=0) + _TINY).sqrt()


def _share(values: Tensor, target: Tensor) -> Tensor:
    """Squared distance of each item to its target, as a share of the target's squared length, (n,)."""
    return (values - target).flatten(1).square().sum(1) / (target.flatten(1).square().sum(1) + _TINY)
