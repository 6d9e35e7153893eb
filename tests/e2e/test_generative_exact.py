"""Exact models in the browser: a click moves q, a link shows others the same, and a study starts and is cancelled."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open, chart_data, copied_link
from tests.e2e.serving import settle

EXACT = "generative?view=VAE&topic=Exact"
LONG = "generative?view=VAE&topic=Bottleneck&ae_hidden=128&ae_epochs=200&ae_seed=4"  # a minute and more


def click_map(page: Page, key: str, x: float, y: float) -> None:
    """Click a map at these shares of its width and height."""
    page.locator(f".st-key-figure-{key}").scroll_into_view_if_needed()
    box = page.locator(f".st-key-figure-{key} .nsewdrag").first.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * x, box["y"] + box["height"] * y)


def test_a_click_moves_q_and_a_link_shows_others_the_same(app: str, visit: Open) -> None:
    page = visit(app, EXACT)
    before = chart_data(page, "beliefs")
    click_map(page, "bounds", 0.75, 0.5)  # mean 1.5, variance half of 1.15
    page.wait_for_url("**q_mu=1.5*")
    settle(page)
    moved = chart_data(page, "beliefs")
    assert moved != before
    link = copied_link(page, "beliefs")
    assert "q_mu=1.5" in link
    assert "q_var=0.5" in link
    other = visit(app, link)
    for key in ("beliefs", "ledger", "readings"):
        assert chart_data(other, key) == chart_data(page, key)


def test_a_click_moves_the_cross_beside_the_tube(app: str, visit: Open) -> None:
    page = visit(app, "generative?view=VAE&topic=A+thin+tube")
    before = chart_data(page, "log-p")
    click_map(page, "tube", 0.1, 0.1)
    page.wait_for_url("**tube_x=-2*")
    settle(page)
    assert chart_data(page, "log-p") != before


def test_a_study_starts_and_is_cancelled(app: str, visit: Open) -> None:
    page = visit(app, LONG)
    page.locator(".st-key-start-autoencoders button").click()
    expect(page.locator(".st-key-job")).to_contain_text("so far")
    page.locator(".st-key-cancel button").click()
    expect(page.get_by_text("Cancelled. What is done so far is kept")).to_be_visible(timeout=60_000)
    expect(page.locator(".st-key-start-autoencoders button")).to_be_visible()
