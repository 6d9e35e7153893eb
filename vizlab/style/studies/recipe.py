"""What decides a study. To add one: a line in `STUDIES` and a function in `paintings.PAINTINGS`."""

from __future__ import annotations

from dataclasses import dataclass

from vizlab.errors import VizlabError
from vizlab.recipes import Knob, check
from vizlab.style.recipe import StyleRecipe

KIND = "style-study"


@dataclass(frozen=True, kw_only=True)
class StudyRecipe:
    """Everything that decides a study. study: a key of `STUDIES`. picture: what all its paintings are held against.

    network: see `vizlab.style.features`. side_px: longer side of each painting. rounds: iterations of each. seed: of the noise
    that all start from, and of the weights of the random network.
    """

    study: str = "layers"
    picture: str = StyleRecipe.style
    network: str = StyleRecipe.network
    side_px: int = 96
    rounds: int = 200
    seed: int = 0
    algorithm: int = 1  # raised when the same recipe comes to mean other paintings

    def __post_init__(self) -> None:
        """Check types, ranges and names. Errors: `VizlabError`."""
        check(self, KNOBS)
        if self.study not in STUDIES:
            raise VizlabError(f"The study must be one of {', '.join(STUDIES)}; got {self.study!r}.")


STUDIES: dict[str, str] = {
    "naive": "The style picture through the content loss, and through Gram matrices, of the same layers.",
    "statistics": "The same texture through every statistic of the features.",
    "layers": "A texture from one layer alone, for each layer.",
    "reconstruction": "What each layer alone holds of a photograph.",
}
KNOBS: dict[str, Knob] = {
    "side_px": Knob(32, 256, "Longer side of each painting in pixels: time grows with its square.", (64, 96, 128, 192)),
    "rounds": Knob(1, 1000, "Iterations of each painting.", (25, 50, 100, 200, 400)),
    "seed": Knob(0, 2**31 - 1, "The noise that all start from, and the weights of the random network.", tuple(range(100))),
}
