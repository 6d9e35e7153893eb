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
    embedding_dimensions,
    embedding_map,
    embedding_two,
    filter_causal,
    filter_dream,
    filter_galleries,
    filter_hourglass,
    filter_layers,
    filter_neighbours,
    filter_operation,
    filter_overlaps,
    filter_pooling,
    filter_structure,
    filter_unit,
    filter_walks,
    filter_why,
    filter_windows,
    filtering,
    gan,
    generative_exact,
    generative_families,
    generative_gan,
    generative_images,
    generative_latent,
    generative_latent_measures,
    landscape_basins,
    landscape_curvature,
    landscape_curves,
    landscape_data,
    landscape_doctor,
    landscape_experiments,
    landscape_network,
    landscape_noise,
    landscape_relief,
    landscape_step,
    landscape_sweeps,
    landscape_theory,
    landscapes,
    latent,
    maps,
    matrices,
    mosaics,
    paintings,
    pictures,
    points,
    progress,
    robustness_attack,
    robustness_corruptions,
    robustness_crowd,
    robustness_linear,
    robustness_plane,
    robustness_texture,
    saliency_alignment,
    saliency_compare,
    saliency_gates,
    saliency_lineup,
    saliency_masks,
    saliency_neuron,
    saliency_shares,
    sheets,
    style_race,
    style_texture,
    style_tradeoff,
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
MOMENT = {"points": POINTS, "field": np.full((4, 4), 50, np.uint8), "pushes": POINTS[:2]}


def decision(surface: np.ndarray, classes: list[str]) -> go.Figure:
    return points.decision_map(POINTS, LABELS, grid_x=GRID_X, grid_y=GRID_Y, surface=surface, classes=classes)


SQUARE = np.add.outer(np.linspace(-1, 1, 5) ** 2, np.linspace(-1, 1, 5) ** 2)
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


PATH = {"epoch": [0, 1], "x": [-0.5, 0.0], "y": [1.0, 0.0], "plane": [2.0, 1.0], "true": [3.0, 1.0]}

