"""The view Through the network: what a network makes of its inputs, stop by stop, until the classes lie apart."""

from __future__ import annotations

from pages import views

TOPICS = {  # label -> how the script that shows it ends, what is to be seen
    "Layer by layer": ("layers", "Every layer moves the same points: step by step the classes come apart, if it was trained."),
    "Over the epochs": ("epochs", "One layer while the network learns: the same points find their classes epoch by epoch."),
    "Clusters": (
        "clusters",
        "Clusters found by distance alone, without labels: among pixels they mix classes, in a layer much less.",
    ),
    "Neighbours": (
        "neighbours",
        "The pictures nearest to one, from the pixels to the scores: being alike comes to mean being of a class.",
    ),
    "Codes": (
        "codes",
        "An auto-encoder lays pictures out without labels; a variational one must also fill a ball of known shape.",
    ),
}


def look() -> None:
    """URL: topic, and what the topics read."""
    views.show_topic("pages.embedding_views.depth", TOPICS)
