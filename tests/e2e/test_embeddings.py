"""Embeddings in the browser: maps with their pictures, the film, links, and a job from click to map."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.e2e.conftest import Open, chart_data, choose, copied_link, slide
from tests.e2e.serving import settle
from vizlab.embeddings import pictures_of, selection

MAPS = ("pca", "map")
PIXELS = pictures_of("digits", 1797)


def chart(page: Page, key: str) -> Locator:
    return page.locator(f".st-key-figure-{key} .js-plotly-plot")


def place(page: Page, key: str, nth: int) -> tuple[float, float]:
    """Where a point of a map is on the screen."""
    point = page.locator(f".st-key-figure-{key} .scatterlayer .point").nth(nth)
    point.evaluate("point => point.scrollIntoView({block: 'center'})")
    page.wait_for_timeout(300)  # scrolling hides the picture
    box = point.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def pictured(page: Page) -> tuple[str, list[list[int]]]:
    """What the box says and, read at the same moment from the sheet, the grey levels of the picture in it."""
    script = """async box => {
        const style = box.querySelector('.tile').style, said = box.querySelector('figcaption').textContent;
        const [source, size, position] = [style.backgroundImage.slice(5, -2), style.backgroundSize, style.backgroundPosition];
        const sheet = Object.assign(new Image(), {src: source});
        await sheet.decode();
        const scale = parseFloat(size) / sheet.width;
        const [x, y] = position.split(' ').map(part => Math.round(-parseFloat(part) / scale));
        const pen = Object.assign(document.createElement('canvas'), {width: 8, height: 8}).getContext('2d');
        pen.drawImage(sheet, x, y, 8, 8, 0, 0, 8, 8);
        const data = pen.getImageData(0, 0, 8, 8).data;
        const row = number => Array.from({length: 8}, (_, column) => data[4 * (8 * number + column)]);
        return [said, Array.from({length: 8}, (_, number) => row(number))];
    }"""
    said, pixels = page.locator(".hover-picture").evaluate(script)
    return str(said), list(pixels)


def assert_picture(page: Page) -> int:
    """The box shows the picture that it names, inside the window; its index."""
    box = page.locator(".hover-picture")
    expect(box).to_be_visible()
    said, pixels = pictured(page)
    match = re.fullmatch(r"(\d), picture (\d+)", said)
    assert match
    index = int(match[2])
    pictures, labels = PIXELS
    assert labels[index] == int(match[1])
    assert pixels == pictures[index, 0].tolist()
    edges = box.bounding_box()
    assert edges is not None
    assert edges["x"] >= 0
    assert edges["x"] + edges["width"] <= page.evaluate("window.innerWidth")
    return index


def test_hovering_shows_the_picture_also_after_a_rerun(app: str, visit: Open) -> None:
    page = visit(app, "embeddings")
    seen = set()
    for key in MAPS:
        x, y = place(page, key, 70)
        page.mouse.move(x - 60, y - 60)
        page.mouse.move(x, y, steps=5)
        seen.add(assert_picture(page))
    assert len(seen) == 2
    page.mouse.move(5, 5, steps=3)
    expect(page.locator(".hover-picture")).to_be_hidden()
    choose(page, "colour", "k-means cluster")
    page.wait_for_url("**colour=cluster*")
    x, y = place(page, "pca", 20)
    page.mouse.move(x - 60, y - 60)
    page.mouse.move(x, y, steps=5)
    assert_picture(page)


def test_tapping_shows_the_picture_on_a_phone(app: str, context: BrowserContext) -> None:
    assert context.browser is not None
    phone = context.browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = phone.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{app}/embeddings")
    settle(page)
    for key in MAPS:
        page.touchscreen.tap(*place(page, key, 40))
        assert_picture(page)
    assert faults == []
    phone.close()


MARKED = """chart => chart._fullData.filter(t => t.customdata).flatMap(t =>
    [...t.customdata].filter((_, index) => !t.selectedpoints || [...t.selectedpoints].includes(index)))"""


def marked(page: Page, key: str) -> list[int]:
    """Ids of the points that are selected in a chart, ascending; of all that it draws, where none is greyed."""
    return sorted(page.locator(f".st-key-figure-{key} .js-plotly-plot").evaluate(MARKED))


def chosen(page: Page) -> list[int]:
    """Ids of the points that the address says are selected."""
    return selection.unpack(parse_qs(urlsplit(page.url).query)["selected"][0], len(PIXELS[1]))


def draw_round(page: Page, key: str) -> None:
    """Draw round the left third of a map."""
    chart(page, key).evaluate("chart => chart.scrollIntoView({block: 'center'})")
    page.wait_for_timeout(300)  # scrolling hides the picture
    box = chart(page, key).locator(".nsewdrag").bounding_box()
    assert box is not None
    shares = [(0.03, 0.03), (0.35, 0.03), (0.35, 0.97), (0.03, 0.97), (0.03, 0.03)]
    path = [(box["x"] + across * box["width"], box["y"] + down * box["height"]) for across, down in shares]
    page.mouse.move(*path[0])
    page.mouse.down()
    for at in path[1:]:
        page.mouse.move(*at, steps=4)
    page.mouse.up()


def test_points_are_asked_selected_recoloured_and_stand_alone(app: str, visit: Open) -> None:
    page = visit(app, "embeddings")
    page.mouse.click(*place(page, "pca", 70))
    page.wait_for_url("**point=*")
    asked = int(parse_qs(urlsplit(page.url).query)["point"][0])
    expect(page.get_by_text(f"Picture {asked}: {PIXELS[1][asked]}")).to_be_visible()
    for key in MAPS:  # the point, and at least its ten nearest in the vectors
        page.wait_for_function("key => document.querySelectorAll(`.st-key-figure-${key} .map-marks circle`).length > 10", arg=key)
    draw_round(page, "map")
    page.wait_for_url("**selected=*")
    ids = chosen(page)
    assert 100 < len(ids) < 1000
    expect(page.get_by_text(f"Selected: {len(ids)} of 1,797")).to_be_visible()
    rail = chart(page, "map").locator(".slider-rail-touch-rect").bounding_box()
    assert rail is not None
    page.mouse.click(rail["x"] + 2, rail["y"] + rail["height"] / 2)  # the film's first moment
    expect(page.locator(".st-key-figure-map .slider-group > text")).to_contain_text("Iteration 0")
    assert [marked(page, key) for key in MAPS] == [ids, ids]
    choose(page, "colour", "Neighbours lost")
    assert [marked(page, key) for key in MAPS] == [ids, ids]
    for key in MAPS:  # what is selected whenever a chart has been drawn
        chart(page, key).evaluate(
            f"chart => (chart.told = [], chart.on('plotly_afterplot', () => chart.told.push(({MARKED})(chart))))"
        )
    page.locator(".st-key-isolate label").first.click()
    page.wait_for_url("**isolate=true*")
    settle(page)
    for key in MAPS:
        assert {tuple(sorted(drawn)) for drawn in chart(page, key).evaluate("chart => chart.told")} == {tuple(ids)}
    for key in MAPS:
        x, y = place(page, key, 40)
        page.mouse.move(x - 60, y - 60)
        page.mouse.move(x, y, steps=5)
        assert assert_picture(page) in ids


def test_the_film_runs_and_the_slider_takes_one_back(app: str, visit: Open) -> None:
    page = visit(app, "embeddings")
    last = chart_data(page, "map")
    scrubber = page.locator(".st-key-figure-map .slider-group > text")
    expect(scrubber).to_contain_text("Iteration 1000")
    chart(page, "map").locator(".updatemenu-button", has_text="Play").click()
    expect(scrubber).not_to_contain_text("Iteration 1000")
    expect(scrubber).to_contain_text("Iteration 1000")
    expect(scrubber).to_contain_text("KL 0.6")
    assert chart_data(page, "map") == last
    box = chart(page, "map").locator(".slider-rail-touch-rect").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 2, box["y"] + box["height"] / 2)
    expect(scrubber).to_contain_text("Iteration 0: KL 3.")
    assert chart_data(page, "map") != last


def test_a_link_shows_others_the_same(app: str, visit: Open) -> None:
    page = visit(app, "embeddings")
    before = chart_data(page, "pca")
    page.locator(".st-key-vectors button", has_text="A layer of a network").click()
    page.wait_for_url("**vectors=layer*")
    settle(page)
    expect(page.locator(".st-key-figure-epochs")).to_be_visible()
    choose(page, "layer", "Block 1, pooling")
    page.wait_for_url("**layer=block1.pool*")
    slide(page, "epoch", "Home")
    page.wait_for_url("**epoch=0*")
    settle(page)
    expect(page.get_by_text("Block1.pool, epoch 0")).to_be_visible()
    after = chart_data(page, "pca")
    assert after != before
    link = copied_link(page, "pca")
    other = visit(app, link)
    assert chart_data(other, "pca") == after
    assert other.get_by_test_id("stAlertContentWarning").count() == 0


@pytest.mark.timeout(300)
def test_a_map_is_computed_cancelled_and_continued(app: str, visit: Open) -> None:
    page = visit(app, "embeddings?n=1000&iterations=2000")
    expect(page.locator(".st-key-figure-map")).to_have_count(0)
    page.get_by_role("button", name="Compute the t-SNE map").click()
    expect(page.locator(".st-key-live-map .scatterlayer .point").first).to_be_visible()
    expect(page.locator(".st-key-live-loss").first).to_be_visible()  # a stale one may stand beside it
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Cancelled. What is done so far is kept")).to_be_visible()
    settle(page)
    page.get_by_role("button", name="Continue").click()
    page.locator(".st-key-figure-map .scatterlayer .point").first.wait_for(timeout=200_000)
    settle(page)
    expect(page.get_by_text("can be believed")).to_be_visible()
    expect(page.locator(".st-key-figure-map .slider-group > text")).to_contain_text("Iteration 2000")


def test_a_table_is_laid_out_where_it_is_brought(app: str, visit: Open) -> None:
    rows = "".join(f"{(at * 37 % 101) / 7:.2f};{(at * 53 % 97) / 9:.3f};{'pq'[at % 2]}\n" for at in range(80))
    page = visit(app, "embeddings")
    page.get_by_role("button", name="A table of your own").click()
    file = page.locator(".st-key-own_table input[type=file]")
    file.set_input_files({"name": "bad.csv", "mimeType": "text/csv", "buffer": b"a,b\n1,2\n"})
    expect(page.get_by_text("A table needs at least 3 rows of data; got 1.")).to_be_visible()
    text = "a;b;kind\n" + rows.replace(".", ",")
    file.set_input_files({"name": "own.csv", "mimeType": "text/csv", "buffer": text.encode("latin-1")})
    page.wait_for_function("location.search.includes('data=table')")
    settle(page)
    names = chart(page, "pca").locator(".legendtext")
    expect(names).to_have_text(["p", "q"])
    again = page.context.new_page()
    again.goto(page.url)  # the link has the rows, and a class that is no column is none of its features
    settle(again)
    expect(chart(again, "pca").locator(".legendtext")).to_have_text(["p", "q"])
    assert again.locator(".st-key-figure-pca .scatterlayer .point").count() == 80
