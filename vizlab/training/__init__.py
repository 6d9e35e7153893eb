"""Training: from a recipe to checkpoints, curves and a report.

`train(recipe)` is the loop; `settled(recipe)` is what it really runs; `overfit_tiny` and `estimate` are asked beforehand.
To add an optimizer, a schedule or an augmentation: a line in `choices`.
"""

from vizlab.training.checks import overfit_tiny
from vizlab.training.choices import AUGMENTATIONS, OPTIMIZERS, SCHEDULES
from vizlab.training.diagnosis import Finding, diagnose
from vizlab.training.estimate import Estimate, estimate
from vizlab.training.loop import train
from vizlab.training.quiz import Question, question
from vizlab.training.report import plane
from vizlab.training.settle import settled, unread

__all__ = [
    "AUGMENTATIONS",
    "OPTIMIZERS",
    "SCHEDULES",
    "Estimate",
    "Finding",
    "Question",
    "diagnose",
    "estimate",
    "overfit_tiny",
    "plane",
    "question",
    "settled",
    "train",
    "unread",
]
