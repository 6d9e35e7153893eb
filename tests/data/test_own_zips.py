"""A zip of one's own: what becomes of honest ones, each way to attack refused with its sentence, and 100 damaged ones."""

from __future__ import annotations

import io
import random
import stat
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from uploads import noise, pets, png, zipped

from vizlab import images, store
from vizlab.data import own
from vizlab.data.own import pictures, zips
from vizlab.errors import VizlabError

UPLOAD = "0" * 64


def refusal(data: bytes) -> str:
    with pytest.raises(VizlabError) as caught:
        own.contents(data)
    return str(caught.value)


def listed(*infos: tuple[zipfile.ZipInfo, bytes]) -> bytes:
    """A good zip with these entries added, each made as no honest program would."""
    packed = io.BytesIO(zipped(pets()))
    with zipfile.ZipFile(packed, "a") as archive:
        for info, data in infos:
            archive.writestr(info, data)
    return packed.getvalue()


def link() -> bytes:
    info = zipfile.ZipInfo("pets/cat/link.png")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return listed((info, b"/etc/passwd"))


def patched(data: bytes, offset: int, form: str, value: int, *, name: bytes = b"pets/cat/0.png") -> bytes:
    """A field of the first entry of this name changed, in its own header and in the table of contents."""
    changed = bytearray(data)
    for signature, shift, length in ((b"PK\x03\x04", 0, 30), (b"PK\x01\x02", 2, 46)):
        at = next(at for at in places(data, signature) if data[at + length :].startswith(name))
        struct.pack_into(form, changed, at + offset + shift, value)
    return bytes(changed)


