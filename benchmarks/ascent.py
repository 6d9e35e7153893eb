"""Optimised pictures: a step against a bare one, their activation against the best real picture's, DeepDream against the clock.

The bare step is a forward and a backward pass of the network cut after the same layer, and nothing else. Real pictures are the
test sets where they are downloaded, else what comes along; the rows say which.
"""

from __future__ import annotations

import argparse
import dataclasses
import time
from collections.abc import Callable, Iterator

import torch

from benchmarks.table import Row, against, seconds, verdict
from benchmarks.timing import alternate
from vizlab import library
from vizlab.filters.ascent import maximise
from vizlab.filters.ascent.climb import Climb
from vizlab.filters.ascent.dream import DreamRecipe, dream
from vizlab.filters.ascent.listening import listening
from vizlab.filters.ascent.recipe import AscentRecipe
from vizlab.filters.units import pool, survey
from vizlab.filters.units.recipe import SurveyRecipe
from vizlab.filters.units.selectivity import activation_layers

STEPS, BATCH = 64, 16
UNITS = {"bundled/fashion-cnn": 128, "bundled/tiny-vgg": 32}  # of each layer, evenly spread
RECIPE = AscentRecipe(steps=256, size_px=96)


def rows(options: argparse.Namespace) -> Iterator[Row]:
    """Time of a step, of the first picture; activations by layer; a dream."""
    yield from _steps()
    yield _first_picture()
    for reference in UNITS:
        yield from _activations(reference)
    yield _dream()


def _steps() -> Iterator[Row]:
    model = library.open_model(RECIPE.reference)
    for layer in ("features.9", "features.20"):
        recipe = dataclasses.replace(RECIPE, layer=layer)
        ours_s, bare_s = alternate(_ours(model, recipe), _bare(model, layer))
        yield against(
            f"maximisation, a step: tiny-vgg, {layer}, 96 px",
            ours_s / STEPS,
            bare_s / STEPS,
            "forward and backward",
            at_most=1.25,
        )


def _ours(model: library.Model, recipe: AscentRecipe) -> Callable[[], None]:
    def run() -> None:
        with listening(model.network, recipe.layer, before_relu=True) as listener:
            climb = Climb(listener, [0], (3, 96, 96), recipe)
            for _ in range(STEPS):
                climb.step()

    return run


def _bare(model: library.Model, layer: str) -> Callable[[], None]:
    features = model.network.get_submodule("features")
    cut = torch.nn.Sequential(*list(features)[: int(layer.rpartition(".")[2])])

    def run() -> None:
        x = torch.rand(1, 3, 96, 96).contiguous(memory_format=torch.channels_last).requires_grad_()
        for _ in range(STEPS + 1):  # ours also measures the noise that it starts from
            torch.autograd.grad(cut(x)[:, 0].mean(), x)

    return run


def _first_picture() -> Row:
    began = time.perf_counter()
    steps = maximise.maximise(RECIPE)
    while next(steps).frame is None:
        pass
    spent = time.perf_counter() - began
    steps.close()
    return Row("maximisation, the first frame, network opened", seconds(spent), target="≤ 1 s", met=verdict(spent <= 1))


def _activations(reference: str) -> Iterator[Row]:
    """For each layer, of some units evenly spread: how many living ones their own picture excites more than the best real one."""
    model = library.open_model(reference)
    part = pool.parts(model)[0]
    known = survey.made(SurveyRecipe(reference=model.reference, part=part), model)
    above = living = 0
    for layer in activation_layers(model.network):
        best = torch.from_numpy(known.best(layer).copy())
        units = torch.arange(0, len(best), max(1, len(best) // UNITS[reference]))
        best, peaks = best[units], _peaks(model, layer, units)
        lives = (best > 0) | (peaks > 0)
        more = (peaks > best) & lives
        above, living = above + int(more.sum()), living + int(lives.sum())
        ratio = float((peaks[lives] / best[lives].clamp_min(1e-6)).median())
        what = f"{model.title}, {layer}: living units that their picture excites more than any of {known.words}"
        yield Row(what, f"{int(more.sum())} of {int(lives.sum())}, {ratio:.2f} × (median)")
    share = above / max(living, 1)
    yield Row(f"{model.title}, all layers", f"{share:.1%} of {living}", target="≥ 90 %", met=verdict(share >= 0.9))


def _peaks(model: library.Model, layer: str, units: torch.Tensor) -> torch.Tensor:
    """The activation of units of a layer on their own optimised pictures, found in batches."""
    recipe = AscentRecipe(reference=model.reference, layer=layer, steps=256)
    found = []
    with listening(model.network, layer, before_relu=True) as listener:
        for part in units.split(BATCH):
            climb = Climb(listener, part.tolist(), maximise.shape(model, recipe), recipe)
            for _ in range(recipe.steps):
                climb.step()
            found.append(listener.activations(climb.measure().peaks))
    return torch.cat(found)


def _dream() -> Row:
    began = time.perf_counter()
    for _ in dream(DreamRecipe()):
        pass
    spent = time.perf_counter() - began
    return Row("DeepDream, 256 px, 3 octaves of 10 steps, tiny-vgg", seconds(spent), target="≤ 20 s", met=verdict(spent <= 20))
