"""A VAE from click to samples, the shipped ones decoded, and what the record of the best one states, measured again.

From click: through the job engine; first samples are the plane of the first epoch. The page asks for a worker when it opens, and
who clicks before the worker has come waits for the rest of its start: both ends are measured.
"""

from __future__ import annotations

import argparse
import dataclasses
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from benchmarks.job_runs import VISITOR
from benchmarks.table import Row, seconds, verdict
from benchmarks.timing import alternate
from vizlab.errors import VizlabError
from vizlab.frames import Frames
from vizlab.generative import VaeRecipe, open_space
from vizlab.generative.vae.choices import SHIPPED
from vizlab.jobs import Jobs
from vizlab.recipes import canonical_json

FIRST_S, DONE_S, SAMPLES_S = 3.0, 20.0, 0.060
MOST_NATS = 104.0
RECIPE = VaeRecipe(data="digits", epochs=30, seed=77)  # the page's own settings for digits, under a seed that nobody has run


@dataclass(frozen=True)
class Clicked:
    """Seconds from the click to the first trained samples, and to the end."""

    first_s: float
    done_s: float


def rows(options: argparse.Namespace) -> Iterator[Row]:
    """From click, 64 samples of each shipped model, the bound of the record."""
    found = clicked(RECIPE, looked_s=10)
    for what, spent, target in (("first samples", found.first_s, FIRST_S), ("done", found.done_s, DONE_S)):
        yield Row(
            f"VAE on digits, click after 10 s on the page: {what}",
            seconds(spent),
            target=f"≤ {target:.0f} s",
            met=verdict(spent <= target),
        )
    found = clicked(dataclasses.replace(RECIPE, seed=RECIPE.seed + 1), looked_s=0)
    yield Row("VAE on digits, click as the page opens: first samples", seconds(found.first_s))
    for name, recipe in SHIPPED.items():
        space = open_space(Frames("vae", recipe).read(), recipe.epochs)
        codes = np.random.default_rng(0).normal(size=(64, recipe.latent))
        (spent,) = alternate(lambda space=space, codes=codes: space.decode(codes), repeat=5)  # type: ignore[misc]
        yield Row(f"64 samples of {name}", seconds(spent), target=f"≤ {seconds(SAMPLES_S)}", met=verdict(spent <= SAMPLES_S))
    record = Frames("vae", SHIPPED["vae-mnist-20d"]).record() or {}
    nats = -record["test"]["elbo"]
    yield Row("vae-mnist-20d, −ELBO on 10,000 test pictures", f"{nats:.2f} nats", target="≤ 104", met=verdict(nats <= MOST_NATS))


def clicked(recipe: VaeRecipe, *, looked_s: float) -> Clicked:
    """Train after so many seconds on the page, watching frames as it does. Errors: `VizlabError` if the job failed."""
    run, jobs, first_s = Frames("vae", recipe), Jobs(), 0.0
    try:
        jobs.prepare("vae")
        time.sleep(looked_s)
        began = time.perf_counter()
        snapshot = jobs.start("vae", canonical_json(recipe), job=run.job, visitor=VISITOR)
        while snapshot.is_live:
            time.sleep(0.02)
            snapshot = jobs.watch(run.job, VISITOR) or snapshot
            first_s = first_s or (time.perf_counter() - began if snapshot.frame else 0.0)
        if snapshot.result is None:
            raise VizlabError(f"The job ended as {snapshot.state}: {snapshot.message}")
        return Clicked(first_s, time.perf_counter() - began)
    finally:
        jobs.close()
