"""Figures of CycleGAN: that the film shows the frames it was given, and each snippet draws what the page draws."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vizlab.figures import progress, style_cycle
from vizlab.frames import Frames
from vizlab.snippets import style_cycle as code
from vizlab.style.cycle import sweep, translate, watch
from vizlab.style.cycle.recipe import CLOUDS, DIGITS, SWEEP, WEIGHTS, CloudsRecipe, DigitsRecipe, SweepRecipe

POINTS, PICTURES, MANY = CloudsRecipe(), DigitsRecipe(), SweepRecipe()


def film(direction: int) -> Any:
    frames = Frames(CLOUDS, POINTS).read()
    first, moments = frames[0].arrays, [frame.arrays for frame in frames]
    stops = [frame.index for frame in frames]
    start, parts = first["start"], first["parts"]
    return style_cycle.film(stops, moments, code.rows(POINTS), start=start, parts=parts, direction=direction)


def curves(kind: str, recipe: Any, name: str) -> Any:
    run = Frames(kind, recipe)
    levels = watch.levels((run.record() or {})["ends"], name)
    return progress.lines(watch.series(run.read(), name), x_title="step", y_title=name, levels=levels)


def trade() -> Any:
    names, frames = ["right up to symmetry", "right"], Frames(SWEEP, MANY).read()
    shown = {name: sweep.values(frames, name) for name in names}
    return style_cycle.trade(WEIGHTS, shown, levels=sweep.levels(MANY, names), title="t", x_title="weight of the cycle")


CASES: dict[str, tuple[str, Any]] = {
    "film": (code.film(POINTS, 1), lambda: film(1)),
    "curves": (code.curves(POINTS, "kept together"), lambda: curves(CLOUDS, POINTS, "kept together")),
    "sheet": (
        code.sheet(PICTURES, 50, 0),
        lambda: style_cycle.sheet(translate.sheet(Frames(DIGITS, PICTURES).read(), 50, 0)),
    ),
    "learning": (code.learning(PICTURES, "class kept"), lambda: curves(DIGITS, PICTURES, "class kept")),
    "trade": (code.trade(MANY, ["right up to symmetry", "right"], "t"), trade),
}


@pytest.mark.parametrize("name", CASES)
def test_snippets_of_the_cycle_draw_what_the_page_draws(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    source, expected = CASES[name]
    names: dict[str, Any] = {}
    exec(compile(source, "snippet", "exec"), names)
    assert json.loads(names["figure"].to_json()) == json.loads(expected().to_json())
    assert (tmp_path / f"{name}.html").stat().st_size > 10_000


def test_the_film_shows_each_run_in_its_row_and_each_moment_in_its_frame() -> None:
    frames = Frames(CLOUDS, POINTS).read()
    figure, n = film(0), frames[0].arrays["parts"].shape[1]
    assert [frame.name for frame in figure.frames] == [str(frame.index) for frame in frames]
    places = np.asarray(figure.frames[3].data[2].y).reshape(4, n)
    arrays = frames[3].arrays
    for panel, points in enumerate((arrays["made"][0], arrays["back"][0], arrays["made"][1], arrays["back"][1])):
        top = (panel // 2) * style_cycle.RISE + style_cycle.HEAD
        np.testing.assert_array_equal(top + 255 - places[panel], points[:, 1])
    np.testing.assert_array_equal(figure.frames[3].data[1].z, arrays["field"][1])


@pytest.mark.parametrize("n", style_cycle.STUDENT)
def test_intervals_are_students(n: int) -> None:
    from scipy import stats

    assert style_cycle.student(n) == pytest.approx(stats.t.ppf(0.975, n - 1), abs=1e-3)
    assert style_cycle.student(n + 1) <= style_cycle.student(n)
