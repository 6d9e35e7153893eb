"""Data sets by name, each with its licence, its source and, where it is downloaded, its checksums.

To add one: a function (noise, seed) -> `Split` and one line in `DATASETS`; pages, URL and tests pick it up from there.
Needs NumPy only; nothing here imports torch or scikit-learn.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from vizlab.data import cifar, digits, downloads, idx, points
from vizlab.data.archives import Archive
from vizlab.data.examples import Examples, Split
from vizlab.data.files import RemoteFile, is_here, local_path
from vizlab.errors import VizlabError
from vizlab.progress import Step

__all__ = ["DATASETS", "DataSet", "Examples", "RemoteFile", "Split", "class_counts", "download", "find", "is_ready", "load"]

DIGITS = tuple("0123456789")
THINGS = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
GARMENTS = ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")


@dataclass(frozen=True, kw_only=True)
class DataSet:
    """One data set. shape: of one input, (c, h, w) or (d,). version: raised when the same name means other data.

    load: (noise, seed) -> `Split`; images ignore both. files: what must be downloaded, empty if it comes with the packages.
    """

    about: str
    licence: str
    source: str
    classes: tuple[str, ...]
    shape: tuple[int, ...]
    n_train: int
    n_test: int
    load: Callable[[float, int], Split]
    version: int = 1
    files: tuple[RemoteFile | Archive, ...] = ()

    @property
    def is_images(self) -> bool:
        """Whether an input is an image (c, h, w), not a point."""
        return len(self.shape) == 3

    @property
    def download_bytes(self) -> int:
        """What a first use downloads; 0 if nothing."""
        return sum(file.download_bytes for file in self.files)


def find(name: str) -> DataSet:
    """The data set of this name. Errors: `VizlabError` naming those that exist."""
    if name not in DATASETS:
        raise VizlabError(f"There is no data set {name!r}; there are {_listed(DATASETS)}.")
    return DATASETS[name]


def load(name: str, *, noise: float = 0.1, seed: int = 0) -> Split:
    """Training and test examples. noise (standard deviation) and seed matter to the point sets only.

    Errors: `VizlabError` if the name is unknown, the noise is negative, or the data is not downloaded yet.
    """
    data = find(name)
    if not (math.isfinite(noise) and noise >= 0) or seed < 0:
        raise VizlabError(f"noise and seed must be 0 or more; got noise {noise} and seed {seed}.")
    if _missing(data):
        raise VizlabError(f"{name} must be downloaded first; it is not here, or damaged. {_without_network()}")
    return data.load(noise, seed)


def class_counts(name: str, *, noise: float = 0.1, seed: int = 0) -> list[int]:
    """Training examples of each class, in the order of the classes."""
    labels = load(name, noise=noise, seed=seed).train.labels
    return [int((labels == index).sum()) for index in range(len(find(name).classes))]


def is_ready(name: str) -> bool:
    """Whether `load` needs no download, by a look at the folder only: a damaged file shows when it is opened."""
    return all(file.is_here() if isinstance(file, Archive) else is_here(file) for file in find(name).files)


def download(name: str) -> Iterator[Step]:
    """Fetch what is missing or damaged: steps in bytes over all missing files; nothing if all is here.

    Closing the generator ends the download and keeps the files that are complete.
    Errors: `VizlabError` saying why it failed and what works without network.
    """
    missing = _missing(find(name))
    total, done = sum(file.download_bytes for file in missing), 0
    for file in missing:
        try:
            for step in file.fetch() if isinstance(file, Archive) else downloads.fetch(file):
                yield dataclasses.replace(step, done=done + step.done, total=total, phase=f"downloading {name}")
        except VizlabError as error:
            raise VizlabError(f"{name} is not here: {error} {_without_network()}") from error
        done += file.download_bytes


def _missing(data: DataSet) -> list[RemoteFile | Archive]:
    """What is not here, or not sound."""
    return [file for file in data.files if not (file.is_sound() if isinstance(file, Archive) else local_path(file))]


def _without_network() -> str:
    return f"Without network these work: {_listed(name for name, data in DATASETS.items() if not data.files)}."


def _listed(names: Iterator[str] | dict[str, DataSet]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def _toy(name: str, about: str, source: str, *, classes: int = 2) -> DataSet:
    return DataSet(
        about=about,
        licence="MIT: drawn by vizlab itself",
        source=source,
        classes=tuple("ABCD"[:classes]),
        shape=(2,),
        n_train=points.N_TRAIN,
        n_test=points.N_TEST,
        load=partial(points.load, name),
    )


def _idx(about: str, licence: str, source: str, classes: tuple[str, ...], files: tuple[RemoteFile, ...]) -> DataSet:
    return DataSet(
        about=about,
        licence=licence,
        source=source,
        classes=classes,
        shape=(1, 28, 28),
        n_train=60_000,
        n_test=10_000,
        load=lambda noise, seed: idx.load(files),
        files=files,
    )


_SCIKIT_LEARN = "https://scikit-learn.org/stable/modules/generated/sklearn.datasets."

DATASETS: dict[str, DataSet] = {
    "digits": DataSet(
        about="1,797 handwritten digits of 8 × 8 pixels: trains in seconds, and tells a good network from a bad one.",
        licence="CC BY 4.0",
        source="https://archive.ics.uci.edu/dataset/80/optical+recognition+of+handwritten+digits",
        classes=DIGITS,
        shape=(1, 8, 8),
        n_train=digits.N_TRAIN,
        n_test=digits.N_TEST,
        load=lambda noise, seed: digits.load(),
    ),
    "MNIST": _idx(
        "70,000 handwritten digits of 28 × 28 pixels: the classic, by now easy.",
        "CC BY-SA 3.0",
        "http://yann.lecun.com/exdb/mnist/",
        DIGITS,
        idx.MNIST,
    ),
    "Fashion-MNIST": _idx(
        "70,000 garments of 28 × 28 pixels: the size of MNIST, but hard enough to see a difference.",
        "MIT",
        "https://github.com/zalandoresearch/fashion-mnist",
        GARMENTS,
        idx.FASHION_MNIST,
    ),
    "CIFAR-10": DataSet(
        about="60,000 colour pictures of 32 × 32 pixels, of animals and vehicles: the first real photographs.",
        licence="free for research, no licence stated",
        source="https://www.cs.toronto.edu/~kriz/cifar.html",
        classes=THINGS,
        shape=cifar.SHAPE,
        n_train=50_000,
        n_test=10_000,
        load=lambda noise, seed: cifar.load(cifar.CIFAR_10),
        files=(cifar.CIFAR_10,),
    ),
    "moons": _toy("moons", "Two half circles that reach into each other: needs one bend.", f"{_SCIKIT_LEARN}make_moons.html"),
    "circles": _toy("circles", "A ring inside a ring: no straight line helps.", f"{_SCIKIT_LEARN}make_circles.html"),
    "spirals": _toy("spirals", "Two interleaved spirals: hard for a small network.", "https://playground.tensorflow.org/"),
    "blobs": _toy("blobs", "Four discs, four classes: straight lines suffice.", f"{_SCIKIT_LEARN}make_blobs.html", classes=4),
    "XOR": _toy("XOR", "Opposite corners belong together: one layer alone cannot.", "https://playground.tensorflow.org/"),
}
