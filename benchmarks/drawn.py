"""A slider in the browser: from the key press until what it changes is drawn, by the page's own clock.

The floor is what a bare page with a slider and one chart takes in the same run: the browser, Streamlit and this machine.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser

from benchmarks.slider import leave_arrays
from benchmarks.table import Row, seconds, verdict
from tests.e2e.serving import ROOT, chromium, served

MOVES, WARM_UP, SETTLE_MS = 9, 3, 3000
TEN = ("GD", "momentum", "Nesterov", "AdaGrad", "RMSProp", "Adam", "AdamW", "AMSGrad", "NAdam", "Lion")

# As soon as the first frame with other data in the chart has been painted.
LISTEN = """figure => {
  const ends = values => values?.bdata ?? (values ? [values.length, values[values.length - 1]] : 0);
  const chart = () => document.querySelector(`.st-key-figure-${figure} .js-plotly-plot`)?.data;
  const shown = () => JSON.stringify(chart()?.map(t => [t.source, t.opacity, ends(t.x), ends(t.y)]));
  const painted = new MessageChannel();
  window.drawn = new Promise((resolve, reject) => {
    painted.port1.onmessage = event => resolve(performance.now() - event.data);
    document.addEventListener('keydown', () => {
      const began = performance.now(), before = shown();
      const look = () => {
        if (shown() !== undefined && shown() !== before) painted.port2.postMessage(began);
        else if (performance.now() - began > 10000) reject(new Error('The chart has not changed within ten seconds.'));
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    }, {once: true, capture: true});
  });
}"""


@dataclass(frozen=True)
class Move:
    """A slider by its key, on a page, and the figure that it changes. onward: to a new value each time, not back and forth."""

    page: str
    slider: str
    figure: str
    onward: bool = False


def rows(options: argparse.Namespace) -> Iterator[Row]:
    """A row for each of `MOVED`, with the floor beside it."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        arrays = leave_arrays(Path(folder))
        app, _ = stack.enter_context(served({"VIZLAB_STORE": f"{folder}/store"}))
        bare, _ = stack.enter_context(served({"BARE_PAGE_ARRAYS": str(arrays)}, ROOT / "benchmarks" / "bare_page.py"))
        browser = stack.enter_context(chromium(as_visitors=True))
        floor_s = _median_s(browser, bare, Move("", "opacity", "gradient"))
        for what, (move, limit_s) in MOVED.items():
            found = _median_s(browser, app, move)
            floor = f"{seconds(floor_s)} (bare page, one chart)"
            yield Row(f"{what}, drawn", seconds(found), floor, target=f"≤ {seconds(limit_s)}", met=verdict(found <= limit_s))


def _median_s(browser: Browser, address: str, move: Move) -> float:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{address}/{move.page}")
    page.wait_for_selector(f".st-key-figure-{move.figure} .js-plotly-plot .main-svg")
    page.wait_for_timeout(SETTLE_MS)
    times = []
    for step in range(WARM_UP + MOVES):
        page.evaluate(LISTEN, move.figure)
        page.focus(f".st-key-{move.slider} input[type=range]")
        page.keyboard.press("ArrowLeft" if step % 2 and not move.onward else "ArrowRight")
        times.append(page.evaluate("window.drawn") / 1000)
        page.wait_for_timeout(SETTLE_MS / 2)
    page.close()
    return statistics.median(times[WARM_UP:])


MOVED = {  # what is moved -> where, and the limit in seconds
    "race of six, other steps": (Move("landscapes", "steps", "race"), 0.4),
    "race of ten, other steps": (Move("landscapes?" + "&".join(f"optimizers={name}" for name in TEN), "steps", "race"), 0.4),
    "maps of all layers, another picture": (Move("filters", "sample", "layers"), 0.15),
    "six maps of tiny-vgg, another picture": (  # the slowest of them is drawn last
        Move("saliency?reference=bundled/tiny-vgg&source=Photograph&zoom=2.0", "x", "integrated-gradients", onward=True),
        1.5,
    ),
}
