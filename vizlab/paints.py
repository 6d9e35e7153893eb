"""What the optimiser moves: the pixels themselves, or the Fourier coefficients of decorrelated colours.

In pixels, each neighbour is as far away as any other, and what comes out is noise that the network happens to like. In
frequencies weighted by 1/f, as natural pictures have them, all scales are equally near (Olah 2017, distill.00007,
"preconditioning"). To add a paint: a class with `parameter`, `image`, `write`, and a line in `PAINTS`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import torch
from torch import Tensor

GROUND = {1: 0.1, 3: 0.5}  # by channels: grey networks here know bright shapes on black, colour ones photographs
NOISE = 0.05  # how far a start in pixels lies from the ground, as a standard deviation
FAINT = 0.01  # the same for Fourier coefficients, before their weights
# Columns: the principal colours of natural pictures (light; blue-yellow; green-red), longer the more they vary.
# Source: tensorflow/lucid, optvis/param/color.py, from the covariance of ImageNet's colours; here divided by the longest.
COLOURS = ((0.5628, 0.1948, 0.0433), (0.5845, 0.0, -0.1082), (0.5845, -0.1948, 0.0649))


class Paint(Protocol):
    """Pictures (n, c, h, w) behind a parameter that an optimiser moves."""

    parameter: Tensor

    def image(self) -> Tensor:
        """The pictures, in [0, 1], with gradients to the parameter."""

    def write(self, image: Tensor) -> None:
        """Put these pictures in place of what is there."""


class Pixels:
    """The pixels are the parameter; what leaves [0, 1] is cut off."""

    def __init__(self, shape: tuple[int, int, int, int], generator: torch.Generator, device: torch.device) -> None:
        """Faint noise around the ground. The generator is on the CPU, so that every device starts from the same."""
        noise = torch.randn(shape, generator=generator)
        start = (GROUND[shape[1]] + NOISE * noise).clamp(0, 1).to(device)
        self.parameter = start.requires_grad_()

    def image(self) -> Tensor:
        """See `Paint`."""
        return self.parameter

    def write(self, image: Tensor) -> None:
        """See `Paint`."""
        with torch.no_grad():
            self.parameter.copy_(image.clamp(0, 1))


class Fourier:
    """The parameter (n, c, h, w // 2 + 1, 2) holds real and imaginary parts of a spectrum, each divided by its weight, 1/f."""

    def __init__(self, shape: tuple[int, int, int, int], generator: torch.Generator, device: torch.device) -> None:
        """A faint random spectrum around the ground."""
        n, c, h, w = shape
        self._size = (h, w)
        frequencies = (torch.fft.fftfreq(h)[:, None].square() + torch.fft.rfftfreq(w)[None].square()).sqrt()
        weights = (h * w) ** 0.5 / frequencies.clamp_min(1 / max(h, w)) / 4 / max(h, w)
        self._weights = weights[:, :, None].to(device)
        self._mix = (torch.tensor(COLOURS) if c == 3 else torch.tensor([[0.6]])).to(device)
        self._ground = torch.logit(torch.tensor(GROUND[c])).item()
        start = FAINT * torch.randn(n, c, h, w // 2 + 1, 2, generator=generator)
        self.parameter = start.to(device).requires_grad_()

    def image(self) -> Tensor:
        """See `Paint`."""
        plain = torch.fft.irfft2(torch.view_as_complex(self.parameter * self._weights), s=self._size, norm="ortho")
        mixed = (self._mix @ plain.flatten(2)).unflatten(2, self._size)  # einsum would think longer than it multiplies
        return torch.sigmoid(mixed + self._ground)

    def write(self, image: Tensor) -> None:
        """See `Paint`; black and white lie infinitely far away, so pictures are kept just short of them."""
        with torch.no_grad():
            mixed = torch.logit(image, eps=1e-3) - self._ground
            plain = torch.einsum("cd,ndhw->nchw", torch.linalg.inv(self._mix), mixed)
            self.parameter.copy_(torch.view_as_real(torch.fft.rfft2(plain, norm="ortho")) / self._weights)


PAINTS: dict[str, Callable[[tuple[int, int, int, int], torch.Generator, torch.device], Paint]] = {
    "Fourier": Fourier,
    "pixels": Pixels,
}
