"""What the topics of the view VAE share that weigh a trained network: which one, and which of its pictures."""

from __future__ import annotations

import streamlit as st

from pages import common
from vizlab.frames import Frames
from vizlab.generative.vae.choices import SHIPPED
from vizlab.generative.vae.opened import Opened, open_vae

FIRST = "vae-mnist-20d"
SEEDS = tuple(range(5))


@st.cache_resource(max_entries=4, show_spinner="Opening the model …")
def opened(name: str) -> Opened:
    """A frozen model, shared by all visitors: it is only read."""
    return open_vae(SHIPPED[name])


def pick_vae() -> tuple[str, Opened]:
    """One of the models that come along and need no label. URL: vae_model."""
    names = [name for name, recipe in SHIPPED.items() if not recipe.conditional]
    titles = {name: title(name) for name in names}
    name = common.choose(st.selectbox, "Model", names, key="vae_model", default=FIRST, titles=titles)
    return name, opened(name)


@st.cache_data(max_entries=8, show_spinner=False)
def title(name: str) -> str:
    """Its name, and its bound on all test pictures."""
    record = Frames("vae", SHIPPED[name]).record()
    return name if record is None else f"{name} · −ELBO {-record['test']['elbo']:.1f} nats"


def pick_held_out(model: Opened, *, key: str) -> int:
    """One of the held-out pictures that the model keeps. URL: the key."""
    titles = {index: model.name(index) for index in range(len(model.x))}
    return int(common.choose(st.selectbox, "Held-out picture", list(titles), key=key, titles=titles))
