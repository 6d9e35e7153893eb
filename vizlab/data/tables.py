"""Tables of measurements that come inside scikit-learn as CSV files: flowers, wines and cells, one row of numbers each.

To add one: a `Table` and a line in `vizlab.data.DATASETS`. The files begin with a line of rows, columns and class names.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vizlab.data.digits import package_file
from vizlab.data.examples import Examples, Split, every_fifth


@dataclass(frozen=True)
class Table:
    """One file. classes: in the order of its labels. features: in the order of its columns, with units. n: rows."""

    file: str
    classes: tuple[str, ...]
    features: tuple[str, ...]
    n_train: int
    n_test: int


def load(table: Table) -> Split:
    """Points (n, d), float32, each feature with mean 0 and standard deviation 1 over the training half.

    Always the same fifth of each class is the test set.
    """
    rows = np.loadtxt(package_file("sklearn", f"datasets/data/{table.file}"), delimiter=",", skiprows=1)
    points, labels = rows[:, :-1], rows[:, -1].astype(np.int64)
    test = every_fifth(labels)
    mean, std = points[~test].mean(axis=0), points[~test].std(axis=0)
    points = ((points - mean) / std).astype(np.float32)
    return Split(Examples(points[~test], labels[~test]), Examples(points[test], labels[test]))


def most_telling(examples: Examples) -> tuple[int, int]:
    """The two features of points (n, d) that tell the classes apart best, each by itself, the better one first.

    Best is the largest share of a feature's variance that lies between the classes' means (eta squared). Where there is but
    one feature, it is both.
    """
    shares = _between(examples.inputs.astype(np.float64), examples.labels)
    order = np.argsort(-shares, kind="stable")
    return int(order[0]), int(order[min(1, len(order) - 1)])


def _between(points: NDArray[np.float64], labels: NDArray[np.int64]) -> NDArray[np.float64]:
    """(d,) in [0, 1]; 0 for a feature that never changes."""
    offsets = points - points.mean(axis=0)
    sums = np.zeros((int(labels.max()) + 1, points.shape[1]))
    np.add.at(sums, labels, offsets)
    counts = np.maximum(np.bincount(labels), 1)[:, None]
    whole = np.square(offsets).sum(axis=0)
    shares: NDArray[np.float64] = (sums**2 / counts).sum(axis=0) / np.where(whole > 0, whole, 1)
    return shares


_CELL = (
    *("radius", "texture", "perimeter", "area", "smoothness"),
    *("compactness", "concavity", "concave points", "symmetry", "fractal dimension"),
)

IRIS = Table(
    "iris.csv",
    ("setosa", "versicolor", "virginica"),
    ("sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)"),
    120,
    30,
)
WINE = Table(
    "wine_data.csv",
    ("cultivar 1", "cultivar 2", "cultivar 3"),
    (
        *("alcohol", "malic acid", "ash", "alkalinity of ash", "magnesium", "total phenols", "flavanoids"),
        *("nonflavanoid phenols", "proanthocyanins", "colour intensity", "hue", "OD280/OD315 of diluted wine", "proline"),
    ),
    142,
    36,
)
BREAST_CANCER = Table(
    "breast_cancer.csv",
    ("malignant", "benign"),
    tuple(f"{kind} {name}" for kind in ("mean", "error of", "worst") for name in _CELL),
    455,
    114,
)
