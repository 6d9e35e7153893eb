"""GAN on images in the browser: a film that plays, a class that is asked for, and a run that is cancelled."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open, choose, copied_link, press, slide
from tests.e2e.serving import settle

VIEW = "generative?view=GAN+on+images"
LONG = f"{VIEW}&topic=Train&image_epochs=200&channels=64&image_seed=11"  # minutes


def picture(page: Page, key: str) -> str:
    """The sheet of a figure, as its picture file."""
    return str(page.evaluate("key => document.querySelector(`.st-key-figure-${key} .js-plotly-plot`).data[0].source", key))


def wait_for_new_picture(page: Page, key: str, old: str) -> str:
    page.wait_for_function(
        """([key, old]) => { const chart = document.querySelector(`.st-key-figure-${key} .js-plotly-plot`);
        return chart?.data && chart.data[0].source !== old; }""",
        arg=[key, old],
    )
    return picture(page, key)


def test_samples_are_asked_for_played_and_sent_as_a_link(app: str, visit: Open) -> None:
    page = visit(app, f"{VIEW}&image_gan=dcgan-digits")
    shown = picture(page, "samples")
    choose(page, "wanted", "3")
    shown = wait_for_new_picture(page, "samples", shown)
    press(page, "truncation", "0.5")
    page.wait_for_url("**truncation=0.5*")
    shown = wait_for_new_picture(page, "samples", shown)
    slide(page, "gan_epoch", "Home")
    page.wait_for_url("**gan_epoch=0*")
    shown = wait_for_new_picture(page, "samples", shown)
    expect(page.get_by_text("Epoch 0, judged")).to_be_visible()
    settle(page)
    link = copied_link(page, "samples")
    other = visit(app, link)
    assert picture(other, "samples") == shown
    film = other.locator(".st-key-figure-samples")
    film.scroll_into_view_if_needed()
    film.locator(".updatemenu-button", has_text="Play").click()
    wait_for_new_picture(other, "samples", shown)


def test_a_run_is_started_and_cancelled(app: str, visit: Open) -> None:
    page = visit(app, LONG)
    page.locator(".st-key-start-dcgan button").click()
    expect(page.locator(".st-key-images-live-sheet .main-svg").first).to_be_visible()
    page.locator(".st-key-cancel button").click()
    expect(page.get_by_text("Cancelled. What is done so far is kept")).to_be_visible()
    expect(page.get_by_text(re.compile(r"This run ended at epoch \d+ of 200"))).to_be_visible()
    expect(page.locator(".st-key-start-dcgan button")).to_contain_text("Continue")
