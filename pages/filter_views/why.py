"""The view Why convolution of the page Filters: what a convolution leaves out of a dense layer, and what it gains by it."""

from __future__ import annotations

from pages import views


def look() -> None:
    """URL: topic."""
    views.show_topic("pages.filter_views.why", TOPICS)


TOPICS: dict[str, tuple[str, str]] = {  # label -> the script that shows it, imported when it is looked at; what is to be seen
    "From dense to convolution": (
        "stripes",
        "A dense layer can learn any linear operation on a picture. The same everywhere, and near only: what is left is a "
        "convolution, which learns it from a fraction of the examples.",
    ),
    "Sliding": (
        "sliding",
        "A full layer is a convolution with a kernel as large as its input. On a larger picture it gives a map: the classifier "
        "in every window, in one pass.",
    ),
    "What it costs": (
        "cost",
        "A dense layer has a weight for every pair of an input and a unit. Seeing only a window saves most of them, and sharing "
        "the window's weights saves nearly all the rest.",
    ),
    "Shuffled pixels": (
        "shuffled",
        "Shuffle the pixels of all pictures in one fixed way: an MLP learns as well as before, a CNN does not. It lives on "
        "neighbours being alike.",
    ),
    "Equal start": (
        "equal",
        "Filters differ only because they began differently: equal weights get equal gradients and stay equal for ever.",
    ),
    "Moved and turned": (
        "moved",
        "When the picture moves, the maps should move along. They do exactly where there is no border and no stride in the way, "
        "and turning is another matter.",
    ),
    "Receptive field": (
        "reach",
        "A unit sees a window of the picture, on paper wider from layer to layer. Gradients tell which of its pixels count.",
    ),
    "Nuisances": (
        "nuisances",
        "An MLP and a CNN with equally many weights, trained on the same digits: what does each still recognise when they are "
        "moved, turned, lit, covered or noisy?",
    ),
}
