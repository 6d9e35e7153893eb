"""How many labels a network saves that was trained on pictures alone first: accuracy on test digits by labels, over ten draws.

The auto-encoder sees all 1,437 training digits without labels; its decoder is dropped, and a classifier learns on the encoder
from a few of them with labels.
"""

from __future__ import annotations

import copy
from collections.abc import Generator, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from vizlab.generative import states
from vizlab.generative.autoencoders import network
from vizlab.generative.autoencoders.descent import minimise
from vizlab.generative.autoencoders.recipe import StudyRecipe
from vizlab.generative.autoencoders.study import Arrays, Cell, Measured, Study
from vizlab.generative.network import Vae

SIZES = (5, 10, 20, 50, 100, 200)
DRAWS = 10
LATENT, CLASSES = 16, 10
STEPS, RATE = 60, 0.003  # of a network that learns from labels, all of them in every step
PROBE_STEPS = 100  # of a straight classifier
FIRST = "pre-training"
SCRATCH, TUNED, FROZEN, ON_VAE = "network from scratch", "encoder, trained on", "encoder, frozen", "VAE codes"
PIXELS, UNTRAINED = "raw pixels", "untrained encoder"
WAYS = (SCRATCH, TUNED, FROZEN, ON_VAE, UNTRAINED, PIXELS)
NETWORKS, PROBES = (SCRATCH, TUNED, FROZEN), (FROZEN, ON_VAE, PIXELS, UNTRAINED)
LOOK: dict[str, Any] = {"x_title": "labels", "y_title": "accuracy on test digits", "percent": True, "level": ("chance", 0.1)}
Codes = tuple[NDArray[np.float64], NDArray[np.float64]]


def measure(recipe: StudyRecipe, cell: str, first: Arrays) -> Cell:
    """The pre-training, or every way with so many labels."""
    if cell == FIRST:
        return (yield from pre_train(recipe))
    return (yield from with_labels(recipe, int(cell), first))


def pre_train(recipe: StudyRecipe) -> Cell:
    """Both networks, trained on all digits without labels; arrays: their weights."""
    x = network.digits()[0]
    size = (x.shape[1], LATENT, recipe.ae_hidden, recipe.ae_seed)
    plain, variational = network.built(network.AutoEncoder, *size), network.built(Vae, *size)
    for each, loss in ((plain, network.bernoulli(plain)), (variational, network.bound(variational, LATENT))):
        yield from network.learn(each, x, loss, epochs=recipe.ae_epochs, seed=recipe.ae_seed)
    return {"pictures": len(x)}, _packed("plain", plain.encoder) | _packed("variational", variational.encoder)


def with_labels(recipe: StudyRecipe, n: int, first: Arrays) -> Generator[None, None, Measured]:
    """Accuracies on the test digits: way -> one for each draw of n labelled digits."""
    x, labels, held, truth = network.digits()
    size = (x.shape[1], LATENT, recipe.ae_hidden)
    plain, variational = (_encoder(name, kind, first, size) for name, kind in KINDS.items())
    found: dict[str, list[float]] = {way: [] for way in WAYS}
    for draw in range(DRAWS):
        seed = recipe.ae_seed * DRAWS + draw
        rows = torch.from_numpy(np.random.default_rng([seed, n]).permutation(len(x))[:n])
        fresh = network.built(network.AutoEncoder, *size, seed + 1000).encoder
        sets = {FROZEN: plain, ON_VAE: lambda v: variational(v)[:, :LATENT], UNTRAINED: fresh, PIXELS: nn.Identity()}
        for way, encode in sets.items():
            with torch.no_grad():
                seen, test = (encode(part).double().numpy() for part in (x, held))
            found[way].append(probe(_scaled(seen, test), rows.numpy(), labels.numpy(), truth.numpy()))
        for way, encoder in ((SCRATCH, fresh), (TUNED, copy.deepcopy(plain))):
            found[way].append(tuned(encoder, (x[rows], labels[rows]), (held, truth), seed))
        yield
    return {"accuracy": found}, {}


