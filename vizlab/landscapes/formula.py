"""A formula in x and y, as somebody types it, made a function of two tensors; nothing of it is ever executed as Python.

sum: product (("+" | "-") product)*        product: sign (("*" | "/") sign)*        sign: ("-" | "+") sign | power
power: atom (("^" | "**") sign)?           atom: number | constant | x | y | function "(" sum ("," sum)* ")" | "(" sum ")"

Constants are folded in float64 by torch, so that towers of powers end at infinity. Positions are counted from 1.
To add a function: a line in `FUNCTIONS`.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from vizlab.errors import VizlabError
from vizlab.landscapes.surface import Height

MOST_CHARACTERS, MOST_DEPTH = 200, 20
TOKEN = re.compile(
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)|(?P<name>[A-Za-z_]\w*)|\*\*|[-+*/^(),]", re.ASCII
)
WANTED = "a number, x, y, a constant, a function or an opening bracket"
Value = Height | float


@dataclass(frozen=True)
class Token:
    """A piece of the text. kind: number, name, sign, unknown or end. at: the position of its first character, from 1."""

    text: str
    kind: str
    at: int


def parse(text: str) -> Height:
    """The function that a formula describes; what it gives has the shape of x and y, also where they do not matter.

    Errors: `VizlabError` with the position of the first thing that is not part of a formula, and what was expected there.
    """
    if len(text) > MOST_CHARACTERS:
        raise VizlabError(f"A formula has at most {MOST_CHARACTERS} characters; got {len(text):,}.")
    if not text.strip():
        raise VizlabError(f"A formula needs {WANTED} at position 1; got nothing.")
    found = _Reader(_split(text)).read()

    def height(x: Tensor, y: Tensor) -> Tensor:
        # so that height and slopes reach both coordinates whatever the formula leaves out
        shown: Tensor = _at(found, x, y) + 0.0 * (x + y)
        return shown

    return height


class _Reader:
    """Recursive descent over the tokens: one method for each line of the grammar."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens, self.place, self.depth = tokens, 0, 0

    def read(self) -> Value:
        found = self.sum()
        if self.next.kind != "end":
            raise _refuse("an operator or the end", self.next)
        return found

    @property
    def next(self) -> Token:
        return self.tokens[self.place]

    def take(self, *texts: str) -> str:
        """The next token's text if it is one of these, and on; else nothing."""
        if self.next.kind == "sign" and self.next.text in texts:
            self.place += 1
            return self.tokens[self.place - 1].text
        return ""

    def need(self, text: str, wanted: str) -> None:
        if not self.take(text):
            raise _refuse(wanted, self.next)

    def sum(self) -> Value:
        found = self.product()
        while sign := self.take("+", "-"):
            found = _apply(operator.add if sign == "+" else operator.sub, found, self.product())
        return found

    def product(self) -> Value:
        found = self.sign()
        while sign := self.take("*", "/"):
            found = _apply(operator.mul if sign == "*" else operator.truediv, found, self.sign())
        return found

    def sign(self) -> Value:
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise VizlabError(f"A formula nests at most {MOST_DEPTH} deep; at position {self.next.at} it is deeper.")
        sign = self.take("-", "+")
        found = self.sign() if sign else self.power()
        self.depth -= 1
        return _apply(operator.neg, found) if sign == "-" else found

    def power(self) -> Value:
        found = self.atom()
        return _apply(operator.pow, found, self.sign()) if self.take("^", "**") else found

    def atom(self) -> Value:
        token = self.next
        if token.kind == "number":
            self.place += 1
            return float(token.text)
        if token.kind == "name":
            return self.name(token)
        self.need("(", WANTED)
        found = self.sum()
        self.need(")", "an operator or a closing bracket")
        return found

    def name(self, token: Token) -> Value:
        self.place += 1
        if token.text in VARIABLES:
            return VARIABLES[token.text]
        if token.text in CONSTANTS:
            return CONSTANTS[token.text]
        if token.text not in FUNCTIONS:
            raise _refuse(", ".join([*VARIABLES, *CONSTANTS, *FUNCTIONS]), token)
        function, n = FUNCTIONS[token.text]
        self.need("(", f"an opening bracket after {token.text}")
        inputs = [self.sum()]
        while len(inputs) < n:
            self.need(",", f"a comma, for {token.text} takes {n} values")
            inputs.append(self.sum())
        self.need(")", "an operator or a closing bracket")
        return _apply(function, *inputs)


def _split(text: str) -> list[Token]:
    """The text's tokens up to the first character that belongs to none, which is the last; else an empty one is the last."""
    tokens, place = [], 0
    while place < len(text):
        if text[place] == " ":
            place += 1
        elif piece := TOKEN.match(text, place):
            tokens.append(Token(piece[0], piece.lastgroup or "sign", place + 1))
            place = piece.end()
        else:
            return [*tokens, Token(text[place], "unknown", place + 1)]
    return [*tokens, Token("", "end", len(text) + 1)]


def _refuse(wanted: str, token: Token) -> VizlabError:
    got = repr(token.text) if token.kind != "end" else "the end"
    return VizlabError(f"The formula must have {wanted} at position {token.at}; got {got}.")


def _apply(function: Callable[..., Tensor], *values: Value) -> Value:
    """The function of these values: a number where all are numbers."""
    if not any(map(callable, values)):
        return float(function(*map(_tensor, values)))
    return lambda x, y: function(*[_at(value, x, y) for value in values])


def _at(value: Value, x: Tensor, y: Tensor) -> Any:
    return value(x, y) if callable(value) else value


def _smaller(one: Any, other: Any) -> Tensor:
    return torch.minimum(_tensor(one), _tensor(other))


def _larger(one: Any, other: Any) -> Tensor:
    return torch.maximum(_tensor(one), _tensor(other))


def _tensor(value: Any) -> Tensor:
    return torch.as_tensor(value, dtype=torch.float64)


VARIABLES: dict[str, Height] = {"x": lambda x, y: x, "y": lambda x, y: y}
CONSTANTS = {"pi": math.pi, "e": math.e}
FUNCTIONS: dict[str, tuple[Callable[..., Tensor], int]] = {  # name -> function, how many values it takes
    "sin": (torch.sin, 1),
    "cos": (torch.cos, 1),
    "tan": (torch.tan, 1),
    "asin": (torch.asin, 1),
    "acos": (torch.acos, 1),
    "atan": (torch.atan, 1),
    "sinh": (torch.sinh, 1),
    "cosh": (torch.cosh, 1),
    "tanh": (torch.tanh, 1),
    "exp": (torch.exp, 1),
    "log": (torch.log, 1),
    "sqrt": (torch.sqrt, 1),
    "abs": (torch.abs, 1),
    "min": (_smaller, 2),
    "max": (_larger, 2),
}
