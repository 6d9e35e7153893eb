"""Every page, as it opens: drawn, quiet, within the screen; home's index; addresses that make no sense."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open
from tests.e2e.serving import settle
from vizlab.catalogue import DEMONSTRATIONS, PAGES

VIEWS = [page.name if page is not PAGES[0] else "" for page in PAGES] + ["train?view=Runs"]
LOOKS = ["Step+by+step", "Curvature", "Theory", "Basins", "Network", "Noise", "Doctor", "From+data"]
VIEWS += [f"landscapes?view={name}" for name in LOOKS]
MARKS = ".scatterlayer path, .heatmaplayer image, .imagelayer image, .barlayer path, .contourlayer path, .gl-container canvas"
UNDRAWN = """marks => [...document.querySelectorAll('[data-testid="chart"]')].filter(chart => {
    const size = chart.getBoundingClientRect();
    return size.width < 200 || size.height < 40 || !chart.querySelector('svg') || !chart.querySelector(marks);
}).map(chart => chart.outerHTML.slice(0, 300))"""
PAGE_WIDTHS = """() => [document.documentElement, ...document.querySelectorAll('[data-testid="stMain"]')]
    .map(element => [element.scrollWidth, element.clientWidth])"""
BRIGHTNESS = """() => { const [r, g, b] = getComputedStyle(document.querySelector('[data-testid="stApp"]'))
    .backgroundColor.match(/\\d+/g).map(Number); return (r + g + b) / 765; }"""


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view or "home")
def test_a_page_opens_finished(app: str, visit: Open, view: str) -> None:
    page = visit(app, view)
    if view:
        page.get_by_test_id("chart").first.wait_for()
    _assert_finished(page)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 390, "height": 900})
    page.wait_for_function(f"({BRIGHTNESS})() < 0.3")
    _assert_finished(page)


def _assert_finished(page: Page) -> None:
    settle(page)
    charts = page.get_by_test_id("chart").count()
    page.wait_for_function(f"marks => ({UNDRAWN})(marks).length === 0", arg=MARKS)  # another width draws each chart once more
    pictures = page.locator("[data-testid=stMain] img")
    assert all(pictures.evaluate_all("all => all.map(picture => picture.naturalWidth > 1)"))
    assert charts + pictures.count() > 0
    assert all(needed <= given for needed, given in page.evaluate(PAGE_WIDTHS)), "the page scrolls sideways"
    assert page.get_by_test_id("stAlertContentError").count() == 0
    assert page.get_by_test_id("stAlertContentWarning").count() == 0


def test_the_phone_reaches_every_page(app: str, visit: Open) -> None:
    page = visit(app, width=390)
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Saliency").click()
    expect(page.get_by_role("heading", name="Where did the network look?")).to_be_visible()


def test_home_search_narrows_the_index_and_links_open_their_view(app: str, visit: Open) -> None:
    page = visit(app)
    links = page.locator("[data-testid=stMain] [data-testid=stPageLink] a")
    expect(page.get_by_text(f"{len(DEMONSTRATIONS)} of {len(DEMONSTRATIONS)} things to see")).to_be_visible()
    everything = links.count()
    page.get_by_label("Search").press_sequentially("sum over colours")
    expect(page.get_by_text(f"1 of {len(DEMONSTRATIONS)} things to see")).to_be_visible()
    expect(links).to_have_count(everything - len(DEMONSTRATIONS) + 1)
    expect(page).to_have_url(re.compile("q=sum"))
    settle(page)

    links.filter(has_text="Sum over colours").click()
    expect(page).to_have_url(re.compile(r"/saliency\?channels=sum$"))
    settle(page)
    expect(page.locator(".st-key-channels button[aria-checked=true]")).to_have_text("sum")

    page.go_back()
    expect(page.get_by_role("heading", name="See deep learning work")).to_be_visible()
    expect(page).to_have_url(re.compile("/(\\?q=.*)?$"))


def test_every_link_of_the_index_keeps_its_parameters(app: str, visit: Open) -> None:
    page = visit(app)
    links = page.locator("[data-testid=stMain] [data-testid=stPageLink] a")
    addresses = links.evaluate_all("all => all.map(link => link.href)")
    assert len(addresses) == len(PAGES) - 1 + len(DEMONSTRATIONS)
    for demonstration, address in zip(DEMONSTRATIONS, addresses[len(PAGES) - 1 :], strict=True):
        assert f"/{demonstration.page}" in address
        assert all(f"{name}=" in address for name in demonstration.parameters), address


def test_nothing_found_is_said(app: str, visit: Open) -> None:
    page = visit(app, "?q=zebra+crossing")
    expect(page.get_by_text("Nothing has all of these words.")).to_be_visible()


# A view -> wild parameters, each of which must be named in a note of its own.
WILD = {
    "": {"nonsense": "![x](//127.0.0.2/x.png)", "__proto__": "[y](//z)"},
    "train": {"lr": "1e309", "epochs": "-7", "seed": "NaN", "data": "<script>alert(1)</script>", "batch_norm": "perhaps"},
    "train?data=moons": {"model": "LeNet-5", "noise": "inf", "width": "9" * 60},
    "train?view=Runs": {"a": "run/000000000000", "b": "../../etc/passwd"},
    "saliency": {"reference": "run/ffffffffffff", "epoch": "77", "sample": "1e309", "target": "12", "output": "\0🦓"},
    "saliency?source=Photograph": {"zoom": "inf", "x": "-1", "y": "0x10", "photo": "%s%n", "opacity": ""},
}


@pytest.mark.parametrize("view", WILD, ids=lambda view: view or "home")
def test_a_wild_address_is_answered_with_notes(app: str, visit: Open, view: str) -> None:
    page = visit(app, f"{view}{'&' if '?' in view else '?'}{urlencode(WILD[view])}")
    notes = page.get_by_test_id("stAlertContentWarning")
    for name in WILD[view]:
        expect(notes.filter(has_text=re.compile(rf"(setting “|value of ){re.escape(name)}(”| here)"))).to_have_count(1)
    assert page.get_by_test_id("stAlertContentError").count() == 0
    page.wait_for_function(f"marks => ({UNDRAWN})(marks).length === 0", arg=MARKS)
