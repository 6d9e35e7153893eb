"""The view Latent space: codes of trained models to walk about in, one topic a script."""

from __future__ import annotations

from pages import views


def look() -> None:
    """URL: topic, and what the topics read."""
    views.show_topic("pages.generative_views.latent", TOPICS)


TOPICS: dict[str, tuple[str, str]] = {  # label -> end of the script's name, what is to be seen
    "Plane": (
        "plane",
        "Every place of the plane is a code, and the decoder makes a picture of it: drag over the sheet, and look.",
    ),
    "Way": (
        "way",
        "From one picture to another, one small step of the code after the other: what does the model see between them?",
    ),
    "Arithmetic": (
        "arithmetic",
        "What one group of pictures has and another has not is a direction among codes. Added to other codes, it should change "
        "this, and little else.",
    ),
    "Memorised?": (
        "memory",
        "A model could just replay its training pictures. Beside each sample stands the one that is nearest to it.",
    ),
    "Prior and posterior": (
        "posterior",
        "Samples are drawn where the prior is, but the decoder has learned where the codes of real pictures are.",
    ),
    "One pass": (
        "timing",
        "A code in, a picture out: one pass through the network, timed here and now.",
    ),
}
