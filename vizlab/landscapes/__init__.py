"""Surfaces to walk on: smooth functions of two coordinates whose critical points are known, with exact slopes."""

from vizlab.landscapes.calculus import curvatures, heights, hessians, sample_grid, slope_error, slopes
from vizlab.landscapes.surfaces import SURFACES, Critical, Surface, find

__all__ = ["SURFACES", "Critical", "Surface", "curvatures", "find", "heights", "hessians", "sample_grid", "slope_error", "slopes"]
