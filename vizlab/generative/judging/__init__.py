"""How good samples are, in the eyes of a classifier of our own: never called FID, which is another network's.

`features` looks, `frechet` compares two crowds as Gaussians, `manifolds` counts which lie within the other, `reference` is the
crowd of real pictures and what it scores against itself: the floor beside every number.
"""

from vizlab.generative.judging.features import CLASSIFIERS, Judge, open_judge
from vizlab.generative.judging.frechet import Gaussian, fitted, frechet
from vizlab.generative.judging.manifolds import precision_and_recall, squared_distances
from vizlab.generative.judging.reference import JudgeRecipe, Reference, Verdict, diversity, judge, reference

__all__ = [
    "CLASSIFIERS",
    "Gaussian",
    "Judge",
    "JudgeRecipe",
    "Reference",
    "Verdict",
    "diversity",
    "fitted",
    "frechet",
    "judge",
    "open_judge",
    "precision_and_recall",
    "reference",
    "squared_distances",
]
