"""Sanity checks before a long run (METHODS XD21): a network that cannot learn 16 examples by heart will not learn 60,000."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator
from typing import Any

import torch
from torch import nn

from vizlab import data
from vizlab.progress import Step
from vizlab.recipes import Recipe
from vizlab.training.report import to_inputs
from vizlab.training.settle import settled
from vizlab.training.setup import load_material, start

EXAMPLES = 16
STEPS = 300
LEARNED = 0.02  # nats: every one of the examples then has a probability of about 98 %


def overfit_tiny(recipe: Recipe) -> Iterator[Step]:
    """Train on 16 examples only, without regularisation; the last step's result says whether they were learned by heart.

    result: "initial_loss", "chance_loss" (log C: where a network that knows nothing should start), "final_loss", "learned",
    "steps". Runs on the CPU: it is too small for a GPU to help.
    """
    recipe = dataclasses.replace(settled(recipe), dropout=0.0, weight_decay=0.0, schedule="constant", augment="none")
    yield from data.download(recipe.data)
    device = torch.device("cpu")
    material = load_material(recipe, device)
    inputs, labels = to_inputs(material.inputs[:EXAMPLES]), material.labels[:EXAMPLES]
    learner = start(recipe, EXAMPLES, device)
    learner.model.train()
    losses: list[float] = []
    while len(losses) < STEPS and not (losses and losses[-1] < LEARNED):
        with learner.stream:
            loss = nn.functional.cross_entropy(learner.model(inputs), labels)
            learner.optimizer.zero_grad(set_to_none=True)
            loss.backward()
            learner.optimizer.step()
        losses.append(loss.item())
        yield Step(len(losses), STEPS, "learning 16 examples by heart", values={"training loss": losses[-1]})
    yield Step(STEPS, STEPS, "done", result=_verdict(losses, len(data.find(recipe.data).classes)))


def _verdict(losses: list[float], classes: int) -> dict[str, Any]:
    return {
        "initial_loss": losses[0],
        "chance_loss": math.log(classes),
        "final_loss": losses[-1],
        "learned": losses[-1] < LEARNED,
        "steps": len(losses),
    }
