"""Attention as an explanation, where the true one is known: one attention layer learns to copy or to reverse digits.

At each place t of the output, a query made of the place alone asks all places i of the input: attention = softmax_i s(q_t, k_i),
answer = attention · values. Which input an output place must ask is known (`TASKS`), so that the weight it gives to it can be
measured, and what really happens if a digit is another one. Places are counted from both ends, for the length differs.
Source: Bahdanau 2015, arXiv:1409.0473 (additive score); Vaswani 2017, arXiv:1706.03762 (scaled product). To add a task: a line
in `TASKS`; a score: a line in `SCORES`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from vizlab.adam import Adam
from vizlab.errors import VizlabError
from vizlab.recipes import Knob

DIGITS, WIDTH = 10, 24
SHORTEST, LONGEST = 2, 10  # digits of a string
BATCH, LR = 32, 0.02
MOMENTS = (0, 5, 10, 20, 40, 80, 160, 240)  # steps of training at which the network is kept
Weights = dict[str, Tensor]
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Reading:
    """What the network makes of a string of n digits. attention (n, n): rows are output places, and sum up to 1.

    said (n,): its answer, wanted (n,): the right one. place (n,): the input place that each output place must ask. effect (n, n):
    how much the answer's probabilities at an output place change, 0-1, if an input digit is another one.
    """

    attention: Array
    said: NDArray[np.int64]
    wanted: NDArray[np.int64]
    place: NDArray[np.int64]
    effect: Array

    @property
    def mass(self) -> float:
        """The attention on the true alignment, mean over output places: 1/n for a layer that looks everywhere alike."""
        return float(self.attention[np.arange(len(self.place)), self.place].mean())

    @property
    def true_effect(self) -> float:
        """The share of all effects that lies on the true alignment."""
        total = float(self.effect.sum())
        return float(self.effect[np.arange(len(self.place)), self.place].sum()) / total if total else 0.0


def lesson(task: str, score: str, seed: int) -> list[Weights]:
    """The network at each of `MOMENTS` of its training: random strings of random length, cross-entropy, Adam.

    Errors: `VizlabError` for an unknown task or score.
    """
    _check(task, score)
    dice = torch.Generator().manual_seed(seed)
    weights = _start(dice, score)
    adam = Adam(weights.values())
    kept = []
    for step in range(MOMENTS[-1] + 1):
        if step in MOMENTS:
            kept.append({name: each.detach().clone() for name, each in weights.items()})
        tokens = _strings(BATCH, dice)
        with torch.enable_grad():
            logits, _ = _answer(weights, tokens, score)
        wanted = tokens[:, TASKS[task](tokens.shape[1])]
        slopes = torch.autograd.grad(functional.cross_entropy(logits.flatten(0, 1), wanted.flatten()), list(weights.values()))
        adam.step(slopes, LR)
    return kept


def read(weights: Weights, digits: str, task: str, score: str) -> Reading:
    """What the network makes of a string. Errors: `VizlabError` if it is not 2 to 10 digits, or a name is unknown."""
    _check(task, score)
    tokens = parsed(digits)
    place = TASKS[task](tokens.shape[1])
    with torch.no_grad():
        logits, attention = _answer(weights, tokens, score)
        effect = _effect(weights, tokens, score)
    wanted = tokens[0, place].numpy()
    return Reading(attention[0].double().numpy(), logits[0].argmax(dim=1).numpy(), wanted, place.numpy(), effect)


def examined(weights: Weights, task: str, score: str, n: int = 200) -> tuple[float, float]:
    """Over strings of the longest kind that no lesson has seen: the share of right digits, and the mass on the true alignment."""
    tokens = torch.randint(DIGITS, (n, LONGEST), generator=torch.Generator().manual_seed(1 << 20))
    place = TASKS[task](LONGEST)
    with torch.no_grad():
        logits, attention = _answer(weights, tokens, score)
    right = logits.argmax(dim=2) == tokens[:, place]
    return float(right.double().mean()), float(attention[:, torch.arange(LONGEST), place].double().mean())


def parsed(digits: str) -> Tensor:
    """The digits of a string as numbers, (1, n). Errors: `VizlabError` if it is anything but 2 to 10 digits."""
    if not (SHORTEST <= len(digits) <= LONGEST and all(each in "0123456789" for each in digits)):
        got = digits if len(digits) <= 20 else f"{digits[:20]}…"
        raise VizlabError(f"Type {SHORTEST} to {LONGEST} digits, 0 to 9; got “{got}”.")
    return torch.tensor([[int(each) for each in digits]])


def _check(task: str, score: str) -> None:
    for name, table, got in (("task", TASKS, task), ("score", SCORES, score)):
        if got not in table:
            raise VizlabError(f"The {name} must be one of {', '.join(table)}; got {got!r}.")


def _start(dice: torch.Generator, score: str) -> Weights:
    """Random weights: what a digit is as key and as value, places of keys and queries from both ends, the answer."""
    shapes = {"key": DIGITS, "value": DIGITS, "key front": LONGEST, "key back": LONGEST}
    shapes |= {"query front": LONGEST, "query back": LONGEST, "answer": DIGITS}
    shapes |= {"additive": 1} if score == "additive" else {}
    scale = {"value": 1.0, "answer": 1 / math.sqrt(WIDTH), "additive": 1.0}
    return {name: (torch.randn(n, WIDTH, generator=dice) * scale.get(name, 0.3)).requires_grad_() for name, n in shapes.items()}


def _answer(weights: Weights, tokens: Tensor, score: str) -> tuple[Tensor, Tensor]:
    """Logits (n, length, 10) and attention (n, length, length) for tokens (n, length)."""
    length = tokens.shape[1]
    front, back = torch.arange(length), torch.arange(length - 1, -1, -1)
    keys = weights["key"][tokens] + weights["key front"][front] + weights["key back"][back]
    queries = (weights["query front"][front] + weights["query back"][back]).expand(len(tokens), -1, -1)
    attention = SCORES[score](queries, keys, weights).softmax(dim=2)
    return attention @ weights["value"][tokens] @ weights["answer"].T, attention


def _effect(weights: Weights, tokens: Tensor, score: str) -> Array:
    """Half the sum of the changes of the probabilities at each output place, mean over the nine other digits at each input."""
    length = tokens.shape[1]
    places = torch.arange(length).repeat_interleave(DIGITS - 1)
    others = tokens.expand(len(places), -1).clone()
    shifts = torch.arange(1, DIGITS).repeat(length)
    others[torch.arange(len(places)), places] = (others[torch.arange(len(places)), places] + shifts) % DIGITS
    before, after = (_answer(weights, each, score)[0].softmax(dim=2) for each in (tokens, others))
    change = (after - before).abs().sum(dim=2) / 2
    return np.asarray(change.reshape(length, DIGITS - 1, length).mean(dim=1).T.double().numpy())


def _strings(n: int, dice: torch.Generator) -> Tensor:
    length = int(torch.randint(SHORTEST, LONGEST + 1, (), generator=dice))
    return torch.randint(DIGITS, (n, length), generator=dice)


def _product(queries: Tensor, keys: Tensor, weights: Weights) -> Tensor:
    return queries @ keys.transpose(1, 2) / math.sqrt(WIDTH)


def _additive(queries: Tensor, keys: Tensor, weights: Weights) -> Tensor:
    return torch.tanh(queries[:, :, None] + keys[:, None]) @ weights["additive"][0]


def _neighbours(n: int) -> Tensor:
    """1 0 3 2 ...; the last of an odd number stays."""
    return (torch.arange(n) ^ 1).clamp(max=n - 1)


TASKS: dict[str, Callable[[int], Tensor]] = {  # name -> length -> the input place that each output place must ask
    "reverse": lambda n: torch.arange(n - 1, -1, -1),
    "copy": torch.arange,
    "swap neighbours": _neighbours,
}
SCORES: dict[str, Callable[[Tensor, Tensor, Weights], Tensor]] = {"dot product": _product, "additive": _additive}
KNOBS: dict[str, Knob] = {
    "seed": Knob(0, 2**31 - 1, "First weights, and the strings to learn from.", tuple(range(100))),
}
