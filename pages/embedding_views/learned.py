"""The view Words by learning: vectors that come of foretelling words, what that costs, and what they are good for."""

from __future__ import annotations

from pages import views


def look() -> None:
    """URL: topic, and what the topics read."""
    views.show_topic("pages.embedding_views.learned", TOPICS)


TOPICS: dict[str, tuple[str, str]] = {  # label -> end of the script's name, what is to be seen
    "Skip-gram": ("skipgram", "A word learns to foretell what stands around it; words that foretell alike end up alike."),
    "Look-up": (
        "lookup",
        "A word as a column with a single one, times a matrix, is one column of the matrix: nobody multiplies.",
    ),
    "Many words": ("many", "A softmax over all words costs as much as there are words; two tricks ask only a few of them."),
    "True or corrupted": (
        "windows",
        "No probabilities at all: what people say must score higher, by a margin of 1, than the same with a wrong word in it.",
    ),
    "Neural models": ("neural", "The same idea in networks: the next word, two tasks at once, pieces of words, whole sentences."),
    "Counts or features": (
        "counts",
        "A table of counts knows nothing of what it has not seen; vectors pass on what they know to words that are alike.",
    ),
    "What for": ("worth", "Riddles about vectors are quickly asked. Do they tell what the vectors are worth in use?"),
}
