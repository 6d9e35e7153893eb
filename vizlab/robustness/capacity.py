"""Is it overfitting? MLPs of leaky ReLUs from too small to far too large, attacked on their own slope and on that of a twin.

If the mistakes were random gaps of a network that knows its examples by heart, those of a twin from another start would lie
elsewhere, and its examples would not transfer (Goodfellow 2014, arXiv:1412.6572, section 8).
"""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor, nn

from vizlab.recipes import Recipe
from vizlab.robustness import zoo
from vizlab.robustness.attacks import answers, fgsm, random_sign
from vizlab.robustness.descent import descended

WIDTHS = (4, 8, 16, 32, 64, 128, 256)
BATCH, STEPS = 64, 200  # the same steps for few digits and many: the larger networks know a few by heart by then
MEASURES = ("training digits", "test digits", "random sign", "the twin's examples", "its own examples")


@dataclass(frozen=True)
class Fits:
    """Accuracies 0-1 by measure, one for each of `WIDTHS`."""

    accuracies: dict[str, list[float]]

    def lines(self) -> dict[str, list[tuple[float, float]]]:
        """Each measure as points (width, accuracy)."""
        return {name: [(float(x), y) for x, y in zip(WIDTHS, values, strict=True)] for name, values in self.accuracies.items()}

    def gap(self, index: int) -> float:
        """How much better the index-th width is on the digits that it learned from."""
        return self.accuracies["training digits"][index] - self.accuracies["test digits"][index]

    def shared(self) -> list[float]:
        """Of what its own examples cost a network, the share that its twin's cost it too, by width."""
        rows = zip(*(self.accuracies[name] for name in ("test digits", "the twin's examples", "its own examples")), strict=True)
        return [(clean - twin) / max(clean - own, 1e-9) for clean, twin, own in rows]


def fits(examples: int, eps: float, seed: int) -> Fits:
    """MLPs of all `WIDTHS`, each with its twin, on so many training digits."""
    digits = zoo.digits()
    known = digits.inputs[:examples], digits.labels[:examples]
    found: dict[str, list[float]] = {name: [] for name in MEASURES}
    for width in WIDTHS:
        one, twin = (_mlp(width, known, start) for start in (seed, seed + 100))
        inputs, labels = digits.test_inputs, digits.test_labels
        seen = (
            known,
            (inputs, labels),
            (random_sign(one, inputs, labels, eps=eps, seed=seed), labels),
            *((fgsm(network, inputs, labels, eps=eps), labels) for network in (twin, one)),
        )
        for name, (pictures, truth) in zip(MEASURES, seen, strict=True):
            found[name].append(float((answers(one, pictures) == truth).double().mean()))
    return Fits(found)


def _mlp(width: int, known: tuple[Tensor, Tensor], seed: int) -> nn.Module:
    epochs = -(-STEPS // -(-len(known[1]) // BATCH))
    recipe = Recipe(
        model="MLP", depth=1, width=width, activation="leaky ReLU", batch_norm=False, lr=0.005, epochs=epochs, batch_size=BATCH
    )
    return descended(recipe, *known, seed)
