"""Small networks that learn Shapes whose texture tells the class in a share of the pictures: what they come to go by.

The pictures with and without a telling texture are the same but for the texture, so that networks differ only in that share.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from vizlab import images, models
from vizlab.data import shapes
from vizlab.frames import Frame, Frames
from vizlab.progress import Step
from vizlab.randomness import RandomStream
from vizlab.recipes import Knob, Recipe, check
from vizlab.robustness.texture import conflict
from vizlab.store import Store

KIND = "texture"
PICTURES, TESTED, BATCH, LR = 4000, 800, 64, 0.01
SOME = 12  # batches between two looks at whether to stop
NETWORK = Recipe(data="Shapes", model="small CNN", depth=3, width=8)


@dataclass(frozen=True, kw_only=True)
class TextureRecipe:
    """Everything that decides such a network. Field names are also widget keys, URL parameters and CLI options.

    told: the share of training pictures whose texture tells the class; in the rest it is any of the eight.
    """

    told: float = 1.0
    epochs: int = 8
    seed: int = 0
    algorithm: int = 1  # raised when the same recipe comes to mean other numbers

    def __post_init__(self) -> None:
        """Check types and ranges. Errors: `VizlabError`."""
        check(self, KNOBS)


def teach(recipe: TextureRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Train the network: `Step`s in epochs, a frame after each, the record at the end. Starts again if it was broken off.

    Frames note `accuracy` (pictures of Shapes with any texture), `shape`, `texture` and `neither` (shares of the pictures in
    conflict); the last also has the `weights`, in 16 bits.
    """
    run = Frames(KIND, recipe, store)
    if (record := run.record()) is not None:
        yield Step(1, 1, "done", "epoch", result=record)
        return
    began = time.perf_counter()
    yield Step(0, recipe.epochs, "drawing pictures", "epoch")
    inputs, labels = taught_with(recipe)
    stream = RandomStream(recipe.seed)
    with stream:
        net = models.build(NETWORK, shapes.SHAPE, len(shapes.CLASSES))
    net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    adam = torch.optim.Adam(net.parameters(), LR)
    total = recipe.epochs * -(-len(labels) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(adam, LR, total_steps=total)
    for epoch in range(recipe.epochs + 1):
        if epoch:
            with stream:
                order = torch.randperm(len(labels))
            for part in order.split(SOME * BATCH):
                yield Step(epoch - 1, recipe.epochs, "learning", "epoch")
                _learn(net, inputs, labels, part, adam, schedule)
        notes = tested(net)
        note = run.keep(epoch, {"weights": _packed(net)}, notes)
        yield Step(epoch, recipe.epochs, "learning", "epoch", frame=epoch, note=note)
    record = {"seconds": time.perf_counter() - began, "parameters": models.count_parameters(net), **notes}
    note = run.finish(record, drop=("weights",))
    yield Step(recipe.epochs, recipe.epochs, "done", "epoch", result=record, note=note)


def taught_with(recipe: TextureRecipe) -> tuple[Tensor, Tensor]:
    """The training pictures (n, 3, 64, 64) in [0, 1] and their labels (n,)."""
    free, told = (shapes.draw(PICTURES, options, shapes.SEED) for options in (conflict.FREE, conflict.TOLD))
    tells = np.random.default_rng(recipe.seed).random(PICTURES) < recipe.told
    pixels = np.where(tells[:, None, None, None], told.images, free.images)
    return images.unit(torch.from_numpy(pixels)), torch.from_numpy(free.labels)


def tested(net: nn.Module) -> dict[str, float]:
    """Accuracy with any texture, and whom the network believes where outline and texture disagree: shares, 0-1."""
    free = shapes.draw(TESTED, conflict.FREE, shapes.SEED, conflict.FIRST)
    found = conflict.decisions(conflict.answers(net, conflict.conflicts(TESTED)), conflict.conflicts(TESTED))
    kinds = {name: float(getattr(found, name).sum()) / TESTED for name in ("shape", "texture", "neither")}
    return {"accuracy": float((conflict.answers(net, free) == free.labels).mean()), **kinds}


def made(recipe: TextureRecipe, store: Store | None = None) -> nn.Module:
    """The network of a recipe: as it was kept, else trained now and kept."""
    record_of(recipe, store)
    return network(Frames(KIND, recipe, store).read())


def record_of(recipe: TextureRecipe, store: Store | None = None) -> Mapping[str, Any]:
    """The record of a recipe's network: as it was kept, else trained now and kept."""
    result: Mapping[str, Any] | None = None
    for step in teach(recipe, store):
        result = step.result
    assert result is not None  # the last step has it
    return result


def fraction(record: Mapping[str, Any]) -> float:
    """The shape-decision fraction that a record tells; NaN if nothing was decided."""
    decided = record["shape"] + record["texture"]
    return float(record["shape"] / decided) if decided else float("nan")


def network(frames: list[Frame]) -> nn.Module:
    """The network of a finished run, from its frames."""
    net = models.build(NETWORK, shapes.SHAPE, len(shapes.CLASSES))
    packed, start = torch.from_numpy(frames[-1].arrays["weights"].astype(np.float32)), 0
    state = net.state_dict()
    for name, value in state.items():
        if value.is_floating_point():
            state[name] = packed[start : start + value.numel()].reshape(value.shape)
            start += value.numel()
    net.load_state_dict(state)
    return net.eval().requires_grad_(False)


def known(store: Store | None = None, *, seed: int = 0) -> dict[float, Mapping[str, Any]]:
    """Share told -> the record of each finished network of this seed, of the shares that are offered."""
    recipes = {float(told): TextureRecipe(told=float(told), seed=seed) for told in KNOBS["told"].choices}
    found = {told: Frames(KIND, recipe, store).record() for told, recipe in recipes.items()}
    return {told: record for told, record in found.items() if record is not None}


def _learn(net: nn.Module, inputs: Tensor, labels: Tensor, order: Tensor, adam: Any, schedule: Any) -> None:
    """Batches of pictures in this order."""
    net.train()
    with torch.enable_grad():
        for batch in order.split(BATCH):
            adam.zero_grad()
            nn.functional.cross_entropy(
                net(inputs[batch].contiguous(memory_format=torch.channels_last)), labels[batch]
            ).backward()
            adam.step()
            schedule.step()
    net.eval()


def _packed(net: nn.Module) -> Any:
    """All numbers of the network in 16 bits, those of batch norm included."""
    values = [value.flatten() for value in net.state_dict().values() if value.is_floating_point()]
    return torch.cat(values).half().numpy()


KNOBS: dict[str, Knob] = {
    "told": Knob(0.0, 1.0, "The share of training pictures whose texture tells the class.", (0.0, 0.2, 0.5, 0.8, 0.9, 1.0)),
    "epochs": Knob(1, 30, "Passes over the pictures."),
    "seed": Knob(0, 2**31 - 1, "First weights, and the order of the pictures.", tuple(range(100))),
}
