"""One map before the court: beside PCA, beside random positions, and beside the same map of data without any structure.

Of more than `MOST` points an even sample is judged by itself.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab.embeddings import pca
from vizlab.embeddings.belief.neighbours import few
from vizlab.embeddings.belief.pairs import Pairs, shepard
from vizlab.embeddings.belief.preservation import area, preservation
from vizlab.embeddings.embed import KIND
from vizlab.embeddings.features import Items, read
from vizlab.embeddings.methods import METHODS
from vizlab.embeddings.quality import by_point, judge
from vizlab.embeddings.recipe import EmbeddingRecipe
from vizlab.embeddings.vectors import arranged
from vizlab.frames import Frames
from vizlab.store import Store

MOST = 5000  # points
CHANCE = "Random positions"
SHUFFLED = " of shuffled data"
BINS = 48  # of a Shepard density, a side


@dataclass(frozen=True)
class Verdict:
    """What is known of one map. positions (n, dims); lost (n,): share of each point's ten nearest that the map does not keep.

    kept: share of the k nearest that it keeps, for k = 1 to n - 1; area: under that curve, without chance; quality: by name.
    """

    positions: NDArray[np.float32]
    lost: NDArray[np.float64]
    kept: NDArray[np.float64]
    area: float
    quality: Mapping[str, float | None]


def is_made(recipe: EmbeddingRecipe, store: Store | None = None) -> bool:
    """Whether a map is there, or finished as soon as it is begun."""
    return METHODS[recipe.method].is_exact or Frames(KIND, recipe, store).record() is not None


def control(recipe: EmbeddingRecipe) -> EmbeddingRecipe:
    """The same map of shuffled data: every column dealt out anew, so that no structure is left."""
    return dataclasses.replace(recipe, shuffled=True).settled


def control_name(recipe: EmbeddingRecipe) -> str:
    """What that map is called."""
    return recipe.method + SHUFFLED


def subject(recipe: EmbeddingRecipe) -> Items:
    """What is embedded: all of it, or an even sample of `MOST`."""
    items = read(recipe)
    rows = few(len(items.features), MOST)
    if rows is None:
        return items
    return dataclasses.replace(items, features=items.features[rows], labels=items.labels[rows])


def verdicts(recipe: EmbeddingRecipe, store: Store | None = None) -> dict[str, Verdict]:
    """Name of a map -> what is known of it: of PCA, of the recipe's and its control's as far as they are made, of chance."""
    items, cases = _cases(recipe.settled, store)
    return {name: _heard(case, items) for name, case in cases.items()}


def pairs_of(recipe: EmbeddingRecipe, name: str, store: Store | None = None) -> Pairs:
    """The Shepard pairs of one of these maps."""
    case = _cases(recipe.settled, store)[1][name]
    return shepard(case.features, case.positions)


def density(pairs: Pairs) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """How many pairs lie in each cell (seen, true), and the edges of the cells: (b, b), (b + 1,), (b + 1,), both axes from 0.

    The distances on the map are scaled to fit the true ones best, as stress has them.
    """
    scale = float((pairs.true @ pairs.seen) / (pairs.seen @ pairs.seen).clamp(min=1e-300))
    true, seen = pairs.true.numpy(), pairs.seen.numpy() * scale
    edges = [np.linspace(0, float(values.max()) or 1.0, BINS + 1) for values in (true, seen)]
    counts, _, _ = np.histogram2d(seen, true, bins=(edges[1], edges[0]))
    return counts.astype(np.int64), edges[0], edges[1]


@dataclass(frozen=True)
class _Case:
    """Features (n, d) and positions (n, dims) of a map, and its quality, if it is on record."""

    features: torch.Tensor
    positions: torch.Tensor
    quality: Mapping[str, float | None] | None = None


def _cases(recipe: EmbeddingRecipe, store: Store | None) -> tuple[Items, dict[str, _Case]]:
    """What was embedded, and the maps by their names."""
    items = subject(recipe)
    features = arranged(items.features, recipe)
    made, noise = _made(items, recipe, store), _made(items, control(recipe), store)
    known = {} if made is None else {recipe.method: made[recipe.method]}
    generator = torch.Generator().manual_seed(recipe.seed)
    return items, {
        "PCA": made["PCA"] if made else _Case(features, _plane(features, recipe)),
        **known,
        **({} if noise is None or recipe.shuffled else {control_name(recipe): noise[recipe.method]}),
        CHANCE: _Case(features, torch.randn(len(features), recipe.dims, generator=generator)),
    }


def _plane(features: torch.Tensor, recipe: EmbeddingRecipe) -> torch.Tensor:
    return pca.fit(features, recipe.dims).project(features).float()


def _made(items: Items, recipe: EmbeddingRecipe, store: Store | None) -> dict[str, _Case] | None:
    """A finished map beside PCA, with the qualities on record where they are of all points; None if it was not made yet."""
    run = Frames(KIND, recipe, store)
    record, features = run.record(), arranged(items.features, recipe)
    if record is None and not METHODS[recipe.method].is_exact:
        return None
    rows = few(recipe.n, MOST)
    if record is None:
        positions = METHODS[recipe.method].begin(features, recipe, None).positions.detach().float()
    else:
        found = torch.from_numpy(np.array(run.read()[-1].arrays["positions"]))
        positions = found if rows is None else found[rows]
    known = record["quality"] if record and rows is None and recipe.dims == 2 and items.is_labelled else {}
    places = {"PCA": _plane(features, recipe), recipe.method: positions}
    return {name: _Case(features, place, known.get(name)) for name, place in places.items()}


def _heard(case: _Case, items: Items) -> Verdict:
    features, positions = case.features, case.positions
    kept = preservation(features, positions)
    labels = items.labels if items.is_labelled else None
    return Verdict(
        positions=positions.numpy(),
        lost=by_point(features, positions)["lost"],
        kept=kept.numpy(),
        area=area(kept),
        quality=case.quality or dataclasses.asdict(judge(features, positions, labels)),
    )
