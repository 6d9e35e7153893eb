"""Memory: the app after every page was opened once in a browser, and its worker while training on Fashion-MNIST.

Resident size (RSS) as the system counts it, which charges the pages of shared libraries to every process that maps them; the
proportional size (PSS), which divides them, is shown beside it. The worker's figure is its peak (VmHWM).
"""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Iterator
from pathlib import Path

from benchmarks.job_runs import job_run
from benchmarks.table import Row, megabytes, not_run, verdict
from tests.e2e.serving import chromium, served, settle
from vizlab import catalogue, data, library
from vizlab.errors import VizlabError

APP_LIMIT_BYTES = WORKER_LIMIT_BYTES = 600 * 10**6


def rows(options: argparse.Namespace) -> Iterator[Row]:
    """A row for the app, a row for the worker."""
    if not Path("/proc/self/smaps_rollup").exists():
        yield not_run("memory", "it needs Linux' /proc", "")
        return
    yield _app()
    yield _worker()


def _app() -> Row:
    with served({}) as (address, process), chromium(as_visitors=True) as browser:
        page = browser.new_page()
        for name in [page.name for page in catalogue.PAGES]:
            page.goto(f"{address}/{'' if name == catalogue.PAGES[0].name else name}")
            settle(page)
        resident, proportional = _kibibytes(process.pid, "status", "VmRSS"), _kibibytes(process.pid, "smaps_rollup", "Pss")
    ours = f"{megabytes(resident)} (PSS {megabytes(proportional)})"
    what = f"memory of the app, all {len(catalogue.PAGES)} pages opened once"
    return Row(what, ours, target=f"≤ {APP_LIMIT_BYTES // 10**6} MB", met=verdict(resident * 1024 <= APP_LIMIT_BYTES))


def _worker() -> Row:
    recipe = dataclasses.replace(library.open_run("bundled/fashion-cnn").recipe, epochs=1)
    what, target = (
        "memory of the worker, peak of the bundled Fashion-MNIST recipe",
        f"≤ {WORKER_LIMIT_BYTES // 10**6} MB",
    )
    try:
        for _ in data.download(recipe.data):
            pass
    except VizlabError as error:
        return not_run(what, str(error), target)
    with job_run(recipe) as outcome:
        peak = _kibibytes(outcome.pid, "status", "VmHWM")
    return Row(what, megabytes(peak), target=target, met=verdict(peak * 1024 <= WORKER_LIMIT_BYTES))


def _kibibytes(pid: int, file: str, field: str) -> int:
    """A `kB` line of /proc/<pid>/<file>."""
    lines = Path(f"/proc/{pid}/{file}").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{field}:"))
