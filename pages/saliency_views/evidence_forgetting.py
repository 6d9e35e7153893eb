"""The topic "Random network" of the view Evidence: does a map change when layers forget what they learned?"""

from __future__ import annotations

import contextvars
from collections.abc import Callable
from typing import Any

import streamlit as st

from pages import common
from pages.pickers import open_model
from pages.saliency_views.compare_subject import Subject
from vizlab import saliency
from vizlab.errors import VizlabError
from vizlab.figures import saliency_evidence as figures
from vizlab.saliency import evidence
from vizlab.saliency.evidence.randomised import Forgetting, merged
from vizlab.snippets import saliency_evidence as code

USUAL = ("gradient", "SmoothGrad", "guided backpropagation", "Grad-CAM", "edge detector")

MOST = 6  # methods: more maps would not fit a page


@st.cache_data(max_entries=128, show_spinner=False)
def forget(
    reference: str,
    pixels: Any,
    target: int,
    method: str,
    options: dict[str, Any],
    seed: int,
    likeness: str,
    _tell: Callable[[int], None],
) -> Forgetting:
    model = open_model(reference)
    with model.lock:
        return evidence.forget(model.network, pixels, target, {method: options}, seed=seed, likeness=likeness, tell=_tell)


def forgotten(subject: Subject, methods: list[str], likeness: str) -> Forgetting | None:
    """What becomes of the maps of all methods that can explain the network; of the others, why they cannot."""
    found: list[Forgetting] = []
    place, outside = st.empty(), contextvars.copy_context()  # Streamlit keeps what is drawn inside a cached function
    seed = int(subject.options["seed"])
    for done, method in enumerate(methods):

        def tell(stages: int, done: int = done, method: str = method) -> None:
            outside.run(place.progress, done / len(methods), text=f"{method}: {stages} networks asked")

        asked = (subject.model.reference, subject.picture.pixels, subject.target, method, subject.used(method), seed, likeness)
        try:
            found.append(forget(*asked, _tell=tell))
        except VizlabError as error:
            st.warning(f"{method}: {common.plain(str(error))}")
    place.empty()
    return merged(found) if found else None


def pick() -> list[str]:
    """URL: checked."""
    names = list(saliency.METHODS)
    usual = [name for name in USUAL if name in names]
    help_text = "Each is asked again after every layer that is made random. The edge detector never asks the network."
    return list(
        st.multiselect(
            "Methods", names, default=usual, key="checked", bind="query-params", wrap=True, help=help_text, max_selections=MOST
        )
    )


def show(subject: Subject, methods: list[str]) -> None:
    """URL: likeness, stage."""
    left, right = st.columns(2, gap="large")
    with left:
        help_text = (
            "Between absolute maps. Rank correlation: the order of the pixels. SSIM: local brightness, contrast, structure."
        )
        likeness = common.choose(
            st.segmented_control, "Likeness", list(evidence.LIKENESSES), key="likeness", help=help_text, wrap=True
        )
    found = forgotten(subject, methods, likeness)
    if found is None:
        return
    with right:
        titles = {stage: found.stages[stage] or "as trained" for stage in range(len(found.stages))}
        stage = common.choose(st.select_slider, "Random down to", list(titles), key="stage", default=1, titles=titles)
    options = {name: subject.used(name) for name in found.maps}
    place = (subject.lines, subject.target, options, int(subject.options["seed"]), likeness)
    common.show(
        figures.forgetting(found.stages, found.likeness, at=stage, noun=likeness),
        key="forgetting",
        alt=f"{likeness} of each method's map with the trained network's, against the layers made random",
        code=code.forgetting(*place, at=stage),
        columns={"random down to": list(found.stages)} | {name: each.tolist() for name, each in found.likeness.items()},
    )
    st.markdown(sentence(found, stage))
    common.show(
        figures.strips(found.maps, found.stages, at=stage),
        key="strips",
        alt="The maps of each method: of the trained network, then with ever more layers random",
        code=code.strips(*place, at=stage),
        arrays=found.maps,
    )
    st.caption("From left to right more layers are random. Each map has its own colours, so that its shape can be compared.")


def sentence(found: Forgetting, stage: int) -> str:
    """Which maps changed least and most, of those that ask the network."""
    if stage == 0:
        return "As trained, every map is like itself."
    now = {name: float(each[stage]) for name, each in found.likeness.items() if not saliency.METHODS[name].is_control}
    known = {name: value for name, value in now.items() if value == value}
    if not known:
        return "None of these maps asks the network, or all have become empty."
    ranked = sorted(known, key=known.__getitem__)
    least, most = ranked[-1], ranked[0]
    return (
        f"With all layers random down to {found.stages[stage]}, **{least}** is still **{known[least]:.2f}** like before"
        + (f", **{most}** only **{known[most]:.2f}**." if least != most else ".")
        + " What stays the same cannot explain what was learned."
    )
