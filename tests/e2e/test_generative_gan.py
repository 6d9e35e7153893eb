"""The view GAN in the browser: moves by buttons and their link, data drawn by hand and trained on, a job that is cancelled."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open, chart_data, copied_link
from tests.e2e.serving import settle
from tests.e2e.test_generative import wait_for_new

STEPS = "generative?view=GAN&topic=Step+by+step"
DRAWN = "generative?view=GAN&cloud=drawn&steps=100&hidden=16"
LONG = "generative?view=GAN&topic=Collapse+and+repair&first=20"


def test_moves_are_made_one_by_one_and_a_link_shows_the_same(app: str, visit: Open) -> None:
    page = visit(app, f"{STEPS}&moves=D3")
    for label, moves in (("Step G", "D3G"), ("Both", "D3GDG")):
        before = chart_data(page, "turns")
        page.get_by_role("button", name=label, exact=True).click()
        page.wait_for_url(f"**moves={moves}*")
        wait_for_new(page, "turns", before)
    settle(page)
    link = copied_link(page, "turns")
    assert "moves=D3GDG" in link
    other = visit(app, link)
    for key in ("turns", "accuracy", "turn-losses"):
        assert chart_data(other, key) == chart_data(page, key)


def stroke(page: Page) -> None:
    """Draw from the upper left to the middle of the square."""
    square = page.locator(".draw-points canvas")
    square.scroll_into_view_if_needed()
    box = square.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + 30)
    page.mouse.down()
    for part in range(1, 6):
        page.mouse.move(box["x"] + 30 + part * box["width"] / 12, box["y"] + 30 + part * box["height"] / 12, steps=3)
    page.mouse.up()


def test_points_drawn_by_hand_are_trained_on(app: str, visit: Open) -> None:
    page = visit(app, DRAWN)
    expect(page.get_by_text("At least one point must be drawn")).to_be_visible()
    stroke(page)
    page.wait_for_url(re.compile("drawn=[A-Za-z0-9_-]{4,}"))
    expect(page.get_by_text("At least one point must be drawn")).to_have_count(0)
    page.locator(".st-key-start-gan button").click()
    expect(page.locator(".st-key-figure-film .main-svg").first).to_be_visible()
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_text("At least one point must be drawn")).to_be_visible()


def test_ten_seeds_are_started_and_cancelled(app: str, visit: Open) -> None:
    page = visit(app, LONG)
    page.locator(".st-key-start-gan-seeds button").click()
    expect(page.get_by_text(re.compile(r"10 seeds at once", re.IGNORECASE)).first).to_be_visible()
    page.locator(".st-key-cancel button").click()
    expect(page.get_by_text("Cancelled. What is done so far is kept")).to_be_visible()
