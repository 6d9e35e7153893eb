"""A picture of which a part is hidden, completed: what can be hidden, which draws fit what stays, and how plausible they are.

To add a part: a function of the picture's rows and columns and a line in `PARTS`.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional as F

from vizlab import decoding, images
from vizlab.errors import VizlabError
from vizlab.generative.pixelwise import pictures, sampling
from vizlab.generative.pixelwise.opened import Opened

Mask = NDArray[np.bool_]
CANDIDATES = 64  # draws among which those are chosen that fit what comes after


@dataclass(frozen=True)
class Completed:
    """pictures (n, h, w) of levels. nats (n,): cost of the hidden pixels alone.

    fitting: how many of the `CANDIDATES` the weights leave, None where no draw was left out.
    """

    pictures: NDArray[np.uint8]
    nats: NDArray[np.float32]
    fitting: float | None = None


def complete(run: Opened, x: NDArray[np.uint8], hidden: Mask, n: int, seed: int, *, weighed: bool = False) -> Completed:
    """n completions of x (h, w). weighed: chosen from 64, by the probability of what is known after the first hidden pixel.

    A draw sees only what comes before; by Bayes' rule p(hidden | all that is known) is proportional to p(draw) · p(known after |
    draw), so draws are taken with the second factor as their weight, none twice.
    """
    if not weighed:
        drawn = run.draw(x, hidden, n, seed).pictures
        return Completed(drawn, _costs(run, drawn, hidden))
    drawn = run.draw(x, hidden, CANDIDATES, seed).pictures
    weights = -_costs(run, drawn, after(hidden))
    shares = np.exp(weights - weights.max())
    luck = np.random.default_rng(seed + 1).gumbel(size=CANDIDATES)
    chosen = np.sort(np.argsort(-(weights + luck), kind="stable")[:n])
    return Completed(drawn[chosen], _costs(run, drawn[chosen], hidden), float(shares.sum() ** 2 / (shares**2).sum()))


def after(hidden: Mask) -> Mask:
    """The known pixels that come after the first hidden one, which no hidden pixel before them can see."""
    flat = hidden.flatten()
    return np.asarray(~hidden & (np.maximum.accumulate(flat).reshape(hidden.shape)))


def _costs(run: Opened, drawn: NDArray[np.uint8], where: Mask) -> NDArray[np.float32]:
    """-log p of some pixels of pictures (n, h, w), nats: (n,)."""
    return np.asarray((run.surprises(drawn) * where).sum((1, 2)), np.float32)


@torch.no_grad()
def answers(classifier: nn.Module, x: NDArray[np.uint8], levels: int) -> NDArray[np.float32]:
    """Probabilities (n, classes) that a classifier of grey pictures gives to pictures (n, h, w) of levels."""
    device = next(classifier.parameters()).device
    grey = torch.from_numpy(pictures.as_grey(x, levels)[:, None]).to(device)
    return np.asarray(F.softmax(classifier(images.unit(grey)), dim=1).cpu().numpy())


def agreement(run: Opened, classifier: nn.Module, hidden: Mask, seed: int) -> dict[str, float]:
    """Share of the held-out pictures that a classifier gives their true class: whole, completed, and with the part left black."""
    uniform = sampling.noise(len(run.held), run.shape, seed)
    completed = sampling.draw_fast(run.weights, run.held, hidden, uniform, run.levels).pictures
    shown = {"whole": run.held, "completed": completed, "left black": np.where(hidden, 0, run.held).astype(np.uint8)}
    found = {name: answers(classifier, x, run.levels).argmax(1) == run.labels for name, x in shown.items()}
    return {name: float(right.mean()) for name, right in found.items()}


def as_text(mask: Mask) -> str:
    """A mask (h, w) as short text for an address: its bits in base 64; nothing at all as ""."""
    return base64.urlsafe_b64encode(np.packbits(mask).tobytes()).decode().rstrip("=") if mask.any() else ""


def from_text(text: str, shape: tuple[int, int]) -> Mask:
    """The mask of such a text. Errors: `VizlabError` if it is none, or of another size."""
    size = shape[0] * shape[1]
    if not text:
        return np.zeros(shape, np.bool_)
    try:
        packed = np.frombuffer(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), np.uint8)
    except (ValueError, binascii.Error) as error:
        raise VizlabError("What is painted must be bits in base 64, as in an address that this page made.") from error
    if len(packed) != -(-size // 8):
        raise VizlabError(f"What is painted must be {-(-size // 8)} bytes for {shape[0]} × {shape[1]} pixels; got {len(packed)}.")
    return np.unpackbits(packed)[:size].reshape(shape).astype(np.bool_)


def levels_of(picture: Any, shape: tuple[int, int], *, invert: bool = False) -> NDArray[np.uint8]:
    """A PIL picture, cropped to a square, as black and white (h, w): 1 where brighter than half.

    Errors: `VizlabError` if all of it becomes one level.
    """
    grey = decoding.cropped(picture, (1, *shape))[0]
    x = np.asarray((255 - grey if invert else grey) >= 128, np.uint8)
    if x.min() == x.max():
        which = "white" if x.max() else "black"
        raise VizlabError(f"A picture must have dark and bright parts; this one becomes {which} all over. Try it inverted.")
    return x


def rectangle(shape: tuple[int, int], rows: tuple[int, int], columns: tuple[int, int]) -> Mask:
    """A mask of rows and columns, first included, last excluded. Errors: `VizlabError` if they run backwards or out of it."""
    for (first, last), most in ((rows, shape[0]), (columns, shape[1])):
        if not 0 <= first <= last <= most:
            raise VizlabError(f"What is hidden must lie within 0 and {most}; got {first} to {last}.")
    mask = np.zeros(shape, np.bool_)
    mask[slice(*rows), slice(*columns)] = True
    return mask


def _part(*edges: float) -> Callable[[int, int], Mask]:
    top, bottom, left, right = edges
    return lambda h, w: rectangle((h, w), (round(top * h), round(bottom * h)), (round(left * w), round(right * w)))


PARTS: dict[str, Callable[[int, int], Mask]] = {  # of a picture's height: top, bottom; of its width: left, right
    "lower half": _part(1 / 2, 1, 0, 1),
    "right half": _part(0, 1, 1 / 2, 1),
    "middle": _part(0.36, 0.64, 0.18, 0.82),
    "all of it": _part(0, 1, 0, 1),
}
