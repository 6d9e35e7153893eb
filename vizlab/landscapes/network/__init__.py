"""The loss of a real network around its weights: surfaces, the path of training on them, and how sharp a minimum is."""

from vizlab.landscapes.network.curvature import Lanczos, hessian_times, negative_share, order, probe, slope
from vizlab.landscapes.network.directions import Way, permuted, random_directions, way
from vizlab.landscapes.network.examples import GROUPS, PARTS, Batch, default_part, draw
from vizlab.landscapes.network.explore import KIND, Scene, explore, frames_of, glance, prepare
from vizlab.landscapes.network.line import toy_hump
from vizlab.landscapes.network.losses import Losses
from vizlab.landscapes.network.reading import (
    apart,
    axis_titles,
    count,
    end_titles,
    gap,
    numbers,
    path_columns,
    rises,
    scatter,
    taylor_lines,
    thinned,
    toy_columns,
    widest_gap,
)
from vizlab.landscapes.network.recipe import KNOBS, PERMUTED, PLANES, SIDES, SurfaceRecipe

__all__ = [
    "GROUPS",
    "KIND",
    "KNOBS",
    "PARTS",
    "PERMUTED",
    "PLANES",
    "SIDES",
    "Batch",
    "Lanczos",
    "Losses",
    "Scene",
    "SurfaceRecipe",
    "Way",
    "apart",
    "axis_titles",
    "count",
    "default_part",
    "draw",
    "end_titles",
    "explore",
    "frames_of",
    "gap",
    "glance",
    "hessian_times",
    "negative_share",
    "numbers",
    "order",
    "path_columns",
    "permuted",
    "prepare",
    "probe",
    "random_directions",
    "rises",
    "scatter",
    "slope",
    "taylor_lines",
    "thinned",
    "toy_columns",
    "toy_hump",
    "way",
    "widest_gap",
]
