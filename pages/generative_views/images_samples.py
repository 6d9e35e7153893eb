"""The topic Samples of GAN on images: a sheet through training, what it scores, and whether it repeats itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from pages import common
from pages.generative_views import images_choice as chosen
from pages.generative_views.images_choice import Choice
from vizlab import data
from vizlab.figures.export import curve_columns
from vizlab.figures.generative_images import sheet, sheet_film
from vizlab.figures.progress import lines
from vizlab.figures.sheets import share_of_width
from vizlab.generative import judging
from vizlab.generative.image_gan import kept_epochs, looking
from vizlab.snippets import generative_images as code

PER = 8  # samples in a row
ALL = "all"
CONTROLS_PX = 100  # of the film


@st.cache_data(max_entries=24, show_spinner=False)
def drawn(name: str, index: int | None, seed: int, truncation: float) -> Any:
    """Epoch -> sheet (rows, PER, h, w)."""
    sheets = {}
    for epoch in kept_epochs(chosen.frames_of(name)):
        opened = chosen.open_at(name, epoch)
        if index is None:
            sheets[epoch] = looking.sheet(opened, PER, seed, truncation)
        else:
            made = looking.of_class(opened, index, PER * PER, seed, truncation)
            sheets[epoch] = made.reshape(PER, PER, *made.shape[1:])
    return sheets


@st.cache_data(max_entries=12, show_spinner=False)
def alike(name: str, epoch: int, seed: int, truncation: float) -> looking.Pairs:
    return looking.closest_pairs(Choice(name, epoch, seed, truncation).judged(), chosen.open_reference(_data(name)))


def look() -> None:
    """URL: image_gan, gan_epoch, truncation, code_seed, wanted."""
    choice = chosen.pick()
    reference = chosen.open_reference(choice.data)
    left, right = st.columns([3, 2], gap="large")
    with left:
        the_sheet(choice)
    with right:
        the_numbers(choice, choice.judged().verdict, reference)
        real_ones(choice, reference)
    the_history(choice, reference)
    the_pairs(choice)


def the_sheet(choice: Choice) -> None:
    classes = data.find(choice.data).classes
    wanted = common.choose(st.selectbox, "Class asked for", [ALL, *classes], key="wanted")
    index = None if wanted == ALL else classes.index(wanted)
    sheets = drawn(choice.name, index, choice.seed, choice.truncation)
    names = list(classes) if index is None else [""] * PER
    figure = sheet_film(sheets, names, now=choice.epoch)
    common.snug_at("samples", share_of_width(figure), CONTROLS_PX)
    common.show(
        figure,
        key="samples",
        alt="Samples of the generator, played over its training",
        code=code.film(choice.name, index, PER, choice.seed, choice.truncation, choice.epoch),
        arrays={f"epoch {epoch}": pictures for epoch, pictures in sheets.items()},
    )
    st.caption(
        "A row a class, and the same code down each column: what it fixes is the style, not the class."
        if index is None
        else f"Samples of “{wanted}”, each from a code of its own."
    )


def the_numbers(choice: Choice, verdict: judging.Verdict, reference: judging.Reference) -> None:
    """What this epoch's samples score, and what real pictures do."""
    floor = reference.floor
    st.subheader(f"Epoch {choice.epoch}, judged")
    common.metrics(
        {
            "Recognised as asked": f"{verdict.accuracy or 0:.1%}",
            "Fréchet distance": chosen.versus_floor(verdict, reference),
            "Precision": f"{verdict.precision:.0%}",
            "Recall": f"{verdict.recall:.0%}",
            "Classes covered": f"{verdict.covered} of {len(reference.classes)}",
        }
    )
    st.markdown(
        f"Real pictures in place of samples: {floor.accuracy or 0:.1%} recognised, distance {chosen.number(floor.distance)} "
        f"(the **floor**: two halves of the real pictures are not closer), precision {floor.precision:.0%}, "
        f"recall {floor.recall:.0%}. Chance: {1 / len(reference.classes):.0%} recognised."
    )
    st.caption(
        f"Of {reference.n:,} samples, in the features of our own classifier `{judging.CLASSIFIERS[choice.data]}`, so no "
        f"number here "
        "is an FID. Fréchet distance: between both crowds, taken for Gaussians. Precision: samples within reach of a real "
        "picture's nearest neighbours. Recall: real pictures within reach of a sample's. Covered: a class that gets at least a "
        "fifth of its fair share. Before training a grey mist may lie near an odd real picture and score precision: read it "
        "together with recall."
    )


def real_ones(choice: Choice, reference: judging.Reference) -> None:
    """What it should look like."""
    pictures = reference.pictures.swapaxes(0, 1)
    figure = sheet(pictures, [""] * len(pictures))
    common.snug_at("real", share_of_width(figure), 8)
    common.show(
        figure, key="real", alt="Real pictures, a class a column", code=code.real(choice.data), arrays={"pictures": pictures}
    )
    st.caption("Real pictures, a class a column.")


def the_history(choice: Choice, reference: judging.Reference) -> None:
    """The same numbers by epoch, as they were measured while it learned."""
    st.subheader("By epoch")
    series = looking.history(chosen.frames_of(choice.name))
    for place, (key, (names, looks)) in zip(st.columns(2, gap="large"), CHARTS.items(), strict=True):
        shown = {title: series[name] for name, title in names.items()}
        levels = {"floor" if key == "distance" else "real, recognised": getattr(reference.floor, next(iter(names)))}
        with place:
            common.show(
                lines(shown, x_title="epoch", levels=levels, **looks),
                key=f"history-{key}",
                alt=f"{looks['y_title']} of samples by epoch",
                code=code.history(choice.name, names, levels, **looks),
                columns=curve_columns(shown),
            )


def the_pairs(choice: Choice) -> None:
    """Does it repeat itself? (METHODS G30 on pictures)"""
    st.subheader("Does it repeat itself?")
    found = alike(choice.name, choice.epoch, choice.seed, choice.truncation)
    left, right = st.columns([3, 2], gap="large")
    with left:
        figure = sheet(np.stack([found.left, found.right]), ["one", "the other"])
        common.snug_at("pairs", share_of_width(figure), 8)
        common.show(
            figure,
            key="pairs",
            alt="The pairs of samples that are most alike",
            code=code.pairs(choice.name, choice.epoch, choice.seed, choice.truncation),
            arrays={"left": found.left, "right": found.right, "distances": found.distances},
        )
    with right:
        st.markdown(
            f"Of {looking.CROWD} samples, **{found.close:,} pairs** are closer than {found.threshold:.2g}; of as many real "
            f"pictures, "
            f"{found.expected}. A generator that has collapsed to few pictures repeats itself at once; one that is truncated "
            f"does "
            "so more often. Left: its closest pairs."
        )
        st.caption("A birthday test, as with days of the year: coincidences among few samples tell of a small support.")


def _data(name: str) -> str:
    return Choice(name, 0, 0, 0.0).data


CHARTS: dict[str, tuple[dict[str, str], dict[str, Any]]] = {  # chart -> numbers with their names, how it is drawn
    "distance": ({"distance": "Fréchet distance"}, {"y_title": "Fréchet distance", "log": True}),
    "shares": (
        {"accuracy": "recognised as asked", "precision": "precision", "recall": "recall"},
        {"y_title": "share", "percent": True},
    ),
}
