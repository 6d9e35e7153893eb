"""Generator and discriminator on grey pictures, each rule of DCGAN a switch: (h, w) = (4 s, 4 s), s = 2 or 7.

Generator: code (and class) -> s x s x c -> 2s x 2s x c/2 -> 4s x 4s x 1; discriminator the other way round. Pictures are
(n, 1, 4s, 4s) in [-1, 1]. Initial weights come from torch's global generator: build within `vizlab.randomness.RandomStream`.
Source: Radford et al. 2015, arXiv:1511.06434; the class enters the discriminator by a projection, Miyato and Koyama 2018,
arXiv:1802.05637, equation 3.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor, nn
from torch.nn.functional import one_hot

from vizlab.generative.image_gan.choices import ImageGanRecipe

SPREAD = 0.02  # standard deviation of the first weights, the paper's
SLOPE = 0.2  # of LeakyReLU below 0, the paper's
HIDDEN = 128  # units of the hidden layer that DCGAN does without


class Generator(nn.Module):
    """Codes (n, latent), classes (n,) int64 -> pictures (n, 1, 4s, 4s)."""

    def __init__(self, recipe: ImageGanRecipe, side: int, classes: int, *, lasting: bool = False) -> None:
        """Build for pictures of side x side pixels; classes: how many can be asked for, 0 for none.

        lasting: batch norm has statistics of its own to be used instead of the batch's.
        """
        super().__init__()
        self.classes, c, start = classes, recipe.channels, side // 4
        act = ACTIVATIONS[recipe.act_g]
        norm = _norm(recipe.norm_g, lasting)
        inputs = recipe.image_latent + classes
        layers: list[nn.Module] = []
        if recipe.dense_layer:
            one = nn.BatchNorm1d(HIDDEN, track_running_stats=lasting) if recipe.norm_g else nn.Identity()
            layers += [nn.Linear(inputs, HIDDEN), one, act()]
            inputs = HIDDEN
        layers += [nn.Linear(inputs, c * start * start), nn.Unflatten(1, (c, start, start)), norm(c), act()]
        layers += [_up(c, c // 2, strided=recipe.strided), norm(c // 2), act(), _up(c // 2, 1, strided=recipe.strided)]
        layers += [_norm(recipe.norm_ends, lasting)(1), OUTPUTS[recipe.output]()]
        self.layers = nn.Sequential(*layers)
        self.apply(_start)

    def forward(self, codes: Tensor, asked: Tensor) -> Tensor:
        """The pictures of these codes."""
        if self.classes:
            codes = torch.cat([codes, one_hot(asked, self.classes).to(codes)], dim=1)
        made: Tensor = self.layers(codes)
        return made


class Discriminator(nn.Module):
    """Pictures (n, 1, 4s, 4s), classes (n,) int64 -> logits (n,) of "real"."""

    def __init__(self, recipe: ImageGanRecipe, side: int, classes: int) -> None:
        """Build for pictures of side x side pixels; classes: how many it is told of, 0 for none."""
        super().__init__()
        c, width = recipe.channels, recipe.channels * (side // 4) ** 2
        act = ACTIVATIONS[recipe.act_d]
        first = [_down(1, c // 2, strided=recipe.strided), _norm(recipe.norm_ends)(c // 2), act()]
        second = [_down(c // 2, c, strided=recipe.strided), _norm(recipe.norm_d)(c), act()]
        self.features = nn.Sequential(*first, *second)
        hidden: list[nn.Module] = [nn.Flatten()]
        if recipe.dense_layer:
            hidden += [nn.Linear(width, HIDDEN), act()]
            width = HIDDEN
        self.answer = nn.Sequential(*hidden, nn.Linear(width, 1))
        self.expected = nn.Embedding(classes, c) if classes else None
        self.apply(_start)

    def forward(self, pictures: Tensor, told: Tensor) -> Tensor:
        """The logits of these pictures."""
        features = self.features(pictures)
        logits: Tensor = self.answer(features)[:, 0]
        if self.expected is not None:
            logits = logits + (self.expected(told) * features.sum(dim=(2, 3))).sum(dim=1)
        return logits


def _up(inputs: int, outputs: int, *, strided: bool) -> nn.Module:
    """Twice as high and wide: a fractional-strided convolution, or nearest neighbours and a plain one."""
    if strided:
        return nn.ConvTranspose2d(inputs, outputs, 4, stride=2, padding=1)
    return nn.Sequential(nn.Upsample(scale_factor=2), nn.Conv2d(inputs, outputs, 3, padding=1))


def _down(inputs: int, outputs: int, *, strided: bool) -> nn.Module:
    """Half as high and wide: a strided convolution, or a plain one and the largest of every four."""
    if strided:
        return nn.Conv2d(inputs, outputs, 4, stride=2, padding=1)
    return nn.Sequential(nn.Conv2d(inputs, outputs, 3, padding=1), nn.MaxPool2d(2))


def _norm(wanted: bool, lasting: bool = False) -> Callable[[int], nn.Module]:
    """While training batch norm keeps no statistics: so a step of one network leaves nothing behind in the other."""
    return partial(nn.BatchNorm2d, track_running_stats=lasting) if wanted else lambda _: nn.Identity()


def _start(module: nn.Module) -> None:
    if isinstance(module, nn.Linear | nn.Conv2d | nn.ConvTranspose2d | nn.Embedding):
        nn.init.normal_(module.weight, 0.0, SPREAD)
        if getattr(module, "bias", None) is not None:
            nn.init.zeros_(module.bias)  # type: ignore[arg-type]


ACTIVATIONS: dict[str, Callable[[], nn.Module]] = {
    "ReLU": nn.ReLU,
    "LeakyReLU": lambda: nn.LeakyReLU(SLOPE),
    "tanh": nn.Tanh,
}
OUTPUTS: dict[str, Callable[[], nn.Module]] = {"tanh": nn.Tanh, "linear": nn.Identity}
