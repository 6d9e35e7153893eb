"""Terms: numbers and arrays that remember how they came about, so that a rule can be run and written out in one go.

A `Term` is computed by the very operations that a rule asks for, in their order; `raw` gives the value back. How a term is
written is the affair of `board`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np


class Term(np.lib.mixins.NDArrayOperatorsMixin):
    """A value with its origin: what `made` makes of `parts`, or a letter. Plain numbers stay plain, so that they round alike."""

    def __init__(self, value: Any, made: str = "", parts: tuple[Any, ...] = (), letter: str = "") -> None:
        """A letter of its own, or what `made` makes of `parts`."""
        self.value, self.made, self.parts, self.letter = value, made, parts, letter

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **settings: Any) -> Any:
        """What operators and numpy's elementwise functions come to."""
        if method != "__call__":
            return NotImplemented
        # by the operator, as in the rule: numpy's power of two plain numbers may round otherwise than Python's
        compute = OPERATORS.get(ufunc.__name__, ufunc)
        return Term(compute(*map(raw, inputs), **settings), ufunc.__name__, inputs)

    def __array_function__(self, function: Callable[..., Any], types: Any, inputs: Any, settings: Any) -> Any:
        """What numpy's other functions come to."""
        named = {name: raw(part) for name, part in settings.items()}
        return Term(function(*map(raw, inputs), **named), function.__name__, tuple(inputs))

    def __bool__(self) -> bool:
        """A rule may ask about a plain number, such as the step count."""
        return bool(self.value)

    def __getitem__(self, index: Any) -> Term:
        """The same to the eye, in another shape."""
        return Term(self.value[index], "same", (self,))

    def sum(self, axis: int | None = None, keepdims: bool = False) -> Term:
        """The sum along an axis."""
        return Term(self.value.sum(axis=axis, keepdims=keepdims), "sum", (self,))

    __hash__ = object.__hash__  # by identity: `==` makes a term, like any operator

    @property
    def shape(self) -> tuple[int, ...]:
        """The value's shape."""
        return np.shape(self.value)

    @property
    def ndim(self) -> int:
        """The value's number of axes."""
        return np.ndim(self.value)


def raw(part: Any) -> Any:
    """The value of a term, or of each in a sequence; anything else as it is."""
    if isinstance(part, (tuple, list)):
        return type(part)(raw(one) for one in part)
    return part.value if isinstance(part, Term) else part


def sources(*ends: Any) -> dict[int, Term]:
    """All terms that these are made of, themselves included, each once (by id) and before what is made of it."""
    found: dict[int, Term] = {}
    for end in ends:
        if isinstance(end, Term) and id(end) not in found:
            found |= sources(*end.parts) | {id(end): end}
    return found


OPERATORS: dict[str, Callable[..., Any]] = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "divide": operator.truediv,
    "power": operator.pow,
    "negative": operator.neg,
    "less": operator.lt,
    "less_equal": operator.le,
    "greater": operator.gt,
    "greater_equal": operator.ge,
    "equal": operator.eq,
    "not_equal": operator.ne,
}
