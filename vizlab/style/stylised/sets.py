"""Pictures of Shapes whose texture tells the class, and their stylised twins: same outline and place, another picture's texture.

Training pictures and test pictures get their style from pictures of their own: a network that has learned with these has seen
none of the textures of the twins it is tested on. To add a style: a name in `STYLES`; a way to make twins: a line in `WAYS`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Generator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn

from vizlab import images
from vizlab.data import shapes
from vizlab.errors import VizlabError
from vizlab.frames import Frames
from vizlab.progress import Step
from vizlab.recipes import Knob, check
from vizlab.store import Store
from vizlab.style import pictures
from vizlab.style.stylised import quick

KIND = "style-twins"
CHUNK = 32
PART_OF = 0.5  # of a style picture's shorter side: what one small picture takes its style from
TOLD = shapes.Options(texture="of the class")
STARTS = {"train": 0, "test": shapes.TEST_START}  # where the pictures begin in the endless row of Shapes


@dataclass(frozen=True, kw_only=True)
class TwinsRecipe:
    """Everything that decides a set of twins. Errors: `VizlabError` on unknown names and impossible numbers.

    part: "train" or "test". pictures: how many. way: a key of `WAYS`. seed: which style, and which piece of it, each one gets.
    """

    part: str = "train"
    pictures: int = 1856
    way: str = "style transfer"
    seed: int = 0
    algorithm: int = 1  # raised when the same recipe comes to mean other pictures

    def __post_init__(self) -> None:
        """Check types, ranges and names."""
        check(self, KNOBS)
        for value, table in ((self.part, STARTS), (self.way, WAYS)):
            if value not in table:
                raise VizlabError(f"part must be one of {', '.join(STARTS)}, way one of {', '.join(WAYS)}; got {value!r}.")


def plain(recipe: TwinsRecipe) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The pictures (n, 3, 64, 64) before anything is done to them, and their labels (n,)."""
    drawn = shapes.draw(recipe.pictures, TOLD, shapes.SEED, STARTS[recipe.part])
    return drawn.images, drawn.labels


def make(recipe: TwinsRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Stylise all pictures of a recipe: `Step`s in pictures, a frame for every chunk; goes on where it stopped."""
    run = Frames(KIND, recipe, store)
    if (record := run.record()) is not None:
        yield Step(1, 1, "done", "picture", result=record)
        return
    network, kept = quick.opened(), set(run.indices())
    contents = plain(recipe)[0]
    for first in range(0, recipe.pictures, CHUNK):
        done = min(first + CHUNK, recipe.pictures)
        if done in kept:
            continue
        yield Step(first, recipe.pictures, "stylising pictures", "picture")
        found = []
        for at in range(first, done, CHUNK // 4):  # so that a wish to stop is heard within a second
            content = images.unit(torch.from_numpy(contents[at : min(at + CHUNK // 4, done)]))
            style = torch.stack([style_piece(recipe, at + index) for index in range(len(content))])
            found.append(WAYS[recipe.way](network, content, style))
            yield Step(at, recipe.pictures, "stylising pictures", "picture")
        note = run.keep(done, {"pictures": images.encode(torch.cat(list(torch.cat(found)), dim=1))})
        yield Step(done, recipe.pictures, "stylising pictures", "picture", frame=done, note=note)
    record = {"pictures": recipe.pictures}
    yield Step(recipe.pictures, recipe.pictures, "done", "picture", result=record, note=run.finish(record))


def read(recipe: TwinsRecipe, store: Store | None = None) -> NDArray[np.uint8]:
    """The twins that are there, (n, 3, 64, 64), in the order of `plain`; none before any is made."""
    frames = Frames(KIND, recipe, store).read()
    sheets = [images.decode(frame.arrays["pictures"]).reshape(-1, *shapes.SHAPE[1:], 3) for frame in frames]
    found = np.concatenate(sheets) if sheets else np.zeros((0, *shapes.SHAPE[1:], 3), np.uint8)
    return np.ascontiguousarray(found.transpose(0, 3, 1, 2))


def style_of(recipe: TwinsRecipe, index: int) -> str:
    """The reference of the picture from which a twin has its style."""
    names = STYLES[recipe.part]
    return names[int(_dice(recipe, index).integers(len(names)))]


def style_piece(recipe: TwinsRecipe, index: int) -> Tensor:
    """The piece (3, 64, 64) of it, in [0, 1]."""
    dice = _dice(recipe, index)
    name = STYLES[recipe.part][int(dice.integers(len(STYLES[recipe.part])))]
    picture = _opened(name)
    side = round(PART_OF * min(picture.size))
    left, top = (int(dice.integers(length - side + 1)) for length in picture.size)
    piece = picture.crop((left, top, left + side, top + side))
    return images.to_tensor(piece.resize(shapes.SHAPE[1:], Image.Resampling.LANCZOS))


@functools.lru_cache(maxsize=16)
def _opened(name: str) -> Image.Image:
    return pictures.find(name)


def _dice(recipe: TwinsRecipe, index: int) -> np.random.Generator:
    return np.random.default_rng([recipe.seed, STARTS[recipe.part] + index])


def _colours(network: nn.Sequential, content: Tensor, style: Tensor) -> Tensor:
    return quick.recoloured(quick.smooth(content), style)


STYLES: dict[str, tuple[str, ...]] = {
    "train": (
        *("pattern/Stained glass", "pattern/Waves", "pattern/Marble", "pattern/Circles"),
        *("texture/Brick", "texture/Gravel", "photo/Coffee", "photo/Astronaut"),
    ),
    "test": ("pattern/Starlight", "pattern/Dots", "texture/Grass", "texture/Tissue", "photo/Coins"),
}
WAYS: dict[str, Callable[[nn.Sequential, Tensor, Tensor], Tensor]] = {
    "style transfer": quick.stylised,
    "colours only": _colours,
}
KNOBS: dict[str, Knob] = {
    "pictures": Knob(1, 6000, "How many pictures are stylised: each takes about a tenth of a second."),
    "seed": Knob(0, 2**31 - 1, "Which style each picture gets."),
}
