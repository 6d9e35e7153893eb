"""Filters in the browser: layers and maps move, a kernel is typed into, links reproduce, own pictures pass through."""

from __future__ import annotations

import io
import json

from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open, chart_data, choose, copied_link, press, slide
from tests.e2e.serving import settle

LAYER_FIGURES, KERNEL_FIGURES = ("layers", "maps", "map", "kernels", "sum"), ("input", "output", "products")


def figures(page: Page, keys: tuple[str, ...]) -> dict[str, str]:
    return {key: chart_data(page, key) for key in keys}


def wait_for_new(page: Page, key: str, old: str) -> None:
    """Until a figure shows other numbers than `old`."""
    page.wait_for_function(
        """([key, old]) => { const chart = document.querySelector(`.st-key-figure-${key} .js-plotly-plot`);
        return chart?.data && JSON.stringify(chart.data.map(t => [t.type, t.z ?? t.source, t.x, t.y]),
            (_, value) => ArrayBuffer.isView(value) ? Array.from(value) : value) !== old; }""",
        arg=[key, old],
    )


def frames(page: Page, key: str) -> str:
    """The frames drawn over a figure."""
    script = "chart => JSON.stringify(chart.layout.shapes.map(s => [s.x0, s.x1, s.y0, s.y1]))"
    return str(page.locator(f".st-key-figure-{key} .js-plotly-plot").evaluate(script))


def stroke() -> bytes:
    """A thick white diagonal on black, as PNG."""
    picture = Image.new("L", (200, 200), 0)
    ImageDraw.Draw(picture).line([(20, 180), (180, 20)], fill=255, width=30)
    packed = io.BytesIO()
    picture.save(packed, "PNG")
    return packed.getvalue()


def test_layers_and_maps_move_and_the_link_shows_others_the_same(app: str, visit: Open) -> None:
    page = visit(app, "filters")
    before = figures(page, LAYER_FIGURES)
    choose(page, "layer", "block2 · convolution")
    page.wait_for_url("**layer=block2.conv*")
    wait_for_new(page, "sum", before["sum"])
    deeper = figures(page, LAYER_FIGURES)
    assert all(deeper[key] != before[key] for key in LAYER_FIGURES if key != "layers")
    slide(page, "input", "ArrowRight")
    page.wait_for_url("**input=1*")
    press(page, "order", "mean activation")
    page.wait_for_url("**order=mean*")
    press(page, "scale", "each its own")
    slide(page, "epoch", "Home")
    page.wait_for_url("**epoch=0*")
    expect(page.get_by_text("turned the kernels of the first convolution by 0°")).to_be_visible()
    after = figures(page, LAYER_FIGURES)
    assert all(after[key] != deeper[key] for key in LAYER_FIGURES)
    link = copied_link(page, "maps")
    other = visit(app, link)
    assert figures(other, LAYER_FIGURES) == after
    assert other.get_by_test_id("stAlertContentWarning").count() == 0


def click_at(page: Page, key: str, across: float, down: float) -> None:
    """Click a place of a chart's map, in shares of its width and height, once the pointer has come to rest there."""
    settle(page)
    box = page.locator(f".st-key-figure-{key} .nsewdrag").first.bounding_box()
    assert box is not None
    at = box["x"] + box["width"] * across, box["y"] + box["height"] * down
    page.mouse.move(at[0] - 3, at[1])
    page.mouse.move(*at)
    page.wait_for_selector(f".st-key-figure-{key} .hoverlayer .hovertext")
    page.mouse.click(*at)


def test_a_click_on_a_layer_looks_into_it_and_one_on_a_map_opens_its_unit(app: str, visit: Open) -> None:
    page = visit(app, "filters?reference=bundled/digits-cnn")
    page.set_viewport_size({"width": 1280, "height": 1500})
    click_at(page, "layers", 0.12, 0.56)  # the second row begins with the second convolution
    page.wait_for_url("**layer=block2.conv*")
    click_at(page, "maps", 0.05, 0.1)
    page.wait_for_url("**view=Unit*")
    settle(page)
    assert page.locator(".st-key-unit input").input_value() == "0"
    assert page.get_by_test_id("stAlertContentWarning").count() == 0


