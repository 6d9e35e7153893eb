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
    "Beta dial": (
        "dial",
        "One knob weighs the KL: from an auto-encoder, whose code carries all it can, to a code that says nothing.",
    ),
    "Collapse": (
        "collapse",
        "A number of the code that does not pay for its KL is switched off. Sometimes all are, and one mean digit is drawn.",
    ),
    "Tighter": (
        "tighter",
        "The ELBO is only a bound: with many samples, weighed by importance, log p(x) itself comes into sight.",
    ),
    "Amortised": (
        "amortised",
        "One encoder answers for every picture. What would a code of its own be worth to a picture, above all to a strange one?",
    ),
    "Estimators": (
        "estimators",
        "The noise is an input of the network, so that gradients pass through it; other ways to them are far noisier.",
    ),
    "Exact": (
        "exact",
        "One hidden number, one observation: everything that a VAE can only bound is integrated here, and the gap is seen.",
    ),
    "A thin tube": (
        "tube",
        "A curve has no area. Only noise of variance η turns it into a density, and η decides how much an error costs.",
    ),
    "What KL costs": (
        "kl",
        "The term that pulls q to N(0, 1): zero there, without bound for a point, and another number the other way round.",
    ),
    "Bottleneck": (
        "bottleneck",
        "The same digits through codes of 1 to 32 numbers, with bends in the way and without.",
    ),
    "AE is not generative": (
        "holes",
        "Random codes, decoded: those of an auto-encoder may lie anywhere, those of a VAE were kept at N(0, I).",
    ),
    "Few labels": (
        "labels",
        "A network that has seen all digits without labels first, and what that is worth when labels are few.",
    ),
}
