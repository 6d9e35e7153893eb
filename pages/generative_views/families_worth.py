"""The topic Worth the trouble of the view All families: generated training data, and densities that classify."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common, knobs
from vizlab.figures.generative_families import bands
from vizlab.figures.latent import strip
from vizlab.figures.pictures import image
from vizlab.generative.families import worth
from vizlab.snippets import generative_families as code

SHOWN = 10


@st.cache_data(max_entries=8, show_spinner="Teaching generators and classifiers …")
def weighed(generator: str, classifier: str) -> worth.Worth:
    return worth.weigh(generator, classifier)


@st.cache_data(max_entries=16, show_spinner=False)
def taught(generator: str, each: int, seed: int) -> Any:
    models = worth.taught(generator, *worth.chosen(each, seed))
    return worth.pictures(worth.made(models, 1, seed)[0]), worth.log_densities(models, worth.digits()[2])


def look() -> None:
    """URL: worth_generator, worth_classifier, worth_each, worth_seed, worth_picture."""
    left, right = st.columns(2)
    with left:
        generator = common.choose(st.segmented_control, "Generator", list(worth.GENERATORS), key="worth_generator")
    with right:
        classifier = common.choose(st.segmented_control, "Classifier", list(worth.CLASSIFIERS), key="worth_classifier")
    show_curves(generator, classifier)
    show_densities(generator)


def show_curves(generator: str, classifier: str) -> None:
    st.subheader("Training data out of nothing?")
    found = weighed(generator, classifier)
    common.show(
        bands(found.curves, x_title="real pictures a class", y_title="accuracy"),
        key="worth-curves",
        alt="Accuracy on held-out digits by the number of real pictures, with generated ones and without",
        code=code.worth_curves(generator, classifier),
        columns=worth.columns(found),
    )
    few, many = worth.EACH[0], worth.EACH[-1]
    changes = [f"{found.gain(each):+.1%}".replace("-", "−") for each in (few, many)]
    st.markdown(
        f"The generator saw no more pictures than the classifier did. Its {worth.MADE} samples a class change the accuracy by "
        f"**{changes[0]}** with {few} real pictures a class and by **{changes[1]}** with {many}."
        + (" Samples know nothing new: the densities themselves, by Bayes' rule, classify best." if found.bayes_is_best else "")
    )
    st.caption(
        f"Bands: lowest and highest of {worth.SEEDS} choices of pictures. Control: as many noisy copies of real pictures. "
        f"Chance: {1 / worth.CLASSES:.0%}."
    )


def show_densities(generator: str) -> None:
    """URL: worth_each, worth_seed, worth_picture."""
    st.subheader("Ask for log p(x)")
    columns = st.columns(3)
    with columns[0]:
        each = knobs.knob("worth_each", worth.KNOBS["worth_each"], 50, label="Real pictures a class")
    with columns[1]:
        seed = knobs.knob("worth_seed", worth.KNOBS["worth_seed"], 0, label="Seed")
    with columns[2]:
        index = knobs.knob("worth_picture", worth.KNOBS["worth_picture"], 0, label="Held-out digit")
    samples, densities = taught(generator, each, seed)
    _, _, test, truth = worth.digits()
    left, right = st.columns([1, 3], gap="large")
    with left:
        picture = worth.pictures(test[index : index + 1])[0]
        common.sketch(image(picture, height_px=200), key="worth-asked", alt=f"A held-out {truth[index]}")
        st.caption(f"A held-out {truth[index]}.")
    with right:
        common.show(
            strip(samples, [str(label) for label in range(SHOWN)]),
            key="worth-samples",
            alt="One sample of each class",
            code=code.worth_samples(generator, each, seed),
            arrays={"pictures": samples},
        )
        st.caption("A sample of each class.")
    st.table(worth.card(densities[index], truth[index]), border="horizontal", hide_index=True)
    right_share = float((densities.argmax(axis=1) == truth).mean())
    st.markdown(
        f"The largest log p(x | class) names the class: right for **{right_share:.1%}** of {len(truth)} held-out digits (chance "
        f"{1 / worth.CLASSES:.0%}), with no classifier trained. A GAN cannot be asked: it has no density."
    )
