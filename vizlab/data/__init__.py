"""Data sets by name, each with its licence, its source and, where it is downloaded, its checksums.

To add one: a function (noise, seed) -> `Split` and one line in `DATASETS`; pages, URL and tests pick it up from there.
Needs NumPy and Pillow only; nothing here imports torch or scikit-learn.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from vizlab.data import cifar, digits, downloads, faces, idx, own, points, shapes, tables, tiny_imagenet
from vizlab.data.archives import Archive
from vizlab.data.examples import Examples, Split
from vizlab.data.files import RemoteFile, is_here, local_path
from vizlab.data.tiny_imagenet import TINY_IMAGENET, PictureZip
from vizlab.errors import VizlabError
from vizlab.progress import Step

__all__ = [
    "DATASETS",
    "DataSet",
    "Examples",
    "RemoteFile",
    "Split",
    "class_counts",
    "download",
    "find",
    "is_known",
    "is_ready",
    "load",
    "names",
    "titles",
]

DIGITS = tuple("0123456789")
THINGS = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
GARMENTS = ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")


@dataclass(frozen=True, kw_only=True)
class DataSet:
    """One data set. shape: of one input, (c, h, w) or (d,). version: raised when the same name means other data.

    load: (noise, seed) -> `Split`; only the toys read them. files: what must be downloaded, empty if it comes with the packages.
    found: what of this differs on this machine, where its owner put another copy; `find` says so, the table does not.
    features: what the numbers of a point are called, one name each; none where they have no names.
    takes_noise: whether the noise of a recipe means anything to it.
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
    files: tuple[RemoteFile | Archive | PictureZip, ...] = ()
    found: Callable[[], Mapping[str, Any]] | None = None
    features: tuple[str, ...] = ()
    takes_noise: bool = False

    @property
    def is_images(self) -> bool:
        """Whether an input is an image (c, h, w), not a point."""
        return len(self.shape) == 3

    @property
    def download_bytes(self) -> int:
        """What a first use downloads; 0 if nothing."""
        return sum(file.download_bytes for file in self.files)


def find(name: str) -> DataSet:
    """The data set of this name, `mine/<id>` for one of one's own; also as of `shapes.agreeing`.

    Errors: `VizlabError` naming those that exist.
    """
    if own.is_own(name):
        return _own(own.find(name))
    if name not in DATASETS:
        if (planted := shapes.planted(name)) is not None:
            return _shapes(f"Shapes whose {planted.shortcut} tells the true class in {planted.agreement:.0%} of them.", planted)
        raise VizlabError(f"There is no data set {name!r}; there are {_listed(DATASETS)}.")
    entry = DATASETS[name]
    changes = entry.found() if entry.found else {}
    return dataclasses.replace(entry, **changes) if changes else entry


def is_known(name: str) -> bool:
    """Whether there is a data set of this name here."""
    return own.is_here(name) if own.is_own(name) else name in DATASETS or shapes.planted(name) is not None


def names() -> list[str]:
    """Every data set that can be chosen: those of the table, then one's own, newest first."""
    return [*DATASETS, *(known.name for known in own.kept())]


def titles() -> dict[str, str]:
    """What each of `names` is called: by its own name, or by the title that its owner gave it."""
    return {name: name for name in DATASETS} | {known.name: f"{known.title} (own)" for known in own.kept()}


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
    labels = load(name, noise=noise, seed=seed).train_labels
    return [int((labels == index).sum()) for index in range(len(find(name).classes))]


def is_ready(name: str) -> bool:
    """Whether `load` needs no download, by a look at the folder only: a damaged file shows when it is opened."""
    if own.is_own(name):
        return own.is_here(name)
    return all(is_here(file) if isinstance(file, RemoteFile) else file.is_here() for file in find(name).files)


def download(name: str) -> Iterator[Step]:
    """Fetch what is missing or damaged: steps in bytes over all missing files, decoding in pictures; nothing if all is here.

    Closing the generator ends the download and keeps the files that are complete.
    Errors: `VizlabError` saying why it failed and what works without network.
    """
    missing = _missing(find(name))
    total, done = sum(file.download_bytes for file in missing), 0
    for file in missing:
        try:
            for step in downloads.fetch(file) if isinstance(file, RemoteFile) else file.fetch():
                yield _among(step, done, total, name) if step.unit == "byte" else step
        except VizlabError as error:
            raise VizlabError(f"{name} is not here: {error} {_without_network()}") from error
        done += file.download_bytes


def _among(step: Step, done: int, total: int, name: str) -> Step:
    """A step of one file as a step of all of them, of which `done` bytes came before."""
    return dataclasses.replace(step, done=done + step.done, total=total, phase=f"downloading {name}")


def _missing(data: DataSet) -> list[RemoteFile | Archive | PictureZip]:
    """What is not here, or not sound."""
    return [file for file in data.files if not (local_path(file) if isinstance(file, RemoteFile) else file.is_sound())]


def _without_network() -> str:
    return f"Without network these work: {_listed(name for name, data in DATASETS.items() if not data.files)}."