def places(data: bytes, signature: bytes) -> list[int]:
    return [at for at in range(len(data)) if data.startswith(signature, at)]


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty file": (lambda: b"", "must be a whole zip file"),
    "no zip": (lambda: b"These are words." * 99, "must be a whole zip file"),
    "cut off": (lambda: zipped(pets())[:-40], "must be a whole zip file"),
    "path traversal": (lambda: zipped(pets() | {"pets/../../evil.png": noise(1)}), "points outside"),
    "path traversal by backslashes": (lambda: zipped(pets() | {"pets\\..\\..\\evil.png": noise(1)}), "points outside"),
    "absolute path": (lambda: zipped(pets() | {"/etc/evil.png": noise(1)}), "is an absolute path"),
    "path with a drive": (lambda: zipped(pets() | {"C:\\evil.png": noise(1)}), "is an absolute path"),
    "link": (link, "is a link or a device"),
    "encrypted": (lambda: patched(zipped(pets()), 6, "<H", 1), "must not be encrypted"),
    "zip in a zip": (lambda: zipped(pets() | {"pets/cat/more.zip": zipped(pets())}), "must not hold other archives"),
    "a bomb by its ratio": (lambda: zipped(pets() | {"pets/cat/bomb.png": bytes(5_000_000)}), "claims to unpack"),
    "one class": (lambda: zipped({f"cat/{at}.png": noise(at) for at in range(5)}), "2 to 200 class folders"),
    "no folders": (lambda: zipped({f"{at}.png": noise(at) for at in range(5)}), "2 to 200 class folders"),
    "one picture of a class": (lambda: zipped(pets() | {"pets/emu/1.png": noise(1)}), "at least 2 pictures"),
    "many classes": (lambda: zipped({f"{at}/{n}.png": b"x" for at in range(201) for n in "ab"}), "got 201"),
    "many pictures": (
        lambda: zipped({f"{'ab'[at % 2]}/{at}.png": b"x" for at in range(20_001)}, zipfile.ZIP_STORED),
        "at most 20,000 pictures",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_refused_is_refused_with_its_sentence(name: str) -> None:
    make, words = HOSTILE[name]
    sentence = refusal(make())
    assert words in sentence
    assert sentence.endswith(".")


def test_limits_of_size_are_those_that_it_states(monkeypatch: pytest.MonkeyPatch) -> None:
    data = zipped(pets())
    monkeypatch.setattr(zips, "MAX_UNPACKED_BYTES", 1000)
    assert "may unpack to at most" in refusal(data)
    monkeypatch.setattr(zips, "MAX_ENTRIES", 11)
    assert "at most 11 entries" in refusal(data)
    monkeypatch.setattr(zips, "MAX_ZIP_BYTES", 500)
    assert "may have at most 0 MB" in refusal(data)


def test_a_table_of_contents_of_millions_is_refused_before_it_is_read() -> None:
    entry = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", *[0] * 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    data = entry * 600_000 + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65535, 65535, len(entry) * 600_000, 0, 0)
    tracemalloc.start()
    sentence = refusal(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "at most 50,000 entries" in sentence
    assert peak < 1_000_000


def test_an_entry_that_lies_about_its_size_is_read_no_further() -> None:
    """A million zeros said to be a hundred: what is unpacked stays what was said, and fails its check sum."""
    data = zipped(pets() | {"pets/cat/lie.png": bytes(1_000_000)})
    data = patched(data, 22, "<L", 100, name=b"pets/cat/lie.png")
    found = own.contents(data)
    (entry,) = (entry for entry in found.entries if entry.path.endswith("lie.png"))
    tracemalloc.start()
    with pytest.raises(VizlabError, match="damaged"):
        zips.read(found.archive, entry.info)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 300_000


def test_packing_that_cannot_be_unpacked_piece_by_piece_is_left_alone() -> None:
    """zipfile unpacks a whole block of bzip2 at once: 45 bytes can be a megabyte."""
    found = own.contents(zipped(pets(), zipfile.ZIP_BZIP2))
    with pytest.raises(VizlabError, match="packed by a method"):
        zips.read(found.archive, found.entries[0].info)


def test_what_is_of_no_use_is_skipped_and_said() -> None:
    extra = {
        "__MACOSX/pets/cat/._0.png": b"x",
        "pets/cat/.hidden.png": noise(1),
        "pets/cat/Thumbs.db": b"x",
        "pets/dog/empty.png": b"",
        "pets/loose.png": noise(2),
    }
    found = own.contents(zipped(pets() | extra))
    assert found.classes == ("cat", "dog")
    assert found.counts == [6, 6]
    assert {skipped.name: skipped.reason for skipped in found.skipped} == {
        "__MACOSX/pets/cat/._0.png": "hidden file",
        "pets/cat/.hidden.png": "hidden file",
        "pets/cat/Thumbs.db": "not a picture by its name",
        "pets/dog/empty.png": "empty",
        "pets/loose.png": "lies in no class folder",
    }


def test_names_that_would_be_markup_become_plain_text() -> None:
    names = ["<b>x</b>", "[a](b)", "a\x00b\u202e", "![p](http:q)", ":material", "  many   spaces ", "y" * 99]
    files = {f"{name}/{at}.png": noise(at) for name in names for at in range(2)}
    for label in own.contents(zipped(files)).classes:
        assert not set(label) & set("<>[]{}`*$:\\\u202e\x00")
        assert 0 < len(label) <= 60
        assert label == " ".join(label.split())


# Fitting


def recipe(**choices: object) -> own.PicturesRecipe:
    return own.PicturesRecipe(upload=UPLOAD, **choices)  # type: ignore[arg-type]


def test_a_crop_is_what_every_other_page_makes_of_the_picture() -> None:
    data = noise(3, 40, 70)
    found = own.contents(zipped({f"{kind}/{at}.png": data for kind in "ab" for at in range(2)}))
    (pixels, *_), _ = own.examples_of(found, recipe(size_px=28), 1)
    expected = images.fit(images.open_image(data), (3, 28, 28))
    np.testing.assert_array_equal(pixels, np.round(expected.numpy() * 255))


def test_padding_shows_the_whole_picture_between_black() -> None:
    data = png(np.full((20, 60, 3), 200, np.uint8))
    found = own.contents(zipped({f"{kind}/{at}.png": data for kind in "ab" for at in range(2)}))
    (pixels, *_), _ = own.examples_of(found, recipe(size_px=64, fitting="pad", palette="grey"), 1)
    assert pixels.shape == (1, 64, 64)
    rows = (pixels[0] > 0).any(axis=1)
    assert rows.sum() == 21  # a third of 64, rounded
    assert rows[21:42].all()
    assert pixels[0, 22:41].min() >= 199


def test_pictures_without_end_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MAX_DECODED_PIXELS", 12 * 16 * 5)
    with pytest.raises(VizlabError, match="megapixels"):
        kept(zipped(pets()))


@pytest.mark.parametrize(("field", "value"), [("size_px", 33), ("palette", "sepia"), ("fitting", "stretch")])
def test_choices_that_are_not_offered_are_refused(field: str, value: object) -> None:
    with pytest.raises(VizlabError, match=f"{field} must be one of"):
        recipe(**{field: value})


# Damaged ones


def kept(data: bytes) -> str:
    chosen = own.PicturesRecipe(upload=own.put_upload(data, "pets.zip"), size_px=28)
    return str(list(own.keep_pictures(chosen))[-1].result["data"])  # type: ignore[index]


def mutated(data: bytes, dice: random.Random) -> bytes:
    """Bits flipped, bytes changed in headers, a part cut out, doubled or cut off, names made hostile."""
    changed = bytearray(data)
    kind = dice.randrange(6)
    if kind == 0:
        for _ in range(dice.choice([1, 3, 30])):
            at = dice.randrange(len(changed))
            changed[at] ^= 1 << dice.randrange(8)
    elif kind == 1:
        at = dice.choice(places(data, dice.choice([b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"])))
        changed[at + dice.randrange(4, 22)] = dice.choice([0, 1, 127, 255])
    elif kind == 2:
        del changed[dice.randrange(len(changed)) :]
    elif kind == 3:
        at = dice.randrange(len(changed))
        del changed[at : at + dice.choice([1, 7, 100])]
    elif kind == 4:
        at = dice.randrange(len(changed))
        changed[at:at] = changed[at : at + dice.choice([1, 7, 100])]
    else:
        names = [
            b"../../../e/.png",
            b"/etc/passwd.png",
            b"\x00\x00\x00\x00\x00\x00\x00\x00",
            b"pets\\..\\../x.png",
            b"\xff\xfe" * 7,
        ]
        at = dice.choice(places(data, b"pets/"))
        name = dice.choice(names)[:14]
        changed[at : at + len(name)] = name
    return bytes(changed)


def test_a_hundred_damaged_zips_end_with_a_sentence_or_a_sound_data_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store.os, "fsync", lambda handle: None)  # a thousand of them take ten seconds
    dice, good = random.Random("damaged zips"), zipped(pets(4))
    before = set(tmp_path.iterdir())
    sentences, sound = [], 0
    tracemalloc.start()
    for _ in range(100):
        try:
            name = kept(mutated(good, dice))
        except VizlabError as error:
            sentences.append(str(error))
            continue
        split = own.load(name)
        assert split.train.inputs.shape[1:] == (3, 28, 28)
        assert len(split.train) + len(split.test) + own.find(name).n_skipped >= 7
        sound += 1
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sound > 10, "most mutations must reach the decoder"
    assert len(sentences) > 10
    assert all(sentence.endswith((".", "…")) and "Error" not in sentence for sentence in sentences)
    assert peak < 30_000_000
    assert {path.name for path in set(tmp_path.iterdir()) - before} <= {"store", "cache"}


def test_a_picture_that_is_a_bomb_inside_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """41 megapixels of one colour are 120 kB of PNG: refused by the header, before anything is decoded."""
    huge = io.BytesIO()
    Image.new("1", (8000, 5200)).save(huge, "PNG")
    name = kept(zipped(pets() | {"pets/cat/huge.png": huge.getvalue()}))
    (left_out,) = own.find(name).skipped
    assert "megapixels" in left_out.reason
