"""Downloads from a server that misbehaves in every way it can, into folders that do too."""

from __future__ import annotations

import errno
import gzip
import io
import itertools
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from loopback import Site, idx_bytes, images, remote

from vizlab import __version__
from vizlab.data import downloads
from vizlab.data.downloads import fetch
from vizlab.data.files import RemoteFile, is_here, local_path
from vizlab.errors import VizlabError

BODY = idx_bytes(images())


def folder() -> Path:
    return Path(os.environ["VIZLAB_DATA"]) / "small"


def prefill(file: RemoteFile, packed: bytes) -> Path:
    folder().mkdir(parents=True, exist_ok=True)
    path = folder() / file.name
    path.write_bytes(packed)
    return path


def names(path: Path) -> list[str]:
    return sorted(item.name for item in path.rglob("*") if item.is_file())


def failure(file: RemoteFile) -> str:
    with pytest.raises(VizlabError) as caught:
        list(fetch(file))
    return str(caught.value)


# The good way


def test_a_file_arrives_unpacked_and_nothing_else(site: Site) -> None:
    file = site.serve(BODY)
    assert not is_here(file)
    assert local_path(file) is None
    steps = list(fetch(file))
    path = local_path(file)
    assert path == folder() / "train-images-idx3-ubyte"
    assert path.read_bytes() == BODY
    assert names(folder()) == [path.name]
    assert path.stat().st_mode & 0o777 == 0o644
    assert is_here(file)
    assert (steps[-1].done, steps[-1].total) == (file.download_bytes, file.download_bytes)
    assert {step.unit for step in steps} == {"byte"}
    assert [step.done for step in steps] == sorted(step.done for step in steps)


def test_what_is_here_is_not_fetched_again(site: Site) -> None:
    file = site.serve(BODY)
    list(fetch(file))
    assert list(fetch(file)) == []
    assert site.requests == [(f"/{file.name}", f"vizlab/{__version__}")]


def test_a_listener_hears_of_a_hanging_server_and_can_leave(site: Site) -> None:
    file = site.serve(BODY, "held")
    download = fetch(file)
    step = next(step for step in download if step.done)  # the server sends nothing after this, its first half
    assert step.done < file.download_bytes
    assert list(itertools.islice(download, 2)) == [step, step]
    assert [name.endswith(".part") for name in names(folder())] == [True]
    download.close()
    assert names(folder()) == []
    assert not is_here(file)


def test_two_at_once_in_one_process(site: Site) -> None:
    file = site.serve(BODY, "held")
    first, second = fetch(file), fetch(file)
    next(first), next(second)
    assert len(names(folder())) == 2
    site.gate.set()
    list(first)
    view = np.memmap(local_path(file), mode="r")
    list(second)
    assert view.tobytes() == BODY
    assert local_path(file).read_bytes() == BODY
    assert names(folder()) == ["train-images-idx3-ubyte"]


def test_two_processes_at_once(site: Site) -> None:
    file = site.serve(BODY, "held")
    code = f"from vizlab.data.files import RemoteFile; from vizlab.data.downloads import fetch; list(fetch({file!r}))"
    children = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(2)]
    assert site.held.acquire(timeout=60)
    assert site.held.acquire(timeout=60)  # both are in the middle of it
    site.gate.set()
    assert [child.wait(60) for child in children] == [0, 0]
    assert local_path(file).read_bytes() == BODY
    assert names(folder()) == ["train-images-idx3-ubyte"]


# The server misbehaves


@pytest.mark.parametrize("fault", ["500", "truncated", "other content", "no gzip", "bomb"])
def test_one_fault_is_overcome(site: Site, fault: str) -> None:
    file = site.serve(BODY, fault, "none")
    steps = list(fetch(file))
    assert local_path(file).read_bytes() == BODY
    assert len(site.requests) == 2
    assert any(step.note.startswith(f"Trying {file.name} again, because ") for step in steps)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("500", "the server answered 500"),
        ("truncated", "it broke off before its end"),
        ("other content", "its checksum is wrong"),
        ("no gzip", "what arrived is not the gzip file that was expected"),
        ("bomb", f"it unpacks to more than the {len(BODY)} bytes expected"),
    ],
)
def test_a_lasting_fault_ends_in_a_sentence(site: Site, fault: str, reason: str) -> None:
    file = site.serve(BODY, fault)
    assert failure(file) == f"{file.name} could not be downloaded, because {reason}."
    assert len(site.requests) == 3
    assert names(folder()) == []
    assert local_path(file) is None


