"""The view Any neuron of the page Saliency: the gradient of whatever one likes, and what a gradient does on its way."""

from __future__ import annotations

from collections.abc import Callable

from pages import views
from pages.saliency_views import neuron_attention, neuron_gates, neuron_one


def look() -> None:
    """URL: topic, and what the topics read."""
    views.pick_topic(TOPICS)()


TOPICS: dict[str, tuple[Callable[[], None], str]] = {  # label -> what shows it, what is to be seen
    "A neuron": (
        neuron_one.look,
        "Cut the network open behind one neuron and go back from there: pixels outside its window count for exactly nothing.",
    ),
    "Gates": (neuron_gates.look, "What products, maxima, sums and ReLUs do to a gradient on its way back."),
    "Attention": (
        neuron_attention.look,
        "Attention says where a network looks. Here the place where it must look is known, so that this can be checked.",
    ),
}
