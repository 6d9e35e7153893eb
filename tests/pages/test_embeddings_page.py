"""The page Embeddings: opens finished, every widget moves something, wrong addresses fall back, and its lines of Python hold."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from reading import assert_clean, charts, drawn, leaves
from streamlit.testing.v1 import AppTest

from pages import job_panel
from vizlab import embeddings
from vizlab.embeddings import EmbeddingRecipe, embed
from vizlab.frames import Frames
from vizlab.jobs import Snapshot
from vizlab.recipes import canonical_json

Open = Callable[..., AppTest]
CHARTS = ["pca", "t-sne", "scree", "divergence"]
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
        "KL, nats",
        *["Trustworthiness", "Continuity", "kNN accuracy"],
    ]
    assert not [button for button in at.button if button.key == "start-embedding"]
    assert any("**Far** cannot" in text.value for text in at.markdown)


@pytest.mark.parametrize(
    "turned",
    [
        {"n": "500"},
        {"perplexity": "10"},
        {"seed": "1"},
        {"exaggeration": "4"},
        {"iterations": "500"},
        {"lr": "200"},
        {"init": "random"},
        {"colour": "cluster"},
        {"vectors": "layer"},
        {"vectors": "layer", "epoch": "0"},
        {"vectors": "layer", "layer": "block1.pool"},
    ],
    ids=str,
)
def test_every_widget_moves_something(turned: dict[str, str], open_page: Open) -> None:
    base = LAYER if len(turned) > 1 else {}
    before, after = open_page("embeddings", base), open_page("embeddings", base | turned)
    assert_clean(after, "embeddings")
    for key, value in turned.items():
        assert str(after.session_state[key]) == value
    assert drawn(before) != drawn(after)


@pytest.mark.parametrize("bad", ["no such value", "1e309", "-1", "NaN"])
def test_wrong_values_fall_back_with_a_visible_note(bad: str, open_page: Open) -> None:
    keys = ["data", "vectors", "n", "perplexity", "seed", "exaggeration", "iterations", "lr", "init", "colour"]
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
    assert any("downloaded on the page Train first: MNIST, Fashion-MNIST, CIFAR-10" in text.value for text in at.caption)
    assert at.session_state["data"] == "digits"


def test_a_perplexity_that_is_too_large_is_said_in_a_sentence(open_page: Open) -> None:
    at = open_page("embeddings", {"n": "200", "perplexity": "100"})
    assert not at.exception
    assert ["perplexity must be at most" in box.value for box in at.error] == [True]


class Desk:
    """What the page uses of `Jobs`, with one snapshot for whatever is asked for: tests/test_jobs.py has the real one."""

    def __init__(self, snapshot: Snapshot | None) -> None:
        self.snapshot = snapshot
        self.started: list[tuple[str, str, str]] = []

    def start(self, kind: str, request: str, *, job: str, visitor: str) -> Snapshot:
        self.started.append((kind, request, job))
        self.snapshot = Snapshot(job, kind, request)
        return self.snapshot

    def watch(self, job: str, visitor: str) -> Snapshot | None:
        return self.snapshot if self.snapshot and self.snapshot.job == job else None

    def live(self) -> list[Snapshot]:
        return [self.snapshot] if self.snapshot and self.snapshot.is_live else []


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
    live = Snapshot(run.job, "embedding", canonical_json(RECIPE), state="running", done=60, total=250, frame=60, series=series)
    monkeypatch.setattr(job_panel, "jobs", lambda: Desk(live))
    at = open_page("embeddings", SMALL)
    assert_clean(at, "embeddings")
    found = charts(at)
    assert {"live-map", "live-kl"} <= set(found)
    assert json.loads(found["live-kl"])["data"][0]["y"] == [3.0, 2.5]
    assert len(json.loads(found["live-map"])["data"]) == 10


def test_what_was_computed_here_is_shown(open_page: Open) -> None:
    *_, last = embed(RECIPE)
    at = open_page("embeddings", SMALL)
    assert_clean(at, "embeddings")
    assert list(charts(at)) == CHARTS
    assert last.result is not None
    assert at.metric[4].value == f"{last.result['divergence']:.2f}"


@pytest.mark.parametrize("address", [{"colour": "cluster"}, LAYER], ids=str)
def test_the_lines_under_a_figure_make_this_very_figure(
    address: dict[str, str], open_page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = open_page("embeddings", address)
    monkeypatch.chdir(tmp_path)
    shown = list(leaves(at.main))
    for key, spec in charts(at).items():
        place = next(index for index, leaf in enumerate(shown) if leaf.key == f"chart-{key}")
        code = next(leaf.value for leaf in shown[place:] if leaf.type == "code")
        names: dict[str, Any] = {}
        exec(compile(code, "snippet", "exec"), names)
        made, sent = json.loads(names["figure"].to_json()), json.loads(spec)
        assert made["data"] == sent["data"], key
        assert made.get("frames") == sent.get("frames"), key
    assert embeddings.KIND == "embedding"
