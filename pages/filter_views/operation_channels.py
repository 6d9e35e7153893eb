"""The topic "Channels" of Operation: a kernel is as deep as its input, and each kernel makes one output channel."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.filter_views.operation_inputs import pick_photo, tiny
from pages.pickers import open_model
from vizlab import images
from vizlab.figures import filter_galleries
from vizlab.filters.by_hand import channels
from vizlab.snippets import filter_operation as code

SIZE_PX = 48
LEARNED = "bundled/cifar-cnn"
BANKS = {"by hand": "channels.colour_kernels()", "learned": f"channels.first_kernels(library.open_model({LEARNED!r}).network)"}


@st.cache_data(max_entries=4, show_spinner=False)
def kernels_of(bank: str) -> Any:
    return channels.colour_kernels() if bank == "by hand" else channels.first_kernels(open_model(LEARNED).network)


def pick_kernels() -> tuple[str, Any, list[str], int]:
    """A stack of kernels and one of them. URL: bank, slab."""
    help_text = "Learned: the first layer of the colour network that comes with vizlab, trained on CIFAR-10."
    bank = common.choose(st.segmented_control, "Kernels", list(BANKS), key="bank", help=help_text)
    kernels = kernels_of(bank)
    names = list(channels.COLOUR_KERNELS) if bank == "by hand" else [f"kernel {index}" for index in range(len(kernels))]
    titles = {index: f"{index}: {name}" if bank == "by hand" else name for index, name in enumerate(names)}
    number = common.choose(st.selectbox, "Kernel to open up", list(titles), key="slab", titles=titles)
    return bank, kernels, [str(index) for index in titles], int(number)


def look() -> None:
    """URL: photo, bank, slab."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        photo = pick_photo()
        bank, kernels, labels, number = pick_kernels()
        image = images.fit(images.photograph(photo), (3, SIZE_PX, SIZE_PX)).numpy()
        st.image(images.enlarge(images.to_pixels(image), 220), width="stretch", caption=photo, alt=photo)
    found = channels.slabs(image, kernels[number])
    with right:
        st.subheader("One kernel: a slab for each channel")
        common.show(
            filter_galleries.slabs(image, kernels[number], found.maps, channels.NAMES),
            key="slabs",
            alt="Each channel under its slab of the kernel",
            code=code.slabs(photo, SIZE_PX, BANKS[bank], number),
            arrays={"picture": image, "kernel": kernels[number], "maps": found.maps, "sum": found.total},
        )
        st.markdown(
            f"The three maps added up are **one** output channel, number {number} below. Torch's differs from the sum by at most "
            f"**{tiny(found.gap)}**."
        )
        st.subheader("All kernels: one output channel each")
        common.show(
            filter_galleries.stack(channels.stack(image, kernels), labels),
            key="stack",
            alt=f"The {len(kernels)} output channels of the stack of kernels",
            code=code.stacked(photo, SIZE_PX, BANKS[bank], labels),
            arrays={"kernels": kernels},
        )
        out, depth, h, w = kernels.shape
        st.caption(f"Weights: {out} kernels × {depth} slabs × {h} × {w} = {kernels.size:,}.")
