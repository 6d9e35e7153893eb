"""What decides the training of a network that paints in one pass: one style, or any."""

from __future__ import annotations

from dataclasses import dataclass

from vizlab.errors import VizlabError
from vizlab.recipes import Knob, check

KIND, ANY_KIND = "onepass", "anystyle"


@dataclass(frozen=True, kw_only=True)
class OnePassRecipe:
    """Everything that decides a trained network. Field names are also widget keys, URL parameters and CLI options.

    style: a picture reference (see `vizlab.style.pictures`). pictures: a key of `PICTURES`, what is painted in training.
    push: the weight of the style, where that of the content is 1. lessons: rounds of training. crop_px: side of what is painted
    in a step. style_px: longer side of the style picture.
    """

    style: str = "pattern/Starlight"
    pictures: str = "photographs"
    push: float = 5.0
    smooth: float = 0.5
    lessons: int = 1000
    crop_px: int = 128
    style_px: int = 256
    pace: float = 0.002
    start: int = 0
    algorithm: int = 1  # raised when the same knobs come to mean another network

    def __post_init__(self) -> None:
        """Check types, ranges and names. Errors: `VizlabError`."""
        check(self, KNOBS)
        _check_pictures(self.pictures)


@dataclass(frozen=True, kw_only=True)
class AnyStyleRecipe:
    """Everything that decides a trained network for any style; the fields mean what they mean in `OnePassRecipe`."""

    pictures: str = "photographs"
    push: float = 3.0
    smooth: float = 0.3
    lessons: int = 2500
    crop_px: int = 64
    pace: float = 0.002
    start: int = 0
    algorithm: int = 1  # raised when the same knobs come to mean another network

    def __post_init__(self) -> None:
        """Check types, ranges and names. Errors: `VizlabError`."""
        check(self, {name: known for name, known in KNOBS.items() if name != "style_px"})
        _check_pictures(self.pictures)


def _check_pictures(name: str) -> None:
    if name not in PICTURES:
        raise VizlabError(f"pictures must be one of {', '.join(PICTURES)}; got {name!r}.")


PICTURES: dict[str, str] = {
    "photographs": "photographs that come along",
    "Tiny-ImageNet": "photographs that come along, and those of Tiny-ImageNet, which must be downloaded",
}
KNOBS: dict[str, Knob] = {
    "push": Knob(
        1.0,
        1000.0,
        "Weight of the style against the content: more of it, bolder paintings.",
        (1.0, 2.0, 3.0, 4.0, 5.0, 7.0, 10.0, 20.0, 50.0, 100.0),
    ),
    "smooth": Knob(0.0, 10.0, "Weight of the total variation: more of it, less grain.", (0.0, 0.1, 0.3, 0.5, 1.0, 3.0)),
    "lessons": Knob(
        1, 20_000, "Steps of training: after 300 it paints, after 2,500 it paints well.", (100, 300, 600, 1000, 1500, 2500, 6000)
    ),
    "crop_px": Knob(32, 256, "Side of the pieces that it learns from: time grows with its square.", (64, 96, 128, 160, 192)),
    "style_px": Knob(64, 512, "Size of the style picture: larger, larger strokes.", (128, 192, 256, 320, 384)),
    "pace": Knob(1e-4, 0.02, "How far a weight may move in a step.", (0.0005, 0.001, 0.002, 0.004)),
    "start": Knob(0, 2**31 - 1, "Seed of the first weights and of the pieces.", tuple(range(20))),
}
SHIPPED: dict[str, OnePassRecipe] = {  # title -> recipe of a network that comes with vizlab
    "Starlight": OnePassRecipe(style="pattern/Starlight", pictures="Tiny-ImageNet", lessons=6000),
    "Waves": OnePassRecipe(style="pattern/Waves", pictures="Tiny-ImageNet", push=4.0, lessons=6000),
    "Stained glass": OnePassRecipe(style="pattern/Stained glass", pictures="Tiny-ImageNet", push=4.0, lessons=6000),
    "Marble": OnePassRecipe(style="pattern/Marble", pictures="Tiny-ImageNet", push=4.0, lessons=6000),
}
ANY_SHIPPED = AnyStyleRecipe(pictures="Tiny-ImageNet", push=5.0, lessons=4500)
