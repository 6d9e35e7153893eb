"""The view Corruptions of the page Saliency: what networks make of spoilt pictures, and what they go by."""

from __future__ import annotations

from collections.abc import Callable

from pages import views
from pages.saliency_views import corruptions_conflict, corruptions_severity, corruptions_stimuli


def look() -> None:
    """URL: topic, and what the topics read."""
    views.pick_topic(TOPICS)()


TOPICS: dict[str, tuple[Callable[[], None], str]] = {  # label -> what shows it, what is to be seen
    "Corruption by severity": (
        corruptions_severity.look,
        "Noise, blur and fog that nobody planned. A better network makes fewer mistakes, yet may lose more of what it could.",
    ),
    "Shape or texture": (
        corruptions_conflict.look,
        "The outline says one class, the texture another: whom does a network believe? That depends on what it was shown.",
    ),
    "Only edges, only pieces": (
        corruptions_stimuli.look,
        "Take the texture away, or the shape, and see whether the answer stays.",
    ),
}
