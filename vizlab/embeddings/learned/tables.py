"""The two tables of vectors that skip-gram learns, and the step that moves them: AdaGrad, for the rows that were looked at only.

Source: Duchi 2011. Rare words have seen few slopes and take long steps; frequent ones have seen many and take short ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from numpy.typing import NDArray
from torch import Tensor

from vizlab.embeddings.learned.objectives import Answer

START = 4.0  # width of the uniform start of v, divided by the dimensions; u starts at 0, so that all words are equally likely
TINY = 1e-8


@dataclass
class Tables:
    """v (n, d) of words in the middle, u (rows, d) of what a loss compares them with; and the squares of all slopes so far."""

    v: Tensor
    u: Tensor
    v_squares: Tensor
    u_squares: Tensor

    @classmethod
    def start(cls, n: int, rows: int, dims: int, seed: int) -> Tables:
        """A small random v, and u at zero."""
        v = (torch.rand(n, dims, generator=torch.Generator().manual_seed(seed)) - 0.5) * (2 * START / dims)
        u = torch.zeros(rows, dims)
        return cls(v, u, torch.full_like(v, TINY), torch.full_like(u, TINY))

    @classmethod
    def restored(cls, arrays: Mapping[str, NDArray[Any]]) -> Tables:
        """Go on from what `arrays` gave."""
        return cls(**{name: torch.tensor(arrays[name]) for name in STATE})

    def arrays(self) -> dict[str, NDArray[Any]]:
        """All that is needed to go on to the same bits, float32."""
        return {name: getattr(self, name).numpy() for name in STATE}

    def descend(self, centres: Tensor, answer: Answer, lr: float) -> None:
        """One step against the slopes of a batch of pairs, in place."""
        inputs = self.v[centres]
        if answer.rows is None:
            slopes = answer.error @ self.u
            full = answer.error.T @ inputs
            self.u_squares += full * full
            self.u -= lr * full * self.u_squares.rsqrt()
        else:
            slopes = torch.bmm(answer.error[:, None], self.u[answer.rows])[:, 0]
            outer = (answer.error[:, :, None] * inputs[:, None]).flatten(0, 1)
            _move(self.u, self.u_squares, answer.rows.flatten(), outer, lr)
        _move(self.v, self.v_squares, centres, slopes, lr)


def _move(table: Tensor, squares: Tensor, rows: Tensor, slopes: Tensor, lr: float) -> None:
    squares.index_add_(0, rows, slopes * slopes)
    table.index_add_(0, rows, slopes * squares[rows].rsqrt_() * -lr)


STATE = ("v", "u", "v_squares", "u_squares")
