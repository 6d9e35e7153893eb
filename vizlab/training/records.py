"""What a run remembers: the history that goes through its checkpoints, and the record of the finished run."""

from __future__ import annotations

import dataclasses
import math
import platform
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import nn

from vizlab import data, devices, models
from vizlab.progress import Curves, Step
from vizlab.recipes import Recipe, run_id
from vizlab.training.checkpoints import nature
from vizlab.training.report import logits_of, report, score
from vizlab.training.setup import Material


@dataclass
class History:
    """What has been measured so far; goes through checkpoints as JSON."""

    losses: list[float] = field(default_factory=list)
    epochs: list[dict[str, float]] = field(default_factory=list)
    seconds: float = 0.0


def measure(model: nn.Module, material: Material, epoch: int) -> dict[str, float]:
    """Loss and accuracy on the held-back validation examples."""
    loss, accuracy = score(logits_of(model, material.held_inputs), material.held_labels.cpu())
    return {"epoch": epoch, "validation loss": loss, "validation accuracy": accuracy}


def drawn(measured: dict[str, float]) -> dict[str, float]:
    """What the curves show of an epoch; the training loss is drawn step by step already."""
    return {name: value for name, value in measured.items() if name not in ("epoch", "training loss")}


def replay(history: History, total: int) -> Iterator[Step]:
    """The steps so far once more, so that who listens to a resumed run sees the whole."""
    per_epoch = max(len(history.losses) // max(len(history.epochs) - 1, 1), 1)
    for step, loss in enumerate(history.losses, start=1):
        yield Step(step, total, "resuming", values={"training loss": loss}, at=step / per_epoch)
    for measured in history.epochs:
        done = int(measured["epoch"]) * per_epoch
        yield Step(done, total, "resuming", values=drawn(measured), at=measured["epoch"])


def record(recipe: Recipe, model: nn.Module, material: Material, history: History) -> dict[str, Any]:
    """The finished run as JSON: everything that a page shows of it without touching weights."""
    curves = Curves()
    for step in replay(history, len(history.losses)):
        curves.add(step)
    return {
        "run": run_id(recipe),
        "recipe": dataclasses.asdict(recipe),
        **nature(recipe),
        "versions": {"python": platform.python_version(), "torch": str(torch.__version__), "numpy": np.__version__},
        "device": devices.describe(material.inputs.device),
        "seconds": history.seconds,
        "finished_s": time.time(),
        "parameters": models.count_parameters(model),
        "examples": len(material.inputs),
        "chance_loss": math.log(len(data.find(recipe.data).classes)),
        "epochs": history.epochs,
        "series": curves.series(),
        "report": report(model, material.test_inputs, material.test_labels),
    }
