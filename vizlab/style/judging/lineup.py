"""Several networks paint the same pictures at equal compute, and each judges the work of all.

A network always likes its own painting best, for that is what it was asked for; what the others say of it tells more. Work is
counted in multiply-adds, which are the same on every machine: a network that looks twice as fast may look twice as often.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import ImageOps
from torch import Tensor

from vizlab import images
from vizlab.errors import VizlabError
from vizlab.frames import Frame, Frames
from vizlab.images import to_pixels
from vizlab.progress import Step
from vizlab.recipes import Knob, check
from vizlab.store import Store
from vizlab.style import pictures
from vizlab.style.canvas import prepare, sized
from vizlab.style.features import luminance, network_of
from vizlab.style.judging.effort import THERE_AND_BACK, multiply_adds
from vizlab.style.judging.shown import short
from vizlab.style.objective import Objective
from vizlab.style.recipe import KNOBS as STYLE_KNOBS
from vizlab.style.recipe import StyleRecipe
from vizlab.style.transfer import KIND as PAINTED
from vizlab.style.transfer import stylize

KIND = "style-lineup"
NEUTRAL = "bundled/cifar-resnet20"  # judges too, and paints only where it is asked to
FIRST = ("bundled/tiny-vgg", "bundled/tiny-vgg-robust", "bundled/cifar-cnn", "random/small")
MOST, MOST_STEPS = 6, 400
# Every step of Adam looks once, and nothing helps a network that sees little: no scales, no brush, hardly any smoothing.
PLAIN: dict[str, Any] = {"optimizer": "Adam", "lr": 0.03, "scales": 1, "paint": "pixels", "pooling": "max", "tv": 0.03}
Array = NDArray[Any]


@dataclass(frozen=True, kw_only=True)
class LineupRecipe:
    """Everything that decides the paintings. Field names are also widget keys, URL parameters and CLI options.

    networks: references with commas between. effort: thousand millions of multiply-adds that each painting may take.
    """

    content: str = StyleRecipe.content
    style: str = StyleRecipe.style
    networks: str = ",".join(FIRST)
    effort: int = 64
    lineup_px: int = 112
    strength: float = 100.0
    seed: int = 0
    algorithm: int = 1  # raised when the same recipe comes to mean other paintings

    def __post_init__(self) -> None:
        """Check types, ranges and how many networks there are. Errors: `VizlabError`."""
        check(self, KNOBS)
        if not 1 <= len(self.painters) <= MOST or len(set(self.painters)) < len(self.painters):
            raise VizlabError(f"From 1 to {MOST} different networks may paint; got {self.networks!r}.")

    @property
    def painters(self) -> list[str]:
        """The references, in their order."""
        return [name.strip() for name in self.networks.split(",") if name.strip()]

    @property
    def judges(self) -> list[str]:
        """Who judges: all who paint, and one who need not."""
        return [*self.painters, *({NEUTRAL} - set(self.painters))]


def paint(recipe: LineupRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Paint and judge: `Step`s in iterations of all paintings, a frame for each, the record at the end.

    Each painting is one of `vizlab.style.transfer`, kept under its own recipe; broken off, it goes on where it stopped. Errors:
    `VizlabError` if a network or a picture is not here.
    """
    run = Frames(KIND, recipe, store)
    if (record := run.record()) is not None:
        yield Step(1, 1, "done", "iteration", result=record)
        return
    yield Step(0, 1, "opening the networks", "iteration")
    recipes = [painting_of(recipe, name, store) for name in recipe.painters]
    began, kept, total = time.perf_counter(), set(run.indices()), sum(each.steps for each in recipes)
    for index, each in enumerate(recipes):
        before = sum(other.steps for other in recipes[:index])
        if index in kept:
            continue
        painted: Mapping[str, Any] = {}
        for step in stylize(each, store):
            painted = step.result or painted
            yield Step(before + step.done, total, f"painting {index + 1} of {len(recipes)}", "iteration", note=step.note)
        picture = Frames(PAINTED, each, store).read()[-1].arrays["picture"]
        notes = {"title": painted["network"], "steps": each.steps, "seconds": painted["seconds"], "grey": painted["in_grey"]}
        note = run.keep(index, {"picture": _light(picture)}, notes | {"recipe": dataclasses.asdict(each)})
        yield Step(before + each.steps, total, "painting", "iteration", frame=index, note=note)
    yield Step(total, total, "judging", "iteration")
    record = judged(recipe, run.read(), store) | {"seconds": time.perf_counter() - began}
    yield Step(total, total, "done", "iteration", result=record, note=run.finish(record))


