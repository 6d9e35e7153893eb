"""The topic Way: from one picture to another through the codes, straight and along the arc, with what it passes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from pages import common, knobs
from pages.generative_views.latent_choice import Opened, pick_model
from pages.generative_views.latent_own import pick_own, remembered
from vizlab.errors import VizlabError
from vizlab.figures import generative_latent as figures
from vizlab.figures.generative_latent_measures import norms
from vizlab.generative.codes import drawing, finding, memory, ways
from vizlab.snippets import generative_latent as code

STEPS = 9  # pictures of a way, its ends included
KINDS = ("Test picture", "Sample", "Your own")
FIRST = {"a": 0, "b": 2}  # of Fashion-MNIST: a boot and a pair of trousers
CACHED: dict[str, Any] = {"max_entries": 32, "show_spinner": False}


@dataclass(frozen=True)
class End:
    """One end of a way: its code (latent,) and class, the picture it is of or None, and the expression that makes it again."""

    code: Any
    asked: int | None
    picture: Any
    source: str


@st.cache_data(**CACHED)
def ways_between(reference: str, epoch: int, took: float, a: Any, b: Any, asked: Any, _model: Opened) -> Any:
    return ways.between(_model, np.array(a), np.array(b), STEPS, asked)


@st.cache_data(max_entries=2, show_spinner=False)
def tests(data: str, reference: str, took: float, _model: Opened) -> Any:
    return memory.held_out(_model)[:60]


def look() -> None:
    """URL: decoder, at_epoch; of both ends: kind_a, test_a, seed_a, own_a."""
    model = pick_model(default="vae-mnist-20d")
    left, right = st.columns(2, gap="large")
    with left:
        a = pick_end(model, "a", "From")
    with right:
        b = pick_end(model, "b", "To")
    if a is None or b is None:
        st.info("Both ends need a picture: upload or draw one, or choose another kind.")
        return
    show_way(model, a, b)


def pick_end(model: Opened, end: str, label: str) -> End | None:
    """URL: kind_<end> and what belongs to the kind."""
    kind = common.choose(st.segmented_control, label, list(KINDS), key=f"kind_{end}")
    if kind == "Sample":
        seed = common.choose(st.select_slider, f"Seed {end.upper()}", list(range(20)), key=f"seed_{end}", default=FIRST[end])
        asked = None if not model.conditional else seed % len(model.conditional)
        return End(drawing.prior(model, 1, seed)[0], asked, None, f"drawing.prior(model, 1, {seed})[0]")
    if kind == "Test picture":
        return of_test(model, end)
    found = pick_own(end, model.data, model.side)
    if found is None:
        return None
    picture, told = found
    st.caption(told)
    name = remembered(f"own_{end}")
    if model.encoder is not None:
        made = f"model.encode(own.fit(uploads.find({name!r}), model.data, model.side)[0][None])[0][0]"
        if not model.conditional:
            return End(model.encode(picture[None])[0][0], None, picture, made)
        asked = seen_class(model, picture)
        made = made.replace("[None])", f"[None], [{asked}])")
        return End(model.encode(picture[None], np.array([asked]))[0][0], asked, picture, made)
    if model.kind == "VAE":
        raise VizlabError("Only the last epoch keeps its encoder, which finds the code of your picture; choose that epoch.")
    return searched(model, end, picture, f"own.fit(uploads.find({name!r}), model.data, model.side)[0]")


def of_test(model: Opened, end: str) -> End:
    """A picture that the model was not trained on."""
    pictures = model.pictures if model.has_codes else tests(model.data, model.reference, model.took_s, model)
    names = model.classes if model.has_codes else ()
    titles = {index: f"{index} · {names[model.labels[index]]}" if names else str(index) for index in range(len(pictures))}
    label = f"Picture {end.upper()}"
    index = common.choose(st.selectbox, label, list(titles), key=f"test_{end}", default=FIRST[end], titles=titles)
    if model.has_codes:
        asked = int(model.labels[index]) if model.conditional else None
        return End(model.mu[index], asked, pictures[index], f"model.mu[{index}]")
    return searched(model, end, pictures[index], f"memory.held_out(model)[{index}]")


def seen_class(model: Opened, picture: Any) -> int:
    """The class that our classifier sees, which a conditional model must be told."""
    found = drawing.judge(model.data, picture[None])
    return 0 if found is None else int(found[0][0])


def searched(model: Opened, end: str, picture: Any, source: str) -> End:
    """The code of a picture for a model without an encoder, searched for while the visitor watches; kept in the session."""
    name = (model.reference, model.epoch, source)
    known = st.session_state.setdefault("_searched", {})
    if name not in known:
        place = st.empty()
        with place.container(horizontal=True, vertical_alignment="center"):
            bar = st.progress(0.0, "Searching for its code …")
            st.button("Stop", key=f"stop_{end}", on_click=knobs.put, args=({f"kind_{end}": "Sample"},))
        for found in finding.search(model, picture):
            bar.progress(found.step / found.steps, f"Searching for its code: error {found.error:.3f}")
        known[name] = found
        place.empty()
    found = known[name]
    st.caption(
        f"A GAN has no encoder: this code was found by {found.steps} steps of Adam on the code itself. Its picture differs from "
        f"the original by {found.error:.2f} (root mean square, grey values from 0 to 1)."
    )
    return End(found.code, found.asked, picture, f"[*finding.search(model, {source})][-1].code")


@st.fragment
def show_way(model: Opened, a: End, b: End) -> None:
    with common.friendly():
        asked = None if a.asked is None or b.asked is None else (a.asked, b.asked)
        named = (model.reference, model.epoch, model.took_s)
        found = ways_between(*named, tuple(map(float, a.code)), tuple(map(float, b.code)), asked, model)
        the_pictures(model, found, a, b, asked)
        the_norms(model, found, a, b, asked)


def the_pictures(model: Opened, found: Any, a: End, b: End, asked: Any) -> None:
    rows = {path: figures.with_ends(way.pictures, a.picture, b.picture) for path, way in found.items()}
    common.show(
        figures.ways(rows, STEPS),
        key="ways",
        alt="Pictures decoded on the straight and on the spherical way between two codes, originals at the ends",
        code=code.ways(model.reference, model.epoch, (a.source, b.source), asked, STEPS, (original(a), original(b))),
        arrays={f"{path} codes": way.codes for path, way in found.items()} | rows,
    )
    common.snug_at("ways", 0.26, 40)
    jump = (
        " There is no class between two: half-way the model is asked for the other one." if asked and asked[0] != asked[1] else ""
    )
    for path, way in found.items():
        st.markdown(f"**{path.capitalize()}**: {passed(model, way)}the largest step is {way.unevenness:.1f} times the mean one.")
    st.caption("A and B are the originals; 0 and 1 are what the model makes of their codes. A perfectly even way has 1.0." + jump)


def original(end: End) -> str:
    """The expression for the picture that an end is of."""
    if end.picture is None:
        return "None"
    inner = end.source
    if inner.startswith("model.mu["):
        return inner.replace("model.mu", "model.pictures")
    start = "finding.search(model, " if inner.startswith("[*finding") else "model.encode("
    stop = ")][-1].code" if inner.startswith("[*finding") else "[None]"
    return inner[inner.index(start) + len(start) : inner.rindex(stop)]


def passed(model: Opened, way: Any) -> str:
    """Which classes lie on the way."""
    if way.passed is None:
        return ""
    names = " → ".join(model.classes[index] for index in dict.fromkeys(way.passed.tolist()))
    who = "the ten nearest codes" if model.has_codes and not model.conditional else "our classifier"
    return f"{names}, by {who}; the class changes {way.turns} {'time' if way.turns == 1 else 'times'}, "


def the_norms(model: Opened, found: Any, a: End, b: End, asked: Any) -> None:
    """Why spherical: how far from 0 both ways run, against the shell in which the prior draws."""
    st.subheader("How far from the middle the ways run")
    low, high = ways.shell(model.latent)
    t = np.linspace(0, 1, STEPS)
    shown = {path: way.norms for path, way in found.items()}
    common.show(
        norms(shown, shell=(low, high)),
        key="code-norms",
        alt="Distance of the code from 0 along both ways, and between which distances the prior draws",
        code=code.norms(model.reference, model.epoch, (a.source, b.source), asked, STEPS),
        columns={"t": t} | shown,
    )
    dip = float(found["linear"].norms.min())
    arc = float(found["spherical"].norms.min())
    where = f"Nearer to 0 the prior hardly ever draws; the arc comes down to {arc:.1f} only."
    st.markdown(
        f"Nine in ten codes of {model.latent} numbers drawn from the prior lie between {low:.1f} and {high:.1f} from 0 (the "
        f"band), around √{model.latent} = {model.latent**0.5:.1f}. The straight way comes down to **{dip:.1f}**. "
        + (where if dip < low else "That is still where the prior draws.")
    )
