"""Style transfer: the content of one picture in the style of another, painted pixel by pixel.

To add a style picture: a line in `patterns.PATTERNS` or `pictures.TEXTURES`. To add a feature network: train one, or a line in
`vizlab.models.pretrained.PRETRAINED`.
"""

from __future__ import annotations

from vizlab.style.canvas import COLORS, STARTS
from vizlab.style.features import GRAINS, RANDOM, FeatureNetwork, open_network
from vizlab.style.patterns import PATTERNS
from vizlab.style.pictures import TEXTURES
from vizlab.style.recipe import KNOBS, StyleRecipe
from vizlab.style.transfer import KIND, OPTIMIZERS, stylize

__all__ = [
    "COLORS",
    "GRAINS",
    "KIND",
    "KNOBS",
    "OPTIMIZERS",
    "PATTERNS",
    "RANDOM",
    "STARTS",
    "TEXTURES",
    "FeatureNetwork",
    "StyleRecipe",
    "open_network",
    "stylize",
]
