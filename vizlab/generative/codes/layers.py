"""Perceptrons as plain layers of weights: run with torch, or written down in bytes so that a browser can run them.

A decoder maps codes (and a class, one-hot behind the code, where it is conditional) to the logits of pixels, an encoder
pictures to mu and logvar. Frames keep both as arrays `<name>/<place>.weight` and `.bias`, in float16 or in eight bits.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from vizlab.generative import eight_bit
from vizlab.generative.states import below

MOST_BYTES = 700_000  # of what is sent to a browser: larger weights go in eight bits
ALIGN = 4  # bytes at which arrays begin, so that a browser can look at them in place


@dataclass(frozen=True)
class Layers:
    """Linear layers with SiLU between them. weights: (outputs, inputs) and (outputs,) of each; stored: as the frame has them."""

    weights: tuple[tuple[Tensor, Tensor], ...]
    stored: Mapping[str, NDArray[Any]]

    @property
    def inputs(self) -> int:
        """How many numbers go in."""
        return int(self.weights[0][0].shape[1])

    def run(self, x: Tensor) -> Tensor:
        """(n, inputs) -> (n, outputs), before any last non-linearity."""
        for weight, bias in self.weights[:-1]:
            x = F.silu(F.linear(x, weight, bias))
        return F.linear(x, *self.weights[-1])


def read_layers(arrays: Mapping[str, NDArray[Any]], *names: str) -> Layers | None:
    """The perceptron that a frame keeps under the first of these names; None where it keeps none."""
    stored = next((found for name in names if (found := below(name, arrays))), {})
    if not stored:
        return None
    full = eight_bit.unpack(stored)
    places = sorted(int(name.split(".")[0]) for name in full if name.endswith(".weight"))
    pairs = tuple((torch.from_numpy(full[f"{at}.weight"]), torch.from_numpy(full[f"{at}.bias"])) for at in places)
    return Layers(pairs, stored)


def with_class(codes: Tensor, classes: NDArray[Any] | None, count: int) -> Tensor:
    """Codes (n, latent) with the one-hot class (n, count) behind them; codes alone where there are no classes."""
    if classes is None:
        return codes
    return torch.cat([codes, F.one_hot(torch.tensor(classes, dtype=torch.int64), count).to(codes)], 1)


def to_bytes(name: str, layers: Layers, codes: NDArray[Any], **facts: Any) -> bytes:
    """A decoder and the codes (n, latent) of real pictures, for a browser: length of the header, header (JSON), arrays.

    Arrays are little-endian int8 with float16 scales, or float16, as the frame keeps them; in eight bits if that were too long.
    """
    stored = layers.stored
    if sum(array.nbytes for array in stored.values()) > MOST_BYTES:
        stored = eight_bit.pack({key: array for key, array in eight_bit.unpack(stored).items()})
    arrays = dict(stored) | {"codes": codes}
    parts = {key: array.astype(array.dtype if array.dtype == np.int8 else np.float16) for key, array in arrays.items()}
    return _packed({"name": name, **facts}, parts)


def _packed(facts: Mapping[str, Any], parts: Mapping[str, NDArray[Any]]) -> bytes:
    known, blobs, at = {}, [], 0
    for key, array in parts.items():
        blob = np.ascontiguousarray(array).tobytes()
        blob += bytes(-len(blob) % ALIGN)
        known[key] = {"kind": array.dtype.name, "shape": list(array.shape), "at": at}
        blobs.append(blob)
        at += len(blob)
    header = json.dumps({**facts, "arrays": known}).encode()
    header += b" " * (-len(header) % ALIGN)
    return len(header).to_bytes(ALIGN, "little") + header + b"".join(blobs)


def size_bytes(parts: Sequence[Layers | None]) -> int:
    """What these weights take as they are kept."""
    return sum(array.nbytes for layers in parts if layers is not None for array in layers.stored.values())