SMALL_PICTURES = np.zeros((169, 4, 4), np.uint8)
FAMILY = generative_families.Panel("a", POINTS, np.ones((4, 4)), "text")
EM_ROUND = {"ellipses": np.zeros((2, 5, 2)), "shares": np.full((len(POINTS), 2), 0.5)}
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
    "painting minus its sources": lambda: paintings.differences(PIXELS, PIXELS, PIXELS[::-1]),
    "distances of a painting": lambda: paintings.distances({"pixels": (0.1, 1.2), "style": (0.9, 0.0)}),
    "race of painters": lambda: style_race.race_curves({"Adam": [(1, 0.1, 9.0), (2, 0.2, 3.0)], "GD": [(1, 0.1, 9.0)]}, "passes"),
    "growing texture": lambda: style_texture.growing(PIXELS, [PIXELS.ravel()] * 2, [0, 9], PIXELS.shape[:2], ("a", "b")),
    "spectra": lambda: style_texture.spectra(np.array([0.1, 0.2, 0.4]), {"source": np.array([1.0, np.nan, 0.1])}),
    "orientations": lambda: style_texture.orientations(np.array([0.0, 90.0]), {"source": np.array([0.4, 0.6])}),
    "textures heard": lambda: style_texture.heard(np.array([[0.1, 3.0], [0.0, 0.2]])),
    "content-style curve": lambda: style_tradeoff.curve(
        {"this network": np.array([[0.1, 1.0], [1.0, 0.1]])}, ["1", "10"], pictures=[PIXELS, PIXELS], chosen=0, knee=1
    ),
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
    "race": lambda: landscapes.race_map(GRID_X, GRID_Y, VALUES[:, :5], {"GD": WALK, "Adam": WALK[:9]}, floor=0),
    "relief": lambda: landscape_relief.race_relief(GRID_X, GRID_Y, VALUES[:, :5], {"GD": WALK}, floor=0),
    "path": lambda: landscape_step.path_map(GRID_X, GRID_Y, VALUES[:, :5], WALK, floor=0, name="Adam", frame=(-1, 0, 1, 2)),
    "one step": lambda: landscape_step.close_up(
        GRID_X, GRID_Y, VALUES[:, :5], {"downhill": WALK[:2], "the step taken": WALK[1:3]}, {"look-ahead": WALK[4]}
    ),
    "kept so far": lambda: landscape_step.step_curves({"m": {"m": WALK}, "rate": {"rate": WALK * 0 + 0.1}}, 7),
    "experiment": lambda: landscape_experiments.experiment_curves(
        {"Adam": (np.arange(1.0, 50), np.arange(1.0, 50))},
        {"theory": (np.arange(1.0, 50), np.arange(1.0, 50))},
        x_title="step",
        y_title="length",
        log_x=True,
        log_y=True,
    ),
    "axes of curvature": lambda: landscape_curvature.curvature_map(
        GRID_X,
        GRID_Y,
        VALUES[:, :5],
        floor=0,
        place=WALK[3],
        axes=np.eye(2),
        values=np.array([1.0, 2.0]),
        line=WALK[:2],
    ),
    "quadratic": lambda: landscape_curvature.model_relief(GRID_X, GRID_Y, VALUES[:, :5], VALUES[:, :5] - 90),
    "cut": lambda: landscape_curvature.cut_curve(*WALK[:9].T, WALK[:9, 0], np.arange(9) - 4.0, WALK[:9, 1]),
    "error of the quadratic": lambda: landscape_curvature.error_curve(np.array([1.0, 0.5, 0.25]), np.array([1.0, 0.1, 0.0])),
    "differences": lambda: landscape_curvature.difference_curves(
        np.array([1e-9, 1e-5, 1.0]), {"forward": np.array([1.0, 0.0, np.nan]), "central": np.array([0.0, 0.0, 0.0])}
    ),
    "chords": lambda: landscape_curvature.chord_map(
        GRID_X, GRID_Y, VALUES[:, :5], floor=0, ends=WALK[:8].reshape(2, 2, 2, 2)[0], above=np.array([0.0, 1.0]), bent=VALUES > 9
    ),
    "iterated map": lambda: landscape_curvature.wall_curves(WALK[:, 0], {1: WALK[:, 1], 5: -WALK[:, 1]}, -0.5),
    "losses": lambda: landscape_curves.loss_curves({"GD": np.array([2.0, 1.0]), "Adam": np.array([2.0, 0.0])}, floor=0),
    "losses below zero": lambda: landscape_curves.loss_curves({"GD": np.array([2.0, -1e9])}, floor=None),
    "distances": lambda: landscape_curves.distance_curves({"GD": np.array([2.0, 1.0]), "Adam": np.array([2.0, 0.0])}),
    "fell or rose": lambda: landscape_curves.change_strip({"GD": np.array([2.0, 1.0, 3.0]), "Adam": np.array([2.0, 2.0])}),
    "rates": lambda: landscape_curves.rate_curves({"GD": np.array([1.0, 0.5]), "Adam": np.array([1.0, 1.0])}),
    "steps of batches": lambda: landscape_noise.arrow_map(GRID_X, SQUARE + 1, (0.1, 0.2), POINTS, POINTS[0], titles=("a", "b")),
    "gradients of batches": lambda: landscape_noise.gradient_cloud(POINTS, POINTS[0], np.eye(2), titles=("a", "b")),
    "paths of batches": lambda: landscape_noise.path_map(
        GRID_X, SQUARE + 1, {"all": WALK}, titles=("a", "b"), ends={"all": POINTS, "some": POINTS}, marks=[POINTS[0]]
    ),
    "landscapes of batches": lambda: landscape_noise.flicker(
        GRID_X, SQUARE + 1, np.stack([SQUARE + 2, SQUARE + 1]), titles=("a", "b")
    ),
    "hovering": lambda: landscape_noise.hover_map(POINTS, POINTS[0], np.eye(2), titles=("a", "b")),
    "measured and not": lambda: landscape_noise.measurements(
        {"a": (GRID_Y + 1, GRID_Y)},
        {"a": (GRID_Y + 1, GRID_Y, GRID_Y), "b": (GRID_Y + 1, GRID_Y, None)},
        titles=("x", "y"),
        log="xy",
    ),
    "courses": lambda: landscape_doctor.losses({"sick": (np.array([2.0, np.inf, 1.0]), np.array([0, 2]), np.array([2.0, 1.0]))}),
    "gradients by layer": lambda: landscape_doctor.gradients(np.array([0, 2]), np.array([[1.0, 0.1], [0.5, 0.0]])),
    "values of units": lambda: landscape_doctor.histogram({"sick": np.array([0.0, 0.1, np.nan, 1.0])}),
    "theory and measurement": lambda: landscape_theory.against(
        {"GD": ([1, 10], [1.0, 0.1], [1.0, None]), "Adam": ([1, 10], None, [2.0, 0.0])},
        x_title="κ",
        y_title="steps",
        log="xy",
        at=2,
    ),
    "directions": lambda: landscape_theory.directions(WALK, WALK, ["along", "across"], ["decays", "diverges"]),
    "changes of the loss": lambda: landscape_theory.changes(np.array([2.0, 1.0, 3.0, np.inf])),
    "contraction": lambda: landscape_theory.contraction_map(
        GRID_X, GRID_Y, VALUES[:, :5] / 20, 2 + GRID_Y, best=(0.0, 1.0), here=(0.5, 2.0)
    ),
    "bowl": lambda: landscape_theory.bowl_map(
        GRID_Y, VALUES[:, :4], {"GD": WALK}, axes=np.eye(2), marks={"rests here": (1.0, 2.0)}, centre=(1.0, 1.0)
    ),
    "basins": lambda: landscape_basins.basin_map(
        (-1, 1, 0, 3),
        np.arange(16).reshape(4, 4) % 7,
        np.arange(16).reshape(4, 4),
        ["minimum", *("downhill",) * 4, "flew off", "not arrived"],
        [0.0],
        ground=(GRID_X, GRID_Y, VALUES[:, :5]),
        floor=0,
        path=WALK,
    ),
    "shares of basins": lambda: landscape_basins.shares(["a", "b", "c"], {"GD": np.array([0.5, 0.25, 0.25])}, [1.0]),
    "chances": lambda: landscape_basins.chance_curve([1, 2], [0.5, 0.75], [0.52, 0.74], [0.02, 0.02]),
    "last losses": lambda: landscape_basins.loss_histogram(np.array([1.0, 0.1, 1e-9, np.nan]), floor=0.0),
    "steps by distance": lambda: landscape_basins.distance_curve(
        {"distance": [1, 2], "low": [1, 2], "median": [2, 3], "high": [3, 4]}, theory=[(1, 5), (2, 6)]
    ),
    "losses by rate": lambda: landscape_sweeps.rate_curves(
        np.array([0.1, 1.0]), {"GD": np.array([1.0, np.inf])}, bound=("2/λ", 0.5), dashed={"GD": np.array([2.0, 1.0])}
    ),
    "good bands": lambda: landscape_sweeps.band_bars({"GD": (0.1, 1.0), "Adam": None}, span=(0.01, 10.0)),
    "plane of constants": lambda: landscape_sweeps.plane(
        np.logspace(-2, 0, 6), np.linspace(0, 0.9, 4), VALUES, name="momentum", points={"random": np.full((3, 2), 0.5)}
    ),
    "budgets": lambda: landscape_sweeps.budget_curves([4, 9], {"grid": [1.0, 0.5], "random": [0.8, 0.2]}),
    "standings": lambda: landscape_sweeps.outcome_matrix(["bowl"], ["GD"], np.array([[0]]), [["arrived"]], ["arrived"]),
    "network contours": lambda: landscape_network.contours(
        GRID_X, GRID_Y, np.exp(VALUES[:, :5]), log=True, between=(0, 9), titles=("x", "y"), path=PATH
    ),
    "network relief": lambda: landscape_network.relief(
        GRID_X, GRID_Y, np.exp(VALUES[:, :5]), log=False, between=(0, 9), titles=("x", "y"), path=PATH
    ),
    "flicker": lambda: landscape_network.flicker(
        GRID_X, GRID_Y, 1 + VALUES[:, :5], np.stack([2 + VALUES[:, :5]] * 2), titles=("x", "y")
    ),
    "orders": lambda: landscape_network.orders([0.1, 0.01], {"a": [1e-3, 1e-6], "b": [1e-2, 1e-4]}),
    "hump": lambda: landscape_network.hump(np.linspace(0, 1, 5), np.array([0, 1, 2, 1, 0.0]), ends=("a", "b")),
    "sharpness": lambda: landscape_network.sharpness([4, 16], {"trace": [[1.0, 2.0], [3.0, 4.0]]}, y_title="at the end"),
    "surface of data": lambda: landscape_data.data_map(
        GRID_X, GRID_Y, 1 + VALUES[:, :5], {"a": WALK, "b": WALK}, {"start": (0.0, 0.0)}, floor=0.0
    ),
    "signs of gradients": lambda: landscape_data.sign_map(POINTS, POINTS[0]),
    "losses of one weight": lambda: landscape_data.loss_panels(
        GRID_X, {"a": GRID_X}, {"a": GRID_X * 0}, {"a": np.array([[0.0, 0.0], [1.0, 1.0]])}
    ),
    "smaller curvature": lambda: landscape_data.bend_map(GRID_X, GRID_Y, VALUES[:, :5] - 3),
    "dead unit": lambda: landscape_data.unit_map(GRID_X, GRID_Y, 1 + VALUES[:, :5], VALUES[:, :5] < 5),
    "weights by penalty": lambda: landscape_data.coefficient_paths(np.array([0.1, 1.0]), np.eye(2), 0.5),
    "beliefs": lambda: generative_exact.beliefs(np.arange(5.0), {"prior": np.ones(5), "posterior": np.ones(5), "q": np.ones(5)}),
    "ledger": lambda: generative_exact.ledger([("a", -1.0), ("b", 0.5)], [("sum", -0.5)]),
    "readings": lambda: generative_exact.readings({"right": 0.5, "wrong": -0.2}, truth=0.5, name="gap"),
    "ground": lambda: generative_exact.ground(
        GRID_X, GRID_Y, np.ones((4, 5)), titles=("x", "y"), name="value", marks=[("here", 0.0, 0.0)], lines={"curve": POINTS}
    ),
    "posterior under q": lambda: generative_exact.over(np.arange(4.0), np.ones((4, 4)), np.eye(4)),
    "approach": lambda: generative_exact.approach([1, 10], {"q": np.array([[1.0, 0.1], [0.5, 0.0]])}),
    "banded": lambda: generative_exact.banded(
        {"a": [(1.0, 0.2, 0.1), (10.0, 0.4, 0.1)]}, x_title="n", y_title="share", percent=True
    ),
    "by width": lambda: generative_exact.by_width(
        {name: [(1.0, 0.2), (4.0, 0.1)] for name in "abc"}, x_title="n", y_title="error"
    ),
    "falling": lambda: generative_exact.falling({"a": [(1.0, -5.0), (0.1, -90.0)]}, x_title="eta", y_title="nats", floor=-50.0),
    "on paper": lambda: generative_exact.on_paper({"a": [(1.0, 1.0)], "b": [(1.0, 1.0)]}, x_title="eta", y_title="slope"),
    "wall": lambda: generative_exact.wall(np.zeros((5, 4, 4), np.uint8), columns=3),
    "shares of rows": lambda: generative_exact.shares({"row": {"one": 0.5, "two": 0.9}}),
    "sheet of samples": lambda: generative_images.sheet(np.zeros((2, 3, 4, 4), np.uint8), ["a", "b"]),
    "film of samples": lambda: generative_images.sheet_film(
        {epoch: np.full((2, 3, 4, 4), 20 * epoch, np.uint8) for epoch in (0, 1, 3)}, ["a", "b"], now=1
    ),
    "asked for": lambda: generative_images.asked_for(COUNTS, CLASSES),
    "beside real": lambda: generative_images.beside_real(["a", "b"], [0.2, 0.3], [0.25, 0.3], title="distance"),
    "broken rules": lambda: generative_images.broken_rules(
        ["kept", "broken"], [[2.0, 3.0], [9.0, None]], np.array([[True, True], [False, False]]), most=5.0
    ),
    "few labels": lambda: generative_images.few_labels(
        {"raw": [(20, 0.4), (50, 0.6)], "features": [(20, 0.5), (50, 0.7)]}, x_title="labels", y_title="right"
    ),
    "sheet of codes": lambda: generative_latent.sheet(SMALL_PICTURES, np.linspace(-3, 3, 13), names=("a", "b")),
    "samples of codes": lambda: generative_latent.samples(SMALL_PICTURES[:64]),
    "ways": lambda: generative_latent.ways({"one": SMALL_PICTURES[:11], "two": SMALL_PICTURES[11:22]}, 9),
    "pairs": lambda: generative_latent.pairs(SMALL_PICTURES[:2], SMALL_PICTURES[2:4], ["1.0", "2.0"]),
    "changes": lambda: generative_latent_measures.changes({"ink": 0.5}, {"ink": np.linspace(-1, 1, 5)}, name="a − b"),
    "norms of ways": lambda: generative_latent_measures.norms({"one": np.ones(9), "two": np.arange(9.0)}, shell=(1.0, 2.0)),
    "distances to training pictures": lambda: generative_latent_measures.distances(
        {"a": np.arange(1.0, 5.0)}, threshold=2.0, what="distance"
    ),
    "codes over the prior": lambda: generative_latent_measures.over_prior(
        POINTS, LABELS, ["a", "b"], names=("x", "y"), reach=3.5
    ),
    "against normal": lambda: generative_latent_measures.against_normal(np.arange(4.0), np.ones(3), np.ones(3), name="z1"),
    "widths": lambda: generative_latent_measures.widths(np.array([0.1, 1.0])),
    "milliseconds": lambda: generative_latent_measures.milliseconds({"a": {1: 0.1, 64: 2.0}}, limit=60),
    "latent plane": lambda: latent.plane(np.zeros((169, 4, 4), np.uint8), np.linspace(-3, 3, 13), point=(0.5, -1.0)),
    "strip": lambda: latent.strip(np.zeros((3, 4, 4), np.uint8), ["a", "b", "c"]),
    "codes": lambda: latent.codes(POINTS, LABELS, ["a", "b"], names=("z₁", "z₂"), point=(0.0, 0.0)),
    "code cost": lambda: latent.code_cost(GRID_X, GRID_Y + 1, np.ones((4, 5)), POINTS),
    "lines": lambda: progress.lines({"a": [(0, 1), (1, 0)]}, x_title="step", y_title="loss", log=True, levels={"b": 2.0}),
    "stacked bound": lambda: progress.elbo_bars([(1, 250), (2, 240)], [(1, 5), (2, 6)], floor=200.0),
    "histograms": lambda: progress.histograms([0, 1, 2], {"a": [0.5, 0.5], "b": [1, 0]}, truth=1.0),
    "turns": lambda: generative_gan.turns(["", "D", "G"], {"J": [1.0, 0.5, 0.7]}, y_title="loss"),
    "accuracy of turns": lambda: generative_gan.turns(["", "G"], {"right": [0.5, 0.4]}, y_title="right", percent=True),
    "losses by logit": lambda: generative_gan.by_logit(GRID_X, {"one": GRID_X, "two": -GRID_X}, 0.5, y_title="loss"),
    "verdicts": lambda: generative_gan.verdicts(GRID_X, GRID_X, GRID_X, GRID_X, GRID_X),
    "against distance": lambda: generative_gan.against_distance(GRID_X, GRID_X, (0.5, 0.5), y_title="JS", level="log 2"),
    "pushed": lambda: generative_gan.pushed(np.arange(4.0), np.ones(3), np.ones(3)),
    "carried line": lambda: generative_gan.carried_line(np.linspace(-3, 3, 9), np.linspace(-3, 3, 9)),
    "bilinear play": lambda: generative_gan.play({"out": POINTS, "in": POINTS}),
    "outcomes of seeds": lambda: generative_gan.outcomes({"none": [1.0, 1.2], "cure": [8.0]}, modes=8, collapsed=2.0),
    "many clouds": lambda: generative_gan.many([POINTS] * 7, POINTS, [f"seed {index}" for index in range(7)], 3.0),
    "film": lambda: gan.film([0, 5], [MOMENT, MOMENT], POINTS, 3.0),
    "families": lambda: generative_families.panels([FAMILY, FAMILY], 3.0, most=1.0),
    "rounds of EM": lambda: generative_families.rounds(POINTS, [EM_ROUND, EM_ROUND], 3.0),
    "warped": lambda: generative_families.warped(np.zeros((2, 3, 4, 2)), np.zeros((2, 5, 2)), 3.0),
    "chain": lambda: generative_families.chain(np.zeros((2, 5, 2)), ["0", "1"], 3.0, prefix="t = ", noun="points"),
    "field of arrows": lambda: generative_families.field(POINTS, POINTS, POINTS, 3.0),
    "noisy sheets": lambda: generative_families.sheets(np.zeros((2, 16, 4, 4), np.uint8), ["0", "1"]),
    "labelled rows": lambda: generative_families.labelled_rows({"a": np.zeros((3, 4, 4), np.uint8)}),
    "bands": lambda: generative_families.bands(
        {"a": ([1.0, 2.0], [0.5, 0.6], [0.4, 0.5], [0.6, 0.7])}, x_title="n", y_title="right"
    ),
    "slopes": lambda: gan.slopes(np.array([-8.0, 0.0])),
    "carried grid": lambda: gan.carried_grid(np.zeros((4, 5, 2), np.float32), POINTS, 3.0),
    "densities": lambda: embedding_dimensions.densities(
        (POINTS[:, 0], VALUES.ravel()[: len(POINTS)] ** 2),
        {"on paper": ([0, 1, 2] * 4, [1, 2, 1] * 4)},
        name="random",
        x_title="cosine",
    ),
    "on paper and measured": lambda: embedding_dimensions.against(
        {"a": ([1, 10], [1.0, 0.1])},
        {"a": ([1, 10], [0.9, 0.2]), "b": ([5], [0.5])},
        x_title="dimensions",
        y_title="spread",
        log="xy",
        at=5,
        levels={"half": 0.5},
    ),
    "estimates by row": lambda: embedding_dimensions.ranked({"a": {"x": 3.0, "y": 30.0}, "b": {"x": 5.0}}, x_title="dimension"),
    "moved": lambda: embedding_two.moved(POINTS, 2 * POINTS, LABELS, ["a", "b"], farthest=[1, 0], look=maps.Look()),
    "landed": lambda: embedding_two.landed(
        POINTS, LABELS, ["a", "b"], {"yours": (3 * POINTS[:1], np.array([-1]), np.array([9]))}
    ),
    "point map": lambda: maps.point_map(POINTS, LABELS, ["a", "b"], titles=("x", "y")),
    "film of a map": lambda: maps.film([("0", POINTS), ("1", 2 * POINTS)], LABELS, ["a", "b"]),
    "room": lambda: maps.point_map(np.eye(3), LABELS, ["a", "b"]),
    "map by a number": lambda: maps.point_map(
        POINTS, LABELS, ["a", "b"], look=maps.Look(values=maps.Values(POINTS[:, 0], "width"), names=True)
    ),
    "neighbours of a point": lambda: embedding_map.neighbour_rows(
        np.zeros((3, 1, 4, 4), np.uint8), ["a", "b", "c"], 0, [embedding_map.Near("near", [1, 2], ["0.1", "0.2"])]
    ),
    "scree": lambda: maps.scree([0.5, 0.3, 0.2]),
    "divergence": lambda: maps.divergence_curve([(0, 4.0), (300, 1.0)], exaggerated=250),
    "accuracy": lambda: maps.accuracy_curve([(0, 0.5), (3, 0.9)], [("pixels", 0.8)], chosen=3),
    "answers of layers": lambda: filter_layers.answers(
        ["conv · convolution", "relu"], [[0, 3, 9, 1], [0, 0, 9, 4]], [0.1, 0.5], chosen=1
    ),
    "pairs of units": lambda: filter_layers.likeness(np.array([[1, 0.97], [0.2, -0.3]]), np.array([[0, 3], [1, 2]]), limit=0.95),
    "failures by layer": lambda: filter_layers.by_layer(
        ["pixels", "conv"], {"trained": [0.1, 0.0]}, {"chance": 0.9}, title="mistakes", chosen="conv"
    ),
    "channels and their mixture": lambda: filter_layers.channels(np.array([0.6, 0.7, 0.45]), 0.9, best=1),
    "scores of templates": lambda: filter_layers.scores(np.eye(3) - 0.2, ["a", "b", "c"]),
    "direction of kernels": lambda: filter_layers.along_epochs({"conv1": [(0, 0.29), (4, 0.35)]}, chosen=4, title="energy"),
    "nearest pictures": lambda: filter_neighbours.neighbours([PIXELS, PIXELS, PIXELS], ["a", "b", "c"], [True, False, None]),
    "singular values": lambda: filter_structure.singular_values(np.array([3.0, 2, 1]), 2),
    "accuracy by rank": lambda: filter_structure.by_rank({"accuracy": ([1, 3], [0.2, 0.9])}, rank=2, even=2),
    "tile in steps": lambda: filter_structure.tables({"d": VALUES, "g": VALUES[:3, :3] - 5}),
    "where a place looks": lambda: filter_structure.looking(PIXELS, VALUES[:2, :3] / 24, (1, 2), [(0, 0, 0.1)], opacity=0.6),
    "mosaic": lambda: mosaics.mosaic(VALUES[None] - 5, ["0"], signed=True),
    "mosaic of many": lambda: mosaics.mosaic(np.ones((70, 2, 3)), list(map(str, range(70))), each_own=True),
    "colour kernels": lambda: mosaics.colour_kernels(np.linspace(-1, 1, 54).reshape(2, 3, 3, 3), ["0", "1"]),
    "strip of layers": lambda: mosaics.strip([("convolution", VALUES[None]), ("linear", np.ones((10, 1, 1)))], chosen=1),
    "placed map": lambda: mosaics.placed(
        PIXELS, VALUES[:2, :3], first=(0.5, 0.5), jump=(2, 2), window=(0, 0, 2, 2), signed=False, title="activation"
    ),
    "emerging picture": lambda: filter_dream.emerging([PIXELS.ravel()] * 2, [0, 5], PIXELS.shape[:2]),
    "picture on its way": lambda: filter_dream.still(PIXELS.ravel(), PIXELS.shape[:2]),
    "row of pictures": lambda: filter_dream.row([PIXELS] * 3, ["a<br>1"] * 3, columns=2),
    "errors of inversion": lambda: filter_dream.errors(["a", "b"], [0.0, 0.1], [0.1, 0.4]),
    "wall of patches": lambda: filter_unit.wall(
        [np.full((4, 6, 4), 200, np.uint8)] * 4, ["1.5"] * 4, hover=["bag 3"] * 4, frames=[(0, 1, 3, 5)] * 4
    ),
    "matrix with stripes": lambda: filter_why.stripes(np.eye(4) - 0.5, 2, row=1),
    "curves by name": lambda: filter_why.lines(
        {"MLP": [(1.0, 0.5), (10.0, 0.9)], "a network with a long name": [(1.0, 0.6), (10.0, 0.95)]},
        x_title="examples",
        y_title="accuracy",
        log="xy",
        chosen="MLP",
        at=3.0,
        percent=True,
    ),
    "costs": lambda: filter_why.bars({"every unit sees all": 1_048_577_000, "shared": 26}, y_title="weights"),
    "costs by layer": lambda: filter_why.built(["conv1", "fc"], {"dense": [90, 5], "convolution": [2, 5]}, y_title="weights"),
    "accuracies of starts": lambda: filter_why.starts({"as they are": [0.8, 0.9], "shuffled": [0.7, 0.9]}, y_title="accuracy"),
    "pixels that count": lambda: filter_why.seen(PIXELS, VALUES, (0, 1, 3, 4)),
    "units to click": lambda: filter_why.clickable(VALUES - 5, (1, 2), title="activation"),
    "what was read": lambda: filter_why.read(PIXELS, VALUES[:2, :3] / 24, [(4, 0, 1), (7, 1, 2)], digit=4, side=2, jump=1),
    "profile of a window": lambda: filter_why.profile(np.full(5, 0.2), np.full(5, 0.2), (1, 4)),
    "windows by layer": lambda: filter_why.growth([("conv1", 3), ("conv2", 5)], [("conv1", 3), ("conv2", 5)], "conv2"),
    "means by class": lambda: filter_unit.class_means(CLASSES, [0.5, np.nan, 2.0]),
    "selectivity by layer": lambda: filter_unit.selectivity_by_layer({"conv1": VALUES / 24}, layer="conv1", index=0.5),
    "peaks": lambda: filter_unit.peak_histogram([0.0, 2.0], [9, 3, 1], ninth=1.4, best=2.0),
    "accuracy without": lambda: filter_unit.accuracy_without(
        CLASSES, np.array([0.9, 0.8, np.nan]), np.array([0.9, 0.7, np.nan]), np.full((2, 3), 0.5), unit="unit 3", group=8
    ),
    "falls": lambda: filter_unit.falls([0.9, 0.5], [0.1, 0.2]),
    "filter input": lambda: filtering.filter_input(PIXELS, (-1, -1, 2, 2)),
    "kernel on its walk": lambda: filter_windows.walk(
        VALUES, 1, [VALUES[:2, :3], VALUES[:2, 1:4]], [(-1, -1, 1, 2), (-1, 0, 1, 3)], VALUES[:2, :3], VALUES[:1, :2], bias=0.5
    ),
    "terms by index": lambda: filter_windows.indices(
        *np.indices((4, 6)), *np.indices((4, 6)), VALUES > 9, np.where(VALUES > 9, VALUES, np.nan)
    ),
    "taps under a signal": lambda: filter_windows.slide(VALUES[0], VALUES[1, :2], VALUES[2, [0, 1, 2, 3, 4, 5, 5]], ["y"] * 7),
    "two kernels in one": lambda: filter_operation.combined(VALUES[:2, :2], VALUES[:3, :3], VALUES[:4, :4]),
    "patch matrix": lambda: filter_operation.patch_matrix(VALUES, VALUES[:, 0], VALUES[:1], 2),
    "patch and sum": lambda: filter_operation.places(VALUES, 1, (0, 0, 2, 2), VALUES[:2, :2], (1, 1)),
    "descents": lambda: filter_operation.descents({"a": (np.arange(4), VALUES)}, y_title="loss", level=1e-3),
    "staircase": lambda: filter_operation.curve(GRID_X, GRID_X, (0, 0), x_title="in", y_title="out", steps=True),
    "signals": lambda: filter_operation.signals({"signal": GRID_X, "output": GRID_X}),
    "visits": lambda: filter_operation.visits(np.arange(24).reshape(4, 6) % 5, (1, 2)),
    "connections": lambda: filter_operation.connections(VALUES),
    "gallery": lambda: filter_galleries.gallery(np.stack([VALUES] * 5), list("abcde"), columns=3),
    "stack of channels": lambda: filter_galleries.stack(np.stack([VALUES] * 7), list("abcdefg")),
    "errors at the border": lambda: filter_galleries.errors({"zeros": VALUES, "reflect": VALUES}, {"zeros": 1.0, "reflect": 2}),
    "opposite edges": lambda: filter_galleries.bar_and_edges(VALUES, VALUES - 3, VALUES),
    "kernel being learned": lambda: filter_galleries.learned(np.stack([VALUES] * 3), [0, 10, 20], VALUES),
    "slabs": lambda: filter_galleries.slabs(np.stack([VALUES] * 3), VALUES[:3, :, None], np.stack([VALUES] * 3), "abc"),
    "pooling walk": lambda: filter_walks.pooling(
        VALUES, VALUES[:1, :2], [(0, 0, 2, 2), (0, 2, 2, 4)], np.array([[7, 9]]), "max pooled"
    ),
    "pooled and remembered": lambda: filter_walks.remembered(VALUES, VALUES[:1, :2], np.array([[7, 9]])),
    "ways back": lambda: filter_walks.returned(VALUES[:2, :2], {"added": VALUES, "torch": VALUES - 9}, [(0, 1)]),
    "stamps": lambda: filter_walks.stamping(
        VALUES[:2, :2], VALUES[:2, :2], [(0, 0, -1, 0, VALUES[:2, :3]), (0, 1, 3, 3, VALUES[:2, :3])]
    ),
    "weight's gradient": lambda: filter_walks.weight_gradient(VALUES, VALUES[:3, :4], VALUES[:3, :4], VALUES[:2, :3], (1, 0)),
    "pixel's gradient": lambda: filter_walks.pixel_gradient(VALUES, VALUES[:2, :3], VALUES[:2, :3], VALUES - 5, (0, 2)),
    "both ways": lambda: filter_walks.both_ways(
        [VALUES, VALUES[:2, :2], VALUES], [VALUES] * 3, ("cross-correlation", "convolution")
    ),
    "pooled panels": lambda: filter_pooling.panels({"a": VALUES, "b": VALUES[:2, :3]}, edges={"a": ([0, 2], [0, 3])}),
    "stamp counts": lambda: filter_overlaps.count_map(VALUES[:, :4], inside=(1, 3)),
    "stamp variances": lambda: filter_overlaps.variance_table(VALUES, VALUES, chosen=(2, 3)),
    "matrix and transpose": lambda: filter_overlaps.matrices(VALUES - 9),
    "dilation tree": lambda: filter_causal.tree([(2, 0, 0), (2, 0, -2), (1, -2, -3), (1, 0, -1)], [1, 2]),
    "influence in time": lambda: filter_causal.influence(np.arange(-4, 2), np.array([0.0, 1, 1e-9, 2, 1, 0]), reach=3),
    "regions of a pixel": lambda: filter_causal.regions(np.arange(16).reshape(4, 4) % 3, (1, 2), counts=[6, 5, 5]),
    "masks": lambda: filter_causal.masks([VALUES[:3, :3] > 4] * 2, ["A", "B"]),
    "jacobian": lambda: filter_causal.jacobian(np.tril(np.ones((9, 9)), -1), 4),
    "hourglass": lambda: filter_hourglass.hourglass(
        [("digit", VALUES), ("code", VALUES[:2, :2]), ("given back", VALUES)], [(0, 2, [3, 9])], joined=True
    ),
    "reconstructions": lambda: filter_hourglass.reconstructions(np.stack([VALUES] * 3), [("own", np.stack([VALUES] * 3))]),
    "learning of decoders": lambda: filter_hourglass.learning([("own", [(0, 0.2), (10, 0.1)])]),
    "filter output": lambda: filtering.filter_output(VALUES - 5, (1, 2)),
    "attribution": lambda: saliency_compare.attribution(
        PIXELS, VALUES - 9, title="gradient", at=(1, 2), outlines={"object": VALUES > 9}
    ),
    "blink": lambda: saliency_compare.blink(PIXELS, {"one": VALUES, "two": VALUES - 9}),
    "patches": lambda: saliency_compare.patches(PIXELS, {"gradient": VALUES}, (0, 1)),
    "outlined picture": lambda: saliency_masks.outlined(PIXELS, [VALUES > 9, VALUES > 15], values=VALUES - 9, signed=True),
    "shares": lambda: saliency_shares.shares(["a", "b"], {"one": [0.5, None], "two": [0.2, 1.0]}, chance=[0.1, 0.2]),
    "line-up": lambda: saliency_lineup.line_up([VALUES, VALUES * 0], ["map 1", "map 2"]),
    "map of a neuron": lambda: saliency_neuron.unit_map(VALUES, (1, 2)),
    "growing windows": lambda: saliency_neuron.growth(PIXELS, [VALUES] * 5, [(0, 0, 2, 2)] * 5, list("abcde"), list("abcde")),
    "gates": lambda: saliency_gates.graph(dict.fromkeys(saliency_gates.EDGES, 0.5), dict.fromkeys(saliency_gates.EDGES, -1.0)),
    "alignment": lambda: saliency_alignment.alignment(np.eye(3), list("123"), list("321"), [0, 1, 2]),
    "learning to align": lambda: saliency_alignment.learning([0, 5], {"right": [0.1, 1.0]}, level=0.1, chosen=5),
    "what fools whom": lambda: robustness_crowd.table(
        np.array([[0.9, 0.1]]), ["CNN"], ["CNN", "second CNN"], row_title="made on", column_title="shown to"
    ),
    "gallery of many": lambda: robustness_crowd.gallery([PIXELS] * 3, ["a", "b", "c"], columns=2),
    "doubling": lambda: robustness_crowd.doubling({"a": [(4.0, 0.5), (8.0, 0.9)]}, x_title="units", y_title="accuracy"),
    "answers under attack": lambda: robustness_attack.answers(["a", "b"], {"before": [0.9, 0.1], "attacked": [0.2, 0.8]}),
    "walk of an attack": lambda: robustness_attack.walk([(PIXELS, PIXELS)] * 2, ["0: a", "1: b"], titles=("picture", "change")),
    "box of two pixels": lambda: robustness_linear.box(
        np.linspace(-1, 1, 3), VALUES[:3, :3], np.array([1.0, -2.0]), eps=0.5, best=((0.5, -0.5), (0.5, 0.0)), titles=("a", "b")
    ),
    "church window": lambda: robustness_plane.window(
        np.linspace(-1, 1, 3), np.eye(3, dtype=int), np.full((3, 3), 0.7), ["a", "b"], chosen=(0.5, 0.5)
    ),
    "ringed pixel": lambda: robustness_plane.ringed(PIXELS, 1, 1),
    "corruption errors": lambda: robustness_corruptions.errors(np.full((2, 5), 0.4), ["fog", "JPEG"], 0.1, chosen=(1, 3)),
    "errors of the baseline's": lambda: robustness_corruptions.ratios(["fog", "JPEG"], {"CE": [0.5, np.nan]}, chosen="fog"),
    "errors along training": lambda: robustness_corruptions.along([1, 2], {"mCE": [1.0, 0.9]}, chosen=2),
    "shape decisions": lambda: robustness_texture.by_class(CLASSES, {"one": [0.5, np.nan, 1.0], "two": [0.0, 0.1, 0.2]}),
    "shape decisions by lesson": lambda: robustness_texture.by_share([0.0, 1.0], [1.0, 0.0], [0.8, 0.1], chosen=1.0),
    "answers that outlive": lambda: robustness_texture.outlived(
        ["plain", "edges"], [0.9, 0.5], ["everything", "shape"], chance=0.1, words="right"
    ),
    "contact sheet": lambda: sheets.contact_sheet(
        SHEET, ["a", "b"], masks=[row[:, 0] > 40 for row in SHEET], framed=[np.array([True, False]), np.array([True])]
    ),
    "feature scatter": lambda: sheets.feature_scatter(POINTS, LABELS, ["a", "b"], titles=("petal", "sepal")),
    "products": lambda: filtering.products(VALUES[None], VALUES[None] - 9, VALUES[None] / 7, ["input 3: 0.5"]),
}
