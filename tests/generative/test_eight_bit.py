"""Weights in eight bits: near enough, a quarter of the size, and what was never packed passes."""

from __future__ import annotations

import numpy as np

from vizlab.generative import eight_bit


def test_what_comes_back_is_off_by_half_a_step_of_its_row() -> None:
    dice = np.random.default_rng(0)
    weights = {
        "matrix": dice.normal(size=(7, 50)).astype(np.float32) * np.geomspace(1e-3, 10, 7, dtype=np.float32)[:, None],
        "kernel": dice.normal(size=(4, 3, 5, 5)).astype(np.float32),
        "zero": np.zeros((3, 2), np.float32),
        "bias": dice.normal(size=9).astype(np.float32),
    }
    packed = eight_bit.pack(weights)
    assert packed["matrix"].dtype == packed["kernel"].dtype == np.int8
    found = eight_bit.unpack(packed)
    assert set(found) == set(weights)
    for name, array in weights.items():
        assert found[name].shape == array.shape
        largest = np.abs(array).reshape(len(array), -1).max(axis=1).reshape(-1, *[1] * (array.ndim - 1))
        assert (np.abs(found[name] - array) <= largest * 0.0055).all(), name  # half a step is 0.0039; float16 scales add a little
    assert not found["zero"].any()


def test_plain_weights_pass_through() -> None:
    weights = {"0.weight": np.eye(3, dtype=np.float16)}
    assert np.array_equal(eight_bit.unpack(weights)["0.weight"], np.eye(3))
