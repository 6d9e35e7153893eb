"""A run as the app makes it: through the job engine, on a worker process that is started for it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from vizlab.errors import VizlabError
from vizlab.jobs import Jobs, Snapshot
from vizlab.recipes import Recipe, canonical_json, run_id
from vizlab.training import settled

VISITOR = "benchmark"


@dataclass(frozen=True)
class Outcome:
    """seconds: from the click to the test accuracy, start of the worker included. pid: the worker, still alive."""

    seconds: float
    accuracy: float
    pid: int


@contextmanager
def job_run(recipe: Recipe) -> Iterator[Outcome]:
    """Train on a fresh worker, which ends with the context. Errors: `VizlabError` if the job failed."""
    recipe = settled(recipe)
    began = time.perf_counter()
    jobs = Jobs()
    try:
        snapshot = jobs.start("train", canonical_json(recipe), job=run_id(recipe), visitor=VISITOR)
        while snapshot.is_live:
            time.sleep(0.02)
            snapshot = _present(jobs, snapshot)
        if snapshot.result is None:
            raise VizlabError(f"The job ended as {snapshot.state}: {snapshot.message}")
        yield Outcome(time.perf_counter() - began, snapshot.result["report"]["accuracy"], snapshot.pid)
    finally:
        jobs.close()


def _present(jobs: Jobs, last: Snapshot) -> Snapshot:
    return jobs.watch(last.job, VISITOR) or last
