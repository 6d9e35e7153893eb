"""The view Words by counting: what a word means by the company that it keeps, and what can be read off such vectors."""

from __future__ import annotations

from pages import views


def look() -> None:
    """URL: topic, and what the topics read."""
    views.show_topic("pages.embedding_views.words", TOPICS)


TOPICS: dict[str, tuple[str, str]] = {  # label -> end of the script's name, what is to be seen
    "Analogies": ("analogies", "A relation between words is a direction: king less man plus woman comes out near queen."),
    "Window": ("window", "A window slides over the text and counts who stands near whom; nothing else is known of any word."),
    "Few words do most": ("zipf", "A few words make up most of a text, and most of a loss, unless counts become logarithms."),
    "Factors": ("factors", "The table of all counts is nearly the product of two thin ones; their rows are word vectors."),
    "GloVe": ("glove", "Vectors that learn to give back the logarithms of the counts, heavy counts first, empty cells never."),
    "Bias": ("bias", "A bias is a direction too. It can be taken out to the last digit, and is still there."),
    "Bags": ("bags", "A document as the bag of its words: counted, weighed, or averaged as vectors."),
    "Your vectors": ("own", "Word vectors from a file, as word2vec and GloVe write them."),
}
