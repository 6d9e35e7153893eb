"""A frozen network and the layers of it that are listened to: what it says of a picture, with gradients to the pixels."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from vizlab.errors import VizlabError

PIXELS = "pixels"  # the picture itself, as layer 0: its Gram matrix holds the colours, which many networks ignore
LUMINANCE = (0.299, 0.587, 0.114)  # ITU-R BT.601, as Pillow's own conversion to grey


@dataclass(frozen=True)
class FeatureNetwork:
    """A frozen network and what is listened to.

    layers: names of the layers that can be listened to, shallow to deep: number 1 to at most 5. style, weights: those whose
    statistics are the style, `PIXELS` first, and how much each counts. content: those whose features are the content. tap: a key
    of `TAPS`. channels: 3 if it sees colour, 1 if it sees luminance.
    """

    reference: str
    title: str
    network: nn.Module
    layers: tuple[str, ...]
    style: tuple[str, ...]
    weights: tuple[float, ...]
    content: tuple[str, ...]
    channels: int
    tap: str = "after"
    mean: tuple[float, ...] = ()
    deviation: tuple[float, ...] = ()

    def look(self, picture: Tensor, *, edge: str = "zeros") -> dict[str, Tensor]:
        """Picture (c, h, w) in [0, 1], c 1 or 3 -> layer -> features (c', h', w'), with gradients if the picture has them.

        What lies behind the last layer is not computed. A picture of luminance is shown to a colour network as a grey one.
        edge: what convolutions find beyond the picture: `zeros`, its other side (`circular`), or its mirror (`reflect`).
        Errors: `VizlabError` if the picture has colours and the network sees none, or it is too small.
        """
        if picture.shape[0] > self.channels:
            raise VizlabError(f"{self.title} sees luminance only; got a picture of {picture.shape[0]} channels.")
        found: dict[str, Tensor] = {PIXELS: picture}
        inputs = self._normalised(picture.expand(self.channels, -1, -1))[None]
        with contextlib.ExitStack() as stack:
            stack.enter_context(_edged(self.network, edge))
            for name in {*self.style, *self.content} - {PIXELS}:
                handle = TAPS[self.tap](self.network.get_submodule(name), found, name, name == self.last)
                stack.callback(handle.remove)
            with contextlib.suppress(_Enough):
                self._see(inputs.contiguous(memory_format=torch.channels_last))
        return found

    @property
    def last(self) -> str:
        """The deepest of the layers that are listened to."""
        order = (PIXELS, *self.layers)
        return max((*self.style, *self.content), key=order.index)

    @property
    def device(self) -> torch.device:
        """Where it is."""
        return next(self.network.parameters()).device

    def _see(self, inputs: Tensor) -> None:
        if self.last == PIXELS:
            return
        try:
            self.network(inputs)
        except RuntimeError as error:
            size = " x ".join(map(str, inputs.shape[2:]))
            raise VizlabError(f"{size} pixels do not reach the layer {self.last} of {self.title}: {error}.") from error

    def _normalised(self, picture: Tensor) -> Tensor:
        if not self.mean:
            return picture
        mean, deviation = (picture.new_tensor(values).view(-1, 1, 1) for values in (self.mean, self.deviation))
        return (picture - mean) / deviation


class _Enough(Exception):
    """Thrown through a network by a hook: the last layer that is wanted has spoken."""


def luminance(picture: Tensor) -> Tensor:
    """RGB (3, h, w) -> (1, h, w)."""
    weights = picture.new_tensor(LUMINANCE).view(3, 1, 1)
    return (picture * weights).sum(0, keepdim=True)


@contextmanager
def _edged(network: nn.Module, edge: str) -> Iterator[None]:
    """The network, whose convolutions find this beyond the edge; afterwards what they found before."""
    convolutions: list[Any] = [module for module in network.modules() if isinstance(module, nn.Conv2d)] if edge != "zeros" else []
    before = [module.padding_mode for module in convolutions]
    try:
        for module in convolutions:
            module.padding_mode = edge
        yield
    finally:
        for module, mode in zip(convolutions, before, strict=True):
            module.padding_mode = mode


def _after(module: nn.Module, found: dict[str, Tensor], name: str, is_last: bool) -> torch.utils.hooks.RemovableHandle:
    def take(module: nn.Module, inputs: object, output: Tensor) -> None:
        found[name] = output.squeeze(0)  # an index would cost a picture of zeros on the way back
        if is_last:
            raise _Enough

    return module.register_forward_hook(take)


def _before(module: nn.Module, found: dict[str, Tensor], name: str, is_last: bool) -> torch.utils.hooks.RemovableHandle:
    def take(module: nn.Module, inputs: tuple[Tensor, ...]) -> None:
        found[name] = inputs[0].squeeze(0)
        if is_last:
            raise _Enough

    return module.register_forward_pre_hook(take)


# Where a layer is heard: after its activation, as in the paper, or before, where what is silent still says by how much.
TAPS: dict[str, Callable[[nn.Module, dict[str, Tensor], str, bool], torch.utils.hooks.RemovableHandle]] = {
    "after": _after,
    "before": _before,
}
