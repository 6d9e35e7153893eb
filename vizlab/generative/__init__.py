"""Generative networks small enough to train while you watch: a variational auto-encoder of pictures, a GAN on a ring.

One idea a file: `choices` says what can be asked for, `vae` and `gan` train, `elbo`, `losses` and `modes` are what is measured,
`latent`, `space` and `warp` what is looked at.
"""

from vizlab.generative.choices import DATA, GAN_EXAMPLES, GAN_KNOBS, VAE_EXAMPLES, VAE_KNOBS, GanRecipe, VaeRecipe
from vizlab.generative.gan import CURVE, train_gan
from vizlab.generative.latent import PATHS, SPACINGS
from vizlab.generative.losses import GENERATOR_LOSSES
from vizlab.generative.space import Space, epochs, gan_series, open_space, trained, vae_series
from vizlab.generative.vae import train_vae

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
    "train_gan",
    "train_vae",
    "trained",
    "vae_series",
]
