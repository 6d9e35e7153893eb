"""The view Which network of the page Style: who looks decides what style is, and what can be painted."""

from __future__ import annotations

from pages import views

TOPICS = {  # label -> the end of the script's name, what is to be seen
    "Side by side": (
        "lineup",
        "The same two pictures and the same amount of computing: only who looks differs, and each judges the work of all.",
    ),
    "Telling textures apart": (
        "telling",
        "A network can only paint what it can tell apart: for each patch, whose Gram matrix is nearest?",
    ),
    "Random weights": (
        "draws",
        "A network that was never trained already sees grain. How much of that is luck, and how much does training add?",
    ),
}


def look() -> None:
    """URL: topic, and what the topics read."""
    views.show_topic("pages.style_views.network", TOPICS)
