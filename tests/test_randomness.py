"""A private random stream: ours inside, as it was outside, and it goes on where it stopped."""

from __future__ import annotations

import threading

import pytest
import torch
from torch import Tensor, nn

from vizlab.randomness import RandomStream


def reference(seed: int, n: int) -> Tensor:
    """What torch itself gives for a seed."""
    return torch.rand(n, generator=torch.Generator().manual_seed(seed))


def test_inside_the_seed_decides() -> None:
    with RandomStream(7):
        assert torch.equal(torch.rand(5), reference(7, 5))


def test_outside_nobody_notices() -> None:
    torch.manual_seed(123)
    expected = reference(123, 10)
    drawn = [torch.rand(2)]
    stream = RandomStream(7)
    drawn.append(torch.rand(2))
    with stream:
        nn.init.normal_(torch.empty(100))
        torch.nn.functional.dropout(torch.ones(100))
    drawn.append(torch.rand(2))
    with stream:
        torch.randperm(50)
    drawn.append(torch.rand(4))
    assert torch.equal(torch.cat(drawn), expected)


def test_the_stream_goes_on_where_it_stopped() -> None:
    stream, parts = RandomStream(7), []
    for n in (1, 3, 4):
        with stream:
            parts.append(torch.rand(n))
        torch.rand(9)
    assert torch.equal(torch.cat(parts), reference(7, 8))


def test_two_streams_do_not_mix() -> None:
    first, second = RandomStream(1), RandomStream(2)
    with first:
        a = torch.rand(3)
        with second:
            b = torch.rand(3)
        c = torch.rand(3)
    assert torch.equal(torch.cat([a, c]), reference(1, 6))
    assert torch.equal(b, reference(2, 3))


def test_a_failure_inside_gives_the_outside_back() -> None:
    torch.manual_seed(123)
    before, stream = torch.get_rng_state(), RandomStream(7)

    def fail() -> None:
        with stream:
            torch.rand(3)
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert torch.equal(torch.get_rng_state(), before)
    with stream:
        assert torch.equal(torch.rand(5), reference(7, 8)[3:])


def test_a_state_restores_the_stream_elsewhere() -> None:
    stream, other = RandomStream(7), RandomStream(0)
    with stream:
        torch.rand(4)
    saved = {device: state.clone() for device, state in stream.state().items()}
    assert {state.dtype for state in saved.values()} == {torch.uint8}
    other.restore(saved | {"a device that this machine lacks": torch.zeros(3, dtype=torch.uint8)})
    with stream:
        torch.rand(100)  # what was saved must not follow
    with other:
        assert torch.equal(torch.rand(3), reference(7, 7)[4:])


def test_threads_take_turns() -> None:
    """Were two threads inside at once, each would draw from the other's seed and the last to leave would leave it behind."""
    torch.manual_seed(123)
    before, entered, drawn = torch.get_rng_state(), threading.Event(), []

    def intrude() -> None:
        with RandomStream(2):
            entered.set()
            drawn.append(torch.rand(4))

    intruder = threading.Thread(target=intrude)
    with RandomStream(1):
        first = torch.rand(4)
        intruder.start()
        assert not entered.wait(0.2)
        second = torch.rand(4)
    intruder.join()
    assert torch.equal(torch.cat([first, second]), reference(1, 8))
    assert torch.equal(drawn[0], reference(2, 4))
    assert torch.equal(torch.get_rng_state(), before)
