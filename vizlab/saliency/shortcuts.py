"""Shortcuts: does a network look at the object, or at what was planted beside it (METHODS S23)?

The Shapes say exactly where both are, and the same images can be drawn with the shortcut changed and nothing else: what an
answer owes to it is then seen in the accuracy, and in how much of a map lies on it. To add a situation: a line in `SITUATIONS`.
Source: Lapuschkin 2019, arXiv:1902.10178 (a source tag that a classifier of photographs read); Geirhos 2020, arXiv:2004.07780.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from vizlab.data import shapes
from vizlab.errors import VizlabError
from vizlab.images import unit
from vizlab.inspection import chunks, inspected
from vizlab.recipes import Recipe
from vizlab.saliency import find
from vizlab.saliency.affordable import affordable
from vizlab.saliency.evidence.places import mass

N = 128  # test images behind an accuracy
MOST, LEAST = 64, 8  # images behind a mean mass
PASSES = 1_000  # images that may go through a network for a mean mass


@dataclass(frozen=True)
class Answers:
    """Shares of n images in 0-1. right: answered rightly. follows: answered as the shortcut says, None unless that is wrong."""

    right: float
    follows: float | None
    n: int


@dataclass(frozen=True)
class Masses:
    """The mean share of a map on the shortcut and on the object, and the share of the picture that each takes up: chance."""

    shortcut: float
    object: float
    shortcut_area: float
    object_area: float
    n: int


def planted_in(names: Sequence[str]) -> shapes.Options:
    """The first shortcut that is planted in any of these data sets; a tag where there is none."""
    known = (shapes.planted(name) for name in names)
    return next((each for each in known if each is not None and each.shortcut != "none"), shapes.Options(shortcut="tag"))


def scene(options: shapes.Options, index: int, *, corner: str = "", cue: int | None = None) -> shapes.Drawn:
    """A test image (n = 1) with its tag in another corner ("" for its own, "none"), or with the shortcut of another class."""
    moved = dataclasses.replace(options, agreement=1.0, place=corner or options.place)
    return shapes.draw_test(moved, index, cue=cue)


def picture(drawn: shapes.Drawn) -> torch.Tensor:
    """The first of drawn images as a network gets it: (3, 64, 64), float32 in [0, 1]."""
    return unit(torch.from_numpy(drawn.images[0]))


def answers(model: nn.Module, options: shapes.Options) -> dict[str, Answers]:
    """Situation -> what the network answers to the first `N` test images with the shortcut changed in that way.

    options: what was planted in its training. Errors: `VizlabError` if that was nothing.
    """
    found = {}
    for name, changes in situations(options).items():
        drawn = shapes.draw_test(dataclasses.replace(options, **{"agreement": 1.0, **changes}), 0, n=N)
        said = probabilities(model, drawn.images).argmax(axis=1)
        is_misled = changes.get("agreement") == 0.0
        follows = float((said == drawn.cues).mean()) if is_misled else None
        found[name] = Answers(float((said == drawn.labels).mean()), follows, N)
    return found


def situations(options: shapes.Options) -> Mapping[str, Mapping[str, Any]]:
    """Situation -> changes of the options. Errors: `VizlabError` where no shortcut is planted."""
    if options.shortcut not in SITUATIONS:
        raise VizlabError(f"A shortcut must be one of {', '.join(SITUATIONS)}; got {options.shortcut!r}.")
    return SITUATIONS[options.shortcut]


def probabilities(model: nn.Module, images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The class probabilities (n, classes) of images (n, c, h, w), uint8."""
    batch = unit(torch.from_numpy(images)).to(next(model.parameters()).device)
    targets = torch.zeros(len(batch), dtype=torch.int64)
    with inspected(model), torch.no_grad():
        shares = torch.cat([model(part).softmax(1) for part, _ in chunks(batch, targets)])
    found: NDArray[np.float32] = shares.cpu().numpy()
    return found


def masses(
    model: nn.Module, options: shapes.Options, method: str, settings: Mapping[str, Any] = types.MappingProxyType({})
) -> Masses:
    """How much of the maps for the answers lies on the shortcut and on the object, over the first test images as in training.

    Of a method that takes many passes fewer images are asked.
    """
    drawn = shapes.draw_test(dataclasses.replace(options, agreement=1.0), 0, n=MOST)
    batch = unit(torch.from_numpy(drawn.images)).to(next(model.parameters()).device)
    n = affordable(model, batch[0], method, settings, passes=PASSES, least=LEAST, most=MOST)
    said = torch.from_numpy(probabilities(model, drawn.images[:n]).argmax(axis=1))
    maps = find(method).map(model, batch[:n], said, **settings).cpu()
    planted, objects = shortcut_masks(drawn, options)[:n], drawn.masks[:n]
    on, off = (float(np.mean(mass(maps, masks))) for masks in (planted, objects))
    return Masses(on, off, float(planted.mean()), float(objects.mean()), n)


def shortcut_masks(drawn: shapes.Drawn, options: shapes.Options) -> NDArray[np.bool_]:
    """(n, h, w): where the shortcut is to be seen."""
    return drawn.tag_masks if options.shortcut == "tag" else ~drawn.masks


def recipe(data: str, *, epochs: int, seed: int) -> Recipe:
    """How a network is trained on such data in less than a minute: that of `shapes-cheat`, half as wide."""
    return Recipe(data=data, depth=4, width=8, lr=0.005, epochs=epochs, batch_size=64, augment="none", seed=seed)


SITUATIONS: dict[str, dict[str, dict[str, Any]]] = {  # shortcut -> situation -> changes of the options of its training
    "tag": {
        "tag as in training": {},
        "in another corner": {"place": "bottom right"},
        "without a tag": {"place": "none"},
        "tag of another class": {"agreement": 0.0},
    },
    "background": {
        "background as in training": {},
        "background by lot": {"shortcut": "none"},
        "background of another class": {"agreement": 0.0},
    },
}
AGREEMENTS = (0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 1.0)  # shares of the training pictures in which a shortcut may be right
