"""Fashion-MNIST on a small CNN: all 60,000 training images (6,000 of them held back for validation), once."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from benchmarks.job_runs import job_run
from benchmarks.table import Row, not_run, seconds, verdict
from vizlab import data
from vizlab.errors import VizlabError
from vizlab.recipes import Recipe

RECIPE = Recipe(data="Fashion-MNIST", depth=3, width=16, epochs=6, batch_size=128, lr=0.01, augment="none")
LIMIT_S, GOAL = 180.0, 0.91


def rows(options: argparse.Namespace) -> Iterator[Row]:
    """Seconds and test accuracy of one run, worker start included, download left out."""
    what, target = "Fashion-MNIST small CNN, one run", f"≤ {LIMIT_S:.0f} s, ≥ {GOAL:.0%}"
    try:
        for _ in data.download(RECIPE.data):
            pass
    except VizlabError as error:
        yield not_run(what, str(error), target)
        return
    with job_run(RECIPE) as outcome:
        met = verdict(outcome.seconds <= LIMIT_S and outcome.accuracy >= GOAL)
        yield Row(what, f"{seconds(outcome.seconds)}; {100 * outcome.accuracy:.2f} %", target=target, met=met)
