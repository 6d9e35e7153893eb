"""How terms are written: in letters, or in numbers to four digits. All texts are LaTeX.

To write a function of numpy that is new: a line in `FORMS`, and one in `IN_NUMBERS` where numbers say more than letters do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from vizlab.optimizers.steps.terms import Term, raw

SUM, PRODUCT, ATOM = range(3)  # how tightly what is written holds together
Written = tuple[str, int]
SQUARED: Written = ("2", ATOM)
AXES = {1: ("",), 2: (r"\text{x:}\;", r"\text{y:}\;")}  # how many numbers a line has -> what stands before each


@dataclass(frozen=True)
class Line:
    """A letter, what it is in letters, the same in numbers (for x and for y, or once for both), and its value."""

    letter: str
    letters: str
    numbers: tuple[str, ...]
    value: Any

    @property
    def results(self) -> tuple[str, ...]:
        """The value to four digits, for x and for y, or once for both."""
        return tuple(four_digits(coordinate(self.value, axis)) for axis in range(len(self.numbers)))

    @property
    def written(self) -> str:
        """All of it, aligned: in letters, and under it in numbers."""
        rows = [rf"{self.letter} &= {self.letters}"]
        for axis, numbers, result in zip(AXES[len(self.numbers)], self.numbers, self.results, strict=True):
            told = "" if numbers == result else rf" \approx {result}"
            rows.append(rf"\small {axis} & \small = {numbers}{told}")
        return r"\begin{aligned} " + r" \\[2pt] ".join(rows) + r" \end{aligned}"


def plain(letter: str) -> str:
    """A letter without LaTeX, as figures name it."""
    accent = next((sign for name, sign in ACCENTS.items() if letter.startswith(name)), "")
    bare = letter.split(" ", 1)[1] if accent else letter
    return {r"\ell": "ℓ"}.get(bare, bare) + accent


def write_line(term: Term) -> Line:
    """A term that has a letter, written out in letters and in numbers."""
    hands = [_Hand(axis) for axis in (range(2) if np.ndim(term.value) else range(1))]
    return Line(term.letter, _Hand(None).expand(term)[0], tuple(hand.expand(term)[0] for hand in hands), term.value)


def coordinate(value: Any, axis: int) -> float:
    """The value for x (axis 0) or y (1); what is the same for both is given for either."""
    return float(np.broadcast_to(value, (2,))[axis])


def four_digits(value: float) -> str:
    """A number as it is written by hand, to four digits."""
    text = f"{value + 0.0:.4g}"  # no minus before a zero
    if "e" not in text:
        return text
    digits, _, power = text.partition("e")
    factor = {"1": "", "-1": "-"}.get(digits, rf"{digits} \cdot ")
    return rf"{factor}10^{{{int(power)}}}"


@dataclass(frozen=True)
class _Hand:
    """Writes in numbers for one axis, or (None) in letters."""

    axis: int | None

    def write(self, part: Any) -> Written:
        """A letter or a number; what has no letter, by what it is made of."""
        if isinstance(part, Term) and not part.letter:
            return self.expand(part)
        if isinstance(part, Term) and self.axis is None:
            return part.letter, ATOM
        text = four_digits(coordinate(raw(part), self.axis or 0))
        return text, PRODUCT if "10^" in text or text.startswith("-") else ATOM

    def expand(self, term: Term) -> Written:
        """What a term is made of."""
        parts = term.parts
        if self.axis is not None and term.made in IN_NUMBERS:
            return IN_NUMBERS[term.made](self, *parts)
        if term.made == "multiply":
            return self._product(*parts)
        if term.made in FORMS:
            return FORMS[term.made](*map(self.write, parts))
        inside = r",\, ".join(self.write(part)[0] for part in parts)
        return rf"\operatorname{{{term.made.replace('_', ' ')}}}\left({inside}\right)", ATOM

    def _product(self, one: Any, other: Any) -> Written:
        """Factors side by side; a square, where one is multiplied by itself."""
        if one is other:
            return _power(self.write(one), SQUARED)
        if isinstance(one, Term) and one.made == "multiply" and not one.letter and one.parts[1] is other:
            first, second = self.write(one.parts[0]), _power(self.write(other), SQUARED)
        else:
            first, second = self.write(one), self.write(other)
        between = r" \, " if self.axis is None and not second[0][0].isdigit() else r" \cdot "
        return _tight(first, leads=True) + between + _tight(second), PRODUCT


def _chosen(hand: _Hand, condition: Any, one: Any, other: Any) -> Written:
    """With numbers it is known which of the two it is."""
    return hand.write(one if coordinate(raw(condition), hand.axis or 0) else other)


def _slope(hand: _Hand, place: Any) -> Written:
    """The slope along x or y at a place."""
    x, y = (_Hand(axis).write(Term(raw(place), letter="w"))[0] for axis in range(2))
    return rf"\partial_{'xy'[hand.axis or 0]} f\left({x},\, {y}\right)", ATOM


def _both(hand: _Hand, part: Any) -> Written:
    """A sum over x and y."""
    return _sum(*(_Hand(axis).write(part) for axis in range(2)))


def _tight(written: Written, *, leads: bool = False) -> str:
    """In brackets where it would fall apart beside a factor. leads: it is the first factor, which may have a sign."""
    text, holds = written
    return rf"\left({text}\right)" if holds == SUM or (text.startswith("-") and not leads) else text


def _sum(one: Written, other: Written) -> Written:
    return (f"{one[0]} - {other[0][1:].lstrip()}" if other[0].startswith("-") else f"{one[0]} + {other[0]}"), SUM


def _difference(one: Written, other: Written) -> Written:
    return f"{one[0]} - {_tight(other)}", SUM


def _quotient(one: Written, other: Written) -> Written:
    if one[0].startswith("-") and one[1] != SUM:
        return rf"-\frac{{{one[0][1:]}}}{{{other[0]}}}", PRODUCT
    return rf"\frac{{{one[0]}}}{{{other[0]}}}", PRODUCT


def _power(base: Written, exponent: Written) -> Written:
    text, holds = base
    bracketed = text if holds == ATOM else rf"\left({text}\right)"
    return (rf"{{{bracketed}}}^{{{exponent[0]}}}" if "_" in text or "^" in text else f"{bracketed}^{{{exponent[0]}}}"), ATOM


def _negative(one: Written) -> Written:
    return f"-{_tight(one)}", PRODUCT


def _cases(condition: Written, one: Written, other: Written) -> Written:
    chosen = rf"{one[0]} & \text{{if }} {condition[0]} \\ {other[0]} & \text{{otherwise}}"
    return rf"\begin{{cases}} {chosen} \end{{cases}}", ATOM


def _relation(sign: str) -> Callable[[Written, Written], Written]:
    return lambda one, other: (f"{one[0]} {sign} {other[0]}", SUM)


FORMS: dict[str, Callable[..., Written]] = {
    "add": _sum,
    "subtract": _difference,
    "divide": _quotient,
    "power": _power,
    "float_power": _power,
    "square": lambda one: _power(one, SQUARED),
    "negative": _negative,
    "sqrt": lambda one: (rf"\sqrt{{{one[0]}}}", ATOM),
    "absolute": lambda one: (rf"\left|{one[0]}\right|", ATOM),
    "maximum": lambda one, other: (rf"\max\left({one[0]},\, {other[0]}\right)", ATOM),
    "minimum": lambda one, other: (rf"\min\left({one[0]},\, {other[0]}\right)", ATOM),
    "where": _cases,
    "same": lambda one, *_: one,
    "broadcast_to": lambda one, *_: one,
    "slope": lambda place: (rf"\nabla f\left({place[0]}\right)", ATOM),
    "sum": lambda one: (rf"\textstyle\sum {_tight(one)}", PRODUCT),
    "sign": lambda one: (rf"\operatorname{{sign}}\left({one[0]}\right)", ATOM),
    "less": _relation("<"),
    "greater": _relation(">"),
    "less_equal": _relation(r"\le"),
    "greater_equal": _relation(r"\ge"),
    "equal": _relation("="),
}
ACCENTS: dict[str, str] = {r"\hat": "\u0302", r"\tilde": "\u0303"}
IN_NUMBERS: dict[str, Callable[..., Written]] = {"where": _chosen, "slope": _slope, "sum": _both}
