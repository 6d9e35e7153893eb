"""The topic Train of GAN on images: one of your own, with every rule of DCGAN as a switch."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from pages import common, job_panel
from pages.generative_views import images_choice as chosen
from pages.knobs import knob, presets
from vizlab import data
from vizlab.figures.export import curve_columns
from vizlab.figures.generative_images import sheet, sheet_film
from vizlab.figures.progress import lines
from vizlab.figures.sheets import share_of_width
from vizlab.frames import Frames
from vizlab.generative import judging
from vizlab.generative.image_gan import (
    ACTIVATIONS,
    IMAGE_DATA,
    IMAGE_KNOBS,
    IMAGE_LOSSES,
    OUTPUTS,
    SHIPPED,
    ImageGanRecipe,
    Opened,
    kept_epochs,
    looking,
    opened,
)
from vizlab.jobs import Snapshot
from vizlab.recipes import canonical_json
from vizlab.snippets import generative_images as code

DEFAULTS = ImageGanRecipe()
LABELS = {
    "image_latent": "Numbers in a code",
    "channels": "Channels",
    "image_lr": "Learning rate",
    "image_epochs": "Epochs",
    "image_batch": "Batch size",
    "image_seed": "Seed",
}
SWITCHES = {  # field -> label, what it does
    "strided": (
        "Strided convolutions",
        "On: the networks learn to halve and double pictures. Off: largest of four, and repeated pixels.",
    ),
    "norm_g": ("Batch norm in the generator", "Each channel is brought to mean 0 and variance 1 over the batch, then scaled."),
    "norm_d": ("Batch norm in the discriminator", "Real and generated pictures are normalised apart from each other."),
    "norm_ends": (
        "Batch norm at the ends, too",
        "At the generator's output and the discriminator's input: DCGAN leaves it out there.",
    ),
    "dense_layer": ("Fully connected hidden layer", "128 units in both networks: DCGAN does without."),
}
CHOICES = {  # field -> label, options, what it does
    "act_g": ("Generator's activation", ACTIVATIONS, "DCGAN: ReLU."),
    "act_d": ("Discriminator's activation", ACTIVATIONS, "DCGAN: LeakyReLU, which lets slopes through below 0."),
    "output": (
        "Generator's output",
        OUTPUTS,
        "DCGAN: tanh, whose range is that of the pictures. Linear ones are cut off when shown.",
    ),
}
PER = 8  # samples in a row


def look() -> None:
    """URL: the recipe's fields, train_epoch."""
    job_panel.side_by_side("dcgan", pick_recipe, unfinished, results)


def pick_recipe() -> ImageGanRecipe:
    """URL: the recipe's fields."""
    presets(SHIPPED)
    name = common.choose(st.selectbox, "Pictures", list(IMAGE_DATA), key="image_data", default=DEFAULTS.image_data)
    st.caption(data.find(name).about)
    help_text = "Both networks are told a class; without, the generator draws what it likes."
    conditional = st.toggle("Conditional", DEFAULTS.conditional, key="conditional", bind="query-params", help=help_text)
    loss = common.choose(st.segmented_control, "Loss", list(IMAGE_LOSSES), key="image_loss", wrap=True)
    values = {field: pick(field) for field in ("image_epochs", "image_lr")}
    with st.expander("Rules of DCGAN"):
        for field, (label, help_text) in SWITCHES.items():
            values[field] = st.toggle(label, getattr(DEFAULTS, field), key=field, bind="query-params", help=help_text)
        for field, (label, options, help_text) in CHOICES.items():
            default = getattr(DEFAULTS, field)
            values[field] = common.choose(
                st.segmented_control, label, list(options), key=field, default=default, help=help_text, wrap=True
            )
    with st.expander("More of the networks"):
        values |= {field: pick(field) for field in ("channels", "image_latent", "image_batch", "image_seed")}
    return ImageGanRecipe(image_data=name, conditional=conditional, image_loss=loss, **values)


def pick(name: str) -> Any:
    return knob(name, IMAGE_KNOBS[name], getattr(DEFAULTS, name), label=LABELS[name])


def unfinished(run: Frames) -> None:
    """A run that is under way, broken off, or not begun."""
    name = run.recipe.image_data
    if not job_panel.offer(run, label="Train", draw=partial(live, run)):
        return
    frames = run.read()
    known = kept_epochs(frames)
    if not known:
        if not data.is_ready(name):
            st.info(f"{name} is downloaded when training starts ({data.find(name).download_bytes / 1e6:.0f} MB).")
        st.markdown("Nobody has trained this one yet: start it, and watch pictures come out of noise.")
        return
    st.info(f"This run ended at epoch {frames[-1].index} of {run.recipe.image_epochs}; this is how far it got.")
    sketch_sheet(opened(run.recipe, next(frame for frame in frames if frame.index == known[-1])), key="images-so-far")


