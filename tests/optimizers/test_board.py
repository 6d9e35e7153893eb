"""The board: every number on it is that of the rule at work, to the last digit, and every line says what its numbers say."""

from __future__ import annotations

import re

import numpy as np
import pytest

from vizlab.errors import VizlabError
from vizlab.landscapes import SURFACES, heights, slopes
from vizlab.optimizers import GRADIENT_RULES, OPTIMIZERS, WRITTEN, follow, look_closely, race, walk_curves
from vizlab.optimizers.rules import Walker
from vizlab.optimizers.steps.board import LETTERS, write_out
from vizlab.optimizers.steps.closeup import ADDED, ALONE, BEHIND, DOWNHILL, LOOKED, TAKEN
from vizlab.optimizers.steps.notation import four_digits
from vizlab.optimizers.steps.terms import Term, raw

RAVINE = SURFACES["ravine"]


def test_every_rule_that_needs_no_matrix_is_written() -> None:
    assert set(GRADIENT_RULES) - set(WRITTEN) == {"BFGS", "L-BFGS"}
    assert all(len(LETTERS[name]) == known.memories for name, known in WRITTEN.items())


@pytest.mark.parametrize("name", WRITTEN)
def test_the_board_is_the_walker_to_the_last_digit(name: str) -> None:
    generator, walker, place = np.random.default_rng(7), Walker(OPTIMIZERS[name], (2,), 0.07, {}), np.array([0.3, -1.7])
    for t, size in enumerate((1.0, 1e-9, 1e3, 1.0, 0.0, 1e-6), start=1):
        gradient, memory = generator.normal(size=2) * size, walker.memory
        board = write_out(name, place, gradient, memory, t, walker.lr, walker.settings)
        step = walker.advance(gradient, **({"point": place} if walker.optimizer.needs else {}))
        np.testing.assert_array_equal(board.step, step)
        np.testing.assert_array_equal(board.memory, walker.memory)
        np.testing.assert_array_equal(board.terms[-1].value, place + step)
        by_letter = {term.letter: term.value for term in board.terms}
        for letter, kept in zip(LETTERS[name], walker.memory, strict=True):
            np.testing.assert_array_equal(by_letter[f"{letter}_{{{t}}}"], kept)
        place = place + step


def read(text: str) -> float:
    """The value of a line in numbers, by an arithmetic of its own: LaTeX into Python, for this test only."""
    text = re.sub(r"\\left\|(.*?)\\right\|", r"abs(\1)", text)
    for pattern, python in (
        (r"\\cdot", "*"),
        (r"\\left\(", "("),
        (r"\\right\)", ")"),
        (r"\\,", " "),
        (r"\\operatorname\{sign\}", "sign"),
        (r"\\(max|min)", r"\1"),
        (r"\\sqrt\{", "root{"),
    ):
        text = re.sub(pattern, python, text)
    while "\\frac" in text:
        text = _one_fraction(text)
    text = text.replace("root{", "root(").replace("^{", "**(").replace("{", "(").replace("}", ")")
    return float(eval(text, {"root": np.sqrt, "sign": np.sign, "max": max, "min": min, "abs": abs}))


def _one_fraction(text: str) -> str:
    start = text.rindex("\\frac")
    above, rest = _group(text[start + 5 :])
    below, rest = _group(rest)
    return f"{text[:start]}(({above})/({below})){rest}"


def _group(text: str) -> tuple[str, str]:
    depth = 0
    for index, sign in enumerate(text):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth == 0:
            return text[1:index], text[index + 1 :]
    raise AssertionError(text)


@pytest.mark.parametrize("name", WRITTEN)
def test_the_numbers_of_a_line_come_to_its_result(name: str) -> None:
    """Read back by another arithmetic, so that a bracket too few or a wrong sign is found; four digits are what is written."""
    walk = follow(RAVINE, name, 0.01, (-1.8, 1.2), steps=5)
    for line in walk.board(5).lines[1:]:
        for axis, numbers in enumerate(line.numbers):
            value = float(np.broadcast_to(line.value, (2,))[axis])
            largest = max((abs(float(found)) for found in re.findall(r"\d+\.?\d*", numbers)), default=0.0)
            assert read(numbers) == pytest.approx(value, rel=5e-3, abs=1e-3 * min(largest, 1.0)), line
            assert float(line.results[axis].replace(r" \cdot 10^{", "e").replace("}", "")) == pytest.approx(value, rel=5.1e-4)


