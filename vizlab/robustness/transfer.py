"""Examples made on one network and shown to another of the same task; each task's networks are a line in `TASKS`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from vizlab import data, images, library
from vizlab.data import samples
from vizlab.recipes import Recipe
from vizlab.robustness import zoo
from vizlab.robustness.attacks import answers, find, random_sign
from vizlab.robustness.crowd import Crowd
from vizlab.robustness.descent import descended

Shares = NDArray[np.float64]
CIFAR = ("cifar-cnn", "cifar-resnet20", "cifar-plain20")
FASHION_EPOCHS = (1, 3, 10)
STEPS = 5  # of PGD


@dataclass(frozen=True)
class Task:
    """Networks that answer the same question, by name, and test pictures that none of them learned from."""

    networks: Mapping[str, nn.Module]
    crowd: Crowd


@dataclass(frozen=True)
class Transfer:
    """Of the pictures that a target gets right, the share that it gets wrong once they are changed, 0-1.

    success (k, k): row = made on, column = shown to. random (k,): under the same size of random sign. accuracy (k,):
    untouched. The diagonal attacks a network on itself.
    """

    names: list[str]
    success: Shares
    random: Shares
    accuracy: Shares

    @property
    def across(self) -> float:
        """The mean success from one network to another."""
        return float(self.success[~np.eye(len(self.names), dtype=bool)].mean())

    @property
    def of_chance(self) -> float:
        """The mean success of random sign."""
        return float(self.random.mean())

    def table(self) -> tuple[Shares, list[str]]:
        """All rows (k + 1, k), the control last, and what each is called."""
        return np.vstack([self.success, self.random]), [*self.names, "random sign"]


def transfer(task: Task, attack: str, eps: float, seed: int) -> Transfer:
    """Every network of a task attacked, every one shown the result."""
    inputs, labels = task.crowd.inputs, task.crowd.labels
    right = {name: answers(network, inputs) == labels for name, network in task.networks.items()}
    known = find(attack)
    options: dict[str, Any] = {"steps": STEPS, "seed": seed} if "steps" in known.options else {}
    rows = []
    for source in task.networks.values():
        changed = known.make(source, inputs, labels, eps=eps, **options)
        rows.append([_success(network, changed, labels, right[name]) for name, network in task.networks.items()])
    noisy = random_sign(next(iter(task.networks.values())), inputs, labels, eps=eps, seed=seed)
    random = [_success(network, noisy, labels, right[name]) for name, network in task.networks.items()]
    accuracy = [float(known.double().mean()) for known in right.values()]
    return Transfer(list(task.networks), np.array(rows), np.array(random), np.array(accuracy))


def open_task(name: str, seed: int, n: int) -> Task:
    """The networks and the first n test pictures of one of `TASKS`."""
    return TASKS[name](seed, n)


def tasks() -> list[str]:
    """The names in `TASKS` for which pictures are at hand."""
    return [name for name in TASKS if name != "CIFAR-10" or data.is_ready(name)]


def _success(network: nn.Module, changed: Tensor, labels: Tensor, right: Tensor) -> float:
    """The share of the pictures that were right and are not any more; 0 if none was right."""
    wrong = answers(network, changed) != labels
    return float((wrong & right).sum() / right.sum().clamp_min(1))


def _digits(seed: int, n: int) -> Task:
    digits = zoo.digits()
    networks = {kind: zoo.train(kind, seed) for kind in zoo.KINDS} | {"second CNN": zoo.train("CNN", seed + 100)}
    return Task(networks, Crowd(digits.test_inputs[:n], digits.test_labels[:n], f"{n} test digits"))


def _garments(seed: int, n: int) -> Task:
    """The CNN that comes along at several epochs; a linear network and an MLP learn from pictures that are not shown here."""
    known = samples.crowd("Fashion-MNIST")
    inputs, labels = images.unit(torch.from_numpy(np.array(known.inputs))), torch.from_numpy(np.array(known.labels))
    half = len(labels) // 2
    networks = {f"CNN, epoch {epoch}": library.open_model(f"bundled/fashion-cnn@{epoch}").network for epoch in FASHION_EPOCHS}
    for name, model in {"linear": "logistic regression", "MLP": "MLP"}.items():
        recipe = Recipe(model=model, depth=1, width=64, batch_norm=False, lr=0.005, epochs=12, batch_size=64)
        networks[name] = descended(recipe, inputs[half:], labels[half:], seed)
    n = min(n, half)
    device = next(networks[f"CNN, epoch {FASHION_EPOCHS[0]}"].parameters()).device
    crowd = Crowd(inputs[:n].to(device), labels[:n].to(device), f"{n} test pictures of Fashion-MNIST")
    return Task({name: network.to(device) for name, network in networks.items()}, crowd)


def _small_photographs(seed: int, n: int) -> Task:
    models = {name: library.open_model(f"bundled/{name}") for name in CIFAR}
    test, device = data.load("CIFAR-10").test, models[CIFAR[0]].device
    inputs = images.unit(torch.from_numpy(np.array(test.inputs[:n]))).to(device)
    crowd = Crowd(inputs, torch.from_numpy(np.array(test.labels[:n])).to(device), f"{n} test pictures of CIFAR-10")
    return Task({name: model.network for name, model in models.items()}, crowd)


TASKS: dict[str, Callable[[int, int], Task]] = {"digits": _digits, "Fashion-MNIST": _garments, "CIFAR-10": _small_photographs}
