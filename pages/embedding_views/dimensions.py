"""The view High dimension: what many dimensions are like, and how few of them data need."""

from pages import views


def look() -> None:
    """URL: topic, and what its script says."""
    views.show_topic("pages.embedding_views.dimensions", TOPICS)


TOPICS: dict[str, tuple[str, str]] = {  # label -> end of the script's name, what is to be seen
    "Nearly orthogonal": (
        "orthogonal",
        "In many dimensions almost any two directions stand at right angles, and all points are about equally far apart.",
    ),
    "Random projection": (
        "shadows",
        "So a shadow along a few random directions keeps every distance nearly as it was, however many dimensions there were.",
    ),
    "PCA": (
        "pca",
        "The best directions instead of random ones: what is lost is the variance along those left out, to the last digit.",
    ),
    "Whitening": (
        "whitening",
        "Turn and stretch until no direction is wider than another: what is rare is then as loud as what is common.",
    ),
    "Intrinsic dimension": (
        "intrinsic",
        "How many numbers say where on the data one is? Distances to neighbours know it, even of a sheet that is rolled up.",
    ),
    "Three ways down": (
        "ways",
        "To two numbers and back: a network without bends finds the PCA plane, one with bends beats it, t-SNE has no way back.",
    ),
}
