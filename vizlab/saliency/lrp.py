"""LRP-ε: the score handed back layer by layer, each unit's share split by what its inputs contributed to it.

Source: Bach 2015, doi:10.1371/journal.pone.0130140, equation 58: with z_j = sum_i x_i w_ij + b_j, the share R_j of a unit goes to
its inputs as R_i = sum_j x_i w_ij R_j / (z_j + e sign z_j). Written as R = x c, this is the gradient, shrunk at each linear layer
by |z| / (|z| + e), so that one backward pass does (Ancona 2018, arXiv:1711.06104). A batch norm is one layer with the convolution
before it; max pools and ReLUs hand on what they get. Biases and e keep a part of the score, which is counted.
For plain networks: a chain of convolutions, linear layers, batch norms, ReLUs and pools, in which each feeds the next alone.
"""

from __future__ import annotations

import contextlib
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from vizlab.errors import VizlabError
from vizlab.inspection import chunks, hooked, inspected, out_of_place
from vizlab.saliency.outputs import explained

WEIGHTED = (nn.Conv2d, nn.Linear)
NORMS = (nn.BatchNorm1d, nn.BatchNorm2d)
AVERAGES = (nn.AvgPool2d, nn.AdaptiveAvgPool2d)
OTHERS = (nn.ReLU, nn.MaxPool2d, nn.Flatten, nn.Dropout, nn.Identity)
PLAIN = "a plain chain of convolutions, linear layers, batch norms, ReLUs and pools"
_STEPS = re.compile(  # what autograd calls the steps of a plain chain
    "(Select|Gather|Addmm|Mm|Convolution|NativeBatchNorm|CudnnBatchNorm|Relu|MaxPool2DWithIndices|AvgPool2D|AdaptiveAvgPool2D|Mean"
    r"|View|UnsafeView|ReshapeAlias|AsStrided|Alias|Clone|T)Backward\d"
)
_WITH_WEIGHTS = re.compile(r"(Addmm|Mm|Convolution)Backward\d")


@dataclass(frozen=True)
class Conservation:
    """Where the score of each image went, all (n,): to the pixels, to the biases, and to the stabiliser epsilon."""

    score: Tensor
    pixels: Tensor
    biases: Tensor
    stabiliser: Tensor

    @property
    def error(self) -> Tensor:
        """What went nowhere, as a share of the score, (n,): rounding alone, if the rule was kept."""
        lost = self.score - self.pixels - self.biases - self.stabiliser
        return lost.abs() / self.score.abs().clamp_min(torch.finfo(lost.dtype).tiny)


def lrp(model: nn.Module, images: Tensor, targets: Tensor, *, epsilon: float = 0.1) -> Tensor:
    """The share of the class score that reaches each pixel, colours summed: images (n, c, h, w) -> (n, h, w), signed.

    epsilon: of each layer, as a share of the root mean square of its z over the image's units; more of it leaves less noise, and
    less of the score. Units: as the score. Errors: `VizlabError` for a network that is no plain chain, else as the gradient.
    """
    return torch.cat([shares for shares, _, _ in _passes(model, images, targets, epsilon, keeps_books=False)])


def conserved(model: nn.Module, images: Tensor, targets: Tensor, *, epsilon: float = 0.1) -> tuple[Tensor, Conservation]:
    """The maps of `lrp` and what became of the score."""
    parts = list(_passes(model, images, targets, epsilon, keeps_books=True))
    maps, scores = (torch.cat(column) for column in list(zip(*parts, strict=True))[:2])
    kept = (
        torch.cat([sum(getattr(layer, name) for layer in layers) for _, _, layers in parts]) for name in ("biases", "stabiliser")
    )
    return maps, Conservation(scores, maps.sum(dim=(1, 2)), *kept)


def _passes(
    model: nn.Module, images: Tensor, targets: Tensor, epsilon: float, *, keeps_books: bool
) -> Iterator[tuple[Tensor, Tensor, list[_Layer]]]:
    """Of each chunk the maps, the scores, and the layers, with what they kept if they keep books."""
    if not 0 < epsilon <= 1:
        raise VizlabError(f"Epsilon must be more than 0 and at most 1 of a layer's typical response; got {epsilon}.")
    _check_modules(model)
    with inspected(model), out_of_place(model):
        for x, some in chunks(images, targets):
            yield _shared_out(model, x, some, epsilon, keeps_books)


