"""Two generators and two discriminators against each other, for several runs at once that differ in seed and weights alone.

G carries A to B, F carries B to A; all G and then all F stand in one stack (2 · runs), and so do those who judge what they
make, all D_B and then all D_A. A step of the generators sees through fixed discriminators, then these learn, from the same
made items. Source: Zhu 2017, section 3, without the pool of older made items of section 4.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from numpy.typing import NDArray
from torch import Tensor

from vizlab.adam import Adam
from vizlab.style.cycle.losses import ADVERSARIAL, distance
from vizlab.style.cycle.stacks import Shape

DECAY = 0.5  # of Adam's first mean, as in Zhu 2017, section 4
Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class Terms:
    """What each run weighs: weights of cycle and identity, (runs,) each, absolute (Zhu 2017 writes the second relative to the
    first). adversarial: a name in `ADVERSARIAL`."""

    cycle: Tensor
    identity: Tensor
    adversarial: str


class Duel:
    """The networks of all runs, and one step of theirs. Weights: makers (2 · runs, ...), judges (2 · runs, ...)."""

    def __init__(self, shapes: tuple[Shape, Shape], terms: Terms, seeds: Sequence[int]) -> None:
        """Begin with random weights; runs of one seed begin alike. shapes: of a generator and a discriminator."""
        self.maker, self.judge, self.terms = *shapes, terms
        self.makers, self.judges = (_start(shape, seeds) for shape in shapes)
        self._adams = Adam([self.makers], DECAY), Adam([self.judges], DECAY)

    @property
    def runs(self) -> int:
        """How many runs there are."""
        return len(self.makers) // 2

    def step(self, a: Tensor, b: Tensor, lr: float) -> None:
        """One step of all networks on batches a and b (runs, n, *one), which are not paired."""
        makers = self.makers.requires_grad_()
        loss, made = self.generator_losses(makers, a, b)
        self._adams[0].step(torch.autograd.grad(loss.sum(), makers), lr)
        self.makers.requires_grad_(False)
        judges = self.judges.requires_grad_()
        answers = self.judge(judges, torch.cat([torch.cat([b, a]), made.detach()], 1))  # one pass instead of two
        real, fake = answers.split([a.shape[1], a.shape[1]], 1)
        loss = ADVERSARIAL[self.terms.adversarial].discriminator(real, fake)
        self._adams[1].step(torch.autograd.grad(loss.sum(), judges), lr)
        self.judges.requires_grad_(False)

    def generator_losses(self, makers: Tensor, a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
        """Everything that the generators minimise, (2 · runs,), and what they made (2 · runs, n, *one): G(a), then F(b)."""
        start, other = torch.cat([a, b]), torch.cat([b, a])
        size = a.shape[1]
        needs_identity = bool(self.terms.identity.any())
        outputs = self.maker(makers, torch.cat([start, other], 1) if needs_identity else start)
        made = outputs[:, :size]
        back = self.maker(makers, made.roll(self.runs, 0)).roll(self.runs, 0)  # F(G(a)), then G(F(b))
        loss = ADVERSARIAL[self.terms.adversarial].generator(self.judge(self.judges, made))
        loss = loss + self.terms.cycle.repeat(2) * distance(back, start)
        if needs_identity:
            loss = loss + self.terms.identity.repeat(2) * distance(outputs[:, size:], other)
        return loss, made

    @torch.no_grad()
    def carried(self, a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
        """There and back: G(a), then F(b); F(G(a)), then G(F(b)), (2 · runs, n, *one) each, for items a and b (n, *one)."""
        start = torch.cat([a.expand(self.runs, *a.shape), b.expand(self.runs, *b.shape)])
        made = self.maker(self.makers, start)
        return made, self.maker(self.makers, made.roll(self.runs, 0)).roll(self.runs, 0)

    @torch.no_grad()
    def answers(self, items: Tensor) -> Tensor:
        """What all D_B, then all D_A, say of items (n, *one): (2 · runs, n, ...)."""
        return self.judge(self.judges, items.expand(len(self.judges), *items.shape))

    def state(self) -> Arrays:
        """All that is needed to go on from here."""
        found = {"makers": self.makers, "judges": self.judges}
        for name, adam in zip(found.copy(), self._adams, strict=True):
            found |= {f"{name} means": adam.means[0], f"{name} squares": adam.squares[0]}
        return {f"state/{name}": tensor.numpy().copy() for name, tensor in found.items()}

    def restore(self, arrays: Mapping[str, NDArray[Any]], steps: int) -> None:
        """Stand where `state` was taken, after so many steps."""
        for name, adam in zip(("makers", "judges"), self._adams, strict=True):
            adam.count = steps
            for kept, tensor in (("", adam.weights[0]), (" means", adam.means[0]), (" squares", adam.squares[0])):
                tensor.copy_(torch.from_numpy(arrays[f"state/{name}{kept}"].copy()))


def rate(lr: float, step: int, steps: int) -> float:
    """The learning rate of a step: lr for the first half, then straight down to zero. Source: Zhu 2017, section 4."""
    return lr * min(1.0, 2 * (1 - step / steps))


def source(seed: int, *places: int) -> torch.Generator:
    """Random numbers of their own for each place of a run, so that one that is resumed draws what it would have drawn."""
    number = seed
    for place in places:
        number = (number * 1_000_003 + place + 1) % 2**63
    return torch.Generator().manual_seed(number)


def _start(shape: Shape, seeds: Sequence[int]) -> Tensor:
    """Weights (2 · runs, weights)."""
    starts = [shape.start(2, source(seed, 0)) for seed in seeds]
    return torch.cat([torch.stack([each[side] for each in starts]) for side in (0, 1)])
