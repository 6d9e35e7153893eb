"""MNIST and Fashion-MNIST: four idx files each, read as views of the files.

To add a set in the same format: four `RemoteFile`s in the order of `FILES`, and one line in `vizlab.data.DATASETS`.
Source of the format: the MNIST database's page; big-endian magic number 0x0000 08 dd with dd dimensions, then their sizes.
"""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vizlab.data.examples import Examples, Split
from vizlab.data.files import RemoteFile, local_path
from vizlab.errors import VizlabError

FILES = (
    "train-images-idx3-ubyte.gz",
    "train-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
)
SIZES_BYTES = (47_040_016, 60_008, 7_840_016, 10_008)
UNSIGNED_BYTES = 0x0800


def load(files: tuple[RemoteFile, ...]) -> Split:
    """Images (n, 1, h, w), uint8, of four files in the order of `FILES`. Errors: `VizlabError` if one is missing or odd."""
    images, labels, test_images, test_labels = (_read(file) for file in files)
    return Split(_examples(images, labels), _examples(test_images, test_labels))


def _examples(images: NDArray[np.uint8], labels: NDArray[np.uint8]) -> Examples:
    if images.ndim != 3 or labels.shape != images.shape[:1]:
        raise VizlabError(f"Images (n, h, w) need labels (n,); got {images.shape} and {labels.shape}.")
    return Examples(images[:, None], labels.astype(np.int64))


def _read(file: RemoteFile) -> NDArray[np.uint8]:
    path = local_path(file)
    if path is None:
        raise VizlabError(f"{file.name} must be downloaded first; it is not here.")
    return read_idx(path)


def read_idx(path: Path) -> NDArray[np.uint8]:
    """The array of an unpacked idx file of unsigned bytes. Errors: `VizlabError` if header and size do not agree."""
    with path.open("rb") as file:
        head = file.read(4 + 4 * 3)
    magic = int.from_bytes(head[:4], "big")
    dims = magic - UNSIGNED_BYTES
    if not 1 <= dims <= 3 or len(head) < 4 + 4 * dims:
        raise VizlabError(f"{path.name} must be an idx file of unsigned bytes; it begins with {head[:4].hex()}.")
    shape = struct.unpack(f">{dims}I", head[4 : 4 + 4 * dims])
    offset = 4 + 4 * dims
    if path.stat().st_size != offset + int(np.prod(shape, dtype=np.int64)):
        raise VizlabError(f"{path.name} must hold an array of shape {shape}; it has {path.stat().st_size} bytes.")
    # A view of the file: the system reads what is touched, and all processes share it, so 55 MB cost no memory of ours.
    return np.memmap(path, dtype=np.uint8, mode="r", offset=offset, shape=shape)


def _files(
    folder: str, addresses: tuple[str, ...], download_bytes: tuple[int, ...], checksums: tuple[str, ...]
) -> tuple[RemoteFile, ...]:
    columns = zip(FILES, checksums, SIZES_BYTES, download_bytes, strict=True)
    return tuple(
        RemoteFile(folder, name, tuple(address + name for address in addresses), checksum, size, packed)
        for name, checksum, size, packed in columns
    )


MNIST = _files(
    "mnist",
    ("https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/"),
    (9_912_422, 28_881, 1_648_877, 4_542),
    (
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ),
)
FASHION_MNIST = _files(
    "fashion_mnist",
    ("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",),
    (26_421_880, 29_515, 4_422_102, 5_148),
    (
        "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
        "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
        "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
        "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
    ),
)
