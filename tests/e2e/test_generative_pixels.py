"""One pixel at a time in the browser: a brush that hides, a click on a pixel, a run that is begun and cancelled."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open, chart_data, copied_link, slide
from tests.e2e.serving import settle

VIEW = "generative?view=One+pixel+at+a+time"
LONG = f"{VIEW}&topic=RNN+against+CNN&pixel_net=PixelRNN&pixel_channels=64&pixel_layers=8&pixel_epochs=100"  # minutes


def drawn(page: Page, key: str) -> str:
    """The pictures of a figure."""
    chart = f".st-key-figure-{key} .js-plotly-plot"
    return str(page.evaluate("chart => JSON.stringify(document.querySelector(chart).data.map(t => t.source ?? t.text))", chart))


def wait_for_other(page: Page, key: str, old: str) -> None:
    page.wait_for_function(
        """([chart, old]) => JSON.stringify(document.querySelector(chart)?.data?.map(t => t.source ?? t.text)) !== old""",
        arg=[f".st-key-figure-{key} .js-plotly-plot", old],
    )
    settle(page)


def test_a_stroke_of_the_brush_hides_and_the_link_carries_it(app: str, visit: Open) -> None:
    page = visit(app, f"{VIEW}&hide=middle")
    before = drawn(page, "completions")
    canvas = page.locator(".hide-brush canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.8)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + box["height"] * 0.8, steps=8)
    page.mouse.up()
    page.wait_for_url("**hidden=*")
    wait_for_other(page, "completions", before)
    link = copied_link(page, "completions")
    assert "hidden=" in link
    assert "hide=what" in link
    other = visit(app, link)
    assert drawn(other, "completions") == drawn(page, "completions")
    assert other.get_by_test_id("stAlertContentWarning").count() == 0


def test_a_click_on_a_pixel_looks_at_it(app: str, visit: Open) -> None:
    page = visit(app, f"{VIEW}&topic=One+pixel")
    bars = chart_data(page, "pixel-bars")
    box = page.locator(".st-key-figure-pixel-surprise .nsewdrag").first.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 20.5 / 28, box["y"] + box["height"] * 8.5 / 28)
    page.wait_for_url(f"**pixel_at={8 * 28 + 20}*")
    settle(page)
    assert chart_data(page, "pixel-bars") != bars
    slide(page, "pixel_at", "ArrowRight")
    page.wait_for_url(f"**pixel_at={8 * 28 + 21}*")


def test_a_run_is_begun_and_cancelled(app: str, visit: Open) -> None:
    page = visit(app, LONG)
    page.locator(".st-key-start-pixels button").click()
    panel = page.locator(".st-key-job")
    expect(panel.get_by_text("Training")).to_be_visible(timeout=60_000)
    panel.locator(".st-key-cancel button").click()
    expect(page.get_by_text("Cancelled. What is done so far is kept")).to_be_visible(timeout=30_000)
