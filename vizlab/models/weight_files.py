"""Weight files that somebody else made, read as tensors by name; nothing in them is ever executed.

Two formats: safetensors, which holds nothing but tensors, and PyTorch's `.pth`, a zip with a pickle. A pickle is a program:
it is looked through first, and only one that asks for nothing but tensors goes on to `torch.load(weights_only=True)`. Its zip
is packed anew from what Python reads of it, so that torch sees no entry whose size was not checked.
"""

from __future__ import annotations

import io
import pickletools
import zipfile
from collections.abc import Mapping
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load
from torch import Tensor
from torch._weights_only_unpickler import UnpicklingError  # type: ignore[attr-defined]

from vizlab.errors import VizlabError
from vizlab.models.pretrained import renamed

LIMIT_BYTES = 128 * 2**20  # ResNet-50 has 98 MiB; what is read takes about four times as much memory for a moment
MAX_ENTRIES = 5_000
MAX_PICKLE_BYTES = 8 * 2**20
_ZIP, _OLD = b"PK\x03\x04", b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19."  # the second: how torch.save began before 1.6
_WRAPPERS = ("module.", "_orig_mod.")  # what DataParallel and torch.compile put before every name


def read(file: bytes) -> dict[str, Tensor]:
    """Name -> tensor of a `.safetensors` or `.pth` file, told apart by its content, on the CPU, in the types it has there.

    A state dict may lie in a dictionary under "state_dict" or "model". Old names of public files become today's.
    Errors: `VizlabError` for anything else.
    """
    if len(file) > LIMIT_BYTES:
        raise VizlabError(f"A weight file may have up to {LIMIT_BYTES >> 20} MiB; this one has {len(file) / 2**20:,.0f} MiB.")
    if file.startswith(_OLD):
        raise VizlabError("This file is of the format before PyTorch 1.6; load it once, torch.save it again, and upload that.")
    found = _read_pth(file) if file.startswith(_ZIP) else _read_safetensors(file)
    if not found:
        raise VizlabError("The file must hold tensors by name, as model.state_dict() gives them; this one holds none.")
    return renamed(_unwrapped(found))


def _read_safetensors(file: bytes) -> dict[str, Tensor]:
    try:
        return load(file)
    except (SafetensorError, KeyError, AssertionError, ValueError, RuntimeError, TypeError, OverflowError) as error:
        raise VizlabError("The file must be .safetensors or .pth; this is neither, or it is damaged.") from error


def _read_pth(file: bytes) -> dict[str, Tensor]:
    try:
        packed = _repacked(file)
        loaded = torch.load(io.BytesIO(packed), map_location="cpu", weights_only=True, mmap=False)
    except VizlabError:
        raise
    except _DAMAGE as error:
        raise VizlabError("This .pth file is damaged: its tensors cannot be read.") from error
    return _state(loaded)


def _repacked(file: bytes) -> bytes:
    """The same archive with only entries that were read, checked and found as long as they said. Errors: also `_DAMAGE`."""
    repacked = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as archive, zipfile.ZipFile(repacked, "w") as target:
        entries = archive.infolist()
        if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > len(file):
            raise VizlabError("This .pth file unpacks to more than it holds, as no file of torch.save does; it is not opened.")
        for entry in entries:
            if entry.compress_type != zipfile.ZIP_STORED or entry.flag_bits & 1:
                raise VizlabError("A .pth file must not be compressed or encrypted; torch.save never does that.")
            content = archive.read(entry)
            if entry.filename.endswith(".pkl"):
                _inspect(content)
            target.writestr(entry.filename, content)
    return repacked.getvalue()


def _inspect(program: bytes) -> None:
    """Go through a pickle without running it. Errors: `VizlabError` naming the first thing that no state dict needs."""
    if len(program) > MAX_PICKLE_BYTES:
        raise VizlabError(f"The names in a .pth file may take up to {MAX_PICKLE_BYTES >> 20} MiB; here they take more.")
    for operation, argument, _ in pickletools.genops(program):
        if operation.name in ("STACK_GLOBAL", "INST", "OBJ", "NEWOBJ", "NEWOBJ_EX", "EXT1", "EXT2", "EXT4"):
            raise VizlabError("This .pth file holds more than tensors; save model.state_dict(), nothing else.")
        if operation.name == "GLOBAL" and str(argument) not in ALLOWED:
            wanted = str(argument).replace(" ", ".")[:60]
            raise VizlabError(f"This .pth file asks for {wanted}, which is not needed for tensors; save model.state_dict().")


def _state(loaded: Any) -> dict[str, Tensor]:
    """The tensors of a state dict, which may be wrapped once."""
    for key in ("state_dict", "model", "model_state_dict"):
        if isinstance(loaded, Mapping) and isinstance(loaded.get(key), Mapping):
            loaded = loaded[key]
    if not isinstance(loaded, Mapping):
        raise VizlabError(f"The file must hold a dictionary of tensors; this one holds a {type(loaded).__name__}.")
    return {key: value for key, value in loaded.items() if isinstance(key, str) and isinstance(value, Tensor)}


def _unwrapped(state: dict[str, Tensor]) -> dict[str, Tensor]:
    for prefix in _WRAPPERS:
        if all(name.startswith(prefix) for name in state):
            state = {name.removeprefix(prefix): value for name, value in state.items()}
    return state


_DAMAGE = (
    UnpicklingError, zipfile.BadZipFile, RuntimeError, ValueError, KeyError, IndexError, EOFError, TypeError, AttributeError,
    AssertionError, NotImplementedError, OverflowError, OSError, MemoryError,
)  # fmt: skip
_STORAGES = ("Float", "Double", "Half", "BFloat16", "Long", "Int", "Short", "Char", "Byte", "Bool")
ALLOWED = frozenset(
    {"collections OrderedDict", "torch._utils _rebuild_tensor_v2", "torch._utils _rebuild_parameter"}
    | {f"torch {name}Storage" for name in _STORAGES}
)
