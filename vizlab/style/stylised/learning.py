"""Networks that learn from plain and stylised pictures, and whom they believe where outline and texture disagree.

All networks of a comparison see the same pictures, outlines and places; only how many of them are replaced by their stylised
twins differs. Training is a job: `Step`s in epochs, a frame for each start.
"""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from vizlab import images, models
from vizlab.adam import Adam
from vizlab.data import shapes
from vizlab.frames import Frames
from vizlab.inspection import inspected
from vizlab.progress import Step
from vizlab.randomness import RandomStream
from vizlab.recipes import Knob, Recipe, check
from vizlab.store import Store
from vizlab.style.stylised import sets
from vizlab.style.stylised.sets import TwinsRecipe

KIND = "style-stylised"
TESTED, TWINS, BATCH, LR, WARM = 600, 320, 32, 0.01, 0.2  # WARM: the share of all steps in which the rate rises
SOME = 16  # batches between two looks at whether to stop
NETWORK = Recipe(data="Shapes", model="small CNN", depth=3, width=8)
CONFLICT, FREE = (shapes.Options(texture=texture) for texture in ("of another class", "any"))


@dataclass(frozen=True, kw_only=True)
class StylisedRecipe:
    """Everything that decides the networks. Field names are also widget keys, URL parameters and CLI options.

    share: of the training pictures that are replaced by their twins. way: how those are made, a key of `sets.WAYS`. starts:
    networks, each with first weights of its own. Errors: `VizlabError`.
    """

    share: float = 0.5
    way: str = "style transfer"
    pictures: int = 1856
    epochs: int = 16
    starts: int = 3
    seed: int = 0
    algorithm: int = 1  # raised when the same recipe comes to mean other numbers

    def __post_init__(self) -> None:
        """Check types, ranges and names."""
        check(self, KNOBS)
        _ = self.twins

    @property
    def twins(self) -> TwinsRecipe:
        """The stylised training pictures."""
        return TwinsRecipe(pictures=self.pictures, way=self.way)


