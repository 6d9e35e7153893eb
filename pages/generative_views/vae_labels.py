"""The topic Few labels of the view VAE: an encoder that has seen all digits without labels, and then a few with."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.generative_views import ae_study
from vizlab.figures import generative_exact as figures
from vizlab.frames import Frame
from vizlab.generative.autoencoders import labels
from vizlab.generative.autoencoders.recipe import LABELS, StudyRecipe
from vizlab.generative.autoencoders.study import numbers
from vizlab.snippets import generative_autoencoders as code

PIXELS = (
    "Pixels do as well as codes: digits this small are nearly linear as they are. What the encoder saves is the learning of a "
    "network, not of a straight line."
)


def look() -> None:
    """URL: ae_hidden, ae_epochs, ae_seed, labelled."""
    ae_study.show(ae_study.pick_recipe(LABELS), show)


def show(recipe: StudyRecipe, frames: list[Frame]) -> None:
    found = numbers(frames)
    labelled = common.choose(st.segmented_control, "Labels", list(labels.SIZES), key="labelled", default=20)
    means = {way: dict((n, mean) for n, mean, _ in curve)[labelled] for way, curve in labels.curves(found, labels.WAYS).items()}
    common.metrics({way[0].upper() + way[1:]: f"{mean:.1%}" for way, mean in means.items()})
    won = labels.wins(found, str(labelled))
    gain = 100 * (means[labels.FROZEN] - means[labels.SCRATCH])
    st.markdown(
        f"With {labelled} labels, the classifier on the frozen encoder beats a network from scratch in **{won} of "
        f"{labels.DRAWS}** draws of labels; on average it is {abs(gain):.1f} percentage points "
        f"{'better' if gain >= 0 else 'worse'}."
    )
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("Pre-trained or from scratch")
        show_curves(recipe, found, "NETWORKS", labels.NETWORKS)
        st.caption(
            "All are the same encoder with ten scores on it: begun at random; begun where the auto-encoder ended, and trained "
            "on; or left as it is, with only the scores learned. Bands are one standard deviation over ten draws of labels."
        )
    with right:
        st.subheader("The same classifier on other numbers")
        show_curves(recipe, found, "PROBES", labels.PROBES)
        st.caption(
            "A straight classifier on codes of an auto-encoder, of a VAE, of an encoder that never learned, and on the 64 "
            "pixels themselves. " + (PIXELS if means[labels.PIXELS] > means[labels.FROZEN] - 0.01 else "")
        )


def show_curves(recipe: StudyRecipe, found: dict[str, Any], name: str, ways: tuple[str, ...]) -> None:
    series = labels.curves(found, ways)
    common.show(
        figures.banded(series, **labels.LOOK),
        key=f"labels-{name.lower()}",
        alt=f"Accuracy on test digits against the number of labels: {', '.join(ways)}",
        code=code.labels(recipe, name),
        columns={"way": [way for way, curve in series.items() for _ in curve]}
        | {
            title: [point[at] for curve in series.values() for point in curve]
            for at, title in enumerate(("labels", "mean accuracy", "standard deviation"))
        },
    )
