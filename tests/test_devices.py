"""Which device computes, and how it is called."""

from __future__ import annotations

import subprocess
import sys

import pytest
import torch

from vizlab import devices
from vizlab.errors import VizlabError


@pytest.mark.parametrize(
    ("cuda", "mps", "expected"), [(True, True, "cuda"), (True, False, "cuda"), (False, True, "mps"), (False, False, "cpu")]
)
def test_without_a_wish_the_fastest_is_taken(cuda: bool, mps: bool, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VIZLAB_DEVICE")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)
    assert devices.pick().type == expected


def test_the_wish_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setenv("VIZLAB_DEVICE", "cpu")
    assert devices.pick() == torch.device("cpu")


@pytest.mark.parametrize("name", ["cuda:99", "gpu", "cpu cpu", "☃", "cuda:-1", "xpu"])
def test_what_is_not_here_is_said_in_a_sentence(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIZLAB_DEVICE", name)
    with pytest.raises(VizlabError, match="VIZLAB_DEVICE must name a device of this machine; got "):
        devices.pick()


def test_a_device_is_described(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda device: "NVIDIA H200")
    assert devices.describe(torch.device("cuda")) == "NVIDIA H200"
    assert devices.describe(torch.device("cpu")) == f"CPU, {torch.get_num_threads()} threads"
    assert devices.describe(torch.device("mps")) == "MPS"


def test_nothing_is_chosen_at_import() -> None:
    code = "import os; os.environ['VIZLAB_DEVICE'] = 'nonsense'; import vizlab.devices, vizlab.library, vizlab.training"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_one_thread_for_a_while_and_also_after_an_error() -> None:
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        with devices.one_thread():
            assert torch.get_num_threads() == 1
        with pytest.raises(VizlabError), devices.one_thread():
            raise VizlabError("broken off")
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)
