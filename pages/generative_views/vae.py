"""The view VAE: a bound on log p(x) in nats, as it is learned, and what each of its parts is for."""

from __future__ import annotations

from pages import views


def look() -> None:
    """URL: topic, and what the topics read."""
    views.show_topic("pages.generative_views.vae", TOPICS)


TOPICS: dict[str, tuple[str, str]] = {  # label -> end of the script's name, what is to be seen
    "Training": (
        "training",
        "A network learns to squeeze pictures into a few numbers and back, while the numbers are kept close to N(0, I).",
    ),
}
