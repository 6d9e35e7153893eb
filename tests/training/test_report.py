"""What a classifier does on data it has not seen, against scikit-learn and by hand."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
import torch
from sklearn import metrics
from torch import Tensor, nn

from vizlab.training import plane
from vizlab.training import report as reports

CLASSES = 5


def guesses(n: int = 400, seed: int = 0) -> tuple[Tensor, Tensor]:
    """Scores (n, 5) that are right about half of the time, and labels; class 4 never occurs."""
    generator = torch.Generator().manual_seed(seed)
    labels = torch.randint(0, CLASSES - 1, (n,), generator=generator)
    return torch.randn(n, CLASSES, generator=generator) + 1.3 * nn.functional.one_hot(labels, CLASSES), labels


def test_loss_and_accuracy_are_those_of_scikit_learn() -> None:
    logits, labels = guesses()
    loss, accuracy = reports.score(logits, labels)
    shares = logits.double().softmax(1).numpy()
    assert loss == pytest.approx(metrics.log_loss(labels, shares, labels=range(CLASSES)), rel=1e-6)
    assert accuracy == pytest.approx(metrics.accuracy_score(labels, shares.argmax(1)), rel=1e-6)
    assert 0.3 < accuracy < 0.8


def test_confusion_is_that_of_scikit_learn() -> None:
    logits, labels = guesses()
    expected = metrics.confusion_matrix(labels, logits.argmax(1), labels=range(CLASSES))
    found = reports.confusion(logits, labels)
    assert np.array_equal(found.numpy(), expected)
    assert not np.array_equal(found.numpy(), expected.T)
    assert found[4].sum() == 0


def test_mistakes_are_wrong_and_sorted_by_confidence() -> None:
    logits, labels = guesses()
    found = reports.confident_mistakes(logits, labels, count=30)
    shares = logits.double().softmax(1).numpy()
    wrong = [i for i in range(len(labels)) if shares[i].argmax() != labels[i]]
    expected = sorted(wrong, key=lambda i: -shares[i].max())[:30]
    assert [mistake["index"] for mistake in found] == expected
    for mistake in found:
        i = mistake["index"]
        assert mistake["label"] == labels[i]
        assert mistake["predicted"] == shares[i].argmax() != labels[i]
        assert mistake["probability"] == pytest.approx(shares[i].max(), rel=1e-6)


def test_no_mistakes_and_few_mistakes() -> None:
    labels = torch.arange(3)
    perfect = 10.0 * nn.functional.one_hot(labels, 3)
    assert reports.confident_mistakes(perfect, labels) == []
    assert [m["index"] for m in reports.confident_mistakes(perfect, torch.tensor([0, 1, 0]))] == [2]


class Shout(nn.Module):
    """Scores 10 for the class that the first pixel names; complains in training mode."""

    def __init__(self) -> None:
        super().__init__()
        self.sizes: list[int] = []
        self.weight = nn.Parameter(torch.tensor(10.0))

    def forward(self, x: Tensor) -> Tensor:
        assert not self.training
        assert x.dtype == torch.float32
        self.sizes.append(len(x))
        return self.weight * nn.functional.one_hot((x[:, 0, 0, 0] * 255).round().long(), CLASSES)


def test_the_whole_report_in_portions() -> None:
    labels = torch.randint(0, CLASSES, (1300,), generator=torch.Generator().manual_seed(0))
    inputs = torch.zeros(1300, 1, 4, 4, dtype=torch.uint8)
    inputs[:, 0, 0, 0] = labels
    inputs[7, 0, 0, 0] = (labels[7] + 1) % CLASSES
    model = Shout().train()
    found = reports.report(model, inputs, labels)
    assert model.training
    assert sum(model.sizes) == 1300
    assert max(model.sizes) <= 512
    assert found["accuracy"] == pytest.approx(1299 / 1300)
    assert [mistake["index"] for mistake in found["mistakes"]] == [7]
    assert np.array_equal(found["confusion"], metrics.confusion_matrix(labels, inputs[:, 0, 0, 0]))
    assert json.loads(json.dumps(found)) == found
    assert not inputs.is_floating_point()


def test_the_mode_comes_back_after_a_failure() -> None:
    class Broken(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            raise KeyError

    model = Broken().train()
    with pytest.raises(KeyError):
        reports.logits_of(model, torch.zeros(2, 2))
    assert model.training


@pytest.mark.parametrize("classes", [2, 3])
def test_the_plane_has_rows_up_and_columns_right(classes: int) -> None:
    """A network that looks at x alone (two classes), and one whose class is 0 left, 1 right, 2 wherever y is above 1."""
    model = nn.Linear(2, classes)
    weight = [[-1.0, 0.0], [1.0, 0.0], [0.0, 100.0]][:classes]
    bias = [0.0, 0.0, -100.0][:classes]
    with torch.no_grad():
        model.weight.copy_(torch.tensor(weight))
        model.bias.copy_(torch.tensor(bias))
    grid, answers = plane(model, reach=2.0, cells=41)
    assert np.allclose(grid, np.linspace(-2, 2, 41), atol=1e-6)
    x, y = np.meshgrid(np.linspace(-2, 2, 41), np.linspace(-2, 2, 41))
    if classes == 2:
        assert answers.dtype == np.float32
        assert np.allclose(answers, 1 / (1 + np.exp(-2 * x)), atol=1e-6)
    else:
        expected: Any = np.where(y > 1.05, 2, (x > 0).astype(int))
        clear = (np.abs(x) > 0.05) & (np.abs(y - 1) > 0.06)
        assert answers.dtype.kind == "i"
        assert np.array_equal(answers[clear], expected[clear])
