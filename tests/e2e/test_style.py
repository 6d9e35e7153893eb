"""Style in the browser: looking through a painting, own pictures, links, and a painting that starts, is cancelled and goes on."""

from __future__ import annotations

import io
import re

import numpy as np
from PIL import Image
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open, copied_link, press, slide
from tests.e2e.serving import settle

QUICK = "style?content=photo/Coffee&size_px=64&steps=25"
LONG = "style?size_px=512&steps=1000&network=random/small"  # minutes
SOURCES = "chart => JSON.stringify(chart.data.map(t => t.source))"


def pictures(page: Page, key: str = "painting") -> str:
    """The pictures that a figure shows, as text that changes when they change."""
    settle(page)
    found = str(page.locator(f".st-key-figure-{key} .js-plotly-plot").evaluate(SOURCES))
    assert found.count("data:image/png") == 3
    return found


def wait_for_new(page: Page, old: str) -> str:
    page.wait_for_function(
        """old => { const chart = document.querySelector('.st-key-figure-painting .js-plotly-plot');
        return chart?.data && JSON.stringify(chart.data.map(t => t.source)) !== old; }""",
        arg=old,
    )
    return pictures(page)


def number(page: Page, label: str) -> float:
    metric = page.get_by_test_id("stMetric").filter(has_text=label).first
    return float(metric.get_by_test_id("stMetricValue").inner_text())


def test_a_finished_painting_is_looked_through_and_its_link_shows_the_same(app: str, visit: Open) -> None:
    page = visit(app, "style")
    seen = [pictures(page)]
    final = number(page, "Style loss")
    shown = page.locator(".st-key-figure-painting .imagelayer .im image").first
    still = shown.get_attribute("href")
    page.get_by_role("slider", name="Before and after").fill("40")
    expect(page.locator(".curtain image")).to_have_attribute("style", re.compile("inset.0(px)? 60%"))
    page.get_by_role("button", name="Play", exact=True).click()
    expect(shown).not_to_have_attribute("href", str(still))
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(shown).to_have_attribute("href", str(still))
    slide(page, "frame", "ArrowLeft", "ArrowLeft", "ArrowLeft")
    seen.append(wait_for_new(page, seen[-1]))
    assert number(page, "Style loss") > final
    link = copied_link(page, "painting")
    assert "frame=" in link
    other = visit(app, link)
    assert pictures(other) == seen[-1] != seen[0]
    page.get_by_role("button", name="Download", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Painting as PNG").click()
    assert Image.open(download.value.path()).size == (256, 170)
    with page.expect_download() as download:
        page.get_by_role("button", name="Settings as JSON").click()
    settings = download.value.path().read_bytes()
    page = visit(app, "style?content=photo/Rocket&steps=25")
    page.get_by_role("button", name="Load settings").click()
    given = {"name": "settings.json", "mimeType": "application/json", "buffer": settings}
    page.locator(".st-key-settings input[type=file]").set_input_files(given)
    expect(page.locator(".st-key-content input")).to_have_value("Cat")


def test_a_small_painting_from_click_to_picture(app: str, visit: Open) -> None:
    page = visit(app, QUICK)
    expect(page.get_by_text("Time, about")).to_be_visible()
    page.get_by_role("button", name="All styles").click()
    page.locator(".st-key-take-style-pattern-Marble button").click()
    page.keyboard.press("Escape")
    page.wait_for_url(re.compile("style=pattern"))
    page.locator(".st-key-start-style button").click()
    expect(page.locator(".st-key-figure-painting .main-svg").first).to_be_visible()
    settle(page)
    assert number(page, "Style loss") < number(page, "at the start") / 3
    expect(page.locator(".st-key-start-style")).to_have_count(0)
    press(page, "init", "noise")
    expect(page.locator(".st-key-start-style button")).to_contain_text("Paint")


def test_an_own_picture_is_carried_by_the_link(app: str, visit: Open) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (12, 20, 3), dtype=np.uint8)
    packed = io.BytesIO()
    Image.fromarray(pixels).resize((400, 240)).save(packed, "PNG")
    page = visit(app, QUICK)
    page.get_by_role("button", name="Your own").first.click()
    upload = page.locator(".st-key-content_upload input[type=file]")
    upload.set_input_files({"name": "notes.png", "mimeType": "image/png", "buffer": b"These are words, not a picture."})
    expect(page.get_by_test_id("stAlertContentError")).to_have_count(1)
    upload.set_input_files({"name": "mine.png", "mimeType": "image/png", "buffer": packed.getvalue()})
    page.wait_for_url(re.compile("content=upload"))
    page.keyboard.press("Escape")
    settle(page)
    chart = page.locator(".st-key-sources .js-plotly-plot")
    other = visit(app, page.url.removeprefix(f"{app}/"))
    assert other.get_by_test_id("stAlertContentWarning").count() == 0
    assert other.locator(".st-key-sources .js-plotly-plot").evaluate(SOURCES) == chart.evaluate(SOURCES)
    expect(other.locator(".st-key-content input")).to_have_value(re.compile("Your picture"))


def test_a_long_painting_shows_itself_and_is_cancelled_and_goes_on(app: str, visit: Open) -> None:
    page = visit(app, LONG)
    page.locator(".st-key-start-style button").click()
    live = page.locator(".st-key-live-painting .js-plotly-plot")
    expect(live).to_be_visible()
    page.wait_for_function("() => document.querySelector('.st-key-live-painting .js-plotly-plot')?.data?.length")  # drawn, too
    first = live.evaluate(SOURCES)
    page.wait_for_function(
        "old => { const c = document.querySelector('.st-key-live-painting .js-plotly-plot'); "
        "return c?.data && JSON.stringify(c.data.map(t => t.source)) !== old; }",
        arg=first,
    )
    page.locator(".st-key-job .st-key-cancel button").click()
    expect(page.get_by_text("Paused. What is done so far is kept")).to_be_visible()
    expect(page.locator(".st-key-start-style button")).to_contain_text("Continue")
    assert pictures(page)
    page.locator(".st-key-start-style button").click()
    expect(page.locator(".st-key-job [role=progressbar]")).to_be_visible()
    page.locator(".st-key-job .st-key-cancel button").click()
    expect(page.locator(".st-key-start-style button")).to_contain_text("Continue")
