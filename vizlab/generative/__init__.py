"""Generative networks small enough to train while you watch, a family a folder.

`vae` bounds the probability of a picture, `plane_gan` plays two networks against each other where all can be seen; `network` and
`states` are what several of them need.
"""

from vizlab.generative.plane_gan.choices import GAN_EXAMPLES, GAN_KNOBS, GanRecipe
from vizlab.generative.plane_gan.curves import gan_series
from vizlab.generative.plane_gan.losses import GENERATOR_LOSSES
from vizlab.generative.plane_gan.measures import CURVE
from vizlab.generative.plane_gan.training import train_gan
from vizlab.generative.vae.choices import DATA, VAE_EXAMPLES, VAE_KNOBS, VaeRecipe
from vizlab.generative.vae.latent import PATHS, SPACINGS
from vizlab.generative.vae.space import Space, epochs, open_space, sketch_plane, trained, vae_series
from vizlab.generative.vae.training import train_vae

__all__ = [
    "CURVE",
    "DATA",
    "GAN_EXAMPLES",
    "GAN_KNOBS",
    "GENERATOR_LOSSES",
    "PATHS",
    "SPACINGS",
    "VAE_EXAMPLES",
    "VAE_KNOBS",
    "GanRecipe",
    "Space",
    "VaeRecipe",
    "epochs",
    "gan_series",
    "open_space",
    "sketch_plane",
    "train_gan",
    "train_vae",
    "trained",
    "vae_series",
]
