"""The knobs of a training run, drawn from the tables: every field of a recipe that is read by what was chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from pages import knobs
from pages.common import choose
from vizlab import data, library, models, training
from vizlab.recipes import KNOBS, Recipe

DEFAULTS = Recipe()
STEPS = {"noise": 0.01, "dropout": 0.05}
LABELS = {
    "lr": "Learning rate",
    "validation": "Validation share",
    "batch_size": "Batch size",
    "weight_decay": "Weight decay",
    "smoothing": "Label smoothing",
    "eps": "Adversarial eps",
}


def pick_recipe() -> Recipe:
    """Draw all knobs; the recipe they stand for. URL: the recipe's field names."""
    knobs.presets({run.title: run.recipe for run in library.bundled()} | {"Defaults": DEFAULTS})
    values: dict[str, Any] = {"data": select("Data", "data", data.names(), titles=data.titles())}
    dataset = data.find(values["data"])
    licence = f"[{dataset.licence}]({dataset.source})" if dataset.source else f"The licence is {dataset.licence}."
    st.caption(f"{dataset.about} {licence}")
    fitting = [name for name in models.ARCHITECTURES if models.fits(name, dataset.shape)]
    values["model"] = select("Network", "model", fitting)
    st.caption(models.ARCHITECTURES[values["model"]].about)
    values["init_from"] = pick_origin(values["model"], dataset.shape)
    values["optimizer"] = select("Optimizer", "optimizer", list(training.OPTIMIZERS))
    values |= {name: knob(name) for name in FIRST}
    idle = training.unread(Recipe(**values))
    for title, names in GROUPS.items():
        wanted = [name for name in names if name not in idle]
        if wanted:
            with st.expander(title):
                values |= {name: knob(name) for name in wanted}
    return Recipe(**values)


def pick_origin(model: str, shape: tuple[int, ...]) -> str:
    """The run whose weights training begins with, "" for fresh ones; not drawn where there is none. URL: init_from."""
    known = [run for run in library.bundled() + library.runs() if run.recipe.model == model and run.shape == shape and run.epochs]
    if not known:
        return ""
    titles = {"": "fresh weights"} | {run.reference: run.title for run in known}
    help_text = "Fine-tuning: begin with what another run has learned. Layers of another shape start afresh."
    return str(choose(st.selectbox, "Begin with", list(titles), key="init_from", titles=titles, help=help_text))


def knob(name: str) -> Any:
    """One knob by the field's name."""
    label = LABELS.get(name, name.replace("_", " ").capitalize())
    if name in TABLES:
        return select(label, name, TABLES[name], effect=EFFECTS[name])
    if name == "batch_norm":
        return st.toggle("Batch norm", DEFAULTS.batch_norm, key=name, bind="query-params", help=EFFECTS[name])
    return knobs.knob(name, KNOBS[name], getattr(DEFAULTS, name), label=label, step=STEPS.get(name, 1))


def select(label: str, name: str, options: list[str], effect: str | None = None, titles: Mapping[str, str] | None = None) -> str:
    """One choice by name."""
    default = getattr(DEFAULTS, name)
    return str(choose(st.selectbox, label, options, key=name, default=default, help=effect, titles=titles))


FIRST = ("lr", "epochs")
GROUPS: dict[str, tuple[str, ...]] = {
    "More of the network": ("depth", "width", "activation", "batch_norm", "dropout"),
    "More of its learning": ("momentum", "schedule", "batch_size", "weight_decay", "augment", "smoothing", "eps"),
    "Chance": ("noise", "validation", "seed"),
}
TABLES: dict[str, list[str]] = {
    "activation": list(models.ACTIVATIONS),
    "schedule": list(training.SCHEDULES),
    "augment": list(training.AUGMENTATIONS),
}
EFFECTS: dict[str, str] = {
    "activation": "The bend after each layer; without one, all layers together are a single straight map.",
    "batch_norm": "Rescales each channel within the batch: allows larger learning rates and forgives bad start weights.",
    "schedule": "How the learning rate changes: decaying at the end settles into a minimum, warm-up avoids an early blow-up.",
    "augment": "Shows every picture a little changed each time: less overfitting. Flip only what may be mirrored.",
}
