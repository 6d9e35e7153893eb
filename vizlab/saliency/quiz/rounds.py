"""The two games: a network, pictures and a seed -> rounds that are the same for everyone who plays them.

"Is it right?" pairs each picture that the network gets wrong with one of the same class that it gets right, so that neither
guessing nor knowing the classes helps: half of the rounds are right, class by class. "Which map?" shows the map of the
trained network among those of what cannot know the answer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from vizlab.errors import VizlabError
from vizlab.images import unit
from vizlab.inspection import chunks, inspected
from vizlab.saliency import find
from vizlab.saliency.control import edge_detector
from vizlab.saliency.evidence.randomised import forgetful

TRAINED, UNTRAINED, EDGES = "trained network", "random weights", "edge detector"
SUSPECTS = (TRAINED, UNTRAINED, EDGES)
LEAST_MISTAKES = 2


@dataclass(frozen=True)
class Deck:
    """What a network says to a crowd of pictures. said, truth (n,): classes. shares (n, classes): probabilities."""

    said: NDArray[np.int64]
    truth: NDArray[np.int64]
    shares: NDArray[np.float32]

    @property
    def is_right(self) -> NDArray[np.bool_]:
        """(n,)."""
        found: NDArray[np.bool_] = self.said == self.truth
        return found


def deck(model: nn.Module, images: NDArray[np.uint8], labels: NDArray[np.int64]) -> Deck:
    """Let the network answer to images (n, c, h, w), uint8, of these classes."""
    batch = unit(torch.from_numpy(images)).to(next(model.parameters()).device)
    with inspected(model), torch.no_grad():
        parts = [model(part).softmax(1) for part, _ in chunks(batch, torch.zeros(len(batch), dtype=torch.int64))]
    shares = torch.cat(parts).cpu().numpy()
    return Deck(shares.argmax(axis=1), labels, shares)


def picture(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """One image (c, h, w), uint8, as the network gets it, in [0, 1]."""
    found: NDArray[np.float32] = unit(torch.from_numpy(pixels)).numpy()
    return found


def right_or_wrong(known: Deck, n: int, seed: int) -> list[tuple[int, bool]]:
    """The rounds in the seed's order: the picture, and whether its map is shown. n: a multiple of 4.

    With the map and without it there are as many mistakes as right answers, of the same classes. Where there are too few
    mistakes for n rounds, some come again. Errors: `VizlabError` if there are hardly any, or for another n.
    """
    if n < 4 or n % 4:
        raise VizlabError(f"The number of rounds must be a multiple of 4; got {n}.")
    rng = np.random.default_rng([seed, n])
    pairs = _pairs(known, rng)
    if len(pairs) < LEAST_MISTAKES:
        raise VizlabError(
            f"The network must have made {LEAST_MISTAKES} mistakes at least in the pictures at hand; it made {len(pairs)}. "
            "Choose an earlier epoch, or another network."
        )
    chosen = [(picture, pair % 2 == 1) for pair in range(n // 2) for picture in pairs[pair % len(pairs)]]
    return [chosen[index] for index in rng.permutation(n)]


def _pairs(known: Deck, rng: np.random.Generator) -> list[tuple[int, int]]:
    """Each mistake, in random order, with a right answer to another picture of the same class, each used once."""
    rights = {int(label): list(rng.permutation(np.flatnonzero(known.is_right & (known.truth == label)))) for label in known.truth}
    pairs = []
    for wrong in rng.permutation(np.flatnonzero(~known.is_right)):
        if rights[int(known.truth[wrong])]:
            pairs.append((int(wrong), int(rights[int(known.truth[wrong])].pop())))
    return pairs


def which_map(known: Deck, n: int, seed: int) -> tuple[list[int], list[tuple[str, ...]]]:
    """The pictures of n rounds, all answered rightly, and the order in which the suspects' maps stand in each.

    Errors: `VizlabError` if the network gets nothing right.
    """
    rng = np.random.default_rng([seed, n, 1])
    rights = np.flatnonzero(known.is_right)
    if not len(rights):
        raise VizlabError("The network must get a picture right at least; it gets none right. Choose a later epoch, or another.")
    chosen = rng.choice(rights, n, replace=len(rights) < n)
    orders = [tuple(SUSPECTS[index] for index in rng.permutation(len(SUSPECTS))) for _ in range(n)]
    return [int(picture) for picture in chosen], orders


def suspects(model: nn.Module, image: NDArray[np.float32], target: int, method: str, seed: int) -> dict[str, NDArray[np.float32]]:
    """Suspect -> its map (h, w) of one image (c, h, w): the method's of the network, of one with random weights, and edges."""
    batch, targets = torch.from_numpy(image)[None].to(next(model.parameters()).device), torch.tensor([target])
    *_, (_, untrained) = forgetful(model, seed)
    maps = {name: find(method).map(network, batch, targets) for name, network in ((TRAINED, model), (UNTRAINED, untrained))}
    maps[EDGES] = edge_detector(model, batch, targets)
    return {name: values[0].detach().abs().cpu().numpy() for name, values in maps.items()}
