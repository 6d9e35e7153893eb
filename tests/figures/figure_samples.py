"""One example of every kind of figure; the tests that hold for all of them run over this table."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import plotly.graph_objects as go

from vizlab.figures import bars, curves, matrices, pictures, points

SERIES = {
    "training loss": [(10.0, 2.0), (20.0, 1.0), (30.0, 0.5)],
    "validation loss": [(30.0, 0.7)],
    "training accuracy": [(10.0, 0.3), (30.0, 0.8)],
    "validation accuracy": [(30.0, 0.75)],
}
COUNTS = np.array([[8, 2, 0], [1, 5, 4], [0, 0, 0]])
CLASSES = ["shirt", "dress", "bag"]
PIXELS = np.arange(4 * 6 * 3, dtype=np.uint8).reshape(4, 6, 3)
VALUES = np.arange(24.0).reshape(4, 6)
GRID_X, GRID_Y = np.linspace(-1, 1, 5), np.linspace(0, 3, 4)
POINTS, LABELS = np.array([[-0.5, 1.0], [0.5, 2.0], [0.6, 2.5]]), np.array([0, 1, 1])


def decision(surface: np.ndarray, classes: list[str]) -> go.Figure:
    return points.decision_map(POINTS, LABELS, grid_x=GRID_X, grid_y=GRID_Y, surface=surface, classes=classes)


FIGURES: dict[str, Callable[[], go.Figure]] = {
    "training curves": lambda: curves.training_curves(SERIES, reference=("chance", 2.3)),
    "loss only": lambda: curves.training_curves({"training loss": [(1.0, 2.0)]}),
    "compared curves": lambda: curves.compare_curves({"A": SERIES, "B": SERIES}),
    "confusion": lambda: matrices.confusion(COUNTS, CLASSES),
    "image": lambda: pictures.image(PIXELS),
    "heat": lambda: pictures.heat(VALUES),
    "signed heat": lambda: pictures.heat(VALUES - 5, signed=True),
    "overlay": lambda: pictures.overlay(PIXELS, VALUES),
    "image grid": lambda: pictures.image_grid([PIXELS, PIXELS[:, :, 0]], ["one", "two"], columns=2),
    "probabilities": lambda: bars.probabilities(CLASSES, [0.7, 0.25, 0.05], highlight="dress"),
    "counts": lambda: bars.counts(CLASSES, [10, 10, 0]),
    "decision map": lambda: decision(np.linspace(0, 1, 20).reshape(4, 5), ["a", "b"]),
    "decision map of classes": lambda: decision(np.arange(20).reshape(4, 5) % 3, ["a", "b", "c"]),
}
