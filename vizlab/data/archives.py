"""Data sets that come as one .tar.gz with several files: fetched whole, verified, and only the files that are wanted kept.

The files lie under `VIZLAB_DATA` as the archive would unpack them, each verified by its own SHA-256 whenever it is opened.
"""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from vizlab.data import downloads
from vizlab.data.files import CHUNK_BYTES, DamagedError, Placing, RemoteFile, is_here, local_path
from vizlab.data.parts import Continuing
from vizlab.progress import Step


@dataclass(frozen=True)
class Archive:
    """One .tar.gz. urls: official address first. sha256, download_bytes: of the archive. members: what is wanted of it.

    A member is found in the archive by its own name and the last part of its folder.
    """

    name: str
    urls: tuple[str, ...]
    sha256: str
    download_bytes: int
    members: tuple[RemoteFile, ...]

    def is_here(self) -> bool:
        """Whether the members seem to be here, by a look at the folder only."""
        return all(is_here(member) for member in self.members)

    def is_sound(self) -> bool:
        """Whether all members are here and verified."""
        return all(local_path(member) is not None for member in self.members)

    def fetch(self) -> Iterator[Step]:
        """Download and unpack: steps in bytes, at most about four a second. What has arrived at an early end waits for the next.

        Errors: `VizlabError` saying why the last try failed, or that the disk refuses.
        """
        if not self.is_sound():
            yield from downloads.tried(self.name, self.urls, self.download_bytes, self._download)

    def _download(self, url: str) -> Iterator[Step]:
        folder = Path(self.members[0].folder).parts[0]
        packed = RemoteFile(folder, self.name, self.urls, self.sha256, self.download_bytes, self.download_bytes)
        with Continuing(packed) as part:
            yield from downloads.completed(part, packed, url)
            with tarfile.open(fileobj=part.whole(), mode="r:gz") as archive:
                for member in self.members:
                    self._place(archive, member)
                    yield downloads.step_of(self.name, self.download_bytes, self.download_bytes)

    def _place(self, archive: tarfile.TarFile, member: RemoteFile) -> None:
        inside = f"{Path(member.folder).name}/{member.name}"
        try:
            source = archive.extractfile(inside)
        except KeyError as error:
            raise DamagedError(f"there is no {inside} in it") from error
        if source is None:
            raise DamagedError(f"{inside} in it is no file")
        with source, Placing(member) as target:
            while data := source.read(CHUNK_BYTES):
                target.take(data)
            target.finish()
