"""Ways to a map, one file a method: each begins with vectors and a recipe and goes on in iterations, of which a film is made.

A method knows of the recipe only its fields, and imports `EmbeddingRecipe` for type checkers alone: the recipe reads its knobs
here. To add a method: a class with what `Layout` asks for, the function that begins it, and a line in `METHODS`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from numpy.typing import NDArray
from torch import Tensor

from vizlab.embeddings import tsne
from vizlab.embeddings.methods import autoencoder, isomap, mds, principal, random, umap

if TYPE_CHECKING:
    from vizlab.embeddings.recipe import EmbeddingRecipe


class Layout(Protocol):
    """A map on its way."""

    @property
    def positions(self) -> Tensor:
        """Where the points are: (n, dims) floating point, finite."""

    def advance(self) -> None:
        """One iteration, in place."""

    def state(self) -> dict[str, NDArray[Any]]:
        """All that the method needs, beside features and recipe, to go on to the same bits."""

    def loss(self) -> float:
        """What the method makes small, of the present positions, in the unit that the `Method` names."""


State = Mapping[str, NDArray[Any]]
Begin = Callable[[Tensor, "EmbeddingRecipe", State | None], Layout]
Prepare = Callable[[Tensor, "EmbeddingRecipe", State | None], Generator[str, None, Layout]]


@dataclass(frozen=True)
class Method:
    """A way to a map.

    begin: features (n, d), the recipe and a kept state, or None for the start -> its layout. knobs: the recipe's fields that it
    reads beside those that all methods do (`recipe.ALWAYS_READ`). loss, short: the name of what it makes small, as a curve and
    as a frame have it. prepare: for methods that take long to begin, the same, yielding at least every second what it is doing.
    phases: (last iteration, what happens until then). is_exact: finished at iteration 0, with nothing to wait for. most: the
    largest n that it can take; 0 for any.
    """

    begin: Begin
    knobs: tuple[str, ...]
    about: str
    loss: str
    short: str
    prepare: Prepare | None = None
    phases: tuple[tuple[int, str], ...] = ()
    is_exact: bool = False
    most: int = 0

    @property
    def is_at_once(self) -> bool:
        """Whether a map needs no job: it is finished as soon as it has begun, and that is soon."""
        return self.is_exact and self.prepare is None


METHODS: dict[str, Method] = {
    "t-SNE": Method(
        tsne.begin,
        ("perplexity", "broad", "exaggeration", "iterations", "lr", "init", "force", "seed"),
        "Neighbours stay neighbours; sizes of clusters and the gaps between them mean nothing.",
        "KL divergence",
        "KL",
        tsne.prepare,
        ((tsne.EXAGGERATED, "early exaggeration"),),
    ),
    "PCA": Method(
        principal.begin,
        (),
        "The directions of greatest variance: distances are real, but only what lies in them is seen.",
        "mean square error",
        "error",
        is_exact=True,
    ),
    "UMAP": Method(
        umap.begin,
        ("neighbors", "min_dist", "iterations", "seed"),
        "Neighbours pull, random pairs push: tight clusters, and distances between them that mean little.",
        "cross entropy",
        "entropy",
        umap.prepare,
    ),
    "MDS": Method(
        mds.begin,
        ("iterations",),
        "All distances count alike: the large ones, being many and long, win.",
        "stress",
        "stress",
        most=2000,
    ),
    "Isomap": Method(
        isomap.begin,
        ("neighbors",),
        "Distances along the data, from neighbour to neighbour: rolled-up sheets are unrolled.",
        "stress",
        "stress",
        isomap.prepare,
        is_exact=True,
        most=2000,
    ),
    "Autoencoder": Method(
        autoencoder.begin_deep,
        ("iterations", "seed"),
        "A network writes each point down as two numbers and reads it back: a curved sheet through the data.",
        "mean square error",
        "error",
    ),
    "Linear autoencoder": Method(
        autoencoder.begin_linear,
        ("iterations", "seed"),
        "The same network without bends: it finds the PCA plane, though turned and skewed within it.",
        "mean square error",
        "error",
    ),
    "Random projection": Method(
        random.begin,
        ("seed",),
        "A shadow along random directions: the control that every method must beat.",
        "stress",
        "stress",
        is_exact=True,
    ),
}
