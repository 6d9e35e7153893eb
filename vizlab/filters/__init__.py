"""Convolution filters: the operation itself on any picture, and what the layers of a trained network make of one.

To add a kernel: one line in `KERNELS` (kernels.py). Images are (c, h, w), float32; kernels (kh, kw); maps (n, h, w).
"""

from __future__ import annotations

from vizlab.filters.arithmetic import Sum, arithmetic, cells, strongest_inputs
from vizlab.filters.change import Change, change, oriented_share
from vizlab.filters.kernels import KERNELS, Kernel, format_weights, parse_weights
from vizlab.filters.layers import ORDERS, Layer, kernels, label, layers, order
from vizlab.filters.operation import OPERATIONS, Response, filtered, output_size, response
from vizlab.filters.places import Field, field

__all__ = [
    "KERNELS",
    "OPERATIONS",
    "ORDERS",
    "Change",
    "Field",
    "Kernel",
    "Layer",
    "Response",
    "Sum",
    "arithmetic",
    "cells",
    "change",
    "field",
    "filtered",
    "format_weights",
    "kernels",
    "label",
    "layers",
    "order",
    "oriented_share",
    "output_size",
    "parse_weights",
    "response",
    "strongest_inputs",
]
