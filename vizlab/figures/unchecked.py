"""A figure that is sent as it stands: plotly would check and copy each part, which takes longer than all else.

It is written as with plotly, underscores and all. Who reads `data` or `layout`, as tests do, gets them checked by plotly.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray
from plotly.basedatatypes import BasePlotlyType

from vizlab.figures.parts import Part

WHOLE = np.iinfo(np.int32)


class Figure(go.Figure):  # type: ignore[misc]
    """A plotly figure that plotly does not know of until somebody reads it, or calls what is not written here.

    traces, asked: what was asked for, as plain values. _moments: the frames. _controls: parts of the layout that nobody
    checks: buttons and a scrubber with a step for each frame.
    """

    _moments: tuple[Any, ...] = ()
    _controls: Mapping[str, Any] = MappingProxyType({})

    def __init__(self, data: Any = (), layout: Mapping[str, Any] | None = None) -> None:
        """Traces, and a layout, whose dicts are copied."""
        if isinstance(data, Mapping):  # plotly's own copies
            self.frames = data.get("frames", ())
            data, layout = data.get("data", ()), data.get("layout")
        self._plain: tuple[list[Part], Part] | None = ([_own(trace) for trace in data], Part(**(layout or {})))

    def __getattr__(self, name: str) -> Any:
        """Whatever plotly keeps in a figure is first made when it is asked for."""
        plain = self.__dict__.get("_plain")
        if plain is None or name.startswith("__"):
            raise AttributeError(name)
        self._plain = None
        try:
            super().__init__(*plain)
        except ValueError:
            self._plain = plain  # whoever reads it next hears the same
            raise
        return getattr(self, name)

    def __reduce__(self) -> tuple[Any, ...]:
        """For caches: what is kept is what is sent."""
        return Figure, (self.to_dict(),)

    def _checked(self, method: str, /, *args: Any, **settings: Any) -> Figure:
        """What plotly's own method of this name does."""
        changed: Figure = getattr(super(), method)(*args, **settings)
        return changed

    @property
    def traces(self) -> list[Any]:
        """The traces as they were asked for, to be read and updated."""
        return self._data if self._plain is None else self._plain[0]

    def asked(self, path: str) -> Any:
        """What was asked for at a place of the layout, such as "xaxis.range"; None if nothing was."""
        found: Any = self._layout if self._plain is None else self._plain[1]
        for part in path.split("."):
            found = (found or {}).get(part)
        return found

    def add_trace(self, trace: Any, **where: Any) -> Figure:
        """The same figure with one more trace."""
        return self.add_traces([trace]) if self._is_plain(where) else self._checked("add_trace", trace, **where)

    def add_traces(self, data: Any, **where: Any) -> Figure:
        """The same figure with more traces."""
        if self._plain is None or where:
            return self._checked("add_traces", data, **where)
        self._plain[0].extend(map(_own, [data] if isinstance(data, (Mapping, BasePlotlyType)) else data))
        return self

    def update_layout(self, dict1: Any = None, overwrite: bool = False, **more: Any) -> Figure:
        """The same figure with these parts of its layout, merged with what is there."""
        if self._plain is None or overwrite:
            return self._checked("update_layout", dict1, overwrite, **more)
        self._plain[1].update(dict1, **more)
        return self

    def update_xaxes(self, patch: Any = None, **more: Any) -> Figure:
        """The same figure with these properties on every horizontal axis."""
        return self._update_axes("xaxis", patch, more) if self._is_plain(more) else self._checked("update_xaxes", patch, **more)

    def update_yaxes(self, patch: Any = None, **more: Any) -> Figure:
        """The same figure with these properties on every vertical axis."""
        return self._update_axes("yaxis", patch, more) if self._is_plain(more) else self._checked("update_yaxes", patch, **more)

    def _update_axes(self, kind: str, patch: Any, more: Mapping[str, Any]) -> Figure:
        known = [name for name in self._plain[1] if re.fullmatch(rf"{kind}\d+", name)] if self._plain else []
        for name in (kind, *known):
            self.update_layout({name: {**(patch or {}), **more}})
        return self

    def update_traces(self, patch: Any = None, **more: Any) -> Figure:
        """The same figure with these properties on every trace."""
        if not self._is_plain(more):
            return self._checked("update_traces", patch, **more)
        for trace in self.traces:
            trace.update(patch, **more)
        return self

    def add_annotation(self, arg: Any = None, **more: Any) -> Figure:
        """The same figure with one more annotation."""
        return self._add("annotations", arg, more) if self._is_plain(more) else self._checked("add_annotation", arg, **more)

    def add_shape(self, arg: Any = None, **more: Any) -> Figure:
        """The same figure with one more shape."""
        return self._add("shapes", arg, more) if self._is_plain(more) else self._checked("add_shape", arg, **more)

    def add_layout_image(self, arg: Any = None, **more: Any) -> Figure:
        """The same figure with one more picture behind or over it."""
        return self._add("images", arg, more) if self._is_plain(more) else self._checked("add_layout_image", arg, **more)

    def add_vline(self, x: Any, **properties: Any) -> Figure:
        """The same figure with a line from its bottom to its top."""
        return self._span("vline", {"x": x}, {"type": "line", "x0": x, "x1": x}, properties)

    def add_hline(self, y: Any, **properties: Any) -> Figure:
        """The same figure with a line from its left to its right."""
        return self._span("hline", {"y": y}, {"type": "line", "y0": y, "y1": y}, properties)

    def add_vrect(self, x0: Any, x1: Any, **properties: Any) -> Figure:
        """The same figure with a band from its bottom to its top."""
        return self._span("vrect", {"x0": x0, "x1": x1}, {"type": "rect", "x0": x0, "x1": x1}, properties)

    def add_hrect(self, y0: Any, y1: Any, **properties: Any) -> Figure:
        """The same figure with a band from its left to its right."""
        return self._span("hrect", {"y0": y0, "y1": y1}, {"type": "rect", "y0": y0, "y1": y1}, properties)

    def _span(self, kind: str, place: dict[str, Any], shape: dict[str, Any], properties: dict[str, Any]) -> Figure:
        if not self._is_plain(properties) or any(name.startswith("annotation") for name in properties):
            return self._checked(f"add_{kind}", **place, **properties)
        across = {"y0": 0, "y1": 1, "xref": "x", "yref": "y domain"}
        along = {"x0": 0, "x1": 1, "xref": "x domain", "yref": "y"}
        return self._add("shapes", shape | (across if kind[0] == "v" else along), properties)

    def _add(self, to: str, one: Mapping[str, Any] | None, more: Mapping[str, Any]) -> Figure:
        if self._plain is not None:
            self._plain[1].setdefault(to, []).append(Part(**(one or {})).update(more))
        return self

    def _is_plain(self, settings: Mapping[str, Any]) -> bool:
        return self._plain is not None and settings.keys().isdisjoint(("row", "col", "selector", "overwrite"))

    @property
    def frames(self) -> tuple[go.Frame, ...]:
        """The frames, checked."""
        return tuple(go.Frame(moment) for moment in self._moments)

    @frames.setter
    def frames(self, moments: Sequence[Any]) -> None:
        self._moments = tuple(moments)

    def control(self, controls: Mapping[str, Any]) -> Figure:
        """The same figure with these parts of its layout."""
        self._controls = controls
        return self

    def to_dict(self) -> dict[str, Any]:
        """The figure as plotly.js takes it."""
        data, layout = self._plain or (self._data, self._layout)
        drawn = {"data": _packed(data), "layout": _packed(layout) | self._controls}
        return drawn | {"frames": _packed(self._moments)} if self._moments else drawn


def _own(trace: Any) -> Part:
    return Part(**(trace.to_plotly_json() if isinstance(trace, BasePlotlyType) else trace))


def _packed(value: Any) -> Any:
    """The same in plain dicts and lists, arrays of numbers in plotly's typed form: their type and their bytes in base 64."""
    if isinstance(value, BasePlotlyType):
        value = value.to_plotly_json()
    if isinstance(value, dict):
        return {key: _packed(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_packed(inner) for inner in value]
    return _typed(value) if isinstance(value, np.ndarray) and value.dtype.kind in "iuf" else value


def _typed(values: NDArray[Any]) -> Any:
    if values.dtype.kind in "iu" and values.itemsize == 8:  # plotly.js has no such type
        if values.size and not WHOLE.min <= values.min() <= values.max() <= WHOLE.max:
            return values
        low, high = (values.min(), values.max()) if values.size else (0, 0)
        values = values.astype(np.result_type(np.min_scalar_type(low), np.min_scalar_type(high)))
    spec = {"dtype": values.dtype.str[1:], "bdata": base64.b64encode(values.tobytes()).decode()}
    return spec if values.ndim == 1 else spec | {"shape": ", ".join(map(str, values.shape))}
