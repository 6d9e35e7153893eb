"""The view Trade-off of the page Style: what is given for what, and the control in which nothing has to be given."""

from __future__ import annotations

from pages import views

TOPICS = {  # label -> end of the script's name, what is to be seen
    "Content against style": (
        "curve",
        "Each point is a painting of its own: with more strength it loses content and gains style. Click one to see it.",
    ),
    "Its own style": (
        "identity",
        "The control: in its own style a photograph has nothing to give away. What it lost would be the method's fault.",
    ),
}


def look() -> None:
    """URL: topic, and what the topics read."""
    views.show_topic("pages.style_views.tradeoff", TOPICS)
