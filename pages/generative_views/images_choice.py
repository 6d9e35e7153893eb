"""What the topics of GAN on images share: which generator at which epoch, with which codes, and what real pictures score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from pages import common
from vizlab.frames import Frames
from vizlab.generative import judging
from vizlab.generative.image_gan import SHIPPED, Opened, kept_epochs, looking, opened

TRUNCATIONS = {0.0: "none", 2.0: "2", 1.0: "1", 0.5: "0.5", 0.2: "0.2"}
SEEDS = tuple(range(10))
MEASURED = {"distance": "Fréchet distance", "accuracy": "recognised as asked", "precision": "precision", "recall": "recall"}


@dataclass(frozen=True)
class Choice:
    """A shipped generator at an epoch, and its codes."""

    name: str
    epoch: int
    seed: int
    truncation: float

    @property
    def data(self) -> str:
        """The data set that it learned from."""
        return SHIPPED[self.name].image_data

    def opened(self) -> Opened:
        """The generator itself."""
        return open_at(self.name, self.epoch)

    def judged(self) -> looking.Judged:
        """Its samples, and what they score."""
        return judge_samples(self.name, self.epoch, self.seed, self.truncation)


@st.cache_data(max_entries=6, show_spinner=False)
def frames_of(name: str) -> Any:
    return Frames("dcgan", SHIPPED[name]).read()


@st.cache_resource(max_entries=20, show_spinner=False)
def open_at(name: str, epoch: int) -> Opened:
    return opened(SHIPPED[name], next(frame for frame in frames_of(name) if frame.index == epoch))


@st.cache_resource(max_entries=3, show_spinner="Opening the classifier …")
def open_judge(data: str) -> judging.Judge:
    return judging.open_judge(data)


@st.cache_resource(max_entries=3, show_spinner="Measuring real pictures …")
def open_reference(data: str) -> judging.Reference:
    return judging.reference(data)


@st.cache_data(max_entries=12, show_spinner="Drawing samples and judging them …")
def judge_samples(name: str, epoch: int, seed: int, truncation: float) -> looking.Judged:
    data = SHIPPED[name].image_data
    return looking.judged(open_at(name, epoch), open_judge(data), open_reference(data), seed, truncation)


def pick(*, with_epoch: bool = True) -> Choice:
    """URL: image_gan, gan_epoch, truncation, code_seed."""
    left, right = st.columns([3, 2], gap="medium")
    with left:
        name = common.choose(st.segmented_control, "Generator", list(SHIPPED), key="image_gan", wrap=True)
        known = kept_epochs(frames_of(name))
        epoch = known[-1]
        if with_epoch:
            help_text = "The same generator earlier in its training; 0 is before the first step."
            epoch = common.choose(st.select_slider, "Epoch", known, key="gan_epoch", default=known[-1], help=help_text)
    with right:
        help_text = "Numbers of a code beyond this are never drawn: more typical samples, and fewer kinds of them."
        truncation = common.choose(
            st.segmented_control, "Truncation", list(TRUNCATIONS), key="truncation", titles=TRUNCATIONS, help=help_text, wrap=True
        )
        seed = common.choose(st.select_slider, "Seed of the codes", SEEDS, key="code_seed", help="Another seed, other codes.")
    return Choice(name, epoch, seed, truncation)


def versus_floor(verdict: judging.Verdict, reference: judging.Reference) -> str:
    """A distance, and how many times that of real pictures it is."""
    return f"{number(verdict.distance)} = {verdict.distance / reference.floor.distance:.1f} × floor"


def number(value: float) -> str:
    """Three digits that count."""
    return f"{value:.3g}" if value < 1000 else f"{value:,.0f}"
