"""Style transfer: the content of one picture in the style of another, painted pixel by pixel.

`recipe`: what decides a painting. `pictures`, `patterns`, `canvas`: what it is made of. `features`, `sight`: which network looks,
and what it says. `losses`, `objective`: what is minimised; `optimizers`, `scales`: how. `painter`: one painting in the making;
`transfer`: the same as a job that keeps frames. `view`: what pages show of it.
To add a style picture: a line in `patterns.PATTERNS` or `pictures.TEXTURES`. To add a feature network: train one, or a line in
`vizlab.models.pretrained.PRETRAINED`. To add a statistic: a line in `losses.STATISTICS`; an optimizer: one in `OPTIMIZERS`.
"""

from __future__ import annotations

from vizlab.paints import PAINTS
from vizlab.style.canvas import COLORS, STARTS
from vizlab.style.features import POOLINGS, RANDOM, FeatureNetwork, network_of, open_network
from vizlab.style.losses import STATISTICS
from vizlab.style.optimizers import OPTIMIZERS
from vizlab.style.painter import Painter
from vizlab.style.patterns import PATTERNS
from vizlab.style.pictures import TEXTURES
from vizlab.style.recipe import KNOBS, StyleRecipe
from vizlab.style.sight import TAPS
from vizlab.style.transfer import KIND, stylize

__all__ = [
    "COLORS",
    "KIND",
    "KNOBS",
    "OPTIMIZERS",
    "PAINTS",
    "PATTERNS",
    "POOLINGS",
    "RANDOM",
    "STARTS",
    "STATISTICS",
    "TAPS",
    "TEXTURES",
    "FeatureNetwork",
    "Painter",
    "StyleRecipe",
    "network_of",
    "open_network",
    "stylize",
]
