"""Tiny-ImageNet from a zip to arrays: small zips in the official layout, official ones, owners' own ones, and bad ones."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import os
import random
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from loopback import Site
from numpy.typing import NDArray
from PIL import Image

from vizlab import data
from vizlab.data import DATASETS, picture_zip, tiny_imagenet
from vizlab.data.tiny_imagenet import ARRAYS, CLASSES, MANIFEST, TINY_IMAGENET, PictureZip
from vizlab.errors import VizlabError

NAME = "tiny-imagenet-200.zip"
ROOT = "tiny-imagenet-200"
WNIDS = ["n03126707", "n02012849", "n01443537"]  # a crane, the other crane and a goldfish: not in order
WORDS = "n01443537\tgoldfish, Carassius auratus\nn02012849\tcrane\nn03126707\tcrane\nn00001740\tentity\n"
TRAIN, VAL = 4, 2  # pictures a class

Members = dict[str, bytes]


def jpeg(seed: int, *, side: int = 64, mode: str = "RGB") -> bytes:
    rng = np.random.default_rng(seed)
    coarse = Image.fromarray(rng.integers(0, 256, (4, 4, 3), dtype=np.uint8)).resize((side, side))
    buffer = io.BytesIO()
    coarse.convert(mode).save(buffer, "JPEG")
    return buffer.getvalue()


def members() -> Members:
    """The official layout by its description, with what is to be left alone: boxes and the unlabelled test pictures."""
    found = {f"{ROOT}/wnids.txt": "\n".join(WNIDS).encode(), f"{ROOT}/words.txt": WORDS.encode()}
    for place, wnid in enumerate(WNIDS):
        found[f"{ROOT}/train/{wnid}/{wnid}_boxes.txt"] = b"0\t0\t63\t63\n"
        for number in range(TRAIN):
            grey = (place, number) == (0, 1)
            found[f"{ROOT}/train/{wnid}/images/{wnid}_{number}.JPEG"] = jpeg(10 * place + number, mode="L" if grey else "RGB")
    rows = [f"val_{i}.JPEG\t{WNIDS[i % 3]}\t0\t0\t62\t62\n" for i in range(3 * VAL)]
    found[f"{ROOT}/val/val_annotations.txt"] = "".join(rows).encode()
    found |= {f"{ROOT}/val/images/val_{i}.JPEG": jpeg(100 + i) for i in range(3 * VAL)}
    return found | {f"{ROOT}/test/images/test_0.JPEG": jpeg(200)}


def packed(found: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in found.items():
            archive.writestr(zipfile.ZipInfo(name), body, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def use(source: PictureZip, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = dataclasses.replace(
        DATASETS["Tiny-ImageNet"],
        files=(source,),
        load=lambda noise, seed: tiny_imagenet.load(source),
        found=lambda: tiny_imagenet.found(source),
    )
    monkeypatch.setitem(DATASETS, "Tiny-ImageNet", entry)


def official(site: Site, body: bytes, monkeypatch: pytest.MonkeyPatch, *faults: str) -> PictureZip:
    """A zip that a server offers and whose checksum is known, in the place of the real one."""
    file = site.serve_plain(body, *faults, name=NAME)
    source = PictureZip(NAME, file.urls, hashlib.sha256(body).hexdigest(), len(body))
    use(source, monkeypatch)
    return source


def lay_down(body: bytes) -> Path:
    path = Path(os.environ["VIZLAB_DATA"]) / "tiny_imagenet" / NAME
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    return path


def here(folder: Path | str) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in Path(folder).rglob("*") if path.is_file())


def decoded(body: bytes) -> NDArray[np.uint8]:
    return np.asarray(Image.open(io.BytesIO(body)).convert("RGB")).transpose(2, 0, 1)


def check(source: Members) -> None:
    """The data set is what the members say, by another way of reading them: classes sorted, as file listings have them."""
    split, wnids = data.load("Tiny-ImageNet"), sorted(WNIDS)
    assert split.train.inputs.shape == (3 * TRAIN, 3, 64, 64)
    assert isinstance(split.train.inputs, np.memmap)  # so that 100,000 pictures cost no memory
    assert not split.train.inputs.flags.writeable
    assert np.bincount(split.train.labels).tolist() == [TRAIN] * 3
    numbers = dict.fromkeys(wnids, 0)
    for pixels, label in zip(split.train.inputs, split.train.labels, strict=True):
        name = f"{wnids[label]}_{numbers[wnids[label]]}.JPEG"
        numbers[wnids[label]] += 1
        np.testing.assert_array_equal(pixels, decoded(source[f"{ROOT}/train/{wnids[label]}/images/{name}"]))
    assert [wnids[label] for label in split.test.labels] == [WNIDS[i % 3] for i in range(3 * VAL)]
    for i, pixels in enumerate(split.test.inputs):
        np.testing.assert_array_equal(pixels, decoded(source[f"{ROOT}/val/images/val_{i}.JPEG"]))


# From the server


def test_from_the_server_to_the_arrays(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    body = packed(members())
    official(site, body, monkeypatch)
    assert not data.is_ready("Tiny-ImageNet")
    with pytest.raises(VizlabError, match="Tiny-ImageNet must be downloaded first"):
        data.load("Tiny-ImageNet")
    steps = list(data.download("Tiny-ImageNet"))
    arriving, decoding = ([step for step in steps if step.unit == unit] for unit in ("byte", "picture"))
    assert {step.phase for step in arriving} == {"downloading Tiny-ImageNet"}
    assert (arriving[-1].done, arriving[-1].total) == (len(body), len(body))
    assert (decoding[-1].done, decoding[-1].total) == (3 * (TRAIN + VAL),) * 2
    assert here(os.environ["VIZLAB_DATA"]) == sorted(f"tiny_imagenet/{name}" for name in (*ARRAYS, MANIFEST))
    assert data.is_ready("Tiny-ImageNet")
    assert list(data.download("Tiny-ImageNet")) == []
    check(members())
    entry = data.find("Tiny-ImageNet")
    assert (entry.version, entry.classes, entry.n_train) == (1, CLASSES, 100_000)  # the official zip is what the table says
    assert np.array_equal(data.load("Tiny-ImageNet").train_labels, data.load("Tiny-ImageNet").train.labels)


@pytest.mark.parametrize("fault", ["500", "truncated", "other content"])
def test_one_fault_is_overcome(site: Site, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    official(site, packed(members()), monkeypatch, fault, "none")
    list(data.download("Tiny-ImageNet"))
    check(members())


def test_another_zip_from_the_server_is_refused_and_leaves_nothing(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    source = official(site, packed(members()), monkeypatch)
    use(dataclasses.replace(source, sha256="0" * 64), monkeypatch)
    with pytest.raises(VizlabError, match=r"tiny-imagenet-200\.zip could not be downloaded, because its checksum is wrong"):
        list(data.download("Tiny-ImageNet"))
    assert here(os.environ["VIZLAB_DATA"]) == []


def test_leaving_while_it_is_decoded_needs_no_second_download(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    official(site, packed(members()), monkeypatch)
    download = data.download("Tiny-ImageNet")
    next(step for step in download if step.unit == "picture")
    download.close()
    assert [name.endswith(".part") for name in here(os.environ["VIZLAB_DATA"])] == [True]  # the zip, and no half of an array
    assert not data.is_ready("Tiny-ImageNet")
    site.requests.clear()
    list(data.download("Tiny-ImageNet"))
    assert site.requests == []
    check(members())
    assert here(os.environ["VIZLAB_DATA"]) == sorted(f"tiny_imagenet/{name}" for name in (*ARRAYS, MANIFEST))


# An owner's own zip


def test_a_zip_that_somebody_put_there_is_used_as_it_is(monkeypatch: pytest.MonkeyPatch, nobody: str) -> None:
    use(dataclasses.replace(TINY_IMAGENET, urls=(nobody,)), monkeypatch)
    size = lay_down(packed(members())).stat().st_size
    assert data.find("Tiny-ImageNet").version == size  # another zip is another version, known before it is decoded
    list(data.download("Tiny-ImageNet"))
    check(members())
    entry = data.find("Tiny-ImageNet")
    assert entry.classes == ("goldfish", "crane (n02012849)", "crane (n03126707)")
    assert (entry.n_train, entry.n_test, entry.version) == (3 * TRAIN, 3 * VAL, size)
    assert entry.about == "18 colour photographs of 64 × 64 pixels, 3 classes: this machine's own copy."
    assert data.class_counts("Tiny-ImageNet") == [TRAIN] * 3


def test_a_read_only_folder_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch, cache: Path) -> None:
    use(TINY_IMAGENET, monkeypatch)
    path = lay_down(packed(members()))
    for folder in (path.parent, path.parent.parent):
        folder.chmod(0o555)
    try:
        list(data.download("Tiny-ImageNet"))
        check(members())
        assert here(path.parent) == [NAME]
        assert here(cache / "unpacked" / "tiny_imagenet") == sorted((*ARRAYS, MANIFEST))
    finally:
        for folder in (path.parent.parent, path.parent):
            folder.chmod(0o755)


def test_a_zip_in_the_place_of_another_is_decoded_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    use(TINY_IMAGENET, monkeypatch)
    lay_down(packed(members()))
    list(data.download("Tiny-ImageNet"))
    other = members() | {f"{ROOT}/val/images/val_0.JPEG": jpeg(999), f"{ROOT}/readme.txt": bytes(range(200))}
    lay_down(packed(other))
    assert not data.is_ready("Tiny-ImageNet")
    list(data.download("Tiny-ImageNet"))
    check(other)


@pytest.mark.parametrize("name", [*ARRAYS, MANIFEST])
@pytest.mark.parametrize("damage", ["shortened", "deleted"])
def test_a_damaged_array_is_made_anew(monkeypatch: pytest.MonkeyPatch, name: str, damage: str) -> None:
    use(TINY_IMAGENET, monkeypatch)
    path = lay_down(packed(members())).parent / name
    list(data.download("Tiny-ImageNet"))
    if damage == "deleted":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-1])
    assert not data.is_ready("Tiny-ImageNet")
    with pytest.raises(VizlabError, match="must be downloaded first"):
        data.load("Tiny-ImageNet")
    list(data.download("Tiny-ImageNet"))
    check(members())


# Bad zips


def without(name: str) -> Callable[[Members], Members]:
    return lambda found: {key: body for key, body in found.items() if key != f"{ROOT}/{name}"}


def changed(name: str, body: bytes) -> Callable[[Members], Members]:
    return lambda found: found | {f"{ROOT}/{name}": body}


PICTURE = f"train/{WNIDS[0]}/images/{WNIDS[0]}_0.JPEG"
BAD: dict[str, tuple[Callable[[Members], Members], str]] = {
    "no classes": (without("wnids.txt"), "there is no tiny-imagenet-200/wnids.txt in it"),
    "no names": (without("words.txt"), "there is no tiny-imagenet-200/words.txt in it"),
    "no list": (without("val/val_annotations.txt"), "there is no tiny-imagenet-200/val/val_annotations.txt in it"),
    "no picture": (without("val/images/val_3.JPEG"), "there is no tiny-imagenet-200/val/images/val_3.JPEG in it"),
    "paths as classes": (changed("wnids.txt", b"../../etc\nn01443537"), "its wnids.txt must list 2 to 2,000 different"),
    "a class twice": (changed("wnids.txt", b"n01443537\nn01443537"), "its wnids.txt must list 2 to 2,000 different"),
    "no training": (changed("wnids.txt", "\n".join([*WNIDS, "n00000001"]).encode()), "it has no training picture of n00000001"),
    "no validation": (
        changed("val/val_annotations.txt", f"val_0.JPEG\t{WNIDS[0]}\t0".encode()),
        "it has no validation picture of n01443537",
    ),
    "a strange class": (
        changed("val/val_annotations.txt", b"val_0.JPEG\tn99999999\t0"),
        "must name a picture and a listed class",
    ),
    "a way out": (
        changed("val/val_annotations.txt", b"".join(f"../../../../outside\t{wnid}\n".encode() for wnid in WNIDS)),
        "there is no tiny-imagenet-200/val/images/../../../../outside in it",
    ),
    "no text": (changed("words.txt", b"\xff\xfe\xfd"), "words.txt in it is no text"),
    "no JPEG": (changed(PICTURE, b"GIF89a"), "_0.JPEG in it cannot be decoded"),
    "half a JPEG": (changed(PICTURE, jpeg(0)[:400]), "_0.JPEG in it cannot be decoded"),
    "larger": (changed(PICTURE, jpeg(0, side=65)), "_0.JPEG in it must be 64 pixels wide and high; it has 65 × 65"),
    "a bomb": (changed(PICTURE, bytes(300_000)), "_0.JPEG in it has more than 200,000 bytes"),
    "a bomb of words": (changed("words.txt", bytes(17_000_000)), "words.txt in it has more than 16,000,000 bytes"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_zip_is_answered_in_a_sentence_and_leaves_nothing(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    use(TINY_IMAGENET, monkeypatch)
    change, complaint = BAD[case]
    path = lay_down(packed(change(members())))
    with pytest.raises(VizlabError) as caught:
        list(data.download("Tiny-ImageNet"))
    sentence = str(caught.value)
    assert "tiny-imagenet-200.zip in the data folder must be laid out as the official one: " in sentence
    assert complaint in sentence
    assert here(path.parents[1]) == [f"tiny_imagenet/{NAME}"]
    assert not data.is_ready("Tiny-ImageNet")


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04", bytes(1000)])
def test_what_is_no_zip(body: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    use(TINY_IMAGENET, monkeypatch)
    lay_down(body)
    with pytest.raises(VizlabError, match="it is no zip file, or not a whole one"):
        list(data.download("Tiny-ImageNet"))


def test_members_with_strange_names_are_left_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    use(TINY_IMAGENET, monkeypatch)
    strange = ("../../outside.txt", "/etc/outside", f"{ROOT}/train/../../../outside", f"{ROOT}/train/{WNIDS[0]}/images/x.JPEG")
    strange += (f"{ROOT}/train/{WNIDS[0]}/images/{WNIDS[1]}_0.JPEG", f"other/{PICTURE}")
    lay_down(packed(members() | dict.fromkeys(strange, b"none of the data")))
    list(data.download("Tiny-ImageNet"))
    check(members())
    assert not [name for name in here(tmp_path) if "outside" in name]


def test_too_many_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    use(TINY_IMAGENET, monkeypatch)
    monkeypatch.setattr(picture_zip, "MAX_PICTURES", 11)
    lay_down(packed(members()))
    with pytest.raises(VizlabError, match="it has 12 training pictures, more than 11"):
        list(data.download("Tiny-ImageNet"))


def test_mutated_zips_give_a_data_set_or_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    use(TINY_IMAGENET, monkeypatch)
    whole, source, refused = packed(members()), random.Random(0), 0
    directory = whole.index(b"PK\x01\x02")  # the zip's own table of contents, where half of the damage is done
    for case in range(100):
        body = bytearray(whole)
        for _ in range(source.randint(1, 4)):
            place = source.randrange(len(body)) if case % 2 else source.randrange(directory, len(body))
            body[place] = source.randrange(256)
        path = lay_down(bytes(body[: source.randrange(len(body))] if case % 10 == 0 else body))
        with suppress(VizlabError):  # anything else fails the test
            list(data.download("Tiny-ImageNet"))
        refused += not data.is_ready("Tiny-ImageNet")
        assert set(here(path.parent)) <= {NAME, *ARRAYS, MANIFEST}
        (path.parent / MANIFEST).unlink(missing_ok=True)
    assert 30 < refused < 100


# The table


def test_the_table_has_the_official_numbers() -> None:
    entry = DATASETS["Tiny-ImageNet"]
    assert (len(entry.classes), len(set(entry.classes))) == (200, 200)
    assert (entry.n_train, entry.n_test) == (200 * 500, 200 * 50)
    assert (entry.classes[0], entry.classes[-1], entry.classes[32]) == ("goldfish", "acorn", "Egyptian cat")
    assert entry.download_bytes == 248_100_043
    assert len(bytes.fromhex(TINY_IMAGENET.sha256)) == 32
