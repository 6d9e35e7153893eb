"""The frames of long work: what a style transfer, an embedding or a GAN looked like on its way, kept in the store.

While the work runs each frame is an artifact of its own, `<kind>/<id>/frame-0012`, so that every visitor can look on and a
broken-off run can go on from the last one. `finish` packs them into one, `<kind>/<id>/result`, together with the record.
Runs that come with vizlab lie in `assets/frames/` in the same form, under the same ids: a page that asks for such a recipe
finds it finished. Arrays are numpy's; nothing here needs torch.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load, save

from vizlab.recipes import run_id
from vizlab.store import Store, StoreError, budget_bytes, default_store

BUNDLED = Path(__file__).resolve().parent.parent / "assets" / "frames"
_FILE = "frames.safetensors"
_FRAME = re.compile(r".*/frame-(\d{6})")


@dataclass(frozen=True)
class Frame:
    """One moment of a run. index: in the work's own unit (an iteration, an epoch). notes: JSON-able, as they were kept."""

    index: int
    arrays: Mapping[str, NDArray[Any]]
    notes: Mapping[str, Any] = field(default_factory=dict)


class Frames:
    """What the store has of one run: of this kind (`style`, `vae` ...), of this recipe (a frozen dataclass)."""

    def __init__(self, kind: str, recipe: Any = None, store: Store | None = None, *, run: str = "") -> None:
        """Name the run; nothing is read or written yet. run: its id, where the recipe is not known: it can be read only."""
        self.kind, self.recipe = kind, recipe
        self._store = store or default_store()
        self._home = f"{kind}/{run or run_id(recipe)}"

    @property
    def job(self) -> str:
        """The id of the job that computes them, the same for every visitor who asks for this recipe."""
        return self._home.replace("/", "-")

    def record(self) -> Mapping[str, Any] | None:
        """What the finished run said of itself, without reading its frames; None while it is unfinished."""
        found = self._store.meta(f"{self._home}/result") or self._bundled.meta(f"{self._home}/result")
        return None if found is None else found["record"]

    def read(self) -> list[Frame]:
        """All frames, in the order of their indices: of the finished run, else as far as it has got; damaged ones left out."""
        for place in (self._store, self._bundled):
            packed = place.read(f"{self._home}/result")
            if packed is not None:
                return _unpacked(load(packed.files[_FILE]), packed.meta["notes"])
        return [frame for index in self.indices() if (frame := self.frame(index)) is not None]

    def indices(self) -> list[int]:
        """Indices of the frames of an unfinished run, ascending."""
        matches = (_FRAME.fullmatch(key) for key in self._store.keys(self._home))
        return sorted(int(match[1]) for match in matches if match)

    def frame(self, index: int) -> Frame | None:
        """One frame of an unfinished run; None if it is not there (any more)."""
        found = self._store.read(self._key(index))
        return None if found is None else Frame(index, load(found.files[_FILE]), found.meta["notes"])

    def newest(self) -> Frame | None:
        """The last sound frame of an unfinished run, from which it goes on; None if there is none."""
        found = (self.frame(index) for index in reversed(self.indices()))
        return next((frame for frame in found if frame is not None), None)

    def keep(self, index: int, arrays: Mapping[str, NDArray[Any]], notes: Mapping[str, Any] | None = None) -> str:
        """Keep one frame; what to tell the visitor if that failed, "" if all is well."""
        packed = save({name: np.asarray(array, order="C") for name, array in arrays.items()})
        return self._attempt(lambda: self._store.write(self._key(index), {_FILE: packed}, {"notes": dict(notes or {})}))

    def finish(self, record: Mapping[str, Any], *, drop: tuple[str, ...] = ()) -> str:
        """Pack all frames and the record (JSON-able) as the finished run; what to tell the visitor if that failed.

        drop: names of arrays that were only needed to go on, and are left out of every frame but the last.
        """
        return self._attempt(lambda: self._pack(record, drop))

    def delete(self) -> None:
        """Forget the run, finished or not; one that comes with vizlab stays."""
        self._store.delete(self._home)

    def bundle(self, target: Path = BUNDLED, *, last: bool = False) -> None:
        """Copy the finished run to the assets. last: its record and last frame only. Errors: `StoreError` if it is unfinished."""
        found = self._store.read(f"{self._home}/result")
        if found is None:
            raise StoreError(f"The run {self._home} is unfinished; only finished ones can be bundled.")
        files, meta = found.files, dict(found.meta)
        if last:
            end = _unpacked(load(files[_FILE]), meta["notes"])[-1]
            files = {_FILE: save({f"{end.index}/{name}": array for name, array in end.arrays.items()})}
            meta["notes"] = {str(end.index): end.notes}
        place = Store(str(target))
        place.delete(self._home)
        place.write(f"{self._home}/result", files, meta)

    @property
    def _bundled(self) -> Store:
        return Store(str(BUNDLED))

    def _key(self, index: int) -> str:
        return f"{self._home}/frame-{index:06d}"

    def _pack(self, record: Mapping[str, Any], drop: tuple[str, ...]) -> None:
        indices = self.indices()
        frames = [frame for index in indices if (frame := self.frame(index)) is not None]
        arrays: dict[str, NDArray[Any]] = {}
        notes: dict[str, Any] = {}
        for frame in frames:
            kept = frame.arrays if frame is frames[-1] else {n: a for n, a in frame.arrays.items() if n not in drop}
            arrays |= {f"{frame.index}/{name}": array for name, array in kept.items()}
            notes[str(frame.index)] = frame.notes
        meta = {"recipe": dataclasses.asdict(self.recipe), "record": dict(record), "notes": notes}
        self._store.write(f"{self._home}/result", {_FILE: save(arrays)}, meta)
        for index in indices:
            self._store.delete(self._key(index))
        self._store.collect(budget_bytes(), keep=frozenset({self._home}))

    def _attempt(self, write: Callable[[], None]) -> str:
        try:
            write()
        except StoreError as error:
            return f"{error} The work goes on, but it cannot be kept or resumed."
        return ""


def finished(kind: str, store: Store | None = None) -> dict[str, Mapping[str, Any]]:
    """Every finished run of a kind, those that come with vizlab among them: run id -> the fields of its recipe."""
    found: dict[str, Mapping[str, Any]] = {}
    for place in (Store(str(BUNDLED)), store or default_store()):
        for key in place.keys(kind):
            if key.endswith("/result") and (meta := place.meta(key)) is not None:
                found[key.split("/")[1]] = meta["recipe"]
    return found


def _unpacked(arrays: Mapping[str, NDArray[Any]], notes: Mapping[str, Any]) -> list[Frame]:
    frames: dict[int, dict[str, NDArray[Any]]] = {int(index): {} for index in notes}
    for name, array in arrays.items():
        index, _, own = name.partition("/")
        frames[int(index)][own] = array
    return [Frame(index, frames[index], notes[str(index)]) for index in sorted(frames)]
