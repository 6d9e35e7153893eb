"""A network with units switched off: what one of them is worth, and what many are.

Source: Morcos 2018, arXiv:1803.06959: no single unit carries much, groups of them do.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from vizlab import library
from vizlab.errors import VizlabError
from vizlab.filters.units import pool
from vizlab.filters.units.recipe import SurveyRecipe
from vizlab.filters.units.survey import chunk, outline
from vizlab.frames import Frames
from vizlab.inspection import hooked, inspected
from vizlab.models.anatomy import anatomy
from vizlab.progress import Step
from vizlab.recipes import Knob, check, run_id
from vizlab.store import Store

KIND = "ablation"
DRAWS = 5  # random groups
AT_ONCE_MULTIPLY_ADDS = 30e9  # about a second on one core


@dataclass(frozen=True, kw_only=True)
class AblationRecipe:
    """Everything that decides an ablation. Field names are also widget keys, URL parameters and CLI options.

    reference: a model with its epoch. layer, unit: what is switched off alone. group: as many random units of that layer, five
    times, drawn by the seed, whichever the unit is. part, pictures: as in `SurveyRecipe`.
    """

    reference: str = "bundled/fashion-cnn@10"
    layer: str = "block3.activation"
    unit: int = 0
    group: int = 32
    part: str = "test"
    pictures: int = 500
    seed: int = 0
    algorithm: int = 1  # raised when the same recipe comes to mean other numbers

    def __post_init__(self) -> None:
        """Check types and ranges. Errors: `VizlabError`."""
        check(self, KNOBS)


@dataclass(frozen=True)
class Ablation:
    """Shares of right answers, 0-1.

    By class: on (classes,) with all units, off without the one, without (draws, classes) each group; NaN without pictures. Over
    all pictures: everything, alone, groups (draws,). is_labelled: else the answer of the whole network counts as right.
    """

    on: NDArray[np.float64]
    off: NDArray[np.float64]
    without: NDArray[np.float64]
    everything: float
    alone: float
    groups: NDArray[np.float64]
    words: str
    is_labelled: bool


def ablate(recipe: AblationRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Switch off the unit, then each group: `Step`s in passes over the pictures, the record at the end."""
    run = Frames(KIND, recipe, store)
    if (record := run.record()) is not None:
        yield Step(1, 1, "done", "pass", result=record)
        return
    model = library.open_model(recipe.reference)
    pictures = drawn(model, recipe)
    passes = switched(recipe, units_of(model, recipe.layer))
    answers = []
    for done, units in enumerate(passes):
        yield Step(done, len(passes), "switching units off", "pass")
        answers.append(answered(model, pictures, recipe.layer, units))
    record = {"run": run_id(recipe), "answers": [each.tolist() for each in answers]}
    note = run.finish(record)
    yield Step(len(passes), len(passes), "done", "pass", result={"run": record["run"]}, note=note)


def made(recipe: AblationRecipe, store: Store | None = None) -> tuple[tuple[str, ...], Ablation]:
    """The names of the classes, and the ablation of a recipe: as it was kept, else computed at once and not kept."""
    model = library.open_model(recipe.reference)
    pictures = drawn(model, recipe)
    record = Frames(KIND, recipe, store).record()
    passes = switched(recipe, units_of(model, recipe.layer))
    answers = record["answers"] if record else [answered(model, pictures, recipe.layer, units) for units in passes]
    return model.classes, outcome(answers, pictures, len(model.classes))


def drawn(model: library.Model, recipe: AblationRecipe) -> pool.Pool:
    """The pictures of a recipe."""
    return pool.draw(model, SurveyRecipe(reference=recipe.reference, part=recipe.part, pictures=recipe.pictures))


def switched(recipe: AblationRecipe, n: int) -> list[tuple[int, ...]]:
    """What is switched off in each pass over a layer of n units: nothing, the unit, then the groups.

    Errors: `VizlabError` if there are not so many.
    """
    if not (recipe.unit < n and recipe.group <= n):
        raise VizlabError(f"{recipe.layer} has {n} units; got unit {recipe.unit} and a group of {recipe.group}.")
    source = np.random.default_rng(recipe.seed)
    groups = [tuple(sorted(source.permutation(n)[: recipe.group].tolist())) for _ in range(DRAWS)]
    return [(), (recipe.unit,), *groups]


def units_of(model: library.Model, layer: str) -> int:
    """How many units a layer has. Errors: `VizlabError` if there is no such layer."""
    shapes = outline(model)
    if layer not in shapes:
        raise VizlabError(f"The network has no layer {layer!r} with units; it has {', '.join(shapes)}.")
    return shapes[layer][0]


def is_quick(model: library.Model, pictures: int) -> bool:
    """Whether an ablation over so many pictures takes about a second, and needs no job."""
    with model.lock:
        work = anatomy(model.network, model.shape).multiply_adds
    return work * pictures * (2 + DRAWS) <= AT_ONCE_MULTIPLY_ADDS


def answered(model: library.Model, pictures: pool.Pool, layer: str, units: Sequence[int]) -> NDArray[np.int64]:
    """The network's answers (n,) to pictures, with these units of a layer switched off."""
    size = chunk(model)
    found = []
    for start in range(0, len(pictures), size):
        inputs = pictures.batch(slice(start, start + size)).to(model.device, memory_format=torch.channels_last)
        with model.lock, inspected(model.network), torch.no_grad(), switched_off(model.network, layer, units):
            found.append(model.network(inputs).argmax(dim=1).cpu().numpy())
    return np.concatenate(found)


def outcome(answers: Sequence[Any], pictures: pool.Pool, classes: int) -> Ablation:
    """What the answers (passes, n) of all passes come to."""
    given = np.asarray(answers, np.int64)
    truth = pictures.labels if pictures.is_labelled else given[0]
    right = given == truth
    by_class = np.stack([_mean(right[:, truth == index]) for index in range(classes)], axis=1)
    total = right.mean(axis=1)
    return Ablation(
        by_class[0], by_class[1], by_class[2:], float(total[0]), float(total[1]), total[2:], pictures.words, pictures.is_labelled
    )


@contextmanager
def switched_off(model: nn.Module, layer: str, units: Sequence[int]) -> Iterator[None]:
    """The model with maps of one layer replaced by zeros, and as it was afterwards."""
    with hooked(model.get_submodule(layer), _silencing(list(units))):
        yield


def _silencing(units: list[int]) -> Callable[..., Tensor]:
    def silence(module: nn.Module, inputs: Any, output: Tensor) -> Tensor:
        output = output.clone()
        output[:, units] = 0
        return output

    return silence


def _mean(right: NDArray[np.bool_]) -> NDArray[np.float64]:
    return right.mean(axis=1) if right.shape[1] else np.full(len(right), np.nan)


KNOBS: dict[str, Knob] = {
    "unit": Knob(0, 100_000, "Which map of the layer."),
    "group": Knob(1, 4096, "So many random units of the layer go at once: what they know together goes with them."),
    "pictures": Knob(1, 10_000, "More pictures: a finer measure.", (500, 1000, 2000, 5000, 10_000)),
    "seed": Knob(0, 2**31 - 1, "Which units the random groups are.", tuple(range(100))),
}