def test_a_kernel_is_typed_into_and_goes_with_the_link(app: str, visit: Open) -> None:
    page = visit(app, "filters")
    press(page, "view", "Operation")
    page.wait_for_url("**view=Operation*")
    before = figures(page, KERNEL_FIGURES)
    grid = page.get_by_test_id("stDataFrame").first
    box = grid.bounding_box()
    assert box is not None
    page.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + box["height"] * 5 / 8)  # the middle of 3 x 3, below the header
    cell = page.locator("#portal .gdg-input")
    expect(cell).to_be_focused()
    cell.press("Control+a")
    cell.press("7")
    expect(cell).to_have_value("7")
    cell.press("Enter")
    page.wait_for_url("**weights=*")
    wait_for_new(page, "products", before["products"])
    mine = figures(page, KERNEL_FIGURES)
    assert mine["products"] != before["products"]
    assert mine["output"] != before["output"]
    expect(page.locator(".st-key-weights textarea")).to_have_value("-1 0 1; -2 7 2; -1 0 1")
    slide(page, "row", "Home")
    page.wait_for_url("**row=0*")
    slide(page, "stride", "ArrowRight")
    page.wait_for_url("**stride=2*")
    expect(page.get_by_text("⌊(28 + 2 · 1 − 3) / 2⌋ + 1 = 14").first).to_be_visible()
    mine = figures(page, KERNEL_FIGURES)
    other = visit(app, page.url.removeprefix(f"{app}/"))
    assert figures(other, KERNEL_FIGURES) == mine
    assert frames(other, "input") == frames(page, "input")
    assert other.get_by_test_id("stAlertContentWarning").count() == 0

    choose(page, "kernel", "emboss")
    page.wait_for_url("**kernel=emboss*")
    expect(page.get_by_text("Light from the upper left")).to_be_visible()
    assert "weights" not in page.url
    assert page.get_by_test_id("stAlertContentWarning").count() == 0


def test_a_click_on_a_kernel_weight_shows_what_it_touches_and_stamps_play(app: str, visit: Open) -> None:
    page = visit(app, "filters?view=Pooling+and+back&topic=Backward")
    before = chart_data(page, "weight")
    place = page.locator(".st-key-figure-weight .js-plotly-plot").evaluate(
        """chart => { chart.scrollIntoView({block: 'center'});
        const trace = chart.data.find(t => t.customdata), box = chart.getBoundingClientRect();
        const {xaxis, yaxis} = chart._fullLayout;
        return {x: box.x + xaxis._offset + xaxis.d2p(trace.x[0]), y: box.y + yaxis._offset + yaxis.d2p(trace.y[0])}; }"""
    )
    page.mouse.move(place["x"], place["y"])
    page.wait_for_timeout(300)  # the point under the mouse is found after the move
    page.mouse.click(place["x"], place["y"])
    page.wait_for_url("**tap_row=0*tap_column=0*")
    wait_for_new(page, "weight", before)
    expect(page.get_by_text("x(r + 0, c + 0) = −14")).to_be_visible()

    press(page, "topic", "Transposed")
    whole = chart_data(page, "stamping")
    chart = page.locator(".st-key-figure-stamping")
    chart.locator(".updatemenu-button", has_text="‹").click()
    expect(chart.locator(".slider-label").first).to_have_text("stamp 8")
    assert chart_data(page, "stamping") != whole


def test_a_kernel_walks_over_a_grid_while_one_looks_on(app: str, visit: Open) -> None:
    page = visit(app, "filters?view=Operation&topic=Window%20by%20window")
    filled = "chart => Array.from(chart._fullData.at(-3).z).flatMap(row => Array.from(row)).filter(Number.isFinite).length"
    chart = page.locator(".st-key-figure-walk .js-plotly-plot")
    expect(chart).to_be_visible()
    assert chart.evaluate(filled) == 16
    page.locator(".st-key-figure-walk .updatemenu-button").first.click()
    page.wait_for_function(
        f"const walk = document.querySelector('.st-key-figure-walk .js-plotly-plot'); const n = ({filled})(walk); n > 1 && n < 16"
    )
    expect(page.locator(".st-key-figure-walk .slider-label").first).to_contain_text("window")


