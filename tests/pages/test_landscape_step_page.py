"""The view Step by step: the board says what the library says, the buttons take steps, the lines of Python draw the figures."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from reading import assert_clean, charts, open_code, plots, said
from streamlit.testing.v1 import AppTest

from vizlab.landscapes import SURFACES
from vizlab.optimizers import follow

Open = Callable[..., AppTest]
VIEW = {"view": "Step by step"}


def made(at: AppTest, figure: str, folder: Path) -> Any:
    """The figure that the lines of Python under it make."""
    open_code(at)
    code = next(block.value for block in at.code if f"{figure}(" in block.value.split("import")[-1])
    names: dict[str, Any] = {}
    with contextlib.chdir(folder):
        exec(compile(code, "snippet", "exec"), names)
    return json.loads(names["figure"].to_json())["data"]


def test_one_step_at_a_time(open_page: Open, tmp_path: Path) -> None:
    asked = {**VIEW, "optimizer": "Nesterov", "surface": "Rosenbrock", "lr_nesterov": "0.001", "momentum": "0.5"}
    at = open_page("landscapes", asked | {"step": "4"})
    assert_clean(at, "landscapes")
    surface = SURFACES["Rosenbrock"]
    walk = follow(surface, "Nesterov", 0.001, surface.start, steps=200, momentum=0.5)
    board = [box.value for box in at.markdown if "begin{aligned}" in box.value]
    assert board == [f"$\\displaystyle {line.written}$" for line in walk.board(4).lines]
    assert any("differ by 0." in said(box) for box in at.caption)
    shown = plots(at)
    for key, figure in (("path", "path_map"), ("arrows", "close_up"), ("curves", "step_curves")):
        assert made(at, figure, tmp_path) == [trace for trace in shown[key]["data"] if trace.get("name") != "start here"]
    at.button(key="forth").click().run()
    assert at.slider(key="step").value == 5
    assert plots(at)["arrows"] != shown["arrows"]
    at.button(key="back").click().run()
    assert plots(at) == shown
    assert sum(map(len, charts(at).values())) < 300_000


def test_a_path_that_ends_early_and_an_experiment(open_page: Open, tmp_path: Path) -> None:
    early = {**VIEW, "optimizer": "GD", "surface": "Rosenbrock", "lr_gd": "2.0", "step": "150"}
    at = open_page("landscapes", early)
    assert_clean(at, "landscapes")
    assert any("The path ends with step" in said(box) for box in at.caption)
    assert at.button(key="forth").disabled
    at = open_page("landscapes", {**VIEW, "watch": "an experiment", "experiment": "nine small, one large", "seed": "3"})
    assert_clean(at, "landscapes")
    assert made(at, "experiment_curves", tmp_path) == plots(at)["experiment"]["data"]
    assert [str(cell) for cell in at.table[0].value.values[0]] == ["drift in an epoch, RProp", "−8", "−8"]
