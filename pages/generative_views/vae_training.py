"""The topic Training of the view VAE: train one, and see what it has learned: its space of codes, and its bound."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from pages import common, job_panel
from pages.generative_views import vae_training_bound, vae_training_space
from pages.knobs import knob, presets
from vizlab import data, generative
from vizlab.figures.latent import plane
from vizlab.figures.progress import lines
from vizlab.frames import Frames
from vizlab.generative import VAE_KNOBS, Space, VaeRecipe
from vizlab.generative.observation import OBSERVATIONS
from vizlab.generative.vae import latent
from vizlab.jobs import Snapshot
from vizlab.recipes import canonical_json

DEFAULTS = VaeRecipe()
LABELS = {"latent": "Numbers in a code", "hidden": "Hidden units", "beta": "β, weight of the KL", "lr": "Learning rate"}
LABELS |= {"eta": "η, variance of a pixel", "warm_up": "Warm-up, epochs", "free_nats": "Free nats", "depth": "Hidden layers"}
KINDS = "Bernoulli: black or white. Gaussian: grey, with variance η around the decoder's mean; η may be learned."
TOLD = "Encoder and decoder also get the label, so that a class can be asked for and the code need not carry it."


@st.cache_data(max_entries=64, show_spinner=False)
def neighbourhood(recipe_json: str, finished_in: float, epoch: int, _space: Space) -> tuple[float, float]:
    """The usual gap between codes, and the share whose neighbours are of their own class."""
    return latent.usual_gap(_space.mu), latent.agreement(_space.mu, _space.labels)


def look() -> None:
    """The whole topic. URL: the recipe's fields, epoch, asked_class, z1, z2, spacing, pixel_noise, a, b, path."""
    job_panel.side_by_side("vae", pick_recipe, unfinished, results)


def results(recipe: VaeRecipe, record: Any) -> None:
    """Everything about a finished run."""
    summary(recipe, record)
    show_results(recipe, record)


def pick_recipe() -> VaeRecipe:
    """URL: the recipe's fields."""
    presets(generative.VAE_EXAMPLES)
    name = common.choose(st.selectbox, "Data", list(generative.DATA), key="data", default=DEFAULTS.data)
    st.caption(data.find(name).about)
    values = {field: pick(field) for field in ("latent", "beta", "epochs")}
    kinds = list(OBSERVATIONS)
    values["observation"] = common.choose(st.selectbox, "Pixels are", kinds, key="observation", help=KINDS)
    if values["observation"] != kinds[0]:
        values["eta"] = pick("eta")
        st.caption(f"A pixel that is wrong by 0.1 costs {0.1**2 / (2 * values['eta']):.3g} nats: its squared error over 2η.")
    values["conditional"] = st.toggle("Conditional: told the class", key="conditional", bind="query-params", help=TOLD)
    with st.expander("More of the network and its learning"):
        values |= {field: pick(field) for field in ("hidden", "depth", "lr", "batch_size", "warm_up", "free_nats", "seed")}
    return VaeRecipe(data=name, **values)


def pick(name: str) -> Any:
    return knob(name, VAE_KNOBS[name], getattr(DEFAULTS, name), label=LABELS.get(name, ""))


def unfinished(run: Frames) -> None:
    """A run that is under way, broken off, or not begun."""
    name = run.recipe.data
    at_rest = job_panel.offer(run, label="Train", draw=partial(live, run))
    if not at_rest:
        return
    frames = run.read()
    if not generative.epochs(frames):
        if not data.is_ready(name):
            size = data.find(name).download_bytes / 1e6
            st.info(f"{name} is downloaded when training starts ({size:.0f} MB).")
        st.markdown("Nobody has trained this one yet: start it, and the plane of codes takes shape while you watch.")
        return
    st.info(f"This run ended at epoch {frames[-1].index} of {run.recipe.epochs}; this is how far it got.")
    draw_plane(frames, generative.epochs(frames)[-1], key="so-far")


