"""All families in the browser: samples and densities, a film of EM, a job that starts and is cancelled, a link."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.conftest import Open, chart_data, choose, copied_link, press
from tests.e2e.serving import settle

VIEW = "generative?view=All+families"
QUICK = f"{VIEW}&plane_data=moons&plane_points=200&plane_steps=200&components=5"
LONG = f"{VIEW}&plane_data=grid&plane_seed=9"


def test_densities_are_shown_and_em_starts_elsewhere(app: str, visit: Open) -> None:
    page = visit(app, VIEW)
    expect(page.locator(".st-key-figure-families .main-svg").first).to_be_visible()
    press(page, "panel_shows", "density")
    page.wait_for_url("**panel_shows=density*")
    expect(page.locator(".st-key-figure-families image").first).to_be_attached()
    page = visit(app, f"{VIEW}&topic=Mixture+by+EM")
    before = chart_data(page, "em-curves")
    choose(page, "em_start", "one corner")
    page.wait_for_url("**em_start=one*corner*")
    page.wait_for_function(
        """old => { const chart = document.querySelector('.st-key-figure-em-curves .js-plotly-plot');
        return chart?.data && JSON.stringify(chart.data.map(t => [t.type, t.z, t.x, t.y]),
            (_, value) => ArrayBuffer.isView(value) ? Array.from(value) : value) !== old; }""",
        arg=before,
    )
    link = copied_link(page, "em-curves")
    other = visit(app, link)
    assert chart_data(other, "em-rounds") == chart_data(page, "em-rounds")


def test_families_are_taught_and_others_cancelled(app: str, visit: Open) -> None:
    page = visit(app, QUICK)
    page.locator(".st-key-start-families button").click()
    expect(page.locator(".st-key-start-families")).to_have_count(0, timeout=120_000)
    expect(page.locator(".st-key-figure-families .main-svg").first).to_be_visible(timeout=120_000)
    page = visit(app, LONG)
    page.locator(".st-key-start-families button").click()
    expect(page.locator(".st-key-families-live .main-svg").first).to_be_visible(timeout=120_000)
    page.locator(".st-key-cancel button").click()
    expect(page.get_by_text("Cancelled. What is done so far is kept")).to_be_visible()
    settle(page)
    expect(page.locator(".st-key-start-families button")).to_contain_text("Continue")
