"""What to embed and how: the frozen recipe of a t-SNE map, whose hash names its run.

To add a knob: a field, a line in `KNOBS`, and the code that reads it.
"""

from __future__ import annotations

from dataclasses import dataclass

from vizlab import data
from vizlab.errors import VizlabError
from vizlab.recipes import Knob, check

ENOUGH = 1000  # a test set of so many is taken alone; a smaller one, of the digits say, with the training set after it
N_MOST = 2000  # pictures: an exact t-SNE compares every pair, and so do the numbers that judge its map


@dataclass(frozen=True, kw_only=True)
class EmbeddingRecipe:
    """Everything that decides a t-SNE map. Field names are also widget keys, URL parameters and CLI options.

    reference: a model with its epoch (`bundled/digits-cnn@30`), and layer: one of its layers; both empty for raw pixels.
    lr: 0 means automatic, max(n / exaggeration / 4, 50), as in scikit-learn.
    """

    data: str = "digits"
    data_version: int = 1
    reference: str = ""
    layer: str = ""
    n: int = 1797
    perplexity: float = 30.0
    exaggeration: float = 12.0
    iterations: int = 1000
    lr: float = 0.0
    init: str = "PCA"
    seed: int = 0
    algorithm: int = 1  # raised when the same knobs come to mean another map

    def __post_init__(self) -> None:
        """Check types and ranges, and that layer and reference come together. Errors: `VizlabError`."""
        check(self, KNOBS)
        if bool(self.reference) != bool(self.layer):
            got = f"got reference {self.reference!r} and layer {self.layer!r}"
            raise VizlabError(f"A layer needs the reference of its model, and a reference needs a layer; {got}.")
        if self.init not in INITS:
            raise VizlabError(f"init must be one of {', '.join(INITS)}; got {self.init!r}.")
        if self.perplexity > self.n / 3:
            raise VizlabError(f"perplexity must be at most n / 3 = {self.n / 3:.0f}; got {self.perplexity:g}.")
        if self.n > available(self.data):
            raise VizlabError(f"n must be at most {available(self.data):,} with {self.data}; got {self.n:,}.")

    @property
    def step_size(self) -> float:
        """The learning rate in effect."""
        return self.lr or max(self.n / self.exaggeration / 4, 50.0)


def available(name: str) -> int:
    """How many pictures of a data set can be embedded: at most `N_MOST`. Errors: `VizlabError` if they are no pictures."""
    known = data.find(name)
    if not known.is_images:
        raise VizlabError(f"Only pictures can be embedded; {name} are points in the plane already.")
    is_enough = known.files or known.n_test >= ENOUGH
    return min(known.n_test if is_enough else known.n_test + known.n_train, N_MOST)


def sizes(name: str) -> list[int]:
    """Numbers of pictures of a data set that are offered, ascending; the last is all that can be embedded."""
    most = available(name)
    return [*(n for n in SIZES if n < most), most]


SIZES = (200, 500, 1000, 1500)
INITS: dict[str, str] = {
    "PCA": "the plane of greatest variance, shrunk to almost a point: the coarse arrangement starts sensibly",
    "random": "a tiny random cloud: where clusters end up relative to each other is chance",
}
KNOBS: dict[str, Knob] = {
    "n": Knob(60, N_MOST, "More pictures: a fuller map; time and memory grow with the square."),
    "perplexity": Knob(
        2, 200, "How many neighbours each point listens to: few break the map into crumbs.", (5, 10, 20, 30, 50, 100)
    ),
    "exaggeration": Knob(
        1, 50, "How much stronger neighbours attract for the first 250 iterations: lets clusters find together.", (1, 4, 12, 30)
    ),
    "iterations": Knob(50, 5000, "Steps of gradient descent: the KL curve tells when it is enough.", (250, 500, 1000, 2000)),
    "lr": Knob(
        0, 5000, "Length of each step; 0 chooses max(n / exaggeration / 4, 50), as scikit-learn does.", (0, 10, 50, 200, 1000)
    ),
    "seed": Knob(0, 2**31 - 1, "The random start, and the shuffled labels of the control.", tuple(range(20))),
}
