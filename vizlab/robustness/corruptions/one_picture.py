"""One picture at every severity of one corruption, and what networks say of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from vizlab import images
from vizlab.inspection import inspected
from vizlab.robustness.corruptions import SEVERITIES, corrupt

Array = NDArray[np.float32]
LONGEST, FITS = 14, 17  # characters over a picture: of an answer; of all
NAMES = ("clean", *map(str, SEVERITIES))


def severities(image: Array, name: str, seed: int = 0) -> Array:
    """A picture (c, h, w) in [0, 1] as it is, and at the five severities of a corruption: (6, c, h, w)."""
    one = torch.as_tensor(np.asarray(image))[None]
    found = [one, *(corrupt(one, name, severity, seed=seed) for severity in SEVERITIES)]
    return np.asarray(torch.cat(found).numpy())


def shares(model: nn.Module, pictures: Array) -> Array:
    """Probabilities (n, classes) for pictures (n, c, h, w)."""
    batch = torch.as_tensor(pictures, device=next(model.parameters()).device)
    with inspected(model), torch.no_grad():
        return np.asarray(model(batch).softmax(dim=1).float().cpu().numpy())


def tiles(
    pictures: Array, answers: Array, classes: Sequence[str], names: Sequence[str] = NAMES
) -> tuple[list[NDArray[np.uint8]], list[str], list[str]]:
    """What is shown of pictures (n, c, h, w) and the probabilities (n, classes): pixels, labels, and what hovering says.

    names: what each picture is. A label says the answer alone where both would not fit.
    """
    pixels = [images.to_pixels(picture) for picture in pictures]
    opaque = [np.dstack([each, np.full(each.shape[:2], 255, np.uint8)]) for each in pixels]
    said = told(answers, classes)
    found = [classes[index] for index in answers.argmax(axis=1)]
    short = [each if len(each) <= LONGEST else f"{each[: LONGEST - 1]}…" for each in found]
    labels = [f"{name}: {each}" if len(name) + len(each) < FITS else each for name, each in zip(names, short, strict=True)]
    return opaque, labels, [f"{name}<br>{each}" for name, each in zip(names, said, strict=True)]


def told(answers: Array, classes: Sequence[str]) -> list[str]:
    """The answer to each picture and how sure it is: "Sandal · 98 %"."""
    return [f"{classes[int(row.argmax())]} · {row.max():.0%}" for row in answers]
