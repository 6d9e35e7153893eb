"""What a page shows, as a test reads it."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from vizlab import catalogue

WIDGETS = (
    "button",
    "button_group",
    "download_button",
    "selectbox",
    "select_slider",
    "slider",
    "text_area",
    "text_input",
    "toggle",
)


def leaves(block: Any) -> Iterator[Any]:
    for child in block.children.values():
        yield from leaves(child) if hasattr(child, "children") else [child]


def drawn(at: AppTest) -> list[str]:
    """All that can be read or seen; widgets, and the lines of Python, left out."""
    return [str(leaf.proto) for leaf in leaves(at.main) if leaf.type not in ("code", *WIDGETS)]


def charts(at: AppTest) -> dict[str, str]:
    """Key -> the figure as it is sent to the browser, and what is said of it."""
    return {str(leaf.key).removeprefix("chart-"): leaf.proto.bytes.decode() for leaf in leaves(at.main) if is_chart(leaf)}


def is_chart(leaf: Any) -> bool:
    return leaf.type == "bidi_component" and bool(leaf.proto.component_name == "vizlab.chart")


def plots(at: AppTest) -> dict[str, Any]:
    """Key -> what the figure draws."""
    return {key: json.loads(sent)["figure"] for key, sent in charts(at).items()}


def open_code(at: AppTest) -> None:
    """Open "Data, code" under every figure."""
    keys = [f"about-{key}" for key in charts(at)]
    if not all(key in at.session_state and at.session_state[key] for key in keys):
        for key in keys:
            at.session_state[key] = True
        at.run()


def made(at: AppTest, key: str, folder: Path) -> Any:
    """The figure that the lines of Python under the chart of this key make, run in a folder."""
    open_code(at)
    shown = list(leaves(at.main))
    place = next(index for index, leaf in enumerate(shown) if leaf.key == f"chart-{key}")
    code = next(leaf.value for leaf in shown[place:] if leaf.type == "code")
    names: dict[str, Any] = {}
    with contextlib.chdir(folder):
        exec(compile(code, f"lines under {key}", "exec"), names)
    return json.loads(names["figure"].to_json())


def assert_lines_make_figures(at: AppTest, folder: Path, keys: Sequence[str] = (), parts: Sequence[str] = ("data",)) -> None:
    """The lines under every figure of the page, or under these, make it again, data for data, and none is too large to send."""
    shown = plots(at)
    for key in keys or shown:
        again = made(at, key, folder)
        for part in parts:
            assert again.get(part) == shown[key].get(part), (key, part)
        assert len(charts(at)[key]) < 500_000, key


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
