"""Frames: kept one by one while the work runs, one pack when it is done, found again by recipe, here or in the assets."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from vizlab import frames
from vizlab.frames import Frames
from vizlab.recipes import Knob, check
from vizlab.store import Store, StoreError


@dataclass(frozen=True, kw_only=True)
class Toy:
    lr: float = 0.1
    steps: int = 3

    def __post_init__(self) -> None:
        check(self, {"lr": Knob(0, 1, "How far."), "steps": Knob(1, 10, "How often.")})


def kept(run: Frames, *indices: int) -> None:
    for index in indices:
        arrays = {"points": np.full((4, 2), index, np.float32), "moments": np.arange(index, dtype=np.float64)}
        assert run.keep(index, arrays, {"loss": 1 / (1 + index)}) == ""


def test_frames_of_unfinished_work_come_back_in_order() -> None:
    run = Frames("toy", Toy())
    assert run.read() == []
    assert run.record() is None
    assert run.newest() is None
    kept(run, 10, 0, 2)
    assert run.indices() == [0, 2, 10]
    found = Frames("toy", Toy()).read()
    assert [frame.index for frame in found] == [0, 2, 10]
    assert found[2].notes == {"loss": 1 / 11}
    np.testing.assert_array_equal(found[1].arrays["points"], np.full((4, 2), 2, np.float32))
    newest = run.newest()
    assert newest is not None
    assert newest.index == 10
    run.keep(12, {"count": np.array(7)})  # a number stays one
    assert [frame.arrays["count"].shape for frame in run.read() if frame.index == 12] == [()]


def test_finishing_packs_all_frames_and_drops_what_only_resuming_needs(tmp_path: Path) -> None:
    run = Frames("toy", Toy())
    kept(run, 1, 2)
    assert run.finish({"seconds": 2.0}, drop=("moments",)) == ""
    assert run.record() == {"seconds": 2.0}
    assert run.indices() == []
    first, last = run.read()
    assert set(first.arrays) == {"points"}
    assert set(last.arrays) == {"points", "moments"}
    assert first.notes == {"loss": 0.5}


def test_other_recipes_and_kinds_have_other_frames() -> None:
    kept(Frames("toy", Toy()), 1)
    assert Frames("toy", Toy(lr=0.2)).read() == []
    assert Frames("other", Toy()).read() == []
    assert len({Frames("toy", Toy()).job, Frames("toy", Toy(lr=0.2)).job, Frames("other", Toy()).job}) == 3


def test_a_damaged_frame_is_left_out_and_work_goes_on_from_the_one_before(tmp_path: Path) -> None:
    run = Frames("toy", Toy(), Store(str(tmp_path / "own")))
    kept(run, 1, 2)
    for path in (tmp_path / "own").rglob("frame-000002/*frames.safetensors"):
        path.write_bytes(b"cut")
    assert [frame.index for frame in run.read()] == [1]
    newest = run.newest()
    assert newest is not None
    assert newest.index == 1


def test_a_bundled_run_is_found_by_its_recipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = Frames("toy", Toy())
    with pytest.raises(StoreError, match="unfinished"):
        run.bundle(tmp_path / "assets")
    kept(run, 1, 2)
    run.finish({"seconds": 2.0})
    run.bundle(tmp_path / "assets")
    run.delete()
    assert run.record() is None
    monkeypatch.setattr(frames, "BUNDLED", tmp_path / "assets")
    assert Frames("toy", Toy()).record() == {"seconds": 2.0}
    assert [frame.index for frame in Frames("toy", Toy()).read()] == [1, 2]
    assert Frames("toy", Toy(lr=0.5)).record() is None


def test_a_store_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    run = Frames("toy", Toy(), Store(str(tmp_path / "file" / "store")))
    said = run.keep(1, {"points": np.zeros(3)})
    assert said.startswith("The store could not save")
    assert said.endswith("resumed.")
