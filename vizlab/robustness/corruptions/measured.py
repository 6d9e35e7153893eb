"""What a network makes of corrupted pictures: the share of wrong answers at every corruption and severity.

Where nobody knows what is on the pictures (photographs), an answer counts as wrong if it is another one than that to the clean
picture, so that clean pictures have no errors.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from vizlab import data, images, library
from vizlab.data import samples
from vizlab.errors import VizlabError
from vizlab.frames import Frames
from vizlab.inspection import CHUNK_VALUES, inspected
from vizlab.models.anatomy import anatomy
from vizlab.progress import Step
from vizlab.recipes import Knob, check, run_id
from vizlab.robustness.corruptions import SEVERITIES, corrupt, of
from vizlab.store import Store

KIND = "corruptions"
CHUNK = 250  # pictures that are corrupted together, whatever the network: the dice depend on it
AT_ONCE_MULTIPLY_ADDS = 1.5e10  # about half a second on one core
CROPS = tuple((zoom, x, y) for zoom in (1.5, 2.5) for x in (0.15, 0.5, 0.85) for y in (0.15, 0.5, 0.85))
Array = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class CorruptionRecipe:
    """Everything that decides a table of errors. Field names are also widget keys, URL parameters and CLI options.

    reference: a model with its epoch. part: a key of `PARTS`. pictures: at most so many of it, the first ones. seed: of the dice.
    """

    reference: str = "bundled/fashion-cnn@10"
    part: str = "test"
    pictures: int = 1000
    seed: int = 0
    algorithm: int = 1  # raised when the same recipe comes to mean other numbers

    def __post_init__(self) -> None:
        """Check types, ranges and names. Errors: `VizlabError`."""
        check(self, KNOBS)
        if self.part not in PARTS:
            raise VizlabError(f"part must be one of {', '.join(PARTS)}; got {self.part!r}.")


@dataclass(frozen=True)
class Errors:
    """Shares of wrong answers, 0-1: wrong (corruptions, 5), NaN where not measured yet; clean. count: pictures, words: which."""

    names: tuple[str, ...]
    wrong: Array
    clean: float
    count: int
    words: str


def measure(recipe: CorruptionRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Corrupt all pictures in every way: `Step`s in cells of the table, a frame after each row, the record at the end.

    Goes on from its newest frame. Errors: `VizlabError` if model or pictures are not here.
    """
    run = Frames(KIND, recipe, store)
    if (record := run.record()) is not None:
        yield Step(1, 1, "done", "table cell", result=record)
        return
    began = time.perf_counter()
    yield Step(0, 1, "opening the network", "table cell")
    model = library.open_model(recipe.reference)
    names, newest = of(model.shape[0]), run.newest()
    found = newest.arrays["wrong"].copy() if newest else np.full((len(names), len(SEVERITIES)), np.nan)
    total = len(names) * len(SEVERITIES)
    for done in _cells(model, recipe, found):
        row, rest = divmod(done, len(SEVERITIES))
        is_due = rest == 0 and row < len(names)
        note = run.keep(row, {"wrong": found}) if is_due else ""
        yield Step(done, total, "corrupting pictures", "table cell", frame=row if is_due else None, note=note)
    run.keep(len(names), {"wrong": found})
    record = {"run": run_id(recipe), **_told(model, recipe), "seconds": time.perf_counter() - began}
    note = run.finish(record, drop=("wrong",))
    yield Step(total, total, "done", "table cell", result={"run": record["run"]}, note=note)


def made(recipe: CorruptionRecipe, model: library.Model | None = None, store: Store | None = None) -> Errors:
    """The errors of a recipe: as they were kept, else measured at once and not kept."""
    if (kept := known(recipe, store)) is not None:
        return kept
    model = model or library.open_model(recipe.reference)
    found = np.full((len(of(model.shape[0])), len(SEVERITIES)), np.nan)
    for _ in _cells(model, recipe, found):
        pass
    return _errors(_told(model, recipe), found)


def known(recipe: CorruptionRecipe, store: Store | None = None) -> Errors | None:
    """The errors of a recipe that is finished and kept, or came along."""
    run = Frames(KIND, recipe, store)
    record = run.record()
    return None if record is None else _errors(record, run.read()[-1].arrays["wrong"])


def partly(recipe: CorruptionRecipe, wrong: Any, model: library.Model) -> Errors:
    """The errors of a recipe under way, from its newest frame."""
    return _errors(_told(model, recipe), wrong)


def parts(model: library.Model) -> list[str]:
    """The keys of `PARTS` of which there are pictures here, the best first."""
    has_own = bool(model.data) and data.is_known(model.data) and len(samples.samples(model.data)) > 0
    return [*(["test"] if has_own else []), "pieces"]


