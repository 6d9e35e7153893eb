"""The view All families: the lines under its figures make these very figures, and what is not there is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from unittest import mock

import pytest
from reading import assert_clean, charts, drawn, made, plots
from streamlit.testing.v1 import AppTest

from vizlab.generative.families import contenders

Open = Callable[..., AppTest]
VIEW = {"view": "All families"}
TOPICS: list[dict[str, str]] = [
    {"panel_shows": "density"},
    {"topic": "Mixture by EM", "em_data": "ring", "em_k": "3", "em_start": "at random", "em_seed": "2"},
    {"topic": "Flow", "plane_data": "ring"},
    {"topic": "Diffusion", "chain_schedule": "linear", "score_t": "0.6", "chain_steps": "5", "sampler": "DDPM"},
    {"topic": "Diffusion of digits", "digit": "3", "digit_steps": "2", "guidance": "0.0"},
    {"topic": "Worth the trouble?", "worth_each": "5"},
]


@pytest.mark.parametrize("address", TOPICS, ids=lambda address: address.get("topic", "Side by side"))
def test_the_lines_under_families_make_these_very_figures(address: dict[str, str], open_page: Open, tmp_path: Path) -> None:
    at = open_page("generative", VIEW | address)
    assert_clean(at, "generative")
    for key, figure in plots(at).items():
        assert len(charts(at)[key]) < 500_000, key
        if key == "worth-asked":  # a sketch, without lines of its own
            continue
        again = made(at, key, tmp_path)
        assert (again["data"], again.get("frames")) == (figure["data"], figure.get("frames")), key


def test_what_each_can_leaves_out_what_is_not_here(open_page: Open) -> None:
    with mock.patch.dict(contenders.CONTENDERS, {name: contenders.gan for name in ()}, clear=True):
        assert contenders.available() == []
    at = open_page("generative", VIEW | {"topic": "What each can"})
    assert_clean(at, "generative")
    (table,) = at.table
    assert {"VAE", "GAN", "Diffusion"} <= set(table.value.iloc[:, 0])
    assert "less sharp than" in " ".join(drawn(at))


def test_a_run_that_is_not_there_offers_to_be_made(open_page: Open) -> None:
    at = open_page("generative", VIEW | {"plane_data": "moons", "plane_seed": "7"})
    assert_clean(at, "generative")
    assert "Nobody has taught these yet" in " ".join(drawn(at))
    assert [button.label for button in at.button if button.key == "start-families"] == ["Teach all six"]


def test_a_wrong_address_falls_back(open_page: Open) -> None:
    at = open_page("generative", VIEW | {"plane_data": "cube", "components": "7"})
    assert not at.exception
    assert at.session_state["plane_data"] == "spiral"
    assert len(at.warning) == 2
