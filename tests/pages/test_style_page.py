"""The view Transfer under AppTest: it opens with a finished painting, every widget moves something, wrong values fall back."""

from __future__ import annotations

import base64
import dataclasses
import io
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from job_desk import Desk
from PIL import Image
from reading import assert_clean, leaves, plots, said
from streamlit.testing.v1 import AppTest

from pages import job_panel
from vizlab.frames import Frames
from vizlab.jobs import Snapshot
from vizlab.recipes import canonical_json, run_id
from vizlab.style import StyleRecipe, pictures, stylize

Open = Callable[..., AppTest]
QUICK = {"content": "photo/Coffee", "style": "texture/Brick", "size_px": "64", "steps": "25", "network": "random/small"}
RECIPE = StyleRecipe(content="photo/Coffee", style="texture/Brick", size_px=64, steps=25, network="random/small")
NO_WIDGET = ("algorithm", "init_from", "second_share", "third_share")  # or one that is drawn beside another only


def pixels(chart: Any, place: int = 0) -> np.ndarray:
    """The painting that a figure shows, or one of its sources."""
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(chart["data"][place]["source"].split(",")[1])))).astype(int)


def recipe_of(at: AppTest) -> StyleRecipe:
    fields = {name: at.session_state[name] for name in vars(StyleRecipe()) if name in at.session_state}
    return StyleRecipe(**fields)


def test_it_opens_with_a_finished_painting(open_page: Open) -> None:
    at = open_page("style")
    assert_clean(at, "style")
    figures = plots(at)
    assert list(figures) == ["painting", "losses", "distances", "differences"]
    assert [button.label for button in at.button if button.key == "start-style"] == []
    assert pixels(figures["painting"]).std() > 30
    assert all(len(json.dumps(figure)) < 500_000 for figure in figures.values())
    assert float(at.metric[0].value) < float(at.metric[1].value) / 10  # the style loss, then and now
    assert any("still sees the photograph" in said(text) for text in at.markdown)
    to_photograph, to_style = ([float(y) for y in trace["y"]] for trace in figures["distances"]["data"])
    assert to_photograph[1] < to_style[1]  # at the content layers it is nearer to the photograph
    assert to_style[2] < to_photograph[2]  # in the statistics of style nearer to the style


def test_every_knob_is_a_field_of_the_recipe(open_page: Open) -> None:
    turned = {
        "content": "photo/Rocket", "style": "pattern/Waves", "size_px": "128", "strength": "10.0", "steps": "50", "init": "noise",
        "second": "texture/Grass", "second_share": "0.2", "third": "pattern/Dots", "third_share": "0.3", "w_2": "0.0",
        "w_pixels": "3.0", "content_layers": "1,2", "alpha": "0.3", "statistic": "mean and variance", "pooling": "max",
        "tap": "before", "network": "random/small", "seed": "7", "colors": "content", "style_scale": "0.5", "scales": "2",
        "tv": "1.0", "paint": "pixels", "seamless": "true", "optimizer": "GD", "lr": "0.3",
    }  # fmt: skip
    at = open_page("style", turned)
    assert_clean(at, "style")
    recipe = recipe_of(at)
    found = {name: str(getattr(recipe, name)).removesuffix(".0") for name in turned}
    assert {name: value.lower() for name, value in found.items()} == {k: v.removesuffix(".0").lower() for k, v in turned.items()}
    assert list(plots(at)) == ["sources"]
    assert at.button(key="start-style").label == "Paint"


def test_a_painting_is_looked_through_continued_and_its_settings_are_loaded(open_page: Open) -> None:
    for _ in stylize(RECIPE):
        pass
    first = open_page("style", {**QUICK, "frame": "0"})
    assert_clean(first, "style")
    content = pixels(plots(first)["painting"], 1)
    assert np.abs(pixels(plots(first)["painting"]) - content).mean() < 12  # the frame is a WebP, the content exact
    assert first.metric[0].value == first.metric[1].value
    first.select_slider(key="frame").set_value(25).run()
    assert np.abs(pixels(plots(first)["painting"]) - content).mean() > 15
    first.button(key="more").click().run()
    assert_clean(first, "style")
    assert recipe_of(first) == dataclasses.replace(RECIPE, init="painting", init_from=f"{run_id(RECIPE)}@25")
    assert first.button(key="start-style").label == "Paint"
    first.button(key="take-style-pattern/Marble").click().run()
    assert recipe_of(first).style == "pattern/Marble"


@pytest.mark.parametrize("bad", ["no such value", "1e309"])
def test_wrong_values_fall_back_with_a_visible_note(bad: str, open_page: Open) -> None:
    keys = [*(name for name in vars(StyleRecipe()) if name not in ("lr", "w_5", *NO_WIDGET)), "frame"]
    at = open_page("style", dict.fromkeys(keys, bad) | {"content": "upload/0123456789abcdef"})
    assert not at.exception
    assert recipe_of(at) == StyleRecipe()
    for key in keys:
        assert any(f"not a possible value of {key} here" in said(warning) for warning in at.warning), key


def test_a_link_with_an_upload_that_is_kept_opens_it(open_page: Open) -> None:
    reference = pictures.keep(Image.fromarray(np.random.default_rng(0).integers(0, 256, (20, 2000, 3), dtype=np.uint8)))
    at = open_page("style", {**QUICK, "style": reference})
    assert_clean(at, "style")
    assert at.session_state["style"] == reference
    assert pixels(plots(at)["sources"], 2).shape == (16, 64, 3)


def test_the_public_network_offers_its_weights_first(open_page: Open) -> None:
    at = open_page("style", {"network": "imagenet/squeezenet1_0"})
    assert_clean(at, "style")
    assert any("are not on this machine: 5 MB" in said(info) for info in at.info)
    assert at.button(key="download").label == "Download the weights"
    assert [button for button in at.button if button.key == "start-style"] == []


# The job, with the engine itself replaced: the browser tests have the real one


def test_a_click_paints_after_saying_how_long_it_takes(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(None)
    monkeypatch.setattr(job_panel, "jobs", lambda: desk)
    at = open_page("style", QUICK)
    assert [metric.label for metric in at.metric] == ["Iterations", "Time, about"]
    assert list(plots(at)) == ["sources"]
    at.button(key="start-style").click().run()
    assert desk.started == [("style", canonical_json(RECIPE), Frames("style", RECIPE).job)]
    assert [leaf.proto.text for leaf in leaves(at.main) if leaf.type == "progress"] == ["Starting a worker"]


def test_a_live_job_shows_its_newest_picture_and_can_be_discarded(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = stylize(RECIPE)
    seen = [step for step, _ in zip((step for step in steps if step.values), range(4), strict=False)]
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
    assert at.button(key="cancel").label == "Pause"
    assert pixels(plots(at)["live-painting"]).shape == (43, 64, 3)
    monkeypatch.setattr(job_panel, "jobs", lambda: Desk(None))
    at.run()
    assert at.button(key="start-style").label == "Continue"
    assert "painting" in plots(at)
    at.button(key="discard").click().run()
    assert list(plots(at)) == ["sources"]
    assert run.indices() == []
