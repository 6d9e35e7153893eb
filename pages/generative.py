"""Sampling: a VAE of pictures and a GAN on a ring, trained in front of you, and the spaces of codes behind them."""

import dataclasses

import streamlit as st

from pages import common, generative_gan, generative_vae, knobs
from vizlab.generative import GanRecipe, VaeRecipe

VIEWS = {"VAE": (VaeRecipe, generative_vae.view), "GAN": (GanRecipe, generative_gan.view)}


def start_anew() -> None:
    """Both views have a `latent`, a `hidden` and so on of their own."""
    recipe = VIEWS[st.session_state["view"]][0]
    shared = set.intersection(*({field.name for field in dataclasses.fields(known)} for known, _ in VIEWS.values()))
    knobs.put({field.name: field.default for field in dataclasses.fields(recipe) if field.name in shared - {"algorithm"}})


with common.frame("generative"):
    chosen = common.choose(
        st.segmented_control, "View", list(VIEWS), key="view", label_visibility="collapsed", on_change=start_anew
    )
    VIEWS[chosen][1]()
