"""The view Bring your own of the page Models: a file of weights is checked, named, and kept for all other pages."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.knobs import put
from pages.model_architecture import SIZES_PX, draw
from vizlab import catalogue, model_cards, models
from vizlab.models import fitting, imports, weight_files

SHOWN = 20
MAKE = 'torch.save(model.state_dict(), "weights.pth")'
OWN = "own numbers"


@st.cache_data(max_entries=1, show_spinner="Reading the file …")
def read(name: str, _file: Any, size: int, file_id: str) -> Any:
    return weight_files.read(_file.getvalue())


@st.cache_data(max_entries=16, show_spinner="Comparing with the architectures …")
def identify(file_id: str, _state: Any, size_px: int) -> list[str]:
    return fitting.identify(_state, size_px)


@st.cache_data(max_entries=64, show_spinner=False)
def compare(file_id: str, _state: Any, architecture: str, size_px: int) -> fitting.Fit:
    return fitting.compare(_state, architecture, size_px)


def look() -> None:
    """URL: architecture, size_px, activation, normalisation."""
    left, right = st.columns([2, 3], gap="large")
    with left:
        limit = weight_files.LIMIT_BYTES >> 20
        file = st.file_uploader(
            "Weights", type=["safetensors", "pth", "pt"], key="weights_file", max_upload_size=limit, help="Only tensors are read."
        )
        st.caption(f"`.safetensors`, or a `.pth` of a state dict, up to {limit} MB. Nothing in it is ever executed.")
        names = list(models.ARCHITECTURES)
        architecture = common.choose(st.selectbox, "Architecture", names, key="architecture", default="ResNet-18")
        known = models.find(architecture)
        possible = [size for size in SIZES_PX if size >= known.min_px]
        usual = known.made_for_px or max(known.min_px, 32)
        size_px = common.choose(st.select_slider, "Pictures of (px)", possible, key="size_px", default=usual)
        activation = "ReLU"
        if "activation" in known.options:
            activation = common.choose(st.selectbox, "Activation", list(models.ACTIVATIONS), key="activation")
        mean, deviation = pick_normalisation()
    with right, common.friendly():
        if file is None:
            invitation(architecture, size_px)
        else:
            state = read(file.name, file, file.size, file.file_id)
            judge(file, state, architecture, size_px, {"activation": activation, "normalisation": (mean, deviation)})


def pick_normalisation() -> tuple[tuple[float, ...], tuple[float, ...]]:
    """How its pictures, of values 0 to 1, are changed before they enter. URL: normalisation."""
    help_text = (
        "What its training did to pictures: from each channel the mean is taken away, then it is divided by the deviation."
    )
    names = [*imports.NORMALISATIONS, OWN]
    name = common.choose(st.segmented_control, "Normalisation", names, key="normalisation", help=help_text, wrap=True)
    if name != OWN:
        return imports.NORMALISATIONS[name]
    mean = st.text_input("Mean of each channel", "0.5", key="mean", max_chars=80)
    deviation = st.text_input("Deviation of each channel", "0.5", key="deviation", max_chars=80)
    return imports.parse_channels(mean), imports.parse_channels(deviation)


def invitation(architecture: str, size_px: int) -> None:
    """What to bring, before there is a file."""
    recipe = fitting.Fit(architecture, {}, (3, size_px, size_px), 10, (), (), {}).recipe
    names = {name: tuple(value.shape) for name, value in models.outline(recipe, (3, size_px, size_px), 10).state_dict().items()}
    st.subheader(f"What a file of {architecture} holds")
    st.markdown(
        f"{len(names)} tensors by name, as PyTorch's own models have them. Write such a file with `{MAKE}`. Channels and classes "
        "are read from its first and last layer; depth and width of an MLP or a small CNN from its shapes."
    )
    rows = [{"Name": name, "Shape": size(shape)} for name, shape in names.items()]
    st.dataframe(rows, hide_index=True, height=248, key="wanted")
    draw(recipe, (3, size_px, size_px), 10, model_cards.describe(recipe, (3, size_px, size_px), 10), "")
    mine = imports.kept()
    if mine:
        st.markdown(f"You have {len(mine)} here already; they are in the view Library.")


def judge(file: Any, state: Any, architecture: str, size_px: int, choices: dict[str, Any]) -> None:
    """Whether the file fits, and what then."""
    fit = compare(file.file_id, state, architecture, size_px)
    if fit.faults:
        faults(fit)
        others = [name for name in identify(file.file_id, state, size_px) if name != architecture]
        if others:
            st.success(f"The file fits {' and '.join(others)}: choose that on the left.")
        return
    takes = " × ".join(map(str, fit.shape))
    read_off = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in fit.options.items())
    st.success(f"The file fits {architecture}: inputs of {takes}, {fit.n_classes} classes{', ' + read_off if read_off else ''}.")
    keep(file, state, fit, choices)


def keep(file: Any, state: Any, fit: fitting.Fit, choices: dict[str, Any]) -> None:
    """Title, classes and the button; afterwards the ways to it."""
    title = st.text_input("Title", file.name.rpartition(".")[0][: imports.TITLE_LENGTH], key="own_title", max_chars=60)
    help_text = f"{fit.n_classes} names: one a line, in one line between commas, or a JSON list. Empty: class 0, class 1 …"
    text = st.text_area("Class names", key="own_classes", help=help_text, max_chars=imports.MAX_CLASSES_BYTES)
    if st.button("Keep this network", type="primary", key="keep"):
        classes = imports.parse_classes(text) if text.strip() else None
        st.session_state["_kept"] = imports.keep(state, fit, title=title, classes=classes, source=file.name, **choices)
    reference = st.session_state.get("_kept")
    if reference and reference in {each.reference for each in imports.kept()}:
        st.markdown(f"Kept as `{reference}`. It is in every picker now.")
        with st.container(horizontal=True):
            for name in ("filters", "saliency"):
                if len(fit.shape) == 3 and models.find(fit.architecture).has_convolutions:
                    page = catalogue.find_page(name)
                    st.page_link(page.script, label=f"Open in {page.title}", query_params={"reference": reference})
            st.button("See its card", key="card", on_click=put, args=({"view": "Library", "reference": reference},))


def faults(fit: fitting.Fit) -> None:
    """What does not fit, the first of each."""
    counted = {"missing": len(fit.missing), "unexpected": len(fit.unexpected), "misshapen": len(fit.misshapen)}
    words = ", ".join(f"{n} {what}" for what, n in counted.items())
    st.error(f"The file must hold the tensors of {fit.architecture}; of its names {words}.")
    rows = [{"Fault": "missing", "Name": name, "Must be": "there", "Is": "not"} for name in fit.missing[:SHOWN]]
    rows += [{"Fault": "unexpected", "Name": name, "Must be": "not there", "Is": "there"} for name in fit.unexpected[:SHOWN]]
    misshapen = list(fit.misshapen.items())[:SHOWN]
    rows += [{"Fault": "misshapen", "Name": name, "Must be": size(a), "Is": size(b)} for name, (a, b) in misshapen]
    st.dataframe(rows, hide_index=True, key="faults")
    if max(counted.values()) > SHOWN:
        st.caption(f"The first {SHOWN} of each.")


def size(shape: tuple[int, ...]) -> str:
    """A shape in words."""
    return " × ".join(map(str, shape)) or "one number"
