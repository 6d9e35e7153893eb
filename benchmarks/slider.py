"""A slider in the browser: from the key press until the chart shows the new value, ours against a bare page with that chart.

Ours is the whole Saliency page as a visitor has it: two maps with their evidence, share bars, pickers and a bar chart, all
drawn again by the same rerun. The bare page is `bare_page.py`: the slider and the gradient's chart.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
from playwright.sync_api import Page

from benchmarks.table import Row, against
from tests.e2e.serving import ROOT, chromium, served
from vizlab import images, library, saliency
from vizlab.data import samples

MOVES, WARM_UP = 20, 6

SETTLE_MS = 3000

# Pressing the key inside the page leaves the driver's own latency out; the chart is ready once plotly has drawn the new opacity.
MOVE = """(key) => new Promise((resolve, reject) => {
  const chart = document.querySelector('.st-key-figure-gradient .js-plotly-plot');
  const shown = () => chart.data.find((trace) => trace.type === 'heatmap').opacity;
  const before = shown();
  const began = performance.now();
  const giveUp = setTimeout(() => reject(new Error('The chart has not changed within ten seconds.')), 10000);
  chart.on('plotly_afterplot', function drawn() {
    if (shown() === before) return;
    chart.removeListener('plotly_afterplot', drawn);
    clearTimeout(giveUp);
    requestAnimationFrame(() => resolve(performance.now() - began));
  });
  const thumb = document.querySelector('.st-key-opacity [role=slider]');
  thumb.dispatchEvent(new KeyboardEvent('keydown', {key, code: key, bubbles: true, cancelable: true}));
  thumb.dispatchEvent(new KeyboardEvent('keyup', {key, code: key, bubbles: true, cancelable: true}));
})"""


def rows(options: argparse.Namespace) -> Iterator[Row]:
    """One row: the median of twenty moves each, in turn."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        arrays = _leave_arrays(Path(folder))
        app, _ = stack.enter_context(served({}))
        bare, _ = stack.enter_context(served({"BARE_PAGE_ARRAYS": str(arrays)}, ROOT / "benchmarks" / "bare_page.py"))
        browser = stack.enter_context(chromium())
        pages = [browser.new_page(), browser.new_page()]
        for page, address in zip(pages, (f"{app}/saliency", bare), strict=True):
            page.goto(address)
            page.wait_for_selector(".st-key-figure-gradient .js-plotly-plot .main-svg")
            page.wait_for_selector(".st-key-opacity [role=slider]")
            page.wait_for_timeout(SETTLE_MS)
        ours_s, bare_s = _moves(pages)
    what = f"slider of a cached saliency view in the browser, {MOVES} moves"
    yield against(what, ours_s, bare_s, "bare page with the same chart", at_most=1.50)


def _moves(pages: list[Page]) -> list[float]:
    """Median seconds of a move on each page."""
    times: list[list[float]] = [[] for _ in pages]
    for move in range(WARM_UP + MOVES):
        for found, page in zip(times, pages, strict=True):
            page.bring_to_front()
            page.wait_for_timeout(250)  # the server has finished what the last move left to do
            milliseconds = page.evaluate(MOVE, "ArrowLeft" if move % 2 == 0 else "ArrowRight")
            if move >= WARM_UP:
                found.append(milliseconds / 1000)
    return [statistics.median(found) for found in times]


def _leave_arrays(folder: Path) -> Path:
    """Picture and gradient map of the Saliency page's default view, for the bare page."""
    model = library.open_model(library.bundled()[0].reference)
    pixels = samples.picture(model.run.recipe.data, 0)
    target = int(saliency.probabilities(model.network, pixels).argmax())
    found = saliency.explain(model.network, pixels, target, "gradient")
    path = folder / "view.npz"
    np.savez(path, pixels=images.to_pixels(pixels.numpy()), map=found.values)
    return path
