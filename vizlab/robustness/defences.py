"""Defences: a network trained on attacks, noise or JPEG put before it, and attacks that know of them.

Who knows the defence attacks through it: the mean over many draws of the noise, and straight through what has no slope, as if
JPEG changed nothing on the way back (Athalye 2018, arXiv:1802.00420, sections 4.1 and 4.3). To add what is put before a
network: a function (images, strength, seed) -> images and a line in `BEFORE`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from vizlab import library
from vizlab.data import DIGITS
from vizlab.robustness import zoo
from vizlab.robustness.attacks import answers, pgd, slope
from vizlab.robustness.corruptions.copies import jpeg
from vizlab.robustness.crowd import Crowd, gather
from vizlab.robustness.curves import Falls

APART = 1000  # seeds: the defender's draws are not the attacker's
SHOWN = 2  # the size in the table and the pictures, of each subject's
NONE, HARDENED = "no defence", "trained on attacks"
ATTACKERS = ("unaware", "aware")  # of the defence


class Defended(nn.Module):
    """A network that sees its images changed; on the way back the change counts as none. draws: whose scores are averaged."""

    def __init__(self, network: nn.Module, change: Callable[[Tensor, int], Tensor], seed: int, draws: int = 1) -> None:
        """change: (images, seed) -> images."""
        super().__init__()
        self.network, self.change, self.seed, self.draws = network, change, seed, draws

    def forward(self, images: Tensor) -> Tensor:
        """Scores before softmax."""
        seen = [images + (self.change(images.detach(), self.seed + draw) - images).detach() for draw in range(self.draws)]
        return torch.stack([self.network(each) for each in seen]).mean(0)


@dataclass(frozen=True)
class Subject:
    """What is defended: a network, one trained on attacks, pictures; sizes of the attack, from 0 on, and its steps.

    hardened_labels: what the second network should say of the pictures. draws: of noise that the attacker averages over.
    """

    network: nn.Module
    hardened: nn.Module
    crowd: Crowd
    hardened_labels: Tensor
    sizes: list[float]
    steps: int
    draws: int
    classes: tuple[str, ...]


@dataclass(frozen=True)
class Seen:
    """Pictures (rows * few, c, h, w) in [0, 1], row after row, and what is said of each."""

    pixels: NDArray[np.float32]
    titles: list[str]


def defend(subject: Subject, sigma: float, quality: int, seed: int) -> dict[str, Falls]:
    """Attacker of `ATTACKERS` -> how the accuracy of each defence falls."""
    names = titles(sigma, quality)
    return joined(subject.sizes, {name: falls(subject, *asked, seed) for name, asked in names.items()})


def titles(sigma: float, quality: int) -> dict[str, tuple[str, float]]:
    """What each defence is called -> its kind and its strength."""
    before = {f"noise {sigma:g}": ("noise", sigma), f"JPEG {quality}": ("JPEG", float(quality))}
    return {NONE: (NONE, 0.0), HARDENED: (HARDENED, 0.0), **before}


def joined(sizes: list[float], found: Mapping[str, tuple[list[float], list[float]]]) -> dict[str, Falls]:
    """Attacker -> the curves of all defences, from those of each defence."""
    return {name: Falls(sizes, {title: both[index] for title, both in found.items()}) for index, name in enumerate(ATTACKERS)}


def falls(subject: Subject, kind: str, strength: float, seed: int) -> tuple[list[float], list[float]]:
    """How the accuracy of one defence falls under an attacker who is unaware, and under one who is aware.

    Who is aware may also do what the other does: a picture is right only if it is right under both.
    """
    labels = subject.hardened_labels if kind == HARDENED else subject.crowd.labels
    target, surrogate = _defence(subject, kind, strength, seed)
    unaware = _right(target, _attacked(subject.network, subject, subject.crowd.labels), labels)
    aware = unaware
    if surrogate is not subject.network:
        aware = unaware & _right(target, _attacked(surrogate, subject, labels), labels)
    return unaware.double().mean(1).tolist(), aware.double().mean(1).tolist()


def _defence(subject: Subject, kind: str, strength: float, seed: int) -> tuple[nn.Module, nn.Module]:
    """What answers, and what an attacker who is aware takes the slope of."""
    if kind in (NONE, HARDENED):
        network = subject.network if kind == NONE else subject.hardened
        return network, network

    def change(images: Tensor, draw: int) -> Tensor:
        return BEFORE[kind](images, strength, draw)

    draws = subject.draws if kind == "noise" else 1
    return Defended(subject.network, change, seed + APART), Defended(subject.network, change, seed, draws)


def cost(name: str) -> str:
    """What being hardened costs in clean accuracy, where the pictures at hand cannot tell."""
    if name != "tiny-vgg":
        return "None is universal: each gives something back once the attacker knows it, and each may cost clean pictures."
    plain, hardened = (library.entry(f"bundled/{each}").accuracy for each in ("tiny-vgg", "tiny-vgg-robust"))
    return f"On the test set of Tiny-ImageNet {plain:.1%} are right without training on attacks, {hardened:.1%} with it."


def seen(subject: Subject, sigma: float, quality: int, seed: int, size: int, few: int) -> Seen:
    """The first few pictures untouched, attacked at the size-th size by who is unaware, and as each defence lets them through."""
    inputs, labels = subject.crowd.inputs[:few], subject.crowd.labels[:few]
    attacked = _attacked(subject.network, dataclasses.replace(subject, crowd=Crowd(inputs, labels, "")), labels)[size]
    rows = {
        "untouched": (subject.network, inputs),
        "attacked": (subject.network, attacked),
        "trained": (subject.hardened, attacked),
        "noise": (subject.network, add_noise(attacked, sigma, seed + APART)),
        "JPEG": (subject.network, encode_again(attacked, quality)),
    }
    said = [answers(network, pictures).tolist() for network, pictures in rows.values()]
    titles = [f"{name}: {subject.classes[one]}" for name, row in zip(rows, said, strict=True) for one in row]
    pictures = torch.cat([row for _, row in rows.values()]).clamp(0, 1)
    return Seen(pictures.cpu().numpy(), titles)


def digits(seed: int, eps: float, n: int) -> Subject:
    """The zoo's CNN, trained here with and without attacks of size eps, on the first n test digits."""
    known = zoo.digits()
    crowd = Crowd(known.test_inputs[:n], known.test_labels[:n], f"{n} test digits")
    networks = zoo.train("CNN", seed), zoo.train("CNN", seed, eps=eps)
    return Subject(*networks, crowd, crowd.labels, [0.0, 0.05, 0.1, 0.15, 0.2], 5, 4, DIGITS)


