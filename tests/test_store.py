"""The store: whole or absent, whatever happens to its files."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from vizlab.errors import VizlabError
from vizlab.store import MANIFEST, Store, StoreError

CONTENT = {
    "a": {"x.bin": b"first" * 40, "y.bin": b"second" * 30},
    "b": {"x.bin": b"third" * 50},
    "c": {"z.bin": b""},
}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(str(tmp_path / "store"))


def fill(store: Store) -> None:
    for name, files in CONTENT.items():
        store.write(f"runs/{name}", files, {"name": name})


@pytest.mark.parametrize("url", ["{tmp}", "memory://vizlab-test"])
def test_what_is_written_is_read(url: str, tmp_path: Path) -> None:
    store = Store(url.format(tmp=tmp_path))
    fill(store)
    artifact = store.read("runs/a")
    assert artifact is not None
    assert artifact.files == CONTENT["a"]
    assert artifact.meta == {"name": "a"}
    assert store.keys("runs") == ["runs/a", "runs/b", "runs/c"]
    store.delete("runs/a")
    assert store.read("runs/a") is None
    assert store.keys() == ["runs/b", "runs/c"]


def damage(path: Path, others: list[Path], dice: random.Random) -> None:
    data = path.read_bytes()
    kind = dice.choice(["flip", "truncate", "delete", "swap"])
    if kind == "delete" or not data:
        path.unlink()
    elif kind == "flip":
        at = dice.randrange(len(data))
        path.write_bytes(data[:at] + bytes([data[at] ^ (1 << dice.randrange(8))]) + data[at + 1 :])
    elif kind == "truncate":
        path.write_bytes(data[: dice.randrange(len(data))])
    else:
        other = dice.choice(others)
        theirs = other.read_bytes()
        other.write_bytes(data)
        path.write_bytes(theirs)


def test_a_thousand_corruptions_never_give_a_wrong_array(store: Store, tmp_path: Path) -> None:
    """After each damage every artifact is right or absent, and writing it again heals it."""
    dice = random.Random(0)
    seen_absent = 0
    fill(store)
    for _ in range(1000):
        files = sorted(path for path in (tmp_path / "store" / "runs").rglob("*") if path.is_file())
        damage(dice.choice(files), files, dice)
        for name, content in CONTENT.items():
            artifact = store.read(f"runs/{name}")
            seen_absent += artifact is None
            assert artifact is None or (artifact.files == content and artifact.meta == {"name": name})
            if artifact is None:
                store.write(f"runs/{name}", content, {"name": name})
    assert seen_absent > 900  # a flip inside JSON white space is the only damage that may change nothing


def test_a_damaged_artifact_goes_to_quarantine(store: Store, tmp_path: Path) -> None:
    fill(store)
    (tmp_path / "store/runs/a" / MANIFEST).write_text("{")
    assert store.read("runs/a") is None
    assert store.keys() == ["runs/b", "runs/c"]
    assert list((tmp_path / "store/quarantine").iterdir())


def test_a_write_that_fails_leaves_the_old_artifact(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(store)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError, match="No space left on device"):
        store.write("runs/a", {"x.bin": b"new"}, {"name": "new"})
    artifact = store.read("runs/a")
    assert artifact is not None
    assert artifact.files == CONTENT["a"]
    assert not list(Path(store._root).rglob(".writing-*"))


def test_collect_drops_the_least_recently_used_first(store: Store, tmp_path: Path) -> None:
    fill(store)
    for age, name in enumerate("bac"):
        for path in (tmp_path / "store/runs" / name).iterdir():
            os.utime(path, (1000 + age, 1000 + age))
    store.touch("runs/b")  # used again, so now the newest
    sizes = {entry.key: entry.size_bytes for entry in store.entries()}
    deleted = store.collect(sizes["runs/b"], keep=frozenset())
    assert [entry.key for entry in deleted] == ["runs/a", "runs/c"]
    assert store.keys() == ["runs/b"]


def test_collect_keeps_what_is_in_use(store: Store) -> None:
    fill(store)
    store.collect(0, keep=frozenset({"runs/a"}))
    assert store.keys() == ["runs/a"]


@pytest.mark.parametrize("key", ["../up", "a//b", "/abs", "a/../b", "A b"])
def test_keys_cannot_leave_the_store(store: Store, key: str) -> None:
    with pytest.raises(VizlabError, match="A store key"):
        store.write(key, {}, {})
