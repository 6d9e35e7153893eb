"""Downloads that go on where they stopped, asked for by Range; whatever the server or another process does, the file is right."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from loopback import Site

from vizlab.data import downloads
from vizlab.data.downloads import fetch
from vizlab.data.files import RemoteFile, local_path
from vizlab.errors import VizlabError

BODY = np.random.default_rng(0).integers(0, 256, 60_000, dtype=np.uint8).tobytes()
HALF = len(BODY) // 2


def folder() -> Path:
    return Path(os.environ["VIZLAB_DATA"]) / "small"


def names() -> list[str]:
    return sorted(path.name for path in folder().iterdir())


def leave_behind(file: RemoteFile, data: bytes, mark: str = "a") -> Path:
    """What an earlier download got."""
    folder().mkdir(parents=True, exist_ok=True)
    path = folder() / f".{file.name}.{file.sha256[:8]}.{mark}.part"
    path.write_bytes(data)
    return path


def assert_right(file: RemoteFile) -> None:
    path = local_path(file)
    assert path is not None
    assert path.read_bytes() == BODY
    assert path.stat().st_mode & 0o777 == 0o644
    assert names() == [file.name]


def child(file: RemoteFile) -> subprocess.Popen[bytes]:
    code = f"from vizlab.data.files import RemoteFile; from vizlab.data.downloads import fetch; list(fetch({file!r}))"
    return subprocess.Popen([sys.executable, "-c", code])


def test_a_server_that_stops_half_way_is_asked_for_the_rest(site: Site) -> None:
    file = site.serve_plain(BODY, "truncated", "truncated", "none")
    steps = list(fetch(file))
    assert site.ranges == [None, f"bytes={HALF}-", f"bytes={HALF + HALF // 2}-"]
    assert_right(file)
    assert any("because it broke off before its end" in step.note for step in steps)
    assert [step.done for step in steps if not step.note] == sorted(step.done for step in steps if not step.note)


def test_three_broken_tries_leave_what_a_later_visit_goes_on_with(site: Site) -> None:
    file = site.serve_plain(BODY, "truncated")
    with pytest.raises(VizlabError, match="could not be downloaded, because it broke off before its end"):
        list(fetch(file))
    assert local_path(file) is None
    assert [path.stat().st_size for path in folder().iterdir()] == [len(BODY) - HALF // 4]
    site.faults[f"/{file.name}"] = ["none"]
    list(fetch(file))
    assert site.ranges[-1] == f"bytes={len(BODY) - HALF // 4}-"
    assert_right(file)


def test_a_listener_who_leaves_can_come_back(site: Site) -> None:
    file = site.serve_plain(BODY, "held", "none")
    download = fetch(file)
    next(step for step in download if step.done)
    download.close()
    assert local_path(file) is None
    first = next(step for step in fetch(file) if not step.note)
    assert first.done >= HALF
    list(fetch(file))
    assert site.ranges[:2] == [None, f"bytes={HALF}-"]
    assert_right(file)


def test_what_a_killed_process_got_is_not_lost(site: Site) -> None:
    file = site.serve_plain(BODY, "held", "none")
    killed = child(file)
    assert site.held.acquire(timeout=60)
    deadline = time.monotonic() + 20
    while not any(path.suffix == ".part" for path in folder().glob(".*")) and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(2 * downloads.BEAT_S)
    killed.send_signal(signal.SIGKILL)
    killed.wait(20)
    (part,) = folder().iterdir()
    got = part.stat().st_size  # what was still in the buffers of the process is lost
    assert 0 < got <= HALF
    list(fetch(file))
    assert site.ranges == [None, f"bytes={got}-"]
    assert_right(file)


def test_a_server_without_ranges_starts_anew(site: Site) -> None:
    file = site.serve_plain(BODY, "truncated", "no ranges")
    list(fetch(file))
    assert site.ranges == [None, f"bytes={HALF}-"]
    assert_right(file)


def test_a_server_without_ranges_that_always_breaks_off_never_gets_there(site: Site) -> None:
    """The control of the first test: without ranges, half is all that there ever is."""
    file = site.serve_plain(BODY, "truncated without ranges")
    with pytest.raises(VizlabError, match="broke off before its end"):
        list(fetch(file))
    assert [path.stat().st_size for path in folder().iterdir()] == [HALF]


def test_an_answer_that_begins_elsewhere_is_not_believed(site: Site) -> None:
    file = site.serve_plain(BODY, "truncated", "wrong offset", "none")
    notes = {step.note for step in fetch(file)}
    assert site.ranges == [None, f"bytes={HALF}-", None]
    assert notes == {"", f"Trying {file.name} again, because it broke off before its end."}  # nothing wrong was ever put together
    assert_right(file)


def test_a_server_that_refuses_the_rest_is_asked_again(site: Site) -> None:
    file = site.serve_plain(BODY, "truncated", "500", "none")
    list(fetch(file))
    assert site.ranges == [None, f"bytes={HALF}-", f"bytes={HALF}-"]
    assert_right(file)


@pytest.mark.parametrize("left", [bytes(HALF), BODY[:HALF] + b"\0", bytes(len(BODY)), BODY + b"\0", b""], ids=len)
def test_something_else_left_behind_is_discarded(site: Site, left: bytes) -> None:
    file = site.serve_plain(BODY)
    leave_behind(file, left)
    list(fetch(file))
    assert_right(file)


def test_a_file_that_only_lacked_its_name_is_not_fetched_again(site: Site) -> None:
    file = site.serve_plain(BODY)
    leave_behind(file, BODY)
    list(fetch(file))
    assert site.requests == []
    assert_right(file)


def test_the_most_complete_is_continued_and_the_other_waits(site: Site) -> None:
    file = site.serve_plain(BODY)
    small, _ = leave_behind(file, BODY[:100], "a"), leave_behind(file, BODY[:HALF], "b")
    list(fetch(file))
    assert site.ranges == [f"bytes={HALF}-"]
    assert names() == sorted([small.name, file.name])


@pytest.mark.parametrize("other", [{"sha256": "0" * 64}, {"name": "other.pth"}])
def test_what_is_left_of_another_file_is_not_touched(site: Site, other: dict[str, str]) -> None:
    file = site.serve_plain(BODY)
    foreign = leave_behind(RemoteFile(**vars(file) | other), BODY[:HALF])
    list(fetch(file))
    assert site.ranges == [None]
    assert foreign.read_bytes() == BODY[:HALF]


def test_what_nobody_wanted_for_a_day_is_swept(site: Site) -> None:
    file = site.serve_plain(BODY)
    os.utime(leave_behind(file, BODY[:HALF]), (time.time() - 90_000,) * 2)
    list(fetch(file))
    assert site.ranges == [None]
    assert_right(file)


def test_a_wrong_checksum_discards_all(site: Site) -> None:
    file = site.serve_plain(BODY, "other content")
    with pytest.raises(VizlabError, match="its checksum is wrong"):
        list(fetch(file))
    assert site.ranges == [None, None, None]
    assert names() == []


def test_wrong_bytes_after_right_ones_discard_all_and_the_next_try_is_right(site: Site) -> None:
    file = site.serve_plain(BODY, "truncated", "other content", "none")
    list(fetch(file))
    assert site.ranges == [None, f"bytes={HALF}-", None]
    assert_right(file)


def test_two_at_once_of_which_one_goes_on_with_what_is_there(site: Site) -> None:
    file = site.serve_plain(BODY, "held")
    leave_behind(file, BODY[:HALF])
    first, second = fetch(file), fetch(file)
    next(first), next(second)
    assert len(names()) == 2
    site.gate.set()
    list(first)
    list(second)
    assert sorted(map(str, site.ranges)) == ["None", f"bytes={HALF}-"]
    assert_right(file)


def test_two_processes_at_once(site: Site) -> None:
    file = site.serve_plain(BODY, "held")
    leave_behind(file, BODY[:HALF])
    children = [child(file) for _ in range(2)]
    assert site.held.acquire(timeout=60)
    assert site.held.acquire(timeout=60)  # both are in the middle of it
    site.gate.set()
    assert [process.wait(60) for process in children] == [0, 0]
    assert sorted(map(str, site.ranges)) == ["None", f"bytes={HALF}-"]
    assert_right(file)


def test_a_disk_that_is_full_keeps_nothing(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    file = site.serve_plain(BODY, "truncated", "none")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(VizlabError, match="the disk is full"):
        list(fetch(file))
    assert names() == []
