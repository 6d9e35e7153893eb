"""The topic "One dimension" of Operation: turned taps slide under a signal."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from pages import common
from pages.filter_views.operation_inputs import forget_weights, tiny, type_numbers
from vizlab.figures import filter_operation, filter_windows
from vizlab.filters.by_hand import line
from vizlab.snippets import filter_operation as code

SIGNAL = "2 0 1 3 -1 1"


def written(row: Any) -> str:
    return " ".join(f"{value:.6g}" for value in row)


def pick_rows() -> tuple[Any, Any]:
    """Signal and taps. URL: signal, taps, weights."""
    signal = type_numbers(
        "signal", "Signal", SIGNAL, lambda text: line.parse_row(text, what="A signal"), kept="The first signal is"
    )
    name = common.choose(st.selectbox, "Taps", list(line.TAPS), key="taps", on_change=forget_weights)
    parse = lambda text: line.parse_row(text, what="A row of taps")  # noqa: E731
    taps = type_numbers("weights", "Taps of your own", line.TAPS[name], parse, kept="Those above are")
    return signal, taps


def show_slide(signal: Any, taps: Any) -> None:
    moments = line.slide(signal, taps)
    output = np.array([moment.total for moment in moments])
    common.show(
        filter_windows.slide(signal, taps, output, [moment.formula for moment in moments]),
        key="slide",
        alt=f"A film: the turned taps slide under the signal through {len(moments)} places",
        code=code.slide(written(signal), written(taps)),
        columns={"t": list(range(len(output))), "y": output.tolist()},
    )
    gap = float(np.abs(output - np.convolve(signal, taps)).max())
    st.markdown(
        f"Each value is a sum over pairs whose indices add up to t: yₜ = Σ hₖ xₜ₋ₖ. {len(signal)} samples and {len(taps)} taps "
        f"make {len(output)} values; they differ from numpy.convolve by at most **{tiny(gap)}**."
    )


def show_signals(taps: Any) -> None:
    st.subheader("On a longer signal")
    seed = st.slider("Seed of the noise", 0, 99, 0, key="seed", bind="query-params")
    noisy = line.noisy_steps(seed)
    output = np.convolve(noisy, taps, "same")
    common.show(
        filter_operation.signals({"signal": noisy, "output": output}),
        key="signals",
        alt="A signal that jumps, with noise, and what the taps make of it",
        code=code.signals(written(taps), seed),
        columns={"signal": noisy.tolist(), "output": output.tolist()},
    )
    noise, level = line.gains(taps)
    st.caption(f"The noise comes out √Σh² = {noise:.2f} times as strong, a level Σh = {level:.3g} times as high.")


def look() -> None:
    left, right = st.columns([2, 5], gap="large")
    with left:
        signal, taps = pick_rows()
    with right:
        show_slide(signal, taps)
        show_signals(taps)
