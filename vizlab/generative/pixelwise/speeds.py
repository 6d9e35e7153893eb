"""What drawing costs: forward passes one after the other, milliseconds a picture, and how long sequences grow.

A model that draws value by value needs as many passes as there are values, h · w · c of a picture; one that decodes a code needs
one. Attention over a sequence of n values compares every pair: n² numbers a head and layer.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from vizlab import devices
from vizlab.frames import Frames
from vizlab.generative.pixelwise import sampling
from vizlab.generative.pixelwise.opened import Opened
from vizlab.generative.vae.choices import VaeRecipe
from vizlab.generative.vae.space import epochs, open_space

BEST_OF = 3
DIGITS_VAE = VaeRecipe(data="digits", latent=8, epochs=100, lr=0.005)  # comes with vizlab
FLOAT_BYTES = 4


@dataclass(frozen=True)
class Cost:
    """Of one picture at a time: passes one after the other, and milliseconds (the best of three)."""

    passes: int
    ms: float

    @property
    def text(self) -> str:
        """As it is read."""
        return f"{self.ms:.3g} ms, {self.passes} pass{'es' if self.passes > 1 else ''}"


@dataclass(frozen=True)
class Sequence:
    """values: of the whole; attention_bytes: one matrix of all pairs in float32."""

    values: int

    @property
    def attention_bytes(self) -> int:
        """Of one head in one layer."""
        return FLOAT_BYTES * self.values**2


def picture_sequence(side: int, channels: int) -> Sequence:
    """A square picture, value by value."""
    return Sequence(side * side * channels)


def sound_sequence(seconds: float, rate_hz: int) -> Sequence:
    """A sound, sample by sample."""
    return Sequence(round(seconds * rate_hz))


def compare(runs: dict[str, Opened]) -> dict[str, Cost]:
    """Time one picture of each run, a gated one also with what it keeps, and one of the VAE that comes along, of 8 × 8 digits."""
    space = open_space(found := Frames("vae", DIGITS_VAE).read(), epochs(found)[-1])
    code = np.zeros((1, space.mu.shape[1]), np.float32)
    costs: dict[str, Cost] = {}
    with devices.one_thread():
        for name, run in runs.items():
            costs |= _of_run(name, run)
        costs["VAE"] = Cost(1, _best_ms(lambda: space.decode(code)))
    return costs


def _of_run(name: str, run: Opened) -> dict[str, Cost]:
    hidden, nothing = np.ones(run.shape, np.bool_), np.zeros(run.shape, np.uint8)
    uniform = sampling.noise(1, run.shape, 0)
    found = {name: Cost(hidden.size, _best_ms(lambda: sampling.draw(run.network, nothing, hidden, uniform, run.levels)))}
    if run.recipe.pixel_net == "gated PixelCNN":
        kept_ms = _best_ms(lambda: sampling.draw_fast(run.weights, nothing, hidden, uniform, run.levels))
        found[f"{name}, keeping features"] = Cost(hidden.size, kept_ms)
    return found


def _best_ms(work: Callable[[], object]) -> float:
    found = []
    for _ in range(BEST_OF):
        began = time.perf_counter()
        work()
        found.append(1000 * (time.perf_counter() - began))
    return min(found)


Points = list[tuple[float, float]]


def growth(channels: int, seconds: float, rate_hz: int) -> tuple[Points, Points, dict[str, float]]:
    """Steps and bytes of one attention matrix by the side of a picture, and the side whose steps equal those of a sound."""
    known = {side: picture_sequence(side, channels) for side in SIDES}
    steps = [(float(side), float(sequence.values)) for side, sequence in known.items()]
    memory = [(float(side), float(sequence.attention_bytes)) for side, sequence in known.items()]
    same = (sound_sequence(seconds, rate_hz).values / channels) ** 0.5
    return steps, memory, {f"{seconds:g} s of sound": round(same, 2)}


SIDES: tuple[int, ...] = (8, 28, 32, 64, 128, 256, 512, 1024)
RATES_HZ: dict[str, int] = {"8 kHz, telephone": 8000, "16 kHz, WaveNet": 16_000, "44.1 kHz, CD": 44_100}
