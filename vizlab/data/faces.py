"""The 200 crops of 25 × 25 pixels that come inside scikit-image: 100 faces, and 100 pieces of their backgrounds."""

from __future__ import annotations

import numpy as np

from vizlab.data.digits import package_file
from vizlab.data.examples import Examples, Split, every_fifth

CLASSES, SHAPE = ("face", "no face"), (1, 25, 25)
N_TRAIN, N_TEST = 160, 40
IN_A_CLASS = 100  # in the file the faces come first


def load() -> Split:
    """Images (n, 1, 25, 25), uint8; always the same fifth of each class is the test set."""
    grey = np.load(package_file("skimage", "data/lfw_subset.npy"), allow_pickle=False)
    images = np.rint(grey * np.iinfo(np.uint8).max).astype(np.uint8)[:, None]
    labels = np.arange(len(images), dtype=np.int64) // IN_A_CLASS
    test = every_fifth(labels)
    return Split(Examples(images[~test], labels[~test]), Examples(images[test], labels[test]))
