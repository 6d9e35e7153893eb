"""One small training run with everything written down that a doctor may ask for: curves, gradients, activations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vizlab import data
from vizlab.doctor import network
from vizlab.doctor.network import Array, Labels, Layer

LOOKS = 40  # how often in a run its inside is looked at
HELD_BACK = 0.2
PROBED, REACH = 40, 1e-6  # weights whose slope is measured by finite differences, and how far each is moved
IDLE = 0.02  # a unit is idle where its activation's slope is below this share of the steepest there is


@dataclass(frozen=True)
class Setup:
    """All that decides a run. scaling: "standardised" or "mixed units" of the inputs. spread, bias: see `network.start`.

    batch_size: 0 for all examples. clip: longest gradient, 0 for any. anneal: the rate falls to 0 in a straight line.
    bug: the gradient is wrong. starts: the best of so many, by validation loss.
    """

    data: str = "digits"
    scaling: str = "standardised"
    hidden: tuple[int, ...] = (32, 32)
    activation: str = "ReLU"
    spread: float = 1.0
    bias: float = 0.0
    lr: float = 0.1
    momentum: float = 0.0
    batch_size: int = 32
    steps: int = 400
    clip: float = 0.0
    anneal: bool = False
    bug: bool = False
    starts: int = 1
    seed: int = 0

    @property
    def known(self) -> str:
        """What a visitor is told of it."""
        layers = (
            f"hidden layers of {' and '.join(map(str, self.hidden))} {self.activation} units" if self.hidden else "a linear model"
        )
        batches = f"batches of {self.batch_size}" if self.batch_size else "all examples at every step"
        return f"{self.data}, {layers}, {batches}, {self.steps} steps"


@dataclass(frozen=True)
class Course:
    """A run as it was written down. batch_losses (steps,). At `looks` (k,), steps at which its inside was looked at:

    validation_losses (k,); gradient_norms, update_ratios (k, layers): of the gradient on all examples, and of the last step to
    the weights; turns (k,): cosine between the gradients on all examples before and after a step.
    At the end: activations (values of all hidden units on the validation examples), idle share of hidden units, accuracy,
    gradient_gap from finite differences (relative, at the start); condition of the inputs' covariance.
    """

    setup: Setup
    batch_losses: Array
    looks: NDArray[np.int64]
    validation_losses: Array
    gradient_norms: Array
    update_ratios: Array
    turns: Array
    activations: Array
    idle: float
    accuracy: float
    gradient_gap: float
    condition: float

    @property
    def final(self) -> float:
        """The validation loss, averaged over the last sixth of the looks; infinite if it is no number any more."""
        last = float(self.validation_losses[-len(self.looks) // 6 :].mean())
        return last if np.isfinite(last) else float("inf")


def train(setup: Setup) -> Course:
    """The run of this setup; of several starts the best. The same setup gives the same numbers."""
    courses = [_train(setup, start) for start in range(setup.starts)]
    return min(courses, key=lambda course: course.final)


def examples(setup: Setup) -> tuple[Array, Labels, Array, Labels]:
    """Training inputs (n, d) and labels (n,), then validation inputs and labels, scaled as the setup says."""
    whole = data.load(setup.data, noise=0.1, seed=setup.seed).train
    dice = np.random.default_rng(setup.seed)
    order = dice.permutation(len(whole.labels))
    inputs = np.asarray(whole.inputs, dtype=np.float64).reshape(len(order), -1)[order]
    inputs = (inputs - inputs.mean(axis=0)) / np.maximum(inputs.std(axis=0), 1e-9)
    if setup.scaling == "mixed units":  # as if each column were measured in a unit of its own
        inputs = inputs * 10 ** dice.uniform(-2, 1, inputs.shape[1])
    cut, labels = int(len(order) * (1 - HELD_BACK)), whole.labels[order]
    return inputs[:cut], labels[:cut], inputs[cut:], labels[cut:]


def _train(setup: Setup, start: int) -> Course:
    inputs, labels, held, held_labels = examples(setup)
    dice = np.random.default_rng([setup.seed, start])
    widths = (inputs.shape[1], *setup.hidden, int(labels.max()) + 1)
    layers = network.start(widths, setup.activation, spread=setup.spread, bias=setup.bias, dice=dice)
    gap = _gradient_gap(setup, layers, inputs[:64], labels[:64], dice)
    velocity = [(np.zeros_like(weights), np.zeros_like(biases)) for weights, biases in layers]
    looks = np.unique(np.linspace(0, setup.steps - 1, LOOKS).round().astype(int))
    batch_losses, inside = np.full(setup.steps, np.nan), []
    with np.errstate(all="ignore"):  # a run may blow up, and is then shown so
        for step in range(setup.steps):
            chosen = dice.integers(0, len(labels), setup.batch_size) if setup.batch_size else slice(None)
            batch, wanted = inputs[chosen], labels[chosen]
            batch_losses[step] = network.losses(network.sums(layers, batch, setup.activation)[-1], wanted).mean()
            before = layers
            slopes = _clipped(network.gradients(layers, batch, wanted, setup.activation, bug=setup.bug), setup.clip)
            rate = setup.lr * (1 - step / setup.steps if setup.anneal else 1.0)
            velocity = _plus(velocity, slopes, setup.momentum, 1.0)
            layers = _plus(layers, velocity, 1.0, -rate)
            if step in looks:
                inside.append(_look(setup, before, layers, (inputs, labels), (held, held_labels)))
        hidden = network.sums(layers, held, setup.activation)[:-1]
        scores = network.sums(layers, held, setup.activation)[-1]
    validation, norms, moved, turns = (np.array(column) for column in zip(*inside, strict=True))
    return Course(
        setup,
        batch_losses=batch_losses,
        looks=looks,
        validation_losses=validation,
        gradient_norms=norms,
        update_ratios=moved,
        turns=turns,
        activations=_values(hidden, setup.activation),
        idle=_idle(hidden, setup.activation),
        accuracy=float((scores.argmax(axis=1) == held_labels).mean()),
        gradient_gap=gap,
        condition=_condition(inputs),
    )


def _look(
    setup: Setup, before: list[Layer], after: list[Layer], trained: tuple[Array, Labels], held: tuple[Array, Labels]
) -> tuple[float, list[float], list[float], float]:
    """Validation loss, gradient norms and update ratios by layer, and the cosine between two gradients in a row."""
    loss = float(network.losses(network.sums(after, held[0], setup.activation)[-1], held[1]).mean())
    old, new = (network.gradients(layers, *trained, setup.activation) for layers in (before, after))
    norms = [float(np.linalg.norm(weights)) for weights, _ in old]
    moved = [np.linalg.norm(b[0] - a[0]) / np.linalg.norm(a[0]) for a, b in zip(before, after, strict=True)]
    one, other = network.flat(old), network.flat(new)
    return loss, norms, [float(share) for share in moved], float(one @ other / (np.linalg.norm(one) * np.linalg.norm(other)))


def _plus(layers: list[Layer], others: list[Layer], times: float, factor: float) -> list[Layer]:
    """times x layers + factor x others."""
    pairs = zip(layers, others, strict=True)
    return [(times * a[0] + factor * b[0], times * a[1] + factor * b[1]) for a, b in pairs]


def _clipped(slopes: list[Layer], longest: float) -> list[Layer]:
    length = float(np.linalg.norm(network.flat(slopes)))
    return slopes if not longest or length <= longest else [(w * (longest / length), b * (longest / length)) for w, b in slopes]


def _gradient_gap(setup: Setup, layers: list[Layer], inputs: Array, labels: Labels, dice: np.random.Generator) -> float:
    """How far the run's own gradient is from central finite differences, for some first-layer weights: 0 agrees, 1 has nothing in
    common."""
    weights = layers[0][0]
    places = dice.choice(weights.size, min(PROBED, weights.size), replace=False)
    said = network.gradients(layers, inputs, labels, setup.activation, bug=setup.bug)[0][0].ravel()[places]
    measured = np.empty(len(places))
    for index, place in enumerate(places):
        sides = []
        for sign in (1, -1):
            moved = weights.copy()
            moved.ravel()[place] += sign * REACH
            scores = network.sums([(moved, layers[0][1]), *layers[1:]], inputs, setup.activation)[-1]
            sides.append(float(network.losses(scores, labels).mean()))
        measured[index] = (sides[0] - sides[1]) / (2 * REACH)
    scale = float(np.linalg.norm(said) + np.linalg.norm(measured))
    return float(np.linalg.norm(said - measured)) / scale if scale else 0.0


def _values(hidden: list[Array], activation: str) -> Array:
    if not hidden:
        return np.empty(0)
    return np.concatenate([network.ACTIVATIONS[activation].value(entered).ravel() for entered in hidden])


def _idle(hidden: list[Array], activation: str) -> float:
    """The share of hidden units whose activation is flat, or no number, for at least 95 % of the examples."""
    if not hidden:
        return 0.0
    known = network.ACTIVATIONS[activation]
    steepest = float(known.slope(np.linspace(-1, 1, 201)).max())
    flat = [~(np.abs(known.slope(entered)) >= IDLE * steepest) for entered in hidden]
    return float(np.mean(np.concatenate([layer.mean(axis=0) for layer in flat]) >= 0.95))


def _condition(inputs: Array) -> float:
    """Largest over smallest variance of the inputs along their principal axes; columns that never change are left out."""
    varied = inputs[:, inputs.std(axis=0) > 1e-9]
    found = np.linalg.eigvalsh(np.cov(varied.T))
    return float(found[-1] / max(found[0], 1e-12 * found[-1]))
