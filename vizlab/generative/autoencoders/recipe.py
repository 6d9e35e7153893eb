"""What decides an experiment with auto-encoders."""

from __future__ import annotations

from dataclasses import dataclass

from vizlab.errors import VizlabError
from vizlab.recipes import Knob, check

KIND = "autoencoders"
WIDTHS, SAMPLES, LABELS = "bottleneck", "samples", "labels"


@dataclass(frozen=True, kw_only=True)
class StudyRecipe:
    """study: in `STUDIES`; all networks of it have layers of `ae_hidden` units and see the digits `ae_epochs` times."""

    study: str = WIDTHS
    ae_hidden: int = 128
    ae_epochs: int = 100
    ae_seed: int = 0
    algorithm: int = 1

    def __post_init__(self) -> None:
        """Check types, ranges and the name. Errors: `VizlabError`."""
        check(self, KNOBS)
        if self.study not in STUDIES:
            raise VizlabError(f"study must be one of {', '.join(STUDIES)}; got {self.study!r}.")


STUDIES: dict[str, str] = {  # name -> its module in this folder, which has a `STUDY`
    WIDTHS: "widths",
    SAMPLES: "samples",
    LABELS: "labels",
}
KNOBS: dict[str, Knob] = {
    "ae_hidden": Knob(8, 256, "Units of each hidden layer: more capacity, more time.", (32, 64, 128)),
    "ae_epochs": Knob(1, 200, "Passes over the 1,437 training digits.", (10, 30, 100, 200)),
    "ae_seed": Knob(0, 2**31 - 1, "Start weights, order and noise. Same seed, same networks, bit for bit.", tuple(range(5))),
}
