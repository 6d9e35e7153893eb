"""The style page under AppTest: it opens with a finished painting, every widget moves something, wrong values fall back."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image
from reading import assert_clean, drawn, leaves, plots, said
from streamlit.testing.v1 import AppTest

from pages import job_panel
from vizlab.frames import Frames
from vizlab.jobs import Snapshot
from vizlab.recipes import canonical_json
from vizlab.style import COLORS, GRAINS, OPTIMIZERS, STARTS, StyleRecipe, pictures, stylize

Open = Callable[..., AppTest]
QUICK = {"content": "photo/Coffee", "style": "texture/Brick", "size_px": "64", "steps": "25", "strength": "10.0"}
RECIPE = StyleRecipe(content="photo/Coffee", style="texture/Brick", size_px=64, steps=25, strength=10.0)


def pixels(chart: Any) -> np.ndarray:
    """The painting that a figure shows."""
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(chart["data"][0]["source"].split(",")[1])))).astype(int)


@pytest.fixture
def painted() -> StyleRecipe:
    """A small painting in this test's store."""
    for _ in stylize(RECIPE):
        pass
    return RECIPE


def test_it_opens_with_a_finished_painting(open_page: Open) -> None:
    at = open_page("style")
    assert_clean(at, "style")
    assert list(plots(at)) == ["painting", "losses", "grams"]
    assert [button.label for button in at.button if button.key == "start-style"] == []
    figures = plots(at)
    assert pixels(figures["painting"]).std() > 40
    assert all(len(json.dumps(figure)) < 500_000 for figure in figures.values())
    assert float(at.metric[0].value) < float(at.metric[1].value) / 20  # the style loss, then and now
    assert any("still sees the photograph" in said(text) for text in at.markdown)


def test_every_knob_asks_for_another_painting(open_page: Open) -> None:
    before = Frames("style", StyleRecipe()).job
    seen = {before}
    turned = {
        "content": "photo/Rocket", "style": "pattern/Waves", "network": "random/small", "size_px": "128", "strength": "10.0",
        "steps": "50", "init": "noise", "grain": "fine", "colors": "content", "optimizer": "Adam", "tv": "1.0", "seed": "7",
    }  # fmt: skip
    for key, value in turned.items():
        at = open_page("style", {key: value})
        assert_clean(at, "style")
        assert str(at.session_state[key]) == value
        recipe = recipe_of(at)
        assert str(getattr(recipe, key)) == value
        seen.add(Frames("style", recipe).job)
        assert plots(at)
    assert len(seen) == len(turned) + 1
    at = open_page("style", {"optimizer": "Adam", "lr": "0.1"})
    assert recipe_of(at).lr == 0.1


def recipe_of(at: AppTest) -> StyleRecipe:
    fields = {name: at.session_state[name] for name in vars(StyleRecipe()) if name in at.session_state}
    return StyleRecipe(**fields)


@pytest.mark.parametrize(("key", "value"), [("frame", "6"), ("wipe", "0.5"), ("layer", "block1.activation")])
def test_what_is_looked_at_moves_the_figures(key: str, value: str, open_page: Open, painted: StyleRecipe) -> None:
    before, at = open_page("style", QUICK), open_page("style", {**QUICK, key: value})
    assert_clean(at, "style")
    assert str(at.session_state[key]) == value
    assert drawn(at) != drawn(before)


def test_the_scrubber_goes_from_the_photograph_to_the_painting(open_page: Open, painted: StyleRecipe) -> None:
    first, last = (open_page("style", {**QUICK, **view}) for view in ({"frame": "0"}, {}))
    content = pixels({"data": [plots(first)["painting"]["data"][1]]})
    assert np.abs(pixels(plots(first)["painting"]) - content).mean() < 8  # the frame is a WebP, the content exact
    assert np.abs(pixels(plots(last)["painting"]) - content).mean() > 15
    wiped = open_page("style", {**QUICK, "wipe": "1.0"})
    np.testing.assert_array_equal(pixels(plots(wiped)["painting"]), content)


@pytest.mark.parametrize("kind", ["selectbox", "select_slider", "slider", "button_group"])
def test_turning_the_widgets_themselves_runs_cleanly(kind: str, open_page: Open) -> None:
    at = open_page("style")
    choices = {"init": STARTS, "grain": GRAINS, "colors": COLORS, "optimizer": OPTIMIZERS}
    for key in [widget.key for widget in getattr(at, kind)]:
        present = [widget for widget in getattr(at, kind) if widget.key == key]
        if not present or key == "view" or key.endswith("_from"):
            continue
        if kind == "slider":
            present[0].set_value(present[0].max)
        elif kind == "selectbox":
            present[0].set_value(present[0].options[-1])
        elif kind == "select_slider":
            present[0].set_value(25 if key == "steps" else 0 if key == "frame" else present[0].value)
        else:
            present[0].set_value(list(choices[key])[-1])
        at.run()
        assert_clean(at, "style")


