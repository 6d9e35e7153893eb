"""The view GAN: two networks against each other where everything can be seen, in the plane."""

from __future__ import annotations

from pages import views


def look() -> None:
    """URL: topic, and what the topics read."""
    views.show_topic("pages.generative_views.gan", TOPICS)


TOPICS: dict[str, tuple[str, str]] = {  # label -> end of the script's name, what is to be seen
    "Training": (
        "training",
        "The generator throws points on the plane, the discriminator says of each place which of the two kinds it expects there.",
    ),
    "Step by step": (
        "stepping",
        "One move at a time: a step of the discriminator changes the ground, a step of the generator moves the points along it.",
    ),
    "Collapse and repair": (
        "collapse",
        "A generator that moves too often runs to one place; what brings the modes back, and what does not, over ten seeds.",
    ),
    "Losses": (
        "losses",
        "What the generator pays for a point that the discriminator sees through, and how much push is left of it.",
    ),
    "Best discriminator": (
        "best",
        "Against a generator that stands still, the discriminator learns p / (p + q), and its loss is a distance of the two.",
    ),
    "1-D generator": (
        "line",
        "A generator from one number to one number has a density that can be written down: the change of variables.",
    ),
    "Bilinear game": (
        "bilinear",
        "Two players with one product between them: the reason why going downhill at the same time need not arrive.",
    ),
}
