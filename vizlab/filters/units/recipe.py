"""Which network is surveyed over which pictures: the frozen recipe whose hash names the survey.

To add pictures to survey: a line in `PARTS` and a branch in `pool.draw`.
"""

from __future__ import annotations

from dataclasses import dataclass

from vizlab.errors import VizlabError
from vizlab.recipes import Knob, check

KIND = "units"


@dataclass(frozen=True, kw_only=True)
class SurveyRecipe:
    """Everything that decides a survey. Field names are also widget keys, URL parameters and CLI options.

    reference: a model with its epoch. part: a key of `PARTS`. pictures: at most so many of it, the first ones.
    """

    reference: str = "bundled/fashion-cnn@10"
    part: str = "test"
    pictures: int = 10_000
    algorithm: int = 1  # raised when the same recipe comes to mean other numbers

    def __post_init__(self) -> None:
        """Check types, ranges and names. Errors: `VizlabError`."""
        check(self, KNOBS)
        if self.part not in PARTS:
            raise VizlabError(f"part must be one of {', '.join(PARTS)}; got {self.part!r}.")


PARTS: dict[str, str] = {
    "test": "test pictures",
    "samples": "pictures that come along",
    "digits": "handwritten digits of 8 × 8 pixels, for a network that reads larger ones",
    "pieces": "pieces cut from the photographs that come along",
}
KNOBS: dict[str, Knob] = {
    "pictures": Knob(
        1, 10_000, "More pictures: stronger and purer examples of what a unit answers to.", (500, 1000, 2000, 5000, 10_000)
    )
}
