"""Points of a map: their neighbours are scikit-learn's, selections survive the address, colours are what they say."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from sklearn.neighbors import NearestNeighbors

from vizlab import library
from vizlab.embeddings import EmbeddingRecipe, colours, fit, pictures_of, read, selection
from vizlab.embeddings.around import around
from vizlab.embeddings.features import Items
from vizlab.errors import VizlabError
from vizlab.images import unit

NAMES = ("Ada", "ada lovelace", "Charles", "17", "Zoë")
NETWORK = "bundled/digits-cnn@30"


def test_neighbours_of_a_point_are_those_of_scikit_learn(few: Items) -> None:
    positions = fit(few.features).project(few.features)
    for point in (0, 17, 299):
        found = around(few.features, positions, point)
        for space, ids, gaps in (
            (few.features.double(), found.features, found.feature_distances),
            (positions / (positions.amax(0) - positions.amin(0)).max(), found.positions, found.position_distances),
        ):
            distances, order = NearestNeighbors(n_neighbors=11).fit(space.numpy()).kneighbors(space[[point]].numpy())
            assert ids == order[0, 1:].tolist()
            np.testing.assert_allclose(gaps, distances[0, 1:], rtol=1e-6)
        assert found.shared == [index for index in found.features if index in found.positions]
    assert around(few.features, few.features, 3).shared == around(few.features, few.features, 3).features
    with pytest.raises(VizlabError, match="between 0 and 299; got 300"):
        around(few.features, positions, 300)


def test_a_selection_survives_the_address_and_nothing_else_is_one() -> None:
    dice = np.random.default_rng(0)
    for n, k in ((60, 1), (1797, 200), (1797, 1797), (20_001, 5000)):
        ids = sorted(dice.choice(n, k, replace=False).tolist())
        text = selection.pack(ids, n)
        assert text.replace("-", "").replace("_", "").isalnum()
        assert selection.unpack(text, n) == ids
        assert selection.unpack(text, n + 8) == []
    assert selection.pack([], 60) == ""
    bomb = selection.pack(range(400_000), 400_000)
    for text in ("", "no such value", "é", "AAAA", "=", bomb, selection.pack([61], 64)):
        assert selection.unpack(text, 60) == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("ada", [0, 1]),
        ("ADA L", [1]),
        ("#4, charles", [2, 4]),
        ("17", [3]),
        ("#17", []),
        ("zoë,", [4]),
        ("#", []),
        ("", []),
        ("x", []),
    ],
)
def test_points_are_found_by_part_of_their_name_or_by_number(words: str, found: list[int]) -> None:
    assert selection.find(words, NAMES) == found


def test_what_is_selected_is_counted() -> None:
    labels, lost = np.array([0, 2, 2, 1, 2, 0]), np.array([0.0, 0.5, 1.0, 0.0, 0.0, 0.3])
    found = selection.describe([1, 2, 3, 5], labels, ["a", "b", "c"], lost)
    assert list(found.counts.items()) == [("c", 2), ("a", 1), ("b", 1)]
    assert (found.n, found.share, found.purity) == (4, 4 / 6, 0.5)
    assert found.lost == pytest.approx(0.45)
    assert found.lost_of_all == pytest.approx(0.3)
    assert selection.by_class([1, 2, 3, 5], labels, rows=2, in_row=1) == {2: [1], 0: [5]}
    columns = {"flat": np.ones(6), "tall": np.array([0, 1, 1, 0, np.nan, 0.0]), "word": np.array(list("abcdef"))}
    known = columns["tall"][[0, 1, 2, 3, 5]]
    gap = (2 / 3 - known.mean()) / known.std()
    assert selection.apart([1, 2, 5], columns) == {
        "tall": (pytest.approx(2 / 3), 0.4, pytest.approx(gap)),
        "flat": (1.0, 1.0, 0.0),
    }
    assert selection.told(columns, 2)[4] == "flat: 1\ntall: nan"


def test_of_very_many_points_some_are_drawn_evenly() -> None:
    assert selection.on_screen(5).tolist() == [0, 1, 2, 3, 4]
    drawn = selection.on_screen(70_000)
    assert len(drawn) == selection.MOST_DRAWN
    assert set(np.diff(drawn).tolist()) == {3, 4}
    assert selection.on_screen(60, selection.pack([7, 3], 60)).tolist() == [3, 7]


def test_colours_are_what_they_say(few: Items) -> None:
    recipe = EmbeddingRecipe(n=300)
    positions = fit(few.features).project(few.features)
    assert colours.colouring(few, recipe, "class").labels.tolist() == few.labels.tolist()
    lost = colours.colouring(few, recipe, "lost", positions=positions).numbers
    assert lost is not None
    for point in (5, 150):
        near = around(few.features, positions, point)
        assert lost[point] == pytest.approx(1 - len(near.shared) / 10)
    named = colours.colouring(few, recipe, "column/right or wrong", asked=NETWORK)
    model = library.open_model(NETWORK)
    with torch.no_grad():
        said = model.network(unit(torch.from_numpy(pictures_of("digits", 300)[0]))).argmax(1)
    assert [named.classes[label] == "right" for label in named.labels] == (said == few.labels).tolist()
    layer = colours.colouring(read(EmbeddingRecipe(n=300, reference=NETWORK, layer="flatten")), recipe, "column/right or wrong")
    assert layer.labels.tolist() == named.labels.tolist()
    with pytest.raises(VizlabError, match="colour must be one of class, cluster, lost, column/"):
        colours.colouring(few, recipe, "taste")


def test_many_words_share_a_colour_for_the_rare_ones(few: Items) -> None:
    words = np.array([f"w{min(k, 299 - k) % 40}" for k in range(300)])
    column = Items(few.features, few.labels, None, few.classes, columns={"word": words, "number": np.arange(300.0)})
    found = colours.colouring(column, EmbeddingRecipe(n=300), "column/word")
    assert len(found.classes) == colours.MOST
    assert found.classes[-1] == colours.OTHER
    assert all(found.classes[label] in (word, colours.OTHER) for label, word in zip(found.labels, words, strict=True))
    assert colours.colouring(column, EmbeddingRecipe(n=300), "column/number").numbers is not None
