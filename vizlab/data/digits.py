"""The 1,797 handwritten digits of 8 × 8 pixels that come inside scikit-learn: real data with nothing to download."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vizlab.data.examples import Examples, Split, every_fifth
from vizlab.errors import VizlabError

N_TRAIN, N_TEST = 1437, 360
INK = 16  # the file's grey levels run from 0 to 16


def load() -> Split:
    """Images (n, 1, 8, 8), uint8; always the same 360 of them, every class alike, are the test set."""
    table = np.loadtxt(package_file("sklearn", "datasets/data/digits.csv.gz"), delimiter=",", dtype=np.int64)
    inputs, labels = _grey(table[:, :-1]).reshape(-1, 1, 8, 8), table[:, -1]
    test = every_fifth(labels)
    return Split(Examples(inputs[~test], labels[~test]), Examples(inputs[test], labels[test]))


def package_file(package: str, path: str) -> Path:
    """A file inside an installed package, which is not imported: scikit-learn alone would cost 150 MB of memory."""
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise VizlabError(f"{Path(path).name} comes with the package {package}, which must be installed; it is not.")
    return Path(found.origin).parent / path


def _grey(levels: NDArray[np.int64]) -> NDArray[np.uint8]:
    """0..16 -> the nearest of the grey levels of a byte."""
    grey: NDArray[np.uint8] = np.rint(levels * (np.iinfo(np.uint8).max / INK)).astype(np.uint8)
    return grey
