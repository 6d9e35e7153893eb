"""The topic Conditional of GAN on images: what was asked for against what is recognised, and how different samples are."""

from __future__ import annotations

import numpy as np
import streamlit as st

from pages import common
from pages.generative_views import images_choice as chosen
from pages.generative_views.images_choice import Choice
from vizlab.figures.generative_images import asked_for, beside_real, sheet
from vizlab.figures.sheets import share_of_width
from vizlab.generative import judging
from vizlab.generative.image_gan import looking
from vizlab.snippets import generative_images as code

CODES = 5


def look() -> None:
    """URL: image_gan, gan_epoch, truncation, code_seed."""
    choice = chosen.pick()
    samples, reference = choice.judged(), chosen.open_reference(choice.data)
    left, right = st.columns(2, gap="large")
    with left:
        the_matrix(choice, samples, reference)
    with right:
        the_diversity(choice, samples, reference)
    same_codes(choice, reference)


def the_matrix(choice: Choice, samples: looking.Judged, reference: judging.Reference) -> None:
    st.subheader("Asked for, and recognised")
    counts = samples.matrix(len(reference.classes))
    common.show(
        asked_for(counts, reference.classes),
        key="asked-for",
        alt="Samples asked for as each class against what the classifier recognises",
        code=code.matrix(choice.name, choice.epoch, choice.seed, choice.truncation),
        columns={"asked for": list(reference.classes)} | dict(zip(reference.classes, counts.T.tolist(), strict=True)),
    )
    right = float(np.trace(counts) / counts.sum())
    worst = int((np.diag(counts) / counts.sum(axis=1)).argmin())
    taken = int(np.where(np.arange(len(counts)) == worst, -1, counts[worst]).argmax())
    st.markdown(
        f"**{right:.1%}** are recognised as asked; of real pictures {reference.floor.accuracy or 0:.1%}, by chance "
        f"{1 / len(counts):.0%}. Worst is “{reference.classes[worst]}”, taken for “{reference.classes[taken]}” most often: "
        f"some of "
        "these mistakes are the classifier's."
    )


def the_diversity(choice: Choice, samples: looking.Judged, reference: judging.Reference) -> None:
    st.subheader("As different as real ones?")
    made = samples.diversity(len(reference.classes))
    common.show(
        beside_real(reference.classes, made, reference.diversity, title="distance of two pictures"),
        key="diversity",
        alt="How far apart two samples of a class lie, beside real pictures, by class",
        code=code.diversity(choice.name, choice.epoch, choice.seed, choice.truncation, "distance of two pictures"),
        columns={"class": list(reference.classes), "samples": made, "real pictures": reference.diversity},
    )
    share = float(np.mean(np.array(made) / np.array(reference.diversity)))
    st.markdown(
        f"On average two samples of a class differ by **{share:.0%}** of what two real pictures do: root mean square over "
        f"pixels, in "
        "grey levels from 0 to 1. Far less would mean that it knows few of each class; truncation shrinks it."
    )


def same_codes(choice: Choice, reference: judging.Reference) -> None:
    st.subheader("One code, every class")
    left, right = st.columns([3, 2], gap="large")
    pictures = looking.sheet(choice.opened(), CODES, choice.seed, choice.truncation).swapaxes(0, 1)
    figure = sheet(pictures, [f"code {index + 1}" for index in range(CODES)])
    common.snug_at("same-codes", share_of_width(figure), 8)
    with left:
        common.show(
            figure,
            key="same-codes",
            alt="Each of five codes asked for as every class",
            code=code.same_codes(choice.name, choice.epoch, choice.seed, choice.truncation, CODES),
            arrays={"pictures": pictures},
        )
    with right:
        st.markdown("What stays the same along a row is in the code, not in the class: slant, stroke, width.")
        st.caption(f"Classes from left to right: {', '.join(reference.classes)}.")
