"""The view Believe it or not of the page Embeddings: what a map is worth, and where it misleads."""

from __future__ import annotations

from pages import views


def look() -> None:
    """URL: topic, and what the topics read."""
    views.show_topic("pages.embedding_views.belief", TOPICS)


TOPICS: dict[str, tuple[str, str]] = {  # label -> end of the script's name, what is to be seen
    "This map": (
        "map",
        "One map before the court, beside PCA, beside random points, and beside the same map of data without structure.",
    ),
    "Near and far": (
        "far",
        "Two clusters are drawn apart. PCA follows; the gap on the t-SNE map soon says nothing about the true distance.",
    ),
    "Noise": (
        "noise",
        "The same settings on shuffled vectors, which hold nothing to be found: what clumps there is made by the map.",
    ),
    "Perplexity": (
        "perplexity",
        "The same vectors, more and more neighbours listened to: crumbs at first, then clusters that gather.",
    ),
    "Seeds": (
        "seeds",
        "The same vectors and settings, other random starts: what changes from map to map was never in the data.",
    ),
    "Six lessons": (
        "lessons",
        "Toys whose truth is known, and what t-SNE makes of them, measured on both sides.",
    ),
}
