"""The topic One pixel of the view Adversarial: the single pixel that hurts the answer most."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.pickers import Picture, open_model
from pages.saliency_views.adversarial_knobs import look_at_picture, pick_seed
from vizlab import images, library
from vizlab.figures import filter_why, pictures, robustness_plane
from vizlab.robustness import single_pixel
from vizlab.snippets import robustness_around as code

DEFAULTS = {"population": 64, "generations": 20, "n_pictures": 10}
PIXEL_PX, ROW_PX = 390, 200
MAP = {"title": "probability of the answer", "limits": (0.0, 1.0), "height_px": 390}
SEARCH = {"x_title": "generation", "y_title": "probability of the answer", "percent": True, "height_px": 240}


@st.cache_data(max_entries=32, show_spinner="Searching …")
def found(reference: str, pixels: Any, population: int, generations: int, seed: int) -> Any:
    model = open_model(reference)
    with model.lock:
        return single_pixel.look(model.network, pixels, population=population, generations=generations, seed=seed)


@st.cache_data(max_entries=16, show_spinner="Searching in many pictures …")
def rate(reference: str, n: int, seed: int) -> Any:
    model = open_model(reference)
    with model.lock:
        return single_pixel.rate(model, n, seed)


@st.cache_data(max_entries=64, show_spinner=False)
def offered(reference: str) -> tuple[dict[int, list[int]], list[int]]:
    """What a visitor can wait for: candidates by number of generations, and pictures."""
    model = open_model(reference)
    with model.lock:
        by_rounds = {count: single_pixel.populations(model, count) for count in single_pixel.rounds(model)}
        return by_rounds, single_pixel.counts(model)


def pick_count(label: str, counts: list[int], key: str, about: str) -> int:
    """The middle or the largest of what is offered; no slider where that is one."""
    if len(counts) == 1:
        return counts[0]
    default = max((count for count in counts if count <= DEFAULTS[key]), default=counts[0])
    return common.choose(st.select_slider, label, counts, key=key, default=default, help=about)


def pick(model: library.Model) -> dict[str, int]:
    """URL: generations, population, seed."""
    known, _ = offered(model.reference)
    about = "How often each candidate is replaced by a better mixture of three others."
    generations = pick_count("Generations", list(known), "generations", about)
    about = "Candidates of the search: each is a place and a colour."
    population = pick_count("Candidates", known[generations], "population", about)
    return {"population": population, "generations": generations, "seed": pick_seed()}


def verdict(model: library.Model, now: Any) -> str:
    pixel, said = now.pixel, int(now.pixel.shares.argmax())
    colour = ", ".join(f"{255 * part:.0f}" for part in pixel.colour)
    return (
        f"It said **{model.classes[now.answer]}**, {now.before.max():.1%} sure. With the pixel in row {pixel.row}, column "
        f"{pixel.column} set to {colour} it says **{model.classes[said]}**, {pixel.shares.max():.1%} sure."
    )


def control(now: Any) -> str:
    spread = f"The search asked the network {now.pixel.evaluations:,} times. In the same colour elsewhere, a pixel leaves the "
    spread += f"answer at {float(now.everywhere.mean()):.1%} on average"
    if now.every is None:
        return f"{spread}."
    best, found_it = float(now.every.shares[now.answer]), float(now.pixel.shares[now.answer])
    return (
        f"{spread}. Every pixel in black and white, tried one by one, gets it down to {best:.1%}; the search to {found_it:.1%}."
    )


def show_one(model: library.Model, picture: Picture, options: dict[str, int]) -> None:
    now = found(model.reference, picture.pixels, **options)
    base = (model.reference, picture.source, picture.crop)
    st.markdown(verdict(model, now))
    left, right = st.columns(2, gap="large")
    with left:
        common.show(
            robustness_plane.ringed(images.to_pixels(now.picture), now.pixel.row, now.pixel.column, height_px=PIXEL_PX),
            key="pixel",
            alt=f"The picture with one pixel changed, in row {now.pixel.row}, column {now.pixel.column}",
            code=code.pixel(base, options, PIXEL_PX),
            arrays={"picture": now.picture},
        )
    with right:
        common.show(
            pictures.heat(now.everywhere, **MAP),
            key="everywhere",
            alt="The probability of the answer with a pixel of this colour at each place",
            code=code.pixel_map(base, options, MAP),
            arrays={"probability": now.everywhere},
        )
    step = f", at one place of {now.stride**2}" if now.stride > 1 else ""
    st.caption(f"Right: the same colour everywhere else{step}. {control(now)}")
    common.show(
        filter_why.lines(now.curve, **SEARCH),
        key="search",
        alt="The probability of the answer with the best pixel of each generation",
        code=code.pixel_search(base, options, SEARCH),
        columns={"generation": range(len(now.pixel.history)), "probability": now.pixel.history},
    )


def show_many(model: library.Model, seed: int) -> None:
    """URL: n_pictures."""
    st.subheader("In many pictures")
    _, counts = offered(model.reference)
    if not counts:
        st.caption("This network takes too long to search in many pictures; a smaller one shows how often it works.")
        return
    n = pick_count("Pictures", counts, "n_pictures", "A shorter search in each of them.")
    now = rate(model.reference, n, seed)
    common.metrics({"One pixel, searched for": f"{now.rate:.0%}", "One pixel at random": f"{now.chance:.1%}", "Pictures": f"{n}"})
    shown, titles = now.shown(model.classes)
    look = {"columns": 3, "height_px": ROW_PX * -(-len(shown) // 3)}
    common.show(
        pictures.image_grid(shown, titles, **look),
        key="fooled",
        alt="Pictures with one pixel changed: " + ", ".join(titles),
        code=code.pixel_rate(model.reference, n, seed, look),
        arrays={"pictures": now.changed},
    )


def show(model: library.Model, picture: Picture, left: Any) -> None:
    with left:
        options = pick(model)
    show_one(model, picture, options)
    show_many(model, options["seed"])


def look() -> None:
    """URL: reference, epoch, what `pick_picture` reads, and what `pick` and `show_many` read."""
    look_at_picture(show)
