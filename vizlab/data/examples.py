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

    def __init__(
        self,
        train: Examples | Callable[[], Examples],
        test: Examples | Callable[[], Examples],
        train_labels: Callable[[], NDArray[np.int64]] | None = None,
    ) -> None:
        """The two halves; one that is expensive to gather may be a function, called when first asked for.

        train_labels: the labels of the training examples alone, where they are cheaper than the examples.
        """
        self._train, self._test, self._train_labels = train, test, train_labels

    @cached_property
    def train(self) -> Examples:
        """The training examples."""
        return self._train if isinstance(self._train, Examples) else self._train()

    @cached_property
    def test(self) -> Examples:
        """The test examples."""
        return self._test if isinstance(self._test, Examples) else self._test()

    @property
    def train_labels(self) -> NDArray[np.int64]:
        """The labels of the training examples, (n,), without gathering the examples where that can be avoided."""
        return self._train_labels() if self._train_labels else self.train.labels


def every_fifth(labels: NDArray[np.int64]) -> NDArray[np.bool_]:
    """(n,) True for the test set: a fifth of each class, always the same ones.

    No random numbers: their streams may change with NumPy, the test set must not.
    """
    chosen = np.zeros(len(labels), dtype=np.bool_)
    chosen[np.argsort(labels, kind="stable")[::5]] = True
    return chosen
