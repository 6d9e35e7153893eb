"""What a linear classifier learns of pictures: one template a class, which can be looked at as a picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab import data, images
from vizlab.filters.reading.material import fitted
from vizlab.filters.reading.probes import fit_ridge

Array = NDArray[np.float64]
MOST = 6000  # pictures to learn from
TESTED = 2000
LARGEST_PX = 32


@dataclass(frozen=True)
class Templates:
    """weights (classes, c, h, w); scores (i, j): of template i on the mean picture of class j; accuracy on the test set.

    means: the mean picture of each class (classes, c, h, w). n: pictures learned from.
    """

    weights: Array
    means: Array
    scores: Array
    accuracy: float
    n: int

    @property
    def fitting(self) -> int:
        """How many templates have their largest score on the mean of their own class."""
        return int((self.scores.argmax(axis=1) == np.arange(len(self.scores))).sum())


def learn_templates(name: str, strength: float) -> Templates:
    """The templates of a data set that is here, larger pictures reduced to 32 px; strength: of the penalty on the weights.

    Errors: `VizlabError` if the data set is not here.
    """
    known, split = data.find(name), data.load(name)
    size = (known.shape[0], *(min(side, LARGEST_PX) for side in known.shape[1:]))
    train, test = (
        fitted(images.unit(torch.from_numpy(np.array(part.inputs[:n]))), size).flatten(1)
        for part, n in ((split.train, MOST), (split.test, TESTED))
    )
    labels, wanted = np.array(split.train.labels[:MOST]), np.array(split.test.labels[:TESTED])
    weights, bias = fit_ridge(train, labels, len(known.classes), strength)
    means = torch.stack([train[labels == index].mean(dim=0) for index in range(len(known.classes))]).double()
    accuracy = float(((test.double() @ weights + bias).argmax(dim=1).numpy() == wanted).mean())
    shape = (len(known.classes), *size)
    scores = (means @ weights + bias).T.numpy()
    return Templates(weights.T.reshape(shape).numpy(), means.reshape(shape).numpy(), scores, accuracy, len(labels))


def to_grey(weights: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Each template (h, w) of (n, h, w) stretched over 0 to 255, as pictures of weights usually are: zero is lost."""
    low, high = weights.min(axis=(1, 2), keepdims=True), weights.max(axis=(1, 2), keepdims=True)
    return np.asarray(np.round(255 * (weights - low) / np.maximum(high - low, 1e-12)).astype(np.uint8))