def size(model: library.Model, part: str) -> int:
    """How many pictures a part has, without reading more than what comes along."""
    if part == "pieces":
        return len(CROPS) * len(images.PHOTOGRAPHS)
    return data.find(model.data).n_test if data.is_ready(model.data) else len(samples.crowd(model.data))


def sizes(model: library.Model, part: str) -> list[int]:
    """Numbers of pictures that are offered, ascending, up to all there are."""
    most = size(model, part)
    offered = [int(n) for n in KNOBS["pictures"].choices if n < most]
    return [*offered, most] if most <= 10_000 else offered


def is_quick(model: library.Model, recipe: CorruptionRecipe) -> bool:
    """Whether measuring takes no more than about half a second, and needs no job."""
    with model.lock:
        work = anatomy(model.network, model.shape).multiply_adds
    passes = len(of(model.shape[0])) * len(SEVERITIES)
    return work * passes * min(recipe.pictures, size(model, recipe.part)) <= AT_ONCE_MULTIPLY_ADDS


def drawn(model: library.Model, recipe: CorruptionRecipe) -> tuple[Tensor, NDArray[np.int64] | None]:
    """The pictures (n, c, h, w) in [0, 1] and their labels (n,), None of photographs. Errors: `VizlabError` if there are none."""
    if recipe.part == "pieces":
        places = [(name, place) for place in CROPS for name in images.PHOTOGRAPHS][: recipe.pictures]
        return torch.stack([_piece(name, model.shape, *place) for name, place in places]), None
    if recipe.part not in parts(model):
        raise VizlabError(f"Of {model.data or 'its data'} no test pictures are here; photographs are always at hand.")
    found = samples.crowd(model.data)  # first, so that a link means the same before and after a download
    if recipe.pictures > len(found) and data.is_ready(model.data):
        found = data.load(model.data).test
    inputs = np.array(found.inputs[: recipe.pictures])
    return images.unit(torch.from_numpy(inputs)), np.asarray(found.labels[: recipe.pictures], np.int64)


def answers(model: library.Model, pictures: Tensor) -> NDArray[np.int64]:
    """The class that the network gives to each picture (n, c, h, w)."""
    size = max(1, min(CHUNK, 4 * CHUNK_VALUES // pictures[:1].numel()))
    with model.lock, inspected(model.network), torch.no_grad():
        said = [
            model.network(part.to(model.device, memory_format=torch.channels_last)).argmax(dim=1) for part in pictures.split(size)
        ]
    return torch.cat(said).cpu().numpy()


def _cells(model: library.Model, recipe: CorruptionRecipe, wrong: Array) -> Generator[int, None, None]:
    """Fill in, cell by cell, the rows that are still missing of the errors (corruptions, 5); how many cells are done."""
    pictures, labels = drawn(model, recipe)
    truth = answers(model, pictures) if labels is None else labels
    for row, name in enumerate(of(model.shape[0])):
        for column, severity in enumerate(SEVERITIES if np.isnan(wrong[row]).any() else ()):
            wrong[row, column] = _share(model, pictures, truth, name, severity, recipe.seed)
            if severity < SEVERITIES[-1]:
                yield row * len(SEVERITIES) + severity
        yield (row + 1) * len(SEVERITIES)


def _share(model: library.Model, pictures: Tensor, truth: NDArray[np.int64], name: str, severity: int, seed: int) -> float:
    parts = pictures.split(CHUNK)
    spoilt = (corrupt(part, name, severity, seed=seed * 1000 + at) for at, part in enumerate(parts))
    said = np.concatenate([answers(model, part) for part in spoilt])
    return float((said != truth).mean())


def _told(model: library.Model, recipe: CorruptionRecipe) -> dict[str, Any]:
    """What a record says besides the errors."""
    pictures, labels = drawn(model, recipe)
    clean = 0.0 if labels is None else float((answers(model, pictures) != labels).mean())
    count = len(pictures)
    which = f"test pictures of {model.data}" if labels is not None else "pieces of the photographs that come along"
    return {"names": of(model.shape[0]), "clean": clean, "count": count, "words": f"{count:,} {which}"}


def _errors(record: Mapping[str, Any], wrong: Any) -> Errors:
    return Errors(tuple(record["names"]), np.asarray(wrong, np.float64), record["clean"], record["count"], record["words"])


def _piece(name: str, shape: tuple[int, ...], zoom: float, x: float, y: float) -> Tensor:
    channels, h, w = shape
    return images.fit(images.photograph(name), (channels, h, w), zoom=zoom, x=x, y=y)


PARTS: dict[str, str] = {
    "test": "test pictures of its own data set",
    "pieces": "pieces cut from the photographs that come along",
}
KNOBS: dict[str, Knob] = {
    "pictures": Knob(1, 10_000, "More pictures: a finer measure.", (100, 200, 500, 1000, 2000, 5000, 10_000)),
    "seed": Knob(0, 2**31 - 1, "Which dice the noise is thrown with.", tuple(range(100))),
}
