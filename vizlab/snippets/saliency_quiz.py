"""The rounds of the quiz about maps, and its score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def asked(reference: str, data: str, index: int, method: str) -> str:
    """The map of the network's answer to one picture of the crowd."""
    return f"""from vizlab import images, library, saliency
from vizlab.data import samples
from vizlab.figures.pictures import overlay
from vizlab.saliency.quiz import rounds

model = library.open_model({reference!r})
image = rounds.picture(samples.crowd({data!r}).inputs[{index}])
shares = saliency.probabilities(model.network, image)
found = saliency.explain(model.network, image, int(shares.argmax()), {method!r})
signed = saliency.METHODS[{method!r}].is_signed
figure = overlay(images.to_pixels(image), found.values, title={method!r}, signed=signed, height_px=300)
figure.write_html("round.html")
"""


def suspects(reference: str, data: str, index: int, target: int, method: str, seed: int, order: Sequence[str]) -> str:
    """The three maps of one picture, by name."""
    return f"""from vizlab import library
from vizlab.data import samples
from vizlab.figures.saliency_lineup import line_up
from vizlab.saliency.quiz import rounds

model = library.open_model({reference!r})
image = rounds.picture(samples.crowd({data!r}).inputs[{index}])
maps = rounds.suspects(model.network, image, {target}, {method!r}, {seed})
names = {list(order)!r}
figure = line_up([maps[name] for name in names], names)
figure.write_html("suspects.html")
"""


def score(counts: Mapping[str, tuple[int, int]], chance: float) -> str:
    """The score of a game against guessing."""
    return f"""from vizlab.figures.saliency_shares import shares
from vizlab.saliency.quiz import odds

counts = {dict(counts)!r}  # right answers, rounds
for name, (right, asked) in counts.items():
    print(name, "dice do as well in", odds.p_value(right, asked, {chance!r}))
figure = shares(
    list(counts), {{"right": [right / asked if asked else None for right, asked in counts.values()]}},
    chance=[{chance!r}] * len(counts),
    errors={{"right": [odds.interval(*count) for count in counts.values()]}},
)
figure.write_html("score.html")
"""
