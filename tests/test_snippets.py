"""Every snippet that the pages offer runs as it stands and makes the figure that the page shows."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
from PIL import Image

from vizlab import data, images, library, saliency, training
from vizlab.data import samples
from vizlab.figures.curves import compare_curves, run_curves
from vizlab.figures.matrices import confusion
from vizlab.figures.pictures import mistake_grid
from vizlab.figures.points import decision_map
from vizlab.figures.saliency_compare import attribution
from vizlab.recipes import Recipe
from vizlab.snippets import pictures
from vizlab.snippets import saliency as saliency_code
from vizlab.snippets import training as training_code

QUICK = training.settled(Recipe(epochs=2, width=8, batch_size=64))
CROP = {"zoom": 1.5, "x": 0.2, "y": 0.9, "invert": True}


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(code: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(compile(code, "snippet", "exec"), names)
    return names


def drawn(figure: go.Figure) -> Any:
    return json.loads(figure.to_json())


def record() -> dict[str, Any]:
    found = library.finished_run(QUICK)
    assert found is not None
    assert found.record is not None
    return dict(found.record)


def expected_mistakes() -> go.Figure:
    wrong = record()["report"]["mistakes"][:9]
    pixels = data.load("digits").test.inputs[[mistake["index"] for mistake in wrong]]
    return mistake_grid(pixels, wrong, data.find("digits").classes)


TRAINED: dict[str, tuple[str, Callable[[], go.Figure]]] = {
    "curves": (training_code.training(QUICK), lambda: run_curves(record())),
    "confusion": (
        training_code.confusion(QUICK),
        lambda: confusion(record()["report"]["confusion"], data.find("digits").classes),
    ),
    "mistakes": (training_code.mistakes(QUICK, 9), expected_mistakes),
}


@pytest.mark.parametrize("name", TRAINED)
def test_results_of_training(name: str) -> None:
    code, expected = TRAINED[name]
    assert library.finished_run(QUICK) is None  # so that the snippet must train
    names = run(code)
    assert drawn(names["figure"]) == drawn(expected())
    assert drawn(run(code)["figure"]) == drawn(expected())  # and now find what was trained
    assert Path(f"{name}.html").stat().st_size > 10_000


def test_compare() -> None:
    names = run(training_code.compare("bundled/digits-cnn", "bundled/spirals-mlp"))
    first, second = library.open_run("bundled/digits-cnn"), library.open_run("bundled/spirals-mlp")
    assert first.record is not None
    assert second.record is not None
    series = {f"A: {first.title}": first.record["series"], f"B: {second.title}": second.record["series"]}
    assert drawn(names["figure"]) == drawn(compare_curves(series, x_title="epoch"))


def test_plane() -> None:
    names = run(training_code.plane("bundled/spirals-mlp@5"))
    model = library.open_model("bundled/spirals-mlp@5")
    test = data.load("spirals", noise=model.run.recipe.noise, seed=model.run.recipe.seed).test
    grid, answers = training.plane(model.network)
    classes = model.classes
    shown = decision_map(test.inputs, test.labels, grid_x=grid, grid_y=grid, surface=answers, classes=classes)
    assert drawn(names["figure"]) == drawn(shown)


@pytest.mark.parametrize(
    ("method", "source"),
    [*((method, "sample") for method in saliency.METHODS), ("Grad-CAM", "photograph"), ("SmoothGrad", "file")],
)
def test_saliency(method: str, source: str) -> None:
    reference, target = "bundled/digits-cnn@3", 4
    options = {"output": "log-probability", "seed": 5, "n_samples": 4, "n_masks": 16}
    options = {name: value for name, value in options.items() if name in saliency.METHODS[method].options}
    model = library.open_model(reference)
    if source == "sample":
        expression, crop, image = pictures.sample_source("digits", 7), {}, samples.picture("digits", 7)
    elif source == "photograph":
        expression, crop = pictures.photograph_source("Cat"), CROP
        image = images.fit(images.photograph("Cat"), (1, 8, 8), **CROP)  # type: ignore[arg-type]
    else:
        pixels = np.random.default_rng(0).integers(0, 256, (30, 40, 3), dtype=np.uint8)
        Image.fromarray(pixels).save("it's mine.png")
        expression, crop = pictures.file_source("it's mine.png"), CROP
        image = images.fit(Image.fromarray(pixels), (1, 8, 8), **CROP)  # type: ignore[arg-type]
    subject, drawing = saliency_code.Subject(reference, expression, crop), {"opacity": 0.3, "sign": "absolute", "clip": 95.0}
    names = run(saliency_code.saliency(subject, target, method, options, drawing, at=(2, 5)))
    shown = saliency.explain(model.network, image, target, method, **options)
    np.testing.assert_array_equal(names["explanation"].values, shown.values)
    expected = attribution(images.to_pixels(image), shown.values, title=method, at=(2, 5), **drawing)  # type: ignore[arg-type]
    assert drawn(names["figure"]) == drawn(expected)
