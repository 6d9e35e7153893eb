"""What the topics of Operation share: a kernel to choose and edit, numbers in a grid, and how a kernel is laid."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from pages import common, knobs
from pages.filter_views import number_table
from vizlab import filters
from vizlab.errors import VizlabError
from vizlab.filters import shaped
from vizlab.filters.operation import BORDERS

LONGEST = 6000  # characters: 11 x 11 numbers with every digit they may have fit well
WIDEST = 6  # columns of numbers that fit beside a picture as a grid to type into


def forget_weights() -> None:
    st.session_state["weights"] = ""


def edit(key: str, values: Any) -> None:
    """The numbers as a table to type into, if it is not too wide for one."""
    if values.shape[1] <= WIDEST:
        number_table.edit(key, values)


def type_numbers(key: str, label: str, preset: str, parse: Callable[[str], Any], *, kept: str, where: Any = st) -> Any:
    """Numbers as text, those of `preset` where it is empty or no numbers. URL: key. kept: what is used then, in words."""
    text = where.text_area(
        label,
        key=key,
        bind="query-params",
        max_chars=LONGEST,
        height=68,
        placeholder=preset,
        help="A semicolon or a new line ends a row; a table may be pasted. Empty: the numbers shown in grey.",
    )
    if text.strip():
        try:
            return parse(text)
        except VizlabError as error:
            where.warning(common.plain(f"{error} {kept} used instead."))
    return parse(preset)


def pick_name(*, with_knobs: bool, default: str = "Sobel x", label: str = "Kernel") -> str:
    """The name of a kernel. URL: kernel."""
    names = [*filters.KERNELS, *(shaped.SHAPED if with_knobs else ())]
    return str(common.choose(st.selectbox, label, names, key="kernel", default=default, on_change=forget_weights))


def pick_kernel(*, with_knobs: bool = False, default: str = "Sobel x", parse: Any = filters.parse_weights) -> Any:
    """The kernel, (kh, kw). URL: kernel, weights (empty: those of the kernel's name), and the knobs of the kernel."""
    name = pick_name(with_knobs=with_knobs, default=default)
    if name in shaped.SHAPED:
        about, weights = shaped.SHAPED[name].about, shaped.shape_kernel(name, **pick_shape(name))
    else:
        about, weights = filters.KERNELS[name].about, filters.KERNELS[name].weights
    place = st.container()
    preset = filters.format_weights(weights)
    found = type_numbers("weights", "Weights, row by row", preset, parse, kept=f"Those of {name} are")
    with place:
        edit("weights", found)
        st.caption(about if filters.format_weights(found) == preset else "A kernel of your own.")
    return found


def pick_shape(name: str) -> dict[str, float]:
    """The knobs of a kernel of `SHAPED`. URL: their names."""
    steps = {"side": 1, "orientation": 5.0, "phase": 15.0}
    labels = {"sigma": "σ", "side": "Rows and columns"}
    values = {}
    for knob, default in shaped.SHAPED[name].defaults.items():
        label = labels.get(knob, "")
        values[knob] = knobs.knob(knob, shaped.KNOBS[knob], default, step=steps.get(knob, 0.1), label=label)
    return values


def pick_operation(default: str = "cross-correlation") -> str:
    """URL: operation."""
    help_text = "Convolution turns the kernel by 180° first. Networks cross-correlate: a learned kernel just comes out turned."
    names = list(filters.OPERATIONS)
    return str(common.choose(st.segmented_control, "Operation", names, key="operation", default=default, help=help_text))


def pick_options(
    *, operation: str = "cross-correlation", stride: int = 1, padding: int = 1, borders: bool = True, dilation: bool = True
) -> dict[str, Any]:
    """How the kernel is laid on the picture. URL: operation, border, stride, padding, dilation."""
    left, right = st.columns(2, gap="medium")
    with left:
        chosen: dict[str, Any] = {"operation": pick_operation(operation)}
    if borders:
        border_help = "What stands beyond the picture's edge: zeros, the picture mirrored, or its other end."
        with right:
            names = list(BORDERS)
            chosen["border"] = common.choose(st.segmented_control, "Padding by", names, key="border", help=border_help)
    first, second, third = st.columns(3, gap="medium")
    chosen["stride"] = pick_stride(first, stride)
    chosen["padding"] = pick_padding(second, padding)
    if dilation:
        chosen["dilation"] = pick_dilation(third)
    return chosen


def pick_stride(place: Any, default: int = 1) -> int:
    """URL: stride."""
    help_text = "How far the window moves from one pixel of the output to the next."
    return int(place.slider("Stride", 1, 4, default, key="stride", bind="query-params", help=help_text))


def pick_padding(place: Any, default: int = 1) -> int:
    """URL: padding."""
    help_text = "Rows and columns that are added on each side."
    return int(place.slider("Padding", 0, 5, default, key="padding", bind="query-params", help=help_text))


def pick_dilation(place: Any) -> int:
    """URL: dilation."""
    help_text = "Distance between the pixels under neighbouring weights; 1 leaves no gaps."
    return int(place.slider("Dilation", 1, 4, 1, key="dilation", bind="query-params", help=help_text))


def tiny(gap: float) -> str:
    """A difference that should be 0, in one digit."""
    return f"{gap:.0e}" if gap else "0"


def pick_photo() -> str:
    """The name of a photograph that comes with vizlab. URL: photo."""
    from vizlab import images

    return str(common.choose(st.selectbox, "Photograph", list(images.PHOTOGRAPHS), key="photo", default="Cat"))
