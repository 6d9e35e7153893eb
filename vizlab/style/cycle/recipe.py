"""What can be asked for: two worlds and how they are learned, as frozen recipes whose hash names the run.

To add a knob: a field of the recipe, a line in `KNOBS`, and the code that reads it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from vizlab.errors import VizlabError
from vizlab.recipes import Knob, check

CLOUDS, DIGITS, SWEEP = "cycle-clouds", "cycle-digits", "cycle-sweep"  # kinds of jobs
CONTROL = 0.0  # weight of the cycle in the twin that every run is trained beside
WEIGHTS = (0.0, 0.1, 1.0, 10.0)  # what a sweep tries


@dataclass(frozen=True, kw_only=True)
class CloudsRecipe:
    """Everything that decides a run on points; field names are also widget keys, URL parameters and CLI options.

    clouds: a name in `clouds.PAIRS`. cycle_weight, identity_weight: beside the adversarial loss, whose weight is 1.
    """

    clouds: str = "ring and ring turned"
    cycle_weight: float = 10.0
    identity_weight: float = 0.0
    adversarial: str = "least squares"
    updates: int = 2000
    gan_lr: float = 0.002
    units: int = 48
    seed: int = 0
    algorithm: int = 1  # raised when the same knobs come to mean another computation

    def __post_init__(self) -> None:
        """Check types, ranges and names. Errors: `VizlabError`."""
        check_weights(self)
        check_pair(self.clouds)
        check(self, {name: KNOBS[name] for name in ("updates", "units", "seed")})


@dataclass(frozen=True, kw_only=True)
class DigitsRecipe:
    """Everything that decides a run on digits. change: in `digits.CHANGES`. generator: in `digits.GENERATORS`.

    channels: of the first layer; fully connected networks have sixteen times as many units.
    """

    change: str = "inverted"
    generator: str = "convolutional"
    cycle_weight: float = 10.0
    identity_weight: float = 0.0
    adversarial: str = "least squares"
    digit_updates: int = 400
    gan_lr: float = 0.002
    channels: int = 8
    seed: int = 0
    algorithm: int = 1

    def __post_init__(self) -> None:
        """Check types, ranges and names. Errors: `VizlabError`."""
        from vizlab.style.cycle.digits import CHANGES, GENERATORS

        check_weights(self)
        _one_of("change", self.change, CHANGES)
        _one_of("generator", self.generator, GENERATORS)
        check(self, {name: KNOBS[name] for name in ("digit_updates", "channels", "seed")})


@dataclass(frozen=True, kw_only=True)
class SweepRecipe:
    """Many runs on points: every weight of `WEIGHTS` for what is `varied` (the cycle or the identity), from several seeds.

    The other weight stays at what the recipe says; that of the varied one is not read.
    """

    clouds: str = "ring and ring turned"
    varied: str = "cycle"
    cycle_weight: float = 10.0
    identity_weight: float = 0.0
    adversarial: str = "least squares"
    updates: int = 2000
    gan_lr: float = 0.002
    units: int = 48
    seeds: int = 8
    algorithm: int = 1

    def __post_init__(self) -> None:
        """Check types, ranges and names. Errors: `VizlabError`."""
        check_weights(self)
        check_pair(self.clouds)
        _one_of("varied", self.varied, VARIED)
        check(self, {name: KNOBS[name] for name in ("updates", "units", "seeds")})
        if self.varied == "cycle":  # so that what is not read does not make another run
            object.__setattr__(self, "cycle_weight", 10.0)
        else:
            object.__setattr__(self, "identity_weight", 0.0)

    def weights(self) -> tuple[list[float], list[float]]:
        """Of the runs of one seed: weights of the cycle, and of the identity."""
        varied, fixed = list(WEIGHTS), self.identity_weight if self.varied == "cycle" else self.cycle_weight
        beside = len(WEIGHTS) * [fixed]
        return (varied, beside) if self.varied == "cycle" else (beside, varied)


def check_weights(recipe: CloudsRecipe | DigitsRecipe | SweepRecipe) -> None:
    """Check what all recipes share. Errors: `VizlabError`."""
    from vizlab.style.cycle.losses import ADVERSARIAL

    check(recipe, {name: KNOBS[name] for name in ("cycle_weight", "identity_weight", "gan_lr")})
    _one_of("adversarial", recipe.adversarial, ADVERSARIAL)


def check_pair(pair: str) -> None:
    """Errors: `VizlabError` if there is no such pair of clouds."""
    from vizlab.style.cycle.clouds import PAIRS

    _one_of("clouds", pair, PAIRS)


def _one_of(name: str, value: str, known: Collection[str]) -> None:
    if value not in known:
        raise VizlabError(f"{name} must be one of {', '.join(known)}; got {value!r}.")


VARIED = ("cycle", "identity")
KNOBS: dict[str, Knob] = {
    "cycle_weight": Knob(
        0, 1000, "How much it counts that the way back leads home.", (0.0, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0)
    ),
    "identity_weight": Knob(
        0, 1000, "How much it counts that what is of the other world already stays as it is.", (0.0, 0.1, 0.3, 1.0, 3.0, 10.0)
    ),
    "updates": Knob(
        10,
        100_000,
        "Steps of all four networks; the rate falls to zero over the second half.",
        (200, 500, 1000, 2000, 4000, 8000),
    ),
    "digit_updates": Knob(
        10, 100_000, "Steps of all four networks; the rate falls to zero over the second half.", (100, 200, 400, 800, 1600)
    ),
    "gan_lr": Knob(1e-6, 0.1, "Of all four networks: large ones chase each other.", (0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01)),
    "units": Knob(2, 1024, "Hidden units: more can bend the plane more.", (8, 16, 32, 48, 64, 128)),
    "channels": Knob(2, 128, "Width of the networks; time grows with its square.", (4, 8, 16)),
    "seeds": Knob(1, 100, "Runs for each weight: more make the intervals narrower.", (2, 4, 8, 16)),
    "seed": Knob(0, 2**31 - 1, "Start weights and order of the data. Same seed, same run, bit for bit.", tuple(range(100))),
}
