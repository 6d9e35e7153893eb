"""Shared by the tests of data: a cache folder of their own, and a server on loopback."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from loopback import Handler, QuietServer, Site

from vizlab.data import downloads, files


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's cache folder; also no proxies on the way to loopback, and no long pauses."""
    monkeypatch.setattr(files.platformdirs, "user_cache_dir", lambda name: str(tmp_path / "cache" / name))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))  # the same for child processes
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setattr(downloads, "PAUSES_S", (0.01, 0.01))
    return tmp_path / "cache" / "vizlab"


@pytest.fixture
def site() -> Iterator[Site]:
    handler = type("SiteHandler", (Handler,), {})
    server = QuietServer(("127.0.0.1", 0), handler)
    handler.site = Site(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield handler.site
    handler.site.gate.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def nobody() -> str:
    """An address on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}/file.gz"
