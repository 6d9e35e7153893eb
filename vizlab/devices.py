"""Which device computes: CUDA, else Apple's MPS, else the CPU; `VIZLAB_DEVICE` overrides.

`VIZLAB_BF16=1` lets the CPU train on pictures in bfloat16, as CUDA does anyway: where the processor has instructions for it
(AVX512-BF16, AMX) that takes half the time.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

import torch

from vizlab.errors import VizlabError

_T = TypeVar("_T")


def pick() -> torch.device:
    """The device to compute on. Errors: `VizlabError` if `VIZLAB_DEVICE` names one that this machine lacks."""
    wanted = os.environ.get("VIZLAB_DEVICE", "")
    if not wanted:
        if torch.cuda.is_available():
            return torch.device("cuda")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    try:
        device = torch.device(wanted)
        torch.empty(0, device=device)
    except (RuntimeError, AssertionError) as error:
        raise VizlabError(f"VIZLAB_DEVICE must name a device of this machine; got {wanted!r}.") from error
    return device


def uses_bf16(device: torch.device) -> bool:
    """Whether networks of pictures are trained there with bfloat16 activations, at the same accuracy and half the time."""
    return device.type == "cuda" or (device.type == "cpu" and os.environ.get("VIZLAB_BF16") == "1")


@contextmanager
def one_thread() -> Iterator[None]:
    """torch on one thread of the CPU, afterwards on as many as before: for many small steps, which threads only hold up."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def share(work: Callable[[_T], None], parts: Iterable[_T]) -> None:
    """Do the work on each of the parts, which write to places of their own, in as many threads as torch has: the same bits."""
    threads = torch.get_num_threads()
    with one_thread(), ThreadPoolExecutor(threads, initializer=torch.set_num_threads, initargs=(1,)) as helpers:
        list(helpers.map(work, parts))


def describe(device: torch.device) -> str:
    """The device as a visitor reads it, such as "CPU, 2 threads" or "NVIDIA H200"."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    if device.type == "cpu":
        return f"CPU, {torch.get_num_threads()} threads{', bf16' if uses_bf16(device) else ''}"
    return device.type.upper()
