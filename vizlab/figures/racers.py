"""What every picture of a race shares: how each racer looks, how far its path is drawn, and the film of all of them.

A racer keeps its look in every figure: colour, symbol and dash belong to its place in the table of all that could take part.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import film, theme

FRAMES, FRAME_MS = 50, 100
TAIL = 8  # steps that a racer drags behind it
FAR = 3.0  # windows: a path is drawn until it is that far away
HEAD_PX, ROW_PX, SHORT = 12, 19, 10  # pixels of a racer and of a row of the legend; letters of a name that fits three times
COLORS = tuple(color for color in theme.CATEGORICAL if color != theme.MUTED)  # the ground is grey
DASHES = ("solid", "dash", "dot", "dashdot")
Array = NDArray[Any]
Window = tuple[float, float, float, float]


def looks(names: Sequence[str], order: Sequence[str]) -> dict[str, dict[str, str]]:
    """Colour, symbol and dash of each name; order: all names there are (by default these)."""
    places = {name: index for index, name in enumerate(order or names)}
    return {name: _look(places[name]) for name in names}


def _look(index: int) -> dict[str, str]:
    turn = index // len(COLORS)
    symbol = theme.SYMBOLS[(index % len(COLORS) + turn) % len(theme.SYMBOLS)]
    return {"color": COLORS[index % len(COLORS)], "symbol": symbol, "dash": DASHES[turn % len(DASHES)]}


def legend(names: Sequence[str]) -> tuple[dict[str, Any], int]:
    """The legend above a figure, and the pixels that it needs there. A click hides nobody: who takes part is chosen elsewhere."""
    a_row = 3 if max(map(len, names)) <= SHORT else 2
    settings = {"yref": "container", "y": 1, "yanchor": "top", "entrywidthmode": "fraction", "entrywidth": 0.95 / a_row}
    settings |= {"font": {"size": 11}}
    return settings | {"itemclick": False, "itemdoubleclick": False}, 18 + ROW_PX * -(-len(names) // a_row)


def near(path: Array, window: Window) -> Array:
    """The path until it is `FAR` windows away; the step that leads there keeps its direction and is cut short."""
    left, right, low, high = window
    middle, reach = np.array([(left + right) / 2, (low + high) / 2]), FAR * max(right - left, high - low)
    far = np.abs(path - middle).max(axis=1) > reach
    if not far.any():
        return np.asarray(path, dtype=np.float32)
    end = max(int(far.argmax()), 1)
    step = path[end] - path[end - 1]
    cut = path[end - 1] + step * min(1.0, 2 * reach / float(np.abs(step).max() or 1.0))
    return np.asarray(np.vstack([path[:end], cut]), dtype=np.float32)


def stops(lengths: Sequence[int]) -> NDArray[np.int64]:
    """The steps that the film shows: closer together at the start, where most happens; the last is the last of the longest."""
    last = max(lengths) - 1
    return np.unique((last * np.linspace(0, 1, FRAMES + 1) ** 2).round().astype(int))


def comets(paths: Sequence[Array], step: int) -> Array:
    """Every racer at a step with its tail: (TAIL * n, d) for paths (k + 1, d), oldest first, so that heads lie on top."""
    at = np.arange(step - TAIL + 1, step + 1)
    recent = np.stack([path[np.clip(at, 0, len(path) - 1)] for path in paths], axis=1)
    return np.asarray(recent, dtype=np.float32).reshape(-1, recent.shape[-1])


def comet_marker(drawn: Sequence[Mapping[str, str]], symbols: Sequence[str]) -> dict[str, Any]:
    """The marker of `comets`: tails grow towards the heads, which are outlined in white."""
    n = len(drawn)
    sizes = np.concatenate([np.linspace(1, HEAD_PX / 2, TAIL - 1), [HEAD_PX]])
    return {
        "color": [look["color"] for look in drawn] * TAIL,
        "symbol": list(symbols) * TAIL,
        "size": np.repeat(sizes, n).round(1),
        "opacity": 1,
    }


def play(figure: go.Figure, paths: Sequence[Array], *, top_px: int) -> go.Figure:
    """The figure, whose last trace holds `comets` of these paths, as a film of the steps."""
    shown, last, kind = stops([len(path) for path in paths]), len(figure.traces) - 1, figure.traces[-1]["type"]
    names = [str(stop) for stop in shown]
    figure.frames = [
        {"name": name, "traces": [last], "data": [{"type": kind} | _axes(comets(paths, int(stop)))], "layout": around}
        for name, stop, around in zip(names, shown, film.neighbours(names), strict=True)
    ]
    return figure.control(film.controls(names, frame_ms=FRAME_MS, redraw=True, top_px=top_px, stepping=True))


def _axes(points: Array) -> dict[str, Array]:
    return {axis: points[:, i] for i, axis in enumerate("xyz"[: points.shape[1]])}


def comet_trace(paths: Sequence[Array], drawn: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """The trace of all racers at their last steps, which `play` moves; `type` and symbols are for the plane."""
    width = np.concatenate([np.zeros((TAIL - 1) * len(drawn)), np.full(len(drawn), 1.2)])
    marker = comet_marker(drawn, [look["symbol"] for look in drawn]) | {"line": {"width": width, "color": "#ffffff"}}
    shared = {"mode": "markers", "name": "racers", "showlegend": False, "hoverinfo": "skip", "marker": marker}
    last = comets(paths, max(map(len, paths)) - 1)
    return {"type": "scatter", "unselected": {"marker": {"opacity": 1}}} | shared | _axes(last)
