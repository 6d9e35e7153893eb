"""The topic Collapse of the view VAE: numbers of the code that say nothing, and what brings them back."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from pages import common, job_panel
from pages.generative_views.vae_series import unfinished
from pages.knobs import knob
from vizlab.figures.export import curve_columns
from vizlab.figures.generative_vae import digits, kl_course
from vizlab.figures.progress import lines
from vizlab.frames import Frames
from vizlab.generative.vae.collapse import CAUSES, COLLAPSE_KNOBS, KIND, LATENT, CollapseRecipe, cases, worth_it
from vizlab.snippets import generative_vae_topics as code

DEFAULTS = CollapseRecipe()
LABELS = {"collapse_epochs": "Epochs", "collapse_seed": "Seed"}
ABOUT = {
    "KL weighed four times": "β = 4: a number of the code must save four nats of reconstruction for each nat that it costs.",
    "noisy pixels": "Pixels are Gaussian with variance η = 1: as if the camera were so bad that no detail could be trusted.",
}


@st.cache_data(max_entries=4, show_spinner=False)
def directions(eta: float) -> int:
    return worth_it(eta)


def look() -> None:
    """URL: cause, collapse_epochs, collapse_seed, vae_cure."""
    job_panel.side_by_side(KIND, pick, unfinished, results)


def pick() -> CollapseRecipe:
    """URL: cause, collapse_epochs, collapse_seed."""
    cause = common.choose(st.selectbox, "Cause", list(CAUSES), key="cause")
    st.caption(ABOUT[cause])
    values = {name: knob(name, COLLAPSE_KNOBS[name], getattr(DEFAULTS, name), label=label) for name, label in LABELS.items()}
    return CollapseRecipe(cause=cause, **values)


def results(recipe: CollapseRecipe, record: Any) -> None:
    """Everything about a finished series."""
    frames = job_panel.finished(Frames(KIND, recipe), record)
    names = list(cases(recipe))
    cure = common.choose(st.segmented_control, "Cure", names[1:], key="vae_cure", wrap=True)
    chosen = names.index(cure)
    before, after = frames[0].notes, frames[chosen].notes
    common.metrics(
        {
            "Numbers in use": f"{before['active']} → {after['active']} of {LATENT}",
            "KL": f"{before['KL']:.2f} → {after['KL']:.2f} nats",
            "Squared error of a pixel": f"{before['mse']:.3f} → {after['mse']:.3f}",
        }
    )
    verdict(recipe, cure, before, after)
    the_courses(recipe, [frame.notes for frame in frames], chosen)
    the_pictures(recipe, frames, chosen)
    the_counts(recipe, [frame.notes for frame in frames])


def verdict(recipe: CollapseRecipe, cure: str, before: Any, after: Any) -> None:
    """Whether it helped, in a sentence."""
    gained = after["active"] - before["active"]
    told = f"**{cure}** brings {gained} numbers back" if gained > 0 else f"**{cure}** does not help"
    if cure == "warm-up" and gained <= 0:
        told += ": the numbers wake up while the weight is small and fall asleep when it has risen. Here collapse is not an "
        told += "accident of the first epochs but the best value of this loss"
    if cure == "free nats" and gained > 0:
        told += ": as much KL as is free is used, and no more"
    if recipe.cause == "noisy pixels":
        told += (
            ". A linear decoder would use a number for each direction in which the digits vary by more than η; with η = 1 there "
        )
        told += f"are {directions(1.0)}, with η = 0.1 {directions(0.1)}"
    st.markdown(f"{told}.")


def the_courses(recipe: CollapseRecipe, notes: list[Any], chosen: int) -> None:
    """KL of each number over the epochs, before and after."""
    kl = {index: np.array(notes[index]["course"]["kl"]) for index in (0, chosen)}
    most = float(max(part[1:].max() for part in kl.values()))
    for place, index, key in zip(st.columns(2, gap="large"), kl, ("collapsed", "cured"), strict=True):
        with place:
            common.show(
                kl_course(kl[index], most=most, title=f"{notes[index]['name']}: KL by number of the code, nats"),
                key=key,
                alt=f"KL of each number of the code over the epochs, {notes[index]['name']}",
                code=code.collapse_course(recipe, index, most),
                arrays={"kl": kl[index]},
            )


def the_counts(recipe: CollapseRecipe, notes: list[Any]) -> None:
    shown = {note["name"]: [(float(epoch), float(n)) for epoch, n in enumerate(note["course"]["active"])] for note in notes}
    common.show(
        lines(shown, x_title="epoch", y_title="numbers of the code in use", height_px=320),
        key="active",
        alt="Numbers of the code in use over the epochs, in every case",
        code=code.collapse_active(recipe),
        columns=curve_columns(shown),
    )
    st.caption("In use: its mean μ differs between held-out digits by a variance above 0.01 (Burda et al. 2015).")


def the_pictures(recipe: CollapseRecipe, frames: list[Any], chosen: int) -> None:
    before, after = (frames[index].arrays["reconstructions"] for index in (0, chosen))
    rows = {"held-out": frames[0].arrays["pictures"], "collapsed": before, "cured": after}
    figure = digits(rows, height_px=210)
    common.snug("collapse-pictures", figure)
    common.show(
        figure,
        key="collapse-pictures",
        alt="Held-out digits, and what the collapsed and the cured network make of them",
        code=code.collapse_pictures(recipe, chosen),
        arrays=rows,
    )
    st.caption("The collapsed network draws the mean of all digits, whatever it sees: its code tells the decoder nothing.")
