"""Small idx files, and a server on loopback that hands them out well or badly."""

from __future__ import annotations

import gzip
import hashlib
import re
import struct
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vizlab.data.files import RemoteFile

N, H, W = 20, 5, 4


def idx_bytes(array: NDArray[np.uint8]) -> bytes:
    """The idx format by its definition: 0, 0, type 8 (unsigned byte), number of dimensions, sizes, data."""
    return bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()


def images(seed: int = 0) -> NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, 256, (N, H, W), dtype=np.uint8)


def remote(body: bytes, *urls: str, name: str = "train-images-idx3-ubyte.gz") -> RemoteFile:
    packed = gzip.compress(body)
    return RemoteFile("small", name, urls, hashlib.sha256(body).hexdigest(), len(body), len(packed))


GZIP_HEADER = gzip.compress(b"")[:10]
NOTHING = b"\x00\x00\x00\xff\xff"  # a valid block of a deflate stream that holds no bytes: one may follow another for ever


@dataclass
class Site:
    """A loopback server. `bodies`: path -> gzip bytes; `faults`: path -> what goes wrong there, a fault a request."""

    address: str
    bodies: dict[str, bytes] = field(default_factory=dict)
    faults: dict[str, list[str]] = field(default_factory=dict)
    requests: list[tuple[str, str]] = field(default_factory=list)
    ranges: list[str | None] = field(default_factory=list)  # what each request asked for
    gate: threading.Event = field(default_factory=threading.Event)
    held: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def serve(self, body: bytes, *faults: str, name: str = "train-images-idx3-ubyte.gz") -> RemoteFile:
        """Offer a file, with these faults at the first requests; the last fault stays for good."""
        self.bodies[f"/{name}"] = gzip.compress(body)
        self.faults[f"/{name}"] = list(faults) or ["none"]
        return remote(body, f"{self.address}/{name}", name=name)

    def serve_plain(self, body: bytes, *faults: str, name: str = "weights.pth") -> RemoteFile:
        """Offer a file as it is, with these faults."""
        self.bodies[f"/{name}"], self.faults[f"/{name}"] = body, list(faults) or ["none"]
        sha256 = hashlib.sha256(body).hexdigest()
        return RemoteFile("small", name, (f"{self.address}/{name}",), sha256, len(body), len(body))


class Handler(BaseHTTPRequestHandler):
    site: Site

    def do_GET(self) -> None:
        self.site.requests.append((self.path, self.headers["User-Agent"]))
        self.site.ranges.append(self.headers["Range"])
        faults = self.site.faults[self.path]
        fault = faults.pop(0) if len(faults) > 1 else faults[0]
        body = GZIP_HEADER + NOTHING * 2 if fault == "endless" else self.site.bodies[self.path]
        if fault == "500":
            self.send_error(500)
            return
        if fault == "other content":
            packed = body.startswith(GZIP_HEADER[:2])
            body = gzip.compress(b"\0" + gzip.decompress(body)[1:][::-1]) if packed else body[::-1]
        if fault == "bomb":
            body = gzip.compress(bytes(20_000_000))
        if fault == "no gzip":
            body = b"<html>Please sign in to this hotel's network</html>" * 20
        body = self.start(body, fault)
        self.end_headers()
        half = len(body) // 2
        self.wfile.write(body[:half])
        self.wfile.flush()
        if fault.startswith("truncated"):
            return
        while fault == "endless":
            self.wfile.write(NOTHING * 1000)
        if fault == "held":
            self.site.held.release()
            self.site.gate.wait(30)
        self.wfile.write(body[half:])

    def start(self, body: bytes, fault: str) -> bytes:
        """Status and headers; what of the body is to be sent."""
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers["Range"] or "")
        if not asked or fault in ("no ranges", "truncated without ranges"):
            self.send_response(200)
        elif (begin := int(asked[1])) >= len(body):
            self.send_response(416)
            body = b""
        else:
            begin -= fault == "wrong offset"
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {begin}-{len(body) - 1}/{len(body)}")
            body = body[begin:]
        if fault != "endless":
            self.send_header("Content-Length", str(len(body)))
        return body

    def log_message(self, *_: Any) -> None:
        pass


class QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """A client that left is what some tests are about."""
