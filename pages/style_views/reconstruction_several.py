"""The topic "Several layers": the gradient of the sum of content losses is the sum of their gradients."""

from __future__ import annotations

import streamlit as st

from pages import common
from pages.knobs import knob
from pages.public_weights import fetched
from pages.style_views.choice import pick_content, pick_network
from pages.style_views.statistics_seen import layers
from vizlab import style
from vizlab.figures.style_statistics import maps
from vizlab.snippets import style_reconstruction as code
from vizlab.style.reconstruction import gradients
from vizlab.style.statistics import looking

USUAL = 2  # layers that are chosen at first: every second one


@st.cache_data(max_entries=32, show_spinner=False)
def pulled(content: str, network: str, chosen: tuple[str, ...], seed: int) -> gradients.Pulls:
    return gradients.pulls(looking.open_eyes(network), looking.shown(content, gradients.SIDE_PX), chosen, seed)


def look() -> None:
    """URL: content, network, summed, seed."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        content, network = pick_content(), pick_network()
        seed = knob("seed", style.KNOBS["seed"], 0)
    with right, common.friendly():
        if fetched(network):
            show(content, network, seed)


def show(content: str, network: str, seed: int) -> None:
    names = layers(network)
    help_text = "Their content losses are added. All are asked about the same noise, with which a reconstruction begins."
    chosen = st.pills(
        "Content layers", names, selection_mode="multi", default=names[::USUAL], key="summed", bind="query-params", help=help_text
    )
    if not chosen:
        st.info("Choose a layer.")
        return
    chosen = [name for name in names if name in chosen]
    found = pulled(content, network, tuple(chosen), seed)
    figure = maps(gradients.drawn(found), signed=True)
    common.snug("several", figure)
    common.show(
        figure,
        key="several",
        alt="Gradients of the content loss of each layer with respect to the pixels, and of their sum",
        code=code.several(content, network, chosen, seed),
        arrays={name: slope for name, slope in found.each.items()} | {"of the sum": found.of_sum},
    )
    common.metrics({"Gradient of the sum − sum of gradients": f"{found.apart:.0e}"})
    strongest = max(found.cosines, key=found.cosines.__getitem__)
    st.markdown(
        "The two differ by rounding alone, so layers can be added as one likes. "
        f"Here **{common.plain(strongest)}** decides most: its gradient points the sum's way with a cosine of "
        f"**{found.cosines[strongest]:.2f}**."
    )
    st.dataframe(
        {"layer": chosen, "cosine with the sum": [found.cosines[name] for name in chosen]},
        hide_index=True,
        column_config={"cosine with the sum": st.column_config.NumberColumn(format="%.2f")},
    )
