"""The topic A thin tube of the view VAE: a curve in the plane that becomes a density through noise of variance eta."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.knobs import put
from vizlab.figures import generative_exact as figures
from vizlab.figures.export import curve_columns
from vizlab.generative.exact import tube
from vizlab.snippets import generative_exact as code

FIRST = (0.6, -0.4)
FIRST_ETA = 0.1
Point = tuple[float, float]


@st.cache_data(max_entries=32, show_spinner=False)
def drawn(curve: str, eta: float) -> Any:
    return tube.picture(curve, eta)


@st.cache_data(max_entries=64, show_spinner=False)
def measured(curve: str, point: Point) -> Any:
    return tube.nearest(curve, point), tube.against_eta(curve, point), tube.slopes(curve, point)


def look() -> None:
    """URL: tube_curve, tube_eta, tube_x, tube_y."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        curve = common.choose(st.selectbox, "Curve G(z)", list(tube.CURVES), key="tube_curve")
        help_text = "Variance of the noise around the curve, in each direction."
        eta = common.choose(st.select_slider, "η", list(tube.OFFERED), key="tube_eta", default=FIRST_ETA, help=help_text)
        st.markdown("x = G(z) + noise, z ~ N(0, 1)")
        reach = tube.NEAR
        point = (
            st.slider("x₁ of the cross", -reach, reach, FIRST[0], 0.05, key="tube_x", bind="query-params"),
            st.slider("x₂ of the cross", -reach, reach, FIRST[1], 0.05, key="tube_y", bind="query-params"),
        )
        (_, distance), series, slopes = measured(curve, point)
        here = tube.at_point(curve, point, eta)
        common.metrics({"log p at the cross": f"{here:.2f}".replace("-", "−"), "From the curve": f"{distance:.3f}"})
    with right:
        show_picture(curve, eta, point)
    left, right = st.columns(2, gap="large")
    with left:
        show_density(curve, point, distance, series)
    with right:
        show_slopes(curve, point, slopes)


def show_picture(curve: str, eta: float, point: Point) -> None:
    side, values = drawn(curve, eta)
    common.snug_at("tube", 1.0, 90)
    common.show(
        figures.ground(
            side, side, values, titles=("x₁", "x₂"), name="log p(x)", marks=[("chosen", *point)],
            lines={"G(z)": tube.drawn(curve)}, low=float(values.max()) - tube.SHOWN, square=True, height_px=460,
        ),
        key="tube",
        alt=f"Log-density around a {curve} with noise of variance {eta:g}",
        code=code.tube(curve, eta, point),
        arrays={"side": side, "log p": values},
        clicked=put_cross,
    )  # fmt: skip
    st.caption(
        "Integrated over z at every place. White: the curve, where all probability would lie without noise. Click to move the "
        "cross."
    )


def put_cross(x: float, y: float) -> None:
    """A click into the picture."""
    put({"tube_x": round(x * 20) / 20, "tube_y": round(y * 20) / 20})


def show_density(curve: str, point: Point, distance: float, series: dict[str, Any]) -> None:
    st.subheader("As the noise vanishes")
    common.show(
        figures.falling(series, x_title="η", y_title="log p(x), nats", floor=tube.FLOOR),
        key="log-p",
        alt="Log-density against eta at the cross and on the curve",
        code=code.against_eta(curve, point),
        columns=curve_columns(series),
    )
    on, off = series[tube.ON][-1][1], series[tube.CHOSEN][-1][1]
    told = f"{off:,.0f}".replace("-", "−")
    st.caption(
        f"With η = 10⁻⁶ log p is {told} nats at the cross, {distance:.2f} from the curve: it falls as −distance² / 2η, to −∞. "
        f"On the curve itself it grows without bound ({on:.1f}), as −½ log η. A decoder without noise gives nearly every "
        "picture probability 0."
    )


def show_slopes(curve: str, point: Point, slopes: dict[str, Any]) -> None:
    st.subheader("What an error costs")
    common.show(
        figures.on_paper(slopes, x_title="η", y_title="slope of −log p(x|z) in G(z)"),
        key="slopes",
        alt="Slope of the reconstruction term against eta, by autograd and as distance over eta",
        code=code.slopes(curve, point),
        columns=curve_columns(slopes),
    )
    st.caption(
        "−log p(x|z) = |x − G(z)|² / 2η + a constant: the squared error over 2η. Its slope by autograd is the distance over η. "
        "A tenth of η makes errors count ten times as much against the KL term, as a tenth of β would."
    )
