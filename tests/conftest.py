"""Shared by every test: a store and a data folder of their own, and no GPU lottery."""

from __future__ import annotations

import functools
import os
from pathlib import Path

import pytest

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # as vizlab does, but torch comes first here

import torch
from streamlit.components.v2 import manifest_scanner

# AppTest looks through all installed packages for each app that it opens, which costs as much as a page; they stay the same
manifest_scanner.scan_component_manifests = functools.cache(manifest_scanner.scan_component_manifests)

torch.set_num_threads(1)  # several small tests at once must not fight for two cores


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIZLAB_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("VIZLAB_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("VIZLAB_DEVICE", "cpu")
    monkeypatch.setenv("VIZLAB_THREADS", "1")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests wait more than they compute: of three workers or more, two begin with half of their files each.

    Each worker is given an equal stretch of the list, and who is done early takes from the end of another's.
    """
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    browser = [item for item in items if item.nodeid.startswith("tests/e2e/")]
    if workers < 3 or not browser:
        return
    files = list(dict.fromkeys(item.path for item in browser))
    first = [item for item in browser if item.path in files[: len(files) // 2]]
    second = [item for item in browser if item.path not in files[: len(files) // 2]]
    rest = [item for item in items if not item.nodeid.startswith("tests/e2e/")]
    fill = max(len(items) // workers - len(first), 0)
    items[:] = [*first, *rest[:fill], *second, *rest[fill:]]
