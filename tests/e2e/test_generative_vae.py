"""The view VAE in the browser: a click on the dial, an upload weighed beside held-out pictures, a series begun and cancelled."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image
from playwright.sync_api import expect

from tests.e2e.conftest import Open, chart_data, choose, copied_link, press
from tests.e2e.serving import settle
from tests.e2e.test_generative import wait_for_new


def picture() -> bytes:
    """A fat cross, ink on paper, in colour and far from square."""
    drawn = np.full((90, 160, 3), 250, np.uint8)
    drawn[10:80, 70:90] = drawn[35:55, 45:115] = (30, 20, 60)
    buffer = io.BytesIO()
    Image.fromarray(drawn).save(buffer, "PNG")
    return buffer.getvalue()


def test_a_click_on_the_dial_shows_its_digits(app: str, visit: Open) -> None:
    page = visit(app, "generative?view=VAE&topic=Beta+dial")
    pictures = chart_data(page, "dial-pictures")
    page.locator(".st-key-bar-dial").scroll_into_view_if_needed()
    place = page.evaluate(
        """() => { const chart = document.querySelector('.st-key-figure-dial .js-plotly-plot'), full = chart._fullLayout;
        const box = chart.getBoundingClientRect(), trace = chart.data[0], at = 2;
        return [box.left + full._size.l + full.xaxis.d2p(trace.x[at]), box.top + full._size.t + full.yaxis.d2p(trace.y[at])]; }"""
    )
    page.mouse.click(*place)
    page.wait_for_url("**dial_beta=0.1*")
    wait_for_new(page, "dial-pictures", pictures)
    link = copied_link(page, "dial-pictures")
    other = visit(app, link)
    assert chart_data(other, "dial-pictures") == chart_data(page, "dial-pictures")


def test_an_upload_is_weighed_beside_held_out_pictures(app: str, visit: Open) -> None:
    page = visit(app, "generative?view=VAE&topic=Amortised&refine_steps=20")
    gaps = chart_data(page, "gaps")
    press(page, "strange", "Empty")
    page.wait_for_url("**strange=empty*")
    gaps = wait_for_new(page, "gaps", gaps)
    press(page, "strange", "Upload")
    page.wait_for_url("**strange=upload*")
    expect(page.get_by_text("Choose a picture: up to 20 MB, any size.")).to_be_visible()
    page.locator("input[type=file]").set_input_files({"name": "cross.png", "mimeType": "image/png", "buffer": picture()})
    expect(page.locator(".st-key-figure-trio .main-svg").first).to_be_visible()
    settle(page)
    trio = chart_data(page, "trio")
    page.locator(".st-key-vae_invert label").first.click()
    page.wait_for_url("**vae_invert=true*")
    wait_for_new(page, "trio", trio)
    expect(page.get_by_text("of the held-out ones cost less than it")).to_be_visible()


def test_a_series_is_begun_and_cancelled(app: str, visit: Open) -> None:
    page = visit(app, "generative?view=VAE&topic=Collapse&collapse_epochs=100&collapse_seed=9")
    page.locator(".st-key-start-vae-collapse button").click()
    expect(page.locator(".st-key-series-live .main-svg").first).to_be_visible()
    page.locator(".st-key-cancel button").click()
    expect(page.get_by_text("Cancelled. What is done so far is kept")).to_be_visible()
    expect(page.locator(".st-key-start-vae-collapse button")).to_contain_text("Continue")
    choose(page, "cause", "noisy pixels")
    page.wait_for_url("**cause=noisy*")
    expect(page.locator(".st-key-start-vae-collapse button")).to_contain_text("Train them all")
