"""The view Shortcuts of the page Saliency: a network that cheats, masks that come for free, and maps of any number."""

from __future__ import annotations

from collections.abc import Callable

from pages import views
from pages.saliency_views import shortcuts_mask, shortcuts_number, shortcuts_tag


def look() -> None:
    """URL: topic, and what the topic reads."""
    views.pick_topic(TOPICS)()


TOPICS: dict[str, tuple[Callable[[], None], str]] = {  # label -> what shows it, what is to be seen
    "The tag": (
        shortcuts_tag.look,
        "Two networks, one picture: move the tag, take it away, or let it name another class, and see who looked at the shape.",
    ),
    "Segmentation for free": (
        shortcuts_mask.look,
        "Nobody told the network where the object is. Cut its map, and there is a mask of it.",
    ),
    "Any output": (
        shortcuts_number.look,
        "A map explains any number, not only a class: here each number has one cause in the picture, and it is known.",
    ),
}
