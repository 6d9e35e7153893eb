"""The topic "Segmentation for free" of the view Shortcuts: from a map to a mask, and how well it fits (METHODS S22)."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.pickers import Picture, open_model, pick_picture
from pages.with_model import look_into
from vizlab import images, library, saliency
from vizlab.data import shapes
from vizlab.figures.saliency_masks import outlined
from vizlab.figures.saliency_shares import shares as share_bars
from vizlab.saliency import segments
from vizlab.snippets import saliency_shortcuts as code

FIRST_METHOD, FIRST_WAY = "Grad-CAM", "random walker"


@st.cache_data(max_entries=128, show_spinner="Looking …")
def cut(reference: str, pixels: Any, method: str, way: str, share: float, blur_px: float) -> Any:
    model = open_model(reference)
    with model.lock:
        return segments.one(model.network, pixels, method, way, share=share, blur_px=blur_px)


@st.cache_data(max_entries=64, show_spinner="Cutting many pictures …")
def overlaps(reference: str, options: shapes.Options, method: str, share: float, blur_px: float) -> Any:
    model = open_model(reference)
    with model.lock:
        return segments.overlaps(model.network, options, method, share=share, blur_px=blur_px)


def pick_cut(model: library.Model) -> tuple[str, str, float, float]:
    """URL: method, cut, marked, blur_px."""
    known = [name for name, method in saliency.METHODS.items() if model.entry.has_convolutions or not method.needs_convolutions]
    method = common.choose(st.selectbox, "Map", known, key="method", default=FIRST_METHOD)
    way = common.choose(st.selectbox, "Way to the mask", list(segments.WAYS), key="cut", default=FIRST_WAY)
    st.caption(segments.WAYS[way].about)
    about = "How much of the picture to mark; Otsu finds that out by itself."
    share = st.slider("Share of the picture", 0.05, 0.6, 0.15, 0.05, key="marked", bind="query-params", help=about)
    about = "A blur of the map before it is cut, its standard deviation in pixels: grains become regions."
    blur_px = st.slider("Blur, px", 0.0, 4.0, 2.0, 0.5, key="blur_px", bind="query-params", help=about)
    return method, way, share, blur_px


def show_mask(model: library.Model, picture: Picture, chosen: tuple[str, str, float, float]) -> None:
    method, way, share, blur_px = chosen
    found = cut(model.reference, picture.pixels, method, way, share, blur_px)
    truth = None if picture.drawn is None else picture.drawn.masks[0]
    st.subheader("The mask")
    common.show(
        outlined(images.to_pixels(picture.pixels), [found & False if truth is None else truth, found]),
        key="mask",
        alt=f"{picture.name} with the mask that {way} cuts from {method}",
        code=code.cut(model.reference, picture.source, picture.crop, way, method, share, blur_px, mask_source(picture)),
        arrays={"mask": found, "picture": picture.pixels} | ({} if truth is None else {"truth": truth}),
    )
    if truth is None:
        st.caption("Orange: the mask. Nobody has drawn the true one here, so how good it is has to be judged by eye.")
        return
    numbers = {
        "IoU with the truth": f"{segments.iou(found[None], truth[None])[0]:.0%}",
        "By dice": f"{segments.chance(float(found.mean()), float(truth.mean())):.0%}",
        "Marked": f"{found.mean():.1%}",
        "True area": f"{truth.mean():.1%}",
    }
    common.metrics(numbers)
    st.caption("White: the object. Orange: the mask. IoU is what they share of what they cover together.")


def mask_source(picture: Picture) -> str:
    """The expression for the true mask, "" where there is none."""
    return "" if picture.drawn is None else f"{picture.source.replace('samples.picture', 'samples.drawn')}.masks[0]"


def show_overlaps(model: library.Model, options: shapes.Options, chosen: tuple[str, str, float, float]) -> None:
    method, _, share, blur_px = chosen
    found = overlaps(model.reference, options, method, share, blur_px)
    names = list(found.by_way)
    series = {name: [each[name] for each in found.by_way.values()] for name in found.by_way[names[0]]}
    st.subheader("Over many pictures")
    common.show(
        share_bars(names, series, chance=[found.scattered] * len(names), noun="IoU"),
        key="overlaps",
        alt=f"Mean IoU of each way of cutting {method}, the edge detector and a random map",
        code=code.overlaps(model.reference, options, method, share, blur_px),
        columns={"way": names} | series,
    )
    st.caption(
        f"Mean IoU of {found.n} pictures. Dotted: pixels marked by dice, in theory. "
        "The edge detector asks no network: on a plain ground a good mask does not prove a good map."
    )


def look_at(model: library.Model) -> None:
    left, right = st.columns([2, 5], gap="large")
    with left:
        picture = pick_picture(model)
        chosen = pick_cut(model)
    if picture is None:
        return
    with right:
        first, second = st.columns(2, gap="large")
        with first:
            show_mask(model, picture, chosen)
        with second, common.friendly():
            options = shapes.planted(model.data)
            if options is None:
                st.info("How good the masks are is measured where true ones are known: choose a network of Shapes above.")
            else:
                show_overlaps(model, options, chosen)


def look() -> None:
    """URL: reference, epoch, what `pick_picture` reads, method, cut, marked, blur_px."""
    look_into(look_at, default="bundled/shapes-honest", needs_convolutions=False)
