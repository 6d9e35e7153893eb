"""The view "What style is" of the page Style: what a Gram matrix keeps of a picture, what it drops, and what else would do."""

from __future__ import annotations

from pages import views

TOPICS: dict[str, tuple[str, str]] = {  # label -> the end of the script's name, what is to be seen
    "Gram matrices": ("gram", "Style is which channels of a layer answer together, wherever in the picture that is."),
    "Shuffle": (
        "shuffle",
        "A Gram matrix does not notice when the positions of its layer change places; it does notice cut pixels.",
    ),
    "Naive": ("naive", "Why not use the content loss for style? It brings the style picture itself, not its manner."),
    "Histograms": (
        "histograms",
        "Before Gram matrices, textures were matched by histograms. Those can agree where the texture does not.",
    ),
    "Sum or mean": (
        "sums",
        "A sum over positions grows with the picture; a mean does not. The matrix is the same but for one factor.",
    ),
    "Other statistics": ("others", "Other summaries of the same features, each given as many passes and as much time."),
    "Layers": (
        "layers",
        "A texture from one layer alone: shallow layers know grain and no forms, deep ones leave the grain open.",
    ),
}


def look() -> None:
    """URL: topic, and what the topics read."""
    views.show_topic("pages.style_views.statistics", TOPICS)
