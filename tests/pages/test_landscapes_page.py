"""The page of races: it opens finished, every widget moves something, wrong values of an address are refused aloud."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from reading import assert_clean, charts, open_code, plots, said
from streamlit.testing.v1 import AppTest

from vizlab.landscapes import SURFACES, find
from vizlab.optimizers import CLASSICS, LRS, OPTIMIZERS, RATES, good_rates, race

Open = Callable[..., AppTest]
SLIDERS = {"start_x": "0.5", "start_y": "-0.5", "steps": "50", "angle": "30"}
CHOICES = {"momentum": "0.5", "nudge": "0.001", "clip": "1.0", "noise": "0.1", "schedule": "cosine", "lr_gd": "0.002"}


def outcomes(at: AppTest) -> list[list[str]]:
    return [list(map(str, row)) for row in at.table[0].value.values]


def racers(at: AppTest) -> list[str]:
    return [str(name) for name in at.table[0].value.iloc[:, 0]]


def test_it_opens_finished_and_says_what_the_library_says(open_page: Open) -> None:
    at = open_page("landscapes")
    assert_clean(at, "landscapes")
    paths = race(SURFACES["ravine"], {name: RATES["ravine"][name] for name in CLASSICS}, SURFACES["ravine"].start, steps=500)
    assert racers(at) == list(CLASSICS)
    for row, path in zip(outcomes(at), paths.values(), strict=True):
        assert row[1:4] == [path.outcome.sentence, f"{path.losses[-1]:.2g}", f"{path.outcome.distance:.2g}"]
    assert len(plots(at)["race"]["frames"]) > 30
    assert sum(map(len, charts(at).values())) < 600_000
    assert re.search(r"at most \de-\d\d of the steepest", "\n".join(box.value for box in at.caption))
    assert not at.info  # nothing is clipped, and nothing else done, unless asked for


def test_who_takes_part(open_page: Open) -> None:
    at = open_page("landscapes", {"optimizers": ["Adam", "Adam, misprinted sign"]})
    assert_clean(at, "landscapes")
    assert racers(at) == ["Adam", "Adam, misprinted sign"]
    bugs = next(table.value for table in at.table if "What is wrong" in table.value.columns)
    assert list(bugs["The right line"]) == [f"{OPTIMIZERS['Adam, misprinted sign'].bug.right} (Adam)"]  # type: ignore[union-attr]
    first = next(trace for trace in plots(at)["race"]["data"] if trace.get("name") == "Adam")
    at.button(key="line-up-The usual six").click().run()
    assert racers(at) == list(CLASSICS)
    assert not [table for table in at.table if "What is wrong" in table.value.columns]
    assert first["line"] == next(trace for trace in plots(at)["race"]["data"] if trace.get("name") == "Adam")["line"]
    at.multiselect(key="optimizers").set_value([]).run()
    assert not at.exception
    assert list(map(said, at.error)) == ["A race needs at least one optimizer; got none."]


def test_another_surface_comes_with_its_own_start_and_rates(open_page: Open) -> None:
    at = open_page("landscapes", {"start_x": "1.0", "lr_gd": "0.001", "nudge": "0.001"})
    assert (at.session_state["start_x"], at.session_state["lr_gd"], at.session_state["nudge"]) == (1.0, 0.001, 0.001)
    at.selectbox(key="surface").set_value("Himmelblau").run()
    assert_clean(at, "landscapes")
    assert (at.slider(key="start_x").value, at.slider(key="start_y").value) == SURFACES["Himmelblau"].start
    assert at.session_state["lr_gd"] == RATES["Himmelblau"]["GD"]
    assert at.session_state["nudge"] == 0
    assert at.slider(key="start_x").max == 5
    at.selectbox(key="surface").set_value("bowl").run()
    at.select_slider(key="kappa").set_value(1000.0).run()
    assert_clean(at, "landscapes")
    assert at.session_state["lr_gd"] == good_rates(find("bowl", kappa=1000.0), ["GD"])["GD"] <= 2 / 1000


@pytest.mark.parametrize(("surface", "turn"), [("own formula", 0), ("saddle", 1), ("Ackley", 2), ("bowl", 3), ("cliff", 4)])
def test_every_option_with_everything_turned(surface: str, turn: int, open_page: Open) -> None:
    """Five races, each with a third of the optimizers, that together go through the switches."""
    asked = {
        "surface": surface,
        "optimizers": list(OPTIMIZERS)[turn % 3 :: 3],
        "lr_all": str(LRS[(0, 6, -1)[turn % 3]]),
        "momentum": ("0.0", "0.8", "0.99")[turn % 3],
        "steps": ("10", "300", "1000")[turn % 3],
        "schedule": ("plateau", "one-cycle", "constant", "cosine, restarts", "bold driver")[turn],
        "clip": ("0.0", "0.1")[turn % 2],
        "noise": ("0.1", "0.0")[turn % 2],
        "drawn": ("map", "3-D")[turn % 2],
        "curve": ("loss", "distance", "fell or rose")[turn % 3],
        "angle": str(15 * (turn % 3)),
        "nudge": "1e-06",
    }
    at = open_page("landscapes", asked)
    assert_clean(at, "landscapes")
    assert racers(at) == asked["optimizers"]
    assert ("Loss without schedule" in at.table[0].value.columns) == (asked["schedule"] != "constant")
    said_so = " ".join(map(said, at.info))
    for switch, word in (("clip", "are clipped"), ("noise", "noise of standard"), ("schedule", "follows the schedule")):
        assert (word in said_so) == (asked[switch] not in ("0.0", "constant"))


def test_a_formula_that_is_none_is_refused_with_its_place(open_page: Open) -> None:
    at = open_page("landscapes", {"surface": "own formula", "formula": "sin(x)*sinn(y)"})
    assert not at.exception
    (error,) = map(said, at.error)
    assert "at position 8; got 'sinn'" in error
    assert [block.value for block in at.code] == ["sin(x)*sinn(y)\n       ^"]
    at.text_input(key="formula").set_value("sin(x)*sin(y)").run()
    assert_clean(at, "landscapes")
    assert len(outcomes(at)) == len(CLASSICS)


def test_wrong_values_fall_back_with_a_visible_note(open_page: Open) -> None:
    bad = dict(zip([*SLIDERS, *CHOICES, "surface", "kappa"], ("no such value", "1e309", "-7", "NaN") * 3, strict=True))
    del bad["kappa"]  # no widget of the ravine
    plain, at = open_page("landscapes"), open_page("landscapes", bad)
    assert not at.exception
    assert [error.value for error in at.error] == []
    for key in bad:
        assert at.session_state[key] == plain.session_state[key]
        assert any(f"not a possible value of {key} here" in said(warning) for warning in at.warning), key
    assert plots(at)["race"] == plots(plain)["race"]


@pytest.mark.parametrize(
    ("asked", "keys"),
    [
        ({"surface": "saddle", "nudge": "1e-06", "angle": "15", "steps": "40", "lr_gd": "0.1"}, ["race", "losses"]),
        ({"surface": "bowl", "kappa": "20.0", "turned": "30", "curve": "distance", "drawn": "3-D"}, ["relief", "distances"]),
        ({"surface": "own formula", "curve": "fell or rose", "schedule": "plateau", "noise": "0.1"}, ["changes", "rates"]),
    ],
)
def test_the_lines_under_a_figure_make_it_again(
    asked: dict[str, str], keys: list[str], open_page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = open_page("landscapes", asked | {"optimizers": ["GD", "Adam"]})
    monkeypatch.chdir(tmp_path)
    for key in keys:
        shown = plots(at)[key]["data"]
        names: dict[str, Any] = {}
        open_code(at)
        exec(compile(next(block.value for block in at.code if FIGURES[key] in block.value), "snippet", "exec"), names)
        made = json.loads(names["figure"].to_json())
        assert made["data"] == [trace for trace in shown if trace.get("name") != "start here"], key
    assert len(list(tmp_path.glob("*.html"))) == len(keys)


FIGURES = {
    "race": "race_map(",
    "relief": "race_relief(",
    "losses": "loss_curves(",
    "distances": "distance_curves(",
    "changes": "change_strip(",
    "rates": "rate_curves(",
}
