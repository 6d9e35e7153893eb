"""The control: in its own style a picture has nothing to change, and changes nothing; in another's it must."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

from vizlab.progress import Step
from vizlab.recipes import Knob, check
from vizlab.store import Store
from vizlab.style.recipe import KNOBS as STYLE_KNOBS
from vizlab.style.recipe import StyleRecipe
from vizlab.style.series import paint_all
from vizlab.style.tradeoff.curve import PLAIN

KIND = "style-identity"
OWN, AGAIN, OTHER = "its own style", "its own style, from noise", "another style"


@dataclass(frozen=True, kw_only=True)
class IdentityRecipe:
    """Everything that decides the control. content, style, network, seed: as of a painting; style is the other one.

    pull: the strength of the style. point_px: longer side of each picture. point_steps: iterations of each.
    """

    content: str = StyleRecipe.content
    style: str = StyleRecipe.style
    network: str = StyleRecipe.network
    pull: float = 3.0
    point_px: int = 64
    point_steps: int = 100
    seed: int = 0
    algorithm: int = 1  # raised when the same recipe comes to mean other pictures

    def __post_init__(self) -> None:
        """Check types and ranges."""
        check(self, KNOBS)

    def paintings(self) -> dict[str, StyleRecipe]:
        """From the photograph in its own style, from noise in its own style, from the photograph in another."""
        return {
            OWN: self._painting(self.content, "content"),
            AGAIN: self._painting(self.content, "noise"),
            OTHER: self._painting(self.style, "content"),
        }

    def order(self) -> list[int]:
        """As they stand."""
        return [0, 1, 2]

    def _painting(self, style: str, init: str) -> StyleRecipe:
        return StyleRecipe(
            content=self.content, style=style, network=self.network, init=init, strength=self.pull, size_px=self.point_px,
            steps=self.point_steps, seed=self.seed, content_layers="3", **PLAIN,
        )  # fmt: skip


def check_identity(recipe: IdentityRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Paint all three; see `series.paint_all`."""
    yield from paint_all(KIND, recipe, store)


KNOBS: dict[str, Knob] = {
    "pull": Knob(0.3, 1000, "Weight of the style against the content.", (1.0, 3.0, 10.0, 100.0)),
    "point_px": Knob(16, 256, "Longer side of each picture in pixels: time grows with its square.", (64, 96, 128)),
    "point_steps": Knob(1, 500, "Iterations of each picture.", (25, 50, 100, 200)),
    "seed": STYLE_KNOBS["seed"],
}
