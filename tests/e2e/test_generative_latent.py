"""The latent space in the browser: dragging decodes without the server, pictures are brought, links show others the same."""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open, chart_data, copied_link, press, slide
from tests.e2e.serving import settle
from vizlab.generative.codes.drawing import prior
from vizlab.generative.codes.opened import open_model

SENT = """() => { window.sent = 0; const send = WebSocket.prototype.send;
    WebSocket.prototype.send = function (...told) { window.sent++; return send.apply(this, told); }; }"""
GREYS = 2  # of 255, by which the browser's arithmetic may differ from torch's


def pixels(page: Page) -> list[int]:
    """The picture under the pointer, as grey levels."""
    script = "canvas => [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data]"
    found: list[int] = page.locator(".st-key-point canvas").evaluate(script)[::4]
    return found


def decoded(page: Page, reference: str, codes: Any) -> Any:
    """What the browser makes of codes (n, latent)."""
    name = f"{reference}@{open_model(reference).epoch}"
    page.wait_for_function("name => window.vizlabDecoders?.[name]", arg=name)
    script = "([name, codes]) => codes.map(code => [...window.vizlabDecoders[name].decode(code, -1)])"
    return np.array(page.evaluate(script, [name, codes.tolist()]))


def test_dragging_over_the_plane_decodes_in_the_browser(app: str, visit: Open) -> None:
    page = visit(app, "generative")
    canvas = page.locator(".st-key-point canvas")
    expect(canvas).to_have_attribute("data-point", "0.90,0.30")
    model = open_model("fashion-plane")
    codes = prior(model, 20, seed=1)
    assert np.abs(decoded(page, "fashion-plane", codes) - model.decode(codes).reshape(20, -1)).max() <= GREYS

    area = page.locator(".st-key-figure-sheet .nsewdrag").first
    area.scroll_into_view_if_needed()
    box = area.bounding_box()
    assert box is not None
    before = pixels(page)
    page.evaluate(SENT)
    page.mouse.move(box["x"] + box["width"] * 0.55, box["y"] + box["height"] * 0.45)
    page.mouse.down()
    times = []
    for step in range(12):
        page.mouse.move(box["x"] + box["width"] * (0.55 - 0.04 * step), box["y"] + box["height"] * (0.45 + 0.03 * step))
        page.wait_for_timeout(40)
        times.append(float(canvas.get_attribute("data-ms") or "nan"))
    assert page.evaluate("window.sent") == 0  # nothing was asked of the server
    assert "px=" not in page.url
    assert np.nanmin(times) < 30
    place = [float(part) for part in str(canvas.get_attribute("data-point")).split(",")]
    assert place[0] < 0 > place[1]
    dragged = pixels(page)
    assert dragged != before
    assert np.abs(np.array(dragged) - model.decode(np.array([place])).ravel()).max() <= GREYS
    page.mouse.up()
    page.wait_for_url(f"**px={place[0]:.2f}*".replace(".00", "*").rstrip("0") + "*")
    settle(page)
    assert pixels(page) == dragged
    page.locator(".st-key-point figure").focus()
    page.keyboard.press("ArrowUp")
    page.wait_for_function(
        "place => document.querySelector('.st-key-py [role=slider], .st-key-py input')?.value != place", arg=str(place[1])
    )
    page.wait_for_timeout(600)
    settle(page)
    assert pixels(page) != dragged


def test_a_link_shows_others_the_same_codes(app: str, visit: Open) -> None:
    page = visit(app, "generative?decoder=vae-mnist-20d&across=1&up=2&px=-1.5&py=0.4")
    model = open_model("vae-mnist-20d")
    codes = prior(model, 5, seed=2)
    assert np.abs(decoded(page, "vae-mnist-20d", codes) - model.decode(codes).reshape(5, -1)).max() <= GREYS
    slide(page, "sample_seed", "ArrowRight")
    slide(page, "at_epoch", "ArrowLeft")
    page.wait_for_url("**at_epoch=*")
    link = copied_link(page, "sheet")
    for setting in ("decoder=vae-mnist-20d", "across=1", "up=2", "px=-1.5", "py=0.4", "sample_seed=1", "at_epoch="):
        assert setting in link
    other = visit(app, link)
    for key in ("sheet", "latent-samples"):
        assert chart_data(other, key) == chart_data(page, key)
    expect(other.locator(".st-key-point canvas")).to_have_attribute("data-point", "-1.50,0.40")
    for each in (page, other):  # until the decoder has come, the picture is the server's
        expect(each.locator(".st-key-point figcaption")).to_contain_text("Nearest code")
    assert pixels(other) == pixels(page)
    assert other.get_by_test_id("stAlertContentWarning").count() == 0


def test_a_way_to_pictures_of_ones_own(app: str, visit: Open) -> None:
    page = visit(app, "generative?topic=Way")
    first = chart_data(page, "ways")
    press(page, "kind_a", "Your own")
    picture = Image.new("RGB", (120, 160), "white")
    ImageDraw.Draw(picture).ellipse((30, 20, 90, 140), outline="navy", width=14)
    file = io.BytesIO()
    picture.save(file, "PNG")
    page.locator(".st-key-file_a input[type=file]").set_input_files(
        {"name": "ring.png", "mimeType": "image/png", "buffer": file.getvalue()}
    )
    expect(page.get_by_text("from 120 × 160 to 28 × 28 pixels")).to_be_visible()
    settle(page)
    uploaded = chart_data(page, "ways")
    assert uploaded != first

    press(page, "kind_b", "Your own")
    field = page.locator(".st-key-draw_b canvas")
    page.locator(".st-key-draw_b").get_by_role("button", name="Use it").click()
    expect(page.get_by_text("the same grey everywhere")).to_be_visible()  # nothing was drawn
    box = field.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 112, box["y"] + 30)
    page.mouse.down()
    for step in range(8):
        page.mouse.move(box["x"] + 112, box["y"] + 30 + 20 * step)
    page.mouse.up()
    page.locator(".st-key-draw_b").get_by_role("button", name="Use it").click()
    expect(page.get_by_text("from 224 × 224 to 28 × 28 pixels")).to_be_visible()
    page.wait_for_url("**own_b=*")
    settle(page)
    drawn = chart_data(page, "ways")
    assert drawn != uploaded
    link = copied_link(page, "ways")
    other = visit(app, link)
    assert chart_data(other, "ways") == drawn
    assert json.loads(drawn)
