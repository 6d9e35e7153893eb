"""The pictures that methods are ranked on: a model's own test pictures that are at hand, with masks where they were drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab import images, library
from vizlab.data import samples, shapes
from vizlab.errors import VizlabError
from vizlab.saliency.evidence.places import chance_overlap, grown, tolerance_px

CROPS = ((1.0, 0.5, 0.5), (2.0, 0.5, 0.5), (2.0, 0.0, 0.0), (2.0, 1.0, 0.0), (2.0, 0.0, 1.0), (2.0, 1.0, 1.0))  # zoom, x, y
Masks = NDArray[np.bool_]


@dataclass(frozen=True)
class Pool:
    """images (n, c, h, w), float32 in [0, 1]. words: what they are. masks, tags (n, h, w): where the object is, and the tag."""

    images: torch.Tensor
    words: str
    masks: Masks | None = None
    tags: Masks | None = None

    def __len__(self) -> int:
        """How many pictures."""
        return len(self.images)


def draw(model: library.Model, n: int) -> Pool:
    """The first n pictures, or as many as are at hand: drawn ones, test pictures that come along, else photographs.

    Errors: `VizlabError` if the model takes no pictures.
    """
    if len(model.shape) != 3:
        raise VizlabError(f"Only networks that take pictures have saliency maps; {model.title} takes points.")
    planted = shapes.planted(model.data)
    if planted is not None:
        drawn = shapes.draw_test(planted, 0, n=n)
        tags = drawn.tag_masks if drawn.tag_masks.any() else None
        return Pool(images.unit(torch.from_numpy(drawn.images)), f"{n:,} test pictures of {model.data}", drawn.masks, tags)
    known = samples.crowd(model.data)
    if not len(known):
        return _photographs(model.shape, n)
    pixels = images.unit(torch.from_numpy(np.array(known.inputs[:n])))
    return Pool(pixels, f"{len(pixels):,} test pictures of {model.data}")


def by_chance(pool: Pool) -> dict[str, float]:
    """Measure of `ranking` -> what a map of dice scores on average, where the masks say it."""
    if pool.masks is None:
        return {}
    area = float(pool.masks.mean())
    near = float(grown(pool.masks, tolerance_px(pool.masks.shape[1:])).mean())
    overlap = float(np.mean([chance_overlap(mask) for mask in pool.masks]))
    tag = {} if pool.tags is None else {"mass on the tag": float(pool.tags.mean())}
    return {"pointing": area, "pointing near": near, "mass": area, "overlap": overlap, **tag}


def _photographs(shape: tuple[int, ...], n: int) -> Pool:
    """Crop after crop of every photograph, so that even the first few differ."""
    wanted = [(label, crop) for crop in CROPS for label in images.PHOTOGRAPHS][:n]
    c, h, w = shape
    fitted = [images.fit(images.photograph(label), (c, h, w), zoom=zoom, x=x, y=y) for label, (zoom, x, y) in wanted]
    return Pool(torch.stack(fitted), f"{len(fitted)} crops of the photographs that come along")
