"""A network that speaks sample by sample, trained while you watch: `train_sound(recipe)` yields steps and keeps frames.

Loss: -log2 p(next sample | those before), bits a sample; 256 levels by the mu-law. To add a knob: a field of the recipe (with
metadata `LATER`), a line in `SOUND_KNOBS`, and the code here that reads it.
"""

from __future__ import annotations

import math
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, optim
from torch.nn import functional as F

from vizlab import devices
from vizlab.errors import VizlabError
from vizlab.frames import Frame, Frames
from vizlab.generative import states
from vizlab.generative.pixelwise import waves
from vizlab.generative.pixelwise.wavenet import WaveNet, dilations, generate
from vizlab.progress import Step
from vizlab.randomness import RandomStream
from vizlab.recipes import Knob, check
from vizlab.store import Store

LEARNED_S, TEST_S, MADE_S = 20.0, 2.0, 1.5  # seconds of sound: to learn from, to measure on, and what the network makes
CROP, BATCH = 3072, 2  # samples of a crop, crops of a step
STRETCH = 50  # steps from frame to frame
REPORT_EVERY = 5
TEST_SEED = 1_000_003


@dataclass(frozen=True, kw_only=True)
class SoundRecipe:
    """Everything that decides a run; field names are also widget keys, URL parameters and CLI options."""

    sound: str = "chord with vibrato"
    sound_layers: int = 10
    sound_channels: int = 16
    sound_steps: int = 600
    sound_lr: float = 0.01
    sound_seed: int = 0
    algorithm: int = 1  # raised when the same knobs come to mean another computation

    def __post_init__(self) -> None:
        """Check types, ranges and the sound's name."""
        check(self, SOUND_KNOBS)
        if self.sound not in waves.SOUNDS:
            raise VizlabError(f"The sound must be one of {', '.join(waves.SOUNDS)}; got {self.sound!r}.")


@dataclass(frozen=True)
class _Run:
    recipe: SoundRecipe
    learned: Tensor
    test: Tensor
    network: WaveNet
    optimizer: optim.Adam


