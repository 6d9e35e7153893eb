"""What becomes of a layer's maps when the picture moves or turns: equivariance, invariance, and where both break.

Equivariant: the maps move along, f(Tx) = T f(x). Exactly so for stride 1 and padding in a circle; zeros at the border spoil it
there, and a stride everywhere but for moves by whole strides (aliasing). Invariant: f(Tx) = f(x). Moves are to the right, and
what leaves the picture comes in again on the left. Source: Azulay & Weiss 2019, arXiv:1805.12177; Zhang 2019, arXiv:1904.11486.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from vizlab.errors import VizlabError
from vizlab.filters.places import Field, field
from vizlab.filters.why.nuisances import warped
from vizlab.inspection import activations

Array = NDArray[np.float32]
MOST_PX = 16  # of a curve over moves
ANGLES = tuple(range(-180, 181, 15))
Curve = list[tuple[float, float]]


@dataclass(frozen=True)
class Move:
    """One map of a layer. before: of the picture. along: `before`, moved along by whole values. after: of the moved picture.

    All (h, w). error: of all maps of the layer, the length of after − along over that of before.
    """

    before: Array
    along: Array
    after: Array
    error: float

    @property
    def maps(self) -> dict[str, Array]:
        """All of them, and the difference, as they are shown."""
        difference = self.after - self.along
        return {"before": self.before, "moved along": self.along, "of the moved": self.after, "difference": difference}


def move(model: nn.Module, image: Array, name: str, index: int, right_px: int, *, border: str = "zeros") -> Move:
    """How a layer's index-th map follows a move of the picture (c, h, w), with a border of `BORDERS`.

    Errors: `VizlabError` for an unknown layer, map or border.
    """
    place = field(model, name, image.shape)
    before, after = _maps(model, image, name, [0, right_px], border)
    if not 0 <= index < len(before):
        raise VizlabError(f"The layer {name} has maps 0 to {len(before) - 1}; got {index}.")
    along = _along(before, after, right_px, place)
    return Move(before[index], along[index], after[index], _relative(after - along, before))


def equivariance(model: nn.Module, image: Array, name: str) -> dict[str, Curve]:
    """Border -> (px to the right, error of the layer) for moves up to 16 px or half the picture.

    Also "zeros, inside only": over values that see neither the border nor where the picture's two ends meet; left out where
    there are none.
    """
    place, moves = field(model, name, image.shape), shifts(image.shape)
    found: dict[str, Curve] = {}
    inside: Curve = []
    for border in BORDERS:
        maps = _maps(model, image, name, moves, border)
        pairs = [(px, after - _along(maps[0], after, px, place)) for px, after in zip(moves, maps, strict=True)]
        found[border] = [(float(px), _relative(gap, maps[0])) for px, gap in pairs]
        if border == "zeros":
            kept = [(px, gap, _inside(place, maps[0].shape, px)) for px, gap in pairs]
            inside = [(float(px), _relative(gap[:, seen], maps[0][:, seen])) for px, gap, seen in kept if seen.any()]
    return found | ({"zeros, inside only": inside} if inside else {})


def shifts(shape: tuple[int, ...]) -> list[int]:
    """The moves that are tried on pictures (c, h, w), in px."""
    return list(range(min(shape[2] // 2, MOST_PX) + 1))


def invariance(model: nn.Module, image: Array, name: str, way: str) -> dict[str, Curve]:
    """What -> (px or degrees, relative change) for moves or turns, of the picture, the layer's maps and the class scores.

    Also "probability", of the class that the network sees in the picture as it is. Errors: `VizlabError` for another way.
    """
    if way not in WAYS:
        raise VizlabError(f"The way must be one of {', '.join(WAYS)}; got {way!r}.")
    places, pictures = WAYS[way](torch.from_numpy(image))
    device = next(model.parameters()).device
    last = [each for each, module in model.named_modules() if each and not list(module.children())][-1]
    found = activations(model, pictures.to(device), list(dict.fromkeys([name, last])))
    scores = found[last].flatten(1).cpu()
    at = places.index(0)
    parts = {"picture": pictures.flatten(1), "maps": found[name].flatten(1).cpu(), "scores": scores}
    curves = {
        what: [(float(x), _relative((row - rows[at]).numpy(), rows[at].numpy())) for x, row in zip(places, rows, strict=True)]
        for what, rows in parts.items()
    }
    shares = scores.softmax(1)[:, int(scores[at].argmax())]
    return curves | {"probability": [(float(x), float(share)) for x, share in zip(places, shares, strict=True)]}


def lone_dot(pools: Sequence[int], most_px: int = 8) -> dict[str, Curve]:
    """Max pooling of a row with one bright pixel at the start of a window: windows -> (px moved, share of outputs that changed).

    A window of p forgets moves of up to p - 1 px, and not one more. Window 1: no pooling. The largest change is 1.
    """
    width = 4 * most_px
    row = torch.zeros(most_px + 1, 1, width)
    for px in range(most_px + 1):
        row[px, 0, most_px + px] = 1
    found: dict[str, Curve] = {}
    for pool in pools:
        pooled = nn.functional.max_pool1d(row, pool)
        change = (pooled - pooled[:1]).abs().sum(dim=(1, 2)) / 2
        found["no pooling" if pool == 1 else f"windows of {pool}"] = [(float(px), float(gap)) for px, gap in enumerate(change)]
    return found


@contextmanager
def circular(model: nn.Module) -> Iterator[None]:
    """The model with convolutions that take from the other side what lies beyond the border; afterwards as it was."""
    convs = [module for module in model.modules() if isinstance(module, nn.Conv2d)]
    modes = [conv.padding_mode for conv in convs]
    try:
        for conv in convs:
            conv.padding_mode = "circular"
        yield
    finally:
        for conv, mode in zip(convs, modes, strict=True):
            conv.padding_mode = mode


@contextmanager
def unchanged(model: nn.Module) -> Iterator[None]:
    """The model as it is."""
    yield


def rolled(image: Array, right_px: int) -> Array:
    """The picture (c, h, w) moved to the right in a circle."""
    return np.roll(image, right_px, axis=2)


def _maps(model: nn.Module, image: Array, name: str, moves: Sequence[int], border: str) -> NDArray[np.float32]:
    """The layer's maps of the picture after each move, (moves, n, h, w)."""
    if border not in BORDERS:
        raise VizlabError(f"The border must be one of {', '.join(BORDERS)}; got {border!r}.")
    device = next(model.parameters()).device
    batch = torch.from_numpy(np.stack([rolled(image, px) for px in moves])).to(device)
    with BORDERS[border](model):
        found = activations(model, batch, [name])[name].cpu().numpy()
    return np.asarray(found.reshape(*found.shape[:2], *(found.shape[2:] or (1, 1))))


