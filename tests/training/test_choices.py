"""What a recipe's words mean: optimizers against torch's own, schedules and augmentations against closed forms."""

from __future__ import annotations

import copy
import dataclasses
import math
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn, optim

from vizlab.randomness import RandomStream
from vizlab.recipes import Recipe
from vizlab.training import AUGMENTATIONS, OPTIMIZERS, SCHEDULES
from vizlab.training.choices import MOMENTUM_USERS

LR, MOMENTUM, DECAY = 0.02, 0.8, 0.01
RECIPE = Recipe(lr=LR, momentum=MOMENTUM, weight_decay=DECAY)
TORCH: dict[str, Callable[[Any], optim.Optimizer]] = {
    "SGD": lambda p: optim.SGD(p, lr=LR, weight_decay=DECAY),
    "SGD with momentum": lambda p: optim.SGD(p, lr=LR, momentum=MOMENTUM, weight_decay=DECAY),
    "Nesterov": lambda p: optim.SGD(p, lr=LR, momentum=MOMENTUM, weight_decay=DECAY, nesterov=True),
    "AdaGrad": lambda p: optim.Adagrad(p, lr=LR, weight_decay=DECAY),
    "RMSProp": lambda p: optim.RMSprop(p, lr=LR, weight_decay=DECAY),
    "Adam": lambda p: optim.Adam(p, lr=LR, weight_decay=DECAY),
    "AdamW": lambda p: optim.AdamW(p, lr=LR, weight_decay=DECAY),
}
# The first step from w with gradient g, by hand; weight decay adds DECAY * w to the gradient, but for AdamW.
FIRST_STEP: dict[str, Callable[[float, float], float]] = {
    "SGD": lambda w, g: w - LR * (g + DECAY * w),
    "SGD with momentum": lambda w, g: w - LR * (g + DECAY * w),
    "Nesterov": lambda w, g: w - LR * (1 + MOMENTUM) * (g + DECAY * w),
    "AdaGrad": lambda w, g: w - LR * math.copysign(1, g + DECAY * w),
    "RMSProp": lambda w, g: w - LR * math.copysign(1, g + DECAY * w) / math.sqrt(1 - 0.99),
    "Adam": lambda w, g: w - LR * math.copysign(1, g + DECAY * w),
    "AdamW": lambda w, g: w * (1 - LR * DECAY) - LR * math.copysign(1, g),
}


def take_steps(model: nn.Module, optimizer: optim.Optimizer, n: int) -> list[Tensor]:
    x = torch.rand(6, 4, generator=torch.Generator().manual_seed(1))
    for _ in range(n):
        optimizer.zero_grad()
        model(x).pow(2).mean().backward()
        optimizer.step()
    return [parameter.detach() for parameter in model.parameters()]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_first_steps_are_those_of_torch(name: str) -> None:
    with RandomStream(0):
        model = nn.Sequential(nn.Linear(4, 5), nn.Tanh(), nn.Linear(5, 3))
    twin = copy.deepcopy(model)
    ours = take_steps(model, OPTIMIZERS[name](model.parameters(), RECIPE), 6)
    theirs = take_steps(twin, TORCH[name](twin.parameters()), 6)
    assert all(torch.equal(a, b) for a, b in zip(ours, theirs, strict=True))


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize(("w", "g"), [(0.7, 0.3), (-2.0, 0.5)])
def test_the_first_step_is_the_formula(name: str, w: float, g: float) -> None:
    parameter = nn.Parameter(torch.tensor([w], dtype=torch.float64))
    optimizer = OPTIMIZERS[name]([parameter], RECIPE)
    (g * parameter).sum().backward()
    optimizer.step()
    assert parameter.item() == pytest.approx(FIRST_STEP[name](w, g), rel=1e-6)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_momentum_is_read_by_those_who_say_so(name: str) -> None:
    results = []
    for momentum in (0.0, 0.9):
        with RandomStream(0):
            model = nn.Linear(4, 3)
        optimizer = OPTIMIZERS[name](model.parameters(), dataclasses.replace(RECIPE, momentum=momentum))
        results.append(take_steps(model, optimizer, 3)[0])
    assert torch.equal(*results) == (name not in MOMENTUM_USERS)


