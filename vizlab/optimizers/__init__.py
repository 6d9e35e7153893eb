"""Update rules of gradient methods, written out, and races between them over one surface."""

from vizlab.optimizers.outcome import VERDICTS, Outcome
from vizlab.optimizers.race import MOST_STEPS, Path, race
from vizlab.optimizers.rates import LRS, RATES, default_rate
from vizlab.optimizers.rules import OPTIMIZERS, Optimizer
from vizlab.optimizers.tables import outcome_rows, path_columns, rule_rows

__all__ = [
    "LRS",
    "MOST_STEPS",
    "OPTIMIZERS",
    "RATES",
    "VERDICTS",
    "Optimizer",
    "Outcome",
    "Path",
    "default_rate",
    "outcome_rows",
    "path_columns",
    "race",
    "rule_rows",
]
