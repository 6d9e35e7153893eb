"""Filters in the browser: layers and maps move, a kernel is typed into, links reproduce, own pictures pass through."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open, chart_data, choose, copied_link, press, slide

LAYER_FIGURES, KERNEL_FIGURES = ("layers", "maps", "map", "kernels", "sum"), ("input", "output", "products")


def figures(page: Page, keys: tuple[str, ...]) -> dict[str, str]:
    return {key: chart_data(page, key) for key in keys}


def wait_for_new(page: Page, key: str, old: str) -> None:
    """Until a figure shows other numbers than `old`."""
    page.wait_for_function(
        """([key, old]) => { const chart = document.querySelector(`.st-key-figure-${key} .js-plotly-plot`);
        return chart?.data && JSON.stringify(chart.data.map(t => [t.type, t.z, t.x, t.y]),
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
    expect(page.locator(".st-key-weights input")).to_have_value("-1 0 1; -2 7 2; -1 0 1")
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
