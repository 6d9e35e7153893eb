"""Training in the browser: from a click to the library, cancelled, and shared by two visitors."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

from playwright.sync_api import Page, expect
from safetensors.numpy import load

from tests.e2e.conftest import Open, choose, offered, press
from tests.e2e.serving import settle

QUICK = "train?seed=3&epochs=12"
LONG = "train?width=32&batch_size=8&epochs=100"  # half a minute at least, with an epoch each third of a second
EPOCHS = """() => { const chart = document.querySelector('.st-key-live .js-plotly-plot');
    const curve = chart?.data.find(t => t.name === 'validation'); return curve ? curve.x.length - 1 : -1; }"""


def start(page: Page) -> None:
    page.locator(".st-key-start button").click()


def panel(page: Page) -> None:
    """Wait for the job panel with its progress and a cancel button."""
    expect(page.locator(".st-key-job [role=progressbar]")).to_be_visible()
    expect(page.locator(".st-key-job .st-key-cancel button")).to_be_enabled()


def wait_for_epochs(page: Page, least: int) -> None:
    """Wait until the live curve shows so many finished epochs."""
    page.wait_for_function(f"least => ({EPOCHS})() >= least", arg=least)


def accuracy(page: Page) -> float:
    """The test accuracy that the page states, in 0-1, once it states one."""
    metric = page.get_by_test_id("stMetric").filter(has_text="Test accuracy").first
    expect(metric).to_be_visible()
    return float(metric.get_by_test_id("stMetricValue").inner_text().rstrip("%")) / 100


def own_runs(page: Page) -> list[str]:
    """The runs that may be managed, as the select box lists them."""
    settle(page)
    options = offered(page, "run", lambda box: box.press("ArrowDown"))
    names = options.all_inner_texts()
    page.keyboard.press("Escape")
    return names


def unfinished_run(page: Page) -> str:
    """The reference of the first run that can be resumed."""
    label = next(name for name in own_runs(page) if "unfinished" in name)
    return re.findall(r"run/[0-9a-f]{12}", label)[-1]


def count_of_runs(page: Page) -> int:
    """How many runs may be managed, which may be none."""
    return len(own_runs(page)) if page.locator(".st-key-run").count() else 0


def test_from_click_to_library(empty_app: str, visit: Open) -> None:
    page = visit(empty_app, QUICK)
    expect(page.get_by_role("heading", name="The data")).to_be_visible()
    start(page)
    panel(page)
    assert accuracy(page) >= 0.95
    expect(page.locator(".st-key-job")).to_have_count(0)
    for chart in ("curves", "confusion", "mistakes"):
        expect(page.locator(f".st-key-figure-{chart} .main-svg").first).to_be_visible()
    page.reload()
    settle(page)
    assert accuracy(page) >= 0.95
    expect(page.locator(".st-key-start button")).to_contain_text("Train again")

    press(page, "view", "Runs")
    assert len(own_runs(page)) == 1
    page.locator(".st-key-export button").wait_for()
    with page.expect_download() as download:
        page.locator(".st-key-export button").click()
    archive = zipfile.ZipFile(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert set(archive.namelist()) == {"weights.safetensors", "manifest.json"}
    assert json.loads(archive.read("manifest.json"))["recipe"]["seed"] == 3
    assert load(archive.read("weights.safetensors"))

    page.get_by_role("button", name="Rename").click()
    page.get_by_label("Title").fill("My first network")
    page.locator(".st-key-rename button").click()
    settle(page)
    assert own_runs(page)[0].startswith("My first network · ")

    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("Delete My first network?")).to_be_visible()
    page.locator(".st-key-delete button").click()
    expect(page.get_by_text("Nothing has been trained here yet.")).to_be_visible()


def test_a_sanity_check_reports(empty_app: str, visit: Open) -> None:
    page = visit(empty_app, "train?seed=5")
    page.get_by_role("button", name="Sanity check").click()
    expect(page.get_by_text("Sixteen examples learned by heart")).to_be_visible()
    assert page.get_by_test_id("stMetric").filter(has_text="Test accuracy").count() == 0


def test_two_presses_of_the_keys_start_one_run(empty_app: str, visit: Open) -> None:
    before = count_of_runs(visit(empty_app, "train?view=Runs"))
    page = visit(empty_app, "train?seed=6&epochs=3")
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Control+Enter")
    assert accuracy(page) > 0.5
    expect(page.locator(".st-key-job")).to_have_count(0)
    press(page, "view", "Runs")
    assert len(own_runs(page)) == before + 1


def test_two_visitors_share_one_run_and_what_both_leave_stays_usable(empty_app: str, visit: Open) -> None:
    first = visit(empty_app, f"{LONG}&seed=8")
    first.locator(".st-key-start button").dblclick()
    wait_for_epochs(first, 1)
    second = visit(empty_app, f"{LONG}&seed=8")
    panel(second)
    wait_for_epochs(second, 1)
    assert second.locator(".st-key-start").count() == 0, "the second visitor must not be asked to start it again"

    first.locator(".st-key-cancel button").click()
    expect(first.get_by_text("Someone else is watching this run too")).to_be_visible()
    wait_for_epochs(second, 1 + second.evaluate(EPOCHS))
    second.locator(".st-key-cancel button").click()
    for page in (first, second):
        expect(page.get_by_text("Cancelled. What is done so far is kept")).to_be_visible()
        expect(page.locator(".st-key-job")).to_have_count(0)

    page.goto(f"{empty_app}/train?view=Runs&filter=unfinished")
    settle(page)
    expect(page.get_by_text(re.compile(r"^1 of \d+ runs"))).to_be_visible()
    reference = unfinished_run(page)
    choose(page, "run", reference)
    expect(page.locator(".st-key-resume button")).to_be_enabled()
    page.goto(f"{empty_app}/saliency?reference={reference}")
    settle(page)
    expect(page.locator(".st-key-reference input")).to_have_value(re.compile("unfinished"))
    expect(page.locator(".st-key-figure-gradient .main-svg").first).to_be_visible()
