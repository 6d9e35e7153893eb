"""The topic What each can of the view All families: digits from every model that comes with vizlab, and what they cost."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common, knobs
from vizlab.figures.generative_families import labelled_rows
from vizlab.generative.families import contenders
from vizlab.recipes import Knob
from vizlab.snippets import generative_families as code

SEED = Knob(0, 2**31 - 1, "The codes and the noise.", tuple(range(5)))


@st.cache_data(max_entries=16, show_spinner="Drawing digits with each model …")
def measured(names: tuple[str, ...], seed: int) -> Any:
    found = [contenders.measure(name, seed) for name in names]
    return found, contenders.table(found), contenders.control(), contenders.real_pictures()[: contenders.SHOWN]


@st.cache_data(max_entries=1, ttl=60, show_spinner=False)
def available() -> list[str]:
    return contenders.available()


def look() -> None:
    """URL: can_seed."""
    names = available()
    if not names:
        st.info("None of the models of digits is here.")
        return
    seed = knobs.knob("can_seed", SEED, 0, label="Seed")
    found, table, control, real = measured(tuple(names), seed)
    rows = {"Real": real} | {one.title: one.pictures for one in found}
    common.show(
        labelled_rows(rows),
        key="can-samples",
        alt="Ten digits of each model, below ten real ones",
        code=code.can_samples(tuple(names), seed),
        arrays=rows,
    )
    st.table(table, border="horizontal", hide_index=True)
    st.markdown(sentence({one.title: one for one in found}))
    st.caption(
        "Times are measured here and now, in batches. Sharpness: variance of the Laplacian, as a share of real pictures' (in "
        "black and white for the model that draws those). Sure: our own classifier gives a class 90 % or more; of shuffled "
        f"pixels it is sure {control:.0%} of the time."
    )


def sentence(found: dict[str, Any]) -> str:
    """What the table shows, where both are there."""
    if "VAE" not in found or "GAN" not in found:
        return ""
    vae, gan = found["VAE"], found["GAN"]
    relation = "less sharp than" if vae.sharpness < gan.sharpness else "no less sharp than"
    return (
        f"The VAE's digits are **{relation}** the GAN's: {vae.sharpness:.2f} against {gan.sharpness:.2f} of real ones. It says "
        "how likely a picture is, and it has its code; the GAN has neither."
    )
