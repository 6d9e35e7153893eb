"""The topic There and back: an encoder-decoder on digits, with positions handed across."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from vizlab.figures import filter_hourglass
from vizlab.filters.hourglass import training, views
from vizlab.filters.hourglass.network import DECODERS
from vizlab.snippets import filter_pooling as code

SHOWN = 8  # digits that were given back


@st.cache_data(max_entries=48, show_spinner="Training …")
def learned(decoder: str, channels: int, steps: int, seed: int) -> Any:
    return training.learn(decoder, channels=channels, steps=steps, seed=seed)


def there_and_back() -> None:
    """URL: decoder, test_digit, first_kernels, train_steps, seed."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        decoder = common.choose(st.selectbox, "Decoder", list(DECODERS), key="decoder")
        channels = common.choose(st.segmented_control, "Kernels of the first layer", [2, 4, 8], key="first_kernels", default=8)
        help_text = "Of 64 digits each. All three decoders are trained here, with their encoders, as soon as you turn this."
        steps = common.choose(st.segmented_control, "Steps", [75, 150, 300], key="train_steps", default=150, help=help_text)
        seed = st.slider("Seed", 0, 99, 0, key="seed", bind="query-params", help="Of the weights and the batches.")
        digit = st.slider("Digit", 0, 99, 0, key="test_digit", bind="query-params", help="One that was not trained on.")
    options = {"channels": channels, "steps": steps, "seed": seed}
    found = {name: learned(name, **options) for name in DECODERS}
    with right:
        show_way(found[decoder], decoder, options, digit)
        numbers(found)
    left, right = st.columns(2, gap="large")
    with left:
        show_given_back(found, options)
    with right:
        show_learning(found, options)


def show_way(trained: Any, decoder: str, options: dict[str, int], digit: int) -> None:
    maps, links = views.way(trained, decoder, digit)
    joined = DECODERS[decoder].remembers
    common.show(
        filter_hourglass.hourglass(maps, links, joined=joined),
        key="hourglass",
        alt=f"Digit {digit} made small by the encoder and large again by the decoder",
        code=code.hourglass(decoder, options, digit),
        arrays={f"{at}-{title.split(',')[0].replace(' ', '-')}": part for at, (title, part) in enumerate(maps)},
    )
    words = "Dots and threads: a maximum's place, remembered until its value returns there." if joined else (
        "Dots: where the maxima were. This decoder is not told; it repeats each value."
    )  # fmt: skip
    st.caption(f"{words} Of each layer the map that answers most is shown.")


def numbers(found: dict[str, Any]) -> None:
    st.table(
        {
            "Decoder": list(found),
            "Mean squared error": [f"{trained.mse:.4f}" for trained in found.values()],
            "Weights": [f"{trained.n_weights:,}" for trained in found.values()],
            "Variance lost": [f"{trained.mse / views.spread():.0%}" for trained in found.values()],
        },
        border="horizontal",
    )


def show_given_back(found: dict[str, Any], options: dict[str, int]) -> None:
    originals, rows = views.given_back(found, SHOWN)
    common.show(
        filter_hourglass.reconstructions(originals, rows),
        key="reconstructions",
        alt=f"{SHOWN} digits and what each decoder gave back",
        code=code.reconstructions(options, SHOWN),
        arrays={"digits": originals, **{f"decoder-{at}": part for at, (_, part) in enumerate(rows)}},
    )


def show_learning(found: dict[str, Any], options: dict[str, int]) -> None:
    common.show(
        filter_hourglass.learning([(name, trained.curve) for name, trained in found.items()]),
        key="learning",
        alt="Mean squared error against steps for each decoder",
        code=code.learning(options),
        columns={
            "decoder": [name for name, trained in found.items() for _ in trained.curve],
            "step": [step for trained in found.values() for step, _ in trained.curve],
            "mse": [error for trained in found.values() for _, error in trained.curve],
        },
    )
    st.caption("On 360 digits that were not trained on.")
