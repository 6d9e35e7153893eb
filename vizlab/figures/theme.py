"""The one look of every figure: colour tables, the plotly template `vizlab`, and `figure`, which every picture starts from.

Text and grid colours of the template suit a white page, for files that leave the app. On screen assets/chart.js puts the
page's own text, grid and background colours over the template, light or dark, and leaves everything else as it is here.
The tables are repeated in `.streamlit/config.toml`; a test holds them together.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import plotly.graph_objects as go
import plotly.io as pio

from vizlab.figures.unchecked import Figure

NAME = "vizlab"
TEXT, GRID, MUTED = "#1f2933", "#d9dfe5", "#7d8790"
CLEAR = "rgba(0,0,0,0)"
BAR_PX = 50  # height of a `colorbar` with its title and numbers
LINE_PX, ROW_PX, KEY_PX, LETTER_PX = 26, 19, 45, 6.6  # a line of text; a row of a legend, and in it the mark and a letter
PHONE_PX = 330  # how wide a figure's axes are on a phone
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Liberation Sans', Arial, sans-serif"

# Okabe and Ito's colours, moved until each has 3:1 against the light and the dark page. The first four stay apart for
# every common kind of colour blindness; where more are drawn, shape or position must tell them apart as well.
CATEGORICAL = (
    "#0072b2", "#d55e00", "#009672", "#cc6fa8", "#7a4fc0",
    "#a98200", "#4a9bd6", "#7d8790", "#b8404e", "#6c9a00",
)  # fmt: skip
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x", "cross", "star", "pentagon", "hexagon", "triangle-down")
# Viridis: even steps in lightness, for every eye and on grey paper.
SEQUENTIAL = (
    "#440154", "#482878", "#3e4989", "#31688e", "#26828e",
    "#1f9e89", "#35b779", "#6ece58", "#b5de2b", "#fde725",
)  # fmt: skip
# Blue below, orange above, symmetrical in lightness: for signed values with zero in the middle.
DIVERGING = (
    "#08306b", "#1c5f9e", "#4a91c7", "#93c1e0", "#dbe8f1",
    "#f6e5d8", "#f2b68c", "#df7f3f", "#b4500f", "#702c03",
)  # fmt: skip


def color(index: int) -> str:
    """The colour of the index-th category; it repeats after the tenth."""
    return CATEGORICAL[index % len(CATEGORICAL)]


def tint(hex_color: str, alpha: float) -> str:
    """A colour "#rrggbb" with opacity alpha in [0, 1], so that the page shows through."""
    red, green, blue = (int(hex_color[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha:g})"


def scale(colors: tuple[str, ...]) -> list[list[float | str]]:
    """A plotly colour scale of evenly spaced colours."""
    return [[i / (len(colors) - 1), name] for i, name in enumerate(colors)]


def below_bar() -> dict[str, Any]:
    """The margin of a figure without axes under a `colorbar`: fixed, or plotly lays all out and draws it twice."""
    return {"t": BAR_PX, "autoexpand": False}


def colorbar(title: str) -> dict[str, Any]:
    """A slim colour bar above the picture, which stays as wide as it is on a phone too."""
    return {
        "title": {"text": title, "side": "top", "font": {"size": 12}},
        "orientation": "h",
        "y": 1,
        "yanchor": "bottom",
        "ypad": 4,
        "xpad": 0,
        "len": 1,
        "thickness": 8,
        "outlinewidth": 0,
        "nticks": 5,
    }


def _axis() -> dict[str, Any]:
    return {
        "automargin": True,
        "gridcolor": GRID,
        "linecolor": GRID,
        "zeroline": False,
        "tickcolor": GRID,
        "title": {"font": {"size": 13}, "standoff": 8},
    }


@cache
def template() -> go.layout.Template:
    """The template, registered as `pio.templates["vizlab"]` on the first call; plotly's default stays what it was."""
    layout = go.Layout(
        font={"family": FONT, "size": 12, "color": TEXT},
        paper_bgcolor=CLEAR,
        plot_bgcolor=CLEAR,
        colorway=CATEGORICAL,
        colorscale={"sequential": scale(SEQUENTIAL), "diverging": scale(DIVERGING)},
        xaxis={**_axis(), "showgrid": False},
        yaxis=_axis(),
        legend={"orientation": "h", "x": 0, "xanchor": "left", "y": 1.02, "yanchor": "bottom"},
        hoverlabel={"align": "left", "font": {"size": 12}},
        modebar={"bgcolor": CLEAR, "color": MUTED, "activecolor": CATEGORICAL[0], "remove": ["select", "lasso"]},
    )
    pio.templates[NAME] = go.layout.Template(layout=layout)
    return pio.templates[NAME]


def room_above(names: Sequence[str]) -> int:
    """Pixels above the axes for a line of text, and over it a legend of these names in as many rows as a phone needs.

    Plotly stands the names of a legend in columns, each as wide as the longest.
    """
    a_row = max(1, int(PHONE_PX / (KEY_PX + LETTER_PX * max(map(len, names), default=0))))
    return max(64, LINE_PX + ROW_PX * -(-len(names) // a_row))


def figure(*, height_px: int, **layout: Any) -> go.Figure:
    """An empty figure in the look of vizlab; further layout goes on top (margins may be given by side)."""
    margin = {"l": 4, "r": 8, "t": 12, "b": 4, "pad": 4} | layout.pop("margin", {})  # here, for those who add to it
    return Figure(layout={"template": _look(), "height": height_px, "margin": margin}).update_layout(**layout)


@cache
def _look() -> dict[str, Any]:
    plain: dict[str, Any] = template().to_plotly_json()
    return plain


def hide_axes(figure: go.Figure) -> go.Figure:
    """The same figure with no axis lines, ticks or grid, for pictures."""
    figure.update_xaxes(visible=False)
    return figure.update_yaxes(visible=False)
