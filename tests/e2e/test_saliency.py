"""Saliency in the browser: every choice moves the maps, own pictures, links and downloads."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ElementTree
from itertools import pairwise
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open, chart_data, choose, copied_link, press, slide
from tests.e2e.serving import settle

MAPS = ("gradient", "smoothgrad", "grad-cam")
THREE = "methods=gradient&methods=SmoothGrad&methods=Grad-CAM"


def maps(page: Page) -> tuple[str, ...]:
    return tuple(chart_data(page, key) for key in MAPS)


def wait_for_new_maps(page: Page, old: tuple[str, ...]) -> tuple[str, ...]:
    """The maps after a choice; every one of them must have changed."""
    page.wait_for_function(
        """old => { const chart = document.querySelector('.st-key-figure-gradient .js-plotly-plot');
        return chart?.data && JSON.stringify(chart.data.map(t => [t.type, t.z, t.x, t.y]),
            (_, value) => ArrayBuffer.isView(value) ? Array.from(value) : value) !== old; }""",
        arg=old[0],
    )
    settle(page)  # the others are drawn after the first
    return maps(page)


def open_knobs(page: Page) -> None:
    page.get_by_text("How the maps are made").click()
    expect(page.locator(".st-key-output")).to_be_visible()


def drawing() -> bytes:
    """A dark T-shirt on white, 300 x 200, as PNG."""
    picture = Image.new("RGB", (300, 200), "white")
    ImageDraw.Draw(picture).polygon(
        [(60, 30), (240, 30), (220, 90), (200, 80), (200, 180), (100, 180), (100, 80), (80, 90)], "navy"
    )
    packed = io.BytesIO()
    picture.save(packed, "PNG")
    return packed.getvalue()


def test_every_choice_moves_the_maps(app: str, visit: Open) -> None:
    page = visit(app, f"saliency?{THREE}")
    open_knobs(page)
    seen = [maps(page)]
    choose(page, "target", "Bag")
    seen.append(wait_for_new_maps(page, seen[-1]))
    slide(page, "epoch", "ArrowLeft")
    seen.append(wait_for_new_maps(page, seen[-1]))
    slide(page, "sample", "ArrowRight")
    seen.append(wait_for_new_maps(page, seen[-1]))
    press(page, "output", "log-probability")
    page.wait_for_url("**output=log-probability*")
    seen.append(wait_for_new_maps(page, seen[-1]))
    for before, after in pairwise(seen[:-1]):
        assert all(old != new for old, new in zip(before, after, strict=True))
    assert len({gradient for gradient, *_ in seen}) == len(seen)


def test_the_noise_moves_smoothgrad_and_the_seed_the_control(app: str, visit: Open) -> None:
    page = visit(app, "saliency?n_samples=3")  # what is turned is not hidden
    before = {key: chart_data(page, key) for key in (*MAPS, "random-map")}
    slide(page, "sigma", "End")
    page.wait_for_url("**sigma=1*")
    noisy = {key: chart_data(page, key) for key in before}
    assert {key for key in before if noisy[key] != before[key]} == {"smoothgrad"}
    slide(page, "seed", "ArrowRight")
    page.wait_for_url("**seed=1*")
    other = {key: chart_data(page, key) for key in before}
    assert {key for key in before if other[key] != noisy[key]} == {"smoothgrad", "random-map"}


def test_a_link_shows_others_the_same(app: str, visit: Open) -> None:
    page = visit(app, f"saliency?{THREE}")
    choose(page, "reference", "Small CNN on digits")
    slide(page, "epoch", "Home")
    slide(page, "sample", "ArrowRight", "ArrowRight")
    open_knobs(page)
    press(page, "output", "loss")
    choose(page, "target", "7")
    page.wait_for_url("**target=*")
    link = copied_link(page, "gradient")
    for setting in ("reference=bundled", "epoch=0", "sample=2", "output=loss", "target="):
        assert setting in link
    other = visit(app, link)
    assert maps(other) == maps(page)
    assert other.get_by_test_id("stAlertContentWarning").count() == 0


def test_an_own_picture_and_a_photograph_are_cropped_and_explained(app: str, visit: Open) -> None:
    page = visit(app, f"saliency?source=Upload&{THREE}")
    expect(page.get_by_text("Choose a picture")).to_be_visible()
    upload = page.locator(".st-key-upload input[type=file]")
    upload.set_input_files({"name": "shirt.png", "mimeType": "image/png", "buffer": drawing()})
    expect(page.get_by_role("img", name="The crop")).to_be_visible()
    expect(page.get_by_text("shirt.png, with the part taken")).to_be_visible()
    before = maps(page)
    slide(page, "zoom", "PageUp")
    after = wait_for_new_maps(page, before)

    upload.set_input_files({"name": "notes.png", "mimeType": "image/png", "buffer": b"These are words, not a picture."})
    expect(page.get_by_test_id("stAlertContentError")).to_have_count(1)
    sentence = page.get_by_test_id("stAlertContentError").inner_text()
    assert sentence.endswith(".")
    assert "Traceback" not in sentence
    assert "cannot identify" not in sentence
    upload.set_input_files({"name": "again.png", "mimeType": "image/png", "buffer": drawing()})
    expect(page.get_by_test_id("stAlertContentError")).to_have_count(0)
    expect(page.get_by_text("again.png, with the part taken")).to_be_visible()
    assert maps(page) == after, "the crop was lost with the wrong file"

    press(page, "source", "Photograph")
    photographed = wait_for_new_maps(page, after)
    page.locator(".st-key-invert label").click()
    wait_for_new_maps(page, photographed)


def test_figures_are_taken_along_as_pictures_and_data(app: str, visit: Open) -> None:
    page = visit(app, "saliency")
    for key in MAPS:
        _assert_pictures(page, key)
    page.locator(".st-key-bar-gradient").get_by_role("button", name="Data, code").click()
    expect(page.get_by_text("These lines of Python make this figure again")).to_be_visible()
    files = {}
    for ending in ("html", "npz"):
        with page.expect_download() as download:
            page.locator(f".st-key-{ending}-gradient button").click()
        files[ending] = Path(download.value.path()).read_bytes()
    assert b"Plotly.newPlot" in files["html"]
    arrays = np.load(io.BytesIO(files["npz"]), allow_pickle=False)
    assert arrays["map"].shape == (28, 28)
    assert arrays["picture"].shape == (1, 28, 28)
    settle(page)


def _assert_pictures(page: Page, key: str) -> None:
    files = {}
    for label in ("PNG", "SVG"):
        with page.expect_download() as download:
            page.locator(f".st-key-bar-{key}").get_by_role("button", name=label).click()
        files[label] = Path(download.value.path()).read_bytes()
        assert download.value.suggested_filename == f"vizlab-{key}.{label.lower()}"
    picture = Image.open(io.BytesIO(files["PNG"]))
    assert min(picture.size) > 300
    assert len(picture.convert("RGB").getcolors(2**24) or []) > 50, "the picture is empty"
    root = ElementTree.fromstring(files["SVG"])
    assert root.tag.endswith("svg")
    assert any(element.tag.endswith("image") for element in root.iter())


def test_a_click_rings_a_pixel_in_every_map_and_two_maps_blink(app: str, visit: Open) -> None:
    page = visit(app, "saliency?methods=gradient&methods=edge+detector")
    box = page.locator(".st-key-figure-edge-detector .nsewdrag").bounding_box()
    assert box is not None
    side = min(box["width"], box["height"]) / 28  # the picture begins at the upper left
    page.mouse.click(box["x"] + 20.5 * side, box["y"] + 5.5 * side)
    page.wait_for_url("**row=5*")
    page.wait_for_url("**column=20*")
    settle(page)
    rings = page.locator(".st-key-maps .js-plotly-plot").evaluate_all("all => all.map(c => [c.data[2].x[0], c.data[2].y[0]])")
    assert rings == [[20, 5], [20, 5]]

    press(page, "topic", "Blink")
    chart = page.locator(".st-key-figure-blink .js-plotly-plot")
    expect(chart).to_be_visible()
    settle(page)
    opacities = "chart => chart._fullData.slice(1).map(trace => trace.opacity)"
    assert chart.evaluate(opacities) == [0.6, 0]
    chart.locator(".updatemenu-button", has_text="Second").click()
    page.wait_for_function("() => document.querySelector('.st-key-figure-blink .js-plotly-plot')._fullData[2].opacity === 0.6")
    assert chart.evaluate(opacities) == [0, 0.6]


def test_the_quiz_is_played_on_the_keyboard(app: str, visit: Open) -> None:
    page = visit(app, "saliency?view=Quiz&rounds=8")
    for shown in ("Round 1 of 8", "Round 2 of 8"):
        expect(page.get_by_role("heading", name=shown)).to_be_visible()
        settle(page)  # a key that is pressed while the page is drawn is lost
        page.keyboard.press("1")
        expect(page.locator(".st-key-figure-quiz-map .js-plotly-plot")).to_be_visible()
        settle(page)
        page.keyboard.press("n")
    expect(page.get_by_role("heading", name="Round 3 of 8")).to_be_visible()
    expect(page.locator(".st-key-figure-score .js-plotly-plot")).to_be_visible()


def test_a_click_into_the_church_window_shows_the_picture_there(app: str, visit: Open) -> None:
    page = visit(app, "saliency?view=Adversarial&topic=Around+the+picture&reference=bundled/digits-cnn&span=40")
    before = chart_data(page, "place")
    box = page.locator(".st-key-figure-window-random .nsewdrag").first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 0.9 * box["width"], box["y"] + 0.2 * box["height"])
    page.mouse.click(box["x"] + 0.9 * box["width"], box["y"] + 0.2 * box["height"])
    expect(page.locator(".st-key-plane button", has_text="random")).to_have_attribute("aria-checked", "true")
    page.wait_for_url("**across=2*")
    assert chart_data(page, "place") != before
    assert "along=3" in page.url


def test_a_click_leads_to_the_neuron_that_sees_the_pixel_and_to_a_spoilt_picture(app: str, visit: Open) -> None:
    page = visit(app, "saliency?view=Any+neuron&neuron_layer=block2.conv")
    box = page.locator(".st-key-figure-neuron .nsewdrag").bounding_box()
    assert box is not None
    side = min(box["width"], box["height"]) / 28
    page.mouse.click(box["x"] + 20.5 * side, box["y"] + 8.5 * side)  # of two pixels, one place: windows begin 3 px before it
    page.wait_for_url("**place_row=4*")
    page.wait_for_url("**place_column=10*")
    page = visit(app, "saliency?view=Corruptions")
    before = chart_data(page, "severities")
    table = page.locator(".st-key-figure-errors .nsewdrag")
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 0.9 * box["width"], box["y"] + 10.5 / 13 * box["height"])  # of twelve rows below the clean one
    page.wait_for_url("**corruption=elastic*")
    page.wait_for_url("**severity=5*")
    settle(page)
    assert chart_data(page, "severities") != before


def test_an_outline_is_drawn_by_hand_and_a_ranking_is_watched_and_cancelled(app: str, visit: Open) -> None:
    page = visit(app, "saliency?view=Evidence&reference=bundled/digits-cnn&mask=drawn+by+you&methods=Grad-CAM")
    before = chart_data(page, "maps")
    ground = page.locator(".st-key-sketchpad .nsewdrag").first
    ground.scroll_into_view_if_needed()
    settle(page)
    box = ground.bounding_box()
    assert box is not None
    side = min(box["width"], box["height"]) / 8
    corners = [(1, 1), (6, 1), (6, 6), (1, 6), (1, 1)]
    page.mouse.move(box["x"] + side, box["y"] + side)
    page.mouse.down()
    for x, y in corners[1:]:
        page.mouse.move(box["x"] + x * side, box["y"] + y * side, steps=4)
    page.mouse.up()
    page.wait_for_url("**outline=*")
    expect(page.get_by_text("It covers 39.1% of the picture")).to_be_visible()  # 25 of 64 pixels
    settle(page)
    assert chart_data(page, "maps") != before
    other = visit(app, copied_link(page, "maps"))
    assert chart_data(other, "maps") == chart_data(page, "maps")

    page = visit(app, "saliency?view=Evidence&topic=Many+pictures&reference=bundled/digits-cnn&sample_size=400")
    page.locator(".st-key-start-evidence button").click()
    expect(page.locator(".st-key-job .js-plotly-plot").last).to_be_visible(timeout=60_000)
    page.locator(".st-key-job .st-key-cancel button").click()
    expect(page.get_by_text("Cancelled. What is done so far is kept")).to_be_visible()
    expect(page.get_by_role("button", name="Continue")).to_be_visible()
    expect(page.locator(".st-key-so-far .js-plotly-plot")).to_be_visible()
