"""Which pictures and which network, and what stands beside such knobs: alike in every view of the page Style."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from pages import common
from pages.knobs import put
from pages.pickers import pick_original
from pages.public_weights import fetched
from vizlab import images, style
from vizlab.frames import Frames
from vizlab.models import pretrained
from vizlab.style import features, pictures, view

THUMB_PX, TILE_PX = 64, 112  # beside a choice; in a gallery
DEFAULTS = style.StyleRecipe()
KEPT = "It is shrunk and kept here under its checksum, so that the worker finds it and your link shows it to others."
CONTENTS = [f"photo/{name}" for name in images.PHOTOGRAPHS]
STYLES = [name for name in pictures.known() if name.startswith(("pattern/", "texture/"))]


@st.cache_data(max_entries=64, show_spinner=False)
def thumbnail(reference: str, side_px: int = TILE_PX) -> bytes:
    return view.png(view.thumbnail(reference, side_px))


def pick_content() -> str:
    """URL: content."""
    return pick_picture("content", "Content", CONTENTS, DEFAULTS.content, "All photographs")


def pick_style() -> str:
    """URL: style."""
    return pick_picture("style", "Style", STYLES, DEFAULTS.style, "All styles")


def pick_picture(key: str, label: str, offered: list[str], default: str, every: str) -> str:
    """A picture from a list, from a gallery or of one's own. URL: key."""
    place = st.container()
    with st.container(horizontal=True):
        with st.popover(every):
            gallery(key, offered)
        with st.popover("Your own"):
            own = pick_own(key)
    with place:
        return pick(key, label, offered, default, own)


def pick(key: str, label: str, offered: list[str], default: str, own: str | None) -> str:
    """A picture by reference; one that was just uploaded, or that the address names and the store has, is offered too."""
    if own is not None and st.session_state.get(f"_{key}_own") != own:
        st.session_state[f"_{key}_own"] = st.session_state[key] = own
    asked = {st.query_params.get(key, ""), st.session_state.get(key, ""), own or ""}
    uploads = sorted(name for name in asked if name.startswith("upload/") and pictures.is_here(name))
    options = [*uploads, *offered]
    titles = {name: pictures.title(name) for name in options}
    titles |= {name: f"Your picture {name[-4:]}" for name in uploads}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        place = st.container(width=THUMB_PX)
        with st.container(width="stretch"):
            chosen = str(common.choose(st.selectbox, label, options, key=key, default=default, titles=titles))
    place.image(thumbnail(chosen), width=THUMB_PX, alt=f"{label}: {titles[chosen]}")
    return chosen


def asked_for(key: str) -> str:
    """What a choice stands at, or what the address asks for, if anything."""
    return str(st.session_state.get(key) or st.query_params.get(key, ""))


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


def gallery(key: str, offered: list[str]) -> None:
    """Every picture that comes with vizlab, to be chosen by a click."""
    with st.container(horizontal=True, width=4 * (TILE_PX + 16)):
        for name in offered:
            title = pictures.title(name)
            with st.container(width=TILE_PX, gap="small"):
                st.image(thumbnail(name), width=TILE_PX, alt=f"The picture {title}")
                st.button(title, key=f"take-{key}-{name}", type="tertiary", on_click=put, args=({key: name},))


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


def beside_knobs(
    kind: str, pick: Callable[[], Any], show: Callable[[Any, float], None], way: Callable[[Any, Frames], None]
) -> None:
    """A topic of one job of several paintings: its knobs on the left; on the right what came of it, or the way to it.

    show: also told the seconds that the job took, so that what it keeps in a cache is that of this very run.
    """
    left, right = st.columns([2, 5], gap="large")
    with left:
        recipe = pick()
    with right, common.friendly():
        run = Frames(kind, recipe)
        record = run.record()
        if record is not None:
            show(recipe, float(record["seconds"]))
        elif fetched(recipe.network):
            way(recipe, run)
