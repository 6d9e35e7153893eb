"""Time and memory of a run before it starts, from real forward passes of the real network on a small batch of zeros.

Forward passes only: an optimizer and a backward pass would cost the app 150 MB of memory for the rest of its life.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from vizlab import data, devices, models
from vizlab.randomness import RandomStream
from vizlab.recipes import Recipe
from vizlab.training.report import to_inputs
from vizlab.training.settle import settled
from vizlab.training.setup import held_back, steps_per_epoch

PROCESS_BYTES = 270 * 2**20  # a worker with torch loaded and nothing to do; measured
TRIAL_EXAMPLES = 32
TRIAL_S = 0.1
STEP_IN_FORWARDS = 3.5  # forward, backward (about two forwards) and what the loop adds; measured on this project's networks
STEP_OVERHEAD_S = 0.4e-3  # zeroing gradients, the optimizer's and the schedule's own work; measured
_FLOAT_BYTES = 4


@dataclass(frozen=True)
class Estimate:
    """What to expect: seconds of training, bytes of memory of the process that trains, parameters, steps."""

    seconds: float
    memory_bytes: int
    parameters: int
    steps: int


def estimate(recipe: Recipe) -> Estimate:
    """Time a few forward passes and count activations; takes a fraction of a second. Errors: `VizlabError` as `settled`."""
    recipe = settled(recipe)
    dataset, device = data.find(recipe.data), devices.pick()
    with RandomStream(recipe.seed):
        model = models.build(recipe, dataset.shape, len(dataset.classes))
    model.to(device).to(memory_format=torch.channels_last).eval()  # type: ignore[call-overload]
    kind = torch.uint8 if dataset.is_images else torch.float32
    batch = to_inputs(torch.zeros(TRIAL_EXAMPLES, *dataset.shape, dtype=kind, device=device))
    example_s = _fastest_forward(model, batch) / TRIAL_EXAMPLES
    parameters = models.count_parameters(model)
    held = held_back(recipe, dataset.n_train)
    steps = steps_per_epoch(recipe, dataset.n_train - held) * recipe.epochs
    checked = held * recipe.epochs + dataset.n_test
    seconds = steps * (STEP_IN_FORWARDS * recipe.batch_size * example_s + STEP_OVERHEAD_S) + checked * example_s
    inputs = (dataset.n_train + dataset.n_test) * batch[0].numel() * (1 if dataset.is_images else _FLOAT_BYTES)
    activations = _activation_bytes(model, batch) * recipe.batch_size // TRIAL_EXAMPLES
    memory = PROCESS_BYTES + inputs + 2 * activations + 4 * parameters * _FLOAT_BYTES
    return Estimate(seconds, memory, parameters, steps)


@torch.no_grad()
def _fastest_forward(model: nn.Module, batch: Tensor) -> float:
    """Seconds of the quickest of up to 20 passes: what else the machine does only ever adds time."""
    times: list[float] = []
    while len(times) < 20 and (len(times) < 3 or sum(times) < TRIAL_S):
        began = time.perf_counter()
        model(batch)
        if batch.is_cuda:
            torch.cuda.synchronize()
        times.append(time.perf_counter() - began)
    return min(times)


@torch.no_grad()
def _activation_bytes(model: nn.Module, batch: Tensor) -> int:
    """Bytes of all layers' outputs for one batch."""
    sizes: list[int] = []

    def note(_module: nn.Module, _inputs: object, output: Tensor) -> None:
        sizes.append(output.numel() * output.element_size())

    handles = [module.register_forward_hook(note) for module in model.modules() if not list(module.children())]
    try:
        model(batch)
    finally:
        for handle in handles:
            handle.remove()
    return sum(sizes)
