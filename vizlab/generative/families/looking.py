"""What the families made of the same points, as rows to be drawn and rows to be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vizlab.frames import Frame
from vizlab.generative.families import opened
from vizlab.generative.families.choices import FamiliesRecipe
from vizlab.generative.families.learning import FAMILIES

Row = tuple[str, NDArray[Any] | None, NDArray[Any] | None, str]  # title, points, density, text where there is neither
NO_DENSITY = "no density:<br>samples only"
SHOWS = ("samples", "density")  # what the panels show


def rows(recipe: FamiliesRecipe, frames: Sequence[Frame], shows: str) -> tuple[list[Row], float]:
    """The truth, each family, and real points once more; and the density that is to have the lightest colour."""
    true = opened.true_density(recipe)
    most = float(np.quantile(true, 0.995))
    if shows == "density":
        held = opened.real(recipe)
        first: list[Row] = [("Truth", None, true, "")]
        last: Row = ("Held out", held, None, "")
        return [*first, *(_density(frames, name) for name in FAMILIES), last], most
    first = [("Learned from", opened.real(recipe, 0), None, "")]
    drawn: list[Row] = [(name, opened.samples(frames, name), None, "") for name in FAMILIES]
    return [*first, *drawn, ("Real, once more", opened.real(recipe, 2), None, "")], most


def table(record: Mapping[str, Any]) -> dict[str, list[str]]:
    """The numbers of a finished run, a column each, the truth first."""
    truth, found = record["truth"], record["families"]
    names = list(FAMILIES)
    rows = [found[name] for name in names]
    return {
        "Family": ["Truth", *names],
        "log p(x), nats a point": [f"{truth['log-likelihood']:.3f}".replace("-", "−"), *map(likelihood, names, rows)],
        "It is": ["exact", *(WORDS[FAMILIES[name].likelihood] for name in names)],
        "JS, nats": [f"{truth['js']:.4f}", *(f"{row['js']:.4f}" for row in rows)],
        "KL, nats": [f"{truth['kl']:.3f}", *(f"{row['kl']:.3f}" for row in rows)],
        "Samples a second of processor time": ["", *(f"{_rounded(row['per second']):,}" for row in rows)],
        "Taught in, processor time": ["", *(f"{row['seconds']:.1f} s" for row in rows)],
        "Numbers learned": ["", *(f"{row['parameters']:,}" for row in rows)],
        "Has codes": ["", *("yes" if FAMILIES[name].encodes else "no" for name in names)],
    }


def likelihood(name: str, numbers: Mapping[str, Any]) -> str:
    """The mean log-density of held-out points as text; of a VAE from its bound upwards."""
    if numbers["log-likelihood"] is None:
        return "none"
    text = f"{numbers['log-likelihood']:.3f}"
    if numbers["bound"] is not None:
        text = f"{numbers['bound']:.3f} ≤ {numbers['importance']:.3f} ≤ {text}"
    return text.replace("-", "−")


def sums(frames: Sequence[Frame]) -> dict[str, float]:
    """How much of each density there is in the square that is shown: 1 is all of it."""
    found = {name: opened.density(frames, name) for name in FAMILIES}
    return {name: opened.total(density) for name, density in found.items() if density is not None}


def _density(frames: Sequence[Frame], name: str) -> Row:
    found = opened.density(frames, name)
    if found is None:
        return name, None, None, NO_DENSITY
    return name, None, found, ""


def _rounded(number: float) -> int:
    """Two figures are enough for a speed."""
    digits = max(len(str(int(number))) - 2, 0)
    return int(round(number, -digits))


# How well the likelihood is known -> in words.
WORDS = {
    "exact": "exact",
    "bound": "ELBO ≤ 64 draws ≤ quadrature",
    "none": "nothing to ask",
    "by an ODE": "by an ODE, to some 0.01",
}