def live(run: Frames, snapshot: Snapshot) -> None:
    """The newest sheet, and the distance so far."""
    left, right = st.columns(2)
    with left:
        if "distance" in snapshot.series:
            figure = lines(
                {"Fréchet distance": snapshot.series["distance"]},
                x_title="epoch",
                y_title="Fréchet distance",
                log=True,
                height_px=380,
            )
            common.sketch(figure, key="images-live", alt="Fréchet distance so far")
    frame = job_panel.newest(run, snapshot)
    with right:
        if frame is not None and kept_epochs([frame]):
            sketch_sheet(opened(run.recipe, frame), key="images-live-sheet")


def sketch_sheet(generator: Opened, *, key: str) -> None:
    pictures = looking.sheet(generator, PER, seed=0)
    common.sketch(sheet(pictures, rows_of(generator)), key=key, alt="Samples so far")
    st.caption(
        f"Samples after epoch {generator.epoch}, a row a class." if generator.classes else f"After epoch {generator.epoch}."
    )


def rows_of(generator: Opened) -> list[str]:
    return list(generator.classes) or [""] * 10


@st.cache_data(max_entries=12, show_spinner=False)
def sheets_of(recipe_json: str, finished_in: float, _recipe: ImageGanRecipe, _frames: Any) -> Any:
    """Epoch -> sheet (rows, PER, h, w)."""
    known = kept_epochs(_frames)
    return {frame.index: looking.sheet(opened(_recipe, frame), PER, seed=0) for frame in _frames if frame.index in known}


def results(recipe: ImageGanRecipe, record: Any) -> None:
    """Everything about a finished run."""
    frames = job_panel.finished(Frames("dcgan", recipe), record)
    summary(recipe, record)
    left, right = st.columns(2, gap="large")
    with left:
        the_film(recipe, record, frames)
    with right:
        the_curves(recipe, record, frames)


def summary(recipe: ImageGanRecipe, record: Any) -> None:
    floor = record["floor"]
    asked = {} if record["accuracy"] is None else {"Recognised as asked": f"{record['accuracy']:.1%}"}
    common.metrics(
        asked
        | {
            "Fréchet distance": f"{chosen.number(record['distance'])} = {record['distance'] / floor['distance']:.1f} × floor",
            "Precision": f"{record['precision']:.0%}",
            "Recall": f"{record['recall']:.0%}",
            "Classes covered": f"{record['covered']} of {len(record['counts'])}",
        }
    )
    st.caption(
        f"Trained in {job_panel.duration(record['seconds'])}, {record['weights']:,} weights in the generator. Judged on "
        f"{record['samples']:,} samples in the features of `{judging.CLASSIFIERS[recipe.image_data]}`; real pictures score "
        f"distance "
        f"{chosen.number(floor['distance'])} (the floor), precision {floor['precision']:.0%}, recall {floor['recall']:.0%}, and "
        f"{floor['accuracy']:.1%} of them are recognised."
    )


def the_film(recipe: ImageGanRecipe, record: Any, frames: Any) -> None:
    sheets = sheets_of(canonical_json(recipe), record["seconds"], recipe, frames)
    help_text = "Where the film stands."
    now = common.choose(st.select_slider, "Epoch", list(sheets), key="train_epoch", default=max(sheets), help=help_text)
    names = list(data.find(recipe.image_data).classes) if recipe.conditional else [""] * 10
    figure = sheet_film(sheets, names, now=now)
    common.snug_at("trained", share_of_width(figure), 100)
    common.show(
        figure,
        key="trained",
        alt="Samples of fixed codes through training",
        code=code.trained_film(recipe, PER, now),
        arrays={f"epoch {epoch}": pictures for epoch, pictures in sheets.items()},
    )


def the_curves(recipe: ImageGanRecipe, record: Any, frames: Any) -> None:
    series = looking.history(frames)
    for key, (names, looks) in CHARTS.items():
        names = {name: title for name, title in names.items() if name in series}
        shown = {title: series[name] for name, title in names.items()}
        levels = {"floor": record["floor"]["distance"]} if key == "distance" else {}
        common.show(
            lines(shown, x_title="epoch", levels=levels, **looks),
            key=f"trained-{key}",
            alt=f"{looks['y_title']} by epoch",
            code=code.trained_history(recipe, names, levels, **looks),
            columns=curve_columns(shown),
        )


CHARTS: dict[str, tuple[dict[str, str], dict[str, Any]]] = {  # chart -> numbers with their names, how it is drawn
    "distance": ({"distance": "Fréchet distance"}, {"y_title": "Fréchet distance", "log": True, "height_px": 240}),
    "shares": (
        {"accuracy": "recognised", "precision": "precision", "recall": "recall"},
        {"y_title": "share", "percent": True, "height_px": 260},
    ),
    "losses": (
        {"discriminator loss": "discriminator", "generator loss": "generator"},
        {"y_title": "loss", "height_px": 240},
    ),
}
