"""What there is to see of a trained encoder-decoder: one digit on its way, and digits that came back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vizlab.filters.hourglass.training import Trained, digits, passed

Link = tuple[int, int, list[int]]


def way(trained: Trained, decoder: str, digit: int) -> tuple[list[tuple[str, NDArray[Any]]], list[Link]]:
    """The maps that one test digit passes, in the channels of code and decoder that answer most, and which share positions.

    Maps: (title, (h, w)). Links: (index of the map that was pooled, index of the unpooled one, flat places of the maxima).
    """
    made = passed(trained, decoder, digits()[1][digit : digit + 1])
    one, two = (int(part[0].mean(dim=(1, 2)).argmax()) for part in (made.third, made.code))
    maps = [
        ("digit", digits()[1][digit, 0]),
        (f"convolved, map {one}", made.first[0, one]),
        ("pooled", made.halved[0, one]),
        (f"convolved, map {two}", made.second[0, two]),
        ("code", made.code[0, two]),
        ("unpooled", made.widened[0, two]),
        (f"convolved, map {one}", made.third[0, one]),
        ("unpooled", made.opened[0, one]),
        ("given back", made.output[0, 0]),
    ]
    places = [made.first_places[0, one].flatten().tolist(), made.second_places[0, two].flatten().tolist()]
    return [(title, part.numpy()) for title, part in maps], [(1, 7, places[0]), (3, 5, places[1])]


def spread() -> float:
    """The mean squared error of always giving back the mean test digit."""
    pictures = digits()[1]
    return float(((pictures - pictures.mean(dim=0)) ** 2).mean())


def given_back(found: Mapping[str, Trained], n: int) -> tuple[NDArray[Any], Sequence[tuple[str, NDArray[Any]]]]:
    """The first n test digits (n, 8, 8), and what each decoder made of them, by name."""
    pictures = digits()[1][:n]
    rows = [(name, passed(trained, name, pictures).output[:, 0].numpy()) for name, trained in found.items()]
    return np.asarray(pictures[:, 0].numpy()), rows
