"""The view One pixel at a time: its lines make its figures, its sums are said, and what a visitor paints is in the address."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from reading import assert_clean, charts, made, open_code, plots, said
from streamlit.testing.v1 import AppTest

from pages.generative_views import pixels
from vizlab.generative.pixelwise import completion

Open = Callable[..., AppTest]
VIEW = {"view": "One pixel at a time"}
PAINTED = completion.as_text(completion.rectangle((28, 28), (10, 20), (5, 25)))
TOPICS: list[dict[str, str]] = [
    {"topic": "Completion", "hide": "middle", "fitting": "true", "pixel_sample": "3"},
    {"topic": "Completion", "hide": "what you paint", "hidden": PAINTED, "ink": PAINTED, "draw_seed": "2"},
    {"topic": "One pixel", "pixel_at": "300", "pixel_epoch": "1"},
    {"topic": "Masks", "mask_layers": "2"},
    {"topic": "Sums to one", "tiny_size": "2 × 2", "tiny_steps": "30"},
    {"topic": "Teacher forcing", "sine_steps": "100"},
    {"topic": "Sound", "dilated_layers": "3"},
]


def metrics(at: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in at.metric}


@pytest.mark.parametrize("address", TOPICS, ids=lambda address: f"{address['topic']} {address.get('hide', '')}")
def test_the_lines_under_the_figures_make_these_very_figures(address: dict[str, str], open_page: Open, tmp_path: Path) -> None:
    at = open_page("generative", {**VIEW, **address})
    assert_clean(at, "generative")
    for key, figure in plots(at).items():
        again = made(at, key, tmp_path)
        assert (again["data"], again.get("frames")) == (figure["data"], figure.get("frames")), key
        assert len(charts(at)[key]) < 500_000, key


def test_lines_of_the_race_but_for_what_is_timed(open_page: Open, tmp_path: Path) -> None:
    at = open_page("generative", {**VIEW, "topic": "RNN against CNN"})
    assert_clean(at, "generative")
    shown = plots(at)
    for key in ("race-scores", "race-curves", "race-samples", "race-steps"):
        assert made(at, key, tmp_path)["data"] == shown[key]["data"], key
    speeds = shown["race-speeds"]["data"][0]
    assert made(at, "race-speeds", tmp_path)["data"][0]["customdata"] == speeds["customdata"]
    assert speeds["text"][-1].endswith(" 1 pass")


def test_every_topic_says_what_is_to_be_seen(open_page: Open) -> None:
    for name, (_, sentence) in pixels.TOPICS.items():
        at = open_page("generative", {**VIEW, "topic": name, "sine_steps": "100", "tiny_size": "2 × 2"})
        assert sentence in [block.value for block in at.markdown]
        assert all(json.loads(sent)["alt"] for sent in charts(at).values())


def test_hiding_nothing_is_answered_and_hiding_all_is_a_sample(open_page: Open) -> None:
    nothing = open_page("generative", {**VIEW, "hide": "a rectangle", "hide_top": "0", "hide_bottom": "0"})
    assert_clean(nothing, "generative")
    assert "Nothing is hidden" in nothing.info[0].value
    everything = open_page("generative", {**VIEW, "hide": "all of it"})
    assert_clean(everything, "generative")
    assert metrics(everything)["by a fair coin"] == "543 nats"


def test_a_rectangle_that_runs_backwards_and_a_mask_that_is_none_are_answered(open_page: Open) -> None:
    backwards = open_page("generative", {**VIEW, "hide": "a rectangle", "hide_top": "20", "hide_bottom": "10"})
    assert not backwards.exception
    assert "within 0 and 28; got 20 to 10" in said(backwards.error[0])
    wrong = open_page("generative", {**VIEW, "hide": "what you paint", "hidden": "AAAA"})
    assert not wrong.exception
    assert "98 bytes for 28 × 28 pixels; got 3" in said(wrong.error[0])


def test_a_brush_stroke_is_taken_up_and_nonsense_is_not(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    told: dict[str, Any] = {}

    def brush(**wanted: Any) -> None:
        told.update(wanted)

    from pages.generative_views import pixels_completion

    monkeypatch.setattr(pixels_completion, "hide_brush", brush)
    at = open_page("generative", VIEW)
    assert_clean(at, "generative")
    assert told["hidden"].sum() == 14 * 28
    assert told["ink"].shape == (28, 28)
    from pages.hide_brush import _bits, _text

    bits = np.eye(3, dtype=np.bool_)
    np.testing.assert_array_equal(_bits(_text(bits), (3, 3)), bits)
    for nonsense in (None, 5, "01", "x" * 9):
        assert _bits(nonsense, (3, 3)) is None


def test_a_known_pixel_that_comes_later_is_said_not_to_be_seen(open_page: Open) -> None:
    blind = open_page("generative", {**VIEW, "hide": "middle"})
    assert any("without seeing them" in block.value for block in blind.markdown)
    lower = open_page("generative", {**VIEW, "hide": "lower half"})
    assert not any("without seeing them" in block.value for block in lower.markdown)
    weighed = open_page("generative", {**VIEW, "hide": "middle", "fitting": "true"})
    assert any("64 draws count for" in block.value for block in weighed.markdown)


def picture(grey: int, middle: int) -> bytes:
    pixels = np.full((60, 90, 3), grey, np.uint8)
    pixels[20:40, 30:60] = middle
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize("topic", ["Completion", "One pixel"])
def test_uploads_become_black_and_white_or_are_refused(topic: str, open_page: Open) -> None:
    at = open_page("generative", {**VIEW, "topic": topic, "pixel_source": "Upload"})
    at.file_uploader(key="pixel_upload").upload("own.png", picture(0, 255), "image/png").run()
    assert_clean(at, "generative")
    open_code(at)
    assert "own.png" in "".join(code.value for code in at.code)
    at.file_uploader(key="pixel_upload").upload("flat.png", picture(9, 9), "image/png").run()
    assert not at.exception
    assert "black all over" in said(at.error[0])
    at.file_uploader(key="pixel_upload").upload("no.png", b"nothing", "image/png").run()
    assert not at.exception
    assert "must be a whole PNG" in said(at.error[0])


def test_sums_are_one_only_with_the_right_mask(open_page: Open) -> None:
    address = {**VIEW, "topic": "Sums to one", "tiny_size": "2 × 2"}
    right = open_page("generative", address)
    assert metrics(right)["Sum of their probabilities"] == "1"
    wrong = open_page("generative", {**address, "tiny_mask": "B: and the pixel itself"})
    assert "These are no probabilities" in wrong.info[0].value
    assert float(metrics(wrong)["Sum of their probabilities"]) > 3


def test_masks_show_the_blind_spot_and_no_future(open_page: Open) -> None:
    numbers = metrics(open_page("generative", {**VIEW, "topic": "Masks", "mask_layers": "3"}))
    assert numbers["Largest gradient to the future"] == "0"
    assert numbers["Blind spot, plain"] == "6 pixels"
    assert numbers["by the formula"] == "6"
    assert numbers["Blind spot, gated"] == "0"


def test_stepping_goes_on_by_one_pixel_and_stops_at_the_ends(open_page: Open) -> None:
    at = open_page("generative", {**VIEW, "topic": "One pixel", "pixel_at": "783"})
    at.button(key="pixel-next").click().run()
    assert at.session_state["pixel_at"] == 783
    at.button(key="pixel-before").click().run()
    assert at.session_state["pixel_at"] == 782
    assert_clean(at, "generative")


def test_the_surprises_add_up_to_the_cost_of_the_picture(open_page: Open) -> None:
    at = open_page("generative", {**VIEW, "topic": "One pixel", "pixel_at": "783"})
    numbers = metrics(at)
    assert numbers["so far"] == numbers["the whole picture"]


def test_networks_nobody_has_trained_are_offered(open_page: Open) -> None:
    at = open_page("generative", {**VIEW, "topic": "RNN against CNN", "pixel_channels": "4", "pixel_net": "PixelRNN"})
    assert_clean(at, "generative")
    assert at.button(key="start-pixels").label == "Train the PixelRNN"
    sound = open_page("generative", {**VIEW, "topic": "Sound", "sound_steps": "50"})
    assert_clean(sound, "generative")
    assert sound.button(key="start-sound").label == "Train and listen"


def test_a_block_of_ten_hears_64_ms(open_page: Open) -> None:
    numbers = metrics(open_page("generative", {**VIEW, "topic": "Sound", "dilated_layers": "10"}))
    assert numbers["Values heard"] == "1,024"
    assert numbers["at 16,000 a second"] == "64 ms"
    assert numbers["without dilation"] == "11 values"
