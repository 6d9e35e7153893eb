"""Traces and frames, written as with plotly's classes, but plain dicts that nobody checks before they are sent.

To add a kind of trace: a class of plotly's name. What plotly would say of them is seen when a figure is read (see `unchecked`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Self

FREE = frozenset(("args", "args2", "customdata", "meta"))  # what is in these is nobody's property
WITH_UNDERSCORE = re.compile(r"(error|copy|paper|plot)_(x|y|z|xstyle|ystyle|zstyle|bgcolor)(?![a-z])")


class Part(dict[str, Any]):
    """What plotly's class of the same name makes of the same arguments, unchecked."""

    def __init__(self, **properties: Any) -> None:
        """Written as for plotly's class."""
        super().__init__()
        self.update(properties)

    def update(self, patch: Mapping[str, Any] | None = None, **more: Any) -> Self:  # type: ignore[override]
        """The same part with these properties, merged as plotly would."""
        merge(self, patch or {})
        merge(self, more)
        return self


class Frame(Part):
    """A moment of a film: `go.Frame`."""


class Trace(Part):
    """What is drawn: its type is its name in small letters."""

    def __init__(self, **properties: Any) -> None:
        """Written as for plotly's class."""
        super().__init__(type=type(self).__name__.lower(), **properties)


class Bar(Trace):
    """`go.Bar`."""


class Box(Trace):
    """`go.Box`."""


class Contour(Trace):
    """`go.Contour`."""


class Heatmap(Trace):
    """`go.Heatmap`."""


class Image(Trace):
    """`go.Image`."""


class Scatter(Trace):
    """`go.Scatter`."""


class Scatter3d(Trace):
    """`go.Scatter3d`."""


class Scattergl(Trace):
    """`go.Scattergl`."""


class Surface(Trace):
    """`go.Surface`."""


def merge(onto: dict[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """`onto` with more properties, as plotly's `update` has it: `a_b` is b of a, dicts are merged, lists of dicts one by one.

    None takes a property away; a text is a title's text.
    """
    for name, value in more.items():
        *outer, last = _path(name)
        at = onto
        for part in outer:
            at = at.setdefault(part, {})
        _put(at, last, value)
    return onto


def _put(at: dict[str, Any], name: str, value: Any) -> None:
    if name == "title" and isinstance(value, str):
        value = {"text": value}
    if value is None:
        at.pop(name, None)
    elif name in FREE:
        at[name] = value
    elif isinstance(value, Mapping):
        merge(at.setdefault(name, {}), value)
    elif isinstance(value, (list, tuple)) and value and all(isinstance(one, Mapping) for one in value):
        known = at.get(name) or []
        at[name] = [merge(one, value[index % len(value)]) for index, one in enumerate(known)]
        at[name] += [merge({}, one) for one in value[len(known) :]]
    else:
        at[name] = value


@cache
def _path(name: str) -> tuple[str, ...]:
    """`marker_line_color` -> marker, line, color."""
    kept = WITH_UNDERSCORE.sub(r"\1-\2", name)
    return tuple(part.replace("-", "_") for part in re.split(r"[._]", kept))
