"""Files from the net: fetched from their official addresses, unpacked while they arrive, and kept only if they are right.

A file that is offered as it is, and an archive, go on where an earlier download stopped (`vizlab.data.parts`).
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, suppress
from functools import partial
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse, IncompleteRead
from queue import Empty, SimpleQueue
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from vizlab import __version__
from vizlab.data.files import CHUNK_BYTES, DamagedError, RemoteFile, Unpacking, local_path
from vizlab.data.parts import Continuing
from vizlab.errors import VizlabError
from vizlab.progress import Step

HEADER_BYTES = 1 << 16  # a packed file is never larger than the unpacked one by more than this
BEAT_S = 0.25  # how often a listener hears of a download, so how soon it can leave
TIMEOUT_S = 15.0
PAUSES_S = (1.0, 3.0)  # before the second and the third try

HEADERS = {"User-Agent": f"vizlab/{__version__}"}

Piece = bytes | int | OSError | HTTPException | None  # int: the byte at which the body begins; None: the end


def fetch(file: RemoteFile) -> Iterator[Step]:
    """Download the file if it is not here yet: steps in bytes, about four a second, the last one complete.

    Tries three times, each time the next address. Closing the generator ends the download; what has arrived of a file that is
    not packed waits for the next one.
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
    if file.name.endswith(".gz"):
        with Unpacking(file) as target:
            yield from fed(target.feed, file.name, file.download_bytes, url, limit=file.size_bytes + HEADER_BYTES)
            target.finish()
    else:
        with Continuing(file) as part:
            yield from completed(part, file, url)
            part.finish()
    yield step_of(file.name, file.download_bytes, file.download_bytes)


def completed(part: Continuing, file: RemoteFile, url: str) -> Iterator[Step]:
    """Hand `part` what it lacks of the file at `url`; a step at most every `BEAT_S`."""
    with suppress(DamagedError):
        part.check()
        return
    limit = file.size_bytes + HEADER_BYTES
    yield from fed(part.take, file.name, file.download_bytes, url, limit=limit, start=part.size, restart=part.restart)


def fed(
    take: Callable[[bytes], None],
    name: str,
    total: int,
    url: str,
    *,
    limit: int,
    start: int = 0,
    restart: Callable[[], None] = lambda: None,
) -> Iterator[Step]:
    """Hand the body of `url` to `take`, piece by piece, up to about `limit` bytes; a step at most every `BEAT_S`.

    start: the byte to begin with. A server that cannot do that sends all of it: then `restart` is called first.
    """
    done, told = start, -BEAT_S
    with closing(_chunks(url, start, limit=limit)) as chunks:
        for chunk in chunks:
            if isinstance(chunk, bytes):
                take(chunk)
                done += len(chunk)
            elif chunk != start:
                restart()
                done = chunk
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


def _chunks(url: str, start: int, *, limit: int) -> Generator[bytes | int]:
    """Where the body of `url` begins, then the body up to about `limit` bytes; an empty piece whenever none came for `BEAT_S`.

    A thread reads, so that a listener can leave within a beat even while a name is looked up or a server hangs.
    """
    pieces: SimpleQueue[Piece] = SimpleQueue()
    left = threading.Event()
    threading.Thread(target=_read, args=(url, start, limit, pieces, left), daemon=True).start()
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


def _read(url: str, start: int, limit: int, pieces: SimpleQueue[Piece], left: threading.Event) -> None:
    try:
        response, begin = _opened(url, start)
        with response:
            pieces.put(begin)
            while limit > 0 and not left.is_set() and (piece := response.read1(CHUNK_BYTES)):
                limit -= len(piece)
                pieces.put(piece)
            if limit > 0 and not left.is_set() and response.length:
                raise IncompleteRead(b"", response.length)  # `read1` takes a broken connection for the end
    except (OSError, HTTPException) as error:
        pieces.put(error)
    finally:
        pieces.put(None)


def _opened(url: str, start: int) -> tuple[HTTPResponse, int]:
    """The answer of the server, and the byte at which its body begins: `start`, or 0 if it cannot do that."""
    if start:
        try:
            response = urlopen(Request(url, headers=HEADERS | {"Range": f"bytes={start}-"}), timeout=TIMEOUT_S)
        except HTTPError as error:
            error.close()
            if error.code != HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:  # nothing is there from this byte on
                raise
        else:
            if response.status != HTTPStatus.PARTIAL_CONTENT:
                return response, 0
            if re.match(rf"bytes {start}-", response.headers["Content-Range"] or ""):
                return response, start
            response.close()  # it begins elsewhere
    return urlopen(Request(url, headers=HEADERS), timeout=TIMEOUT_S), 0


def _reason(error: OSError | HTTPException | DamagedError) -> str:
    """Why a download failed, as the end of a sentence."""
    if isinstance(error, DamagedError):
        return str(error)
    if isinstance(error, IncompleteRead):
        return "it broke off before its end"
    if isinstance(error, HTTPError):
        return f"the server answered {error.code}"
    if isinstance(error, TimeoutError):
        return "the server stopped answering"
    return "there is no connection to the server"