def tiny_vgg(n: int) -> Subject:
    """`tiny-vgg`, and `tiny-vgg-robust`, which was trained on attacks.

    On test pictures of Tiny-ImageNet where they are at hand; on parts of photographs else, and then each network's answers to
    the untouched ones are what is to be kept.
    """
    plain, hardened = (library.open_model(f"bundled/{name}") for name in ("tiny-vgg", "tiny-vgg-robust"))
    crowd = gather(plain, n)
    labels = crowd.labels if crowd.is_true else answers(hardened.network, crowd.inputs)
    sizes = [round(level / 255, 6) for level in (0, 1, 2, 4)]
    return Subject(plain.network, hardened.network, crowd, labels, sizes, 1, 2, plain.classes)


def add_noise(images: Tensor, sigma: float, seed: int) -> Tensor:
    """Normal noise of standard deviation sigma, in the range of pixels; drawn on the CPU, from a generator of its own."""
    noise = torch.randn(images.shape, generator=torch.Generator().manual_seed(seed))
    return images + sigma * noise.to(images)


def encode_again(images: Tensor, quality: float, seed: int = 0) -> Tensor:
    """Images (n, c, h, w) after JPEG of this quality (1-95) and back; c is 1 or 3. Nothing in it is left to chance."""
    return jpeg(images.clamp(0, 1), round(quality), torch.Generator()).to(images)


def _attacked(network: nn.Module, subject: Subject, labels: Tensor) -> list[Tensor]:
    """The pictures at each size: by FGSM, one slope for all sizes, or by PGD if it takes more steps."""
    inputs = subject.crowd.inputs
    if subject.steps == 1:
        direction = slope(network, inputs, labels).sign()
        return [(inputs + eps * direction).clamp(0, 1) for eps in subject.sizes]
    climb = partial(pgd, network, inputs, labels, steps=subject.steps, random_start=False)
    return [climb(eps=eps) if eps else inputs for eps in subject.sizes]


def _right(network: nn.Module, changed: list[Tensor], labels: Tensor) -> Tensor:
    """Which pictures are right at each size, (k, n)."""
    return torch.stack([answers(network, each) == labels for each in changed])


SUBJECTS: dict[str, Callable[..., Subject]] = {"CNN on digits": digits, "tiny-vgg": tiny_vgg}
BEFORE: dict[str, Callable[[Tensor, float, int], Tensor]] = {"noise": add_noise, "JPEG": encode_again}
