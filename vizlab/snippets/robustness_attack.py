"""One picture under attack: what becomes of it, of the answer, and of both at every size and step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from vizlab.robustness.one_picture import Attempt
from vizlab.snippets import pictures
from vizlab.snippets.text import arguments, call

Base = tuple[str, str, Mapping[str, Any]]  # the network, the expression of the picture, its crop


def opened(base: Base, more: str = "", imports: str = "images, library") -> str:
    """The lines that open the network and the picture. more: imports that go with them."""
    reference, picture, crop = base
    return f"""{pictures.imports(picture)}from vizlab import {imports}
{more}
model = library.open_model({reference!r})
image = {pictures.fitted(picture, crop)}
"""


def pair(base: Base, attempt: Attempt, which: str, titles: Sequence[str], height_px: int) -> str:
    """Two of the pictures: "attacked" beside the original, or "change" beside the random signs."""
    shown = {
        "attacked": "[images.to_pixels(outcome.images[0]), images.to_pixels(outcome.images[1])]",
        "change": "[showing.amplified(outcome.images[1] - outcome.images[0])[0], images.to_pixels(outcome.images[2])]",
    }
    return f"""{_made(base, attempt, "pictures", "one_picture, showing")}
figure = pictures.image_grid({shown[which]}, {list(titles)!r}, columns=2, height_px={height_px})
figure.write_html("{which}.html")
"""


def answers(base: Base, attempt: Attempt, shown: Sequence[int]) -> str:
    """What the network says of the picture before, after, and with random signs."""
    return f"""{_made(base, attempt, "robustness_attack")}
shown = {list(shown)}
states = dict(zip(["before", "attacked", "random"], outcome.shares[:, shown].tolist()))
figure = robustness_attack.answers([model.classes[index] for index in shown], states)
figure.write_html("answers.html")
"""


def by_size(base: Base, attempt: Attempt, way: str, shown: Sequence[int], look: Mapping[str, Any]) -> str:
    """Class probabilities against the size of the change, along one of the two directions."""
    more = "from vizlab.figures import filter_why\nfrom vizlab.robustness import one_picture\n"
    return f"""{opened(base, more)}
ray = one_picture.by_size(model.network, image, {attempt.aim!r}, {attempt.seed})[{way!r}]
shares = ray.shares
curves = {{model.classes[index]: list(zip((255 * ray.sizes).tolist(), shares[:, index].tolist())) for index in {list(shown)}}}
figure = filter_why.lines(curves, at={attempt.levels}, {arguments(look)})
figure.write_html("by_size.html")
"""


def steps(base: Base, attempt: Attempt, shown: Sequence[int], look: Mapping[str, Any]) -> str:
    """Class probabilities at every step of PGD."""
    more = "from vizlab.figures import filter_why\nfrom vizlab.robustness import one_picture\n"
    return f"""{opened(base, more)}
_, shares = one_picture.step_by_step(model.network, image, one_picture.{call(attempt)})
curves = {{model.classes[index]: list(enumerate(shares[:, index].tolist())) for index in {list(shown)}}}
figure = filter_why.lines(curves, {arguments(look)})
figure.write_html("steps.html")
"""


def walk(base: Base, attempt: Attempt) -> str:
    """The way of PGD as a film."""
    more = "from vizlab.figures import robustness_attack\nfrom vizlab.robustness import one_picture, showing\n"
    return f"""{opened(base, more)}
places, shares = one_picture.step_by_step(model.network, image, one_picture.{call(attempt)})
moments, names, factor = showing.moments(places, shares, image.numpy(), model.classes)
figure = robustness_attack.walk(moments, names, titles=("picture", f"change × {{factor}}"))
figure.write_html("walk.html")
"""


def _made(base: Base, attempt: Attempt, figures: str, used: str = "one_picture") -> str:
    more = f"from vizlab.figures import {figures}\nfrom vizlab.robustness import {used}\n"
    return f"""{opened(base, more)}
outcome = one_picture.made(model.network, image, one_picture.{call(attempt)})
print(outcome.linf, outcome.length, outcome.longest, outcome.flips_at)"""
