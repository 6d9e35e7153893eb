"""The view Basins: every study says what the library says, and the lines under a figure make it again."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from reading import assert_clean, charts, open_code, plots
from streamlit.testing.v1 import AppTest

from vizlab.landscapes import SURFACES
from vizlab.optimizers.starts.basins import basin_map

Open = Callable[..., AppTest]
STUDIES: dict[str, tuple[dict[str, str], dict[str, str]]] = {  # study -> address, chart -> what its lines end with
    "Map": ({"side": "64", "walk": "50", "against": "GD"}, {"basins": "basins.html", "shares": "shares.html"}),
    "Start again": (
        {"walk": "50", "optimizer": "GD"},
        {"chances": "chances.html", "last-losses": "last_losses.html", "distances": "distances.html"},
    ),
    "Learning rate": ({"walk": "50", "start_x": "1.0"}, {"rates": "rates.html", "bands": "bands.html"}),
    "Search": ({"walk": "20", "seed": "3"}, {"plane-grid": "plane.html", "budgets": "budgets.html"}),
    "Who wins where": ({"walk": "20", "same_lr": "0.1"}, {"standings": "standings.html"}),
    "A small network": ({"walk": "20", "seed": "1"}, {"tuning": "tuning.html"}),
}


@pytest.mark.parametrize("study", STUDIES)
def test_the_lines_under_each_figure_make_it_again(study: str, open_page: Open, tmp_path: Path) -> None:
    asked, files = STUDIES[study]
    at = open_page("landscapes", {"view": "Basins", "study": study, **asked})
    assert_clean(at, "landscapes")
    shown = plots(at)
    for key, file in files.items():
        open_code(at)
        code = next(block.value for block in at.code if f'"{file}"' in block.value)
        names: dict[str, Any] = {}
        with contextlib.chdir(tmp_path):
            exec(compile(code, "snippet", "exec"), names)
        made = json.loads(names["figure"].to_json())
        assert made["data"] == shown[key]["data"], key
        assert made["layout"].get("images") == shown[key]["layout"].get("images")
    assert max(map(len, charts(at).values())) < 500_000


def test_the_map_is_that_of_the_address(open_page: Open) -> None:
    asked = {"view": "Basins", "surface": "Styblinski-Tang", "optimizer": "GD", "lr": "0.01", "side": "64", "walk": "100"}
    at = open_page("landscapes", asked)
    assert_clean(at, "landscapes")
    found = basin_map(SURFACES["Styblinski-Tang"], "GD", 0.01, 64, steps=100)
    shares = plots(at)["shares"]["data"][0]
    assert shares["text"] == [f"{share:.1%}" for share in found.shares() if share]
    at.selectbox(key="optimizer").set_value("Adam").run()  # another rule comes with its own rate
    assert_clean(at, "landscapes")
    assert at.session_state["lr"] != 0.01
    many = {"view": "Basins", "study": "Learning rate", "walk": "20", "rules": ["Lion", "RProp"]}
    assert {trace["name"] for trace in plots(open_page("landscapes", many))["rates"]["data"]} == {"Lion", "RProp"}
