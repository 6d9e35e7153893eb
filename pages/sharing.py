"""The share bar beside a chart: copy the link to this view, save the chart as PNG or SVG, all in the browser."""

from __future__ import annotations

from pages.components import component


def share_buttons(*, chart_key: str | list[str], filename: str, key: str) -> None:
    """Draw [Copy link] [PNG] [SVG] for the charts inside the element(s) with key `chart_key`.

    `filename` has no ending; of several charts each file gets a number. Nothing is sent to the server.
    """
    charts = [chart_key] if isinstance(chart_key, str) else list(chart_key)
    component("share_bar")(key=key, data={"charts": charts, "filename": filename})
