"""Files from the net: fetched from their official addresses, unpacked while they arrive, and kept only if they are right."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from functools import partial
from http.client import HTTPException
from queue import Empty, SimpleQueue
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from vizlab import __version__
from vizlab.data.files import CHUNK_BYTES, DamagedError, Placing, RemoteFile, Unpacking, local_path
from vizlab.errors import VizlabError
from vizlab.progress import Step

HEADER_BYTES = 1 << 16  # a packed file is never larger than the unpacked one by more than this
BEAT_S = 0.25  # how often a listener hears of a download, so how soon it can leave
TIMEOUT_S = 15.0
PAUSES_S = (1.0, 3.0)  # before the second and the third try

Piece = bytes | OSError | HTTPException | None  # None: the end


def fetch(file: RemoteFile) -> Iterator[Step]:
    """Download the file if it is not here yet: steps in bytes, about four a second, the last one complete.

    Tries three times, each time the next address. Closing the generator ends the download and leaves nothing behind.
    Errors: `VizlabError` saying why the last try failed, or that the disk refuses.
    """
    if local_path(file) is not None:
        return
    yield from tried(file.name, file.urls, file.download_bytes, partial(_download, file))


def tried(name: str, urls: Sequence[str], total: int, download: Callable[[str], Iterator[Step]]) -> Iterator[Step]:
    """The steps of `download(url)`, tried up to three times, each time with the next address. Errors: as of `fetch`."""
    reason = ""
    for attempt in range(len(PAUSES_S) + 1):
        if attempt:
            yield from _wait(step_of(name, 0, total, f"Trying {name} again, because {reason}."), PAUSES_S[attempt - 1])
        try:
            yield from download(urls[attempt % len(urls)])
            return
        except (OSError, HTTPException, DamagedError) as error:
            reason = _reason(error)
    raise VizlabError(f"{name} could not be downloaded, because {reason}.")


def _download(file: RemoteFile, url: str) -> Iterator[Step]:
    with Unpacking(file) if file.name.endswith(".gz") else Placing(file) as target:
        limit = file.size_bytes + HEADER_BYTES
        yield from fed(target.feed, file.name, file.download_bytes, url, limit=limit)
        target.finish()
    yield step_of(file.name, file.download_bytes, file.download_bytes)


def fed(take: Callable[[bytes], None], name: str, total: int, url: str, *, limit: int) -> Iterator[Step]:
    """Hand the body of `url` to `take`, piece by piece, up to about `limit` bytes; a step at most every `BEAT_S`."""
    done, told = 0, -BEAT_S
    with closing(_chunks(url, limit=limit)) as chunks:
        for chunk in chunks:
            take(chunk)
            done += len(chunk)
            if time.monotonic() - told >= BEAT_S:
                told = time.monotonic()
                yield step_of(name, done, total)


def _wait(step: Step, pause_s: float) -> Iterator[Step]:
    end = time.monotonic() + pause_s
    while time.monotonic() < end:
        yield step
        time.sleep(min(BEAT_S, pause_s))


def step_of(name: str, done: int, total: int, note: str = "") -> Step:
    """How far the download of `name` has got, in bytes."""
    return Step(min(done, total), total, f"downloading {name}", unit="byte", note=note)


def _chunks(url: str, *, limit: int) -> Generator[bytes]:
    """The body of `url` up to about `limit` bytes; an empty piece whenever none came for `BEAT_S`.

    A thread reads, so that a listener can leave within a beat even while a name is looked up or a server hangs.
    """
    pieces: SimpleQueue[Piece] = SimpleQueue()
    left = threading.Event()
    threading.Thread(target=_read, args=(url, limit, pieces, left), daemon=True).start()
    try:
        while (piece := _next(pieces)) is not None:
            if isinstance(piece, Exception):
                raise piece
            yield piece
    finally:
        left.set()


def _next(pieces: SimpleQueue[Piece]) -> Piece:
    try:
        return pieces.get(timeout=BEAT_S)
    except Empty:
        return b""


def _read(url: str, limit: int, pieces: SimpleQueue[Piece], left: threading.Event) -> None:
    request = Request(url, headers={"User-Agent": f"vizlab/{__version__}"})
    try:
        with urlopen(request, timeout=TIMEOUT_S) as response:
            while limit > 0 and not left.is_set() and (piece := response.read1(CHUNK_BYTES)):
                limit -= len(piece)
                pieces.put(piece)
    except (OSError, HTTPException) as error:
        pieces.put(error)
    finally:
        pieces.put(None)


def _reason(error: OSError | HTTPException | DamagedError) -> str:
    """Why a download failed, as the end of a sentence."""
    if isinstance(error, DamagedError):
        return str(error)
    if isinstance(error, HTTPError):
        return f"the server answered {error.code}"
    if isinstance(error, TimeoutError):
        return "the server stopped answering"
    return "there is no connection to the server"
