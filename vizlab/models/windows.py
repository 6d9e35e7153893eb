"""Which part of the picture each value of a network may depend on, followed operation by operation through one forward pass.

A window of k at stride s widens what a value sees by (k - 1) jumps, and then a jump is s times as long: in the end
1 + sum of (k - 1) * (product of the strides before). Where branches meet, a value sees whatever either of them sees.
Followed below the modules, so that functional operations, slices and padding count as well. A batch of no pictures at all will
do: it has all the shapes, and nothing is computed.
Source: Dumoulin & Visin 2016, arXiv:1603.07285; Araujo 2019, doi:10.23915/distill.00021.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode


@dataclass(frozen=True)
class Axis:
    """What a row (or column) of values sees, in pixels of the input, which may lie outside the picture (padding).

    low, high: first and last pixel that the first value sees. jump: from one value's window to the next one's; 0 where there
    is one for all, as after a flattening.
    """

    low: float = 0
    high: float = 0
    jump: float = 1

    @property
    def side_px(self) -> int:
        """How many pixels one value sees."""
        return round(self.high - self.low) + 1

    def slide(self, k: int, stride: float = 1, padding: int = 0, dilation: int = 1) -> Axis:
        """After a window of k that moves by `stride`, on an input with `padding` in front."""
        low = self.low - padding * self.jump
        return Axis(low, self.high + (dilation * (k - 1) - padding) * self.jump, self.jump * stride)

    def join(self, other: Axis) -> Axis:
        """Of a value made of one value of each."""
        return Axis(min(self.low, other.low), max(self.high, other.high), max(self.jump, other.jump))

    def gather(self, n: int) -> Axis:
        """Of a value made of all n values in a row."""
        return Axis(self.low, self.high + (n - 1) * self.jump, 0)


Window = tuple[Axis, Axis]


@dataclass(frozen=True)
class Trace:
    """What is known of a tensor. window: of its values, None if the input was no picture. sources: whatever was marked last."""

    window: Window | None
    sources: frozenset[int]


class Tracing(TorchDispatchMode):
    """While entered: follows every tensor made from the input (n, ...), and counts what the operations multiply for one example.

    multiply_adds: so far. pooled: pairs of an input value and a pooled value so far.
    """

    def __init__(self, inputs: Tensor, source: int) -> None:
        """Follow the values of `inputs` as made by `source`."""
        super().__init__()
        self.multiply_adds = self.pooled = 0
        self._known: dict[int, tuple[Tensor, Trace]] = {}  # the tensor is kept alive, or another could take its number
        self._note(inputs, Trace((Axis(), Axis()) if inputs.ndim == 4 else None, frozenset([source])))

    def trace(self, tensors: Any) -> Trace | None:
        """What is known of the followed tensors among these, joined; None if there is none."""
        found = [self._known[id(each)][1] for each in _tensors(tensors) if id(each) in self._known]
        return _joined(found) if found else None

    def mark(self, tensors: Any, source: int) -> None:
        """From now on these count as made by `source`."""
        for each in _tensors(tensors):
            found = self.trace(each)
            if found:
                self._note(each, Trace(found.window, frozenset([source])))

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        """Torch's own compiler need not be told to keep away: that alone would load it, 80 MB and two seconds."""
        return False

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Run an operation and follow what comes out of it."""
        out = func(*args, **(kwargs or {}))
        before = self.trace(args)
        if before is not None:
            self._count(func, args, out)
            for each in _tensors(out):
                self._note(each, Trace(before.window and _after(func, before.window, args, each), before.sources))
        return out

    def _note(self, tensor: Tensor, trace: Trace) -> None:
        self._known[id(tensor)] = tensor, trace

    def _count(self, func: Any, args: Any, out: Any) -> None:
        name = func.overloadpacket
        if name is _aten.convolution:
            self.multiply_adds += values(out) * math.prod(args[1].shape[1:])
        elif name in (_aten.mm, _aten.addmm):
            self.multiply_adds += values(out) * int(args[-2].shape[-1])
        elif name is _aten.mean:
            self.pooled += values(args[0])
        elif name in _SLIDES and name is not _aten.convolution:
            k = [slide[0] for slide in _SLIDES[name](args, _first(out))]
            self.pooled += values(_first(out)) * math.prod(k)


def values(batch: Tensor) -> int:
    """How many numbers one example of a batch has, also of an empty one."""
    return math.prod(batch.shape[1:])


def _after(func: Any, before: Window, args: Any, out: Tensor) -> Window:
    """The window of an operation's output, from the joined window of its inputs."""
    name, taken = func.overloadpacket, next(_tensors(args))
    if name in _SLIDES:
        rows, columns = _SLIDES[name](args, out)
        return before[0].slide(*rows), before[1].slide(*columns)
    if name is _aten.slice:
        return _sliced(before, taken, *args[1:])
    if name is _aten.constant_pad_nd:
        left, top = args[1][0], args[1][2] if len(args[1]) > 2 else 0
        return before[0].slide(1, padding=top), before[1].slide(1, padding=left)
    if taken.ndim == 4 and (out.ndim != 4 or out.shape[2:] != taken.shape[2:]):
        return before[0].gather(taken.shape[2]), before[1].gather(taken.shape[3])
    return before


