"""Shapes: images drawn by rule, for proof: where the object is, and what else tells its class, is known exactly.

8 outlines (the classes) x 8 textures x 8 colours x 8 backgrounds at random places, sizes and angles, on 64 × 64 pixels. Edges are
hard: a pixel shows the object exactly where the mask says so. Each ingredient has random numbers of its own, so that images
of the same seed with other options differ in nothing but what the option says: the same objects with and without a tag, say.
Outlines, textures, colours, backgrounds and tags are tables of 8 in `vizlab.data.shape_drawing`: a change there is a new version.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from vizlab.data import shape_scenes as scenes
from vizlab.data.examples import Examples, Split
from vizlab.data.shape_drawing import OUTLINES
from vizlab.data.shape_scenes import BLOCK, KINDS, SIDE
from vizlab.errors import VizlabError

N_TRAIN, N_TEST, TEST_START = 6_000, 1_600, 1 << 20
SEED = 19
CLASSES, SHAPE = tuple(OUTLINES), (3, SIDE, SIDE)

Integers = NDArray[np.int64]
Masks = NDArray[np.bool_]


@dataclass(frozen=True)
class Options:
    """What is planted. agreement: the share of images in which the shortcut tells the true class; else it tells another one.

    shortcut: "none", "tag" (a plate in a corner) or "background". place: the tag's corner; "none" leaves it out. texture: "any",
    "of the class" (each class has its own) or "of another class" (outline and texture conflict, METHODS S47). second: two
    objects of different classes. distractor: a blob that is none of the classes.
    """

    shortcut: str = "none"
    agreement: float = 1.0
    place: str = "top left"
    texture: str = "any"
    second: bool = False
    distractor: bool = False

    def __post_init__(self) -> None:
        """Errors: `VizlabError` on a word that is not offered, or an agreement outside [0, 1]."""
        for name, table in (("shortcut", SHORTCUTS), ("place", PLACES), ("texture", TEXTURES)):
            if getattr(self, name) not in table:
                raise VizlabError(f"{name} must be one of {', '.join(table)}; got {getattr(self, name)!r}.")
        if not 0 <= self.agreement <= 1:
            raise VizlabError(f"agreement must be from 0 to 1; got {self.agreement}.")


@dataclass(frozen=True)
class Drawn:
    """n images with all that is known of them; masks are of what is to be seen.

    images (n, 3, 64, 64), uint8. labels (n,). masks (n, 64, 64): the object. cues (n,): the class that the shortcut, or else the
    texture, argues for; -1 if neither does. tag_masks (n, 64, 64). second_labels (n,), -1 without; second_masks (n, 64, 64).
    """

    images: NDArray[np.uint8]
    labels: Integers
    masks: Masks
    cues: Integers
    tag_masks: Masks
    second_labels: Integers
    second_masks: Masks


def draw(n: int, options: Options, seed: int, start: int = 0, *, cue: int | None = None) -> Drawn:
    """Images start to start + n - 1 of the endless row that the options and the seed stand for: the same in any batch.

    cue: the class that the shortcut argues for in all of them, whatever the agreement.
    """
    blocks, part = _blocks(n, seed, start)
    drawn = [_block(options, seed, block, cue) for block in blocks]
    columns = [[getattr(one, field.name) for one in drawn] for field in dataclasses.fields(Drawn)]
    return Drawn(*(np.concatenate(column)[part] for column in columns))


def labels(n: int, seed: int, start: int = 0) -> Integers:
    """The labels (n,) of the same images, without drawing them."""
    blocks, part = _blocks(n, seed, start)
    return np.concatenate([_labels(seed, block) for block in blocks])[part]


def load(options: Options) -> Split:
    """6,000 training and 1,600 test images, always the same ones."""
    train = partial(_examples, options, N_TRAIN, 0)
    return Split(train, partial(_test, options), train_labels=partial(labels, N_TRAIN, SEED))


def draw_test(options: Options, index: int, *, n: int = 1, cue: int | None = None) -> Drawn:
    """All that is known of the index-th test image and those after it, n in all. cue: as of `draw`."""
    return draw(n, options, SEED, TEST_START + index, cue=cue)


def planted(name: str) -> Options | None:
    """What is planted in the images of this data set, such as "Shapes with a tag, 80 % right"; None of other data sets."""
    if name in PLANTED:
        return PLANTED[name]
    found = re.fullmatch(r"(.+), ([1-9]?[0-9]) % right", name)
    if found is None or found[1] not in PLANTED or PLANTED[found[1]].shortcut == "none":
        return None
    return dataclasses.replace(PLANTED[found[1]], agreement=int(found[2]) / 100)


def agreeing(name: str, agreement: float) -> str:
    """The name of the same planted data set with its shortcut right in this share of the images, in whole per cent."""
    return name if agreement == 1 else f"{name}, {100 * agreement:.0f} % right"


def _examples(options: Options, n: int, start: int) -> Examples:
    drawn = draw(n, options, SEED, start)
    return Examples(drawn.images, drawn.labels)


@functools.lru_cache(maxsize=2)
def _test(options: Options) -> Examples:
    """The test images, 20 MB, which pages ask for again and again."""
    examples = _examples(options, N_TEST, TEST_START)
    examples.inputs.flags.writeable = False
    return examples


def _blocks(n: int, seed: int, start: int) -> tuple[range, slice]:
    """The blocks that hold these images, and their part of what the blocks hold. Errors: `VizlabError` on impossible numbers."""
    if n < 1 or start < 0 or seed < 0:
        raise VizlabError(f"n must be 1 or more, start and seed 0 or more; got n {n}, start {start} and seed {seed}.")
    blocks = range(start // BLOCK, (start + n - 1) // BLOCK + 1)
    first = start - blocks[0] * BLOCK
    return blocks, slice(first, first + n)


def _rng(seed: int, block: int, ingredient: str) -> np.random.Generator:
    return np.random.default_rng([seed, block, INGREDIENTS.index(ingredient)])


def _labels(seed: int, block: int) -> Integers:
    """Each class equally often in a block."""
    return _rng(seed, block, "class").permutation(np.arange(BLOCK, dtype=np.int64) % KINDS)


def _other(than: Integers, rng: np.random.Generator) -> Integers:
    """(BLOCK,) other classes, each of them equally likely."""
    return (than + rng.integers(1, KINDS, BLOCK)) % KINDS


def _told(truth: Integers, agreement: float, rng: np.random.Generator) -> Integers:
    """(BLOCK,) the true class in this share of the images, another class in the rest."""
    others = _other(truth, rng)
    return np.where(rng.random(BLOCK) < agreement, truth, others)


def _block(options: Options, seed: int, block: int, cue: int | None) -> Drawn:
    rngs = partial(_rng, seed, block)
    truth, told = _labels(seed, block), np.full(BLOCK, -1)
    grounds = rngs("background").integers(0, KINDS, BLOCK)
    textures = TEXTURES[options.texture](truth, rngs("texture"))
    if options.texture != "any":
        told = textures
    if options.shortcut != "none":
        told = _told(truth, options.agreement, rngs("shortcut")) if cue is None else np.full(BLOCK, cue)
    if options.shortcut == "background":
        grounds = told
    things = scenes.things(rngs("place"), pair=options.second)
    images = scenes.backgrounds(grounds, rngs("ground"))
    if options.distractor:
        scenes.paint_blobs(images, things if options.second else things[:1], rngs("distractor"))
    masks = scenes.inside(things[0], truth)
    scenes.paint(images, masks, things[0], textures, rngs("paint"))
    seconds, second_masks = np.full(BLOCK, -1), np.zeros_like(masks)
    if options.second:
        seconds = _other(truth, rngs("second class"))
        second_masks = scenes.inside(things[1], seconds)
        textures = TEXTURES[options.texture](seconds, rngs("second texture"))
        scenes.paint(images, second_masks, things[1], textures, rngs("second paint"))
    tagged = options.shortcut == "tag" and options.place != "none"
    tag_masks = scenes.paint_tags(images, told, options.place) if tagged else np.zeros_like(masks)
    return Drawn(images, truth, masks, told, tag_masks, seconds, second_masks)


INGREDIENTS = (  # each a stream of random numbers; add only at the end, for the place is the seed
    *("class", "texture", "background", "shortcut", "place", "ground", "paint", "distractor"),
    *("second class", "second texture", "second paint"),
)
SHORTCUTS = ("none", "tag", "background")
PLACES = (*scenes.CORNERS, "none")
TEXTURES: dict[str, Callable[[Integers, np.random.Generator], Integers]] = {
    "any": lambda truth, rng: rng.integers(0, KINDS, len(truth)),
    "of the class": lambda truth, rng: truth,
    "of another class": _other,
}
PLANTED: dict[str, Options] = {  # data set -> what is planted in its images
    "Shapes": Options(),
    "Shapes with a tag": Options(shortcut="tag"),
    "Shapes with a telling background": Options(shortcut="background"),
}
