"""CIFAR-10 in its binary form: six files of records, a label and then 1,024 red, green and blue values each.

Source of the format: https://www.cs.toronto.edu/~kriz/cifar.html (the binary version; the other ones are pickles).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vizlab.data.archives import Archive
from vizlab.data.examples import Examples, Split
from vizlab.data.files import RemoteFile, local_path
from vizlab.errors import VizlabError

SHAPE = (3, 32, 32)
RECORD_BYTES = 1 + 3 * 32 * 32
IN_A_FILE = 10_000


def load(archive: Archive) -> Split:
    """Images (n, 3, 32, 32), uint8, of the archive's members. Errors: `VizlabError` if one is missing."""
    *training, test = archive.members
    return Split(
        lambda: _joined(training),
        _examples(test),
        train_labels=lambda: np.concatenate([_examples(file).labels for file in training]),
    )


def _joined(files: list[RemoteFile]) -> Examples:
    """All examples of several files in one piece, which takes 150 MB: the test set alone must not cost that."""
    parts = [_examples(file) for file in files]
    return Examples(np.concatenate([part.inputs for part in parts]), np.concatenate([part.labels for part in parts]))


def _examples(file: RemoteFile) -> Examples:
    path = local_path(file)
    if path is None:
        raise VizlabError(f"{file.name} must be downloaded first; it is not here.")
    records: NDArray[np.uint8] = np.memmap(path, dtype=np.uint8, mode="r").reshape(-1, RECORD_BYTES)
    # The images without their labels, where they lie: a plain reshape would copy them all.
    images = np.lib.stride_tricks.as_strided(
        records[:, 1:], (len(records), *SHAPE), (RECORD_BYTES, 32 * 32, 32, 1), writeable=False
    )
    return Examples(images, records[:, 0].astype(np.int64))


def _member(name: str, sha256: str) -> RemoteFile:
    return RemoteFile("cifar10/cifar-10-batches-bin", name, (), sha256, IN_A_FILE * RECORD_BYTES, 0)


CIFAR_10 = Archive(
    name="cifar-10-binary.tar.gz",
    urls=("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",),
    sha256="c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
    download_bytes=170_052_171,
    members=(
        _member("data_batch_1.bin", "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5"),
        _member("data_batch_2.bin", "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed"),
        _member("data_batch_3.bin", "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67"),
        _member("data_batch_4.bin", "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48"),
        _member("data_batch_5.bin", "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add"),
        _member("test_batch.bin", "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b"),
    ),
)
