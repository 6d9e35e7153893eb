"""The view Adversarial of the page Saliency: pictures changed a little so that a network says something else."""

from __future__ import annotations

from pages import views


def look() -> None:
    """URL: topic."""
    views.show_topic("pages.saliency_views.adversarial", TOPICS)


TOPICS: dict[str, tuple[str, str]] = {  # label -> the script that shows it, imported when it is looked at; what is to be seen
    "One picture": (
        "one",
        "A change too small to matter, chosen by the network's own gradient, turns its answer. Noise of the same size does not.",
    ),
    "Linearised": (
        "linearised",
        "If the network were linear, the best change within a box would be a corner, and the gain the size times the sum of all "
        "slopes.",
    ),
    "Around the picture": (
        "around",
        "Beyond a nearly straight border the answer is another one: the direction matters, not the exact place. Only around the "
        "picture is it right.",
    ),
    "One pixel": ("pixel", "A single pixel, found by trial without any gradient, can be enough."),
    "Easier than weights": (
        "easier",
        "To make a network say something else, move the pictures or move the weights. The first is much easier.",
    ),
}
