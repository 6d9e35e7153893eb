"""Sampling: distributions as they are learned, the spaces of codes behind them, and what each family of models can do."""

import dataclasses

import streamlit as st

from pages import knobs, views
from vizlab.generative import GanRecipe, VaeRecipe

VIEWS = {  # label -> script in pages/generative_views, imported when it is looked at
    "Latent space": "latent",
    "VAE": "vae",
    "GAN": "gan",
    "GAN on images": "images",
    "One pixel at a time": "pixels",
    "All families": "families",
}
RECIPES = {"VAE": VaeRecipe, "GAN": GanRecipe}  # of the views that share names of settings


def start_anew() -> None:
    """Several views have a `latent`, a `hidden` and so on of their own: begin with the defaults of the new one."""
    recipe = RECIPES.get(st.session_state["view"])
    names = [{field.name for field in dataclasses.fields(known)} for known in RECIPES.values()]
    shared = {name for name in set.union(*names) if sum(name in known for known in names) > 1} - {"algorithm"}
    if recipe is not None:
        knobs.put({field.name: field.default for field in dataclasses.fields(recipe) if field.name in shared})


views.show("generative", "pages.generative_views", VIEWS, turned=start_anew)
