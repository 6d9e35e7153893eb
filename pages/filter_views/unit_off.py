"""The topic "Without it" of the view Unit: what the network gets right without the unit, and without as many others."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from pages import common, job_panel
from pages.filter_views.unit_card import Card
from pages.knobs import knob
from pages.pickers import open_model
from vizlab.figures import filter_unit
from vizlab.filters.units import ablation, pool
from vizlab.filters.units.ablation import AblationRecipe
from vizlab.frames import Frames
from vizlab.snippets import filter_unit as code

PICTURES = 500


@st.cache_data(max_entries=128, show_spinner="Switching units off …")
def answered(reference: str, part: str, pictures: int, layer: str, units: tuple[int, ...]) -> Any:
    """The answers to some pictures without some units: kept, for one unit after another is compared with the same groups."""
    model = open_model(reference)
    recipe = AblationRecipe(reference=reference, part=part, pictures=pictures)
    return ablation.answered(model, ablation.drawn(model, recipe), layer, units)


@st.cache_data(max_entries=64, show_spinner=False)
def is_quick(reference: str, pictures: int) -> bool:
    return ablation.is_quick(open_model(reference), pictures)


def pick_recipe(card: Card) -> AblationRecipe:
    """URL: group, seed."""
    units, part = card.found.layers[card.layer][0], card.found.recipe.part
    sizes = [2**power for power in range(1, 13) if 2**power <= units] or [1]
    left, right = st.columns(2, gap="large")
    with left:
        about = ablation.KNOBS["group"].effect
        group = common.choose(
            st.select_slider, "Units in a random group", sizes, key="group", default=sizes[max(0, len(sizes) - 3)], help=about
        )
    with right:
        seed = knob("seed", ablation.KNOBS["seed"], 0)
    pictures = min(PICTURES, pool.size(card.model, part))
    where = {"reference": card.model.reference, "part": part, "pictures": pictures}
    return AblationRecipe(**where, layer=card.layer, unit=card.unit, group=group, seed=seed)


def look(card: Card) -> None:
    recipe = pick_recipe(card)
    run = Frames(ablation.KIND, recipe)
    record = run.record()
    passes = ablation.switched(recipe, card.found.layers[card.layer][0])
    if record is not None:
        answers = record["answers"]
    elif is_quick(recipe.reference, recipe.pictures):
        answers = [answered(recipe.reference, recipe.part, recipe.pictures, recipe.layer, units) for units in passes]
    else:
        job_panel.offer(run, label=f"Switch it off over {recipe.pictures:,} pictures", draw=lambda snapshot: None)
        return
    show(card, recipe, ablation.outcome(answers, ablation.drawn(card.model, recipe), len(card.model.classes)))


def show(card: Card, recipe: AblationRecipe, found: ablation.Ablation) -> None:
    classes = list(card.model.classes)
    left, right = st.columns([3, 2], gap="large")
    with left:
        common.show(
            filter_unit.accuracy_without(
                classes, found.on, found.off, found.without, unit=f"unit {recipe.unit}", group=recipe.group
            ),
            key="without",
            alt=f"Right answers by class with and without unit {recipe.unit} of {recipe.layer}",
            code=code.accuracy_without(recipe),
            columns={"class": classes, "all units": found.on.tolist(), "without it": found.off.tolist()},
        )
    with right:
        words = "Accuracy" if found.is_labelled else "Answers kept"
        spread = f"{found.groups.mean():.1%} ± {found.groups.std(ddof=1):.1%}"
        common.metrics({words: f"{found.everything:.1%}", "Without the unit": f"{found.alone:.1%}", "Without a group": spread})
        st.markdown(sentence(recipe, found))
        st.caption(f"Measured on {found.words}; {ablation.DRAWS} groups, drawn by the seed: mean, and range by class.")


def sentence(recipe: AblationRecipe, found: ablation.Ablation) -> str:
    one, many = found.everything - found.alone, found.everything - float(np.mean(found.groups))
    lost = f"Without this unit {abs(one):.1%} of the answers {'turn wrong' if one >= 0 else 'turn right'} on balance"
    rest = " What it knows, others know too." if many > abs(one) else ""
    return f"{lost}; without {recipe.group} random units of its layer {max(many, 0):.1%}.{rest}"
