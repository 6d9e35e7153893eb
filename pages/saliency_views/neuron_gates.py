"""The topic Gates of the view Any neuron: one small graph whose inputs can be moved."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.knobs import put
from vizlab.figures import saliency_gates
from vizlab.saliency import gates
from vizlab.snippets import saliency_neuron as code

START = {"gate_x": 0.5, "gate_w": 4.0, "gate_y": 1.0, "gate_b": 0.5}
TRY: dict[str, dict[str, float]] = {  # label -> where the inputs go
    "Small times large": START,
    "Let max choose y": START | {"gate_y": 3.0},
    "Switch the ReLU off": START | {"gate_b": -3.0},
}


def pick_inputs() -> tuple[float, ...]:
    """URL: gate_x, gate_w, gate_y, gate_b."""
    with st.container(horizontal=True, gap="small"):
        for number, (label, values) in enumerate(TRY.items()):
            st.button(label, key=f"try-{number}", on_click=put, args=(values,))
        swapped = {"gate_x": st.session_state.get("gate_w", 4.0), "gate_w": st.session_state.get("gate_x", 0.5)}
        st.button("Swap x and w", key="swap", on_click=put, args=(swapped,))
    return tuple(st.slider(key[-1], -5.0, 5.0, start, 0.25, key=key, bind="query-params") for key, start in START.items())


def lessons(values: Any, gradients: Any) -> None:
    """What can be read off the graph as it stands, gate by gate."""
    routed = "x · w" if values["x · w"] > values["y"] else "y"
    through = f"all to {routed}" if values["x · w"] != values["y"] else "half to each, they are equal"
    swapped = ", ".join(f"{name} = {values[name]:g} gets {gradients[name]:g}" for name in "xw")
    said = {
        "multiply": swapped,
        "max": through,
        "add": f"{gradients['max']:g} to both",
        "ReLU": "on" if gradients["sum"] else "off: nothing passes",
    }
    rows = [(gate, known.about, said[gate]) for gate, known in gates.GATES.items()]
    names, abouts, now = (list(column) for column in zip(*rows, strict=True))
    st.table({"Gate": names, "What it does to a gradient": abouts, "Here": now}, border="horizontal", hide_index=True)


@st.fragment
def look() -> None:
    left, right = st.columns([2, 3], gap="large")
    with left:
        inputs = pick_inputs()
    found = gates.flow(*inputs)
    with right:
        st.subheader("f = ReLU(max(x · w, y) + b)")
        common.show(
            saliency_gates.graph(found.values, found.gradients),
            key="gates",
            alt="A computation graph with the value and the gradient on each edge",
            code=code.gates(*inputs),
            columns={"edge": list(found.values), "value": list(found.values.values())}
            | {"gradient": [found.gradients[edge] for edge in found.values]},
        )
    with left:
        lessons(found.values, found.gradients)
        proof(inputs, found.gradients)


def proof(inputs: tuple[float, ...], gradients: Any) -> None:
    gap = gates.gap(gradients, gates.by_autograd(*inputs))
    differences = gates.gap(gradients, gates.by_difference(*inputs))
    corner = " (at a corner, where they need not agree)" if gates.is_corner(*inputs) else ""
    st.caption(
        f"By these four rules alone. Largest difference to torch's autograd: {gap:g}; to finite differences: "
        f"{differences:.0e}{corner}."
    )
