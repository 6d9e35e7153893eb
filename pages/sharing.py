"""The share bar beside a chart: copy the link to this view, save the chart as PNG or SVG, all in the browser."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

ASSETS = Path(__file__).parent.parent / "assets"


@cache
def _component() -> Any:
    """The component, registered at its first use."""
    parts = {kind: (ASSETS / f"share_bar.{kind}").read_text(encoding="utf-8") for kind in ("html", "css", "js")}
    return st.components.v2.component("vizlab.share", **parts)


def share_buttons(*, chart_key: str | list[str], filename: str, key: str) -> None:
    """Draw [Copy link] [PNG] [SVG] for the charts inside the element(s) with key `chart_key`.

    `filename` has no ending; of several charts each file gets a number. Nothing is sent to the server.
    """
    charts = [chart_key] if isinstance(chart_key, str) else list(chart_key)
    _component()(key=key, data={"charts": charts, "filename": filename})
