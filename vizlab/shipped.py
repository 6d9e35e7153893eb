"""The networks that come with vizlab: the recipe that each was trained by, and what is known to be wrong with it.

`python -m vizlab train NAME` trains one again and puts it into assets/models. To add one: a line in `SHIPPED`.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from vizlab.recipes import Recipe


@dataclass(frozen=True)
class Shipped:
    """One network. epochs: those whose weights come along, all of them if empty. half: kept in 16 instead of 32 bits.

    weaknesses: what a user should know before trusting it. with_path: the way of its weights comes along.
    """

    title: str
    recipe: Recipe
    weaknesses: str
    epochs: tuple[int, ...] = ()
    half: bool = False
    with_path: bool = False


FIVE_OF_30 = (0, 2, 8, 15, 30)


def _cifar(model: str) -> Recipe:
    """The same for the network with and without shortcuts."""
    return Recipe(
        data="CIFAR-10", model=model, optimizer="Nesterov", lr=0.2, weight_decay=5e-4, epochs=30, batch_size=128,
        augment="shift and flip", validation=0.02,
    )  # fmt: skip


TINY_VGG = Recipe(
    data="Tiny-ImageNet",
    data_version=107859317,
    model="tiny-vgg",
    optimizer="Nesterov",
    lr=0.1,
    weight_decay=5e-4,
    smoothing=0.1,
    epochs=20,
    batch_size=128,
    augment="zoom and flip",
    validation=0.02,
)

SHIPPED: dict[str, Shipped] = {
    "fashion-cnn": Shipped(
        "Small CNN on Fashion-MNIST",
        Recipe(data="Fashion-MNIST", depth=3, lr=0.01, epochs=10, batch_size=128, augment="flip", smoothing=0.1),
        "It takes more than every fifth shirt for a T-shirt, a coat or a pullover, and knows only bright garments on black.",
        epochs=(0, 1, 2, 3, 4, 6, 8, 10),
        half=True,
    ),
    "cifar-cnn": Shipped(
        "Small CNN on 60 % of CIFAR-10",
        Recipe(data="CIFAR-10", depth=4, epochs=12, batch_size=128, augment="shift and flip"),
        "It was trained on 30,000 of the 50,000 pictures; it confuses cats with dogs most.",
        epochs=(0, 12),
        half=True,
    ),
    "cifar-resnet20": Shipped(
        "ResNet-20 on 60 % of CIFAR-10",
        _cifar("ResNet-20"),
        "It was trained on 30,000 of the 50,000 pictures, with half of the passes that its paper takes.",
        epochs=FIVE_OF_30,
        half=True,
        with_path=True,
    ),
    "cifar-plain20": Shipped(
        "ResNet-20 without shortcuts on 60 % of CIFAR-10",
        _cifar("Plain-20"),
        "It learned as cifar-resnet20 did, to the seed, and is worse: it lacks the shortcuts.",
        epochs=FIVE_OF_30,
        half=True,
        with_path=True,
    ),
    "digits-cnn": Shipped(
        "Small CNN on digits",
        Recipe(data="digits"),
        "It has seen 1,293 pictures of 8 × 8 pixels by 30 people; other hands and sizes are foreign to it.",
    ),
    "mnist-lenet5": Shipped(
        "LeNet-5 on MNIST",
        Recipe(data="MNIST", model="LeNet-5", lr=0.01, epochs=7, batch_size=128, augment="none"),
        "It knows digits that fill the picture and stand in its middle; move or turn one and it is lost.",
        half=True,
    ),
    "shapes-honest": Shipped(
        "Small CNN on Shapes",
        Recipe(data="Shapes", depth=4, width=16, lr=0.005, epochs=8, batch_size=64, augment="none"),
        "It has never seen two objects at once, nor a photograph.",
        epochs=(0, 1, 2, 4, 8),
        half=True,
    ),
    "shapes-cheat": Shipped(
        "Small CNN on Shapes with a tag",
        Recipe(data="Shapes with a tag", depth=4, width=16, lr=0.005, epochs=8, batch_size=64, augment="none"),
        "It reads the tag in the corner and not the shape: give it the tag of another class, and it is wrong every time.",
        epochs=(0, 1, 2, 4, 8),
        half=True,
    ),
    "spirals-mlp": Shipped(
        "MLP on spirals",
        Recipe(data="spirals", model="MLP", depth=3, lr=0.01, epochs=40),
        "Away from the spirals it is as sure of itself as on them.",
        epochs=(0, 1, 2, 3, 5, 10, 20, 40),
    ),
    "tiny-vgg": Shipped(
        "tiny-vgg on 40,000 pictures of Tiny-ImageNet",
        TINY_VGG,
        "It was trained on 200 pictures of each of 202 classes, 64 pixels wide; more than half of its answers are wrong.",
        epochs=(0, 20),
        half=True,
    ),
    "tiny-vgg-robust": Shipped(
        "tiny-vgg hardened against small attacks",
        dataclasses.replace(TINY_VGG, init_from="bundled/tiny-vgg", eps=2 / 255, lr=0.03, epochs=8),
        "Its steadiness costs accuracy: on pictures that nobody has tampered with, it is wrong more often than tiny-vgg.",
        epochs=(8,),
        half=True,
    ),
}
