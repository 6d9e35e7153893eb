"""Sampling in the browser: walking about the plane, links, a film that plays, and runs that start, end and are cancelled."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open, chart_data, choose, copied_link, press, slide
from tests.e2e.serving import settle

QUICK = "generative?view=VAE&data=digits&epochs=3&hidden=16&seed=11"
LONG = "generative?view=VAE&data=digits&epochs=200&hidden=512&batch_size=16&seed=12"  # minutes


def wait_for_new(page: Page, key: str, old: str) -> str:
    """The numbers of a figure after a choice that must change them."""
    page.wait_for_function(
        """([key, old]) => { const chart = document.querySelector(`.st-key-figure-${key} .js-plotly-plot`);
        return chart?.data && JSON.stringify(chart.data.map(t => [t.type, t.z, t.x, t.y]),
            (_, value) => ArrayBuffer.isView(value) ? Array.from(value) : value) !== old; }""",
        arg=[key, old],
    )
    return chart_data(page, key)


def test_the_plane_is_walked_by_slider_and_by_click(app: str, visit: Open) -> None:
    page = visit(app, "generative?view=VAE")
    decoded = chart_data(page, "decoded")
    slide(page, "z1", "ArrowRight", "ArrowRight")
    page.wait_for_url("**z1=-0.8*")
    decoded = wait_for_new(page, "decoded", decoded)
    box = page.locator(".st-key-figure-plane .nsewdrag").first.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 12.5 / 13, box["y"] + box["height"] * 0.5 / 13)  # the upper right corner
    page.wait_for_url("**z1=1.8*")
    wait_for_new(page, "decoded", decoded)
    way = chart_data(page, "way")
    choose(page, "b", "9 · Sneaker")
    wait_for_new(page, "way", way)
    plane = chart_data(page, "plane")
    slide(page, "epoch", "Home")
    wait_for_new(page, "plane", plane)


def test_a_link_shows_others_the_same(app: str, visit: Open) -> None:
    page = visit(app, "generative?view=VAE&data=digits&epochs=100&lr=0.005")
    slide(page, "epoch", "ArrowLeft")
    slide(page, "z2", "End")
    press(page, "path", "spherical")
    choose(page, "a", "7 ·")
    page.wait_for_url("**a=7*")
    link = copied_link(page, "way")
    for setting in ("data=digits", "epochs=100", "epoch=10", "z2=3", "path=spherical", "a=7"):
        assert setting in link
    other = visit(app, link)
    for key in ("plane", "decoded", "codes", "way"):
        assert chart_data(other, key) == chart_data(page, key)
    assert other.get_by_test_id("stAlertContentWarning").count() == 0


def test_the_film_plays(app: str, visit: Open) -> None:
    page = visit(app, "generative?view=GAN")
    still = chart_data(page, "film")
    film = page.locator(".st-key-figure-film")
    film.scroll_into_view_if_needed()
    expect(film.get_by_text("step 1500")).to_be_visible()
    film.locator(".updatemenu-button", has_text="Play").click()
    wait_for_new(page, "film", still)
    film.locator(".updatemenu-button", has_text="Pause").click()
    expect(film.get_by_text("step 1500")).to_have_count(0)
    slopes = chart_data(page, "slopes")
    slide(page, "step", "Home")
    page.wait_for_url("**step=0*")
    wait_for_new(page, "slopes", slopes)


def test_a_run_is_trained_and_another_cancelled(app: str, visit: Open) -> None:
    page = visit(app, QUICK)
    page.locator(".st-key-start-vae button").click()
    expect(page.locator(".st-key-figure-plane .main-svg").first).to_be_visible()
    expect(page.locator(".st-key-start-vae")).to_have_count(0)
    page.reload()
    settle(page)
    expect(page.locator(".st-key-figure-bound .main-svg").first).to_be_visible()

    page = visit(app, LONG)
    page.locator(".st-key-start-vae button").click()
    expect(page.locator(".st-key-live .main-svg").first).to_be_visible()
    expect(page.locator(".st-key-live-plane .main-svg").first).to_be_visible()
    page.locator(".st-key-cancel button").click()
    expect(page.get_by_text("Cancelled. What is done so far is kept")).to_be_visible()
    expect(page.get_by_text(re.compile(r"This run ended at epoch \d+ of 200"))).to_be_visible()
    expect(page.locator(".st-key-start-vae button")).to_contain_text("Continue")
