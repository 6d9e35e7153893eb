"""Time and memory of a run before it starts, from a few real steps of the real network on random inputs."""

from __future__ import annotations

import time
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from vizlab import data, devices, models
from vizlab.recipes import Recipe
from vizlab.training.settle import settled
from vizlab.training.setup import Learner, start, steps_per_epoch

PROCESS_BYTES = 270 * 2**20  # a worker with torch loaded and nothing to do; measured
EVALUATION_SHARE = 0.35  # a forward pass costs about a third of a training step
TRIAL_S = 0.25
_FLOAT_BYTES = 4


@dataclass(frozen=True)
class Estimate:
    """What to expect: seconds of training, bytes of memory of the process that trains, parameters, steps."""

    seconds: float
    memory_bytes: int
    parameters: int
    steps: int


def estimate(recipe: Recipe) -> Estimate:
    """Time a few steps and count activations; takes a fraction of a second. Errors: `VizlabError` as `settled`."""
    recipe = settled(recipe)
    dataset = data.find(recipe.data)
    examples = round(dataset.n_train * (1 - recipe.validation))
    learner = start(recipe, examples, devices.pick())
    device = devices.pick()
    batch = torch.zeros(recipe.batch_size, *dataset.shape, device=device)
    labels = torch.zeros(recipe.batch_size, dtype=torch.long, device=device)
    activations = _activation_bytes(learner.model, batch)
    with learner.stream:
        step_s = _fastest_step(learner, batch, labels)
    steps = steps_per_epoch(recipe, examples) * recipe.epochs
    checked = dataset.n_train * recipe.validation * recipe.epochs + dataset.n_test
    seconds = step_s * (steps + EVALUATION_SHARE * checked / recipe.batch_size)
    parameters = models.count_parameters(learner.model)
    pixels = dataset.n_train + dataset.n_test
    data_bytes = pixels * batch[0].numel() * (1 if dataset.is_images else _FLOAT_BYTES)
    memory = PROCESS_BYTES + data_bytes + 2 * activations + 4 * parameters * _FLOAT_BYTES
    return Estimate(seconds, memory, parameters, steps)


def _activation_bytes(model: nn.Module, batch: Tensor) -> int:
    """Bytes of all layers' outputs for one batch."""
    sizes: list[int] = []

    def note(_module: nn.Module, _inputs: object, output: Tensor) -> None:
        sizes.append(output.numel() * output.element_size())

    handles = [module.register_forward_hook(note) for module in model.modules() if not list(module.children())]
    try:
        with torch.no_grad():
            model.eval()(batch)
    finally:
        for handle in handles:
            handle.remove()
    return sum(sizes)


def _fastest_step(learner: Learner, batch: Tensor, labels: Tensor) -> float:
    """Seconds of the quickest of up to 20 steps: what else the machine does only ever adds time."""
    times: list[float] = []
    while len(times) < 20 and (len(times) < 2 or sum(times) < TRIAL_S):
        times.append(_time_step(learner.model, learner.optimizer, batch, labels))
    return min(times)


def _time_step(model: nn.Module, optimizer: torch.optim.Optimizer, batch: Tensor, labels: Tensor) -> float:
    began = time.perf_counter()
    model.train()
    nn.functional.cross_entropy(model(batch), labels).backward()
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    if batch.is_cuda:
        torch.cuda.synchronize()
    return time.perf_counter() - began
