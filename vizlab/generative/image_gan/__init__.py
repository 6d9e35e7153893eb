"""A GAN on small grey pictures: the rules of DCGAN as switches, classes on request, judged by classifiers of our own."""

from vizlab.generative.image_gan.choices import (
    ACTIVATIONS,
    IMAGE_DATA,
    IMAGE_KNOBS,
    IMAGE_LOSSES,
    OUTPUTS,
    RULES,
    ImageGanRecipe,
)
from vizlab.generative.image_gan.opening import SHIPPED, UNTOLD, Opened, epochs, kept_epochs, open_generator, opened
from vizlab.generative.image_gan.training import train_image_gan

__all__ = [
    "ACTIVATIONS",
    "IMAGE_DATA",
    "IMAGE_KNOBS",
    "IMAGE_LOSSES",
    "OUTPUTS",
    "RULES",
    "SHIPPED",
    "UNTOLD",
    "ImageGanRecipe",
    "Opened",
    "epochs",
    "kept_epochs",
    "open_generator",
    "opened",
    "train_image_gan",
]
