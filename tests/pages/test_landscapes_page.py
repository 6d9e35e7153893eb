"""The page of races: it opens finished, every widget moves something, wrong values of an address are refused aloud."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from reading import assert_clean
from streamlit.testing.v1 import AppTest

from vizlab.landscapes import SURFACES
from vizlab.optimizers import LRS, OPTIMIZERS, RATES, race

Open = Callable[..., AppTest]
SLIDERS = {"start_x": "0.5", "start_y": "-0.5", "steps": "50", "angle": "30"}
CHOICES = {"momentum": "0.5", "nudge": "0.001", **{known.parameter: "0.002" for known in OPTIMIZERS.values()}}


def chart(at: AppTest, key: str) -> dict[str, Any]:
    """The figure with this key, as it is sent to the browser."""
    specs = [json.loads(found.proto.spec) for found in at.get("plotly_chart")]
    return specs[{"race": 0, "losses": 1}[key]]


def outcomes(at: AppTest) -> list[list[str]]:
    return [list(map(str, row)) for row in at.table[0].value.values]


def test_it_opens_finished_and_says_what_the_library_says(open_page: Open) -> None:
    at = open_page("landscapes")
    assert_clean(at, "landscapes")
    surface = SURFACES["ravine"]
    paths = race(surface, RATES["ravine"], surface.start, steps=500)
    assert outcomes(at) == [
        [name, path.outcome.sentence, f"{path.losses[-1]:.2g}", f"{path.outcome.distance:.2g}", str(path.evaluations)]
        for name, path in paths.items()
    ]
    assert len(chart(at, "race")["frames"]) > 30
    assert sum(len(found.proto.spec) for found in at.get("plotly_chart")) < 600_000
    assert re.search(r"at most \de-\d\d of the steepest", "\n".join(box.value for box in at.caption))


@pytest.mark.parametrize(("key", "value"), [*SLIDERS.items(), *CHOICES.items(), ("surface", "bowl")])
def test_every_widget_moves_the_race(key: str, value: str, open_page: Open) -> None:
    plain, at = open_page("landscapes"), open_page("landscapes", {key: value})
    assert_clean(at, "landscapes")
    assert str(at.session_state[key]) == value or float(at.session_state[key]) == float(value)
    assert chart(at, "race")["data"] != chart(plain, "race")["data"]
    assert outcomes(at) != outcomes(plain) or key == "nudge"


def test_who_takes_part(open_page: Open) -> None:
    at = open_page("landscapes", {"optimizers": "Adam"})
    assert_clean(at, "landscapes")
    assert [row[0] for row in outcomes(at)] == ["Adam"]
    first = next(trace for trace in chart(at, "race")["data"] if trace.get("name") == "Adam")
    both = open_page("landscapes")
    assert first["line"] == next(trace for trace in chart(both, "race")["data"] if trace.get("name") == "Adam")["line"]
    at.button_group(key="optimizers").set_value([]).run()
    assert not at.exception
    assert [error.value.replace("\\", "") for error in at.error] == ["A race needs at least one optimizer; got none."]


def test_another_surface_comes_with_its_own_start_and_rates(open_page: Open) -> None:
    at = open_page("landscapes", {"start_x": "1.0", "lr_gd": "0.001", "nudge": "0.001"})
    assert (at.session_state["start_x"], at.session_state["lr_gd"], at.session_state["nudge"]) == (1.0, 0.001, 0.001)
    at.selectbox(key="surface").set_value("Himmelblau").run()
    assert_clean(at, "landscapes")
    assert (at.slider(key="start_x").value, at.slider(key="start_y").value) == SURFACES["Himmelblau"].start
    assert at.session_state["lr_gd"] == RATES["Himmelblau"]["GD"]
    assert at.session_state["nudge"] == 0
    assert at.slider(key="start_x").max == 5


@pytest.mark.parametrize("surface", SURFACES)
def test_every_surface_with_everything_turned(surface: str, open_page: Open) -> None:
    for turn, lr in enumerate((LRS[0], LRS[5], LRS[-1])):
        rates = {known.parameter: str(lr) for known in OPTIMIZERS.values()}
        asked = {"surface": surface, "momentum": ("0.0", "0.8", "0.99")[turn], "steps": ("10", "300", "1000")[turn]}
        at = open_page("landscapes", asked | rates | {"angle": str(15 * turn), "nudge": "1e-06"})
        assert_clean(at, "landscapes")
        assert len(outcomes(at)) == len(OPTIMIZERS)


@pytest.mark.parametrize("bad", ["no such value", "1e309", "-1", "NaN"])
def test_wrong_values_fall_back_with_a_visible_note(bad: str, open_page: Open) -> None:
    keys = [
        key for key in ("surface", "optimizers", *SLIDERS, *CHOICES) if (key, bad) not in (("start_x", "-1"), ("start_y", "-1"))
    ]
    plain, at = open_page("landscapes"), open_page("landscapes", dict.fromkeys(keys, bad))
    assert not at.exception
    assert [error.value for error in at.error] == []
    for key in keys:
        assert at.session_state[key] == plain.session_state[key]
        assert any(f"not a possible value of {key} here" in warning.value.replace("\\", "") for warning in at.warning), key
    assert chart(at, "race") == chart(plain, "race")


@pytest.mark.parametrize("key", ["race", "losses"])
def test_the_lines_under_a_figure_make_it_again(
    key: str, open_page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = open_page("landscapes", {"surface": "saddle", "nudge": "1e-06", "angle": "15", "steps": "40", "lr_gd": "0.1"})
    code = next(block.value for block in at.code if ("race_map(" in block.value.split("import")[-1]) == (key == "race"))
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    exec(compile(code, "snippet", "exec"), names)
    shown = chart(at, key)
    made = json.loads(names["figure"].to_json())
    assert made["data"] == [trace for trace in shown["data"] if trace.get("name") != "start here"]
    assert list(tmp_path.glob("*.html"))
