"""Shared by every test: a store and a data folder of their own, and no GPU lottery."""

from __future__ import annotations

import functools
import os
import sys
from pathlib import Path

import pytest

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # as vizlab does, but torch comes first here

import torch
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import local_script_runner

from vizlab.jobs import Jobs

# AppTest looks through all installed packages for each app that it opens, which costs as much as a page; they stay the same
manifest_scanner.scan_component_manifests = functools.cache(manifest_scanner.scan_component_manifests)
MAIN = sys.modules["__main__"]
look_for_the_end = local_script_runner.require_widgets_deltas


def wait_for_the_end(runner: local_script_runner.LocalScriptRunner, timeout: float = 3) -> None:
    """AppTest looks a thousand times a second whether a script has ended, in the script's own processor time.

    And it leaves the script as the main module, which the Dask workers of later tests would import.
    """
    assert runner._script_thread is not None
    runner._script_thread.join(timeout)
    sys.modules["__main__"] = MAIN
    look_for_the_end(runner, timeout=0.01)


local_script_runner.require_widgets_deltas = wait_for_the_end

torch.set_num_threads(1)  # several small tests at once must not fight for two cores


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What one test of a page has computed, the next finds in the caches of its process: tests of a page follow one another."""
    items.sort(key=_page)


def _page(item: pytest.Item) -> str:
    """The page that a test opens, by the name that its parameters give it; nothing for other tests."""
    asked = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
    page = asked["shown"].page if "shown" in asked else asked.get("page", "")
    return page if isinstance(page, str) and "e2e" not in item.path.parts else ""


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIZLAB_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("VIZLAB_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("VIZLAB_DEVICE", "cpu")
    monkeypatch.setenv("VIZLAB_THREADS", "1")
    monkeypatch.setattr(Jobs, "prepare", lambda jobs, kind: None)  # a page that is only looked at starts no cluster here
