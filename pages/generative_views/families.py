"""The view All families: six ways to learn a distribution, on the same data, with what each can and cannot do."""

from __future__ import annotations

from pages import views


def look() -> None:
    """URL: topic, and what the topics read."""
    views.show_topic("pages.generative_views.families", TOPICS)


TOPICS: dict[str, tuple[str, str]] = {  # label -> end of the script's name, what is to be seen
    "Side by side": (
        "side",
        "Six families learn from the same points of a distribution that is known exactly, so each can be held against the truth.",
    ),
    "Mixture by EM": (
        "mixture",
        "Who belongs to which Gaussian, then better Gaussians, and again: the likelihood never falls, but may get stuck.",
    ),
    "Flow": (
        "flow",
        "Noise is bent into the data by layers that can be undone; how far each place is stretched gives the density.",
    ),
    "Diffusion": (
        "diffusion",
        "Noise takes over the data step by step; a network that knows the way back turns noise into data.",
    ),
    "Diffusion of digits": (
        "digits",
        "The same on pictures: a small network, trained on MNIST, takes noise away until digits stand there.",
    ),
    "What each can": (
        "can",
        "Pictures of digits from the models that come with vizlab: how fast, how sharp, "
        "with a likelihood or without, with codes or without.",
    ),
    "Worth the trouble?": (
        "worth",
        "What a generative model is good for: training data where there is little, and densities that classify.",
    ),
}
