"""A slider in the browser: from the key press until the chart shows the new value, ours against a bare page with that chart.

Ours is the whole Saliency page as a visitor has it: six maps with their evidence, share bars, pickers and a bar chart, all
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
SLIDER = ".st-key-opacity input[type=range]"

# The page's own clock, from the key press to the frame in which the drawn chart has another opacity: the driver's latency
# stays out.
LISTEN = """() => {
  const drawn = () => document.querySelector('.st-key-figure-gradient .heatmaplayer image')?.style.opacity;
  const before = drawn();
  window.moved = new Promise((resolve, reject) => {
    document.addEventListener('keydown', () => {
      const began = performance.now();
      const look = () => {
        const waited = performance.now() - began;
        if (drawn() !== undefined && drawn() !== before) resolve(waited);
        else if (waited > 10000) reject(new Error('The chart has not changed within ten seconds.'));
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    }, {once: true, capture: true});
  });
}"""


def rows(options: argparse.Namespace) -> Iterator[Row]:
    """One row: the median of twenty moves each, in turn."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        arrays = leave_arrays(Path(folder))
        app, _ = stack.enter_context(served({}))
        bare, _ = stack.enter_context(served({"BARE_PAGE_ARRAYS": str(arrays)}, ROOT / "benchmarks" / "bare_page.py"))
        browser = stack.enter_context(chromium(as_visitors=True))
        pages = [browser.new_page(), browser.new_page()]
        for page, address in zip(pages, (f"{app}/saliency", bare), strict=True):
            page.goto(address)
            page.wait_for_selector(".st-key-figure-gradient .js-plotly-plot .main-svg")
            page.wait_for_selector(SLIDER, state="attached")
            page.wait_for_timeout(SETTLE_MS)
        ours_s, bare_s = _moves(pages)
    what = f"slider of a cached saliency view of six maps in the browser, {MOVES} moves"
    yield against(what, ours_s, bare_s, "bare page with one chart", at_most=1.50)


def _moves(pages: list[Page]) -> list[float]:
    """Median seconds of a move on each page."""
    times: list[list[float]] = [[] for _ in pages]
    for move in range(WARM_UP + MOVES):
        for found, page in zip(times, pages, strict=True):
            page.bring_to_front()
            page.wait_for_timeout(250)  # the server has finished what the last move left to do
            page.evaluate(LISTEN)
            page.focus(SLIDER)
            page.keyboard.press("ArrowLeft" if move % 2 == 0 else "ArrowRight")
            milliseconds = page.evaluate("window.moved")
            if move >= WARM_UP:
                found.append(milliseconds / 1000)
    return [statistics.median(found) for found in times]


def leave_arrays(folder: Path) -> Path:
    """A file with picture and gradient map of the Saliency page's default view, for the bare page."""
    model = library.open_model(library.bundled()[0].reference)
    pixels = samples.picture(model.data, 0)
    target = int(saliency.probabilities(model.network, pixels).argmax())
    found = saliency.explain(model.network, pixels, target, "gradient")
    path = folder / "view.npz"
    np.savez(path, pixels=images.to_pixels(pixels.numpy()), map=found.values)
    return path
