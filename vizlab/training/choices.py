"""What a recipe's words mean: optimizers, learning-rate schedules and augmentations, each a function in a table.

To add one: a function here and a line in its table; page, URL, CLI and tests pick it up from there.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

import torch
from torch import Tensor, nn, optim
from torch.optim.lr_scheduler import CosineAnnealingLR, ExponentialLR, LambdaLR, LRScheduler, OneCycleLR, StepLR

from vizlab.recipes import Recipe

Parameters = Iterable[nn.Parameter]


def _sgd(parameters: Parameters, recipe: Recipe) -> optim.Optimizer:
    return optim.SGD(parameters, lr=recipe.lr, weight_decay=recipe.weight_decay)


def _momentum(parameters: Parameters, recipe: Recipe) -> optim.Optimizer:
    return optim.SGD(parameters, lr=recipe.lr, momentum=recipe.momentum, weight_decay=recipe.weight_decay)


def _nesterov(parameters: Parameters, recipe: Recipe) -> optim.Optimizer:
    nesterov = recipe.momentum > 0  # torch refuses Nesterov without momentum; the two are then the same rule
    return optim.SGD(parameters, lr=recipe.lr, momentum=recipe.momentum, weight_decay=recipe.weight_decay, nesterov=nesterov)


def _rmsprop(parameters: Parameters, recipe: Recipe) -> optim.Optimizer:
    return optim.RMSprop(parameters, lr=recipe.lr, weight_decay=recipe.weight_decay)


def _adagrad(parameters: Parameters, recipe: Recipe) -> optim.Optimizer:
    return optim.Adagrad(parameters, lr=recipe.lr, weight_decay=recipe.weight_decay)


def _adam(parameters: Parameters, recipe: Recipe) -> optim.Optimizer:
    return optim.Adam(parameters, lr=recipe.lr, weight_decay=recipe.weight_decay)


def _adamw(parameters: Parameters, recipe: Recipe) -> optim.Optimizer:
    return optim.AdamW(parameters, lr=recipe.lr, weight_decay=recipe.weight_decay)


def _constant(optimizer: optim.Optimizer, total: int, per_epoch: int) -> LRScheduler:
    return LambdaLR(optimizer, lambda step: 1.0)


def _step(optimizer: optim.Optimizer, total: int, per_epoch: int) -> LRScheduler:
    return StepLR(optimizer, step_size=-(-total // 3), gamma=0.1)  # rounded up: three levels, never a fourth


def _exponential(optimizer: optim.Optimizer, total: int, per_epoch: int) -> LRScheduler:
    return ExponentialLR(optimizer, gamma=0.01 ** (1 / total))


def _cosine(optimizer: optim.Optimizer, total: int, per_epoch: int) -> LRScheduler:
    return CosineAnnealingLR(optimizer, T_max=total)


def _one_cycle(optimizer: optim.Optimizer, total: int, per_epoch: int) -> LRScheduler:
    # Momentum stays what the recipe says: a hidden second schedule would make the momentum knob a lie.
    peak = optimizer.param_groups[0]["lr"]
    return OneCycleLR(optimizer, max_lr=peak, total_steps=total + 1, cycle_momentum=False)


def _warmup(optimizer: optim.Optimizer, total: int, per_epoch: int) -> LRScheduler:
    return LambdaLR(optimizer, lambda step: min(1.0, (step + 1) / per_epoch))


def _unchanged(images: Tensor) -> Tensor:
    return images


def _shift(images: Tensor) -> Tensor:
    """Images moved by up to 10 % of their side, one amount for the batch, black coming in."""
    reach = max(images.shape[-1] // 10, 1)
    down, right = (int(amount) for amount in torch.randint(-reach, reach + 1, (2,)))
    padded = nn.functional.pad(images, (reach, reach, reach, reach))
    h, w = images.shape[-2:]
    return padded[..., reach - down : reach - down + h, reach - right : reach - right + w]


def _flip(images: Tensor) -> Tensor:
    """About half of the images mirrored left to right."""
    mirrored = torch.rand(len(images), 1, 1, 1, device=images.device) < 0.5
    return torch.where(mirrored, images.flip(-1), images)


def _zoom_and_flip(images: Tensor) -> Tensor:
    """A part of each image, of 40 to 100 % of its area and a side ratio of 3/4 to 4/3, drawn large again; half mirrored.

    Each image has a part of its own: the "random resized crop" of Szegedy 2015, arXiv:1409.4842, section 6.
    """
    n, device = len(images), images.device
    area = torch.empty(n, device=device).uniform_(0.4, 1.0)
    ratio = torch.empty(n, device=device).uniform_(-1, 1).mul(math.log(4 / 3)).exp()
    size = torch.stack([(area * ratio).sqrt(), (area / ratio).sqrt()], dim=1).clamp(max=1.0)  # of width and height, in 0-1
    middle = torch.empty(n, 2, device=device).uniform_(-1, 1) * (1 - size)
    mirrored = torch.where(torch.rand(n, device=device) < 0.5, -1.0, 1.0)
    place = torch.zeros(n, 2, 3, device=device)
    place[:, 0, 0], place[:, 1, 1], place[:, :, 2] = size[:, 0] * mirrored, size[:, 1], middle
    grid = nn.functional.affine_grid(place, list(images.shape), align_corners=False)
    zoomed = nn.functional.grid_sample(images, grid, padding_mode="reflection", align_corners=False)
    return zoomed.contiguous(memory_format=torch.channels_last)


def _shift_and_flip(images: Tensor) -> Tensor:
    return _flip(_shift(images))


OPTIMIZERS: dict[str, Callable[[Parameters, Recipe], optim.Optimizer]] = {
    "SGD": _sgd,
    "SGD with momentum": _momentum,
    "Nesterov": _nesterov,
    "AdaGrad": _adagrad,
    "RMSProp": _rmsprop,
    "Adam": _adam,
    "AdamW": _adamw,
}

SCHEDULES: dict[str, Callable[[optim.Optimizer, int, int], LRScheduler]] = {
    "constant": _constant,
    "warm-up": _warmup,
    "step": _step,
    "exponential": _exponential,
    "cosine": _cosine,
    "one-cycle": _one_cycle,
}

AUGMENTATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "none": _unchanged,
    "shift": _shift,
    "flip": _flip,
    "shift and flip": _shift_and_flip,
    "zoom and flip": _zoom_and_flip,
}

MOMENTUM_USERS = frozenset({"SGD with momentum", "Nesterov"})  # the optimizers that read `momentum`