def _along(before: Array, after: Array, right_px: int, place: Field) -> Array:
    """The maps (n, h, w) moved as far as the picture was; between two whole values, to the one that fits better."""
    jump = max(place.jump[1], 1)
    low = right_px // jump
    tries = [np.roll(before, values, axis=2) for values in {low, low + (right_px % jump > 0)}]
    return min(tries, key=lambda moved: float(np.linalg.norm(after - moved)))


def _inside(place: Field, shape: tuple[int, ...], right_px: int) -> NDArray[np.bool_]:
    """Which values (h, w) of the moved picture's maps see neither its border nor what came in on the left."""
    firsts = [first + jump * np.arange(n) for first, jump, n in zip(place.first, place.jump, shape[1:], strict=True)]
    low = (0, right_px)
    seen = [
        (first >= at) & (first + side <= size) for first, side, size, at in zip(firsts, place.side, place.size, low, strict=True)
    ]
    return np.asarray(seen[0][:, None] & seen[1][None, :])


def _relative(gap: NDArray[np.floating], whole: NDArray[np.floating]) -> float:
    return float(np.linalg.norm(gap) / max(float(np.linalg.norm(whole)), 1e-12))


def _moved(image: Tensor) -> tuple[list[int], Tensor]:
    reach = max(image.shape[2] // 4, 1)
    places = sorted({round(px) for px in np.linspace(-reach, reach, 17)})
    return places, torch.stack([torch.roll(image, px, dims=2) for px in places])


def _turned(image: Tensor) -> tuple[list[int], Tensor]:
    """Turned to the left; around grey pictures lies black, around others their own edge."""
    padding = "zeros" if len(image) == 1 else "border"
    found = warped(image.expand(len(ANGLES), *image.shape), torch.tensor(ANGLES, dtype=torch.float32), padding=padding)
    found[ANGLES.index(0)] = image
    return list(ANGLES), found


BORDERS = {"zeros": unchanged, "circular": circular}  # what lies beyond the picture, for convolutions
WAYS = {"moved": _moved, "turned": _turned}
