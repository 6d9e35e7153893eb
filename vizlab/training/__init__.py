"""Training: from a recipe to checkpoints, curves and a report.

`train(recipe)` is the loop; `settled(recipe)` is what it really runs; `overfit_tiny` and `estimate` are asked beforehand.
To add an optimizer, a schedule or an augmentation: a line in `choices`.
"""

from vizlab.training.checks import overfit_tiny
from vizlab.training.choices import AUGMENTATIONS, MOMENTUM_USERS, OPTIMIZERS, SCHEDULES
from vizlab.training.estimate import Estimate, estimate
from vizlab.training.loop import train
from vizlab.training.settle import settled

__all__ = [
    "AUGMENTATIONS",
    "MOMENTUM_USERS",
    "OPTIMIZERS",
    "SCHEDULES",
    "Estimate",
    "estimate",
    "overfit_tiny",
    "settled",
    "train",
]
