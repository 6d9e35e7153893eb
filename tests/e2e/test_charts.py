"""A chart stays where it is while its figure changes: the same element, the zoom kept, the page's own ink, a full screen."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.e2e.conftest import Open, chart_data, slide
from tests.e2e.serving import settle

LOSSES = ".st-key-figure-losses .js-plotly-plot"
SPAN = "chart => [...chart._fullLayout.xaxis.range]"
INK = "chart => getComputedStyle(chart.querySelector('.xtick text')).fill"


def zoom_in(page: Page) -> list[float]:
    """Drag over the middle half of the losses' steps; the range of steps then shown."""
    page.locator(LOSSES).evaluate("chart => chart.scrollIntoView({block: 'center'})")
    box = page.locator(f"{LOSSES} .nsewdrag").first.bounding_box()
    assert box is not None
    across = [box["x"] + share * box["width"] for share in (0.25, 0.75)]
    page.mouse.move(across[0], box["y"] + 60)
    page.mouse.down()
    page.mouse.move(across[1], box["y"] + 60, steps=5)
    page.mouse.up()
    settle(page)
    span: list[float] = page.locator(LOSSES).evaluate(SPAN)
    return span


def test_a_changed_figure_is_drawn_over_the_old_one_and_keeps_the_zoom(app: str, visit: Open) -> None:
    page = visit(app, "landscapes")
    whole, before = page.locator(LOSSES).evaluate(SPAN), chart_data(page, "losses")
    zoomed = zoom_in(page)
    assert whole[0] + 50 < zoomed[0] < zoomed[1] < whole[1] - 50
    page.locator(LOSSES).evaluate("chart => { chart.met = true; }")
    slide(page, "steps", "ArrowRight")
    assert chart_data(page, "losses") != before
    assert page.locator(LOSSES).evaluate("chart => chart.met")
    assert page.locator(LOSSES).evaluate(SPAN) == zoomed


def test_a_turned_surface_stays_turned(app: str, visit: Open) -> None:
    page = visit(app, "landscapes?drawn=3-D")
    room = page.locator(".st-key-figure-relief .js-plotly-plot")
    eye = "chart => chart._fullLayout.scene.camera.eye"
    before = room.evaluate(eye)
    box = room.locator("canvas").first.bounding_box()
    assert box is not None
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + 90, middle[1] + 20, steps=6)
    page.mouse.up()
    settle(page)
    turned = room.evaluate(eye)
    assert turned != before
    slide(page, "steps", "ArrowRight")
    assert room.evaluate(eye) == turned


def test_a_click_on_a_point_that_tells_nothing_runs_nothing(app: str, visit: Open) -> None:
    page = visit(app, "landscapes")
    page.evaluate(
        """() => { window.runs = 0; const app = document.querySelector('[data-testid="stApp"]');
        new MutationObserver(() => { window.runs += 1; }).observe(app, {attributeFilter: ['data-test-script-state']}); }"""
    )
    page.locator(LOSSES).evaluate("chart => chart.scrollIntoView({block: 'center'})")
    page.locator(LOSSES).evaluate("chart => { chart.heard = 0; chart.on('plotly_click', () => { chart.heard += 1; }); }")
    page.locator(f"{LOSSES} .nsewdrag").first.click(position={"x": 60, "y": 60})
    page.wait_for_function(f"() => document.querySelector('{LOSSES}').heard === 1")
    settle(page)
    assert page.evaluate("window.runs") == 0
    slide(page, "steps", "ArrowRight")
    assert page.evaluate("window.runs") > 0


def test_charts_take_the_ink_of_the_theme_when_it_turns(app: str, visit: Open) -> None:
    page = visit(app, "landscapes")
    assert page.locator(LOSSES).evaluate(INK) == "rgb(31, 41, 51)"
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"() => ({INK})(document.querySelector('{LOSSES}')) === 'rgb(228, 233, 239)'")


def test_a_chart_fills_the_screen_and_comes_back(app: str, visit: Open) -> None:
    page = visit(app, "landscapes")
    chart = page.locator(LOSSES)
    size = "chart => [chart._fullLayout.width, chart._fullLayout.height]"
    before = chart.evaluate(size)
    chart.hover()
    chart.locator('.modebar-btn[data-title="Full screen"]').click()
    page.wait_for_function(f"() => ({size})(document.querySelector('{LOSSES}'))[1] === window.innerHeight")
    page.keyboard.press("Escape")
    page.evaluate("document.fullscreenElement && document.exitFullscreen()")
    page.wait_for_function(f"before => String(({size})(document.querySelector('{LOSSES}'))) === String(before)", arg=before)


def test_a_chart_is_no_taller_than_its_place_on_a_phone(app: str, visit: Open) -> None:
    page = visit(app, "style", width=390)
    page.wait_for_function(
        """() => { const place = document.querySelector('.st-key-figure-painting').getBoundingClientRect();
        const drawn = document.querySelector('.st-key-figure-painting .main-svg').getBoundingClientRect();
        return place.height > 100 && Math.abs(drawn.height - place.height) < 2; }"""
    )
