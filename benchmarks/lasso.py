"""A lasso on a map of 5,000 points in the browser: from letting go until the rest has greyed, and until it is said who is inside.

A table of five groups in ten columns, on the PCA map. The greying is the browser's own work; what is said comes from the server.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from collections.abc import Iterator

import numpy as np
from playwright.sync_api import Page

from benchmarks.table import Row, seconds, verdict
from tests.e2e.serving import chromium, served
from vizlab.embeddings.sources import tables
from vizlab.store import Store

N, GROUPS, COLUMNS = 5000, 5, 10
MOVES, WARM_UP, LIMIT_S, SETTLE_MS = 9, 3, 0.3, 2500
CHART = ".st-key-figure-pca .js-plotly-plot"
LISTEN = """selector => {
  const chart = document.querySelector(selector);
  const marked = () => chart.data.map(trace => trace.selectedpoints?.length ?? -1).join();
  const bold = () => [...document.querySelectorAll('strong')].map(each => each.textContent);
  const told = () => bold().find(text => text.startsWith('Selected')) ?? '';
  const changed = (read, before, began, done) => {
    if (read() !== before) requestAnimationFrame(() => done(performance.now() - began));
    else requestAnimationFrame(() => changed(read, before, began, done));
  };
  window.answered = new Promise(done => document.addEventListener('mouseup', () => {
    const began = performance.now();
    Promise.all([marked, told].map(read => new Promise(found => changed(read, read(), began, found)))).then(done);
  }, {once: true, capture: true}));
}"""


def rows(options: argparse.Namespace) -> Iterator[Row]:
    """One row for the greying, one for the answer."""
    with tempfile.TemporaryDirectory() as folder:
        name = tables.keep(_table(), "groups.csv", Store(f"{folder}/store"))
        with served({"VIZLAB_STORE": f"{folder}/store"}) as (address, _), chromium(as_visitors=True) as browser:
            page = browser.new_page(viewport={"width": 1280, "height": 1400})
            page.goto(f"{address}/embeddings?data={name}&n={N}&method=PCA")
            page.wait_for_selector(f"{CHART} .scatterlayer, {CHART} .gl-canvas")
            page.wait_for_timeout(2 * SETTLE_MS)
            greyed, told = zip(*(_drawn_round(page, step) for step in range(WARM_UP + MOVES)), strict=True)
    for what, times in {"the rest grey": greyed, "who is inside is said": told}.items():
        found = statistics.median(times[WARM_UP:])
        row = f"lasso on {N:,} points, {what}"
        yield Row(row, seconds(found), target=f"≤ {seconds(LIMIT_S)}", met=verdict(found <= LIMIT_S))


def _drawn_round(page: Page, step: int) -> tuple[float, float]:
    """Seconds until both are there, after another triangle each time."""
    page.evaluate(LISTEN, CHART)
    box = page.locator(f"{CHART} .nsewdrag").first.bounding_box()
    assert box is not None
    reach = 0.25 + 0.04 * step
    corners = [(0.2, 0.2), (0.2 + reach, 0.25), (0.3, 0.2 + reach), (0.2, 0.22)]
    places = [(box["x"] + across * box["width"], box["y"] + down * box["height"]) for across, down in corners]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=6)
    page.mouse.up()
    greyed_ms, told_ms = page.evaluate("window.answered")
    page.wait_for_timeout(SETTLE_MS)
    return greyed_ms / 1000, told_ms / 1000


def _table() -> bytes:
    source = np.random.default_rng(0)
    groups = source.integers(0, GROUPS, N)
    numbers = source.normal(size=(GROUPS, COLUMNS))[groups] * 2 + source.normal(size=(N, COLUMNS))
    head = ",".join([*(f"x{column}" for column in range(COLUMNS)), "group"])
    body = (",".join([*(f"{number:.4f}" for number in row), f"g{group}"]) for row, group in zip(numbers, groups, strict=True))
    return "\n".join([head, *body]).encode()
