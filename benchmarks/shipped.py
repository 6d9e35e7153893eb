"""The accuracy that each shipped network's record states, measured again on the test set where that is here (`VIZLAB_DATA`)."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import torch

from benchmarks.table import Row, not_run, verdict
from vizlab import data, library
from vizlab.training.report import logits_of, score

SAME = 5e-4  # another thread count or processor may settle a near-tie differently: five pictures of 10,000


def rows(options: argparse.Namespace) -> Iterator[Row]:
    """A row for each network that ships."""
    for run in library.bundled():
        what, stated = f"{run.reference}, test accuracy", f"{run.accuracy:.4f} (its record)"
        if not data.is_ready(run.recipe.data):
            yield not_run(what, f"{run.recipe.data} is not here", stated)
            continue
        found = accuracy(run)
        yield Row(what, f"{found:.4f}", stated, target="the same", met=verdict(abs(found - (run.accuracy or 0)) < SAME))


def accuracy(run: library.Run) -> float:
    """Share of right answers on the whole test set."""
    test = data.load(run.recipe.data, noise=run.recipe.noise, seed=run.recipe.seed).test
    model = library.open_model(run.reference)
    return score(logits_of(model.network, torch.tensor(test.inputs)), torch.tensor(test.labels))[1]
