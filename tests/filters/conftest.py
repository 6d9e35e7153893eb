"""Networks of three kinds to look into, with a picture that each takes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from torch import nn

from vizlab import library
from vizlab.models import build
from vizlab.randomness import RandomStream
from vizlab.recipes import Recipe

Network = tuple[nn.Module, NDArray[np.float32]]


def lenet() -> Network:
    model = library.open_model("bundled/mnist-lenet5")
    return model.network, np.random.default_rng(1).random((1, 28, 28), dtype=np.float32)


def colour() -> Network:
    """Untrained, with batch norm, dropout and four blocks, the last of which does not pool."""
    with RandomStream(0):
        model = build(Recipe(depth=4, width=8, dropout=0.3, activation="tanh"), (3, 20, 16), 5)
    return model, np.random.default_rng(2).random((3, 20, 16), dtype=np.float32)


def digits() -> Network:
    model = library.open_model("bundled/digits-cnn")
    return model.network, np.random.default_rng(3).random((1, 8, 8), dtype=np.float32)


NETWORKS: dict[str, Callable[[], Network]] = {"LeNet": lenet, "colour": colour, "digits": digits}


@pytest.fixture(params=NETWORKS)
def network(request: pytest.FixtureRequest) -> Network:
    """A network and one picture (c, h, w)."""
    return NETWORKS[request.param]()
