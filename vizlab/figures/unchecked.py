"""A figure that is sent as it stands: plotly would check each frame and copy all there is, which takes longer than all else."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray
from plotly.basedatatypes import BasePlotlyType

WHOLE = np.iinfo(np.int32)


class Figure(go.Figure):  # type: ignore[misc]
    """A plotly figure whose frames are checked only when they are read one by one, as tests do.

    _controls: parts of the layout that nobody checks: buttons and a scrubber with a step for each frame.
    """

    _moments: tuple[Any, ...] = ()
    _controls: Mapping[str, Any] = MappingProxyType({})

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
        drawn = {"data": _packed(self._data), "layout": _packed(self._layout) | self._controls}
        return drawn | {"frames": _packed(self._moments)} if self._moments else drawn


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
