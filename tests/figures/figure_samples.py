"""One example of every kind of figure; the tests that hold for all of them run over this table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from vizlab.figures import (
    architecture,
    bars,
    curves,
    filtering,
    gan,
    landscapes,
    latent,
    maps,
    matrices,
    mosaics,
    paintings,
    pictures,
    points,
    progress,
    sheets,
)

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
SHEET = [np.arange(2 * 3 * 20, dtype=np.uint8).reshape(2, 3, 4, 5), np.arange(60, dtype=np.uint8).reshape(1, 3, 4, 5)]
MOMENT = {"points": POINTS, "field": np.full((4, 4), 0.5), "pushes": POINTS[:2]}


def decision(surface: np.ndarray, classes: list[str]) -> go.Figure:
    return points.decision_map(POINTS, LABELS, grid_x=GRID_X, grid_y=GRID_Y, surface=surface, classes=classes)


WALK = np.column_stack([np.linspace(-1, 0, 30), np.linspace(2, 1, 30)])


@dataclass(frozen=True)
class Block:
    name: str
    kind: str
    shape: tuple[int, ...]
    inputs: tuple[int, ...]
    text: str = "its numbers"


BLOCKS = [
    Block("stem", "convolution", (16, 32, 32), (-1,)),
    Block("pool", "max pooling", (16, 16, 16), (0,)),
    Block("left", "convolution", (32, 16, 16), (1,)),
    Block("right", "convolution", (32, 16, 16), (1,)),
    Block("far", "convolution", (32, 16, 16), (3,)),
    Block("join", "where ways meet", (), (2, 4)),
    Block("again", "convolution", (32, 16, 16), (5,)),
    Block("sum", "where ways meet", (), (5, 6)),
    Block("out", "linear", (10,), (7,)),
]


FIGURES: dict[str, Callable[[], go.Figure]] = {
    "network": lambda: architecture.network(BLOCKS, chosen="left"),
    "sizes of layers": lambda: architecture.sizes(
        ["a", "b"], ["convolution", "linear"], {"weights": [1, 9], "work": [8, 2]}, chosen="b"
    ),
    "receptive fields": lambda: architecture.fields(["a", "b"], [3, 40], picture_px=32),
    "training curves": lambda: curves.training_curves(SERIES, reference=("chance", 2.3)),
    "loss only": lambda: curves.training_curves({"training loss": [(1.0, 2.0)]}),
    "painting": lambda: paintings.painting(PIXELS, PIXELS, PIXELS, titles=["a", "b", "c"]),
    "live painting": lambda: paintings.live_painting(PIXELS),
    "style losses": lambda: paintings.style_losses({"content": [(0, 0.0)], "style": [(0, 1.0)], "style a": [(0, 1.0)]}, at=0),
    "Gram matrices": lambda: paintings.gram_maps({"content": VALUES[:4, :4], "style": VALUES[:4, :4]}),
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
    "race": lambda: landscapes.race_map(GRID_X, GRID_Y, VALUES[:, :5], {"GD": WALK, "Adam": WALK[:9]}, floor=0, clickable=5),
    "losses": lambda: landscapes.loss_curves({"GD": np.array([2.0, 1.0]), "Adam": np.array([2.0, 0.0])}, floor=0),
    "losses below zero": lambda: landscapes.loss_curves({"GD": np.array([2.0, -1e9])}, floor=None),
    "latent plane": lambda: latent.plane(np.zeros((169, 4, 4), np.uint8), np.linspace(-3, 3, 13), point=(0.5, -1.0)),
    "strip": lambda: latent.strip(np.zeros((3, 4, 4), np.uint8), ["a", "b", "c"]),
    "codes": lambda: latent.codes(POINTS, LABELS, ["a", "b"], names=("z₁", "z₂"), point=(0.0, 0.0)),
    "code cost": lambda: latent.code_cost(GRID_X, GRID_Y + 1, np.ones((4, 5)), POINTS),
    "lines": lambda: progress.lines({"a": [(0, 1), (1, 0)]}, x_title="step", y_title="loss", log=True, levels={"b": 2.0}),
    "stacked bound": lambda: progress.elbo_bars([(1, 250), (2, 240)], [(1, 5), (2, 6)], floor=200.0),
    "histograms": lambda: progress.histograms([0, 1, 2], {"a": [0.5, 0.5], "b": [1, 0]}, truth=1.0),
    "film": lambda: gan.film([0, 5], [MOMENT, MOMENT], POINTS, 3.0),
    "slopes": lambda: gan.slopes(np.array([-8.0, 0.0])),
    "carried grid": lambda: gan.carried_grid(np.zeros((4, 5, 2), np.float32), POINTS, 3.0),
    "point map": lambda: maps.point_map(POINTS, LABELS, ["a", "b"], titles=("x", "y")),
    "film of a map": lambda: maps.film([("0", POINTS), ("1", 2 * POINTS)], LABELS, ["a", "b"]),
    "scree": lambda: maps.scree([0.5, 0.3, 0.2]),
    "divergence": lambda: maps.divergence_curve([(0, 4.0), (300, 1.0)], exaggerated=250),
    "accuracy": lambda: maps.accuracy_curve([(0, 0.5), (3, 0.9)], [("pixels", 0.8)], chosen=3),
    "mosaic": lambda: mosaics.mosaic(VALUES[None] - 5, ["0"], signed=True),
    "mosaic of many": lambda: mosaics.mosaic(np.ones((70, 2, 3)), list(map(str, range(70))), each_own=True),
    "colour kernels": lambda: mosaics.colour_kernels(np.linspace(-1, 1, 54).reshape(2, 3, 3, 3), ["0", "1"]),
    "strip of layers": lambda: mosaics.strip([("convolution", VALUES[None]), ("linear", np.ones((10, 1, 1)))], chosen=1),
    "placed map": lambda: mosaics.placed(
        PIXELS, VALUES[:2, :3], first=(0.5, 0.5), jump=(2, 2), window=(0, 0, 2, 2), signed=False, title="activation"
    ),
    "filter input": lambda: filtering.filter_input(PIXELS, (-1, -1, 2, 2)),
    "filter output": lambda: filtering.filter_output(VALUES - 5, (1, 2)),
    "contact sheet": lambda: sheets.contact_sheet(
        SHEET, ["a", "b"], masks=[row[:, 0] > 40 for row in SHEET], framed=[np.array([True, False]), np.array([True])]
    ),
    "feature scatter": lambda: sheets.feature_scatter(POINTS, LABELS, ["a", "b"], titles=("petal", "sepal")),
    "products": lambda: filtering.products(VALUES[None], VALUES[None] - 9, VALUES[None] / 7, ["input 3: 0.5"]),
}