def _listed(names: Iterator[str] | dict[str, DataSet]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def _own(known: own.Kept) -> DataSet:
    what = "pictures" if len(known.shape) == 3 else "rows"
    return DataSet(
        about=f"{known.title}: {known.n_train + known.n_test:,} {what} of one's own, from {known.source}.",
        licence="its owner's",
        source="",
        classes=known.classes,
        shape=known.shape,
        n_train=known.n_train,
        n_test=known.n_test,
        load=lambda noise, seed: own.load(known.name),
        features=known.features,
    )


def _toy(name: str, about: str, source: str, *, classes: int = 2) -> DataSet:
    return DataSet(
        about=about,
        licence="MIT: drawn by vizlab itself",
        source=source,
        classes=tuple("ABCDEFGH"[:classes]),
        shape=(2,),
        features=("x₁", "x₂"),
        takes_noise=True,
        n_train=points.N_TRAIN,
        n_test=points.N_TEST,
        load=partial(points.load, name),
    )


def _table(about: str, source: str, table: tables.Table) -> DataSet:
    return DataSet(
        about=about,
        licence="CC BY 4.0",
        source=f"https://archive.ics.uci.edu/dataset/{source}",
        classes=table.classes,
        shape=(len(table.features),),
        features=table.features,
        n_train=table.n_train,
        n_test=table.n_test,
        load=lambda noise, seed: tables.load(table),
    )


def _shapes(about: str, options: shapes.Options) -> DataSet:
    return DataSet(
        about=about,
        licence="MIT: drawn by vizlab itself",
        source="https://arxiv.org/abs/2004.07780",
        classes=shapes.CLASSES,
        shape=shapes.SHAPE,
        n_train=shapes.N_TRAIN,
        n_test=shapes.N_TEST,
        load=lambda noise, seed: shapes.load(options),
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
    "faces": DataSet(
        about="200 grey crops of 25 × 25 pixels, face or background: the smallest set of photographs to learn from.",
        licence="of Labeled Faces in the Wild: for research, no licence stated",
        source="https://scikit-image.org/docs/stable/api/skimage.data.html#skimage.data.lfw_subset",
        classes=faces.CLASSES,
        shape=faces.SHAPE,
        n_train=faces.N_TRAIN,
        n_test=faces.N_TEST,
        load=lambda noise, seed: faces.load(),
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
    "Tiny-ImageNet": DataSet(
        about="110,000 colour photographs of 64 × 64 pixels, 200 classes: rich enough for features worth looking at.",
        licence="free for non-commercial research, as ImageNet",
        source="http://cs231n.stanford.edu/tiny-imagenet-200.zip",
        classes=tiny_imagenet.CLASSES,
        shape=(3, 64, 64),
        n_train=100_000,
        n_test=10_000,
        load=lambda noise, seed: tiny_imagenet.load(TINY_IMAGENET),
        files=(TINY_IMAGENET,),
        found=lambda: tiny_imagenet.found(TINY_IMAGENET),
    ),
    "Shapes": _shapes(
        "Drawn shapes of 64 × 64 pixels, 8 classes, with textures, colours and backgrounds that say nothing of the class.",
        shapes.PLANTED["Shapes"],
    ),
    "Shapes with a tag": _shapes(
        "The same shapes with a small plate in the corner that gives the class away: see what a network looks at.",
        shapes.PLANTED["Shapes with a tag"],
    ),
    "Shapes with a telling background": _shapes(
        "The same shapes, each class always before a background of its own: see whether a network looks at the shape.",
        shapes.PLANTED["Shapes with a telling background"],
    ),
    "moons": _toy("moons", "Two half circles that reach into each other: needs one bend.", f"{_SCIKIT_LEARN}make_moons.html"),
    "circles": _toy("circles", "A ring inside a ring: no straight line helps.", f"{_SCIKIT_LEARN}make_circles.html"),
    "spirals": _toy("spirals", "Two interleaved spirals: hard for a small network.", "https://playground.tensorflow.org/"),
    "blobs": _toy("blobs", "Four discs, four classes: straight lines suffice.", f"{_SCIKIT_LEARN}make_blobs.html", classes=4),
    "XOR": _toy("XOR", "Opposite corners belong together: one layer alone cannot.", "https://playground.tensorflow.org/"),
    "ring of Gaussians": _toy(
        "ring of Gaussians",
        "Eight Gaussians on a circle, eight classes: whether a generator finds all of them is easy to count.",
        "https://arxiv.org/abs/1611.02163",
        classes=points.RING,
    ),
    "grid of Gaussians": _toy(
        "grid of Gaussians",
        "25 Gaussians in five rows, five classes, no two neighbours alike: many small islands to be told apart.",
        "https://arxiv.org/abs/1606.00704",
        classes=points.GRID,
    ),
    "iris": _table(
        "150 flowers by four lengths: the oldest example, which two straight lines nearly solve.", "53/iris", tables.IRIS
    ),
    "wine": _table(
        "178 wines by thirteen measurements in the laboratory, which tell three growers apart.", "109/wine", tables.WINE
    ),
    "breast cancer": _table(
        "569 tumours by thirty measurements of their cells: malignant or not, where one error is worse than the other.",
        "17/breast+cancer+wisconsin+diagnostic",
        tables.BREAST_CANCER,
    ),
}
