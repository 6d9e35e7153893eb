"""Which unit of which network is maximised, and how: the frozen recipe of a picture, whose hash names its run.

To add a knob: a field, a line in `KNOBS`, and the code that reads it. Paints stand in `vizlab.paints`, rules in `climb`.
"""

from __future__ import annotations

from dataclasses import dataclass

from vizlab.errors import VizlabError
from vizlab.recipes import Knob, check


@dataclass(frozen=True, kw_only=True)
class AscentRecipe:
    """Everything that decides the picture of a unit. Field names are also widget keys, URL parameters and CLI options.

    reference: the model, with its epoch. layer: name of a module. unit: number of a map of that layer (of a class, in the last
    layer). aim: a key of `AIMS`. paint: one of `vizlab.paints.PAINTS`. rule: one of `climb.RULES`. n: pictures, pushed apart by
    `diversity` times the likeness of their features. size_px: side of the picture, 0 for what the network was trained on.
    """

    reference: str = "bundled/tiny-vgg@20"
    layer: str = "features.20"
    unit: int = 0
    aim: str = "one place"
    paint: str = "Fourier"
    rule: str = "Adam"
    steps: int = 128
    size_px: int = 0
    lr: float = 0.1
    jitter: int = 2
    blur: float = 0.0
    l2: float = 0.0
    tv: float = 0.0
    small_pixels: float = 0.0
    small_gradients: float = 0.0
    n: int = 1
    diversity: float = 1.0
    seed: int = 0
    algorithm: int = 1  # raised when the same knobs come to mean another picture

    def __post_init__(self) -> None:
        """Check types, ranges and the aim; names are checked where their tables are. Errors: `VizlabError`."""
        check(self, KNOBS)
        if self.aim not in AIMS:
            raise VizlabError(f"The aim must be one of {', '.join(AIMS)}; got {self.aim!r}.")


AIMS: dict[str, str] = {
    "one place": "the strongest place of the unit's map, wherever it is: a single thing, as large as what the unit sees",
    "everywhere": "the mean of its map: what it looks for, repeated all over the picture",
}
KNOBS: dict[str, Knob] = {
    "unit": Knob(0, 100_000, "Which map of the layer."),
    "steps": Knob(1, 2048, "How often the picture is improved: most happens early.", (16, 32, 64, 128, 256, 512, 1024)),
    "size_px": Knob(0, 256, "Side of the picture.", (0, 64, 96, 128, 192)),
    "lr": Knob(
        0.0001, 10.0, "Length of a step: too long and the picture jumps about.", (0.001, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
    ),
    "jitter": Knob(0, 32, "Shifts the picture by up to so many pixels at each step: what remains does not hang on a pixel."),
    "blur": Knob(0.0, 3.0, "Blurs the picture by so many pixels at every fourth step.", (0.0, 0.3, 0.5, 0.7, 1.0, 1.5)),
    "l2": Knob(0.0, 10_000.0, "Price of leaving the ground colour: only what pays stays.", (0.0, 1.0, 3.0, 10.0, 30.0, 100.0)),
    "tv": Knob(0.0, 10_000.0, "Price of differing neighbours: takes away noise.", (0.0, 1.0, 3.0, 10.0, 30.0, 100.0)),
    "small_pixels": Knob(
        0.0, 0.95, "At every fourth step this share of the pixels, the faintest, goes back to the ground.", (0.0, 0.1, 0.3, 0.5)
    ),
    "small_gradients": Knob(
        0.0, 0.95, "The same for the pixels that the unit would miss least, to first order.", (0.0, 0.1, 0.3, 0.5)
    ),
    "n": Knob(1, 64, "So many pictures at once.", (1, 2, 4, 6)),
    "diversity": Knob(0.0, 1000.0, "How hard they are pushed to be different.", (0.0, 0.3, 1.0, 3.0, 10.0)),
    "seed": Knob(0, 2**31 - 1, "The noise it starts from, and the shifts.", tuple(range(100))),
}
