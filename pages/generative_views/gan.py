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
}
