"""Data in the browser: a zip of one's own from upload to a trained network, wrong files, and the bench of the Shapes."""

from __future__ import annotations

import io
import zipfile

import numpy as np
from PIL import Image
from playwright.sync_api import expect

from tests.e2e.conftest import Open, chart_data, press, slide
from tests.e2e.serving import settle


def squares(each: int = 12) -> bytes:
    """Two folders of pictures, dark and light, and two files that are of no use."""
    rng, packed = np.random.default_rng(0), io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, level in (("dark", 20), ("light", 150)):
            for at in range(each):
                picture = io.BytesIO()
                Image.fromarray((level + rng.integers(0, 60, (40, 50, 3))).astype(np.uint8)).save(picture, "PNG")
                archive.writestr(f"squares/{name}/{at}.png", picture.getvalue())
        archive.writestr("squares/notes.txt", "not a picture")
        archive.writestr("squares/dark/broken.png", b"no picture either")
    return packed.getvalue()


def file(name: str, content: bytes) -> dict[str, object]:
    return {"name": name, "mimeType": "application/zip", "buffer": content}


def test_a_zip_of_ones_own_is_kept_and_trained_on(app: str, visit: Open) -> None:
    page = visit(app, "datasets?view=Your+own&size_px=28")
    uploader = page.locator(".st-key-dataset_file input[type=file]")
    uploader.set_input_files(file("evil.zip", squares().replace(b"squares/dark/0.png", b"../../../dark/.png")))  # type: ignore[arg-type]
    expect(page.get_by_test_id("stAlertContentError")).to_contain_text("points outside")

    uploader.set_input_files(file("squares.zip", squares()))  # type: ignore[arg-type]
    expect(page.get_by_text("1 left out, and why")).to_be_visible()
    expect(page.get_by_test_id("stAlertContentError")).to_have_count(0)
    settle(page)
    assert page.locator(".st-key-figure-upload .js-plotly-plot").count() == 1
    page.locator(".st-key-keep button").click()
    expect(page.get_by_text("Kept as “squares”: 18 to learn from, 6 to test on.")).to_be_visible()
    expect(page.get_by_text("2 left out, and why")).to_be_visible()
    settle(page)
    page.get_by_role("link", name="Train a network on it").first.click()
    page.wait_for_url("**/train?data=mine*")
    expect(page.locator(".st-key-data input")).to_have_value("squares (own)")

    mine = page.url.split("data=")[1].split("&")[0]
    page = visit(app, f"train?data={mine}&model=logistic+regression&epochs=4&batch_size=8&lr=0.01&augment=none")
    page.locator(".st-key-start button").click()
    expect(page.get_by_text("Who is taken for whom")).to_be_visible()
    settle(page)


def test_the_bench_of_the_shapes_is_a_link(app: str, visit: Open) -> None:
    page = visit(app, "datasets?view=Shapes")
    before = chart_data(page, "agreement")
    press(page, "shortcut", "background")
    page.wait_for_url("**shortcut=background*")
    slide(page, "seed", "ArrowRight")
    page.wait_for_url("**seed=1*")
    page.locator(".st-key-outline label").click()
    page.wait_for_url("**outline=true*")
    settle(page)
    after = chart_data(page, "agreement")
    assert after != before
    other = visit(app, page.url.removeprefix(f"{app}/"), width=390, dark=True)
    assert chart_data(other, "agreement") == after
    assert other.get_by_test_id("stAlertContentWarning").count() == 0
    box = other.locator(".st-key-figure-shapes").bounding_box()
    assert box is not None
    assert box["height"] < 1.2 * box["width"], "on a phone there must be no empty space below the sheet"
