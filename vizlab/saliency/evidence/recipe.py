"""Which methods are ranked, on which network, over how many pictures: the frozen recipe whose hash names the ranking."""

from __future__ import annotations

from dataclasses import dataclass

from vizlab.errors import VizlabError
from vizlab.recipes import Knob, check
from vizlab.saliency.baselines import BASELINES

KIND = "evidence"
SEPARATOR = ", "
DEFAULT_METHODS = (
    *("gradient", "SmoothGrad", "integrated gradients", "guided backpropagation"),
    *("Grad-CAM", "occlusion", "edge detector", "random map"),
)


@dataclass(frozen=True, kw_only=True)
class EvidenceRecipe:
    """Everything that decides a ranking. Field names are also widget keys, URL parameters and CLI options.

    reference: a model with its epoch. sample_size: at most so many, the first ones. ranked: names of methods, as `joined` writes
    them; each as its table entry has it, with this seed. missing: of `BASELINES`.
    """

    reference: str = "bundled/shapes-honest@8"
    sample_size: int = 50
    ranked: str = SEPARATOR.join(DEFAULT_METHODS)
    missing: str = "mean"
    seed: int = 0
    algorithm: int = 1  # raised when the same recipe comes to mean other numbers

    def __post_init__(self) -> None:
        """Check types, ranges and names. Errors: `VizlabError`."""
        from vizlab.saliency import find  # the table imports this package

        check(self, KNOBS)
        if self.missing not in BASELINES:
            raise VizlabError(f"missing must be one of {', '.join(BASELINES)}; got {self.missing!r}.")
        for name in self.methods:
            find(name)

    @property
    def methods(self) -> tuple[str, ...]:
        """The names of the methods, in the order of the table."""
        return tuple(self.ranked.split(SEPARATOR))


def joined(names: tuple[str, ...] | list[str]) -> str:
    """Names of methods as one text: each once, in the order of the table, so that the same choice is the same recipe.

    Errors: `VizlabError` for no names.
    """
    from vizlab.saliency import METHODS

    chosen = [name for name in METHODS if name in names]
    if not chosen:
        raise VizlabError(f"A ranking needs at least one method; got none of {', '.join(METHODS)}.")
    return SEPARATOR.join(chosen)


KNOBS: dict[str, Knob] = {
    "sample_size": Knob(1, 1000, "More pictures: narrower intervals, in as much more time.", (10, 20, 50, 100, 200, 400)),
    "seed": Knob(0, 2**31 - 1, "Of the noise, of the dice, and of the order of equally salient pixels.", tuple(range(100))),
}