def test_the_gallery_chooses(open_page: Open) -> None:
    at = open_page("style")
    at.button(key="take-pattern/Marble").click().run()
    assert_clean(at, "style")
    assert at.session_state["style"] == "pattern/Marble"
    assert recipe_of(at).style == "pattern/Marble"


@pytest.mark.parametrize("bad", ["no such value", "1e309", "-1", "NaN"])
def test_wrong_values_fall_back_with_a_visible_note(bad: str, open_page: Open) -> None:
    keys = [*(name for name in vars(StyleRecipe()) if name not in ("lr", "algorithm")), "frame", "wipe", "layer"]
    at = open_page("style", dict.fromkeys(keys, bad))
    assert not at.exception
    assert recipe_of(at) == StyleRecipe()
    for key in keys:
        assert any(f"not a possible value of {key} here" in said(warning) for warning in at.warning), key


def test_an_upload_that_is_gone_falls_back_with_a_note(open_page: Open) -> None:
    at = open_page("style", {"content": "upload/0123456789abcdef"})
    assert at.session_state["content"] == "photo/Cat"
    assert any("not a possible value of content here" in said(warning) for warning in at.warning)


def test_a_link_with_an_upload_that_is_kept_opens_it(open_page: Open) -> None:
    picture = Image.fromarray(np.random.default_rng(0).integers(0, 256, (60, 90, 3), dtype=np.uint8))
    reference = pictures.keep(picture)
    at = open_page("style", {"style": reference})
    assert_clean(at, "style")
    assert at.session_state["style"] == reference
    np.testing.assert_array_equal(pixels({"data": [plots(at)["sources"]["data"][2]]}).shape[:2], (round(256 * 60 / 90), 256))


def test_the_public_network_offers_its_weights_first(open_page: Open) -> None:
    at = open_page("style", {"network": "imagenet/squeezenet1_0"})
    assert_clean(at, "style")
    assert any("are not on this machine: 5 MB" in said(info) for info in at.info)
    assert at.button(key="download").label == "Download the weights"
    assert [button for button in at.button if button.key == "start-style"] == []


# The job, with the engine itself replaced: the browser tests have the real one


class Desk:
    def __init__(self, snapshot: Snapshot | None) -> None:
        self.snapshot = snapshot
        self.started: list[tuple[str, str, str]] = []

    def start(self, kind: str, request: str, *, job: str, visitor: str) -> None:
        self.started.append((kind, request, job))
        self.snapshot = Snapshot(job, kind, request)

    def watch(self, job: str, visitor: str) -> Snapshot | None:
        return self.snapshot if self.snapshot and self.snapshot.job == job else None

    def live(self) -> list[Snapshot]:
        return [self.snapshot] if self.snapshot else []


def test_a_click_paints_after_saying_how_long_it_takes(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(None)
    monkeypatch.setattr(job_panel, "jobs", lambda: desk)
    at = open_page("style", QUICK)
    assert [metric.label for metric in at.metric] == ["Iterations", "Time, about"]
    assert list(plots(at)) == ["sources"]
    at.button(key="start-style").click().run()
    assert desk.started == [("style", canonical_json(RECIPE), Frames("style", RECIPE).job)]
    assert [leaf.proto.text for leaf in leaves(at.main) if leaf.type == "progress"] == ["Starting a worker"]


def test_a_live_job_shows_its_newest_picture_and_its_losses(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = stylize(RECIPE)
    seen = [step for step, _ in zip(steps, range(4), strict=False)]
    steps.close()
    series = {name: [(float(step.done), step.values[name]) for step in seen] for name in seen[0].values}
    run = Frames("style", RECIPE)
    live = Snapshot(
        run.job, "style", "", state="running", done=3, total=25, phase="painting", series=series, frame=seen[-1].frame
    )
    monkeypatch.setattr(job_panel, "jobs", lambda: Desk(live))
    at = open_page("style", QUICK)
    assert_clean(at, "style")
    assert list(plots(at)) == ["live-painting", "live"]
    assert pixels(plots(at)["live-painting"]).shape == (43, 64, 3)
    monkeypatch.setattr(job_panel, "jobs", lambda: Desk(None))
    broken_off = open_page("style", QUICK)
    assert broken_off.button(key="start-style").label == "Continue"
    assert "painting" in plots(broken_off)
