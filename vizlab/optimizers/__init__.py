"""Update rules of gradient methods, written out, and races between them over one surface."""

from vizlab.optimizers.outcome import VERDICTS, Outcome
from vizlab.optimizers.race import MOST_STEPS, Path, race
from vizlab.optimizers.rates import LRS, RATES, default_rate, good_rates
from vizlab.optimizers.rules import CLASSICS, FAMILIES, GRADIENT_RULES, OPTIMIZERS, Bug, Optimizer, Walker
from vizlab.optimizers.schedules import SCHEDULES, Schedule, factors
from vizlab.optimizers.steps.board import WRITTEN
from vizlab.optimizers.steps.closeup import CloseUp, look_closely
from vizlab.optimizers.steps.experiments import EXPERIMENTS, SLOPES, conduct
from vizlab.optimizers.steps.findings import fact_rows, finding_columns
from vizlab.optimizers.steps.walk import Walk, follow, walk_curves
from vizlab.optimizers.tables import bug_rows, outcome_rows, path_columns, rule_rows

__all__ = [
    "CLASSICS",
    "EXPERIMENTS",
    "FAMILIES",
    "GRADIENT_RULES",
    "LRS",
    "MOST_STEPS",
    "OPTIMIZERS",
    "RATES",
    "SCHEDULES",
    "SLOPES",
    "VERDICTS",
    "WRITTEN",
    "Bug",
    "CloseUp",
    "Optimizer",
    "Outcome",
    "Path",
    "Schedule",
    "Walk",
    "Walker",
    "bug_rows",
    "conduct",
    "default_rate",
    "fact_rows",
    "factors",
    "finding_columns",
    "follow",
    "good_rates",
    "look_closely",
    "outcome_rows",
    "path_columns",
    "race",
    "rule_rows",
    "walk_curves",
]
