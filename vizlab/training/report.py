"""What a trained classifier does on data it has not seen: loss, accuracy, confusions and its most confident mistakes."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from vizlab.images import unit

CHUNK = 256  # examples a forward pass: big enough to be fast, small enough to stay under 100 MB
MISTAKES = 24
REACH = 2.2  # the point sets lie within this square


def to_inputs(batch: Tensor) -> Tensor:
    """uint8 images (n, c, h, w) -> float32 in [0, 1], channels last; float32 points (n, d) pass as they are."""
    return unit(batch).contiguous(memory_format=torch.channels_last) if batch.dtype == torch.uint8 else batch


@torch.no_grad()
def logits_of(model: nn.Module, inputs: Tensor) -> Tensor:
    """Scores before softmax (n, classes) on the CPU, in evaluation mode; the model's mode is as it was afterwards."""
    training = model.training
    model.eval()
    try:
        return torch.cat([model(to_inputs(chunk)).float().cpu() for chunk in inputs.split(CHUNK)])
    finally:
        model.train(training)


def score(logits: Tensor, labels: Tensor) -> tuple[float, float]:
    """(mean cross-entropy in nats, accuracy in 0-1) of scores (n, classes)."""
    loss = nn.functional.cross_entropy(logits, labels)
    return float(loss), float((logits.argmax(1) == labels).float().mean())


def confusion(logits: Tensor, labels: Tensor) -> Tensor:
    """Counts (classes, classes), int64: row = true class, column = predicted class."""
    classes = logits.shape[1]
    return torch.bincount(labels * classes + logits.argmax(1), minlength=classes**2).view(classes, classes)


def confident_mistakes(logits: Tensor, labels: Tensor, count: int = MISTAKES) -> list[dict[str, Any]]:
    """The wrong predictions with the highest probability, highest first: index, label, predicted, probability."""
    probabilities, predicted = logits.softmax(1).max(1)
    wrong = (predicted != labels).nonzero().flatten()
    worst = wrong[probabilities[wrong].argsort(descending=True, stable=True)][:count]
    return [
        {"index": int(i), "label": int(labels[i]), "predicted": int(predicted[i]), "probability": float(probabilities[i])}
        for i in worst
    ]


def report(model: nn.Module, inputs: Tensor, labels: Tensor) -> dict[str, Any]:
    """The whole report, JSON-able: "loss", "accuracy", "confusion", "mistakes"."""
    logits = logits_of(model, inputs)
    labels = labels.cpu()
    loss, accuracy = score(logits, labels)
    return {
        "loss": loss,
        "accuracy": accuracy,
        "confusion": confusion(logits, labels).tolist(),
        "mistakes": confident_mistakes(logits, labels),
    }


def plane(model: nn.Module, reach: float = REACH, cells: int = 120) -> tuple[NDArray[np.float32], NDArray[Any]]:
    """What a classifier of points says of the square [-reach, reach]²: (grid (cells,), answers (cells, cells), row = y).

    Answers are the probability of class 1 where there are two classes, the index of the likeliest class otherwise.
    """
    grid = torch.linspace(-reach, reach, cells)
    y, x = torch.meshgrid(grid, grid, indexing="ij")
    device = next(model.parameters()).device
    shares = logits_of(model, torch.stack([x.flatten(), y.flatten()], dim=1).to(device)).softmax(1)
    answers = shares[:, 1] if shares.shape[1] == 2 else shares.argmax(1)
    return grid.numpy(), answers.view(cells, cells).numpy()
