"""Sick training runs: eight faults, what each looks like from outside and inside, and the cures (METHODS O94)."""

from vizlab.doctor.cures import CURES, cured
from vizlab.doctor.faults import FAULTS, Fault, patient, verdict
from vizlab.doctor.runs import Course, Setup, train

__all__ = ["CURES", "FAULTS", "Course", "Fault", "Setup", "cured", "patient", "train", "verdict"]
