"""The real app on a free port, and Debian's Chromium to look at it: for browser tests, benchmarks and screenshots."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

MOMENT_MS = 250  # longer than a click takes to reach the app and its answer to begin
ROOT = Path(__file__).resolve().parents[2]
# The first draws the same pages without a window around them, for a fifth of the processor time that a page takes.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--process-per-site",  # a page then finds the app's scripts compiled by the page before
]


@contextmanager
def served(environment: Mapping[str, str], script: Path = ROOT / "app.py") -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The app's address and process; the whole process group ends with the context."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    command += ["--server.address", "127.0.0.1", "--server.headless", "true"]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, start_new_session=True)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_until_healthy(address, process)
        yield address, process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


@contextmanager
def chromium(*, as_visitors: bool = False) -> Iterator[Browser]:
    """Headless Chromium from the PATH. as_visitors: the browser that they have, for times that they would wait."""
    path = next(filter(None, map(shutil.which, BROWSERS[as_visitors:])), None)
    if path is None:
        raise RuntimeError("The browser tests need Chromium on the PATH (Debian: apt-get install chromium-headless-shell).")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def settle(page: Page, timeout_s: float = 60) -> None:
    """Wait until the app has answered, every chart is drawn, and it has stayed so for a moment."""
    page.wait_for_selector('[data-testid="stMainBlockContainer"]', timeout=timeout_s * 1000)
    page.evaluate("() => { window.quietSince = null; }")
    page.wait_for_function(
        """momentMs => {
            const main = '[data-testid="stMainBlockContainer"]';
            const drawn = !document.querySelector('[data-testid="stStatusWidget"], [data-testid="stSkeleton"]')
                && document.querySelector('[data-testid="stApp"]').dataset.testScriptState === 'notRunning'
                && [...document.querySelectorAll('[data-testid="chart"]')]
                    .every(chart => !chart.clientWidth || chart.asked && chart.drawn === chart.asked)
                && document.querySelectorAll(`${main} [data-testid="stElementContainer"]`).length > 2;
            window.quietSince = drawn ? window.quietSince ?? performance.now() : null;
            return drawn && performance.now() - window.quietSince > momentMs;
        }""",
        arg=MOMENT_MS,
        polling=50,
        timeout=timeout_s * 1000,
    )


def _wait_until_healthy(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            pass
        if process.poll() is not None:
            raise RuntimeError(f"The app ended at once with code {process.returncode}.")
        time.sleep(0.1)
    raise RuntimeError("The app did not answer within 30 seconds.")
