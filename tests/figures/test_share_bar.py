"""The share bar as the page sees it; what it does in a browser belongs to the browser tests."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]


def _page() -> None:
    from pages.sharing import share_buttons

    share_buttons(chart_key="curves", filename="curves", key="share one")
    share_buttons(chart_key=["a", "b"], filename="both", key="share two")


@pytest.mark.parametrize("session", ["first", "second"])
def test_each_bar_knows_its_charts(session: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # Twice, because the component is registered once a process and must serve every session.
    monkeypatch.syspath_prepend(str(ROOT))
    app = AppTest.from_function(_page).run()
    assert not app.exception
    bars = app.get("bidi_component")
    data = [json.loads(bar.proto.json) for bar in bars]
    assert data == [{"charts": ["curves"], "filename": "curves"}, {"charts": ["a", "b"], "filename": "both"}]


def test_every_button_has_a_spoken_name() -> None:
    html = (ROOT / "assets/share_bar.html").read_text(encoding="utf-8")
    buttons = re.findall(r"<button[^>]*>", html)
    assert len(buttons) == 3
    assert all('type="button"' in button and 'aria-label="' in button for button in buttons)
    assert 'role="status"' in html
