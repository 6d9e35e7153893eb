"""Foreign weight files: what is read, what is refused and why, and two hundred damaged ones."""

from __future__ import annotations

import io
import json
import random
import resource
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save
from torch import Tensor

from vizlab.errors import VizlabError
from vizlab.models import build, fitting, imports, weight_files
from vizlab.randomness import RandomStream
from vizlab.recipes import Recipe

RECIPE = Recipe(model="small CNN", depth=2, width=8, batch_norm=True)
SHAPE = (1, 16, 16)


def state() -> dict[str, Tensor]:
    with RandomStream(3):
        return build(RECIPE, SHAPE, 4).state_dict()


def pth(content: Any) -> bytes:
    packed = io.BytesIO()
    torch.save(content, packed)
    return packed.getvalue()


def rewritten(file: bytes, change: Callable[[str, bytes], bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    """The same archive with other contents."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as old, zipfile.ZipFile(packed, "w", compression) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, change(entry.filename, old.read(entry)))
    return packed.getvalue()


def header(text: dict[str, Any], body: bytes = b"") -> bytes:
    """A safetensors file with any header."""
    packed = json.dumps(text).encode()
    return struct.pack("<Q", len(packed)) + packed + body


FORMS: dict[str, Callable[[], bytes]] = {
    "safetensors": lambda: save(state()),
    "pth": lambda: pth(state()),
    "under state_dict": lambda: pth({"epoch": 3, "state_dict": state()}),
    "under model": lambda: pth({"model": state(), "note": "best"}),
    "DataParallel": lambda: pth({f"module.{name}": value for name, value in state().items()}),
    "compiled": lambda: save({f"_orig_mod.{name}": value for name, value in state().items()}),
    "parameters": lambda: pth({name: torch.nn.Parameter(v) if v.is_floating_point() else v for name, v in state().items()}),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_tensors(form: str) -> None:
    found = weight_files.read(FORMS[form]())
    assert found.keys() == state().keys()
    assert all(torch.equal(found[name], value) for name, value in state().items())


def most_mb() -> float:
    """The most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class Evil:
    """What a pickle may do when it is believed."""

    def __reduce__(self) -> Any:
        return (Path.touch, (Path("executed"),))


def protocol(name: str, argument: bytes) -> bytes:
    """A .pth whose pickle calls a global with one argument."""
    program = b"\x80\x02c" + name.encode() + b"\n" + argument + b"\x85R."
    return rewritten(pth(state()), lambda entry, old: program if entry.endswith("data.pkl") else old)


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "a module": (lambda: pth(torch.nn.Linear(2, 2)), "more than tensors|asks for torch.nn"),
    "code": (lambda: pth({"w": Evil()}), "asks for"),
    "os.system": (lambda: protocol("posix\nsystem", b"X\x05\x00\x00\x00touch"), r"asks for posix\.system"),
    "much memory by bytearray": (
        lambda: protocol("builtins\nbytearray", b"\x8a\x05\x00\x00\x00\x00\x10"),
        "asks for builtins.bytearray",
    ),
    "much memory by a tensor": (
        lambda: protocol("torch\nFloatTensor", b"\x8a\x05\x00\x00\x00\x00\x10"),
        "asks for torch.FloatTensor",
    ),
    "a bomb": (
        lambda: rewritten(pth({"w": torch.zeros(2_000_000)}), lambda _, old: old, zipfile.ZIP_DEFLATED),
        "unpacks to more than it holds",
    ),
    "compressed": (
        lambda: rewritten(pth({"w": torch.randint(256, (20_000,)).byte()}), lambda _, old: old, zipfile.ZIP_BZIP2),
        "must not be compressed",
    ),
    "a storage that says it is larger": (
        lambda: rewritten(
            pth({"w": torch.arange(1000.0)}),
            lambda entry, old: old.replace(b"M\xe8\x03", b"J\x00\x00\x00\x40", 1) if entry.endswith("pkl") else old,
        ),
        "damaged",
    ),
    "a tensor that says it is larger": (
        lambda: rewritten(
            pth({"w": torch.arange(1000.0)}),
            lambda entry, old: old.replace(b"K\x00M\xe8\x03", b"K\x00J\x00\x00\x00\x40") if entry.endswith("pkl") else old,
        ),
        "damaged",
    ),
    "a list": (lambda: pth([torch.zeros(2)]), "dictionary of tensors; this one holds a list"),
    "no tensors": (lambda: pth({"epoch": 3}), "holds none"),
    "before 1.6": (lambda: b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.", "before PyTorch 1.6"),
    "words": (lambda: b"These are words.", "neither"),
    "nothing": (lambda: b"", "neither"),
    "another zip": (lambda: rewritten(pth({}), lambda *_: b"")[:-3], "damaged"),
    "an absurd shape": (
        lambda: header({"w": {"dtype": "F32", "shape": [2**40, 2**40], "data_offsets": [0, 4]}}, b"1234"),
        "neither",
    ),
    "an absurd offset": (
        lambda: header({"w": {"dtype": "F32", "shape": [1], "data_offsets": [2**60, 2**60 + 4]}}, b"1234"),
        "neither",
    ),
    "an absurd header": (lambda: struct.pack("<Q", 2**62) + b"{}", "neither"),
    "a type that is none": (lambda: header({"w": {"dtype": "F7", "shape": [1], "data_offsets": [0, 4]}}, b"1234"), "neither"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_state_dict_is_refused_in_a_sentence(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    make, words = HOSTILE[name]
    file = make()
    before = most_mb()
    with pytest.raises(VizlabError, match=words) as refused:
        weight_files.read(file)
    assert str(refused.value).endswith(".")
    assert most_mb() - before < 60
    assert not list(tmp_path.iterdir())


def test_the_size_limit_is_stated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weight_files, "LIMIT_BYTES", 2**20)
    with pytest.raises(VizlabError, match="up to 1 MiB; this one has 2 MiB"):
        weight_files.read(bytes(2 * 2**20))


def mutated(seed: int) -> bytes:
    """A good file with a few bits turned, cut short, or with bytes swapped, in its header or anywhere."""
    rng = random.Random(seed)
    file = bytearray(save(state()) if seed % 2 else pth(state()))
    for _ in range(rng.randint(1, 2)):
        kind, near = rng.choice(["flip", "cut", "swap", "number"]), rng.random() < 0.6
        at = rng.randrange(min(600, len(file)) if near else len(file))
        if kind == "flip":
            file[at] ^= 1 << rng.randrange(8)
        elif kind == "cut" and rng.random() < 0.3:
            del file[max(at, 20) :]
        elif kind == "swap":
            other = rng.randrange(len(file))
            file[at], file[other] = file[other], file[at]
        else:
            file[at : at + 4] = struct.pack("<I", rng.choice([0, 1, 2**31 - 1, 2**32 - 1]))
        if not file:
            break
    return bytes(file)


def end_of(file: bytes) -> str:
    """What became of a file."""
    try:
        read = weight_files.read(file)
        imports.keep(read, fitting.compare(read, "small CNN", 16), title="mutated")
    except VizlabError as error:
        sentence = str(error)
    else:
        return "kept"
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return "unfit" if "must fit" in sentence else "refused"


def test_two_hundred_mutated_files_end_in_a_sentence_or_in_a_good_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VIZLAB_STORE", str(tmp_path / "store"))
    ends = {"refused": 0, "unfit": 0, "kept": 0}
    before = most_mb()
    for seed in range(200):
        ends[end_of(mutated(seed))] += 1
    assert sum(ends.values()) == 200
    assert min(ends["refused"], ends["kept"] + ends["unfit"]) >= 20, ends  # some must get far, some must not
    assert most_mb() - before < 100
    assert {path.name for path in tmp_path.iterdir()} <= {"store"}
