"""What every data set comes as: examples with labels, and their split into training and test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Examples:
    """inputs: images (n, c, h, w), uint8, or points (n, d), float32. labels: (n,), int64, indices of classes.

    Inputs may be a read-only view of a file: take a batch (`inputs[indices]`) before handing it to torch.
    """

    inputs: NDArray[Any]
    labels: NDArray[np.int64]

    def __len__(self) -> int:
        """The number of examples, n."""
        return len(self.labels)


class Split:
    """What may be learned from, and what is only for measuring."""

    def __init__(self, train: Examples | Callable[[], Examples], test: Examples) -> None:
        """The two halves; training examples that are expensive to gather may be a function, called when first asked for."""
        self._train = train
        self.test = test

    @cached_property
    def train(self) -> Examples:
        """The training examples."""
        return self._train if isinstance(self._train, Examples) else self._train()
