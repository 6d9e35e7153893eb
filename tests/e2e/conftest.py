"""The real app, a real browser, and pages that fail a test by anything that goes wrong in them unseen."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, TimeoutError, expect

from tests.e2e.serving import chromium, served, settle

PATIENCE_MS = 60_000  # the machine may be busy; nothing here measures time
PROBES = ("/_stcore/health", "/_stcore/host-config")  # Streamlit tries them below the page's path first, and gets 404

Open = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that drives a browser is tried once more: on two busy cores a click can fall between two drawings of a page."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.flaky(reruns=1))


def environment(folder: Path) -> dict[str, str]:
    """What keeps a server to a folder of its own, with a network that must not be asked."""
    nowhere = "http://127.0.0.1:9"  # nothing listens: a download would fail instead of leaving this machine
    return {
        "VIZLAB_STORE": str(folder / "store"),
        "VIZLAB_DATA": str(folder / "data"),
        "VIZLAB_DEVICE": "cpu",
        "VIZLAB_SCHEDULER": "",
        "VIZLAB_THREADS": "1",
    } | {name: nowhere for name in ("http_proxy", "https_proxy")}


@pytest.fixture(scope="session")
def context() -> Iterator[BrowserContext]:
    """One Chromium for all tests, which keeps the app's scripts; to the app each of its pages is a visitor of its own."""
    expect.set_options(timeout=PATIENCE_MS)
    with chromium() as started:
        shared = started.new_context(permissions=["clipboard-read", "clipboard-write"])
        shared.set_default_timeout(PATIENCE_MS)
        yield shared


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an app that all tests share which do not count what is in its store."""
    with served(environment(tmp_path_factory.mktemp("app"))) as (address, _):
        yield address


@pytest.fixture(scope="module")
def empty_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an app whose store was empty before the tests of this file."""
    with served(environment(tmp_path_factory.mktemp("app"))) as (address, _):
        yield address


class Watch:
    """What goes wrong in the pages of one visitor."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.faults: list[str] = []

    def follow(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        page.on("request", self._request)
        page.on("websocket", lambda socket: self._outside(socket.url))

    def _console(self, message: Any) -> None:
        if message.type == "error" and not message.location["url"].endswith(PROBES):
            self.faults.append(f"console: {message.text} ({message.location['url']})")

    def _request(self, request: Any) -> None:
        self._outside(request.url)

    def _outside(self, url: str) -> None:
        own = self.address.removeprefix("http://")
        if not url.startswith((f"http://{own}", f"ws://{own}", "data:", "blob:")):
            self.faults.append(f"outside request: {url}")


@pytest.fixture
def visit(context: BrowserContext) -> Iterator[Open]:
    """Open a page as a new visitor: `visit(address, "train?epochs=3", width=390, dark=True)`.

    At the end of the test every page must be free of exception boxes, console errors and requests to other hosts, unless
    `lossy`, for visitors whose server is killed.
    """
    watches: list[tuple[Watch, bool]] = []

    def open_page(address: str, path: str = "", *, width: int = 1280, dark: bool = False, lossy: bool = False) -> Page:
        watch = Watch(address)
        watches.append((watch, lossy))
        context.once("page", watch.follow)
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
        page.goto(f"{address}/{path}")
        settle(page)
        return page

    yield open_page
    faults: list[str] = []
    for page in list(context.pages):
        faults += [f"exception box: {box.inner_text()}" for box in page.get_by_test_id("stException").all()]
        page.close()
    faults += [fault for watch, lossy in watches if not lossy for fault in watch.faults]
    assert not faults


def chart_data(page: Page, key: str) -> str:
    """The numbers of the figure with this key, as text that changes when they change."""
    settle(page)
    script = """chart => JSON.stringify(chart.data.map(t => [t.type, t.z ?? t.source, t.x, t.y]),
        (_, value) => ArrayBuffer.isView(value) ? Array.from(value) : value)"""
    text = page.locator(f".st-key-figure-{key} .js-plotly-plot").evaluate(script)
    assert any(trace[1] or trace[3] for trace in json.loads(text)), f"the figure {key} is empty"
    return str(text)


def copied_link(page: Page, key: str) -> str:
    """What the share bar of the figure with this key copies: the address below the app's own."""
    bar = page.locator(f".st-key-bar-{key}")
    bar.get_by_role("button", name="Copy the link to this view").click()
    expect(bar.get_by_role("status")).to_have_text("Copied")
    host = page.evaluate("location.origin + '/'")
    return str(page.evaluate("navigator.clipboard.readText()")).removeprefix(host)


def offered(page: Page, key: str, ask: Callable[[Locator], None]) -> Locator:
    """The options of a select box, opened by `ask`; asked again where a rerun of the page took the list away."""
    options = page.get_by_role("option")
    for _ in range(20):
        box = page.locator(f".st-key-{key} input")
        box.evaluate("box => box.scrollIntoView({block: 'center'})")  # a list that opens off the screen stays empty
        ask(box)
        with contextlib.suppress(TimeoutError):
            options.first.wait_for(timeout=PATIENCE_MS / 20)
            break
    expect(options.first).to_be_visible()
    return options


def choose(page: Page, key: str, option: str) -> None:
    """Choose in a select box as a visitor does: type, click. Long lists hold only what is on the screen."""

    def ask(box: Locator) -> None:
        box.fill("")  # the same text once more would not open a list that a rerun has closed
        box.fill(option)

    offered(page, key, ask).filter(has_text=option).first.click()
    settle(page)


def press(page: Page, key: str, label: str) -> None:
    """Press one segment of a segmented control."""
    page.locator(f".st-key-{key} button", has_text=label).click()
    settle(page)


def slide(page: Page, key: str, *keys: str) -> None:
    """Move a slider by keys: "Home", "End", "ArrowLeft"."""
    for name in keys:
        page.locator(f".st-key-{key} input[type=range]").press(name)
    settle(page)
