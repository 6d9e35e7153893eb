"""Server time of every page's default view once it has been seen: what a visitor waits for besides network and browser."""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Iterator

from streamlit.testing.v1 import AppTest

from benchmarks.table import Row, seconds, verdict
from benchmarks.timing import ROUNDS
from tests.e2e.serving import ROOT
from vizlab import catalogue

TIMEOUT_S = 60
WARM_LIMIT_S = 0.15


def rows(options: argparse.Namespace) -> Iterator[Row]:
    """A row a page: the first run in this process, for information, then the median of five more."""
    for page in catalogue.PAGES:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=TIMEOUT_S).run()
        first_s = _run(app.switch_page(page.script))
        warm_s = statistics.median(_run(app) for _ in range(ROUNDS))
        ours, target = f"{seconds(warm_s)} (first {seconds(first_s)})", f"≤ {seconds(WARM_LIMIT_S)}"
        yield Row(f"server time of {page.title}, warm", ours, target=target, met=verdict(warm_s <= WARM_LIMIT_S))


def _run(app: AppTest) -> float:
    began = time.perf_counter()
    app.run()
    taken = time.perf_counter() - began
    if app.exception or app.error:
        raise RuntimeError(f"The page shows an error: {[element.value for element in [*app.exception, *app.error]]}")
    return taken
