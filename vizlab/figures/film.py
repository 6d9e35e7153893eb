"""Films: figures with frames that play in the browser, with buttons and a scrubber that look alike everywhere.

A figure becomes a film by `figure.frames = [...]`, each frame with a name, and `figure.update_layout(**film.controls(names))`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vizlab.figures import theme

BUTTONS_PX = 124  # what both buttons need in front of the scrubber
HEIGHT_PX = 84  # what buttons and scrubber need below the figure: its bottom margin
STEPPING_PX = 118  # the same with the buttons of `stepping`, which stand below the scrubber
BACK, FORTH = "‹", "›"
SPEEDS = {"½×": 0.5, "2×": 2.0, "4×": 4.0}  # beside play


def controls(
    names: Sequence[str],
    *,
    prefix: str = "step ",
    active: int | None = None,
    frame_ms: int = 60,
    redraw: bool = False,
    top_px: int = 0,
    stepping: bool = False,
) -> dict[str, Any]:
    """Layout of play, pause and a scrubber over the frames of these names, the last of which is shown first (or `active`).

    prefix: what stands before the name of the present frame. redraw: whether frames change more than points and lines, such as
    a heat map. top_px: free space between the axes and the controls, for tick labels. stepping: with buttons for the frame
    before and after (each frame must then have its `neighbours` as layout) and to play at other speeds; play goes on from
    where it is.
    """
    shown = len(names) - 1 if active is None else active
    if not stepping:
        menus = [_buttons(frame_ms, redraw, top_px)]
        return {"updatemenus": menus, "sliders": [_scrubber(names, prefix, shown, redraw, top_px)]}
    scrubber = _scrubber(names, prefix, shown, redraw, top_px)
    return {
        "updatemenus": _rows_of_buttons(names, shown, frame_ms, top_px + 52),
        "sliders": [scrubber | {"pad": scrubber["pad"] | {"l": 8}}],
    }


def neighbours(names: Sequence[str]) -> list[dict[str, Any]]:
    """The layout of each frame of these names that turns the buttons `BACK` and `FORTH` to the frames around it."""
    return [{"updatemenus": [{}, {"buttons": _steps(names, index)}]} for index in range(len(names))]


def _animation(frame_ms: int, redraw: bool) -> dict[str, Any]:
    return {"mode": "immediate", "frame": {"duration": frame_ms, "redraw": redraw}, "transition": {"duration": 0}}


def _buttons(frame_ms: int, redraw: bool, top_px: int) -> dict[str, Any]:
    """Play from the start, and pause. Plotly brightens a button under the mouse, so its text is dark in both themes."""
    return {
        "type": "buttons",
        "direction": "left",
        "showactive": False,
        "x": 0,
        "xanchor": "left",
        "y": 0,
        "yanchor": "top",
        "pad": {"t": 24 + top_px, "r": 0},
        "bgcolor": "#eef2f5",
        "bordercolor": theme.MUTED,
        "font": {"color": theme.TEXT, "size": 13},
        "buttons": [
            {"label": "Play", "method": "animate", "args": [None, _animation(frame_ms, redraw) | {"fromcurrent": False}]},
            {"label": "Pause", "method": "animate", "args": [[None], _animation(0, redraw)]},
        ],
    }


def _steps(names: Sequence[str], index: int) -> list[dict[str, Any]]:
    around = {BACK: names[max(index - 1, 0)], FORTH: names[min(index + 1, len(names) - 1)]}
    still = _animation(0, True)
    return [{"label": label, "method": "animate", "args": [[name], still]} for label, name in around.items()]


def _rows_of_buttons(names: Sequence[str], active: int, frame_ms: int, top_px: int) -> list[dict[str, Any]]:
    """Play and pause; one step; speeds: three groups in a row."""
    row = _buttons(frame_ms, True, 0) | {"pad": {"t": top_px, "r": 0}, "font": {"color": theme.TEXT, "size": 12}}
    play, pause = row["buttons"]
    speeds = [play | {"label": label, "args": _playing(frame_ms / speed)} for label, speed in SPEEDS.items()]
    groups = [[play | {"args": _playing(frame_ms)}, pause], _steps(names, active), speeds]
    offsets = (0, 114, 180)  # pixels from the left edge; all of them fit a phone
    return [row | {"buttons": group, "pad": row["pad"] | {"l": offset}} for group, offset in zip(groups, offsets, strict=True)]


def _playing(frame_ms: float) -> list[Any]:
    return [None, _animation(round(frame_ms), True) | {"fromcurrent": True}]


def _scrubber(names: Sequence[str], prefix: str, active: int, redraw: bool, top_px: int) -> dict[str, Any]:
    still = _animation(0, redraw)
    return {
        "active": active,
        "steps": [{"label": name, "value": name, "method": "animate", "args": [[name], still]} for name in names],
        "currentvalue": {"prefix": prefix, "xanchor": "left", "offset": 8, "font": {"size": 12, "color": theme.MUTED}},
        "x": 0,
        "len": 1,
        "y": 0,
        "yanchor": "top",
        "pad": {"t": 4 + top_px, "b": 0, "l": BUTTONS_PX, "r": 12},
        "ticklen": 0,
        "minorticklen": 0,
        "tickcolor": theme.CLEAR,
        "font": {"size": 1, "color": theme.CLEAR},
        "bgcolor": theme.tint(theme.MUTED, 0.35),
        "activebgcolor": theme.color(0),
        "bordercolor": theme.MUTED,
        "transition": {"duration": 0},
    }