def test_a_server_that_stops_answering(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "TIMEOUT_S", 0.1)
    assert failure(site.serve(BODY, "held")).endswith("because the server stopped answering.")
    assert names(folder()) == []


def test_no_network(nobody: str) -> None:
    assert failure(remote(BODY, nobody)).endswith("because there is no connection to the server.")
    assert names(folder()) == []


def test_the_mirror_is_asked_when_the_first_address_fails(site: Site, nobody: str) -> None:
    file = remote(BODY, nobody, *site.serve(BODY).urls)
    list(fetch(file))
    assert local_path(file).read_bytes() == BODY


def test_an_endless_answer_is_cut(site: Site) -> None:
    assert failure(site.serve(BODY, "endless")).endswith("because it broke off before its end.")
    assert names(folder()) == []


# The folder misbehaves


def test_a_packed_file_put_there_by_its_owner_is_used_and_stays() -> None:
    file = remote(BODY)
    packed = prefill(file, gzip.compress(BODY, 1))  # packed in another way than the official one
    assert is_here(file)
    assert local_path(file).read_bytes() == BODY
    assert list(fetch(file)) == []
    assert packed.exists()


def test_a_read_only_folder_is_left_alone(cache: Path) -> None:
    file = remote(BODY)
    prefill(file, gzip.compress(BODY))
    folder().chmod(0o555)
    assert is_here(file)
    path = local_path(file)
    assert path == cache / "unpacked" / "small" / "train-images-idx3-ubyte"
    assert path.read_bytes() == BODY
    assert names(folder()) == [file.name]


def test_a_download_beside_a_read_only_folder(site: Site, cache: Path) -> None:
    file = site.serve(BODY)
    folder().mkdir(parents=True)
    folder().chmod(0o555)
    list(fetch(file))
    assert local_path(file) == cache / "unpacked" / "small" / "train-images-idx3-ubyte"
    assert names(folder()) == []


def test_without_a_chosen_folder_the_cache_is_used(site: Site, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VIZLAB_DATA")
    file = site.serve(BODY)
    list(fetch(file))
    assert local_path(file) == cache / "data" / "small" / "train-images-idx3-ubyte"


@pytest.mark.parametrize("damage", [BODY[:-1], BODY + b"\0", BODY[:-1] + bytes([BODY[-1] ^ 1]), b""])
def test_a_damaged_file_is_deleted_and_fetched_again(site: Site, damage: bytes) -> None:
    file = site.serve(BODY)
    list(fetch(file))
    path = local_path(file)
    path.write_bytes(damage)
    assert local_path(file) is None
    assert not path.exists()
    list(fetch(file))
    assert local_path(file).read_bytes() == BODY


@pytest.mark.parametrize("packed", [b"", b"no gzip", gzip.compress(BODY)[:-9], gzip.compress(BODY[:-1] + b"?")])
def test_a_damaged_packed_file_is_not_loaded_and_not_touched(site: Site, packed: bytes) -> None:
    file = site.serve(BODY)
    path = prefill(file, packed)
    assert local_path(file) is None
    assert path.read_bytes() == packed
    list(fetch(file))
    assert local_path(file).read_bytes() == BODY


def test_what_a_killed_process_left_is_swept_after_a_day(site: Site) -> None:
    file = site.serve(BODY)
    old, fresh = prefill(file, b"x").with_name(".old.part"), folder() / ".fresh.part"
    old.write_bytes(b"half")
    fresh.write_bytes(b"half")
    os.utime(old, (time.time() - 90_000,) * 2)
    list(fetch(file))
    assert not old.exists()
    assert fresh.exists()  # another process may be writing it


class FullDisk(io.BytesIO):
    def write(self, data: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    file = site.serve(BODY)
    monkeypatch.setattr(os, "fdopen", lambda number, mode: (os.close(number), FullDisk())[1])
    assert failure(file) == f"{file.name} needs 0.0 MB of free space in the data folder; the disk is full."
    assert names(folder()) == []
    assert len(site.requests) == 1  # trying again would not help


def test_a_disk_that_fills_at_the_very_end(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    file = site.serve(BODY)
    monkeypatch.setattr(os, "fsync", full)
    assert failure(file).endswith("the disk is full.")
    assert names(folder()) == []


def test_nowhere_to_write(site: Site, tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("not a folder")
    cache.parent.mkdir(exist_ok=True)
    cache.write_text("not a folder either")
    monkeypatch.setenv("VIZLAB_DATA", str(blocked))
    file = site.serve(BODY)
    assert not is_here(file)
    assert failure(file).startswith(f"{file.name} must be written to the data folder, which refused: ")