def live(run: Frames, snapshot: Snapshot) -> None:
    """The bound so far, and the newest plane."""
    left, right = st.columns([3, 2])
    shown = {name: snapshot.series[name] for name in ("training ELBO", "held-out ELBO") if name in snapshot.series}
    with left:
        if shown:
            figure = lines(shown, x_title="epoch", y_title="ELBO, nats a picture", height_px=380)
            common.sketch(figure, key="live", alt="The bound so far")
    with right:
        frame = job_panel.newest(run, snapshot)
        if frame is not None and latent.has_decoder(frame):
            draw_plane([frame], frame.index, key="live-plane")


def draw_plane(frames: list[Any], epoch: int, *, key: str) -> None:
    """The plane of the first two numbers of the code, of a run that is not finished."""
    frame = next(frame for frame in frames if frame.index == epoch)
    spacing = next(iter(generative.SPACINGS))
    pictures = generative.sketch_plane(frame, spacing)
    figure = plane(pictures, latent.axis(spacing), height_px=400)
    common.sketch(figure, key=key, alt="The plane of codes so far")
    st.caption(f"The plane of codes after epoch {epoch}.")


def summary(recipe: VaeRecipe, record: Any) -> None:
    """The numbers of the finished run, and whether they hold together."""
    common.metrics(
        {
            "ELBO": signed(record["elbo"]),
            "Reconstruction": f"{record['reconstruction']:.1f}",
            "KL": f"{record['kl']:.2f}",
            "Numbers in use": f"{record['active']} of {recipe.latent}",
        }
    )
    one, ten, hundred = (signed(value, 2) for value in record["bounds"].values())
    st.caption(
        f"Trained in {job_panel.duration(record['seconds'])}; all numbers are nats a held-out picture. "
        f"ELBO = −reconstruction − KL holds to {record['identity_error']:.0e}. "
        f"With 1, 10 and 100 samples the bound on log p(x) rises from {one} over {ten} to {hundred}, as it must. {whole(record)}"
        f"{what_pixels_are(recipe, record)}"
    )


def whole(record: Any) -> str:
    """The bound on all test pictures, where it was measured."""
    if "test" not in record:
        return ""
    return f"On all {record['test']['pictures']:,.0f} test pictures −ELBO is **{-record['test']['elbo']:.2f}**. "


def what_pixels_are(recipe: VaeRecipe, record: Any) -> str:
    if recipe.observation == "Bernoulli":
        return (
            "Pixels are Bernoulli: for grey ones this bounds the log-probability of the picture redrawn in black and white, with "
            "grey values as probabilities, not a density of greys."
        )
    eta = record["eta"]
    known = f"learned, at the end {eta:.4f}" if recipe.observation != "Gaussian" else f"{eta:g}"
    return (
        f"Pixels are Gaussian with variance η ({known}): reconstruction is the squared error over 2η, and a constant. These are "
        "nats of a density and can have either sign."
    )


@st.fragment  # a slider then runs this part again only
def show_results(recipe: VaeRecipe, record: Any) -> None:
    with common.friendly():
        look_at(recipe, record)


def look_at(recipe: VaeRecipe, record: Any) -> None:
    frames = job_panel.finished(Frames("vae", recipe), record)
    known = generative.epochs(frames)
    help_text = "The same network earlier in its training; 0 is before the first step."
    epoch = common.choose(st.select_slider, "Epoch", known, key="epoch", default=known[-1], help=help_text)
    space = generative.open_space(frames, epoch, vae_training_space.pick_class(recipe))
    usual, agreement = neighbourhood(canonical_json(recipe), record["seconds"], epoch, space)
    point = vae_training_space.the_plane(recipe, record, space, usual)
    left, right = st.columns(2, gap="large")
    with left:
        vae_training_space.the_codes(recipe, space, point, agreement)
    with right:
        vae_training_bound.the_cost(recipe, record, space)
    vae_training_space.the_way(recipe, space)
    vae_training_bound.the_bound(recipe, record, frames)
    vae_training_bound.the_numbers(recipe, record)


def signed(value: float, digits: int = 1) -> str:
    """A number with a minus as long as a plus."""
    return f"{value:.{digits}f}".replace("-", "−")
