"""A card's figures are those of the data, also of a set that was added a moment ago, and need no torch."""

from __future__ import annotations

import dataclasses
import subprocess
import sys

import numpy as np
import pytest

from vizlab import data
from vizlab.data import DATASETS, Examples, Split
from vizlab.data.cards import MEASURED, PER_CLASS, card
from vizlab.errors import VizlabError

QUICK = [name for name, entry in DATASETS.items() if not entry.files and "with a" not in name]
REMOTE = [name for name, entry in DATASETS.items() if entry.files]


@pytest.mark.parametrize("name", QUICK)
def test_a_card_of_every_set_that_is_here(name: str) -> None:
    known, entry, split = card(name), DATASETS[name], data.load(name)
    assert (known.name, known.about, known.classes, known.shape) == (name, entry.about, entry.classes, entry.shape)
    figures = known.figures
    assert figures is not None
    assert sum(figures.counts) == entry.n_train
    assert list(figures.counts) == [int((split.train_labels == index).sum()) for index in range(len(entry.classes))]
    assert len(known.parts) == len(figures.mean) == len(figures.std) == len(figures.low) == len(figures.high) == entry.shape[0]
    for index, chosen in enumerate(figures.samples):
        assert 1 <= len(set(chosen)) == len(chosen) <= PER_CLASS
        assert (split.test.labels[list(chosen)] == index).all()
    assert all(low <= mean <= high for low, mean, high in zip(figures.low, figures.mean, figures.high, strict=True))
    assert 0 < figures.measured <= min(MEASURED, entry.n_test)


@pytest.mark.parametrize("name", REMOTE)
def test_a_card_of_what_is_not_here_says_what_it_costs(name: str) -> None:
    known = card(name)
    assert known.figures is None
    assert known.download_bytes == DATASETS[name].download_bytes > 0


def two(inputs: np.ndarray, labels: list[int]) -> Split:
    examples = Examples(inputs, np.array(labels))
    return Split(examples, examples)


def test_the_figures_are_those_of_school(monkeypatch: pytest.MonkeyPatch) -> None:
    pixels = np.zeros((2, 3, 2, 2), np.uint8)
    pixels[0, 0], pixels[:, 1], pixels[1, 2, 0, 0] = 255, 51, 102
    entry = dataclasses.replace(
        DATASETS["Shapes"], classes=("a", "b"), shape=(3, 2, 2), n_train=2, n_test=2, load=lambda n, s: two(pixels, [1, 0])
    )
    monkeypatch.setitem(DATASETS, "pictures", entry)
    figures = card("pictures").figures
    assert figures is not None
    assert figures.mean == pytest.approx((0.5, 0.2, 0.05))
    assert figures.std == pytest.approx((0.5, 0.0, 0.4 * (1 / 8 * 7 / 8) ** 0.5))
    assert (figures.low, figures.high) == (pytest.approx((0, 0.2, 0)), pytest.approx((1, 0.2, 0.4)))
    assert (figures.counts, figures.samples, figures.measured) == ((1, 1), ((1,), (0,)), 2)
    points = np.array([[1.0, -2.0], [3.0, 6.0], [5.0, 2.0]], np.float32)
    entry = dataclasses.replace(DATASETS["moons"], n_train=3, n_test=3, features=(), load=lambda n, s: two(points, [0, 1, 1]))
    monkeypatch.setitem(DATASETS, "points", entry)
    known = card("points")
    assert known.parts == ("feature 1", "feature 2")
    assert known.figures is not None
    assert known.figures.mean == pytest.approx((3, 2))
    assert known.figures.std == pytest.approx(((8 / 3) ** 0.5, (32 / 3) ** 0.5))
    assert (known.figures.low, known.figures.high) == ((1, -2), (5, 6))


def test_a_new_version_is_measured_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    means = []
    for version, level in ((1, 0), (2, 255)):
        pixels = np.full((4, 1, 2, 2), level, np.uint8)
        entry = dataclasses.replace(
            DATASETS["digits"], shape=(1, 2, 2), n_train=4, n_test=4, classes=("a", "b"), version=version,
            load=lambda n, s, pixels=pixels: two(pixels, [0, 1, 0, 1]),
        )  # fmt: skip
        monkeypatch.setitem(DATASETS, "changing", entry)
        means.append(card("changing").figures.mean)
    assert means == [(0,), (1,)]


def test_an_unknown_name() -> None:
    with pytest.raises(VizlabError, match="There is no data set 'nothing'"):
        card("nothing")


def test_cards_need_neither_torch_nor_the_packages_that_the_data_comes_with() -> None:
    code = "import sys; from vizlab.data.cards import card; [card(n) for n in ('digits', 'iris', 'faces', 'Shapes')]; "
    code += "print(*{'torch', 'sklearn', 'skimage', 'scipy', 'pandas'} & set(sys.modules))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).split() == []
