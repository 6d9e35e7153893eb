"""A private random state: torch's global generators are ours inside `with stream:` and as they were outside.

Layers such as dropout, and the initialisers, draw from the global generators only; this lets a seed own them for a moment
without anyone else noticing. Threads take turns.
"""

from __future__ import annotations

import threading
from types import TracebackType

import torch

_TURN = threading.RLock()  # the global generators belong to the process: one thread at a time may borrow them


class RandomStream:
    """A random state that continues where it stopped, entered around each piece of work.

    `state()` (uint8 tensors by name) and `restore()` make it part of a checkpoint.
    """

    def __init__(self, seed: int) -> None:
        """Seed the stream; the global generators stay as they are."""
        self._state = _seeded(seed)
        self._outside: dict[str, torch.Tensor] = {}

    def __enter__(self) -> RandomStream:
        """Lend this stream's state to the global generators."""
        _TURN.acquire()
        self._outside = _read()
        _write(self._state)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Keep how far the stream got and give the global generators back."""
        self._state = _read()
        _write(self._outside)
        _TURN.release()

    def state(self) -> dict[str, torch.Tensor]:
        """The state as uint8 tensors by device."""
        return dict(self._state)

    def restore(self, state: dict[str, torch.Tensor]) -> None:
        """Continue from a `state()` (devices that this machine lacks are left out)."""
        self._state = {device: state[device] for device in self._state if device in state}


def _read() -> dict[str, torch.Tensor]:
    state = {"cpu": torch.get_rng_state()}
    if torch.cuda.is_available() and torch.cuda.is_initialized():
        state["cuda"] = torch.cuda.get_rng_state()
    return state


def _write(state: dict[str, torch.Tensor]) -> None:
    torch.set_rng_state(state["cpu"])
    if "cuda" in state:
        torch.cuda.set_rng_state(state["cuda"])


def _seeded(seed: int) -> dict[str, torch.Tensor]:
    if torch.cuda.is_available():
        torch.cuda.init()
    with _TURN:
        outside = _read()
        torch.manual_seed(seed)
        seeded = _read()
        _write(outside)
    return seeded