def tuned(encoder: nn.Module, seen: tuple[Tensor, Tensor], test: tuple[Tensor, Tensor], seed: int) -> float:
    """Put a layer of ten scores on an encoder (n, 16), train both on labelled pictures; the accuracy on others."""
    head = network.built(_Head, LATENT, CLASSES, 0, seed)
    classifier = nn.Sequential(encoder, head).requires_grad_()
    x, labels = seen
    for _ in network.learn(classifier, x, _scores(classifier, labels), epochs=STEPS, seed=seed, lr=RATE, batch=len(x)):
        pass
    with torch.no_grad():
        return float((classifier(test[0]).argmax(1) == test[1]).double().mean())


def _scores(classifier: nn.Module, labels: Tensor) -> network.Loss:
    return lambda x, source: F.cross_entropy(classifier(x), labels)


class _Head(nn.Linear):
    """Ten scores; built as the networks are."""

    def __init__(self, inputs: int, outputs: int, unused: int) -> None:
        super().__init__(inputs, outputs)


def probe(codes: Codes, rows: NDArray[Any], labels: NDArray[Any], truth: NDArray[Any]) -> float:
    """The accuracy of a straight classifier (softmax regression, penalty |w|² / 2) that saw the codes of these rows.

    codes: (n, d) to learn from and (m, d) of the test digits; labels (n,), truth (m,).
    """
    seen, test = codes
    weights, offsets = softmax_regression(seen[rows], labels[rows])
    return float(((test @ weights + offsets).argmax(1) == truth).mean())


def softmax_regression(x: NDArray[np.float64], labels: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weights (d, 10) and offsets (10,) with the least sum of cross-entropies plus |weights|² / 2, by L-BFGS."""
    d, seen = x.shape[1], torch.from_numpy(x)
    wanted = F.one_hot(torch.from_numpy(labels), CLASSES).double()

    def cost(flat: Tensor) -> tuple[Tensor, Tensor]:
        weights, offsets = flat[:-CLASSES].reshape(d, CLASSES), flat[-CLASSES:]
        logs = (seen @ weights + offsets).log_softmax(1)
        errors = logs.exp() - wanted
        value = weights.square().sum() / 2 - (wanted * logs).sum()
        return value, torch.cat([(seen.T @ errors + weights).flatten(), errors.sum(0)])

    found = minimise(cost, torch.zeros((d + 1) * CLASSES, dtype=torch.float64), PROBE_STEPS).numpy()
    return found[:-CLASSES].reshape(d, CLASSES), found[-CLASSES:]


def _scaled(seen: NDArray[np.float64], test: NDArray[np.float64]) -> Codes:
    """Both shifted to mean 0 and divided by one number, so that the penalty weighs alike whatever the codes' size."""
    mean, deviation = seen.mean(0), float((seen - seen.mean(0)).std()) or 1.0
    return (seen - mean) / deviation, (test - mean) / deviation


def _packed(name: str, encoder: nn.Module) -> dict[str, NDArray[Any]]:
    return {f"{name}/{key}": tensor.numpy() for key, tensor in encoder.state_dict().items()}


def _encoder(name: str, kind: type[Any], first: Arrays, size: tuple[int, int, int]) -> nn.Module:
    encoder: nn.Module = network.built(kind, *size, 0).encoder
    encoder.load_state_dict({key: torch.tensor(array) for key, array in states.below(f"{name}/", first).items()})
    return encoder.requires_grad_(False)


def curves(found: Mapping[str, Mapping[str, Any]], ways: Sequence[str]) -> dict[str, list[tuple[float, float, float]]]:
    """For each way (labels, mean accuracy, standard deviation over draws)."""
    known = {int(cell): numbers["accuracy"] for cell, numbers in found.items() if cell != FIRST}
    return {
        way: [(float(n), float(np.mean(each[way])), float(np.std(each[way], ddof=1))) for n, each in known.items()]
        for way in ways
    }


def wins(found: Mapping[str, Mapping[str, Any]], cell: str) -> int:
    """In how many draws of labels the frozen encoder beats the network from scratch."""
    accuracy = found[cell]["accuracy"]
    return sum(a > b for a, b in zip(accuracy[FROZEN], accuracy[SCRATCH], strict=True))


KINDS: dict[str, type[Any]] = {"plain": network.AutoEncoder, "variational": Vae}
_NAMES = tuple(f"{index}.{part}" for index in (0, 2, 4) for part in ("weight", "bias"))
STUDY = Study((FIRST, *(str(size) for size in SIZES)), measure, drop=tuple(f"{kind}/{name}" for kind in KINDS for name in _NAMES))
