"""The topic 1-D generator of the view GAN: one number pushed through G, as a histogram and by the change of variables."""

from __future__ import annotations

import streamlit as st

from pages import common, knobs
from vizlab.figures import generative_gan as figures
from vizlab.generative.plane_gan import line
from vizlab.snippets import generative_gan_topics as code


@st.cache_data(max_entries=32, show_spinner="Pushing codes through …")
def pushed(name: str, samples: int, seed: int) -> line.Pushed:
    return line.push(name, samples, seed)


def look() -> None:
    """URL: line, line_samples, line_seed."""
    columns = st.columns([3, 1, 1])
    with columns[0]:
        name = common.choose(st.segmented_control, "Generator", list(line.LINES), key="line", default="bent", wrap=True)
    with columns[1]:
        samples = knobs.knob("line_samples", line.KNOBS["line_samples"], 10_000, label="Samples")
    with columns[2]:
        seed = knobs.knob("line_seed", line.KNOBS["line_seed"], 0, label="Seed")
    choice = (name, samples, seed)
    found = pushed(*choice)
    common.metrics(
        {"Probability that lies elsewhere": f"{found.gap:.1%}", "of pure chance, about": f"{line.chance(found, samples):.1%}"}
    )
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("Where each code lands")
        common.show(
            figures.carried_line(found.z, found.x),
            key="carried-line",
            alt="x = G(z) over z, and where even codes land",
            code=code.line(*choice, "carried_line(found.z, found.x)"),
            columns={"z": found.z[::10], "x": found.x[::10], "slope": found.slope[::10]},
        )
        st.markdown("Steep G spreads codes thin, flat G heaps them up. Marks on the left edge: 40 equally likely codes, carried.")
    with right:
        st.subheader("How densely they land")
        common.show(
            figures.pushed(found.edges, found.histogram, found.formula),
            key="pushed",
            alt="Histogram of generated numbers against the density by change of variables",
            code=code.line(*choice, "pushed(found.edges, found.histogram, found.formula)"),
            columns={"from": found.edges[:-1], "samples": found.histogram, "formula": found.formula},
        )
        st.markdown(
            "The line is p(x) = Σ p(z) / |G′(z)| over all codes z that land on x, from G′ alone; the bars are samples. In more "
            "dimensions |G′| becomes a determinant, and if codes have fewer numbers than pictures there is no density at all: "
            "this is why a GAN of pictures cannot say how likely one is."
        )