def learn(recipe: StylisedRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Stylise what is not stylised yet, then train: a frame for each start, the record at the end; goes on where it stopped.

    Frames note the accuracies of `ACCURACIES`; `decided` (600,) says of each picture in conflict whom the network believes: 1 the
    outline, -1 the texture, 0 neither.
    """
    run = Frames(KIND, recipe, store)
    if (record := run.record()) is not None:
        yield Step(1, 1, "done", "epoch", result=record)
        return
    began, tested_on = time.perf_counter(), TwinsRecipe(part="test", pictures=TWINS)
    for needed in (tested_on, *([recipe.twins] if recipe.share else [])):
        yield from (step for step in sets.make(needed, store) if step.result is None)
    kept, total = set(run.indices()), recipe.starts * recipe.epochs
    inputs, twins, labels = taught_with(recipe, store)
    for start in range(recipe.starts):
        if start in kept:
            continue
        network = yield from trained(recipe, start, inputs, twins, labels)
        notes, decided = tested(network, sets.read(tested_on, store))
        note = run.keep(start, {"decided": decided}, notes)
        yield Step((start + 1) * recipe.epochs, total, "learning", "epoch", frame=start, note=note)
    record = {"seconds": time.perf_counter() - began, "parameters": models.count_parameters(built(recipe.seed))}
    yield Step(total, total, "done", "epoch", result=record, note=run.finish(record))


def taught_with(recipe: StylisedRecipe, store: Store | None = None) -> tuple[Tensor, Tensor, Tensor]:
    """Training pictures and their twins (n, 3, 64, 64), uint8, and the labels (n,); no twins where none are needed."""
    pixels, labels = sets.plain(recipe.twins)
    twins = sets.read(recipe.twins, store) if recipe.share else pixels[:0]
    return torch.from_numpy(pixels), torch.from_numpy(twins), torch.from_numpy(labels)


def replaced(recipe: StylisedRecipe, start: int) -> NDArray[np.bool_]:
    """Which training pictures (n,) are replaced: a larger share replaces these and more."""
    return np.random.default_rng([recipe.seed, start]).random(recipe.pictures) < recipe.share


def built(seed: int) -> nn.Module:
    """The untrained network of a seed."""
    with RandomStream(seed):
        network = models.build(NETWORK, shapes.SHAPE, len(shapes.CLASSES))
    return network.to(memory_format=torch.channels_last)  # type: ignore[call-overload, no-any-return]


def trained(
    recipe: StylisedRecipe, start: int, inputs: Tensor, twins: Tensor, labels: Tensor
) -> Generator[Step, None, nn.Module]:
    """One network, trained: `Step`s in epochs of the whole recipe."""
    chosen = torch.from_numpy(replaced(recipe, start))
    pixels = inputs.clone()
    if recipe.share:
        pixels[chosen] = twins[chosen]
    network, order = built(recipe.seed + start).train(), torch.Generator().manual_seed(recipe.seed + start)
    adam = Adam(network.parameters())
    batches, total = -(-recipe.pictures // BATCH), recipe.starts * recipe.epochs
    for epoch in range(recipe.epochs):
        for index, batch in enumerate(torch.randperm(recipe.pictures, generator=order).split(BATCH)):
            if index % SOME == 0:
                yield Step(start * recipe.epochs + epoch, total, "learning", "epoch")
            part = turned(images.unit(pixels[batch]), order).contiguous(memory_format=torch.channels_last)
            rate = LR * paced((epoch * batches + index) / (recipe.epochs * batches))
            with torch.enable_grad():
                loss = nn.functional.cross_entropy(network(part), labels[batch])
            adam.step(torch.autograd.grad(loss, adam.weights), rate)
    return network.eval()


def turned(pictures: Tensor, dice: torch.Generator) -> Tensor:
    """A batch (n, c, h, w) in one of the eight ways in which a square can be laid: more outlines from as many pictures."""
    way = int(torch.randint(8, (), generator=dice))
    turned = pictures.flip(3) if way & 1 else pictures
    turned = turned.flip(2) if way & 2 else turned
    return turned.transpose(2, 3) if way & 4 else turned


def paced(share: float) -> float:
    """How fast to learn after this share of all steps: a rise, then half a cosine down to nothing."""
    return share / WARM if share < WARM else 0.5 + 0.5 * math.cos(math.pi * (share - WARM) / (1 - WARM))


def tested(network: nn.Module, twins: NDArray[np.uint8]) -> tuple[dict[str, float], NDArray[np.int8]]:
    """Accuracies (0-1) by the names of `ACCURACIES`, and whom the network believes in conflict, (600,)."""
    sources = {
        "texture of the class": shapes.draw(TESTED, sets.TOLD, shapes.SEED, shapes.TEST_START),
        "any texture": shapes.draw(TESTED, FREE, shapes.SEED, shapes.TEST_START),
    }
    right = {name: float((answers(network, drawn.images) == drawn.labels).mean()) for name, drawn in sources.items()}
    labels = shapes.labels(len(twins), shapes.SEED, shapes.TEST_START)
    right["stylised"] = float((answers(network, twins) == labels).mean())
    conflict = shapes.draw(TESTED, CONFLICT, shapes.SEED, shapes.TEST_START)
    return right, believed(answers(network, conflict.images), conflict.labels, conflict.cues)


def answers(network: nn.Module, pixels: NDArray[np.uint8]) -> NDArray[np.int64]:
    """The class that a network names for each picture (n, 3, 64, 64)."""
    with inspected(network), torch.no_grad():
        parts = torch.from_numpy(pixels).split(100)
        scores = [network(images.unit(part).contiguous(memory_format=torch.channels_last)) for part in parts]
    return np.asarray(torch.cat(scores).argmax(dim=1).numpy(), np.int64)


def believed(said: NDArray[Any], outlines: NDArray[Any], textures: NDArray[Any]) -> NDArray[np.int8]:
    """1 where an answer names the class of the outline, -1 that of the texture, 0 neither; all (n,)."""
    return np.asarray((said == outlines).astype(np.int8) - (said == textures).astype(np.int8), np.int8)


def known(recipe: StylisedRecipe, store: Store | None = None) -> Mapping[float, Frames]:
    """Share -> the finished run of this recipe with that share, of all shares that are offered."""
    shares = map(float, KNOBS["share"].choices)
    runs = {share: Frames(KIND, dataclasses.replace(recipe, share=share), store) for share in shares}
    return {share: run for share, run in runs.items() if run.record() is not None}


ACCURACIES = ("texture of the class", "any texture", "stylised")
KNOBS: dict[str, Knob] = {
    "share": Knob(
        0.0, 1.0, "The share of training pictures that are replaced by their stylised twins.", (0.0, 0.25, 0.5, 0.75, 1.0)
    ),
    "pictures": Knob(8, 6000, "Training pictures."),
    "epochs": Knob(1, 50, "Passes over the pictures."),
    "starts": Knob(1, 10, "Networks, each with first weights of its own: how far their answers differ is luck."),
    "seed": Knob(0, 2**31 - 1, "First weights, which pictures are replaced, and their order.", tuple(range(100))),
}
