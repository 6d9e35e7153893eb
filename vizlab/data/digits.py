"""The 1,797 handwritten digits of 8 × 8 pixels that come inside scikit-learn: real data with nothing to download."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vizlab.data.examples import Examples, Split
from vizlab.errors import VizlabError

N_TRAIN, N_TEST = 1437, 360
INK = 16  # the file's grey levels run from 0 to 16


def load() -> Split:
    """Images (n, 1, 8, 8), uint8; always the same 360 of them, every class alike, are the test set."""
    # Read from the package's folder: importing scikit-learn would cost 150 MB of memory for this one file.
    package = importlib.util.find_spec("sklearn")
    if package is None or package.origin is None:
        raise VizlabError("The digits come with scikit-learn, which must be installed; it is not.")
    path = Path(package.origin).parent / "datasets" / "data" / "digits.csv.gz"
    table = np.loadtxt(path, delimiter=",", dtype=np.int64)
    inputs, labels = _grey(table[:, :-1]).reshape(-1, 1, 8, 8), table[:, -1]
    test = _every_fifth_of_each_class(labels)
    return Split(Examples(inputs[~test], labels[~test]), Examples(inputs[test], labels[test]))


def _grey(levels: NDArray[np.int64]) -> NDArray[np.uint8]:
    """0..16 -> the nearest of the grey levels of a byte."""
    grey: NDArray[np.uint8] = np.rint(levels * (np.iinfo(np.uint8).max / INK)).astype(np.uint8)
    return grey


def _every_fifth_of_each_class(labels: NDArray[np.int64]) -> NDArray[np.bool_]:
    """(n,) True for the test set. No random numbers: their streams may change with NumPy, the test set must not."""
    chosen = np.zeros(len(labels), dtype=np.bool_)
    chosen[np.argsort(labels, kind="stable")[::5]] = True
    return chosen
