"""The topic Sums to one of the view One pixel at a time: all pictures there are, and the sum of their probabilities."""

from __future__ import annotations

import math

import streamlit as st

from pages import common
from vizlab.figures.generative_pixels import amounts, painted, tiles
from vizlab.generative.pixelwise import tiny
from vizlab.snippets import generative_pixels as code

SHOWN = 24


@st.cache_data(max_entries=64, show_spinner="Learning tiny pictures …")
def counted(size: str, mask: str, steps: int, seed: int) -> tiny.Counted:
    return tiny.count(size, mask, steps, seed)


def look() -> None:
    """URL: tiny_size, tiny_mask, tiny_steps, tiny_seed."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        size = common.choose(st.segmented_control, "Pictures", list(tiny.SIZES), key="tiny_size", default="3 × 3")
        help_text = "Of the layer that sees the picture. Only A leaves out the pixel itself."
        mask = common.choose(st.selectbox, "First mask", list(tiny.FIRST_MASKS), key="tiny_mask", help=help_text)
        help_text = "0 is the untrained network."
        steps = common.choose(st.select_slider, "Training steps", list(tiny.STEPS), key="tiny_steps", default=100, help=help_text)
        seed = common.choose(st.select_slider, "Seed", list(range(10)), key="tiny_seed", help="Start weights.")
        found = counted(size, mask, steps, seed)
        real = int(found.real.sum())
        st.caption(
            f"The data: the {real} pictures of whole rows or whole columns, each as likely as the others. A plain PixelCNN "
            "learns them here and now."
        )
    with right:
        common.metrics(
            {
                "Pictures there are": f"{len(found.p):,}",
                "Sum of their probabilities": f"{found.total:.9g}",
                f"Of it on the {real} true ones": f"{found.found:.1%}",
                "by chance": f"{real / len(found.p):.1%}",
                "Loss": f"{found.loss:.3f} nats",
                "at best": f"{math.log(real):.3f}",
            }
        )
        if not math.isclose(found.total, 1, abs_tol=1e-6):
            st.info(
                f"These are no probabilities: they sum to {found.total:.6g}. The network copies the pixel that it should "
                "foretell, so a loss below the best possible says nothing, and nothing can be drawn from it."
            )
        show_likeliest(found, (size, mask, steps, seed))
        show_sums(size, steps, seed)


def show_likeliest(found: tiny.Counted, choice: tuple[str, str, int, int]) -> None:
    best = tiny.likeliest(found, SHOWN)
    titles = [f"{found.p[at]:.2%}{'' if found.real[at] else ' ✗'}" for at in best]
    figure = tiles([painted(found.all[at], 2) for at in best], titles, columns=8)
    common.snug("tiny-likeliest", figure)
    common.show(
        figure,
        key="tiny-likeliest",
        alt="The most probable of all pictures, with what the network calls their probability",
        code=code.tiny(*choice, SHOWN),
        arrays={"pictures": found.all, "p": found.p, "real": found.real},
    )
    st.caption("The most probable of all pictures. ✗: not among the data.")


def show_sums(size: str, steps: int, seed: int) -> None:
    st.subheader("The sum over all pictures, by mask")
    sums = {mask: counted(size, mask, steps, seed).total for mask in tiny.FIRST_MASKS}
    common.show(
        amounts(list(sums), list(sums.values()), [f"{total:.6g}" for total in sums.values()]),
        key="tiny-sums",
        alt="The sum of what each mask's network calls the probability of every picture",
        code=code.sums(size, steps, seed),
        columns={"mask": list(sums), "sum": list(sums.values())},
    )
    st.caption(
        "With mask A it is 1 before, during and after training, by construction: each factor is a softmax of what came "
        "before. With any other mask it is 1 by accident at best."
    )
