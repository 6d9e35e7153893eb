"""All that says whether to believe one map of one picture. To add a check of a method's own: a line in `CHECKS`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from vizlab.saliency.evidence import Curves, Drop, curves, finite_difference_error, mass, pointing, score_drop, total_variation
from vizlab.saliency.explanation import Image
from vizlab.saliency.integrated import completeness
from vizlab.saliency.lrp import conserved


@dataclass(frozen=True)
class Proof:
    """What is known of a map.

    deletion, insertion: areas, see `Curves`. variation: `total_variation`, how grainy it is. drop: see `score_drop`. error:
    relative, of the method's own check, None where it has none. hit, mass: whether the maximum lies on the object, and the
    share of the map that does, in [0, 1]; None where nobody knows where the object is.
    """

    deletion: float
    insertion: float
    variation: float
    drop: Drop
    error: float | None
    hit: float | None
    mass: float | None


def prove(
    model: nn.Module,
    image: Image,
    target: int,
    method: str,
    values: NDArray[np.float32],
    *,
    mask: NDArray[np.bool_] | None = None,
    **options: Any,
) -> Proof:
    """What speaks for the map (h, w) that a method made of one image (c, h, w) with these options. mask (h, w): the object."""
    image = torch.as_tensor(image, device=next(model.parameters()).device)
    found: Curves = curves(model, image, values, target)
    check = CHECKS.get(method)
    return Proof(
        deletion=float(found.deletion_area),
        insertion=float(found.insertion_area),
        variation=float(total_variation(values)),
        drop=score_drop(model, image, torch.from_numpy(values), target),
        error=None if check is None else check.error(model, image, target, torch.from_numpy(values), options),
        hit=None if mask is None else float(pointing(values, mask)),
        mass=None if mask is None else float(mass(values, mask)),
    )


@dataclass(frozen=True)
class Check:
    """What must hold of a method's map. name: what is off, in words. error: (model, image, target, map, options) -> relative."""

    name: str
    error: Callable[[nn.Module, Tensor, int, Tensor, dict[str, Any]], float]


def _slopes(model: nn.Module, image: Tensor, target: int, saliency: Tensor, options: dict[str, Any]) -> float:
    return finite_difference_error(model, image, target, output=options.get("output", "class score"))


def _gap(model: nn.Module, image: Tensor, target: int, saliency: Tensor, options: dict[str, Any]) -> float:
    shared = {name: options[name] for name in ("output", "baseline", "seed") if name in options}
    maps = saliency[None].to(image.device)
    return float(completeness(model, image[None], torch.tensor([target]), maps, **shared).gap)


def _kept(model: nn.Module, image: Tensor, target: int, saliency: Tensor, options: dict[str, Any]) -> float:
    return float(conserved(model, image[None], torch.tensor([target]), **options)[1].error)


CHECKS: dict[str, Check] = {  # method -> its own check
    "gradient": Check("off finite differences by", _slopes),
    "integrated gradients": Check("completeness gap", _gap),
    "LRP-ε": Check("not conserved", _kept),
}
