"""The page Models in the browser: a click on a block, a file of one's own, and a link that shows others the same."""

from __future__ import annotations

from playwright.sync_api import expect
from safetensors.torch import save

from tests.e2e.conftest import Open, chart_data, choose, copied_link, press
from tests.e2e.serving import settle
from vizlab.models import build
from vizlab.randomness import RandomStream
from vizlab.recipes import Recipe


def weights(depth: int) -> bytes:
    with RandomStream(0):
        return save(build(Recipe(model="small CNN", depth=depth, width=8), (1, 8, 8), 10).state_dict())


def test_a_click_on_a_block_leads_to_its_filters(app: str, visit: Open) -> None:
    page = visit(app, "models?view=Architecture&network=bundled%2Ffashion-cnn")
    place = page.locator(".st-key-figure-network .js-plotly-plot").evaluate(
        """chart => { const trace = chart.data.find(t => t.name === 'convolution'), box = chart.getBoundingClientRect();
        const {xaxis, yaxis} = chart._fullLayout;
        return {x: box.x + xaxis._offset + xaxis.d2p(trace.x[1]), y: box.y + yaxis._offset + yaxis.d2p(0)}; }"""
    )
    page.mouse.click(place["x"], place["y"])
    page.wait_for_url("**layer=block2.conv*")
    settle(page)
    expect(page.locator("p", has_text="18,432 weights")).to_be_visible()
    page.get_by_text("See its filters").click()
    page.wait_for_url("**/filters?*layer=block2.conv*")
    settle(page)
    assert chart_data(page, "maps")


def test_a_file_of_ones_own_is_judged_and_kept(app: str, visit: Open) -> None:
    page = visit(app, "models?view=Bring+your+own&architecture=small+CNN&size_px=8")
    upload = page.locator(".st-key-weights_file input[type=file]")
    upload.set_input_files({"name": "notes.pth", "mimeType": "application/octet-stream", "buffer": b"These are words."})
    expect(page.get_by_test_id("stAlertContentError")).to_contain_text("neither, or it is damaged")
    upload.set_input_files({"name": "mine.safetensors", "mimeType": "application/octet-stream", "buffer": weights(2)})
    expect(page.get_by_test_id("stAlertContentSuccess")).to_contain_text("depth 2, width 8")
    page.get_by_role("button", name="Keep this network").click()
    page.get_by_role("button", name="See its card").click()
    expect(page.get_by_role("heading", name="mine")).to_be_visible()
    settle(page)
    page.get_by_text("Open in Saliency").click()
    page.wait_for_url("**/saliency?*reference=mine*")
    settle(page)
    assert page.get_by_test_id("stAlertContentError").count() == 0


def test_a_link_shows_others_the_same(app: str, visit: Open) -> None:
    page = visit(app, "models")
    press(page, "view", "Architecture")
    choose(page, "network", "SqueezeNet 1.1")
    choose(page, "layer", "features.4.squeeze")
    page.wait_for_url("**layer=features.4.squeeze*")
    link = copied_link(page, "network")
    other = visit(app, link, width=390, dark=True)
    assert chart_data(other, "network") == chart_data(page, "network")
    assert other.get_by_test_id("stAlertContentWarning").count() == 0