# Schedules


def rates(name: str, total: int, per_epoch: int) -> list[float]:
    """The learning rate of each step, and of the one after the last, as a share of the recipe's."""
    optimizer = OPTIMIZERS["SGD with momentum"]([nn.Parameter(torch.zeros(1))], RECIPE)
    scheduler = SCHEDULES[name](optimizer, total, per_epoch)
    found = []
    for _ in range(total):
        found.append(optimizer.param_groups[0]["lr"] / LR)
        optimizer.step()
        scheduler.step()
    assert optimizer.param_groups[0]["momentum"] == MOMENTUM
    return [*found, optimizer.param_groups[0]["lr"] / LR]


def one_cycle(step: int, total: int) -> float:
    """Smith 2018 with torch's defaults: from 1/25 up to 1 in the first 30 %, down to 1/250,000; both ways half a cosine."""
    peak = 0.3 * (total + 1) - 1
    low, high, along = (1 / 25, 1.0, step / peak) if step <= peak else (1 / 250_000, 1.0, (total - step) / (total - peak))
    return low + (high - low) * (1 - math.cos(math.pi * along)) / 2


SHAPES: dict[str, Callable[[int, int, int], float]] = {
    "constant": lambda step, total, per_epoch: 1.0,
    "warm-up": lambda step, total, per_epoch: min((step + 1) / per_epoch, 1.0),
    "step": lambda step, total, per_epoch: 0.1 ** min(step // math.ceil(total / 3), 2) if step < total else math.nan,
    "exponential": lambda step, total, per_epoch: 0.01 ** (step / total),
    "cosine": lambda step, total, per_epoch: (1 + math.cos(math.pi * step / total)) / 2,
    "one-cycle": lambda step, total, per_epoch: one_cycle(step, total),
}


@pytest.mark.parametrize("name", SCHEDULES)
@pytest.mark.parametrize(("total", "per_epoch"), [(60, 20), (100, 10), (119, 17), (1199, 11)])
def test_every_rate_of_every_schedule(name: str, total: int, per_epoch: int) -> None:
    expected = [SHAPES[name](step, total, per_epoch) for step in range(total + 1)]
    found = rates(name, total, per_epoch)
    if math.isnan(expected[-1]):
        expected.pop(), found.pop()
    assert found == pytest.approx(expected, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("name", SCHEDULES)
@pytest.mark.parametrize(("total", "per_epoch"), [(1, 1), (2, 1), (2, 2), (3, 3), (4, 1)])
def test_the_shortest_runs_have_a_rate_for_every_step(name: str, total: int, per_epoch: int) -> None:
    assert all(0 < rate <= 1 for rate in rates(name, total, per_epoch)[:-1])


# Augmentations


def pictures(n: int = 64, side: int = 20) -> Tensor:
    """Random pictures with a black frame of 4 px, so that a shift loses nothing."""
    images = torch.rand(n, 2, side, side, generator=torch.Generator().manual_seed(0)) * 0.9 + 0.1
    frame = torch.zeros(side, side)
    frame[4:-4, 4:-4] = 1
    return images * frame


def augmented(name: str, images: Tensor, seed: int) -> Tensor:
    with RandomStream(seed):
        return AUGMENTATIONS[name](images)


@pytest.mark.parametrize("name", AUGMENTATIONS)
@pytest.mark.parametrize("shape", [(8, 1, 8, 8), (5, 1, 28, 28), (3, 3, 9, 14), (1, 1, 4, 4)])
def test_shape_type_range_and_input_are_kept(name: str, shape: tuple[int, ...]) -> None:
    images = torch.rand(shape, generator=torch.Generator().manual_seed(0))
    before = images.clone()
    for seed in range(10):
        changed = augmented(name, images, seed)
        assert changed.shape == images.shape
        assert changed.dtype == images.dtype
        assert 0 <= changed.min() <= changed.max() <= 1
        assert torch.equal(images, before)


def test_none_changes_nothing() -> None:
    assert torch.equal(augmented("none", pictures(), 0), pictures())


@pytest.mark.parametrize("name", [name for name in AUGMENTATIONS if name != "none"])
def test_the_others_change_something_and_the_stream_decides_what(name: str) -> None:
    images = pictures()
    assert torch.equal(augmented(name, images, 1), augmented(name, images, 1))
    assert len({augmented(name, images, seed).numpy().tobytes() for seed in range(10)}) > 3


def test_a_flip_mirrors_about_half_of_the_pictures() -> None:
    images = pictures(n=1000, side=12)
    flipped = augmented("flip", images, 3)
    mirrored = [torch.equal(after, before.flip(-1)) for after, before in zip(flipped, images, strict=True)]
    kept = [torch.equal(after, before) for after, before in zip(flipped, images, strict=True)]
    assert all(a != b for a, b in zip(mirrored, kept, strict=True))
    assert 400 < sum(mirrored) < 600  # six standard deviations of a fair coin
    assert torch.equal(augmented("flip", flipped, 3), images)  # the same coins once more


def test_a_shift_moves_the_whole_batch_by_up_to_a_tenth() -> None:
    """20 px: 2 px every way, all 25 places reached; with a black frame it is a roll."""
    images, places = pictures(n=3), set()
    rolls = {(down, right): images.roll((down, right), (-2, -1)) for down in range(-2, 3) for right in range(-2, 3)}
    for seed in range(300):
        shifted = augmented("shift", images, seed)
        places |= {next(place for place, rolled in rolls.items() if torch.equal(rolled, shifted))}
    assert places == set(rolls)


def test_black_comes_in_where_a_shift_leaves() -> None:
    for seed in range(20):
        shifted = augmented("shift", torch.ones(1, 1, 20, 20), seed)[0, 0]
        rows, columns = int((shifted.sum(1) > 0).sum()), int((shifted.sum(0) > 0).sum())
        assert shifted.sum() == rows * columns
        assert min(rows, columns) >= 18


def test_shift_and_flip_does_both() -> None:
    images = pictures(n=2)
    states = set()
    for seed in range(400):
        changed = augmented("shift and flip", images, seed)
        for index in range(2):
            for mirrored in (False, True):
                for down in range(-2, 3):
                    for right in range(-2, 3):
                        moved = images[index].roll((down, right), (-2, -1))
                        if torch.equal(changed[index], moved.flip(-1) if mirrored else moved):
                            states.add((index, mirrored, down, right))
    assert len(states) == 2 * 2 * 25


def test_each_picture_is_zoomed_into_at_a_place_of_its_own() -> None:
    """On a ramp a part drawn large is a ramp again: its slope tells the part's width, its middle value the place."""
    n, side = 400, 32
    ramp = torch.linspace(0, 1, side).expand(n, 1, side, side)
    zoomed = augmented("zoom and flip", ramp, 0)
    width = (zoomed[:, 0, 16, 20] - zoomed[:, 0, 16, 12]) / (ramp[:, 0, 16, 20] - ramp[:, 0, 16, 12])
    assert torch.allclose(zoomed[:, 0, 3], zoomed[:, 0, 28], atol=1e-5)  # rows are alike: nothing is turned or sheared
    assert 0.5 < width.abs().min() < 0.65  # a side of sqrt(0.4 * 3/4) = 0.55 at least
    assert width.abs().max() <= 1.001
    assert 150 < int((width < 0).sum()) < 250  # about half are mirrored
    middle = zoomed[:, 0, 16, 15:17].mean(1)
    assert middle.std() > 0.05
    assert ((middle - 0.5).abs() <= (1 - width.abs()) / 2 + 0.02).all()  # the part lies within the picture
