"""The view Entities of the page Embeddings: texts, tags, pictures, captions and nodes, all of them vectors."""

from __future__ import annotations

from pages import views


def look() -> None:
    """URL: topic, and what the topics read."""
    views.show_topic("pages.embedding_views.entities", TOPICS)


TOPICS: dict[str, tuple[str, str]] = {  # label -> end of the script's name, what is to be seen
    "Texts and tags": (
        "tagged",
        "Words, texts and tags are points of one space, so a question in words finds texts that share none of them.",
    ),
    "Pictures and captions": (
        "captions",
        "Two networks, one for pictures and one for words, learn to put what belongs together in the same place.",
    ),
    "Round after round": (
        "rounds",
        "A node that takes the mean of its neighbours learns who it belongs to; taken too often, the mean is everybody's.",
    ),
    "Nearest of many": (
        "search",
        "Asking every vector is exact and slow; an index asks a few, and misses the neighbours that it does not ask.",
    ),
}
