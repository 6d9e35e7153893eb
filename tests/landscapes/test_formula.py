"""The formula box: what it computes is what Python would, what it refuses it refuses by position, and nothing else happens."""

from __future__ import annotations

import dataclasses
import math
import random
import time

import numpy as np
import pytest
import torch

from vizlab.errors import VizlabError
from vizlab.landscapes import SURFACES, find, heights, hessians, slopes
from vizlab.landscapes.formula import FUNCTIONS, MOST_CHARACTERS, parse

POINTS = np.random.default_rng(0).uniform(0.1, 0.9, (5, 2))
PIECES = ["x", "y", "2", ".5", "1e3", "9", "pi", "e", "+", "-", "*", "/", "^", "**", "(", ")", ",", " ", *FUNCTIONS]
ATTACKS = {  # what is typed -> the position that is refused
    "x.__class__": 2,
    "__import__('os').system('true')": 1,
    "().__class__.__bases__": 2,
    "x.real": 2,
    "'x'": 1,
    "eval(x)": 1,
    "lambda x: x": 1,
    "[x for x in y]": 1,
    "(x := 1)": 4,
    "f'{x}'": 1,
    "x if y else 1": 3,
    "x; y": 2,
    "x = 1": 3,
    "x == y": 3,
    "x\nx": 2,
    "sin": 4,
    "sin.x": 4,
    "sin(x, y)": 6,
    "max(x)": 6,
    "x(y)": 2,
    "pi(x)": 3,
    "2x": 2,
    "x y": 3,
    "0x10": 2,
    "1_000": 2,
    "1e": 2,
    "()": 2,
    "x +": 4,
    "*x": 1,
    "x\x00": 2,
    "x²": 2,
    "１": 1,
    "х": 1,  # the Cyrillic letter
    "x\u202e": 2,
    "x # y": 3,
    "ſin(x)": 1,  # a letter that Python would read as s
    "(" * 50: 21,
    "-" * 100 + "x": 21,
    "2^" * 90 + "x": 41,
}


def at(text: str) -> list[float]:
    x, y = torch.tensor(POINTS.T)
    return parse(text)(x, y).tolist()


def test_values_and_slopes_are_those_of_torch() -> None:
    text = "sin(3*x)*exp(-y) + sqrt(abs(x - y^3))/2 - max(x, tanh(y)) + atan(x)**2 + log(x + e) * cosh(pi*x) - .5e-1"
    x, y = (axis.requires_grad_() for axis in torch.tensor(POINTS.T))
    written = torch.sin(3 * x) * torch.exp(-y) + torch.sqrt(torch.abs(x - y**3)) / 2 - torch.maximum(x, torch.tanh(y))
    written = written + torch.atan(x) ** 2 + torch.log(x + math.e) * torch.cosh(math.pi * x) - 0.05
    surface = dataclasses.replace(SURFACES["own formula"], height=parse(text))
    found, gradients = slopes(surface, POINTS)
    np.testing.assert_allclose(found, written.detach().numpy(), rtol=1e-13)
    np.testing.assert_allclose(gradients.T, torch.stack(torch.autograd.grad(written.sum(), (x, y))).numpy(), rtol=1e-12)


def test_operators_bind_as_in_python() -> None:
    """400 random formulas, each evaluated by Python itself."""
    dice, tried = random.Random(0), 0

    def some(depth: int) -> str:
        if depth == 0:
            return dice.choice(["x", "y", "2", "3", "0.5"])
        kind = dice.randrange(8)
        if kind < 5:
            return f"{some(depth - 1)} {dice.choice(['+', '-', '*', '/', '**'])} {some(depth - 1)}"
        return [f"-{some(depth - 1)}", f"({some(depth - 1)})", f"cos({some(depth - 1)})"][kind - 5]

    for _ in range(400):
        text = some(3)
        try:
            expected = [eval(text, {"cos": math.cos, "x": x, "y": y}) for x, y in POINTS.tolist()]
        except (OverflowError, ZeroDivisionError):
            continue
        if any(isinstance(value, complex) or abs(value) > 1e100 for value in expected):
            continue
        assert at(text) == pytest.approx(expected, rel=1e-9), text
        tried += 1
    assert tried > 200


@pytest.mark.parametrize(("text", "position"), ATTACKS.items(), ids=lambda part: repr(part)[:24])
def test_anything_else_is_refused_at_its_position(text: str, position: int) -> None:
    with pytest.raises(VizlabError, match=rf"(?s)at position {position}[; ]"):
        parse(text)


def test_ten_thousand_characters_and_towers_of_powers_are_answered_at_once() -> None:
    before = time.process_time()
    for text in ("x" * 10_000, "(" * 10_000, "9" * 10_000, "1+" * 5000 + "1"):
        with pytest.raises(VizlabError, match=f"at most {MOST_CHARACTERS} characters; got 10,00"):
            parse(text)
    assert at("9**9**9") == at("9^9^9^9") == [math.inf] * 5
    assert at("x + 1e999") == [math.inf] * 5
    assert at("9" * MOST_CHARACTERS) == [pytest.approx(1e200)] * 5
    assert all(map(math.isnan, at("sqrt(0 - x)")))
    assert at("+".join(["x"] * 100)) == pytest.approx(100 * POINTS[:, 0])
    assert time.process_time() - before < 0.5


def test_ten_thousand_random_strings_are_a_formula_or_a_sentence() -> None:
    dice, accepted, refused = random.Random(0), 0, set()
    x, y = torch.tensor(POINTS.T)
    for turn in range(10_000):
        if turn % 2:
            text = "".join(dice.choices(PIECES, k=dice.randrange(1, 9)))
        else:
            text = "".join(
                chr(dice.randrange(0x20 if turn % 4 else 0, 0x7F if turn % 4 else 0xD800)) for _ in range(dice.randrange(12))
            )
        try:
            found = parse(text)(x, y)
        except VizlabError as error:
            refused.add(str(error)[:22])
            continue
        assert found.shape == x.shape
        assert set(text) <= set("".join(PIECES) + "0123456789.")
        accepted += 1
    assert refused <= {"The formula must have ", "A formula needs a numb", "A formula nests at mos"}
    assert accepted > 200


def test_a_surface_of_ones_own_knows_its_minima_and_its_floor() -> None:
    surface = find("own formula", formula="(x - 1)^2*(x + 1)^2 + y^2")
    assert sorted(surface.places("minimum")) == [pytest.approx((-1, 0), abs=1e-9), pytest.approx((1, 0), abs=1e-9)]
    assert surface.places("saddle") == [pytest.approx((0, 0), abs=1e-9)]
    assert surface.floor == pytest.approx(0, abs=1e-15)
    assert find("own formula", formula="x^3/3 - x + y^2").floor is None  # it has a minimum, and falls below it
    assert find("own formula", formula="x").critical == ()


def test_holes_are_allowed_and_a_start_lies_beside_them() -> None:
    surface = find("own formula", formula="log(x) + y")
    assert surface.start[0] == pytest.approx(0.1)
    assert np.isnan(heights(surface, np.array([-1.0, 0]))).all()
    assert np.isfinite(hessians(surface, np.array(surface.start))).all()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("3 + 4", "it is 7 everywhere"),
        ("x - x", "it is 0 everywhere"),
        ("sqrt(0 - 1 - x^2)", "it has none"),
        ("x/0*0", "it has none"),
    ],
)
def test_a_formula_without_a_surface_is_refused(text: str, words: str) -> None:
    with pytest.raises(VizlabError, match=words):
        find("own formula", formula=text)