def test_an_own_picture_passes_through_both_views(app: str, visit: Open) -> None:
    page = visit(app, "filters?source=Upload&reference=bundled/mnist-lenet5")
    expect(page.get_by_text("Choose a picture")).to_be_visible()
    page.locator(".st-key-upload input[type=file]").set_input_files(
        {"name": "stroke.png", "mimeType": "image/png", "buffer": stroke()}
    )
    expect(page.get_by_role("img", name="The crop")).to_be_visible()
    before = figures(page, LAYER_FIGURES)
    page.locator(".st-key-invert label").click()
    wait_for_new(page, "maps", before["maps"])
    inverted = figures(page, LAYER_FIGURES)
    assert inverted["maps"] != before["maps"]
    assert inverted["kernels"] == before["kernels"]


def test_it_fits_a_phone_in_the_dark(app: str, visit: Open) -> None:
    page = visit(app, "filters?view=Operation&kernel=Laplacian", width=390, dark=True)
    figures(page, KERNEL_FIGURES)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for key in KERNEL_FIGURES:
        box = page.locator(f".st-key-figure-{key}").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390


def test_a_unit_is_looked_for_in_more_pictures_and_turned_by_the_keyboard(app: str, visit: Open) -> None:
    page = visit(app, "filters?view=Unit&reference=bundled/mnist-lenet5&pictures=1797")
    expect(page.get_by_text("the strongest of 1,000 pictures of digits")).to_be_visible()
    page.locator(".st-key-start-units button").click()
    expect(page.get_by_text("the strongest of 1,797 pictures of digits")).to_be_visible(timeout=60_000)
    before = chart_data(page, "patches")
    unit = int(page.locator(".st-key-unit input").input_value())
    page.keyboard.press("n")
    page.wait_for_url(f"**unit={unit + 1}*")
    wait_for_new(page, "patches", before)
    other = visit(app, copied_link(page, "patches"))
    assert chart_data(other, "patches") == chart_data(page, "patches")
    assert other.get_by_test_id("stAlertContentWarning").count() == 0


def test_the_picture_of_a_unit_is_found_while_one_looks_on_cancelled_and_played(app: str, visit: Open) -> None:
    page = visit(app, "filters?view=Dream&reference=bundled/tiny-vgg&layer=features.9&unit=3&steps=1024")
    page.get_by_role("button", name="Find its picture").click()
    live = page.locator(".st-key-job .js-plotly-plot").first
    expect(live).to_be_visible(timeout=60_000)
    page.locator(".st-key-job .st-key-cancel button").click()
    expect(page.get_by_text("Cancelled. What is done so far is kept")).to_be_visible()
    expect(page.get_by_role("button", name="Continue")).to_be_visible()

    page = visit(app, "filters?view=Dream")
    shown = "() => document.querySelector('.st-key-figure-emerging .js-plotly-plot').data[0].source"
    last = page.evaluate(shown)
    assert last.startswith("data:image/webp")
    page.locator(".st-key-figure-emerging").get_by_text("Play", exact=True).click()
    page.wait_for_function(f"last => ({shown})() !== last", arg=last)
    page.wait_for_function(f"last => ({shown})() === last", arg=last)  # and ends where it began


def test_a_click_on_a_map_shows_the_window_of_its_unit(app: str, visit: Open) -> None:
    page = visit(app, "filters?view=Why convolution&topic=Receptive field&reference=bundled/digits-cnn&layer=block1.conv")
    before = chart_data(page, "seen")
    ground = page.locator(".st-key-figure-units .nsewdrag").first
    ground.scroll_into_view_if_needed()
    box = ground.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 2.5 / 8, box["y"] + box["height"] * 6.5 / 8)  # of 8 x 8
    page.wait_for_url("**row=6&column=2*")
    wait_for_new(page, "seen", before)
    expect(page.locator(".st-key-figure-seen .js-plotly-plot")).to_have_count(1)  # for a moment the old one is there as well
    assert json.loads(frames(page, "seen"))[0] == [0.5, 3.5, 4.5, 7.5]  # 3 x 3 px around row 6, column 2
