"""Which device computes: CUDA, else Apple's MPS, else the CPU; `VIZLAB_DEVICE` overrides."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import torch

from vizlab.errors import VizlabError


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


@contextmanager
def one_thread() -> Iterator[None]:
    """torch on one thread of the CPU, afterwards on as many as before: for many small steps, which threads only hold up."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def describe(device: torch.device) -> str:
    """The device as a visitor reads it, such as "CPU, 2 threads" or "NVIDIA H200"."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    if device.type == "cpu":
        return f"CPU, {torch.get_num_threads()} threads"
    return device.type.upper()
