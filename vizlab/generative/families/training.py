"""All families, taught the same points one after the other: `teach(recipe)` yields steps, and keeps a frame a family.

A frame has samples, the density over a grid where there is one, and what was measured; of flow and diffusion also the weights,
for those who want to look inside. Times are processor time: they are the same on a busy machine. A run that was broken off goes
on with the family it was at.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from vizlab import devices
from vizlab.frames import Frames
from vizlab.generative import states
from vizlab.generative.families import cells, shapes
from vizlab.generative.families.choices import KIND, FamiliesRecipe
from vizlab.generative.families.learning import FAMILIES, learn, weights
from vizlab.generative.families.variational import Variational
from vizlab.progress import Step
from vizlab.store import Store

HELD, COUNTED = 2000, 4000  # held-out points; samples whose distance from the truth is measured
SHOWN, SIDE = 700, 56  # samples that are kept; cells each way of the grid of densities
BOUND_DRAWS = 64
DRAWN = 1000  # samples that are timed
OPEN = ("Flow", "Diffusion")  # families whose weights are kept
PARTS = 100  # of the progress, for each family


def teach(recipe: FamiliesRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Teach and measure each family; the last step has the record. Errors: `VizlabError` if a loss stops being a number."""
    kept, total = Frames(KIND, recipe, store), PARTS * len(FAMILIES)
    x = torch.tensor(shapes.draws(recipe.plane_data, recipe.plane_points, recipe.plane_seed, 0))
    record: dict[str, Any] = {"truth": truth(recipe), "families": {}, "seconds": 0.0, "device": devices.describe(x.device)}
    for number, name in enumerate(FAMILIES):
        frame = kept.frame(number) if number in kept.indices() else None
        if frame is None:
            began = time.process_time()
            lessons = learn(name, x, steps=recipe.plane_steps, components=recipe.components, seed=recipe.plane_seed)
            model, curve = yield from _lessons(lessons, name, number, total)
            seconds = time.process_time() - began
            arrays, numbers = measured(model, recipe, name)
            notes: dict[str, Any] = {"numbers": numbers | {"seconds": seconds}, "curve": curve}
            note = kept.keep(number, arrays, notes)
        else:
            notes, note = dict(frame.notes), ""
        record["families"][name] = notes["numbers"]
        record["seconds"] += notes["numbers"]["seconds"]
        values = {"JS from the truth": notes["numbers"]["js"]}
        yield Step(PARTS * (number + 1), total, f"{name} done", unit="part", values=values, at=number, frame=number, note=note)
    note = kept.finish(record)
    yield Step(total, total, "done", unit="part", result=record, note=note, frame=len(FAMILIES) - 1)


def truth(recipe: FamiliesRecipe) -> dict[str, float]:
    """What no model can beat: the mean true log-density of held-out points, and how far as many real points are off."""
    real = shapes.shape(recipe.plane_data)
    held = shapes.draws(recipe.plane_data, HELD, recipe.plane_seed, 1)
    js, kl = cells.divergences(shapes.draws(recipe.plane_data, COUNTED, recipe.plane_seed, 2), cells.truth(real))
    return {"log-likelihood": float(real.log_density(held).mean()), "js": js, "kl": kl}


def measured(model: Any, recipe: FamiliesRecipe, name: str) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """What a frame keeps of a model that has learned: arrays, and numbers (nats a point; None where there is none)."""
    seed = recipe.plane_seed
    held = torch.tensor(shapes.draws(recipe.plane_data, HELD, seed, 1))
    model.sample(DRAWN, torch.Generator().manual_seed(seed))  # the first pass of a network is slow
    began = time.process_time()
    model.sample(DRAWN, torch.Generator().manual_seed(seed))
    pace = DRAWN / max(time.process_time() - began, 1e-6)
    points = model.sample(COUNTED, torch.Generator().manual_seed(seed)).numpy()
    js, kl = cells.divergences(points, cells.truth(shapes.shape(recipe.plane_data)))
    numbers: dict[str, Any] = {"js": js, "kl": kl, "per second": pace, "parameters": _parameters(model)}
    arrays: dict[str, NDArray[Any]] = {"samples": points[:SHOWN].astype(np.float16)}
    numbers["log-likelihood"] = numbers["bound"] = numbers["importance"] = None
    if FAMILIES[name].likelihood != "none":
        numbers["log-likelihood"] = float(model.log_density(held).mean())
        arrays["density"] = model.log_density(grid()).reshape(SIDE, SIDE).numpy().clip(-60).astype(np.float16)
    if isinstance(model, Variational):
        source = states.generator(torch.device("cpu"), seed, 1)
        numbers["bound"] = float(model.elbo(held, source, 32).mean())
        numbers["importance"] = float(model.importance_bound(held, BOUND_DRAWS, source).mean())
    if name in OPEN:
        arrays |= {f"weights/{key}": array for key, array in weights(model).items()}
    return arrays, numbers


def grid() -> Tensor:
    """The middles of the cells of the grid, (56 · 56, 2), row by row from below."""
    line = (torch.arange(SIDE) + 0.5) / SIDE * 2 * shapes.EDGE - shapes.EDGE
    rows, columns = torch.meshgrid(line, line, indexing="ij")
    return torch.stack([columns, rows], dim=-1).reshape(-1, 2)


def _lessons(
    lessons: Generator[tuple[int, int, float], None, Any], name: str, number: int, total: int
) -> Generator[Step, None, tuple[Any, list[tuple[int, float]]]]:
    """Pass the progress on, as steps of the whole; the model and its curve."""
    curve: list[tuple[int, float]] = []
    while True:
        try:
            done, steps, loss = next(lessons)
        except StopIteration as end:
            return end.value, curve[:: max(len(curve) // 40, 1)]
        curve.append((done, loss))
        yield Step(PARTS * number + PARTS * done // (steps + 1), total, f"teaching {name}", unit="part")


def _parameters(model: Any) -> int:
    if isinstance(model, nn.Module):
        return sum(parameter.numel() for parameter in model.parameters())
    return int(model.found.numbers)
