"""The topic Pictures and captions of the view Entities: who finds whose caption, also of combinations never seen."""

from __future__ import annotations

import numpy as np
import streamlit as st

from pages import common, knobs
from vizlab import images
from vizlab.embeddings.entities import captions, contrast
from vizlab.figures import embedding_entities as figures
from vizlab.figures import pictures, progress
from vizlab.recipes import Knob
from vizlab.snippets import embedding_entities as code

SHOWN, DRAWN = 24, 6
SEED = Knob(0, 2**31 - 1, "The pictures, the combinations that are held out, and the random start.", tuple(range(20)))


@st.cache_data(max_entries=8, show_spinner="Learning 300 steps from pairs …")
def learned(seed: int) -> tuple[captions.Corpus, contrast.Course]:
    known = captions.corpus(seed)
    return known, contrast.train(known, seed)


@st.cache_data(max_entries=8, show_spinner=False)
def by_chance(seed: int) -> contrast.Found:
    """The control: learned from pictures with captions dealt out anew."""
    known = captions.corpus(seed)
    course = contrast.train(known, seed, shuffled=True)
    return contrast.judge(course.pictures[-1], course.captions[-1], known)


def look() -> None:
    """URL: step, seed."""
    left, right = st.columns([3, 1])
    with left:
        step = int(common.choose(st.select_slider, "Step of training", contrast.KEPT, key="taught", default=contrast.KEPT[-1]))
    with right:
        seed = int(knobs.knob("seed", SEED, 0))
    known, course = learned(seed)
    moment = contrast.KEPT.index(step)
    vectors = course.pictures[moment], course.captions[moment]
    found = contrast.judge(*vectors, known)
    numbers(found, by_chance(seed), len(known.captions))
    chosen = contrast.unseen(known, SHOWN)
    titles = [known.say(caption) for caption in chosen]
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("Pictures against captions")
        values = vectors[0][chosen] @ vectors[1][chosen].T
        common.show(
            figures.similarities(values, titles),
            key="matrix",
            alt=f"Cosines of {SHOWN} pictures with {SHOWN} captions that training never saw",
            code=code.matrix(seed, step, SHOWN),
            arrays={"cosine": values},
        )
        st.caption("None of these combinations was seen in training. Dark on the diagonal: each picture beside its own caption.")
    with right:
        st.subheader("Through training")
        curves = contrast.curves(course, known)
        common.show(
            progress.lines(curves, x_title="step", y_title="own caption found first", percent=True),
            key="learning",
            alt="Share of pictures whose own caption is the nearest of all",
            code=code.learning(seed),
            columns={"step": list(contrast.KEPT)} | {name: [share for _, share in points] for name, points in curves.items()},
        )
        gallery(known, chosen[:: SHOWN // DRAWN], vectors, seed)
        st.caption(word_by_word(found))


def numbers(found: contrast.Found, control: contrast.Found, count: int) -> None:
    common.metrics(
        {
            "Own caption first, never seen": f"{found.unseen:.0%}",
            "Of training": f"{found.seen:.0%}",
            "By chance": f"{1 / count:.1%}",
            "Captions shuffled": f"{control.unseen:.1%}",
        }
    )


def word_by_word(found: contrast.Found) -> str:
    """How many words of the nearest caption are right, by kind."""
    shares = zip(("size", "colour", "shape", "place"), found.words, strict=True)
    return "Right words for combinations never seen: " + ", ".join(f"{name} {share:.0%}" for name, share in shares) + "."


def gallery(known: captions.Corpus, chosen: np.ndarray, vectors: tuple[np.ndarray, np.ndarray], seed: int) -> None:
    """A few pictures, each with the caption that is nearest to it."""
    drawn = captions.draw(known, np.arange(len(known.captions)), seed + 2)[chosen]
    nearest = (vectors[0][chosen] @ vectors[1].T).argmax(1)
    titles = [f"{'' if said == own else 'wrong: '}{known.say(said)}" for own, said in zip(chosen, nearest, strict=True)]
    pixels = [images.to_pixels(picture) for picture in drawn]
    common.sketch(
        pictures.image_grid(pixels, titles, columns=3), key="nearest-captions", alt="Pictures with their nearest captions"
    )
