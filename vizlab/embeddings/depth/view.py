"""What the numbers and maps of a way look like side by side: names, lines and notes, ready to be drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from vizlab.embeddings.depth.plans import Maps
from vizlab.embeddings.depth.separability import MEASURES, Apart

Lines = tuple[list[str], dict[str, list[float]], dict[str, float]]


def compared(ways: Mapping[str, Sequence[Apart]], measure: str) -> Lines:
    """Names of the stops, a line for each way, and the level of the control where there is one. measure: a name in `MEASURES`."""
    first = next(iter(ways.values()))
    series = {name: [getattr(apart, measure) for apart in way] for name, way in ways.items()}
    levels = {"shuffled labels": sum(apart.shuffled for apart in first) / len(first)} if measure == "neighbours" else {}
    return [apart.name for apart in first], series, levels


def together(way: Sequence[Apart]) -> Lines:
    """Names of the stops, and a line for each measure."""
    series = {title: [getattr(apart, field) for apart in way] for field, (title, _) in MEASURES.items()}
    return [apart.name for apart in way], series, {}


def halves(maps: Maps, way: Sequence[Apart]) -> list[tuple[Maps, list[str]]]:
    """The maps in two halves of the way, each map with what neighbours know there."""
    known = {apart.name: apart.neighbours for apart in way}
    chosen = list(maps)
    middle = -(-len(chosen) // 2)
    return [
        ({name: maps[name] for name in half}, [f"{known[name]:.0%}" for name in half])
        for half in (chosen[:middle], chosen[middle:])
        if half
    ]


def moments(maps: Maps, way: Sequence[Apart]) -> list[tuple[str, NDArray[np.float64]]]:
    """Name and positions of every stop, as frames of a film."""
    known = {apart.name: apart.neighbours for apart in way}
    return [(f"{name}: kNN {known[name]:.1%}", positions) for name, positions in maps.items()]
