"""What to embed and how: the frozen recipe of a map, whose hash names its run.

To add a knob: a field, a line in `KNOBS`, its name with the methods that read it (`methods/`), and the code that does.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from vizlab.embeddings import sources
from vizlab.embeddings.methods import METHODS
from vizlab.errors import VizlabError
from vizlab.recipes import Knob, check

ENOUGH = 1000  # a test set of so many is taken first; a smaller one, of the digits say, always with the training set after it
N_MOST = 70_000  # pictures: all of MNIST
N_USUAL = 2000  # pictures: what is taken unless more is asked for, some ten seconds of t-SNE


@dataclass(frozen=True, kw_only=True)
class EmbeddingRecipe:
    """Everything that decides a map. Field names are also widget keys, URL parameters and CLI options.

    reference: a model with its epoch (`bundled/digits-cnn@30`), and layer: one of its layers; both empty for raw pixels.
    lr: 0 means automatic, n / exaggeration / 4 or 50 if that is more, as in scikit-learn. broad: a second, larger perplexity,
    whose affinities are averaged with those of the first; 0 for none. shuffled: the control, every column of the vectors dealt
    out anew on its own. force: how t-SNE's repulsion is summed, see `FORCES`.
    """

    data: str = "digits"
    data_version: int = 1
    reference: str = ""
    layer: str = ""
    n: int = 1797
    method: str = "t-SNE"
    dims: int = 2
    metric: str = "Euclidean"
    shuffled: bool = False
    perplexity: float = 30.0
    broad: float = 0.0
    exaggeration: float = 12.0
    iterations: int = 1000
    lr: float = 0.0
    init: str = "PCA"
    force: str = "automatic"
    neighbors: int = 15
    min_dist: float = 0.1
    seed: int = 0
    algorithm: int = 2  # raised when the same knobs come to mean another map

    def __post_init__(self) -> None:
        """Check types, names and ranges, and that layer and reference come together. Errors: `VizlabError`."""
        check(self, KNOBS)
        for name, known in NAMES.items():
            if getattr(self, name) not in known:
                raise VizlabError(f"{name} must be one of {', '.join(known)}; got {getattr(self, name)!r}.")
        if bool(self.reference) != bool(self.layer):
            got = f"got reference {self.reference!r} and layer {self.layer!r}"
            raise VizlabError(f"A layer needs the reference of its model, and a reference needs a layer; {got}.")
        if "perplexity" in METHODS[self.method].knobs:
            _check_perplexities(self)
        if METHODS[self.method].most and self.n > METHODS[self.method].most:
            most = METHODS[self.method].most
            raise VizlabError(f"n must be at most {most:,} for {self.method}, which compares every pair; got {self.n:,}.")
        if self.n > available(self.data):
            raise VizlabError(f"n must be at most {available(self.data):,} with {self.data}; got {self.n:,}.")

    @property
    def step_size(self) -> float:
        """The learning rate in effect."""
        return self.lr or max(self.n / self.exaggeration / 4, 50.0)

    @property
    def settled(self) -> EmbeddingRecipe:
        """The same map with every knob that its method does not read at its default, so that equal maps have equal ids."""
        read = {*ALWAYS_READ, *METHODS[self.method].knobs, *(("seed",) if self.shuffled else ())}
        unread: dict[str, Any] = {field.name: field.default for field in dataclasses.fields(self) if field.name not in read}
        return dataclasses.replace(self, **unread)


def largest_perplexity(n: int) -> int:
    """The largest perplexity that n points allow, in whole numbers: each listens to three times as many of its n - 1 others."""
    return max((n - 1) // 3, 1)


def available(name: str) -> int:
    """How many rows of a source can be embedded: at most `N_MOST`. Errors: `VizlabError` if there is none of this name."""
    return min(sources.find(name).n, N_MOST)


def usual(name: str) -> int:
    """How many pictures of a data set are embedded unless more is asked for: all that there are, at most `N_USUAL`."""
    return min(available(name), N_USUAL)


def sizes(name: str) -> list[int]:
    """Numbers of pictures of a data set that are offered, ascending; the last is all that can be embedded."""
    most = available(name)
    return [*(n for n in SIZES if n < most), most]


def _check_perplexities(recipe: EmbeddingRecipe) -> None:
    most = largest_perplexity(recipe.n)
    if recipe.perplexity > most:
        raise VizlabError(f"perplexity must be at most (n - 1) / 3 = {most} with {recipe.n:,} points; got {recipe.perplexity:g}.")
    if recipe.broad and not recipe.perplexity < recipe.broad <= most:
        between = f"lie between perplexity = {recipe.perplexity:g} and (n - 1) / 3 = {most}"
        raise VizlabError(f"broad must {between}, or be 0 for none; got {recipe.broad:g}.")


ALWAYS_READ = ("data", "data_version", "reference", "layer", "n", "method", "dims", "metric", "shuffled", "algorithm")
SIZES = (200, 500, 1000, 1500, 2000, 5000, 10_000, 20_000, 50_000)
INITS: dict[str, str] = {
    "PCA": "the plane of greatest variance, shrunk to almost a point: the coarse arrangement starts sensibly",
    "random": "a tiny random cloud: where clusters end up relative to each other is chance",
}
METRICS: dict[str, str] = {
    "Euclidean": "the straight distance of two vectors",
    "cosine": "their angle: every vector is scaled to length one first",
}
FORCES: dict[str, str] = {
    "automatic": "exact for few points, up to 10,000 with a CUDA GPU; the grid for many",
    "exact": "every pair of points repels: time grows with the square of their number",
    "grid": "points repel through one potential on a grid: time grows with their number",
}
NAMES: dict[str, dict[str, object]] = {"method": {**METHODS}, "init": {**INITS}, "metric": {**METRICS}, "force": {**FORCES}}
KNOBS: dict[str, Knob] = {
    "n": Knob(sources.LEAST, N_MOST, "More pictures: a fuller map, and a longer wait."),
    "perplexity": Knob(
        2, 200, "How many neighbours each point listens to: few break the map into crumbs.", (5, 10, 20, 30, 50, 100)
    ),
    "broad": Knob(
        0,
        1000,
        "A second, larger perplexity, averaged with the first: near and far count; 0 is none.",
        (0, 50, 100, 200, 500),
    ),
    "exaggeration": Knob(
        1, 50, "How much stronger neighbours attract for the first 250 iterations: lets clusters find together.", (1, 4, 12, 30)
    ),
    "iterations": Knob(50, 5000, "Steps of the descent: the curve of the loss tells when it is enough.", (250, 500, 1000, 2000)),
    "lr": Knob(
        0, 5000, "Length of each step; 0 chooses max(n / exaggeration / 4, 50), as scikit-learn does.", (0, 10, 50, 200, 1000)
    ),
    "dims": Knob(2, 3, "Numbers that each point is left with: a flat map, or a room."),
    "neighbors": Knob(
        2, 200, "How many neighbours make up the graph: few show detail, many the coarse shape.", (5, 10, 15, 30, 50, 100)
    ),
    "min_dist": Knob(0, 1, "How near points may come: small packs clusters tightly, large spreads them.", (0, 0.1, 0.25, 0.5, 1)),
    "seed": Knob(0, 2**31 - 1, "The random start, and the shuffled labels of the control.", tuple(range(20))),
}
