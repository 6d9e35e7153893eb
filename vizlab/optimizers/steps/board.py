"""One step of a rule as a teacher would put it on the board: in letters, and under them in numbers for x and for y.

The rule itself is run, on terms that remember how they came about: no line is a second copy of a rule. To add a rule: letters
for its memories in `LETTERS` and, where it has a new constant, one in `CONSTANTS`. All texts are LaTeX.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vizlab.optimizers.rules import OPTIMIZERS, Memory, Optimizer
from vizlab.optimizers.steps.notation import Line, write_line
from vizlab.optimizers.steps.terms import Term, raw, sources

RATE, SPARE = r"\alpha", "uqrabcdefhijk"  # letters: of the learning rate, and for what is used twice


@dataclass(frozen=True)
class Board:
    """One step, worked out. terms: all that have a letter, in the order in which they come about; the last is the new place.

    step (2,) and memory: what the rule gave. scale (2,): what the direction of the step was multiplied by, the effective rate.
    """

    terms: tuple[Term, ...]
    step: NDArray[np.float64]
    memory: Memory
    scale: NDArray[np.float64]

    @property
    def lines(self) -> tuple[Line, ...]:
        """A line for each term."""
        return tuple(map(write_line, self.terms))


def write_out(name: str, place: Any, gradient: Any, memory: Memory, t: int, lr: Any, settings: Mapping[str, Any]) -> Board:
    """The t-th step (from 1) of a rule of `WRITTEN` at a place (2,), given its gradient (2,) and what the rule remembers."""
    known, letters = WRITTEN[name], LETTERS[name]
    held = tuple(Term(old, letter=f"{letter}_{{{t - 1}}}") for letter, old in zip(letters, memory, strict=True))
    constants = {key: Term(value, letter=CONSTANTS[key]) for key, value in settings.items()}
    point = Term(place, letter=f"w_{{{t - 1}}}")
    looked = point if known.ahead is None else point + known.ahead(held, **constants)
    slope = Term(gradient, "slope", (looked,), f"g_{{{t}}}")
    rate, count = Term(lr, letter=RATE), Term(t, letter=str(t))
    seen = {"point": point} if "point" in known.needs else {}
    rule: Callable[..., tuple[Any, Any]] = known.rule  # on terms it gives terms
    step, kept = rule(slope, held, count, rate, **constants, **seen)
    _name(step, kept, letters, t)
    moved = point + step
    moved.letter = f"w_{{{t}}}"
    terms = tuple(term for term in sources(*kept, moved).values() if term.letter and term.made)
    return Board(terms, raw(step), raw(kept), np.abs(np.broadcast_to(raw(_scale(step)), np.shape(gradient))))


def _name(step: Term, kept: tuple[Any, ...], letters: tuple[str, ...], t: int) -> None:
    """Letters for the new memories, for those freed of their zero start, for the step, and for whatever is used twice."""
    remembered = [f"{letter}_{{{t}}}" for letter in letters]
    for new, letter in zip(kept, remembered, strict=True):
        if isinstance(new, Term) and new.made and not new.letter:
            new.letter = letter
    step.letter = step.letter or rf"\Delta w_{{{t}}}"
    terms = sources(*kept, step)
    uses = Counter(id(part) for term in terms.values() for part in term.parts)
    spare = iter(SPARE)
    for key, term in terms.items():
        if (
            not term.letter
            and term.made == "divide"
            and getattr(term.parts[0], "letter", "") in remembered
            and np.ndim(raw(term.parts[1])) == 0
        ):
            term.letter = rf"\hat {term.parts[0].letter}"
        elif not term.letter and (term.made == "where" or uses[key] > 1):
            term.letter = f"{next(spare)}_{{{t}}}"


def _scale(step: Any) -> Any:
    """What a step's direction is multiplied by, sign included: the direction is the first factor that is an array, or a sign.

    Of a sum, the scale of the part that has the learning rate in it.
    """
    made = step.made if isinstance(step, Term) else ""
    if made == "negative":
        return -raw(_beside(step.parts[0]))
    if made in ("add", "subtract"):
        return next((_beside(part) for part in step.parts if _has_rate(part)), 1.0)
    if made == "divide":
        return raw(_beside(step.parts[0])) / raw(step.parts[1])
    if made == "multiply":
        one, other = step.parts
        if np.ndim(raw(one)) == 0 or getattr(other, "made", "") == "sign":
            return raw(one) * raw(_beside(other))
        return raw(_beside(one)) * raw(other)
    return 1.0


def _beside(part: Any) -> Any:
    """The scale within a part of a step; what has a letter of its own is all direction."""
    return 1.0 if isinstance(part, Term) and part.letter else _scale(part)


def _has_rate(part: Any) -> bool:
    return any(term.letter == RATE for term in sources(part).values())


CONSTANTS: dict[str, str] = {
    "momentum": r"\beta",
    "decay": r"\rho",
    "gamma": r"\gamma",
    "beta1": r"\beta_1",
    "beta2": r"\beta_2",
    "eps": r"\varepsilon",
    "weight_decay": r"\lambda",
    "warming": r"\psi",
    "shrink": r"\eta^-",
    "grow": r"\eta^+",
    "least": r"\ell_{\min}",
    "most": r"\ell_{\max}",
}
LETTERS: dict[str, tuple[str, ...]] = {  # of the vectors that a rule remembers
    "GD": (),
    "momentum": ("v",),
    "momentum, physics": ("p",),
    "momentum, averaged": ("v",),
    "Nesterov": ("v",),
    "Nesterov, look-ahead": ("v",),
    "AdaGrad": ("G",),
    "sign descent": (),
    "RProp": (r"\tilde g", r"\ell"),
    "RMSProp": ("G",),
    "RMSProp, form A": ("s",),
    "RMSProp, form B": ("s",),
    "RMSProp, form C": ("G",),
    "Adam": ("m", "s"),
    "Adam, uncorrected": ("m", "s"),
    "AdamW": ("m", "s"),
    "AMSGrad": ("m", "s", "S"),
    "NAdam": ("m", "s", "P"),
    "Lion": ("m",),
    "Muon": ("m",),
    "momentum, misprinted": ("v",),
    "Nesterov, misprinted": ("v",),
    "Adam, misprinted sign": ("m", "s"),
    "Adam, misprinted power": ("m", "s"),
    "RMSProp, misprinted": ("G",),
}
# what can be written coordinate by coordinate: no matrices, no heights
WRITTEN: dict[str, Optimizer] = {name: OPTIMIZERS[name] for name in OPTIMIZERS if name in LETTERS}