def painting_of(recipe: LineupRecipe, network: str, store: Store | None = None) -> StyleRecipe:
    """The recipe of one network's painting: as many iterations as the effort allows, at most `MOST_STEPS`."""
    whole = StyleRecipe(
        content=recipe.content, style=recipe.style, network=network, size_px=recipe.lineup_px, strength=recipe.strength,
        seed=recipe.seed, steps=1, **PLAIN,
    )  # fmt: skip
    opened = network_of(whole, store)
    size = prepare(whole, opened, store).content.shape[1:]
    steps = recipe.effort * 1_000_000_000 // (THERE_AND_BACK * multiply_adds(opened, *size))
    return dataclasses.replace(whole, steps=int(min(max(steps, 1), MOST_STEPS)))


def judged(recipe: LineupRecipe, frames: list[Frame], store: Store | None = None) -> dict[str, Any]:
    """What each judge says of each painting: `style` and `content` losses (judges, paintings), and of the photograph alone."""
    pictures = [torch.from_numpy(decoded(frame).transpose(2, 0, 1).copy()) for frame in frames]
    found: dict[str, Any] = {"judges": [], "style": [], "content": [], "before": []}
    for name in recipe.judges:
        own = StyleRecipe(
            content=recipe.content, style=recipe.style, network=name, size_px=recipe.lineup_px, seed=recipe.seed, **PLAIN
        )
        network = network_of(own, store)
        canvas = prepare(own, network, store)
        objective = Objective(own, network, canvas)
        rows = [_losses(objective, images.unit(picture).to(canvas.content)) for picture in pictures]
        found["judges"].append(network.title)
        found["style"].append([row["style"] for row in rows])
        found["content"].append([row["content"] for row in rows])
        found["before"].append(_losses(objective, canvas.content)["style"])
    return found


def decoded(frame: Frame) -> NDArray[np.uint8]:
    """The painting of a frame, (h, w, 3)."""
    return images.decode(frame.arrays["picture"])


def left(record: Mapping[str, Any], kind: str = "style") -> NDArray[np.float64]:
    """Losses (judges, paintings): of style as a share of what the photograph alone has, of content as they are."""
    losses = np.array(record[kind], np.float64)
    return losses / np.array(record["before"])[:, None] if kind == "style" else losses


def made(recipe: LineupRecipe, store: Store | None = None) -> Mapping[str, Any]:
    """The record of a recipe: as it was kept, else painted now."""
    record: Mapping[str, Any] | None = None
    for step in paint(recipe, store):
        record = step.result or record
    assert record is not None  # the last step has it
    return record


def told(recipe: LineupRecipe, store: Store | None = None) -> tuple[list[NDArray[np.uint8]], list[str]]:
    """Photograph and style, of one size, and the paintings there are: pixels and titles."""
    frames = Frames(KIND, recipe, store).read()
    content = to_pixels(sized(pictures.find(recipe.content, store), recipe.lineup_px))
    style = np.asarray(ImageOps.fit(pictures.find(recipe.style, store), (content.shape[1], content.shape[0])))
    titles = ["photograph", "style", *(short(recipe.painters[frame.index]) for frame in frames)]
    return [content, style, *map(decoded, frames)], titles


def names(recipe: LineupRecipe) -> tuple[list[str], list[str]]:
    """Who judges and who paints, in short."""
    return [short(name) for name in recipe.judges], [short(name) for name in recipe.painters]


def by_others(recipe: LineupRecipe, record: Mapping[str, Any]) -> dict[str, float]:
    """Painter -> the mean share of the style that is left in its painting, as all judges but itself see it."""
    shares = left(record)
    columns = {name: shares[[judge != name for judge in recipe.judges], at] for at, name in enumerate(recipe.painters)}
    return {short(name): float(column.mean()) for name, column in columns.items()}


def _losses(objective: Objective, picture: Tensor) -> dict[str, float]:
    own = luminance(picture) if picture.shape[0] > objective.canvas.content.shape[0] else picture
    with torch.no_grad():
        return {name: float(value) for name, value in objective.losses(own).items()}


def _light(picture: Array) -> Array:
    """The same picture in a smaller file."""
    return images.encode(images.unit(torch.from_numpy(images.decode(picture).transpose(2, 0, 1).copy())))


KNOBS: dict[str, Knob] = {
    "effort": Knob(1, 2000, "Thousand millions of multiply-adds that each painting may take.", (16, 32, 64, 128, 256, 512)),
    "lineup_px": Knob(48, 256, "Longer side of the paintings in pixels.", (64, 96, 112, 128, 192)),
    "strength": STYLE_KNOBS["strength"],
    "seed": Knob(0, 2**31 - 1, "Weights of the random network.", tuple(range(100))),
}
