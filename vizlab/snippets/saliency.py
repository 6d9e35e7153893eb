"""Saliency maps, side by side, blinking, and class against class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vizlab.snippets import pictures
from vizlab.snippets.text import arguments

Place = tuple[int, int]


@dataclass(frozen=True)
class Subject:
    """A network and what it is shown. picture: an expression, as of `photograph_source`; crop: as `images.fit`."""

    reference: str
    picture: str
    crop: Mapping[str, Any]


def saliency(
    subject: Subject, target: int, method: str, options: Mapping[str, Any], drawing: Mapping[str, Any], *, at: Place | None = None
) -> str:
    """Make one map again. drawing: as `attribution` takes."""
    drawn = {"title": method, **drawing} | ({} if at is None else {"at": at})
    return f"""{_opened(subject)}from vizlab.figures.saliency_compare import attribution
from vizlab.saliency.proof import prove

{_image(subject)}
options = {dict(options)!r}
explanation = saliency.explain(model.network, image, {target}, {method!r}, **options)
print(saliency.probabilities(model.network, image))
print(prove(model.network, image, {target}, {method!r}, explanation.values, **options))
figure = attribution(images.to_pixels(image), explanation.values, {arguments(drawn)})
figure.write_html("saliency.html")
"""


def blink(subject: Subject, target: int, methods: Mapping[str, Mapping[str, Any]], drawing: Mapping[str, Any]) -> str:
    """Make the film of two maps again. methods: name -> its options."""
    return f"""{_opened(subject)}from vizlab.figures.saliency_compare import blink

{_image(subject)}
methods = {_dicts(methods)!r}
maps = {{name: saliency.explain(model.network, image, {target}, name, **options).values for name, options in methods.items()}}
figure = blink(images.to_pixels(image), maps, {arguments(drawing)})
figure.write_html("blink.html")
"""


def patches(
    subject: Subject, target: int, methods: Mapping[str, Mapping[str, Any]], at: Place, drawing: Mapping[str, Any]
) -> str:
    """Cut the surroundings of a pixel out of the picture and its maps again. methods: name -> its options."""
    return f"""{_opened(subject)}from vizlab.figures.saliency_compare import patches

{_image(subject)}
methods = {_dicts(methods)!r}
maps = {{name: saliency.explain(model.network, image, {target}, name, **options).values for name, options in methods.items()}}
figure = patches(images.to_pixels(image), maps, {at!r}, {arguments(drawing)})
figure.write_html("patches.html")
"""


def classes(
    subject: Subject,
    targets: Sequence[int],
    method: str,
    options: Mapping[str, Any],
    drawing: Mapping[str, Any],
    *,
    shown: int | None,
    outlined: bool = False,
) -> str:
    """Make the map of one of two classes again, the one `shown` (0 or 1), or, None, their difference.

    outlined: whether the picture is a scene of two objects, whose outlines are drawn.
    """
    values = "maps[0] - maps[1]" if shown is None else f"maps[{shown}]"
    lines, more = "", ""
    if outlined:
        drawn = subject.picture.replace("scene_picture", "scene")
        lines = f'drawn = {drawn}\noutlines = {{"first": drawn.masks[0], "second": drawn.second_masks[0]}}\n'
        more = ", outlines=outlines"
    return f"""{_opened(subject)}from vizlab.figures.saliency_compare import attribution

{_image(subject)}
{lines}options = {dict(options)!r}
maps = [saliency.explain(model.network, image, target, {method!r}, **options).values for target in {list(targets)!r}]
figure = attribution(images.to_pixels(image), {values}, {arguments(drawing)}{more})
figure.write_html("classes.html")
"""


def _opened(subject: Subject) -> str:
    return f"{pictures.imports(subject.picture)}from vizlab import images, library, saliency\n"


def _image(subject: Subject) -> str:
    return f"model = library.open_model({subject.reference!r})\nimage = {pictures.fitted(subject.picture, subject.crop)}"


def _dicts(methods: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    return {name: dict(options) for name, options in methods.items()}
