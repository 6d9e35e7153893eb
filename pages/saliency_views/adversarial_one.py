"""The topic One picture of the view Adversarial: a small change, chosen by the gradient, against random signs as large."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.pickers import Picture, open_model
from pages.saliency_views.adversarial_knobs import look_at_picture, pick_aim, pick_levels, pick_seed, said
from pages.saliency_views.adversarial_steps import show_steps
from vizlab import images, library
from vizlab.figures import filter_why, robustness_attack
from vizlab.figures.pictures import image_grid
from vizlab.robustness import one_picture, showing
from vizlab.robustness.attacks import ATTACKS, NORMS
from vizlab.robustness.one_picture import Attempt, Outcome
from vizlab.snippets import robustness_attack as code

STEPS = (1, 2, 5, 10, 20, 40)
PAIR_PX = 205
BY_SIZE = {"x_title": "size, in 255ths", "y_title": "probability", "percent": True}


@st.cache_data(max_entries=64, show_spinner="Attacking …")
def made(reference: str, pixels: Any, attempt: Attempt) -> Outcome:
    model = open_model(reference)
    with model.lock:
        return one_picture.made(model.network, pixels, attempt)


@st.cache_data(max_entries=32, show_spinner="Trying every size …")
def by_size(reference: str, pixels: Any, aim: int | None, seed: int) -> Any:
    model = open_model(reference)
    with model.lock:
        return one_picture.by_size(model.network, pixels, aim, seed)


def pick_attempt(model: library.Model, shares: Any) -> Attempt:
    """URL: attack, eps, aim, norm, steps, seed."""
    names = [name for name, attack in ATTACKS.items() if not attack.is_control]
    about = " ".join(f"{name}: {ATTACKS[name].about}" for name in names)
    chosen: dict[str, Any] = {
        "attack": common.choose(st.segmented_control, "Attack", names, key="attack", help=about, wrap=True),
        "levels": pick_levels(),
        "aim": pick_aim(model, shares),
    }
    if chosen["attack"] == "PGD":
        about = "; ".join(f"{name}: {norm.about}" for name, norm in NORMS.items())
        chosen["norm"] = common.choose(st.segmented_control, "Budget", list(NORMS), key="norm", help=about)
        chosen["steps"] = common.choose(st.select_slider, "Steps", list(STEPS), key="steps", default=10)
    return Attempt(**chosen, seed=pick_seed())


def verdict(model: library.Model, found: Outcome) -> str:
    now, share = int(found.shares[1].argmax()), found.shares[1].max()
    was = f"It said **{model.classes[found.answer]}**, {found.shares[0].max():.1%} sure. "
    after = f"Attacked, it says **{model.classes[now]}**, {share:.1%} sure. "
    noise = model.classes[int(found.shares[2].argmax())]
    return f"{was}{after}With random signs of the same size it says **{noise}**, {found.shares[2].max():.1%} sure."


def numbers(found: Outcome, size: int) -> None:
    needed = {"FGSM needs": found.flips_at, "Random signs need": found.noise_flips_at}
    common.metrics(
        {name: "above 64/255" if least is None else f"{255 * least:.1f}/255" for name, least in needed.items()}
        | {
            "Largest change": f"{255 * found.linf:.2f}/255",
            "Length (L2)": f"{found.length:.3f}",
            "Largest · √d": f"{found.longest:.3f}",
        }
    )
    st.caption(
        f"d is {size:,} values: each may move only a little, yet together they move far. A corner of the box is exactly "
        "largest · √d away; black and white pixels that cannot go on make it less."
    )


def show_pictures(base: Any, found: Outcome, attempt: Attempt, picture: Picture) -> None:
    change, factor = showing.amplified(found.images[1] - found.images[0])
    before, after, noisy = (images.to_pixels(each) for each in found.images)
    pairs = {
        "attacked": ([before, after], ("picture", "attacked")),
        "change": ([change, noisy], (f"its change × {factor}", "random signs")),
    }
    for column, (which, (pixels, titles)) in zip(st.columns(2, gap="medium"), pairs.items(), strict=True):
        with column:
            common.show(
                image_grid(pixels, titles, columns=2, height_px=PAIR_PX),
                key=which,
                alt=f"{picture.name}: {titles[0]} and {titles[1]}",
                code=code.pair(base, attempt, which, titles, PAIR_PX),
                arrays={"before, attacked, random signs": found.images},
            )


def show_answers(model: library.Model, base: Any, found: Outcome, attempt: Attempt) -> None:
    shown = showing.leading(found.shares)
    states = dict(zip(("before", "attacked", "random"), found.shares[:, shown].tolist(), strict=True))
    names = [model.classes[index] for index in shown]
    common.show(
        robustness_attack.answers(names, states),
        key="answers",
        alt="Class probabilities before the attack, after it, and with random signs of the same size",
        code=code.answers(base, attempt, shown),
        columns={"class": names} | states,
    )


def show_by_size(model: library.Model, base: Any, picture: Picture, attempt: Attempt) -> None:
    st.subheader("At every size")
    rays = by_size(model.reference, picture.pixels, attempt.aim, attempt.seed)
    shown = showing.leading([ray.shares for ray in rays.values()])
    for column, (way, ray) in zip(st.columns(2, gap="large"), rays.items(), strict=True):
        shares, levels = ray.shares, (255 * ray.sizes).tolist()
        curves = {model.classes[index]: list(zip(levels, shares[:, index].tolist(), strict=True)) for index in shown}
        with column:
            st.markdown(f"**{way}**")
            common.show(
                filter_why.lines(curves, at=attempt.levels, **BY_SIZE),
                key="by-size-" + way.lower().replace(" ", "-"),
                alt=f"Class probabilities against the size of the change, {way}",
                code=code.by_size(base, attempt, way, shown, BY_SIZE),
                columns={"size": levels} | {model.classes[index]: shares[:, index].tolist() for index in shown},
            )
    st.caption("The same line each time, only longer. Adversarial is a direction, not an amount of noise.")


def show(model: library.Model, picture: Picture, left: Any) -> None:
    shares = said(model.reference, picture.pixels)
    with left:
        attempt = pick_attempt(model, shares)
    base = (model.reference, picture.source, picture.crop)
    found = made(model.reference, picture.pixels, attempt)
    st.markdown(verdict(model, found))
    show_pictures(base, found, attempt, picture)
    show_answers(model, base, found, attempt)
    numbers(found, picture.pixels.size)
    if attempt.attack == "PGD":
        show_steps(model, base, picture, attempt)
    show_by_size(model, base, picture, attempt)


def look() -> None:
    """URL: reference, epoch, what `pick_picture` reads, and what `pick_attempt` reads."""
    look_at_picture(show)
