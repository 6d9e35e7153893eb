"""What is looked at on the way through a network: a model and its data, and whether the way goes by layers or by epochs."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from vizlab import library
from vizlab.embeddings import sources
from vizlab.errors import VizlabError
from vizlab.recipes import Knob, check

LAYERS, EPOCHS = "layers", "epochs"


@dataclass(frozen=True, kw_only=True)
class DepthRecipe:
    """Field names are also widget keys and URL parameters. data: a source; reference: a model trained on it, with its epoch.

    along: "layers", or "epochs" of one `layer`; points: how many rows. perplexity, iterations: of the t-SNE maps.
    """

    data: str = "digits"
    reference: str = "bundled/digits-cnn@30"
    along: str = LAYERS
    layer: str = ""
    points: int = 500
    perplexity: float = 30.0
    iterations: int = 500
    seed: int = 0
    algorithm: int = 1  # raised when the same knobs come to mean other numbers

    def __post_init__(self) -> None:
        """Check types and ranges. Errors: `VizlabError`."""
        check(self, KNOBS)
        if self.along not in (LAYERS, EPOCHS) or (self.along == EPOCHS) != bool(self.layer):
            raise VizlabError(f"The way goes along layers, or along the epochs of a layer; got {self.along!r}, {self.layer!r}.")
        if self.points > sources.find(self.data).n:
            raise VizlabError(f"points must be at most {sources.find(self.data).n:,} with {self.data}; got {self.points:,}.")

    @property
    def untrained(self) -> DepthRecipe | None:
        """The same way through the network before its first step; None if that is not kept, or this is it."""
        name, epoch = library.split_reference(self.reference)
        known = library.entry(name).epochs
        return dataclasses.replace(self, reference=f"{name}@{known[0]}") if known and known[0] == 0 != epoch else None


KNOBS: dict[str, Knob] = {
    "points": Knob(sources.LEAST, 2000, "More of them: steadier numbers, a longer wait.", (200, 500, 1000)),
    "perplexity": Knob(2, 200, "How many neighbours each point of a t-SNE map listens to."),
    "iterations": Knob(50, 5000, "Steps of the descent of each t-SNE map."),
    "seed": Knob(0, 2**31 - 1, "Starts of k-means, and the shuffled labels of the control.", tuple(range(20))),
}
