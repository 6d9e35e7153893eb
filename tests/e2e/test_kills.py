"""What survives when processes are killed and disks refuse: the worker, the whole app, the store."""

from __future__ import annotations

import re
import signal
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open, choose, environment, press
from tests.e2e.serving import served, settle
from tests.e2e.test_train import accuracy, own_runs, panel, start, unfinished_run, wait_for_epochs

RUN = "train?width=32&batch_size=8&epochs=15"  # about five seconds, an epoch each third of a second


def workers(server: int) -> list[psutil.Process]:
    """The spawned processes below the server, Dask's worker among them."""
    below = psutil.Process(server).children(recursive=True)
    return [process for process in below if "spawn_main" in " ".join(process.cmdline())]


def answers(page: Page, address: str) -> None:
    """The app answers: another page opens while work goes on."""
    page.goto(f"{address}/?q=XOR")
    settle(page)
    expect(page.get_by_text(re.compile(r"^[1-9]\d* of \d+ things to see"))).to_be_visible()


def leave(*pages: Page) -> None:
    """Go elsewhere before the server ends, so that nothing is asked of it any more."""
    for page in pages:
        page.goto("about:blank")


def test_a_killed_worker_costs_nothing_but_time(tmp_path: Path, visit: Open, capfd: pytest.CaptureFixture[str]) -> None:
    with served(environment(tmp_path)) as (address, server):
        page = visit(address, f"{RUN}&seed=1")
        start(page)
        wait_for_epochs(page, 2)
        killed = workers(server.pid)
        assert len(killed) == 1
        killed[0].send_signal(signal.SIGKILL)
        other = visit(address)
        answers(other, address)
        panel(page)
        assert accuracy(page) >= 0.95
        again = workers(server.pid)
        assert len(again) == 1
        assert again[0].pid != killed[0].pid
        press(page, "view", "Runs")
        assert len(own_runs(page)) == 1
        leave(page, other)
    log = "".join(capfd.readouterr())
    assert log.count("server started") == 1, log
    assert "ScriptRunContext" not in log, "a worker ran app.py"
    assert "Uncaught app execution" not in log, log


def test_a_killed_app_loses_no_finished_epoch(tmp_path: Path, visit: Open) -> None:
    with served(environment(tmp_path)) as (address, server):
        page = visit(address, "train?seed=2&epochs=3", lossy=True)
        start(page)
        finished = accuracy(page)
        page.goto(f"{address}/{RUN}&seed=2")
        settle(page)
        start(page)
        wait_for_epochs(page, 2)
        left = workers(server.pid)
        assert len(left) == 1
        server.send_signal(signal.SIGKILL)
        server.wait()
        _, alive = psutil.wait_procs(left, timeout=60)
        assert alive == [], "workers outlive the app"

    with served(environment(tmp_path)) as (address, _):
        page = visit(address, "train?seed=2&epochs=3")
        assert accuracy(page) == finished
        press(page, "view", "Runs")
        assert len(own_runs(page)) == 2
        choose(page, "run", unfinished_run(page))
        page.locator(".st-key-resume button").click()
        panel(page)
        expect(page.locator(".st-key-job")).to_have_count(0)
        expect(page.locator(".st-key-resume")).to_have_count(0)
        page.goto(f"{address}/{RUN}&seed=2")
        settle(page)
        assert accuracy(page) >= 0.95
        assert len(page.evaluate("document.querySelector('.st-key-figure-curves .js-plotly-plot').data[1].x")) == 16
        leave(page)


def test_a_store_that_cannot_be_written_costs_only_the_keeping(tmp_path: Path, visit: Open) -> None:
    (tmp_path / "file").write_text("a store cannot lie below a file, not even root's")
    with served(environment(tmp_path / "file")) as (address, _):
        page = visit(address, "train?seed=3&epochs=5")
        start(page)
        assert accuracy(page) > 0.5
        expect(page.locator(".st-key-figure-curves .main-svg").first).to_be_visible()
        expect(page.get_by_text("This run could not be kept")).to_be_visible()
        assert page.get_by_test_id("stAlertContentError").count() == 0
        for path in ("saliency", "train?view=Runs", ""):
            page.goto(f"{address}/{path}")
            settle(page)
            assert page.get_by_test_id("stAlertContentError").count() == 0
        leave(page)
