"""What many seeds say, in words and rows: what each cure changes, and how its seeds ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab.generative import states
from vizlab.generative.plane_gan import clouds, modes
from vizlab.generative.plane_gan.choices import COLLAPSING, GanRecipe
from vizlab.generative.plane_gan.seeds import Outcome, summary


def rows(found: Mapping[str, Sequence[Outcome]]) -> dict[str, list[str]]:
    """A table, a row for each cure: how many seeds have all modes, how many collapsed, and three medians."""
    told = {cure: summary(outcomes) for cure, outcomes in found.items()}

    def middle(name: str, form: str) -> list[str]:
        return [format(median(getattr(outcome, name) for outcome in outcomes), form) for outcomes in found.values()]

    return {
        "Cure": list(found),
        "All modes": [f"{each['all modes']} of {each['seeds']}" for each in told.values()],
        "Collapsed": [f"{each['collapsed']} of {each['seeds']}" for each in told.values()],
        "Effective modes": middle("effective", ".1f"),
        "Good points": middle("good", ".0%"),
        "Std": middle("deviation", ".2f"),
    }


def title(outcome: Outcome) -> str:
    """One seed in short: the modes it covers."""
    return f"{outcome.covered} of {COLLAPSING.modes}"


def so_far(outcomes: Sequence[Mapping[str, Any]]) -> str:
    """The modes that each seed covers, in a line."""
    return " · ".join(f"seed {told['seed']}: {told['covered']} modes" for told in outcomes)


def ground(recipe: GanRecipe) -> NDArray[np.float32]:
    """A hundred points of the data (100, 2), to draw points of several seeds on."""
    data = clouds.cloud(recipe)
    source = states.generator(torch.device("cpu"), recipe.seed, 0, 10)
    return modes.draw(100, torch.tensor(data.middle, dtype=torch.float32), data.spread, source).numpy()


WORDS: dict[str, str] = {  # cure -> what it is
    "one step each": (
        "The collapse comes from five steps of the generator to one of the discriminator: it runs to the one place that a "
        "discriminator standing still likes best. Back to one step each, the discriminator mostly answers in time."
    ),
    "Wasserstein critic": (
        "The turns are reversed, five of the discriminator to one of the generator, and its loss is a distance that never goes "
        "flat: a critic whose slope a penalty holds near 1."
    ),
    "unrolled": (
        "The generator still takes five steps, but each against the discriminator of five steps later: a place that will soon "
        "be found out is no longer worth running to."
    ),
    "gradient penalty": (
        "The generator still takes five steps, and the discriminator pays for slopes that differ from 1 between both kinds of "
        "points. That alone does not help: with its turns a gentle slope leads to one place, too."
    ),
    "two time scales": (
        "The generator still takes five steps, but ones ten times shorter than the discriminator's: it cannot outrun it."
    ),
    "instance noise": (
        "The generator still takes five steps; data and generated points are blurred for the discriminator, less and less. The "
        "notes add noise to the real samples only, usually it goes on both; neither is a reliable rescue."
    ),
}
