"""Pages under `AppTest`: the whole app, opened at an address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

APP = Path(__file__).resolve().parents[2] / "app.py"


def visit(page: str, parameters: Mapping[str, Any] | None = None) -> AppTest:
    """The app at the address of a page, after its first run."""
    at = AppTest.from_file(str(APP), default_timeout=60)
    if page != "home":
        at.switch_page(f"pages/{page}.py")
    for key, value in (parameters or {}).items():
        at.query_params[key] = value
    return at.run()


@pytest.fixture(scope="session")
def open_page() -> Callable[..., AppTest]:
    return visit
