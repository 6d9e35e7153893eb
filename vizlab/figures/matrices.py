"""Tables of counts as pictures. Rows are the truth, columns the prediction, as in scikit-learn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.parts import Heatmap, Scatter

MOST_WRITTEN = 12  # classes: with more, the counts would not fit the cells of a phone
INK = 0.5  # of a row: from here on a cell is dark enough for white text in both themes
# From the page's own background to the accent, steep at first: a rare mistake must be seen beside a full diagonal.
STEPS = ((0.0, 0.0), (0.05, 0.2), (0.2, 0.45), (INK, 0.8), (1.0, 1.0))
SHARE_SCALE = [[share, theme.tint(theme.CATEGORICAL[0], ink)] for share, ink in STEPS]


def confusion(counts: NDArray[Any], classes: Sequence[str], *, noun: str = "pictures", height_px: int = 460) -> go.Figure:
    """The confusion matrix: counts (c, c), rows true and columns predicted; colour is the share of the row.

    Errors: a shape that does not fit the class names, or a negative count.
    """
    counts = _checked(counts, classes)
    totals = counts.sum(axis=1)
    shares = counts / np.maximum(totals, 1)[:, None]
    figure = theme.figure(height_px=height_px, margin={"t": 4})
    figure.add_trace(_cells(shares, _sentences(counts, totals, classes, noun)))
    if len(classes) <= MOST_WRITTEN:
        figure.add_traces([_written(counts, shares < INK), _written(counts, shares >= INK, color="#ffffff")])
    ticks = {"tickmode": "array", "tickvals": list(range(len(classes))), "ticktext": list(classes), "showgrid": False}
    edges = (-0.5, len(classes) - 0.5)
    figure.update_xaxes(title_text="predicted class", range=edges, **ticks)
    return figure.update_yaxes(title_text="true class", range=edges[::-1], **ticks)


def _cells(shares: NDArray[np.float64], sentences: list[list[str]]) -> Heatmap:
    return Heatmap(
        z=shares,
        zmin=0,
        zmax=1,
        colorscale=SHARE_SCALE,
        xgap=1,
        ygap=1,
        showscale=False,
        customdata=sentences,
        hovertemplate="%{customdata}<extra></extra>",
    )


def _written(counts: NDArray[np.int64], where: NDArray[np.bool_], **font: Any) -> Scatter:
    """The counts of some cells as text; zeros stay empty, so that the mistakes stand out.

    Not the heat map's own text: its automatic colour takes a transparent cell for a light one, wrong on a dark page.
    """
    rows, columns = np.nonzero(where & (counts > 0))
    text = [_short(n) for n in counts[rows, columns].tolist()]
    font = {"size": 11} | font
    return Scatter(x=columns, y=rows, text=text, mode="text", textfont=font, hoverinfo="skip", showlegend=False)


def _short(n: int) -> str:
    """At most four characters: 987, 6.0k, 12k."""
    return str(n) if n < 1000 else f"{n / 1000:.1f}k" if n < 9950 else f"{n / 1000:.0f}k"


def _checked(counts: NDArray[Any], classes: Sequence[str]) -> NDArray[np.int64]:
    counts = np.asarray(counts)
    size = len(classes)
    if counts.shape != (size, size) or counts.min(initial=0) < 0:
        raise ValueError(f"A confusion matrix of {size} classes needs {size} x {size} counts of 0 or more; got {counts.shape}.")
    return counts.astype(np.int64)


def _sentences(counts: NDArray[np.int64], totals: NDArray[np.int64], classes: Sequence[str], noun: str) -> list[list[str]]:
    return [
        [_sentence(n, total, true, predicted, noun) for n, predicted in zip(row, classes, strict=True)]
        for row, total, true in zip(counts.tolist(), totals.tolist(), classes, strict=True)
    ]


def _sentence(n: int, total: int, true: str, predicted: str, noun: str) -> str:
    if total == 0:
        return f"no {noun} of “{true}” were tested"
    verb = "were recognised" if true == predicted else f"were taken for “{predicted}”"
    return f"{n:,} of {total:,} {noun} of “{true}” {verb} ({100 * n / total:.1f} %)"
