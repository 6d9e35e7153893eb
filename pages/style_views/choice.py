"""Which pictures and which network: chosen alike in every view of the page Style."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.knobs import put
from pages.pickers import pick_original
from vizlab import images, style
from vizlab.models import pretrained
from vizlab.style import features, pictures, view

THUMB_PX = 88
DEFAULTS = style.StyleRecipe()
KEPT = "It is shrunk and kept here under its checksum, so that the worker finds it and your link shows it to others."
CONTENTS = [f"photo/{name}" for name in images.PHOTOGRAPHS]
STYLES = [name for name in pictures.known() if name.startswith(("pattern/", "texture/"))]


@st.cache_data(max_entries=64, show_spinner=False)
def thumbnail(reference: str, side_px: int = 112) -> Any:
    return view.thumbnail(reference, side_px)


def pick_content() -> str:
    """URL: content."""
    place = st.container()
    with st.popover("A photograph of yours"):
        own = pick_own("content")
    with place:
        return pick("content", "Content", CONTENTS, DEFAULTS.content, own)


def pick_style() -> str:
    """URL: style."""
    place = st.container()
    with st.container(horizontal=True):
        with st.popover("All styles"):
            gallery()
        with st.popover("A picture of yours"):
            own = pick_own("style")
    with place:
        return pick("style", "Style", STYLES, DEFAULTS.style, own)


def pick(key: str, label: str, offered: list[str], default: str, own: str | None) -> str:
    """A picture by reference; one that was just uploaded, or that the address names and the store has, is offered too."""
    if own is not None and st.session_state.get(f"_{key}_own") != own:
        st.session_state[f"_{key}_own"] = st.session_state[key] = own
    asked = {st.query_params.get(key, ""), st.session_state.get(key, ""), own or ""}
    uploads = sorted(name for name in asked if name.startswith("upload/") and pictures.is_here(name))
    options = [*uploads, *offered]
    titles = {name: pictures.title(name) for name in options}
    titles |= {name: f"Your picture {name[-4:]}" for name in uploads}
    return str(common.choose(st.selectbox, label, options, key=key, default=default, titles=titles))


def pick_own(key: str) -> str | None:
    """A visitor's own picture, kept in the store: its reference."""
    source = st.segmented_control("From", ["Upload", "Camera"], default="Upload", key=f"{key}_from", required=True)
    chosen = pick_original(source, prefix=f"{key}_", kept=KEPT)
    if chosen is None:
        return None
    reference = keep(chosen.picture.tobytes(), chosen.picture.size)
    if not pictures.is_here(reference):  # the store has made room since
        keep.clear()
        reference = keep(chosen.picture.tobytes(), chosen.picture.size)
    return reference


@st.cache_data(max_entries=16, show_spinner=False)
def keep(pixels: bytes, size: tuple[int, int]) -> str:
    return pictures.keep_pixels(pixels, size)


def gallery() -> None:
    """Every style picture that comes with vizlab, to be chosen by a click."""
    with st.container(horizontal=True, width=4 * (THUMB_PX + 40)):
        for name in STYLES:
            with st.container(width=THUMB_PX + 24, gap="small"):
                st.image(thumbnail(name), width=THUMB_PX + 24, alt=f"The style picture {pictures.title(name)}")
                label = pictures.title(name)
                st.button(label, key=f"take-{name}", type="tertiary", on_click=put, args=({"style": name},))


def pick_network() -> str:
    """URL: network."""
    titles = features.offered()
    network = common.choose(
        st.selectbox, "Network that looks", list(titles), key="network", default=DEFAULTS.network, titles=titles
    )
    st.caption(features.limits(network))
    if network in pretrained.PRETRAINED and not pretrained.is_ready(network):
        st.caption("Its weights are not on this machine yet; they can be fetched on the right.")
    return str(network)
