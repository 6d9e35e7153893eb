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
    page = visit(app, "saliency")
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
    page = visit(app, "saliency?n_samples=3")
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
    page = visit(app, "saliency")
    choose(page, "reference", "Small CNN on digits")
    slide(page, "epoch", "Home")
    slide(page, "sample", "ArrowRight", "ArrowRight")
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
    page = visit(app, "saliency?source=Upload")
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
