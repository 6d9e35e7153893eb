"""The view "What content is" of the page Style: what each layer holds of a photograph, and what it lets go."""

from __future__ import annotations

from pages import views

TOPICS: dict[str, tuple[str, str]] = {  # label -> the end of the script's name, what is to be seen
    "From each layer": (
        "depth",
        "From noise to a picture that looks the same to one layer: the deeper, the less it is the photograph.",
    ),
    "Several layers": ("several", "Content losses of several layers are added, and so are their gradients."),
    "What is lost": ("changes", "A change that a layer hardly notices is something the content loss does not hold on to."),
}


def look() -> None:
    """URL: topic, and what the topics read."""
    views.show_topic("pages.style_views.reconstruction", TOPICS)
