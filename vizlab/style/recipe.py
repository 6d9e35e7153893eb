"""What decides a style transfer: two pictures, a network, and how they are traded for each other."""

from __future__ import annotations

from dataclasses import dataclass

from vizlab.recipes import Knob, check


@dataclass(frozen=True, kw_only=True)
class StyleRecipe:
    """Everything that decides a painting. Field names are also widget keys, URL parameters and CLI options.

    content, style: picture references (see `vizlab.style.pictures`). network: see `vizlab.style.features`. strength: the weight
    of the style, where that of the content is 1. size_px: longer side of the painting. Names are checked where their tables are.
    """

    content: str = "photo/Cat"
    style: str = "pattern/Stained glass"
    network: str = "bundled/cifar-cnn"
    size_px: int = 256
    strength: float = 100.0
    steps: int = 200
    init: str = "content"
    grain: str = "all"
    colors: str = "style"
    optimizer: str = "L-BFGS"
    lr: float = 0.03
    tv: float = 0.03
    seed: int = 0
    algorithm: int = 1  # raised when the same knobs come to mean another painting

    def __post_init__(self) -> None:
        """Check types and ranges."""
        check(self, KNOBS)


KNOBS: dict[str, Knob] = {
    "size_px": Knob(
        32, 512, "Longer side of the painting in pixels: time grows with its square.", (64, 96, 128, 192, 256, 320, 384, 512)
    ),
    "strength": Knob(
        0.0,
        10_000.0,
        "Weight of the style against the content: 0 keeps the photograph, 1,000 forgets it.",
        (0.0, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0, 10_000.0),
    ),
    "steps": Knob(
        1, 2000, "How often the picture is improved: most happens in the first fifty.", (25, 50, 100, 200, 300, 500, 1000)
    ),
    "lr": Knob(
        0.001,
        1.0,
        "How far a pixel may move in one step of Adam, 1 being from black to white. L-BFGS finds its own length.",
        (0.003, 0.01, 0.02, 0.03, 0.05, 0.1, 0.3, 1.0),
    ),
    "tv": Knob(
        0.0,
        100.0,
        "Weight of the total variation: more of it takes away noise, too much of it takes away the strokes.",
        (0.0, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0),
    ),
    "seed": Knob(0, 2**31 - 1, "The noise it starts from, and the weights of the random network.", tuple(range(100))),
}
