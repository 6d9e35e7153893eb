"""The view Transfer of the page Style: a picture painted in the manner of another while you watch, and who paints fastest."""

from __future__ import annotations

from pages import views

TOPICS = {  # label -> end of the script's name, what is to be seen
    "Painting": ("painting", ""),
    "Optimizers": (
        "race",
        "Three ways down the same loss, on the same painting: who gets furthest in as many passes through the network, and who "
        "in as many seconds?",
    ),
}


def look() -> None:
    """URL: topic, and what the topics read."""
    views.show_topic("pages.style_views.transfer", TOPICS)
