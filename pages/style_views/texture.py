"""The view Texture of the page Style: style alone, grown from noise; tiles of it; and what of it is texture."""

from __future__ import annotations

from pages import views

TOPICS = {  # label -> end of the script's name, what is to be seen
    "Synthesis": (
        "synthesis",
        "No content, only style: noise is moved until a network finds the same texture in it, and nothing is copied.",
    ),
    "Seamless": (
        "seamless",
        "For a network whose picture has no edge, each side goes on at the other: the texture becomes a tile.",
    ),
    "How much is texture?": (
        "ladder",
        "The same noise, asked to match colours only, then one layer more at a time: grain comes first, then forms.",
    ),
    "Without a network": (
        "phase",
        "A power spectrum knows how strong each wave is, not which waves meet. What a Gram matrix knows beyond that is the rest.",
    ),
}


def look() -> None:
    """URL: topic, and what the topics read."""
    views.show_topic("pages.style_views.texture", TOPICS)
