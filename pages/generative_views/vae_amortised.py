"""The topic Amortised of the view VAE: one encoder for all pictures against a code of each one's own, and strange pictures."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from pages import common
from pages.generative_views.vae_opened import SEEDS, opened, pick_vae
from pages.pickers import pick_original
from vizlab import images
from vizlab.figures.generative_vae import gap_bars
from vizlab.figures.latent import strip
from vizlab.figures.progress import histograms
from vizlab.generative.vae import amortised, anomaly
from vizlab.generative.vae.opened import unlabelled
from vizlab.snippets import generative_vae_topics as code

STEPS = (20, 60, 150)
STRANGE = {
    "other": "Another data set",
    "empty": "Empty",
    "grey": "Grey",
    "noise": "Noise",
    "upload": "Upload",
}


class Strange(NamedTuple):
    """A picture (1, d) in [0, 1] that the network does not know, and the lines of Python that leave it in `x`."""

    x: Any
    lines: str


def look() -> None:
    """URL: vae_model, refine_steps, refine_seed, strange, vae_invert."""
    columns = st.columns([3, 2, 2])
    with columns[0]:
        name, _ = pick_vae()
    with columns[1]:
        steps = common.choose(st.select_slider, "Steps for each picture", list(STEPS), key="refine_steps", default=60)
    with columns[2]:
        seed = common.choose(st.select_slider, "Seed", list(SEEDS), key="refine_seed")
    strange = pick_strange(name)
    left, right = st.columns([3, 2], gap="large")
    with left:
        the_gaps(name, steps, seed, strange)
    with right:
        the_three(name, steps, seed, strange)
    the_scores(name, steps, seed, strange)


def pick_strange(name: str) -> Strange | None:
    """A picture that the network was not trained on. URL: strange, vae_invert."""
    source = common.choose(st.segmented_control, "A strange picture", list(STRANGE), key="strange", titles=STRANGE, wrap=True)
    model = opened(name)
    if source == "other":
        return Strange(strangers(model.recipe.data)[1][:1], code.picture(source, {}))
    if source != "upload":
        return Strange(anomaly.controls(model.x.shape[1])[source], code.picture(source, {}))
    invert = st.toggle(
        "Invert", key="vae_invert", bind="query-params", help="The network knows light on dark; ink on paper must be inverted."
    )
    original = pick_original("Upload", prefix="vae_")
    if original is None:
        return None
    _, h, w = model.shape
    st.caption(f"Whatever its size and colours, the network gets the middle square in grey, {h} × {w} pixels.")
    x = images.fit(original.picture, (1, h, w), invert=invert).flatten()[None]
    return Strange(x, code.picture(original.source, {"invert": invert}))


@st.cache_data(max_entries=16, show_spinner="Refining codes …")
def accounts(name: str, steps: int, seed: int) -> amortised.Account:
    """Of held-out pictures, one of each class."""
    model, few = opened(name), opened(name).one_each()
    return amortised.account(model.vae, model.x[few], model.y[few], steps=steps, seed=seed)


@st.cache_data(max_entries=32, show_spinner="Refining the strange picture …")
def account(name: str, pixels: bytes, steps: int, seed: int, _x: Any) -> tuple[amortised.Account, Any]:
    """The same of a strange one, with what becomes of it."""
    model, label = opened(name), unlabelled(_x)
    found = amortised.account(model.vae, _x, label, steps=steps, seed=seed)
    return found, amortised.before_and_after(model.vae, _x, label, model.shape, steps=steps, seed=seed)


def weighed(name: str, steps: int, seed: int, strange: Strange) -> tuple[amortised.Account, Any]:
    return account(name, np.asarray(strange.x).tobytes(), steps, seed, strange.x)


def the_gaps(name: str, steps: int, seed: int, strange: Strange | None) -> None:
    """What the encoder's answer costs, and what no Gaussian can mend (METHODS G17)."""
    st.subheader("The price of one encoder for all")
    model, usual = opened(name), accounts(name, steps, seed)
    names, parts, errors = [model.name(index) for index in model.one_each()], usual.parts, list(usual.errors)
    mean = float(np.mean(next(iter(parts.values()))))
    if strange is not None:
        found, _ = weighed(name, steps, seed, strange)
        names, errors = [*names, "the strange one"], [*errors, *found.errors]
        parts = {part: [*parts[part], *found.parts[part]] for part in parts}
    common.show(
        gap_bars(names, parts, errors=errors, title="what −ELBO has beyond −log p(x)"),
        key="gaps",
        alt="Amortisation gap and remaining gap of several pictures",
        code=code.refined(name, steps, seed, "" if strange is None else strange.lines),
        columns={"picture": names, **parts, "error": errors},
    )
    st.caption(
        f"Each picture's μ and log σ² were improved by {steps} steps of gradient on its own ELBO; the network stood still. That "
        f"never lowers a bound (the best code seen is kept) and raises it by {mean:.1f} nats on average over held-out pictures: "
        "the amortisation gap. What remains up to log p(x), estimated with 1,000 draws from the improved code, is the price of a "
        "diagonal Gaussian. Whiskers: one standard error of log p(x)."
    )


