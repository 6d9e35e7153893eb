"""What decides a painting: pictures, a network and what it listens to, and how content and style are traded for each other."""

from __future__ import annotations

import re
from dataclasses import dataclass

from vizlab.errors import VizlabError
from vizlab.recipes import Knob, check

MOST_LAYERS = 5  # of a network that are listened to: shallow = 1


@dataclass(frozen=True, kw_only=True)
class StyleRecipe:
    """Everything that decides a painting. Field names are also widget keys, URL parameters and CLI options.

    content, style, second, third: picture references (see `vizlab.style.pictures`); the last two may be "". Their target
    statistics are averaged: second_share and third_share of them, and the rest of the first. network: see
    `vizlab.style.features`. alpha, strength, tv: weights of content, style and total variation. content_layers: numbers of the
    layers whose features are the content, such as "2,4"; a number beyond the deepest means the deepest, 0 the pixels.
    w_pixels, w_1 ... w_5: weights of the style layers, shallow to deep; a layer of weight 0 is not looked at. init_from: with
    init "painting", `<run id>@<step>`. Names are checked where their tables are.
    """

    content: str = "photo/Cat"
    style: str = "pattern/Stained glass"
    second: str = ""
    third: str = ""
    second_share: float = 0.0
    third_share: float = 0.0
    network: str = "bundled/tiny-vgg"
    size_px: int = 256
    style_scale: float = 1.0
    scales: int = 1
    alpha: float = 1.0
    strength: float = 10.0
    steps: int = 200
    init: str = "content"
    init_from: str = ""
    content_layers: str = "3"
    statistic: str = "Gram"
    w_pixels: float = 1.0
    w_1: float = 1.0
    w_2: float = 1.0
    w_3: float = 1.0
    w_4: float = 1.0
    w_5: float = 1.0
    pooling: str = "average"
    tap: str = "after"
    paint: str = "Fourier"
    seamless: bool = False
    colors: str = "style"
    optimizer: str = "L-BFGS"
    lr: float = 0.03
    tv: float = 3.0
    seed: int = 0
    algorithm: int = 2  # raised when the same knobs come to mean another painting

    def __post_init__(self) -> None:
        """Check types, ranges, and the numbers of the content layers."""
        check(self, KNOBS)
        layer_numbers(self.content_layers)

    @property
    def weights(self) -> tuple[float, ...]:
        """Of the style layers: the pixels, then shallow to deep."""
        return self.w_pixels, self.w_1, self.w_2, self.w_3, self.w_4, self.w_5

    @property
    def styles(self) -> dict[str, float]:
        """Style pictures and their shares, which add up to 1; those of share 0 are left out."""
        asked = {self.second: self.second_share, self.third: self.third_share}
        others = {name: share for name, share in asked.items() if name and share}
        total = max(sum(others.values()), 1.0)
        shares = {self.style: 1 - sum(others.values()) / total}
        for name, share in others.items():
            shares[name] = shares.get(name, 0.0) + share / total
        return {name: share for name, share in shares.items() if share > 0}


def layer_numbers(text: str) -> tuple[int, ...]:
    """ "2,4" -> (2, 4), ascending, each once. Errors: `VizlabError` on anything but numbers from 0 to `MOST_LAYERS`."""
    if not re.fullmatch(rf" *[0-{MOST_LAYERS}](?: *, *[0-{MOST_LAYERS}])* *", text):
        raise VizlabError(f"Content layers are numbers from 0 to {MOST_LAYERS} with commas between, such as 2,4; got {text!r}.")
    return tuple(sorted({int(number) for number in text.split(",")}))


_WEIGHT = "Weight of this layer in the style: 0 leaves it out."
_WEIGHTS = (0.0, 0.1, 0.3, 1.0, 3.0, 10.0)
_SHARE = "Share of this style in the mixture; what is left is the first one's."
KNOBS: dict[str, Knob] = {
    "size_px": Knob(
        16, 1024, "Longer side of the painting in pixels: time grows with its square.", (64, 96, 128, 192, 256, 320, 384, 512)
    ),
    "alpha": Knob(
        0.0, 1000.0, "Weight of the content: 0 forgets it, which leaves texture synthesis.", (0.0, 0.1, 0.3, 1.0, 3.0, 10.0)
    ),
    "strength": Knob(
        0.0,
        100_000.0,
        "Weight of the style: 0 gives the photograph back, as far as the content layers know it.",
        (0.0, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0, 10_000.0),
    ),
    "steps": Knob(
        1, 2000, "How often the picture is improved: most happens in the first fifty.", (25, 50, 100, 200, 300, 500, 1000)
    ),
    "lr": Knob(
        0.001,
        1.0,
        "How far a pixel may move in one step, 1 being from black to white. L-BFGS finds its own length.",
        (0.003, 0.01, 0.02, 0.03, 0.05, 0.1, 0.3, 1.0),
    ),
    "tv": Knob(
        0.0,
        100.0,
        "Weight of the total variation: more of it takes away noise, too much of it takes away the strokes.",
        (0.0, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0),
    ),
    "second_share": Knob(0.0, 1.0, _SHARE),
    "third_share": Knob(0.0, 1.0, _SHARE),
    "style_scale": Knob(
        0.25, 2.0, "Size of the style picture beside the painting: larger means larger strokes.", (0.25, 0.5, 0.75, 1.0, 1.5, 2.0)
    ),
    "scales": Knob(1, 5, "Coarse to fine: begins at half, a quarter ... of the size, so that large forms come first, cheaply."),
    **{name: Knob(0.0, 100.0, _WEIGHT, _WEIGHTS) for name in ("w_pixels", "w_1", "w_2", "w_3", "w_4", "w_5")},
    "seed": Knob(0, 2**31 - 1, "The noise it starts from, and the weights of the random network.", tuple(range(100))),
}
