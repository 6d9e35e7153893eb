"""How many linear pieces a network has along a straight line: between two places where no ReLU switches, it is linear.

Counted are switches from each of many places on the line to the next: of ReLUs between off and on, of max pools from one of
their inputs to another. A unit that switches there and back between two places is missed, so a finer look finds as many or more.
Source of the idea: Hanin 2019, arXiv:1901.09021, section 3.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from vizlab.errors import VizlabError
from vizlab.inspection import CHUNK_VALUES, hooked, inspected

SMOOTH = (nn.Tanh, nn.Sigmoid, nn.GELU, nn.SiLU, nn.ELU, nn.Softplus, nn.Hardswish)


def is_of_pieces(model: nn.Module) -> bool:
    """Whether it has linear pieces: no smooth units."""
    return not any(isinstance(module, SMOOTH) for module in model.modules())


def pieces(model: nn.Module, image: Tensor, direction: Tensor, sizes: Sequence[float] | NDArray[np.float64]) -> int:
    """Linear pieces of the network along image + e * direction (c, h, w), e in rising `sizes`: switches plus one.

    Errors: `VizlabError` for a network with smooth units, which has no linear pieces.
    """
    if not is_of_pieces(model):
        raise VizlabError("Linear pieces need a network of ReLUs; this one has smooth units, which bend everywhere.")
    e = torch.as_tensor(np.asarray(sizes), dtype=image.dtype, device=image.device)
    each = max(2, CHUNK_VALUES // max(1, image.numel()))
    total = 0
    for start in range(0, len(e) - 1, each - 1):
        part = e[start : start + each]
        total += _switches(model, image + part[:, None, None, None] * direction)
    return total + 1


def _switches(model: nn.Module, places: Tensor) -> int:
    counts: list[int] = []
    with inspected(model), torch.no_grad(), contextlib.ExitStack() as stack:
        for module in model.modules():
            for kind, switched in KINDS.items():
                if isinstance(module, kind):
                    stack.enter_context(hooked(module, _counting(switched, counts)))
        model(places)
    return sum(counts)


def _counting(switched: Callable[[Any, Tensor, Tensor], Tensor], counts: list[int]) -> Callable[..., None]:
    def hook(module: nn.Module, inputs: Any, output: Tensor) -> None:
        counts.append(int(switched(module, inputs[0], output).sum()))

    return hook


def _relu(module: nn.ReLU, x: Tensor, output: Tensor) -> Tensor:
    on = output > 0  # of the output, for in place the input is gone
    return on[1:] != on[:-1]


def _max_pool(module: nn.MaxPool2d, x: Tensor, output: Tensor) -> Tensor:
    """Windows whose largest input is another one; not where all are zero, for then a ReLU before has switched, and it counts."""
    found, where = F.max_pool2d(
        x, module.kernel_size, module.stride, module.padding, module.dilation, module.ceil_mode, return_indices=True
    )
    return (where[1:] != where[:-1]) & (found[1:] != 0) & (found[:-1] != 0)


KINDS: dict[type[nn.Module], Callable[[Any, Tensor, Tensor], Tensor]] = {nn.ReLU: _relu, nn.MaxPool2d: _max_pool}