def the_three(name: str, steps: int, seed: int, strange: Strange | None) -> None:
    st.subheader("The strange picture")
    if strange is None:
        return
    found, three = weighed(name, steps, seed, strange)
    common.show(
        strip(three, ["picture", "encoder's code", "its own code"], height_px=170),
        key="trio",
        alt="A strange picture, decoded from the encoder's code and from its own",
        code=code.trio(name, steps, seed, strange.lines),
        arrays={"pictures": three},
    )
    gap, usual = found.parts["amortisation gap"][0], float(np.mean(accounts(name, steps, seed).parts["amortisation gap"]))
    st.markdown(
        f"−ELBO **{-found.before[0]:,.1f}** nats with the encoder's code, **{-found.after[0]:,.1f}** with its own: a gap of "
        f"**{gap:,.1f}** nats, {gap / usual:,.1f} times that of held-out pictures. "
        "The encoder was never asked about such pictures."
    )


def the_scores(name: str, steps: int, seed: int, strange: Strange | None) -> None:
    """How strange: the bound as a score."""
    st.subheader("Is it strange?")
    if strange is None:
        return
    model = opened(name)
    usual, unknown = -model.elbo, scores_of(name)
    score = -weighed(name, steps, seed, strange)[0].before[0]
    names = (model.recipe.data, strangers(model.recipe.data)[0])
    edges, counts = anomaly.score_shares(usual, unknown, names, score)
    common.show(
        histograms(edges, counts, truth=score, x_title="−ELBO, nats"),
        key="scores",
        alt="Histograms of the negative ELBO of held-out pictures and of another data set",
        code=code.scores(name, steps, seed, strange.lines),
        columns={"left edge": edges[:-1]} | counts,
    )
    below, apart = anomaly.share_below(usual, score), anomaly.told_apart(usual, unknown)
    st.markdown(
        f"−ELBO of {len(usual):,} held-out pictures of {names[0]} and of {len(unknown)} of {names[1]}, in nats; the dotted line "
        f"is the strange picture. **{below:.0%}** of the held-out ones cost less than it. As a detector of {names[1]} the score "
        f"is right in **{apart:.2%}** of pairs (by chance 50 %). But it measures cost, not strangeness: compare “Empty”."
    )


@st.cache_data(max_entries=4, show_spinner=False)
def scores_of(name: str) -> Any:
    """-ELBO of the other data set's pictures under this model."""
    _, x, labels = strangers(opened(name).recipe.data)
    return anomaly.strangeness(opened(name).vae, x, labels)


@st.cache_resource(max_entries=2, show_spinner=False)
def strangers(data: str) -> Any:
    return anomaly.strangers(data)
