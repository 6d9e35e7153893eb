"""What a bundled classifier sees in pictures: the numbers that go into its last layer, and the class that comes out.

To judge another data set: a line in `CLASSIFIERS`; its last layer must be linear.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from vizlab import images
from vizlab.errors import VizlabError
from vizlab.library import Model, open_model

BATCH = 500


@dataclass(frozen=True)
class Judge:
    """A classifier as a judge of pictures of its own kind."""

    model: Model

    def look(self, pictures: NDArray[np.uint8]) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Pictures (n, h, w), uint8 -> features (n, d) before the last layer, and the class of each (n,).

        Errors: `VizlabError` on pictures of another size.
        """
        if pictures.shape[1:] != self.model.shape[1:]:
            raise VizlabError(f"{self.model.title} looks at pictures of {self.model.shape[1:]}; got {pictures.shape[1:]}.")
        layers = self.model.network
        assert isinstance(layers, nn.Sequential)
        features: list[NDArray[np.float32]] = []
        classes: list[NDArray[np.int64]] = []
        with torch.no_grad():
            for part in torch.as_tensor(pictures)[:, None].split(BATCH):
                found = layers[:-1](images.unit(part.to(self.model.device)))
                features.append(found.cpu().numpy())
                classes.append(layers[-1](found).argmax(dim=1).cpu().numpy())
        return np.concatenate(features), np.concatenate(classes)


def open_judge(name: str) -> Judge:
    """The judge of a data set's pictures. Errors: `VizlabError` if there is none."""
    if name not in CLASSIFIERS:
        raise VizlabError(f"Samples are judged for {', '.join(CLASSIFIERS)}; got {name!r}.")
    return Judge(open_model(CLASSIFIERS[name]))


CLASSIFIERS: dict[str, str] = {
    "digits": "bundled/digits-cnn",
    "MNIST": "bundled/mnist-lenet5",
    "Fashion-MNIST": "bundled/fashion-cnn",
}
