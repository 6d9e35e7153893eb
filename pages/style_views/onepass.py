"""The view In one pass of the page Style: networks that learned to paint, in a fraction of a second."""

from __future__ import annotations

from pages import views

TOPICS = {  # label -> end of the script's name, what is to be seen
    "Four styles": (
        "several",
        "Each network learned one style beforehand, so a photograph it never saw is painted in one pass, not in 200 iterations.",
    ),
    "Any style": (
        "any",
        "One network for all styles: it gives the photograph's features the mean and spread of the style's, then draws them.",
    ),
    "Against optimisation": (
        "versus",
        "The same two pictures and the same loss: a network that guesses at once, and 200 iterations on this one picture.",
    ),
    "Train your own": (
        "own",
        "Choose a style and watch a network learn it from pieces of photographs; then it paints any picture at once.",
    ),
}


def look() -> None:
    """URL: topic, and what the topics read."""
    views.show_topic("pages.style_views.onepass", TOPICS)
