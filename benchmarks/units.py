"""A survey of all units of the Fashion-MNIST network over 10,000 pictures, and over 1,000 against keeping every activation."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from typing import Any

import torch

from benchmarks.table import Row, against, not_run, seconds, verdict
from benchmarks.timing import alternate
from vizlab import data, library
from vizlab.filters.units import pool, survey
from vizlab.filters.units.recipe import SurveyRecipe
from vizlab.inspection import activations

FIRST_S, AGAIN_S = 20.0, 0.2
FEW = SurveyRecipe(part="samples", pictures=1000)


def rows(options: argparse.Namespace) -> Iterator[Row]:
    """The whole survey, reading it again, and a survey of a thousand pictures against brute force."""
    yield from _whole()
    yield _few()


def _whole() -> Iterator[Row]:
    recipe = SurveyRecipe()
    what = "the nine strongest of 10,000 pictures for each unit of fashion-cnn"
    if not data.is_ready("Fashion-MNIST"):
        yield not_run(what, "Fashion-MNIST is not here", f"≤ {FIRST_S:.0f} s")
        return
    began = time.perf_counter()
    *_, last = survey.survey(recipe)
    first_s = time.perf_counter() - began
    if last.result is None or last.result["count"] != recipe.pictures:
        raise RuntimeError("the survey did not look at every picture")
    yield Row(what, seconds(first_s), target=f"≤ {FIRST_S:.0f} s", met=verdict(first_s <= FIRST_S))
    (again_s,) = alternate(lambda: survey.made(recipe))
    yield Row("the same, read again", seconds(again_s), target=f"≤ {seconds(AGAIN_S)}", met=verdict(again_s <= AGAIN_S))


def _few() -> Row:
    model = library.open_model(FEW.reference)
    names = list(survey.outline(model))
    inputs = pool.draw(model, FEW).batch(slice(None))

    def brute() -> Any:
        found = activations(model.network, inputs, names)
        return [maps.flatten(2).amax(2).topk(9, dim=0) if maps.ndim == 4 else maps.topk(9, dim=0) for maps in found.values()]

    for (name, maps), best in zip(survey.made(FEW, model).layers.items(), brute(), strict=True):
        if (
            not torch.equal(torch.from_numpy(survey.made(FEW, model).best(name)), best.values[0])
            or len(best.values[0]) != maps[0]
        ):
            raise RuntimeError(f"The strongest activations of {name} are not those of brute force.")
    ours_s, brute_s = alternate(lambda: survey.made(FEW, model), brute)
    what = "the same over 1,000 pictures, with classes, histograms and likeness"
    return against(what, ours_s, brute_s, "keep all activations, topk", at_most=1.0)
