"""A black box robbed of its answers: a substitute learns them, is attacked in its place, and the box falls for the result.

Source: Papernot 2016, arXiv:1602.02697, section 4: each round doubles the pictures by a step along the substitute's own slope of
the class that the box said, which is where its boundaries are.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from vizlab.errors import VizlabError
from vizlab.inspection import inspected
from vizlab.recipes import Recipe
from vizlab.robustness import zoo
from vizlab.robustness.attacks import answers, fgsm, random_sign
from vizlab.robustness.descent import descended

STEP = 0.1  # lambda of the paper, in the range of pixels
RECIPE = Recipe(model="MLP", depth=1, width=64, batch_norm=False, lr=0.01, epochs=15, batch_size=64)


@dataclass(frozen=True)
class Round:
    """queries: pictures whose answer the box gave so far. Shares 0-1 of the test pictures: agreement of the two, and of those
    that the box gets right, how many it gets wrong after the attack on the substitute.
    """

    queries: int
    agreement: float
    success: float


@dataclass(frozen=True)
class Theft:
    """rounds: one more each time. white_box: the success with the box's own slope; random: of random sign of the same size."""

    rounds: list[Round]
    white_box: float
    random: float

    def lines(self) -> dict[str, list[tuple[float, float]]]:
        """By number of queries: agreement, success, and what the box's own slope and random sign reach."""
        ends = [float(self.rounds[0].queries), float(self.rounds[-1].queries)]
        return {
            "answers agree": [(float(each.queries), each.agreement) for each in self.rounds],
            "fooled through it": [(float(each.queries), each.success) for each in self.rounds],
            "fooled by its own slope": [(x, self.white_box) for x in ends],
            "fooled by random sign": [(x, self.random) for x in ends],
        }


def steal(box: str, *, first: int, rounds: int, eps: float, seed: int) -> Theft:
    """A box of `zoo.KINDS` and its substitute, an MLP that starts with `first` of the test digits and never sees a label.

    The box learned from other digits, and the attack is judged on the test digits that are left.
    Errors: `VizlabError` unless 10 to 180 digits and 0 to 5 rounds.
    """
    if not (10 <= first <= 180 and 0 <= rounds <= 5):
        raise VizlabError(f"A substitute begins with 10 to 180 digits and takes 0 to 5 rounds; got {first} and {rounds}.")
    digits, target = zoo.digits(), zoo.train(box, seed)
    known, inputs, labels = digits.test_inputs[:first], digits.test_inputs[180:], digits.test_labels[180:]
    right = answers(target, inputs) == labels
    found = []
    for index in range(rounds + 1):
        said = answers(target, known)
        substitute = descended(RECIPE, known, said, seed + index)
        changed = fgsm(substitute, inputs, labels, eps=eps)
        agreement = float((answers(substitute, inputs) == answers(target, inputs)).double().mean())
        found.append(Round(len(known), agreement, _success(target, changed, labels, right)))
        known = torch.cat([known, widened(substitute, known, said)])
    own = fgsm(target, inputs, labels, eps=eps)
    noisy = random_sign(target, inputs, labels, eps=eps, seed=seed)
    return Theft(found, _success(target, own, labels, right), _success(target, noisy, labels, right))


def widened(substitute: nn.Module, pictures: Tensor, said: Tensor) -> Tensor:
    """Each picture a step further along the sign of the slope of the class that the box said (Jacobian augmentation)."""
    with inspected(substitute):
        asked = pictures.clone().requires_grad_()
        score = substitute(asked).gather(1, said[:, None]).sum()
        (slope,) = torch.autograd.grad(score, asked)
    return (pictures + STEP * slope.sign()).clamp(0, 1)


def _success(target: nn.Module, changed: Tensor, labels: Tensor, right: Tensor) -> float:
    return float(((answers(target, changed) != labels) & right).sum() / right.sum().clamp_min(1))