def test_adams_lines_are_those_of_the_paper() -> None:
    """O20: Kingma 2015, algorithm 1."""
    lines = {line.letter: line.letters for line in follow(RAVINE, "Adam", 0.5, (-1.8, 1.2), steps=3).board(3).lines}
    assert lines == {
        "g_{3}": r"\nabla f\left(w_{2}\right)",
        "m_{3}": r"\beta_1 \, m_{2} + \left(1 - \beta_1\right) \, g_{3}",
        "s_{3}": r"\beta_2 \, s_{2} + \left(1 - \beta_2\right) \, {g_{3}}^{2}",
        r"\hat m_{3}": r"\frac{m_{3}}{1 - {\beta_1}^{3}}",
        r"\hat s_{3}": r"\frac{s_{3}}{1 - {\beta_2}^{3}}",
        r"\Delta w_{3}": r"-\frac{\alpha \, \hat m_{3}}{\sqrt{\hat s_{3}} + \varepsilon}",
        "w_{3}": r"w_{2} + \Delta w_{3}",
    }


def test_the_misprints_are_there_to_see() -> None:
    """ERR-1, ERR-3, ERR-6: the line that is wrong, as it was printed."""
    for name, letter, wrong in (
        ("momentum, misprinted", r"\Delta w_{2}", r"-\alpha \, v_{2}"),
        ("Adam, misprinted sign", "m_{2}", r"\beta_1 \, m_{1} + \left(1 + \beta_1\right) \, g_{2}"),
        ("Adam, misprinted power", r"\hat s_{2}", r"\frac{s_{2}}{1 - {\beta_1}^{2}}"),
    ):
        lines = {line.letter: line.letters for line in follow(RAVINE, name, 0.001, (-1.8, 1.2), steps=2).board(2).lines}
        assert lines[letter] == wrong


@pytest.mark.parametrize("name", [name for name in WRITTEN if not WRITTEN[name].bug])
def test_a_walk_is_the_path_of_the_race(name: str) -> None:
    walk, lr = follow(RAVINE, name, 0.01, (-1.8, 1.2), steps=30, momentum=0.9), 0.01
    path = race(RAVINE, {name: lr}, (-1.8, 1.2), steps=30)[name]
    np.testing.assert_allclose(walk.points, path.points, rtol=0, atol=1e-12)
    np.testing.assert_array_equal(walk.points[1:], walk.points[:-1] + walk.moves)
    np.testing.assert_allclose(walk.gradients, slopes(RAVINE, walk.looked)[1], rtol=0, atol=0)
    assert (walk.looked == walk.points[:-1]).all() == (WRITTEN[name].ahead is None)


@pytest.mark.parametrize(
    ("name", "rate"),
    [
        ("momentum, physics", lambda walk: np.full((20, 2), walk.lr)),
        ("AdaGrad", lambda walk: walk.lr / (np.sqrt(np.cumsum(walk.gradients**2, axis=0)) + 1e-10)),
        ("RProp", lambda walk: walk.memories[1:, 1]),
        ("AdamW", lambda walk: walk.lr / (np.sqrt(walk.quantities[r"\hat s"]) + 1e-8)),
    ],
)
def test_the_effective_rate_is_what_multiplies_the_direction(name: str, rate: object) -> None:
    walk = follow(RAVINE, name, 0.01, (-1.8, 1.2), steps=20)
    expected = rate(walk)  # type: ignore[operator]
    still = walk.moves != 0  # RProp rests once where a sign turns
    np.testing.assert_allclose(walk.scales[still], expected[still], rtol=1e-12)


