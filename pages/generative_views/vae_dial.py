"""The topic Beta dial of the view VAE: rate against distortion, from an auto-encoder to a code that says nothing."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import streamlit as st

from pages import common, job_panel
from pages.generative_views.vae_series import unfinished
from pages.knobs import knob
from vizlab.figures.generative_vae import digits, rate_distortion
from vizlab.figures.progress import lines
from vizlab.frames import Frames
from vizlab.generative.vae.dial import BETAS, DIAL_KNOBS, KIND, DialRecipe
from vizlab.snippets import generative_vae_topics as code

DEFAULTS = DialRecipe()
LABELS = {"dial_latent": "Numbers in a code", "dial_epochs": "Epochs", "dial_seed": "Seed"}
DISTORTIONS = {"reconstruction": "reconstruction, nats a picture", "mse": "mean squared error of a pixel"}
TITLES = {"reconstruction": "Reconstruction term", "mse": "Squared error"}


def look() -> None:
    """URL: dial_latent, dial_epochs, dial_seed, distortion, dial_beta."""
    job_panel.side_by_side(KIND, pick, unfinished, results)


def pick() -> DialRecipe:
    """URL: dial_latent, dial_epochs, dial_seed."""
    values = {name: knob(name, DIAL_KNOBS[name], getattr(DEFAULTS, name), label=label) for name, label in LABELS.items()}
    st.caption(f"{len(BETAS)} networks learn the same 8 × 8 digits; only the weight β of the KL differs.")
    return DialRecipe(**values)


def results(recipe: DialRecipe, record: Any) -> None:
    """Everything about a finished series."""
    frames = job_panel.finished(Frames(KIND, recipe), record)
    notes = [frame.notes for frame in frames]
    columns = st.columns(2)
    with columns[0]:
        beta = common.choose(st.select_slider, "β", list(BETAS), key="dial_beta", default=1.0)
    with columns[1]:
        distortion = common.choose(st.segmented_control, "Distortion", list(TITLES), key="distortion", titles=TITLES)
    chosen = BETAS.index(beta)
    summary(notes[chosen])
    left, right = st.columns(2, gap="large")
    with left:
        the_curve(recipe, notes, distortion, chosen)
    with right:
        the_noise(recipe, notes)
    the_pictures(recipe, frames, chosen)


def summary(note: Any) -> None:
    common.metrics(
        {
            "Reconstruction": f"{note['reconstruction']:.2f} nats",
            "KL": f"{note['KL']:.2f} nats",
            "−ELBO": f"{-note['ELBO']:.2f} nats",
            "Mean σ": f"{note['sigma']:.2f}",
            "Numbers in use": f"{note['active']}",
        }
    )


def pick_here(point: Mapping[str, Any]) -> None:
    """The point that was clicked becomes the β."""
    if "customdata" in point:
        place = point["customdata"]
        st.session_state["dial_beta"] = BETAS[int(place[0] if isinstance(place, list) else place)]


def the_curve(recipe: DialRecipe, notes: list[Any], distortion: str, chosen: int) -> None:
    names, rate, worse = [note["name"] for note in notes], [note["KL"] for note in notes], [note[distortion] for note in notes]
    common.show(
        rate_distortion(names, rate, worse, y_title=DISTORTIONS[distortion], chosen=chosen),
        key="dial",
        alt="KL against distortion of the same network at several weights of the KL",
        code=code.dial(recipe, distortion, chosen),
        columns={"model": names, "KL": rate, distortion: worse},
        picked=pick_here,
    )
    rising = sum(after > before for before, after in pairwise(worse))
    st.caption(
        f"Click a point to see its digits. To the right a code carries more nats; with every larger β it carries fewer, and the "
        f"distortion grew in {rising} of {len(worse) - 1} steps. A plain −ELBO weighs both alike: β = 1."
    )


def the_noise(recipe: DialRecipe, notes: list[Any]) -> None:
    """Without a KL the network would be deterministic (METHODS G18)."""
    points = [(float(np.log10(note["own"]["beta"])), note["sigma"]) for note in notes]
    common.show(
        lines({"mean σ": points}, x_title="log₁₀ β", y_title="mean σ of the code", height_px=400),
        key="dial-noise",
        alt="The mean width of the code against the weight of the KL",
        code=code.dial_noise(recipe),
        columns={"log10 beta": [x for x, _ in points], "sigma": [y for _, y in points]},
    )
    st.caption(
        "The width of q(z|x), mean over numbers and held-out digits. Nothing but the KL asks for noise: with a small weight σ "
        "falls towards 0 and the network is an auto-encoder. At σ = 1 (and μ = 0) a number says nothing about the picture."
    )


def the_pictures(recipe: DialRecipe, frames: list[Any], chosen: int) -> None:
    arrays = frames[chosen].arrays
    one, other = np.split(arrays["samples"], 2)
    rows = {"held-out": frames[0].arrays["pictures"], "through the code": arrays["reconstructions"]}
    figure = digits(rows | {"samples": one, "more samples": other})
    common.snug("dial-pictures", figure)
    common.show(
        figure,
        key="dial-pictures",
        alt="Held-out digits, their reconstructions, and samples",
        code=code.dial_pictures(recipe, chosen),
        arrays={"pictures": frames[0].arrays["pictures"], **arrays},
    )
    st.caption(
        "Samples are decoded from N(0, I). Small β: good "
        "reconstructions, but samples from places where no code lies. Large β: clean samples that know less of any one picture."
    )
