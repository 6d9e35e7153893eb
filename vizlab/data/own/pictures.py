"""From a zip of class folders to a data set of equally large pictures."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from vizlab import decoding
from vizlab.data.own import shelf, zips
from vizlab.data.own.names import shortened
from vizlab.data.own.zips import Contents, Entry, Skipped
from vizlab.errors import VizlabError
from vizlab.progress import Step
from vizlab.recipes import check, run_id
from vizlab.store import Store

SIZES_PX = (28, 32, 64)
SHOWN = 20  # classes in a preview
MAX_DECODED_PIXELS = 2_000_000_000  # about a minute of work
MAX_KEPT_BYTES = 128_000_000  # what a worker holds while it trains on them, and the store for ever


@dataclass(frozen=True, kw_only=True)
class PicturesRecipe:
    """Everything that decides a data set of pictures. upload: see `shelf.put_upload`."""

    upload: str
    size_px: int = 32
    palette: str = "colour"
    fitting: str = "crop"
    algorithm: int = 1

    def __post_init__(self) -> None:
        """Check types and words. Errors: `VizlabError`."""
        check(self, {})
        for name, table in (("size_px", SIZES_PX), ("palette", PALETTES), ("fitting", FITTINGS)):
            if getattr(self, name) not in table:
                listed = ", ".join(map(str, table))
                raise VizlabError(f"{name} must be one of {listed}; got {getattr(self, name)!r}.")

    @property
    def shape(self) -> tuple[int, int, int]:
        """Of one picture, (c, h, w)."""
        return (PALETTES[self.palette], self.size_px, self.size_px)


def keep_pictures(recipe: PicturesRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Decode the upload picture by picture and keep the data set: steps in pictures; the result names it.

    Errors: `VizlabError` if the zip is refused, or too little of it can be decoded.
    """
    dataset = run_id(recipe)
    if not shelf.is_here(f"{shelf.PREFIX}{dataset}", store):
        with shelf.taking(recipe.upload, store) as (upload, title):
            found = zips.contents(upload)
            shelf.put(dataset, (yield from _made(found, recipe, title)), store)
    yield Step(1, 1, "done", unit="picture", result={"data": f"{shelf.PREFIX}{dataset}"})


def _made(found: Contents, recipe: PicturesRecipe, title: str) -> Generator[Step, None, shelf.Made]:
    """All pictures of the zip that can be decoded: steps in pictures, then what they make."""
    _check_room(len(found.entries), recipe)
    inputs = np.empty((len(found.entries), *recipe.shape), np.uint8)
    labels: list[str] = []
    skipped = list(found.skipped)
    for done, (entry, pixels) in enumerate(_decoded(found, recipe, skipped), 1):
        if pixels is not None:
            inputs[len(labels)] = pixels
            labels.append(entry.label)
        yield Step(done, len(found.entries), "reading pictures", unit="picture")
    zips.check_classes(labels)
    classes = tuple(sorted(set(labels)))
    codes = np.searchsorted(np.array(classes), np.array(labels)).astype(np.int64)
    return shelf.Made(title, classes, recipe.shape, inputs[: len(labels)], codes, skipped=tuple(skipped))


def examples_of(found: Contents, recipe: PicturesRecipe, count: int) -> tuple[list[NDArray[np.uint8]], list[str]]:
    """Up to `count` pictures as the choices make them, (c, h, w) uint8, of the first 20 classes in turn, and their classes."""
    turns = {label: [entry for entry in found.entries if entry.label == label] for label in found.classes[:SHOWN]}
    in_turn = [group[at] for at in range(count) for group in turns.values() if at < len(group)]
    few = Contents(found.archive, tuple(in_turn[:count]), ())
    shown = [(pixels, entry.label) for entry, pixels in _decoded(few, recipe, []) if pixels is not None]
    return [pixels for pixels, _ in shown], [label for _, label in shown]


def _decoded(found: Contents, recipe: PicturesRecipe, skipped: list[Skipped]) -> Iterator[tuple[Entry, NDArray[np.uint8] | None]]:
    """Each entry with its pixels (c, h, w); with None, and a line in `skipped`, where it is no picture.

    Errors: `VizlabError` once more pixels have been decoded than a data set may cost.
    """
    spent = 0
    for entry in found.entries:
        try:
            picture = decoding.open_image(zips.read(found.archive, entry.info))
        except VizlabError as error:
            skipped.append(Skipped(shortened(entry.path), str(error)))
            yield entry, None
            continue
        spent += picture.width * picture.height
        if spent > MAX_DECODED_PIXELS:
            raise VizlabError(f"All pictures together may have {MAX_DECODED_PIXELS / 1e6:,.0f} megapixels; these have more.")
        yield entry, FITTINGS[recipe.fitting](picture, recipe.shape)


def _check_room(n: int, recipe: PicturesRecipe) -> None:
    size = n * int(np.prod(recipe.shape))
    if size > MAX_KEPT_BYTES:
        raise VizlabError(
            f"A data set may have at most {MAX_KEPT_BYTES / 1e6:.0f} MB of pixels; {n:,} pictures of {recipe.size_px} px "
            f"would be {size / 1e6:.0f} MB. Choose smaller or grey pictures, or fewer."
        )


def _cropped(picture: Image.Image, shape: tuple[int, int, int]) -> NDArray[np.uint8]:
    """The largest square in the middle."""
    return decoding.cropped(picture, shape)


def _padded(picture: Image.Image, shape: tuple[int, int, int]) -> NDArray[np.uint8]:
    """The whole picture, with black beside or above and below it."""
    _, h, w = shape
    scale = min(w / picture.width, h / picture.height)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    canvas = Image.new("RGB", (w, h))
    canvas.paste(picture.resize(size, Image.Resampling.BILINEAR), ((w - size[0]) // 2, (h - size[1]) // 2))
    return decoding.cropped(canvas, shape)


PALETTES = {"colour": 3, "grey": 1}
FITTINGS = {"crop": _cropped, "pad": _padded}