def test_nesterovs_ghost_walks_the_path_of_the_other_form() -> None:
    """O12: where the look-ahead started is where the rule as it is stated stands, and looks from there to the same place."""
    one = follow(RAVINE, "Nesterov", 0.005, (-1.8, 1.2), steps=25)
    other = follow(RAVINE, "Nesterov, look-ahead", 0.005, (-1.8, 1.2), steps=25)
    for step in (1, 2, 10, 25):
        np.testing.assert_allclose(look_closely(RAVINE, one, step).marks[BEHIND], other.points[step - 1], atol=1e-12)
        np.testing.assert_allclose(other.looked[step - 1], one.points[step - 1], atol=1e-12)
    np.testing.assert_array_equal(look_closely(RAVINE, other, 9).marks[LOOKED], other.looked[8])


def test_arrows_add_up_and_lie_in_the_picture() -> None:
    walk = follow(RAVINE, "Adam", 0.5, (-1.8, 1.2), steps=12)
    near = look_closely(RAVINE, walk, 12)
    assert list(near.arrows) == [DOWNHILL, ALONE, ADDED, TAKEN]
    parts = {name: arrow[1] - arrow[0] for name, arrow in near.arrows.items()}
    np.testing.assert_allclose(parts[ALONE] + parts[ADDED], parts[TAKEN], atol=1e-15)
    np.testing.assert_allclose(parts[ALONE], -0.5 * np.sign(walk.gradients[11]), rtol=1e-6)  # O20: a first step is α long
    cosine = parts[DOWNHILL] @ walk.gradients[11] / np.linalg.norm(parts[DOWNHILL]) / np.linalg.norm(walk.gradients[11])
    assert cosine == pytest.approx(-1)
    ends = np.vstack(list(near.arrows.values()))
    assert (ends >= [near.x[0], near.y[0]]).all()
    assert (ends <= [near.x[-1], near.y[-1]]).all()
    assert near.ground[3, 20] == heights(RAVINE, np.array([near.x[20], near.y[3]]))
    assert list(look_closely(RAVINE, follow(RAVINE, "GD", 0.01, (1, 1), steps=1), 1).arrows) == [DOWNHILL, TAKEN]


def test_curves_are_what_was_kept() -> None:
    walk = follow(RAVINE, "Adam", 0.5, (-1.8, 1.2), steps=6)
    curves = walk_curves(walk)
    assert list(curves) == ["gradient g", "m and m\u0302", "s and s\u0302", "step Δw", "effective rate"]
    np.testing.assert_array_equal(curves["m and m\u0302"]["m"], walk.memories[1:, 0])
    np.testing.assert_allclose(curves["s and s\u0302"]["s\u0302"][0], walk.gradients[0] ** 2)


def test_a_path_that_leaves_the_numbers_ends_there_and_wrong_values_are_named() -> None:
    walk = follow(SURFACES["Rosenbrock"], "GD", 2.0, (-1.5, 2.0), steps=100)
    assert 1 <= walk.steps < 20
    assert np.isfinite(walk.points).all()
    for wrong, said in (
        ({"optimizer": "BFGS"}, "must be one of GD"),
        ({"lr": 0.0}, "above 0; got 0.0"),
        ({"start": (np.nan, 1.0)}, "finite"),
        ({"steps": 0}, "1 to"),
    ):
        settings = {"optimizer": "GD", "lr": 0.1, "start": (1.0, 1.0), "steps": 5} | wrong
        with pytest.raises(VizlabError, match=said):
            follow(RAVINE, settings.pop("optimizer"), settings.pop("lr"), settings.pop("start"), **settings)
    with pytest.raises(VizlabError, match="from 1 to"):
        walk.board(0)


def test_terms_are_computed_as_plain_numbers_are() -> None:
    beta, t = Term(0.999, letter="b"), Term(7, letter="7")
    assert raw(1 - beta**t) == 1 - 0.999**7
    assert type(raw(beta**t)) is float
    assert four_digits(-0.0) == "0"
    assert four_digits(1e-8) == "10^{-8}"
    assert four_digits(-2.5e13) == r"-2.5 \cdot 10^{13}"
