"""The view GAN on images: convolutional networks against each other, their samples weighed by a classifier."""

from __future__ import annotations

from pages import views


def look() -> None:
    """URL: topic, and what the topics read."""
    views.show_topic("pages.generative_views.images", TOPICS)


TOPICS: dict[str, tuple[str, str]] = {  # label -> end of the script's name, what is to be seen
    "Samples": (
        "samples",
        "The same codes through training: noise becomes pictures. A classifier that has never seen a sample says how good "
        "they are.",
    ),
    "Train": (
        "train",
        "Train one of your own, and break any rule of DCGAN on the way.",
    ),
    "Rules": (
        "rules",
        "Each rule of DCGAN broken alone, from several seeds: which ones keep the training stable on small digits, and which "
        "do not "
        "matter here.",
    ),
    "Conditional": (
        "conditional",
        "Ask for a class: does the classifier recognise it, and are the samples of a class as different as real pictures?",
    ),
    "What it is worth": (
        "worth",
        "A GAN gives samples and features, but no density: what it can be asked, beside a VAE of the same pictures.",
    ),
}
