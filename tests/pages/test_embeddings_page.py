"""The page Embeddings: opens finished, every widget moves something, wrong addresses fall back, and its lines of Python hold."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from job_desk import Desk
from reading import assert_clean, charts, made, plots, said
from streamlit.testing.v1 import AppTest

from pages import job_panel
from vizlab.embeddings import EmbeddingRecipe, embed, pictures_of, selection
from vizlab.frames import Frames
from vizlab.jobs import Snapshot
from vizlab.recipes import canonical_json

Open = Callable[..., AppTest]
CHARTS = ["pca", "map", "scree", "loss"]
SMALL = {"n": "200", "iterations": "250", "perplexity": "20"}
RECIPE = EmbeddingRecipe(n=200, iterations=250, perplexity=20)
LAYER = {"vectors": "layer"}


@pytest.mark.parametrize(("address", "more"), [({}, []), (LAYER, ["epochs"])])
def test_it_opens_finished(address: dict[str, str], more: list[str], open_page: Open) -> None:
    at = open_page("embeddings", address)
    assert_clean(at, "embeddings")
    found = charts(at)
    assert list(found) == CHARTS + more
    assert all(len(spec) < 500_000 for spec in found.values()), {key: len(spec) for key, spec in found.items()}
    labels = [metric.label for metric in at.metric]
    assert labels == [
        "Variance",
        "Trustworthiness",
        "Continuity",
        "kNN accuracy",
        "KL",
        *["Trustworthiness", "Continuity", "kNN accuracy"],
    ]
    assert not [button for button in at.button if button.key == "start-embedding"]
    assert any("**Far** cannot" in text.value for text in at.markdown)


@pytest.mark.parametrize("bad", ["no such value", "1e309", "-1", "NaN"])
def test_wrong_values_fall_back_with_a_visible_note(bad: str, open_page: Open) -> None:
    keys = ["data", "vectors", "method", "dims", "n", "perplexity", "seed", "exaggeration", "iterations", "lr", "init", "metric"]
    keys += ["broad", "force", "shuffled", "colour", "names", "point", "selected"]
    at = open_page("embeddings", dict.fromkeys(keys, bad))
    assert not at.exception
    assert not at.error
    for key in keys:
        assert any(f"not a possible value of {key.replace('_', chr(92) + '_')} here" in box.value for box in at.warning), key
    assert list(charts(at)) == CHARTS


def test_a_layer_that_the_network_does_not_have_falls_back(open_page: Open) -> None:
    at = open_page("embeddings", {"vectors": "layer", "layer": "fc9", "epoch": "44", "reference": "run/000000000000"})
    assert not at.exception
    assert len(at.warning) == 3
    assert at.session_state["layer"] == "flatten"
    assert at.session_state["reference"] == "bundled/digits-cnn"


def test_data_that_is_not_here_is_not_offered(open_page: Open) -> None:
    at = open_page("embeddings", {"data": "MNIST"})
    assert not at.exception
    assert not at.error
    assert ["“MNIST” is not a possible value of data here" in box.value for box in at.warning] == [True]
    assert at.session_state["data"] == "digits"


def test_a_perplexity_that_is_too_large_is_corrected_with_a_note(open_page: Open) -> None:
    at = open_page("embeddings", {"n": "200", "perplexity": "100"})
    assert_clean(at, "embeddings")
    assert at.session_state["perplexity"] == 50
    assert [text.value for text in at.caption if "perplexity of at most" in text.value] == [
        "200 points allow a perplexity of at most 66; 100 is set to 50."
    ]


def numbers_of(packed: Any) -> list[int]:
    """The numbers of an array as plotly sends it; none of no array."""
    return [] if not packed else np.frombuffer(base64.b64decode(packed["bdata"]), packed["dtype"]).tolist()


def test_a_point_and_a_selection_are_told_of_and_can_stand_alone(open_page: Open) -> None:
    labels = pictures_of("digits", 1797)[1]
    threes = np.flatnonzero(labels == 3)
    at = open_page("embeddings", {"find": "3", "point": "17", "isolate": "true"})
    assert_clean(at, "embeddings")
    told = " ".join(said(text) for text in at.markdown)
    assert "**Picture 17: 3**" in told
    assert f"**Selected: {len(threes)} of 1,797**" in told
    numbers = {metric.label: metric.value for metric in at.metric}
    assert numbers["Purity: 3"] == "100.0%"
    for key in ("pca", "map"):
        drawn_ids = [index for trace in plots(at)[key]["data"] for index in numbers_of(trace.get("customdata"))]
        assert drawn_ids == threes.tolist()
    assert "neighbours" in charts(at)
    assert "selection" in charts(at)
    other = open_page("embeddings", {"selected": selection.pack(threes.tolist(), 1797)})
    assert f"**Selected: {len(threes)} of 1,797**" in " ".join(text.value for text in other.markdown)


def test_a_click_starts_the_job_of_the_recipe(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(None)
    monkeypatch.setattr(job_panel, "jobs", lambda: desk)
    at = open_page("embeddings", SMALL)
    assert_clean(at, "embeddings")
    assert list(charts(at)) == ["pca", "scree"]
    at.button(key="start-embedding").click().run()
    assert not at.exception
    assert desk.started == [("embedding", canonical_json(RECIPE), Frames("embedding", RECIPE).job)]


def test_a_live_job_shows_its_newest_frame_and_its_curve(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = embed(RECIPE)
    for step in steps:
        if step.done >= 60:
            break
    steps.close()
    run = Frames("embedding", RECIPE)
    series = {"KL divergence": [(0.0, 3.0), (60.0, 2.5)]}
    live = Snapshot(
        run.job, "embedding", canonical_json(RECIPE), state="running", done=60, total=250, frame=run.indices()[-1], series=series
    )
    monkeypatch.setattr(job_panel, "jobs", lambda: Desk(live))
    at = open_page("embeddings", SMALL)
    assert_clean(at, "embeddings")
    found = plots(at)
    assert {"live-map", "live-loss"} <= set(found)
    assert found["live-loss"]["data"][0]["y"] == [3.0, 2.5]
    assert len(found["live-map"]["data"]) == 10


def test_what_was_computed_here_is_shown(open_page: Open) -> None:
    *_, last = embed(RECIPE)
    at = open_page("embeddings", SMALL)
    assert_clean(at, "embeddings")
    assert list(charts(at)) == CHARTS
    assert last.result is not None
    assert at.metric[4].value == f"{last.result['loss']:.2f}"


ADDRESSES = [
    {"colour": "cluster", "names": "false"},
    {"colour": "lost", "point": "17", "find": "3, #5", "isolate": "true"},
    {"method": "Random projection", "dims": "3", "colour": "column/confidence of the network"},
    LAYER,
]


@pytest.mark.parametrize("address", ADDRESSES, ids=str)
def test_the_lines_under_a_figure_make_this_very_figure(address: dict[str, str], open_page: Open, tmp_path: Path) -> None:
    at = open_page("embeddings", address)
    assert_clean(at, "embeddings")
    for key, sent in plots(at).items():
        figure = made(at, key, tmp_path)
        assert figure["data"] == sent["data"], key
        assert figure.get("frames") == sent.get("frames"), key
