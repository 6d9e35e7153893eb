"""Which rules of DCGAN matter on 8 x 8 digits? Each broken alone, over several seeds: what is kept, and how often it is stable.

Small unconditional GANs. Stable means, at the end: all ten classes covered (each at least a fifth of its fair share of the
samples, as the classifier sees them) and a Frechet distance of at most `STABLE` times the floor.
Source: Radford et al. 2015, arXiv:1511.06434, section 3; that batch norm stays away from the ends is said there too, and often
left out where the rules are listed.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from vizlab.errors import VizlabError
from vizlab.frames import Frame, Frames
from vizlab.generative import judging
from vizlab.generative.image_gan.choices import RULES, ImageGanRecipe
from vizlab.generative.image_gan.rounds import learn
from vizlab.progress import Step
from vizlab.recipes import Knob, check
from vizlab.store import Store

STABLE = 5.0  # times the floor
KEPT = "all rules kept"
SAMPLES = 10  # kept of each network


@dataclass(frozen=True, kw_only=True)
class RulesRecipe:
    """How long each network learns, and how often; field names are also widget keys and CLI options."""

    rule_epochs: int = 40
    rule_seeds: int = 5
    rule_lr: float = 0.001
    algorithm: int = 1

    def __post_init__(self) -> None:
        """Check types and ranges."""
        check(self, RULE_KNOBS)


def compare_rules(recipe: RulesRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Train every variant from every seed; a frame a variant, the last step has the record. Closing it cancels; it resumes."""
    kept = Frames("dcgan-rules", recipe, store)
    done = set(kept.indices())
    names = [KEPT, *RULES]
    total = len(names) * recipe.rule_seeds
    seconds = sum(frame.notes["seconds"] for index in done if (frame := kept.frame(index)) is not None)
    for index, name in enumerate(names):
        if index in done:
            yield Step(index * recipe.rule_seeds, total, "replaying", unit="network", frame=index)
            continue
        began = time.perf_counter()
        found: list[dict[str, Any]] = []
        sheets = []
        for seed in range(recipe.rule_seeds):
            verdict, pictures = yield from _one(variant(recipe, name, seed), index * recipe.rule_seeds + seed, total)
            found.append({} if verdict is None else vars(verdict))
            sheets.append(pictures)
        spent = time.perf_counter() - began
        seconds += spent
        note = kept.keep(index, {"sheets": np.stack(sheets)}, {"rule": name, "verdicts": found, "seconds": spent})
        yield Step((index + 1) * recipe.rule_seeds, total, "training", unit="network", frame=index, note=note)
    floor = judging.reference("digits", store).floor
    record = {"floor": vars(floor), "seconds": seconds}
    yield Step(total, total, "done", unit="network", result=record, note=kept.finish(record), frame=len(names) - 1)


def variant(recipe: RulesRecipe, name: str, seed: int) -> ImageGanRecipe:
    """The GAN of this seed with one rule broken, or none. Errors: `VizlabError` if there is no such rule."""
    if name not in (KEPT, *RULES):
        raise VizlabError(f"The rule must be one of {', '.join(RULES)}; got {name!r}.")
    plain = ImageGanRecipe(
        conditional=False, image_epochs=recipe.rule_epochs, image_lr=recipe.rule_lr, image_seed=seed, channels=32
    )
    return dataclasses.replace(plain, **RULES.get(name, {}))


@dataclass(frozen=True)
class Outcome:
    """By rule: names, distances in floors by seed (None where a loss stopped being a number), and whether each was stable."""

    names: list[str]
    distances: list[list[float | None]]
    stable: list[list[bool]]

    def rate(self, index: int) -> str:
        """Such as "4 of 5"."""
        return f"{sum(self.stable[index])} of {len(self.stable[index])}"


def outcome(frames: Sequence[Frame], record: Mapping[str, Any]) -> Outcome:
    """What became of the networks of these frames."""
    floor = record["floor"]
    found = [frame.notes["verdicts"] for frame in frames]
    distances = [[one["distance"] / floor["distance"] if one else None for one in row] for row in found]
    return Outcome(
        [frame.notes["rule"] for frame in frames], distances, [[is_stable(one, floor) for one in row] for row in found]
    )


def is_stable(verdict: Mapping[str, Any], floor: Mapping[str, Any]) -> bool:
    """Whether a network ended as the head of this module says. verdict: {} of one whose losses stopped being numbers."""
    return bool(verdict) and verdict["covered"] == len(verdict["counts"]) and verdict["distance"] <= STABLE * floor["distance"]


def _one(recipe: ImageGanRecipe, before: int, total: int) -> Generator[Step, None, tuple[judging.Verdict | None, Any]]:
    """One network: its verdict, None where its losses stopped being numbers, and samples."""
    steps = learn(recipe, SAMPLES)
    try:
        while True:
            next(steps)
            yield Step(before, total, "training", unit="network")
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]
    except VizlabError:
        return None, np.zeros((SAMPLES, 8, 8), np.uint8)


RULE_KNOBS: dict[str, Knob] = {
    "rule_epochs": Knob(1, 100, "Passes over the digits that each network gets.", (10, 20, 40, 80)),
    "rule_seeds": Knob(1, 10, "Networks a rule: the share that ends well is counted over them.", (2, 3, 5, 10)),
    "rule_lr": Knob(1e-4, 0.02, "Large steps show what a rule protects from.", (5e-4, 0.001, 0.002, 0.005, 0.01)),
}