def train_sound(recipe: SoundRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Train, then make a sound; a `Step` every 5 optimizer steps, a frame every 50, the last with the record.

    What an earlier attempt has done is continued. Errors: `VizlabError` if the loss stops being a number.
    """
    run, kept = _start(recipe, devices.pick()), Frames("sound", recipe, store)
    done, seconds = yield from _resume(run, kept)
    if done == 0:
        yield _keep(run, kept, 0, {}, 0.0)
    while done < recipe.sound_steps:
        began = time.perf_counter()
        last = min(done + STRETCH, recipe.sound_steps)
        lately = yield from _stretch(run, done, last)
        seconds, done = seconds + time.perf_counter() - began, last
        yield _keep(run, kept, done, {"training": lately}, seconds)
    made = yield from _made(run)
    record = _record(run, made, seconds)
    note = kept.keep(done, _last(run, made), kept.frame(done).notes)  # type: ignore[union-attr]
    note = kept.finish(record, drop=tuple(states.packed("model", run.network, run.optimizer))) or note
    yield Step(recipe.sound_steps, recipe.sound_steps, "done", result=record, note=note, frame=done)


def _start(recipe: SoundRecipe, device: torch.device) -> _Run:
    learned = waves.encode(waves.wave(recipe.sound, LEARNED_S, recipe.sound_seed)).astype(np.int64)
    test = waves.encode(waves.wave(recipe.sound, TEST_S, TEST_SEED)).astype(np.int64)
    with RandomStream(recipe.sound_seed):
        network = WaveNet(recipe.sound_channels, dilations(recipe.sound_layers))
    network.to(device)
    optimizer = optim.Adam(network.parameters(), recipe.sound_lr, fused=device.type == "cuda")
    return _Run(recipe, torch.tensor(learned, device=device), torch.tensor(test, device=device), network, optimizer)


def _stretch(run: _Run, done: int, last: int) -> Generator[Step, None, float]:
    """Steps done + 1 ... last; their mean cost, bits a sample."""
    recipe = run.recipe
    source = states.generator(torch.device("cpu"), recipe.sound_seed, done)
    costs = []
    for step in range(done + 1, last + 1):
        for group in run.optimizer.param_groups:
            group["lr"] = recipe.sound_lr * (1 + math.cos(math.pi * (step - 1) / recipe.sound_steps)) / 2
        starts = torch.randint(len(run.learned) - CROP, (BATCH, 1), generator=source)
        cost = bits(run.network, run.learned[(starts + torch.arange(CROP)).to(run.learned.device)])
        run.optimizer.zero_grad(set_to_none=True)
        cost.backward()
        run.optimizer.step()
        costs.append(float(cost.detach()))
        if not math.isfinite(costs[-1]):
            raise VizlabError(
                f"The loss stopped being a number at step {step:,}: the learning rate {recipe.sound_lr:g} is too large."
            )
        if step % REPORT_EVERY == 0:
            yield Step(step, recipe.sound_steps, "training", values={"training": float(np.mean(costs[-REPORT_EVERY:]))})
    return float(np.mean(costs))


def bits(network: WaveNet, levels: Tensor) -> Tensor:
    """Mean -log2 p of the samples of (n, t) that have one before them."""
    logits = network(levels[:, :-1])
    return F.cross_entropy(logits.flatten(0, 1), levels[:, 1:].flatten()) / math.log(2)


@torch.no_grad()
def _keep(run: _Run, kept: Frames, done: int, trained: dict[str, float], seconds: float) -> Step:
    values = {**trained, "held-out": float(bits(run.network, run.test[None]))}
    note = kept.keep(done, states.packed("model", run.network, run.optimizer), {"values": values, "seconds": seconds})
    if done >= 2 * STRETCH and (older := kept.frame(done - 2 * STRETCH)) is not None:
        kept.keep(older.index, {}, older.notes)
    return Step(done, run.recipe.sound_steps, "training", values=values, note=note, frame=done)


def _resume(run: _Run, kept: Frames) -> Generator[Step, None, tuple[int, float]]:
    """Report again what was done, and stand where it ended: steps, seconds."""
    last = states.newest_with("model/first.weight", kept)
    if last is None:
        return 0, 0.0
    for frame in filter(None, map(kept.frame, kept.indices())):
        if frame.index <= last.index:
            yield Step(frame.index, run.recipe.sound_steps, "replaying", values=frame.notes["values"], frame=frame.index)
    states.restore("model", last.arrays, run.network, run.optimizer)
    return last.index, float(last.notes["seconds"])


def _weights(run: _Run) -> dict[str, NDArray[np.float32]]:
    return {name: tensor.cpu().numpy() for name, tensor in run.network.state_dict().items()}


def _made(run: _Run) -> Generator[Step, None, NDArray[np.uint8]]:
    """A sound of 1.5 s, sample by sample."""
    total = round(MADE_S * waves.RATE_HZ)
    uniform = np.random.default_rng(run.recipe.sound_seed).random(total, dtype=np.float32)
    made = []
    for level in generate(_weights(run), run.network.steps, uniform):
        made.append(level)
        if len(made) % 400 == 0:
            yield Step(len(made), total, "speaking", unit="sample")
    return np.array(made, np.uint8)


def _last(run: _Run, made: NDArray[np.uint8]) -> dict[str, Any]:
    half = {f"weights/{name}": array.astype(np.float16) for name, array in _weights(run).items()}
    return half | {"made": made}


@torch.no_grad()
def _record(run: _Run, made: NDArray[np.uint8], seconds: float) -> dict[str, Any]:
    """What the finished run says of itself; bits a sample of the 2 s that were not learned from."""
    counts = np.bincount(run.learned.cpu().numpy(), minlength=waves.LEVELS) + 1.0
    test = run.test.cpu().numpy()
    true, spoken = waves.decode(test.astype(np.uint8)), waves.decode(made)
    shuffled = np.random.default_rng(0).permutation(spoken)
    return {
        "bits": float(bits(run.network, run.test[None])),
        "histogram_bits": float(-np.log2(counts / counts.sum())[test].mean()),
        "overlap": waves.overlap(spoken, true),
        "overlap_of_shuffled": waves.overlap(shuffled, true),
        "overlap_of_another": waves.overlap(waves.wave(run.recipe.sound, MADE_S, TEST_SEED + 1), true),
        "seconds": seconds,
        "device": devices.describe(run.test.device),
    }


def heard(recipe: SoundRecipe, frames: Sequence[Frame]) -> dict[str, waves.Wave]:
    """Sounds of 1.5 s to compare: a true one, the one that the network made, and its samples in random order, the control."""
    true = waves.decode(waves.encode(waves.wave(recipe.sound, MADE_S, TEST_SEED)))
    made = waves.decode(frames[-1].arrays["made"])
    return {"true": true, "made": made, "made, shuffled": np.random.default_rng(0).permutation(made)}


SOUND_KNOBS: dict[str, Knob] = {
    "sound_layers": Knob(1, 11, "Dilated layers: each doubles how far back a sample hears.", (2, 4, 6, 8, 10, 11)),
    "sound_channels": Knob(4, 64, "Features of each sample.", (8, 16, 32)),
    "sound_steps": Knob(50, 5000, "Training steps of two crops of 0.19 s.", (50, 100, 200, 400, 600, 1000, 2000)),
    "sound_lr": Knob(1e-4, 0.1, "Length of the first steps; it falls to zero along a cosine.", (0.001, 0.003, 0.01, 0.03, 0.1)),
    "sound_seed": Knob(0, 2**31 - 1, "Start weights, crops and the draws of the made sound.", tuple(range(20))),
}