class _Layer:
    """One linear layer of the chain: its z, the part of z that is bias, and, if it keeps books, what of the score these kept."""

    def __init__(self, z: Tensor, bias: Tensor | None, epsilon: float, keeps_books: bool) -> None:
        self.z, self.bias, self.keeps_books = z.detach(), bias, keeps_books
        self.biases = self.stabiliser = z.new_zeros(len(z))
        dims = tuple(range(1, z.ndim))
        typical = torch.linalg.vector_norm(self.z, dim=dims, keepdim=True) / math.sqrt(self.z[0].numel())
        self.least = (epsilon * typical).clamp_min(torch.finfo(z.dtype).tiny)
        z.register_hook(self.shrink)

    def shrink(self, gradient: Tensor) -> Tensor:
        """What is handed on of the coefficients c = R / z of this layer."""
        size = self.z.abs()
        handed: Tensor = (size + self.least).reciprocal_().mul_(size).mul_(gradient)
        if self.keeps_books:
            self.stabiliser = (self.z * (gradient - handed)).flatten(1).sum(dim=1)
            if self.bias is not None:
                self.biases = (self.bias * handed).flatten(1).sum(dim=1)
        return handed


@dataclass(frozen=True)
class _Call:
    """One use of a module that computes something itself, in a forward pass."""

    module: nn.Module
    input: Tensor
    output: Tensor


def _shared_out(
    model: nn.Module, x: Tensor, targets: Tensor, epsilon: float, keeps_books: bool
) -> tuple[Tensor, Tensor, list[_Layer]]:
    calls: list[_Call] = []
    with _listening(model, calls):
        score = explained(model, x.requires_grad_().clone(), targets)
    first = next((call.input for call in calls if isinstance(call.module, WEIGHTED)), x)
    _check_chain(score, x, first, calls)
    layers = [_Layer(z, bias, epsilon, keeps_books) for z, bias in _linear(calls)]
    (gradient,) = torch.autograd.grad(score.sum(), first)
    return (first.detach() * gradient).reshape(x.shape).sum(dim=1), score.detach(), layers


@contextlib.contextmanager
def _listening(model: nn.Module, calls: list[_Call]) -> Iterator[None]:
    """While it lasts, each call of a module without children is put on the list."""

    def note(module: nn.Module, inputs: Any, output: Tensor) -> None:
        calls.append(_Call(module, inputs[0], output))

    with contextlib.ExitStack() as stack:
        for module in _leaves(model):
            stack.enter_context(hooked(module, note))
        yield


def _linear(calls: list[_Call]) -> Iterator[tuple[Tensor, Tensor | None]]:
    """z and the bias of each linear layer; a batch norm right behind a layer with weights is one layer with it."""
    before: nn.Module | None = None
    for call, after in zip(calls, [*calls[1:], None], strict=True):
        module = call.module
        if isinstance(module, WEIGHTED) and not (after and isinstance(after.module, NORMS)):
            yield call.output, _along(call.output, module.bias)
        elif isinstance(module, NORMS):
            yield call.output, _along(call.output, _folded_bias(module, before))
        elif isinstance(module, AVERAGES):
            yield call.output, None
        before = module


def _folded_bias(norm: nn.BatchNorm1d | nn.BatchNorm2d, before: nn.Module | None) -> Tensor:
    mean, variance = norm.get_buffer("running_mean"), norm.get_buffer("running_var")
    scale = (variance + norm.eps).rsqrt() * (1 if norm.weight is None else norm.weight)
    own = before.bias if isinstance(before, WEIGHTED) and before.bias is not None else 0
    return (own - mean) * scale + (0 if norm.bias is None else norm.bias)


def _along(z: Tensor, bias: Tensor | None) -> Tensor | None:
    """A bias for each map or unit, (k,), in a shape that goes with z (n, k, ...)."""
    return None if bias is None else bias.detach().view(1, -1, *[1] * (z.ndim - 2))


def _leaves(model: nn.Module) -> Iterator[nn.Module]:
    return (module for module in model.modules() if not list(module.children()))


def _check_modules(model: nn.Module) -> None:
    for module in _leaves(model):
        usual = isinstance(module, (*WEIGHTED, *NORMS, *AVERAGES, *OTHERS))
        if not usual or (isinstance(module, NORMS) and module.running_mean is None):
            raise VizlabError(f"LRP-ε needs {PLAIN}; this network has a {type(module).__name__}.")


def _check_chain(score: Tensor, x: Tensor, first: Tensor, calls: list[_Call]) -> None:
    """Errors: `VizlabError` unless each step from the first layer's input to the score is known, and feeds the next alone."""
    steps, node = [], score.grad_fn
    while node is not None and node is not first.grad_fn:
        steps.append(node.name())
        below = [parent for parent, _ in node.next_functions if parent is not None]
        if len(below) != 1 or not _STEPS.fullmatch(steps[-1]):
            step = re.sub(r"Backward\d+$", "", steps[-1])
            raise VizlabError(f"LRP-ε needs {PLAIN}; this network adds or joins ways, or has another step between ({step}).")
        node = below[0]
    n_weighted = sum(_WITH_WEIGHTS.fullmatch(step) is not None for step in steps)
    if n_weighted != sum(isinstance(call.module, WEIGHTED) for call in calls) or first.numel() != x.numel():
        raise VizlabError(f"LRP-ε needs {PLAIN}, beginning with one that has weights; this network is not made so.")
