"""A trained VAE to walk about in: what one of its frames keeps, with the questions that a page asks of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vizlab.errors import VizlabError
from vizlab.frames import Frame
from vizlab.generative.vae import latent

Series = dict[str, list[tuple[float, float]]]


@dataclass(frozen=True)
class Space:
    """The codes of an epoch: of held-out pictures mu, logvar (600, latent) with labels (600,), and the decoder's weights.

    pictures: the first 60 of these, uint8 (60, h, w). dimensions: the two that are drawn. label: the class that a conditional
    decoder is asked for.
    """

    epoch: int
    weights: Mapping[str, NDArray[Any]]
    mu: NDArray[np.float32]
    logvar: NDArray[np.float32]
    labels: NDArray[np.uint8]
    pictures: NDArray[np.uint8]
    dimensions: tuple[int, int]
    label: int = 0

    @property
    def classes(self) -> int:
        """How many classes a conditional decoder can be asked for; 0 if it cannot."""
        return latent.code_length(self.weights) - int(self.mu.shape[1])

    @property
    def flat(self) -> NDArray[np.float32]:
        """The codes in the drawn dimensions: (600, 2)."""
        return self.mu[:, list(self.dimensions)]

    def decode(self, codes: NDArray[Any]) -> latent.Pixels:
        """Codes (n, latent) -> pictures (n, h, w), uint8; of a conditional decoder, of the class `label`."""
        return latent.decode(self.weights, self._told(codes))

    def means(self, codes: NDArray[Any]) -> NDArray[np.float32]:
        """The same as numbers in [0, 1]."""
        return latent.means(self.weights, self._told(codes))

    def _told(self, codes: NDArray[Any]) -> NDArray[Any]:
        return latent.conditioned(codes, np.full(len(codes), self.label), self.classes) if self.classes else codes

    def plane(self, spacing: str) -> latent.Pixels:
        """The decoded plane, 13 · 13 pictures row by row from the top."""
        return self.decode(latent.plane_codes(spacing, self.mu.shape[1], self.dimensions))

    def code(self, z1: float, z2: float) -> latent.Codes:
        """The code (1, latent) at a point of the plane."""
        return latent.code_at(z1, z2, self.mu.shape[1], self.dimensions)

    def way(self, a: int, b: int, n: int, path: str) -> latent.Codes:
        """n codes on the way between held-out pictures a and b."""
        return latent.interpolate(self.mu[a], self.mu[b], n, path)


def epochs(frames: Sequence[Frame]) -> list[int]:
    """The epochs whose codes can be looked at."""
    return [frame.index for frame in frames if "mu" in frame.arrays and latent.has_decoder(frame)]


def open_space(frames: Sequence[Frame], epoch: int, label: int = 0) -> Space:
    """The space of this epoch, drawn in the two dimensions that differ most in the newest one.

    label: the class that a conditional decoder is asked for. Errors: `VizlabError` if it is not kept.
    """
    known = {index: frame for frame in frames if (index := frame.index) in epochs(frames)}
    if epoch not in known:
        raise VizlabError(f"The epoch must be one of {', '.join(map(str, known))}; got {epoch}.")
    first, newest, arrays = frames[0].arrays, known[max(known)].arrays, known[epoch].arrays
    dimensions = latent.main_dimensions(newest["mu"])
    weights = {name: array for name, array in arrays.items() if name.startswith(("decoder/", "model/decoder."))}
    mu, logvar = (np.asarray(arrays[name], np.float32) for name in ("mu", "logvar"))
    return Space(epoch, weights, mu, logvar, first["labels"], first["pictures"], dimensions, label)


def sketch_plane(frame: Frame, spacing: str) -> latent.Pixels:
    """The plane of the first two numbers of the code of a frame with a decoder, 13 · 13 pictures; of the first class, if any."""
    width = latent.code_length(frame.arrays)
    known = frame.arrays["mu"].shape[1] if "mu" in frame.arrays else width
    codes = latent.plane_codes(spacing, known, (0, 1))
    if width > known:
        codes = latent.conditioned(codes, np.zeros(len(codes), np.int64), width - known)
    return latent.decode(frame.arrays, codes)


def vae_series(frames: Sequence[Frame]) -> Series:
    """The curves of a VAE by epoch: name -> [(epoch, nats), ...]."""
    series: Series = {}
    for frame in frames:
        for name, value in frame.notes["values"].items():
            series.setdefault(name, []).append((float(frame.index), float(value)))
    return series


def trained(series: Series) -> Series:
    """The curves without epoch 0, which would dwarf all others."""
    return {name: [point for point in points if point[0] > 0] for name, points in series.items()}
