"""The topic Around the picture of the view Adversarial: planes and lines through it, and where the answer ends."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from pages import common
from pages.knobs import put
from pages.pickers import Picture, open_model
from pages.saliency_views.adversarial_knobs import look_at_picture, pick_seed
from vizlab import images, library
from vizlab.figures import filter_why, pictures, robustness_plane
from vizlab.robustness import lines, plane, showing
from vizlab.snippets import robustness_around as code

LOOK = {"x_title": "size, in 255ths", "y_title": "score"}
TITLES = {"adversarial": ("along the attack, 255ths", "across"), "random": ("along random signs, 255ths", "across")}
WAYS = {"against the answer": "Along the attack", "random": "Along random signs"}
THERE_PX = 260


@st.cache_data(max_entries=32, show_spinner="Looking around …")
def window(reference: str, pixels: Any, kind: str, reach: float, seed: int) -> Any:
    model = open_model(reference)
    with model.lock:
        return plane.look(model.network, pixels, kind, reach, seed)


@st.cache_data(max_entries=32, show_spinner=False)
def there(reference: str, pixels: Any, kind: str, across: float, down: float, seed: int) -> Any:
    model = open_model(reference)
    with model.lock:
        return plane.place(model.network, pixels, kind, across, down, seed)


@st.cache_data(max_entries=32, show_spinner="Counting pieces …")
def line(reference: str, pixels: Any, way: str, most: float, seed: int) -> Any:
    model = open_model(reference)
    with model.lock:
        return lines.look(model.network, pixels, way, most, seed)


def go_to(kind: str, x: float, y: float) -> None:
    put({"plane": kind, "along": round(min(max(x, -64), 64)), "across": round(min(max(y, -64), 64))})


def pick() -> tuple[int, str, int, int, int]:
    """URL: span, plane, along, across, seed."""
    help_text = "How far the windows and lines reach, in levels of an 8-bit picture."
    span = st.slider("Reach, in 255ths", 2, 64, 12, key="span", bind="query-params", help=help_text)
    kind = common.choose(st.segmented_control, "Look at a place of the window", list(plane.PLANES), key="plane")
    along = st.slider("Along", -64, 64, 8, key="along", bind="query-params", help="Or click into a window.")
    across = st.slider("Across", -64, 64, 0, key="across", bind="query-params")
    return span, kind, along, across, pick_seed()


def show_window(
    model: library.Model, picture: Picture, kind: str, found: Any, options: Any, chosen: Any, order: list[int]
) -> None:
    look = {"chosen": chosen, "titles": TITLES[kind]}
    common.show(
        robustness_plane.window(255 * found.steps, found.answers, found.sure, model.classes, order=order, **look),
        key=f"window-{kind}",
        alt=f"Which class the network says at each place of a plane around the picture, first direction {kind}",
        code=code.window((model.reference, picture.source, picture.crop), kind, options, look, order),
        arrays={"answers": found.answers, "sure": found.sure},
        clicked=partial(go_to, kind),
    )
    share, at = found.half
    cut = f" A straight cut at {255 * at:.1f}/255 parts {share:.0%} of it rightly." if found.kept < 1 else ""
    st.caption(f"{found.kept:.0%} of the window keeps the answer.{cut}")


def show_there(model: library.Model, picture: Picture, kind: str, along: int, across: int, seed: int) -> None:
    pixels, shares = there(model.reference, picture.pixels, kind, along / 255, across / 255, seed)
    base = (model.reference, picture.source, picture.crop)
    st.markdown(f"There it says **{model.classes[int(shares.argmax())]}**, {shares.max():.0%} sure.")
    common.show(
        pictures.image(images.to_pixels(pixels), height_px=THERE_PX),
        key="place",
        alt=f"The picture at {along} along and {across} across",
        code=code.place(base, kind, along / 255, across / 255, seed, THERE_PX),
        arrays={"picture": pixels},
    )


def show_line(model: library.Model, picture: Picture, way: str, found: Any, shown: list[int], reach: float, seed: int) -> None:
    sizes, scores = (255 * found.ray.sizes).tolist(), found.ray.scores
    curves = {model.classes[index]: list(zip(sizes, scores[:, index].tolist(), strict=True)) for index in shown}
    st.markdown(f"**{WAYS[way]}**")
    common.show(
        filter_why.lines(curves, at=0, **LOOK),
        key="line-" + way.replace(" ", "-"),
        alt=f"Class scores {WAYS[way].lower()}, the picture in the middle",
        code=code.scores((model.reference, picture.source, picture.crop), way, reach, seed, shown, LOOK),
        columns={"size": sizes} | {model.classes[index]: scores[:, index].tolist() for index in shown},
    )
    low, high = found.kept
    words = f"The answer holds from {255 * low:+.1f} to {255 * high:+.1f}"
    if found.beyond is not None:
        words += f"; further on, {found.beyond:.0%} of the line has another"
    if found.pieces is None:
        st.caption(f"{words}. Its units are smooth, so these curves have no straight pieces.")
    else:
        fine, coarse = found.pieces
        st.caption(f"{words}. The curves have **{fine:,}** straight pieces; a look half as close finds {coarse:,}.")


def show(model: library.Model, picture: Picture, left: Any) -> None:
    with left:
        reach, kind, along, across, seed = pick()
    options = {"reach": reach / 255, "seed": seed}
    windows = {each: window(model.reference, picture.pixels, each, **options) for each in plane.PLANES}
    order = list(dict.fromkeys(index for found in windows.values() for index in robustness_plane.ranked(found.answers)))
    for column, (each, found) in zip(st.columns(2, gap="large"), windows.items(), strict=True):
        with column:
            chosen = (float(along), float(across)) if each == kind and max(abs(along), abs(across)) <= reach else None
            show_window(model, picture, each, found, options, chosen, order)
    with left:
        show_there(model, picture, kind, along, across, seed)
    st.subheader("Scores along two straight lines")
    found = {way: line(model.reference, picture.pixels, way, reach / 255, seed) for way in WAYS}
    shown = showing.leading([each.ray.shares for each in found.values()], answer=next(iter(found.values())).answer)
    for column, (way, each) in zip(st.columns(2, gap="large"), found.items(), strict=True):
        with column:
            show_line(model, picture, way, each, shown, reach / 255, seed)


def look() -> None:
    """URL: reference, epoch, what `pick_picture` reads, and what `pick` reads."""
    look_at_picture(show)
