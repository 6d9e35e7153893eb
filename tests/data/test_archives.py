"""CIFAR-10's archive, from a server to arrays: small archives of the same form, good ones and bad ones."""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from loopback import Site
from numpy.typing import NDArray

from vizlab import data
from vizlab.data import DATASETS, cifar
from vizlab.data.archives import Archive
from vizlab.data.files import RemoteFile
from vizlab.errors import VizlabError

NAMES = [member.name for member in cifar.CIFAR_10.members]
IN_A_FILE = 7


def records(index: int) -> NDArray[np.uint8]:
    """One file by the definition of the format: label, then 1,024 red, green and blue values, row by row."""
    rng = np.random.default_rng(index)
    found = rng.integers(0, 256, (IN_A_FILE, cifar.RECORD_BYTES), dtype=np.uint8)
    found[:, 0] = rng.integers(0, 10, IN_A_FILE)
    return found


def packed(names: list[str]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name in names:
            body = records(NAMES.index(name)).tobytes() if name in NAMES else b"not asked for"
            entry = tarfile.TarInfo(f"cifar-10-batches-bin/{name}")
            entry.size = len(body)
            archive.addfile(entry, io.BytesIO(body))
    return buffer.getvalue()


def served(site: Site, names: list[str], *faults: str) -> Archive:
    members = []
    for index, member in enumerate(cifar.CIFAR_10.members):
        body = records(index).tobytes()
        members.append(replace(member, sha256=hashlib.sha256(body).hexdigest(), size_bytes=len(body)))
    file = site.serve(packed(names), *faults, name="cifar-10-binary.tar.gz")
    body = site.bodies[f"/{file.name}"]
    return Archive(file.name, file.urls, hashlib.sha256(body).hexdigest(), len(body), tuple(members))


def use(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = replace(DATASETS["CIFAR-10"], files=(archive,), load=lambda noise, seed: cifar.load(archive))
    monkeypatch.setitem(DATASETS, "CIFAR-10", entry)


def here() -> list[str]:
    folder = Path(os.environ["VIZLAB_DATA"])
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_from_the_server_to_the_arrays(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    use(served(site, [*NAMES[::-1], "batches.meta.txt", "../../outside.txt"]), monkeypatch)
    assert not data.is_ready("CIFAR-10")
    steps = list(data.download("CIFAR-10"))
    assert (steps[-1].done, steps[-1].unit) == (steps[-1].total, "byte")
    assert here() == sorted(f"cifar10/cifar-10-batches-bin/{name}" for name in NAMES)
    assert data.is_ready("CIFAR-10")
    assert list(data.download("CIFAR-10")) == []
    split = data.load("CIFAR-10")
    assert split.test.inputs.shape == (IN_A_FILE, 3, 32, 32)
    assert split.train.inputs.shape == (5 * IN_A_FILE, 3, 32, 32)
    third = records(2)
    np.testing.assert_array_equal(split.train.labels[2 * IN_A_FILE : 3 * IN_A_FILE], third[:, 0])
    # green of row 5, column 9, of the fourth picture of the third file
    assert split.train.inputs[2 * IN_A_FILE + 3, 1, 5, 9] == third[3, 1 + 1024 + 5 * 32 + 9]
    assert split.test.inputs[6, 2, 31, 31] == records(5)[6, -1]
    assert not split.test.inputs.flags.writeable


@pytest.mark.parametrize("fault", ["500", "truncated", "other content", "no gzip", "bomb"])
def test_one_fault_is_overcome(site: Site, fault: str) -> None:
    archive = served(site, NAMES, fault, "none")
    list(archive.fetch())
    assert archive.is_sound()


def test_a_wrong_archive_is_refused_and_leaves_nothing(site: Site) -> None:
    archive = served(site, NAMES, "other content")
    with pytest.raises(VizlabError, match=r"could not be downloaded, because (its checksum is wrong|it broke off)"):
        list(archive.fetch())
    assert here() == []


def test_an_archive_without_a_member_is_refused(site: Site) -> None:
    archive = served(site, NAMES[:-1])
    with pytest.raises(VizlabError, match=r"there is no cifar-10-batches-bin/test_batch\.bin in it"):
        list(archive.fetch())


def test_a_damaged_member_is_fetched_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = served(site, NAMES)
    use(archive, monkeypatch)
    list(archive.fetch())
    broken = Path(os.environ["VIZLAB_DATA"]) / "cifar10/cifar-10-batches-bin/test_batch.bin"
    broken.write_bytes(bytes(broken.stat().st_size))
    with pytest.raises(VizlabError, match="must be downloaded first"):
        data.load("CIFAR-10")
    list(data.download("CIFAR-10"))
    assert data.load("CIFAR-10").test.inputs[6, 2, 31, 31] == records(5)[6, -1]


def test_leaving_a_download_leaves_what_the_next_one_goes_on_with(site: Site) -> None:
    archive = served(site, NAMES, "held", "none")
    download = archive.fetch()
    got = next(step.done for step in download if step.done)
    download.close()
    assert [name.endswith(".part") for name in here()] == [True]
    list(archive.fetch())
    assert site.ranges == [None, f"bytes={got:.0f}-"]
    assert here() == sorted(f"cifar10/cifar-10-batches-bin/{name}" for name in NAMES)
    assert archive.is_sound()


def test_leaving_while_it_is_unpacked_needs_no_second_download(site: Site) -> None:
    archive = served(site, NAMES)
    download = archive.fetch()
    while not here() or here()[-1].endswith(".part"):
        next(download)
    download.close()
    assert not archive.is_sound()
    list(archive.fetch())
    assert archive.is_sound()
    assert len(site.requests) == 1
    assert here() == sorted(f"cifar10/cifar-10-batches-bin/{name}" for name in NAMES)


def test_the_numbers_of_the_real_archive_fit_each_other() -> None:
    entry, archive = DATASETS["CIFAR-10"], cifar.CIFAR_10
    assert sum(member.size_bytes for member in archive.members) == (entry.n_train + entry.n_test) * (1 + np.prod(entry.shape))
    assert entry.download_bytes == archive.download_bytes < sum(member.size_bytes for member in archive.members)
    assert {len(bytes.fromhex(file.sha256)) for file in (archive, *archive.members)} == {32}
    assert all(isinstance(member, RemoteFile) and not member.urls for member in archive.members)
