"""What can be chosen of the six families on the same points: the recipe, its knobs, and the runs that come with vizlab.

To add a knob: a field of the recipe (with metadata `LATER`, so that older runs keep their ids), a line in its table of knobs,
and the code in `training` that reads it.
"""

from __future__ import annotations

from dataclasses import dataclass

from vizlab.generative.families.shapes import shape
from vizlab.recipes import Knob, check

KIND = "families"


@dataclass(frozen=True, kw_only=True)
class FamiliesRecipe:
    """Everything that decides a run; field names are also widget keys, URL parameters and CLI options."""

    plane_data: str = "spiral"
    plane_points: int = 4000
    plane_steps: int = 2000
    components: int = 20
    plane_seed: int = 0
    algorithm: int = 1  # raised when the same knobs come to mean another computation

    def __post_init__(self) -> None:
        """Check types, ranges and the shape's name."""
        check(self, FAMILY_KNOBS)
        shape(self.plane_data)


FAMILY_KNOBS: dict[str, Knob] = {
    "plane_points": Knob(100, 20_000, "Points to learn from; few are learned by heart.", (200, 1000, 4000)),
    "plane_steps": Knob(
        100, 20_000, "Steps of training, in the unit that each family takes a share or a multiple of.", (200, 500, 1000, 2000)
    ),
    "components": Knob(1, 50, "Gaussians of the mixture.", (2, 5, 10, 20, 30, 50)),
    "plane_seed": Knob(0, 2**31 - 1, "The points, every start and every draw.", tuple(range(10))),
}
# Runs that come with vizlab; each is found finished under its recipe.
FAMILY_EXAMPLES: dict[str, FamiliesRecipe] = {
    "Spiral": FamiliesRecipe(),
    "Pinwheel": FamiliesRecipe(plane_data="pinwheel"),
    "Ring": FamiliesRecipe(plane_data="ring"),
}
