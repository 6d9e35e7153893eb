"""What is shown of a painting: films, verdicts, nearness to its sources, estimates, and lines of Python."""

from __future__ import annotations

import base64
import dataclasses
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from vizlab.errors import VizlabError
from vizlab.figures.paintings import differences, distances, painting, style_losses
from vizlab.figures.style_race import race_curves
from vizlab.snippets import style as code
from vizlab.style import StyleRecipe, stylize, view
from vizlab.style.nearness import Sources
from vizlab.style.race import RaceRecipe, read_race

RECIPE = StyleRecipe(style="texture/Tissue", size_px=40, steps=6, strength=10.0, network="bundled/cifar-cnn")


def run(snippet: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.chdir(folder)
    names: dict[str, Any] = {}
    exec(compile(snippet, "snippet", "exec"), names)
    return names


def test_a_wipe_has_both_pictures_and_its_ends_are_they() -> None:
    before, after = np.zeros((4, 10, 3), np.uint8), np.full((4, 10, 3), 200, np.uint8)
    np.testing.assert_array_equal(view.wiped(before, after, 0.0), after)
    np.testing.assert_array_equal(view.wiped(before, after, 1.0), before)
    half = view.wiped(before, after, 0.5)
    assert half[0, :, 0].tolist() == [0, 0, 0, 0, 255, 255, 200, 200, 200, 200]
    assert after.min() == 200, "the picture itself was changed"


def test_a_painting_is_near_the_photograph_in_depth_and_near_the_style_in_its_statistics() -> None:
    recipe = StyleRecipe(
        style="texture/Tissue", size_px=48, steps=15, init="noise", strength=30.0, tv=0.0, network="bundled/cifar-cnn"
    )
    made, sources = view.finished(recipe), Sources(recipe)
    near = sources.nearness(made.at(15))
    content, manner = view.alike(recipe)
    assert near["content"][0] < near["content"][1]
    assert near["style"][1] < 0.3 < near["style"][0]
    squares = [np.square(made.at(15) / 255 - other / 255).sum() / np.square(other / 255).sum() for other in (content, manner)]
    apart = np.square(content / 255 - manner / 255).sum() / np.square([content / 255, manner / 255]).sum((1, 2, 3))
    np.testing.assert_allclose(near["pixels"], squares / apart, rtol=0.02)
    for pair in sources.nearness(content).values():
        np.testing.assert_allclose(pair, (0, 1), atol=1e-3)
    assert sources.nearness(manner)["style"] == pytest.approx((1, 0), abs=0.2)  # control: it is the style picture, but stretched


def test_a_film_has_the_pictures_that_were_kept() -> None:
    made = view.finished(RECIPE)
    shown = [np.asarray(Image.open(io.BytesIO(base64.b64decode(uri.split(",")[1])))) for uri in view.film(made)]
    assert len(shown) == len(made.steps)
    for uri, picture, step in zip(shown, made.pictures, made.steps, strict=True):
        np.testing.assert_array_equal(uri, made.at(step))
        np.testing.assert_array_equal(picture, made.at(step))


def test_the_verdict_follows_the_numbers() -> None:
    assert "more closely than one half" in view.verdict(0.01, 0.07, 0.5, 0.03)
    assert "still 2.0 times as far off" in view.verdict(0.14, 0.07, 0.5, 0.03)
    assert "still sees the photograph" in view.verdict(0.01, 0.07, 0.5, 0.03)
    assert "no longer sees the photograph" in view.verdict(0.01, 0.07, 0.05, 0.03)


def test_a_painting_stays_like_its_content_unless_the_style_may_take_all() -> None:
    weak = view.finished(RECIPE)
    noise = view.finished(dataclasses.replace(RECIPE, steps=20, strength=10_000.0, init="noise"))
    assert weak.likeness(0) == pytest.approx(1, abs=1e-4)
    assert 0.6 < weak.likeness(6) < 1
    assert noise.likeness(20) < 0.4
    assert weak.record is not None
    assert weak.record["unrelated"] < 0.4


def test_an_unfinished_painting_is_shown_as_far_as_it_got() -> None:
    steps = stylize(RECIPE)
    for step in steps:
        if step.done == 3:
            break
    steps.close()
    made = view.read(RECIPE)
    assert made.record is None
    assert made.steps == [0, 1, 2, 3]
    assert set(made.series) == set(made.losses(3))
    assert made.layers == ["pixels", "block1.activation", "block2.activation", "block3.activation", "block4.activation"]
    with pytest.raises(VizlabError, match="There is no picture of iteration 5; there are 0, 1, 2, 3"):
        made.at(5)
    assert view.finished(RECIPE).record is not None


def test_the_estimate_grows_with_what_is_asked() -> None:
    short, long = (view.estimate_s(StyleRecipe(size_px=64, steps=steps)) for steps in (10, 1000))
    assert 0 < short < long / 20
    assert view.estimate_s(StyleRecipe(size_px=256, steps=10)) > short


@pytest.mark.parametrize("key", ["painting", "losses", "differences", "distances"])
def test_the_lines_of_python_make_the_figure(key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    figure = run(getattr(code, key)(RECIPE, 4), tmp_path, monkeypatch)["figure"]
    made = view.read(RECIPE)  # the snippet has painted it
    expected = {
        "painting": lambda: painting(made.at(4), *view.originals(RECIPE), titles=view.titles(RECIPE, 4)),
        "losses": lambda: style_losses(made.series, at=4),
        "differences": lambda: differences(made.at(4), *view.alike(RECIPE)),
        "distances": lambda: distances(Sources(RECIPE).nearness(made.at(4))),
    }[key]()
    assert json.loads(figure.to_json()) == json.loads(expected.to_json())
    assert (tmp_path / f"{key}.html").stat().st_size > 10_000


def test_the_lines_of_python_run_the_race(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recipe = RaceRecipe(network="random/small", race_px=32, passes=10)
    found = read_race(recipe)
    figure = run(code.race_curves(recipe, "seconds"), tmp_path, monkeypatch)["figure"]
    assert json.loads(figure.to_json()) == json.loads(race_curves(found.tracks, "seconds").to_json())
    titles = [note.text for note in run(code.race_pictures(recipe), tmp_path, monkeypatch)["figure"].layout.annotations]
    assert titles == [f"{name}: {track[-1][2]:.3g}" for name, track in found.tracks.items()]
