"""Landscapes in the browser: the race plays, pauses and can be wound; a click starts it elsewhere; the link shows the same."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Open, chart_data, choose, copied_link, slide
from tests.e2e.serving import settle
from vizlab.figures.film import BACK, FORTH

HEADS = """chart => {
    const comets = chart._fullData.at(-1);
    return Array.from(comets.x).slice(-6).map((x, index) => [x, Array.from(comets.y).slice(-6)[index]]);
}"""
STEP = "chart => Number(chart._fullLayout.sliders[0].steps[chart._fullLayout.sliders[0].active].label)"
NEXT = f"""() => Number([...document.querySelectorAll('.st-key-figure-race .updatemenu-button')]
    .find(button => button.textContent === '{FORTH}').__data__.args[0][0])"""
GROUND = ".contourlayer path"


def race(page: Page) -> Locator:
    return page.locator(".st-key-figure-race .js-plotly-plot")


def press(page: Page, label: str) -> None:
    """Press a button of the chart, which draws its buttons anew whenever the step changes: also between a mouse's down and up."""
    page.locator(".st-key-figure-race .updatemenu-button", has_text=label).dispatch_event("click")


def click_map(page: Page, across: float, up: float) -> None:
    """Click at fractions of the map's width and height, from its lower left corner."""
    race(page).evaluate("chart => chart.scrollIntoView({block: 'center'})")
    box = page.locator(".st-key-figure-race .nsewdrag").first.bounding_box()
    assert box is not None
    place = (box["x"] + across * box["width"], box["y"] + (1 - up) * box["height"])
    page.mouse.move(*place)
    page.wait_for_timeout(300)  # the point under the mouse is found after the move
    page.mouse.click(*place)


def outcomes(page: Page) -> list[str]:
    settle(page)
    return page.get_by_test_id("stTable").first.locator("tbody tr").all_inner_texts()


def test_it_plays_pauses_and_winds(app: str, visit: Open) -> None:
    page = visit(app, "landscapes?steps=1000")
    chart = race(page)
    end: list[Any] = chart.evaluate(HEADS)
    assert chart.evaluate(STEP) == 1000
    press(page, "Play")
    page.wait_for_function(f"({STEP})(document.querySelector('.st-key-figure-race .js-plotly-plot')) < 500")
    press(page, "Pause")
    page.wait_for_timeout(500)
    halted = chart.evaluate(HEADS)
    assert halted != end
    page.wait_for_timeout(500)
    assert chart.evaluate(HEADS) == halted
    assert page.locator(f".st-key-figure-race {GROUND}").count() > 5, "the map is gone"
    track = page.locator(".st-key-figure-race .slider-rail-touch-rect")
    width = track.bounding_box()["width"]  # type: ignore[index]
    track.click(position={"x": 2, "y": 5}, force=True)
    page.wait_for_timeout(500)
    assert chart.evaluate(STEP) == 0
    assert {tuple(point) for point in chart.evaluate(HEADS)} == {(-1.7999999523162842, 1.2000000476837158)}  # float32
    page.wait_for_function(f"({NEXT})() === 2")
    for label, step in ((FORTH, 2), (FORTH, 4), (BACK, 2)):
        press(page, label)
        page.wait_for_function(f"({STEP})(document.querySelector('.st-key-figure-race .js-plotly-plot')) === {step}")
        page.wait_for_function(f"({NEXT})() === {step + 2}")  # the scrubber turns before the buttons are drawn for its step
    press(page, "4×")  # goes on from there, and is soon done
    page.wait_for_function(f"({STEP})(document.querySelector('.st-key-figure-race .js-plotly-plot')) > 100")
    press(page, "Pause")
    track.click(position={"x": width - 2, "y": 5}, force=True)
    page.wait_for_timeout(500)
    assert chart.evaluate(HEADS) == end


def test_a_click_on_the_map_starts_the_race_there_and_the_link_shows_it(app: str, visit: Open) -> None:
    page = visit(app, "landscapes?surface=Himmelblau")
    press(page, "Play")  # a click must also be heard after frames were shown
    page.wait_for_timeout(1000)
    press(page, "Pause")
    before = chart_data(page, "race"), outcomes(page)
    click_map(page, 0.75, 0.5)
    page.wait_for_url("**start_x=2.5*")
    page.wait_for_url("**start_y=0*")
    settle(page)  # only then is the chart of before gone
    after = chart_data(page, "race"), outcomes(page)
    assert after[0] != before[0]
    assert after[1] != before[1]
    link = copied_link(page, "race")
    other = visit(app, link)
    assert other.get_by_test_id("stAlertContentWarning").count() == 0
    assert json.loads(chart_data(other, "race")) == json.loads(chart_data(page, "race"))
    assert outcomes(other) == outcomes(page)
    assert outcomes(visit(app, "landscapes?surface=Himmelblau")) == before[1]


def test_widgets_race_again_and_another_surface_starts_anew(app: str, visit: Open) -> None:
    page = visit(app, "landscapes?start_x=1.0&lr_gd=0.05&optimizers=GD&optimizers=Adam")
    seen = [outcomes(page)]
    assert "flew off" in seen[0][0]
    assert len(seen[0]) == 2
    page.get_by_text("Learning rates").click()
    slide(page, "lr_gd", "Home")
    page.wait_for_url("**lr_gd=0.0001*")  # the first of the list is not the default, and must be in the link
    expect(page.get_by_test_id("stTable").first).to_contain_text("still moving")
    slide(page, "steps", "Home")
    page.wait_for_url("**steps=10*")
    choose(page, "surface", "saddle")
    page.wait_for_url(lambda url: "surface=saddle" in url and "lr_gd" not in url and "start_x" not in url)
    settle(page)
    assert page.get_by_test_id("stAlertContentWarning").count() == 0
    expect(page.get_by_test_id("stTable").first).to_contain_text("no minimum")
    expect(page.locator(".st-key-start_x")).to_contain_text("-0.80")
    expect(page.locator(".st-key-optimizers")).to_be_visible()
    assert "optimizers=Adam" in page.url
