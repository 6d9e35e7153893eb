"""How much is texture: the same noise, moved towards colours only, then towards more and more layers of a network."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from vizlab.progress import Step
from vizlab.recipes import Knob, check
from vizlab.store import Store
from vizlab.style.features import open_network
from vizlab.style.recipe import MOST_LAYERS, StyleRecipe
from vizlab.style.series import paint_all
from vizlab.style.texture.synthesis import synthesis

KIND = "style-ladder"
COLORS = "colours only"


@dataclass(frozen=True, kw_only=True)
class LadderRecipe:
    """Everything that decides a ladder of textures. style, network, seed: as of a painting. ladder_px: size of all pictures.

    rung_steps: iterations of each.
    """

    style: str = "pattern/Starlight"
    network: str = StyleRecipe.network
    ladder_px: int = 64
    rung_steps: int = 50
    seed: int = 0
    algorithm: int = 1  # raised when the same recipe comes to mean other textures

    def __post_init__(self) -> None:
        """Check types and ranges."""
        check(self, KNOBS)

    def paintings(self) -> dict[str, StyleRecipe]:
        """A texture for each rung: the pixels' Gram matrix, which knows colours alone, and that of the first layers."""
        depth = len(open_network(self.network, seed=self.seed).layers)
        return {title(number): self._rung(number) for number in range(depth + 1)}

    def order(self) -> list[int]:
        """From the bottom up."""
        return list(range(len(self.paintings())))

    def _rung(self, number: int) -> StyleRecipe:
        fields: dict[str, Any] = {f"w_{layer}": float(layer <= number) for layer in range(1, MOST_LAYERS + 1)}
        # Waves would lend forms to layers that know grain only.
        fields |= {"paint": "pixels", "pooling": "max", "seed": self.seed}
        return synthesis(self.style, self.network, source_px=self.ladder_px, steps=self.rung_steps, **fields)


def title(number: int) -> str:
    """What a rung is called."""
    return COLORS if number == 0 else "and layer 1" if number == 1 else f"and layers 1-{number}"


def climb(recipe: LadderRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Paint the ladder; see `series.paint_all`."""
    yield from paint_all(KIND, recipe, store)


KNOBS: dict[str, Knob] = {
    "ladder_px": Knob(16, 256, "Longer side of each picture in pixels: time grows with its square.", (64, 96, 128, 192)),
    "rung_steps": Knob(1, 1000, "Iterations of each texture.", (50, 100, 200, 300)),
    "seed": Knob(0, 2**31 - 1, "The noise that all start from, and the weights of the random network.", tuple(range(100))),
}
