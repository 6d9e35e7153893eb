"""What a score says against guessing: the exact binomial test and an interval for the share of right answers."""

from __future__ import annotations

import math

from vizlab.errors import VizlabError

Z = 1.959963984540054  # of 95 %


def p_value(right: int, asked: int, chance: float) -> float:
    """The probability that guessing does at least as well: P(X >= right) of a binomial, exactly; 1 before the first question."""
    _check(right, asked)
    terms = (math.comb(asked, k) * chance**k * (1 - chance) ** (asked - k) for k in range(right, asked + 1))
    return min(1.0, math.fsum(terms))


def interval(right: int, asked: int) -> tuple[float, float]:
    """The 95 % interval for the true share, (low, high); all of 0 to 1 before the first question.

    Source: Wilson 1927, "Probable inference, the law of succession, and statistical inference", JASA 22.
    """
    _check(right, asked)
    if asked == 0:
        return 0.0, 1.0
    share, shrink = right / asked, 1 + Z**2 / asked
    middle = (share + Z**2 / (2 * asked)) / shrink
    reach = Z / shrink * math.sqrt(share * (1 - share) / asked + Z**2 / (4 * asked**2))
    return max(0.0, middle - reach), min(1.0, middle + reach)


def needed(asked: int, chance: float, level: float = 0.05) -> int | None:
    """The fewest right answers that guessing reaches in less than 5 % of all games; None if not even all would do."""
    return next((right for right in range(asked + 1) if p_value(right, asked, chance) < level), None)


def _check(right: int, asked: int) -> None:
    if not 0 <= right <= asked:
        raise VizlabError(f"The right answers must be from 0 to {asked}, the questions asked; got {right}.")
