"""torchvision's networks beside a torch without its compiled operators, as the CPU build is: only their names are missing.

Nothing here computes: the operators belong to object detection, and no network that is compared with ours uses one.
"""

from __future__ import annotations

import importlib
from typing import Any

import torch

_FORWARD = ("nms", "qnms", "roi_align", "qroi_align", "roi_pool", "ps_roi_align", "ps_roi_pool", "deform_conv2d")
_BACKWARD = ("_roi_align", "_roi_pool", "_ps_roi_align", "_ps_roi_pool", "_deform_conv2d")
_kept: list[torch.library.Library] = []  # the names last as long as the library that defined them


def networks() -> Any:
    """`torchvision.models`."""
    try:
        return importlib.import_module("torchvision.models")
    except RuntimeError:  # operator torchvision::nms does not exist
        library = torch.library.Library("torchvision", "DEF")
        _kept.append(library)
        for name in (*_FORWARD, *(f"{name}_backward" for name in _BACKWARD)):
            library.define(f"{name}(Tensor x) -> Tensor")
        return importlib.import_module("torchvision.models")
