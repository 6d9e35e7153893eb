"""Tiny-ImageNet: photographs of 64 × 64 pixels as JPEG files in one zip, decoded once into arrays that load at once.

The official zip is fetched and verified by its checksum. A `tiny-imagenet-200.zip` that somebody put into the data folder
is its owner's copy: it need not be the official one, only hold the same layout, and its classes and sizes are what is used.
Source of the layout and the classes: http://cs231n.stanford.edu/tiny-imagenet-200.zip.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any

import numpy as np

from vizlab.data import downloads, picture_zip
from vizlab.data.examples import Examples, Split
from vizlab.data.files import DamagedError, RemoteFile, folders, on_disk
from vizlab.data.parts import Continuing
from vizlab.errors import VizlabError
from vizlab.progress import Step

FOLDER, MANIFEST = "tiny_imagenet", "manifest.json"
ARRAYS = ("train-images.npy", "train-labels.npy", "test-images.npy", "test-labels.npy")


@dataclass(frozen=True)
class PictureZip:
    """The official zip and the arrays made of it. The arrays lie in the data folder, or in the cache if that is read-only."""

    name: str
    urls: tuple[str, ...]
    sha256: str
    download_bytes: int

    def is_here(self) -> bool:
        """Whether the arrays are here, with the sizes that their manifest states, and made of the zip that lies here, if any."""
        return self.manifest() is not None

    def is_sound(self) -> bool:
        """The same: 500 MB to 1.4 GB are not hashed at every start."""
        return self.is_here()

    def fetch(self) -> Iterator[Step]:
        """Download the zip unless one is here, then decode it: steps in bytes, then in pictures.

        Errors: `VizlabError` saying why the download failed, what is wrong with the zip, or that the disk refuses.
        """
        if self.is_here():
            return
        if owned := self.owned():
            yield from self._decode_owned(owned)
        else:
            yield from downloads.tried(self.name, self.urls, self.download_bytes, self._download)

    def manifest(self) -> dict[str, Any] | None:
        """What is here ("official", "zip_bytes", "classes", "n_train", "n_test", "folder" ...); None if not prepared."""
        owned = self.owned()
        for folder in folders(FOLDER):
            found = _read(folder)
            if found and (owned is None or owned.stat().st_size == found["zip_bytes"]):
                return found | {"folder": folder}
        return None

    def owned(self) -> Path | None:
        """The zip that somebody put into the data folder; None if there is none."""
        path = folders(FOLDER)[0] / self.name
        return path if path.is_file() else None

    def _decode_owned(self, path: Path) -> Iterator[Step]:
        try:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
                yield from self._decode(file, path.stat().st_size, digest)
        except DamagedError as error:
            raise VizlabError(f"{self.name} in the data folder must be laid out as the official one: {error}.") from error
        except OSError as error:
            raise VizlabError(f"{self.name} in the data folder cannot be read: {error.strerror or error}.") from error

    def _download(self, url: str) -> Iterator[Step]:
        packed = RemoteFile(FOLDER, self.name, self.urls, self.sha256, self.download_bytes, self.download_bytes)
        with Continuing(packed) as part:
            yield from downloads.completed(part, packed, url)
            yield downloads.step_of(self.name, self.download_bytes, self.download_bytes)
            yield from self._decode(part.whole(), self.download_bytes, self.sha256)

    def _decode(self, file: IO[bytes], zip_bytes: int, sha256: str) -> Iterator[Step]:
        """Arrays and manifest beside their places, then under their names, the manifest last."""
        home = folders(FOLDER)[-1]
        with picture_zip.opened(file) as archive:
            plan = picture_zip.plan(archive)
            with on_disk(f"The arrays of {self.name}", plan.size_bytes):
                home.mkdir(parents=True, exist_ok=True)
                folder = tempfile.TemporaryDirectory(dir=home, prefix=".arrays.", ignore_cleanup_errors=True)
            with folder:
                part = Path(folder.name)
                yield from picture_zip.write(archive, plan, part)
                facts = {"official": sha256 == self.sha256, "sha256": sha256, "zip_bytes": zip_bytes} | plan.facts()
                with on_disk(f"The arrays of {self.name}", plan.size_bytes):
                    _place(part, home, facts)


def load(source: PictureZip) -> Split:
    """Images (n, 3, 64, 64), uint8; the official validation images are the test set. Errors: `VizlabError` if not prepared."""
    found = source.manifest()
    if found is None:
        raise VizlabError(f"{source.name} must be downloaded first; it is not here.")
    folder = found["folder"]
    return Split(partial(_examples, folder, "train"), partial(_examples, folder, "test"))


def found(source: PictureZip) -> dict[str, Any]:
    """What of the table's entry differs, where somebody's own zip is used: fields of `vizlab.data.DataSet`."""
    owned, prepared = source.owned(), source.manifest()
    size = prepared["zip_bytes"] if prepared else owned.stat().st_size if owned else source.download_bytes
    changes: dict[str, Any] = {"version": size} if size != source.download_bytes else {}
    if prepared and not prepared["official"]:
        classes, n_train, n_test = tuple(prepared["classes"]), prepared["n_train"], prepared["n_test"]
        about = f"{n_train + n_test:,} colour photographs of 64 × 64 pixels, {len(classes)} classes: this machine's own copy."
        changes |= {"classes": classes, "n_train": n_train, "n_test": n_test, "about": about}
    return changes


def _examples(folder: Path, half: str) -> Examples:
    # Pages of the file: the system reads what is touched, and all processes share it, so 500 MB cost no memory of ours.
    images = np.load(folder / f"{half}-images.npy", mmap_mode="r", allow_pickle=False)
    return Examples(images, np.load(folder / f"{half}-labels.npy", allow_pickle=False))


def _read(folder: Path) -> dict[str, Any] | None:
    """The manifest in a folder; None if there is none, or the arrays beside it have other sizes than it states."""
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if all((folder / name).stat().st_size == manifest["files"][name] for name in ARRAYS):
            return manifest
    return None


def _place(part: Path, home: Path, facts: dict[str, Any]) -> None:
    (home / MANIFEST).unlink(missing_ok=True)
    sizes = {name: (part / name).stat().st_size for name in ARRAYS}
    for name in ARRAYS:
        (part / name).replace(home / name)
    (part / MANIFEST).write_text(json.dumps(facts | {"files": sizes}), encoding="utf-8")
    (part / MANIFEST).replace(home / MANIFEST)


TINY_IMAGENET = PictureZip(
    name="tiny-imagenet-200.zip",
    urls=("http://cs231n.stanford.edu/tiny-imagenet-200.zip",),
    sha256="6198c8ae015e2b3e007c7841da39ec069199b9aa3bfa943a462022fe5e43c821",
    download_bytes=248_100_043,
)

# The official classes, sorted by their WordNet number, each by the first of its words.
# fmt: off
CLASSES: tuple[str, ...] = (
    "goldfish", "European fire salamander", "bullfrog", "tailed frog", "American alligator", "boa constrictor", "trilobite",
    "scorpion", "black widow", "tarantula", "centipede", "goose", "koala", "jellyfish", "brain coral", "snail", "slug",
    "sea slug", "American lobster", "spiny lobster", "black stork", "king penguin", "albatross", "dugong", "Chihuahua",
    "Yorkshire terrier", "golden retriever", "Labrador retriever", "German shepherd", "standard poodle", "tabby", "Persian cat",
    "Egyptian cat", "cougar", "lion", "brown bear", "ladybug", "fly", "bee", "grasshopper", "walking stick", "cockroach",
    "mantis", "dragonfly", "monarch", "sulphur butterfly", "sea cucumber", "guinea pig", "hog", "ox", "bison", "bighorn",
    "gazelle", "Arabian camel", "orangutan", "chimpanzee", "baboon", "African elephant", "lesser panda", "abacus",
    "academic gown", "altar", "apron", "backpack", "bannister", "barbershop", "barn", "barrel", "basketball", "bathtub",
    "beach wagon", "beacon", "beaker", "beer bottle", "bikini", "binoculars", "birdhouse", "bow tie", "brass", "broom",
    "bucket", "bullet train", "butcher shop", "candle", "cannon", "cardigan", "cash machine", "CD player", "chain", "chest",
    "Christmas stocking", "cliff dwelling", "computer keyboard", "confectionery", "convertible", "crane", "dam", "desk",
    "dining table", "drumstick", "dumbbell", "flagpole", "fountain", "freight car", "frying pan", "fur coat", "gasmask",
    "go-kart", "gondola", "hourglass", "iPod", "jinrikisha", "kimono", "lampshade", "lawn mower", "lifeboat", "limousine",
    "magnetic compass", "maypole", "military uniform", "miniskirt", "moving van", "nail", "neck brace", "obelisk", "oboe",
    "organ", "parking meter", "pay-phone", "picket fence", "pill bottle", "plunger", "pole", "police van", "poncho",
    "pop bottle", "potter's wheel", "projectile", "punching bag", "reel", "refrigerator", "remote control", "rocking chair",
    "rugby ball", "sandal", "school bus", "scoreboard", "sewing machine", "snorkel", "sock", "sombrero", "space heater",
    "spider web", "sports car", "steel arch bridge", "stopwatch", "sunglasses", "suspension bridge", "swimming trunks",
    "syringe", "teapot", "teddy", "thatch", "torch", "tractor", "triumphal arch", "trolleybus", "turnstile", "umbrella",
    "vestment", "viaduct", "volleyball", "water jug", "water tower", "wok", "wooden spoon", "comic book", "plate", "guacamole",
    "ice cream", "ice lolly", "pretzel", "mashed potato", "cauliflower", "bell pepper", "mushroom", "orange", "lemon", "banana",
    "pomegranate", "meat loaf", "pizza", "potpie", "espresso", "alp", "cliff", "coral reef", "lakeside", "seashore", "acorn",
)
# fmt: on