def _sliced(
    before: Window, taken: Tensor, dim: int = 0, start: int | None = None, end: int | None = None, step: int = 1
) -> Window:
    """After `x[:, :, start::step]` and its like."""
    axis = dim % taken.ndim - 2
    if taken.ndim != 4 or axis < 0:
        return before
    first = (start or 0) % taken.shape[dim] if start != taken.shape[dim] else 0
    moved = before[axis].slide(1, step, -first)
    return (moved, before[1]) if axis == 0 else (before[0], moved)


def _convolution(args: Any, out: Tensor) -> Iterator[tuple[Any, ...]]:
    return zip(args[1].shape[2:], *(args[i] for i in (3, 4, 5)), strict=True)


def _pooling(args: Any, out: Tensor) -> Iterator[tuple[Any, ...]]:
    stride = args[2] if len(args) > 2 and args[2] else args[1]
    padding, dilation = (
        args[i] if len(args) > i and not isinstance(args[i], bool) else default for i, default in ((3, 0), (4, 1))
    )
    return zip(*(_pair(each) for each in (args[1], stride, padding, dilation)), strict=True)


def _adaptive(args: Any, out: Tensor) -> Iterator[tuple[Any, ...]]:
    """Output i of m is made of inputs floor(i n / m) to ceil((i + 1) n / m); the widest of these counts for all."""
    for n, m in zip(args[0].shape[2:], args[1], strict=True):
        k = max(-(-(i + 1) * n // m) - i * n // m for i in range(m))
        yield (k, n / m)


def _pair(value: int | Sequence[int]) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else (value[0], value[-1])


def _joined(traces: Sequence[Trace]) -> Trace:
    windows = [each.window for each in traces if each.window]
    joined = windows[0] if windows else None
    for other in windows[1:]:
        joined = joined and (joined[0].join(other[0]), joined[1].join(other[1]))
    return Trace(joined, frozenset().union(*(each.sources for each in traces)))


def _tensors(values: Any) -> Iterator[Tensor]:
    if isinstance(values, Tensor):
        yield values
    elif isinstance(values, Iterable) and not isinstance(values, str):
        for each in values:
            yield from _tensors(each)


def _first(values: Any) -> Tensor:
    return next(_tensors(values))


_aten = torch.ops.aten
_SLIDES: dict[Any, Callable[[Any, Tensor], Iterator[tuple[Any, ...]]]] = {  # operation -> (k, stride, padding, dilation) an axis
    _aten.convolution: _convolution,
    _aten.max_pool2d_with_indices: _pooling,
    _aten.avg_pool2d: _pooling,
    _aten._adaptive_avg_pool2d: _adaptive,
    _aten.adaptive_max_pool2d: _adaptive,
}
