"""Saliency maps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vizlab.snippets import pictures
from vizlab.snippets.text import arguments


def saliency(
    reference: str,
    picture: str,
    crop: Mapping[str, Any],
    target: int,
    method: str,
    options: Mapping[str, Any],
    opacity: float = 0.6,
) -> str:
    """Make one saliency map again. picture: the expression of `photograph_source` and its like; crop: as `images.fit` takes."""
    return f"""{pictures.imports(picture)}from vizlab import images, library, saliency
from vizlab.figures.pictures import overlay

model = library.open_model({reference!r})
image = {pictures.fitted(picture, crop)}
explanation = saliency.explain(model.network, image, {target}, {method!r}, {arguments(options)})
print(saliency.probabilities(model.network, image), explanation.drop)
figure = overlay(images.to_pixels(image), explanation.values, opacity={opacity}, title={method!r})
figure.write_html("saliency.html")
"""
