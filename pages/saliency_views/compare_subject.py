"""What the topics of the view Compare share: who is asked about what, and what has been made of it so far."""

from __future__ import annotations

import contextvars
import copy
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import streamlit as st

from pages.job_panel import duration
from pages.pickers import Picture, open_model
from vizlab import images, library, saliency
from vizlab.saliency import effort
from vizlab.saliency.layers import map_layers
from vizlab.saliency.proof import Proof, prove
from vizlab.snippets.saliency import Subject as Lines

SLOW_S = 2.0  # from here on, progress is shown, and nobody else has to wait for the network
TELL_S = 0.1


@dataclass(frozen=True)
class Subject:
    """A picture, a network and the class to explain; how maps are made, and how they are drawn.

    mask: where the object is, (h, w), where that is known.
    """

    model: library.Model
    picture: Picture
    shares: Any
    target: int
    options: Mapping[str, Any]
    drawing: Mapping[str, Any]

    @property
    def name(self) -> str:
        """What the class is called."""
        return str(self.model.classes[self.target])

    @property
    def mask(self) -> Any:
        """The object that was asked about: the second one where the class is its."""
        drawn = self.picture.drawn
        if drawn is None:
            return None
        return (drawn.second_masks if int(drawn.second_labels[0]) == self.target else drawn.masks)[0]

    @property
    def pixels(self) -> Any:
        """The picture for figures."""
        return images.to_pixels(self.picture.pixels)

    @property
    def lines(self) -> Lines:
        """The same for snippets."""
        return Lines(self.model.reference, self.picture.source, self.picture.crop)

    def used(self, method: str) -> dict[str, Any]:
        """Those options that the method takes."""
        return taken(method, self.options)

    def explain(self, method: str, target: int | None = None, tell: Callable[[int], None] | None = None) -> saliency.Explanation:
        """The map of the class, or of another one. tell: makes it with progress, and does not keep others waiting."""
        target = self.target if target is None else target
        return explain(self.model.reference, self.picture.pixels, target, method, self.used(method), _tell=tell)

    def prove(self, method: str) -> Proof:
        """What speaks for the method's map."""
        return proved(self.model.reference, self.picture.pixels, self.target, method, self.used(method), self.mask)

    def expected_s(self, method: str) -> float:
        """About how long the method will take."""
        return self._times[method]

    @cached_property
    def _times(self) -> dict[str, float]:
        return expected_s(self.model.reference, self.picture.pixels.shape, self.options)


def taken(method: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """Those options that the method takes."""
    return {name: value for name, value in options.items() if name in saliency.METHODS[method].options}


@st.cache_data(max_entries=64, show_spinner=False)
def probabilities(reference: str, pixels: Any) -> Any:
    model = open_model(reference)
    with model.lock:
        return saliency.probabilities(model.network, pixels)


@st.cache_data(max_entries=128, show_spinner=False)
def explain(
    reference: str, pixels: Any, target: int, method: str, options: dict[str, Any], _tell: Callable[[int], None] | None = None
) -> saliency.Explanation:
    model = open_model(reference)
    with model.lock:
        if _tell is None:
            return saliency.explain(model.network, pixels, target, method, **options)
        network = copy.deepcopy(model.network)
    return saliency.explain(network, pixels, target, method, tell=_tell, **options)


@st.cache_data(max_entries=128, show_spinner=False)
def proved(reference: str, pixels: Any, target: int, method: str, options: dict[str, Any], mask: Any) -> Proof:
    model = open_model(reference)
    found = explain(reference, pixels, target, method, options)
    with model.lock:
        return prove(model.network, pixels, target, method, found.values, mask=mask, **options)


@st.cache_data(max_entries=64, show_spinner=False)
def expected_s(reference: str, shape: tuple[int, int, int], options: Mapping[str, Any]) -> dict[str, float]:
    """Of every method."""
    model = open_model(reference)
    with model.lock:
        pace = pace_s(reference, shape)
        return {name: effort.expected_s(model.network, shape, name, taken(name, options), pace) for name in saliency.METHODS}


@st.cache_data(max_entries=16, show_spinner=False)
def pace_s(reference: str, shape: tuple[int, int, int]) -> float:
    return effort.pace_s(open_model(reference).network, shape)


@st.cache_data(max_entries=16, show_spinner=False)
def layers(reference: str) -> list[str]:
    """The layers that class activation maps may look at."""
    model = open_model(reference)
    with model.lock:
        return map_layers(model.network, np.zeros(model.shape, np.float32))


def with_progress(subject: Subject, method: str, place: Any, target: int | None = None) -> saliency.Explanation:
    """The map, of another class if `target` says so, with a bar in `place` where it takes long; any knob ends the work."""
    if subject.expected_s(method) < SLOW_S:
        return subject.explain(method, target)
    model, shape = subject.model, subject.picture.pixels.shape
    total = effort.passes(model.network, shape, method, subject.used(method))
    bar, outside = place.empty(), contextvars.copy_context()  # Streamlit keeps what is drawn inside a cached function
    began = told = time.monotonic()

    def tell(done: int) -> None:
        nonlocal told
        if (now := time.monotonic()) - told < TELL_S:
            return
        told = now
        outside.run(bar.progress, min(done / total, 1.0), text=left_words(done, total, now - began))

    found = subject.explain(method, target, tell)
    bar.empty()
    return found


def left_words(done: int, total: int, seconds: float) -> str:
    """How far the work has got."""
    return f"{min(done, total):,} of {total:,} pictures · about {duration(seconds / done * max(total - done, 0))} left"
