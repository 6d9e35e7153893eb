"""The view CycleGAN of the page Style: two worlds without pairs, carried into each other and back."""

from __future__ import annotations

from pages import views


def look() -> None:
    """URL: topic, and what the topics read."""
    views.show_topic("pages.style_views.cycle", TOPICS)


TOPICS: dict[str, tuple[str, str]] = {  # label -> end of the script's name, what is to be seen
    "Point clouds": (
        "clouds",
        "Both rows learn to make B out of A and A out of B, and never see a pair. Only the upper one must find the way back.",
    ),
    "Digits": (
        "digits",
        "Digits are carried into another world without one example of a pair; what must come home cannot all become one.",
    ),
    "What the cycle does": (
        "weights",
        "The weight of the cycle decides whether the way back leads home, and not whether the pairing is the true one.",
    ),
}
