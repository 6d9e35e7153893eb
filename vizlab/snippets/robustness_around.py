"""What is around a picture: the box of the straight-line view, planes, lines, single pixels, and what is easier to move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from vizlab.snippets.robustness_attack import Base, opened
from vizlab.snippets.text import arguments


def box(base: Base | None, digit: int, eps: float, titles: Sequence[str]) -> str:
    """The margin over two pixels; without a base, of the linear network."""
    return f"""{_linear(base, digit, "robustness_linear")}
box = linearised.box(network, image, {eps!r})
figure = robustness_linear.box(box.steps, box.margin, box.slope, eps=box.eps, best=box.best(), titles={tuple(titles)!r})
figure.write_html("box.html")
"""


def gain(base: Base | None, digit: int, most: float, seed: int, look: Mapping[str, Any]) -> str:
    """What each size gains: by the formula, along the gradient's sign, and along random signs."""
    return f"""{_linear(base, digit, "filter_why")}
gain = linearised.gain(network, image, linearised.sizes({most!r}), {seed})
print(gain.error, 255 * gain.flips_at)
figure = filter_why.lines(gain.curves(), {arguments(look)})
figure.write_html("gain.html")
"""


def window(base: Base, kind: str, options: Mapping[str, Any], look: Mapping[str, Any], order: Sequence[int]) -> str:
    """The class at every place of a plane. options: reach, seed."""
    more = "from vizlab.figures import robustness_plane\nfrom vizlab.robustness import plane\n"
    return f"""{opened(base, more)}
found = plane.look(model.network, image, {kind!r}, {arguments(options)})
print(found.kept, found.half)
figure = robustness_plane.window(
    255 * found.steps, found.answers, found.sure, model.classes, order={list(order)}, {arguments(look)}
)
figure.write_html("window.html")
"""


def place(base: Base, kind: str, across: float, down: float, seed: int, height_px: int) -> str:
    """The picture at a place of a plane."""
    more = "from vizlab.figures import pictures\nfrom vizlab.robustness import plane\n"
    return f"""{opened(base, more)}
there, shares = plane.place(model.network, image, {kind!r}, {across!r}, {down!r}, {seed})
print(model.classes[shares.argmax()], shares.max())
figure = pictures.image(images.to_pixels(there), height_px={height_px})
figure.write_html("place.html")
"""


def scores(base: Base, way: str, most: float, seed: int, shown: Sequence[int], look: Mapping[str, Any]) -> str:
    """Scores of the leading classes along a straight line through the picture."""
    more = "from vizlab.figures import filter_why\nfrom vizlab.robustness import lines\n"
    return f"""{opened(base, more)}
line = lines.look(model.network, image, {way!r}, {most!r}, {seed})
print(line.kept, line.pieces)
curves = {{model.classes[index]: list(zip((255 * line.ray.sizes).tolist(), line.ray.scores[:, index].tolist()))
          for index in {list(shown)}}}
figure = filter_why.lines(curves, at=0, {arguments(look)})
figure.write_html("scores.html")
"""


def pixel(base: Base, options: Mapping[str, Any], height_px: int) -> str:
    """The picture with the one pixel that hurts most."""
    return f"""{_pixel(base, options, "robustness_plane")}
figure = robustness_plane.ringed(images.to_pixels(found.picture), found.pixel.row, found.pixel.column, height_px={height_px})
figure.write_html("pixel.html")
"""


def pixel_map(base: Base, options: Mapping[str, Any], look: Mapping[str, Any]) -> str:
    """The probability of the answer with the pixel at every place."""
    return f"""{_pixel(base, options, "pictures")}
figure = pictures.heat(found.everywhere, {arguments(look)})
figure.write_html("everywhere.html")
"""


def pixel_search(base: Base, options: Mapping[str, Any], look: Mapping[str, Any]) -> str:
    """How the search went on."""
    return f"""{_pixel(base, options, "filter_why")}
figure = filter_why.lines(found.curve, {arguments(look)})
figure.write_html("search.html")
"""


def pixel_rate(reference: str, n: int, seed: int, look: Mapping[str, Any]) -> str:
    """What one pixel does to many pictures."""
    return f"""from vizlab import library
from vizlab.figures import pictures
from vizlab.robustness import single_pixel

model = library.open_model({reference!r})
found = single_pixel.rate(model, {n}, {seed})
print(found.rate, found.chance)
figure = pictures.image_grid(*found.shown(model.classes), {arguments(look)})
figure.write_html("fooled.html")
"""


def easier(reference: str, n: int, steps: int, seed: int, measure: str, look: Mapping[str, Any]) -> str:
    """The same goals by changing pictures and by changing weights."""
    return f"""from vizlab import library
from vizlab.figures import filter_why
from vizlab.robustness import easier

model = library.open_model({reference!r})
ways = easier.compare(model.network, {n}, {steps}, {seed})
for name, way in ways.items():
    print(name, way.steps, way.values, way.moved)
figure = filter_why.lines(easier.curves(ways, {measure!r}), {arguments(look)})
figure.write_html("easier.html")
"""


def _pixel(base: Base, options: Mapping[str, Any], figures: str) -> str:
    more = f"from vizlab.figures import {figures}\nfrom vizlab.robustness import single_pixel\n"
    return f"""{opened(base, more)}
found = single_pixel.look(model.network, image, {arguments(options)})
print(found.pixel)"""


def _linear(base: Base | None, digit: int, figures: str) -> str:
    more = f"from vizlab.figures import {figures}\nfrom vizlab.robustness import linearised\n"
    if base is not None:
        return f"{opened(base, more)}network = model.network"
    return f"{more}\nnetwork, image = linearised.linear_network(), linearised.test_digit({digit})"
