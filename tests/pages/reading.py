"""What a page shows, as a test reads it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from streamlit.testing.v1 import AppTest

from vizlab import catalogue

WIDGETS = ("button", "button_group", "download_button", "selectbox", "select_slider", "slider", "text_input", "toggle")


def leaves(block: Any) -> Iterator[Any]:
    for child in block.children.values():
        yield from leaves(child) if hasattr(child, "children") else [child]


def drawn(at: AppTest) -> list[str]:
    """All that can be read or seen; widgets, and the lines of Python, left out."""
    return [str(leaf.proto) for leaf in leaves(at.main) if leaf.type not in ("code", *WIDGETS)]


def charts(at: AppTest) -> dict[str, str]:
    """Key -> the figure as it is sent to the browser."""
    return {str(leaf.key).removeprefix("chart-"): leaf.proto.spec for leaf in leaves(at.main) if leaf.type == "plotly_chart"}


def plots(at: AppTest) -> dict[str, Any]:
    """Key -> what the figure draws."""
    return {key: json.loads(spec) for key, spec in charts(at).items()}


def said(box: Any) -> str:
    """What a visitor reads in a box: the text without the backslashes that keep Markdown from reading it."""
    return re.sub(r"\\(.)", r"\1", str(box.value))


def assert_sound(at: AppTest, page: str) -> None:
    assert not at.exception, [found.value for found in at.exception]
    assert [title.value for title in at.title] == [catalogue.find_page(page).heading]


def assert_clean(at: AppTest, page: str) -> None:
    assert_sound(at, page)
    assert [said(error) for error in at.error] == []
    assert [said(warning) for warning in at.warning] == []
