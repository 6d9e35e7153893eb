"""The view One pixel at a time: the chain rule as a model of pictures and of sound, and what it costs."""

from __future__ import annotations

from pages import views


def look() -> None:
    """URL: topic, and what the topics read."""
    views.show_topic("pages.generative_views.pixels", TOPICS)


TOPICS: dict[str, tuple[str, str]] = {  # label -> end of the script's name, what is to be seen
    "Completion": (
        "completion",
        "Hide a part of a digit with the brush: a network that has learned p(pixel | all pixels before it) draws what is "
        "missing, row by row from the top.",
    ),
    "One pixel": (
        "one",
        "The chance of a picture is a product over its pixels. Step through them: what the network expects, what comes, and how "
        "surprised it is.",
    ),
    "Masks": (
        "masks",
        "A masked convolution cannot see the future. Stacked plainly, it also misses a part of the past; two stacks do not.",
    ),
    "Sums to one": (
        "tiny",
        "Pictures so small that all of them can be asked for: the probabilities sum to 1, unless a mask is wrong.",
    ),
    "RNN against CNN": (
        "race",
        "The same digits learned by masked convolutions and by an LSTM that goes down the rows: who foretells better, and what "
        "learning and drawing cost.",
    ),
    "Teacher forcing": (
        "forcing",
        "In training every value is foretold from true ones. In use there are only the network's own, and errors feed on errors.",
    ),
    "Sound": (
        "sound",
        "The same idea, 16,000 values a second: each layer listens twice as far back as the one before.",
    ),
}
