"""Several VAEs trained one after the other, so that they can be compared: a case a frame, with its numbers and a few pictures.

Notes of a case: its name and what of its recipe is its own, means over the held-out pictures, and the course of its training.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Generator, Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from vizlab import data, devices
from vizlab.frames import Frames
from vizlab.generative import states
from vizlab.generative.vae import elbo, training
from vizlab.generative.vae.choices import VaeRecipe
from vizlab.progress import Step
from vizlab.store import Store

PICTURES, SAMPLES = 12, 24


def train_series(
    kind: str, recipe: Any, cases: Mapping[str, VaeRecipe], store: Store | None = None
) -> Generator[Step, None, None]:
    """Train every case (name -> recipe); a `Step` every 20 optimizer steps, and one a case with its frame.

    Cases that are kept already are not trained again. Errors: `VizlabError` if the data cannot be had, or a loss stops being a
    number.
    """
    for name in {case.data for case in cases.values()}:
        yield from data.download(name)
    kept, note, done = Frames(kind, recipe, store), "", 0
    lessons = {name: training.begin(case, devices.pick()) for name, case in cases.items()}
    total, seconds = sum(lesson.total for lesson in lessons.values()), 0.0
    for index, (name, lesson) in enumerate(lessons.items()):
        frame = kept.frame(index)
        if frame is None:
            began = time.perf_counter()
            course = yield from _course(lesson, done, total)
            notes = {"name": name, "own": _own(lesson.recipe, cases), **course, "seconds": time.perf_counter() - began}
            note = kept.keep(index, _arrays(lesson, first=index == 0), notes)
            seconds += notes["seconds"]
        else:
            seconds += float(frame.notes["seconds"])
        done += lesson.total
        yield Step(done, total, "training" if frame is None else "replaying", note=note, frame=index)
    record = {"cases": len(lessons), "seconds": seconds, "device": devices.describe(devices.pick())}
    yield Step(total, total, "done", result=record, note=kept.finish(record), frame=len(lessons) - 1)


def _course(lesson: training.Lesson, before: int, total: int) -> Generator[Step, None, dict[str, Any]]:
    """Train one case to its end; its numbers, and those of every epoch on its way."""
    course: dict[str, list[Any]] = {"elbo": [], "kl": [], "active": []}
    for epoch in range(lesson.recipe.epochs + 1):
        if epoch:
            yield from _shifted(training.one_epoch(lesson, epoch), before, total)
        values, further = training.measure(lesson)
        course["elbo"].append(round(values["held-out ELBO"], 3))
        course["kl"].append([round(nats, 3) for nats in further["kl"]])
        course["active"].append(further["active"])
    ends = {name: values[f"held-out {name}"] for name in ("reconstruction", "KL", "ELBO")}
    return {**ends, "active": further["active"], "sigma": further["sigma"], "mse": _mse(lesson), "course": course}


def _shifted(steps: Generator[Step, None, Any], before: int, total: int) -> Generator[Step, None, None]:
    """The same steps as part of a longer work."""
    for step in steps:
        yield dataclasses.replace(step, done=before + step.done, total=total, values={}, at=None)


def _own(recipe: VaeRecipe, cases: Mapping[str, VaeRecipe]) -> dict[str, Any]:
    """The fields in which the cases differ, as this one has them."""
    fields = [dataclasses.asdict(case) for case in cases.values()]
    own = dataclasses.asdict(recipe)
    return {name: own[name] for name in own if len({case[name] for case in fields}) > 1}


@torch.no_grad()
def _means(lesson: training.Lesson, x: Tensor, labels: Tensor) -> Tensor:
    """Pictures (n, d) through the code, with one draw of noise, and back: the means of their pixels (n, d)."""
    mu, logvar = lesson.vae.encode(x, labels)
    noise = torch.randn(mu.shape, generator=states.generator(x.device, lesson.recipe.seed, 0, 5), device=x.device)
    return torch.sigmoid(lesson.vae.decode(elbo.reparameterise(mu, logvar, noise), labels))


def _mse(lesson: training.Lesson) -> float:
    return float((_means(lesson, lesson.held, lesson.held_y) - lesson.held).square().mean())


@torch.no_grad()
def _arrays(lesson: training.Lesson, *, first: bool) -> dict[str, NDArray[np.uint8]]:
    """Pictures of this case: reconstructions, samples of the prior; of the first one also the originals."""
    some, device = lesson.held[:PICTURES], lesson.held.device
    source = states.generator(device, lesson.recipe.seed, 0, 6)
    z = torch.randn(SAMPLES, lesson.recipe.latent, generator=source, device=device)
    labels = torch.arange(SAMPLES, device=device) % max(lesson.vae.classes, 1)
    found = {
        "reconstructions": _means(lesson, some, lesson.held_y[:PICTURES]),
        "samples": torch.sigmoid(lesson.vae.decode(z, labels)),
    }
    found |= {"pictures": some} if first else {}
    return {name: _grey(pictures, lesson.recipe.data) for name, pictures in found.items()}


def _grey(pictures: Tensor, name: str) -> NDArray[np.uint8]:
    h, w = data.find(name).shape[1:]
    grey: NDArray[np.uint8] = (pictures * np.iinfo(np.uint8).max).round().to("cpu", torch.uint8).numpy().reshape(-1, h, w)
    return grey
