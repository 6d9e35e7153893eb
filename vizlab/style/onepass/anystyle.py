"""A network that paints any style in one pass: the features of the photograph get the statistics of those of the style picture.

The encoder is the bundled tiny-vgg up to its third stage, frozen; the decoder, which turns features into pixels again, is what
is trained. Source: adaptive instance normalisation, Huang 2017, arXiv:1703.06868.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from vizlab import library
from vizlab.models.folding import folded
from vizlab.style.onepass.nets import doubled, mirrored_conv, whole

ENCODER, LAYERS = "bundled/tiny-vgg", (2, 9, 16)  # the layers that are listened to, by their place; the last is decoded
STRIDE = 4
CHANNELS, USUAL_SIZE = 128, 0.16  # of the last layer; the root mean square of its features over the styles
_TINY = 1e-5
Moments = tuple[Tensor, Tensor]  # mean and standard deviation of each map, (n, c, 1, 1) each


class AnyStyle(nn.Module):
    """Photographs (n, 3, h, w) and style pictures (n, 3, h', w') in [0, 1], sides from 16 px -> paintings as the photographs."""

    def __init__(self) -> None:
        """The decoder's weights are drawn from torch's own generator; the encoder's are the bundled ones."""
        super().__init__()
        network = folded(library.open_model(ENCODER).network)
        layers: list[nn.Module] = list(network.get_submodule("features").children())[: LAYERS[-1] + 1]
        self.encoder = nn.ModuleList(layers).eval().requires_grad_(False)
        self.decoder = nn.Sequential(
            mirrored_conv(CHANNELS, 96, 3), nn.ReLU(), mirrored_conv(96, 64, 3), nn.ReLU(), doubled(),
            mirrored_conv(64, 48, 3), nn.ReLU(), doubled(), mirrored_conv(48, 24, 3), nn.ReLU(),
            mirrored_conv(24, 3, 3), nn.Sigmoid(),
        )  # fmt: skip
        for layer in self.decoder:
            if isinstance(layer, nn.Conv2d):  # with torch's own smaller weights the first hundreds of rounds are lost
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")

    def forward(self, photographs: Tensor, styles: Tensor, alpha: float = 1.0) -> Tensor:
        """Paint; alpha: how much of the style, 0 gives the photographs as far as the decoder knows them."""
        return self.paint(photographs, [moments(self.see(styles)[-1])], [1.0], alpha)

    def paint(self, photographs: Tensor, styles: Sequence[Moments], shares: Sequence[float], alpha: float) -> Tensor:
        """Paint several styles at once. styles: `moments` of the last layer, each; shares: of them, adding up to 1."""
        seen, (height, width) = self.see(photographs)[-1], photographs.shape[2:]
        mixed = [sum(share * each for share, each in zip(shares, kind, strict=True)) for kind in zip(*styles, strict=True)]
        target = alpha * adapted(seen, *mixed) + (1 - alpha) * seen
        return self.draw(target)[:, :, :height, :width]

    def draw(self, features: Tensor) -> Tensor:
        """Features of the last layer -> pictures (n, 3, 4 h, 4 w) in [0, 1]."""
        drawn: Tensor = self.decoder(features / USUAL_SIZE)
        return drawn

    def see(self, pictures: Tensor) -> list[Tensor]:
        """Features of the layers that are listened to, shallow to deep."""
        found, values = [], whole(pictures, STRIDE)
        for place, layer in enumerate(self.encoder):
            values = layer(values)
            if place in LAYERS:
                found.append(values)
        return found


def moments(features: Tensor) -> Moments:
    """Features (n, c, h, w) -> mean and standard deviation of each map, (n, c, 1, 1) each."""
    variance, mean = torch.var_mean(features, (2, 3), correction=0, keepdim=True)
    return mean, (variance + _TINY).sqrt()


def adapted(features: Tensor, mean: Tensor, deviation: Tensor) -> Tensor:
    """Features (n, c, h, w), each map brought to this mean and deviation: equation 8 of the paper."""
    own_mean, own_deviation = moments(features)
    return (features - own_mean) / own_deviation * deviation + mean
