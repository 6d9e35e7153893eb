"""Words by counting: windows, tables, factors, GloVe, analogies, bias, bags, and files of vectors."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import Any

import numpy as np
import pytest
import torch
from sklearn.decomposition import PCA
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

from vizlab.embeddings.words import (
    analogies,
    bags,
    bias,
    cooccurrence,
    corpora,
    factors,
    glove,
    imported,
    leaning,
    learning,
    lexicon,
    reading,
    windows,
    zipf,
)
from vizlab.embeddings.words.counting import Counting
from vizlab.errors import VizlabError
from vizlab.store import Store

SMALL = Counting(corpus_words=5000, vocabulary=100)
BY_COMPANY = "PPMI, SVD"


@pytest.mark.parametrize("reach", [1, 3])
def test_pairs_are_those_of_a_recount_by_hand_and_the_table_is_symmetric(reach: int) -> None:
    text = windows.short("The cat sat on the mat. The dog sat on the rug; a cat")
    sentences = [["the", "cat", "sat", "on", "the", "mat"], ["the", "dog", "sat", "on", "the", "rug"], ["a", "cat"]]
    expected: Counter[tuple[str, str]] = Counter()
    for words in sentences:
        for i, j in itertools.permutations(range(len(words)), 2):
            if abs(i - j) <= reach:
                expected[words[i], words[j]] += 1
    found = cooccurrence.counts(text, reach)
    pairs = itertools.product(enumerate(text.vocabulary), repeat=2)
    assert {(a, b): n for (i, a), (j, b) in pairs if (n := found[i, j])} == expected
    assert (found == found.T).all()
    *_, last = windows.slide(text, reach)
    assert (last.counts == found).all()
    halves = cooccurrence.counts(text, 2, by_distance=True)
    assert halves[text.vocabulary.index("cat"), text.vocabulary.index("on")] == 0.5


def test_the_rarest_words_are_gaps_in_a_table_of_the_others() -> None:
    text = corpora.tokenised("a x b a y b a b")
    assert text.vocabulary == ["a", "b", "x", "y"]
    few = cooccurrence.counts(text, 1, words=2)
    assert few.tolist() == cooccurrence.counts(text, 1)[:2, :2].tolist() == [[0, 3], [3, 0]]


def test_a_text_is_the_same_for_a_seed_and_as_long_as_asked() -> None:
    one, two, other = (corpora.read("small world", seed, size=3000) for seed in (3, 3, 4))
    assert len(one.ids) == 3000 == one.ends[-1] == one.counts.sum()
    assert one.vocabulary == two.vocabulary
    assert (one.ids == two.ids).all()
    assert len(other.ids) != len(one.ids) or (other.ids != one.ids).any()
    assert sorted(corpora.read("shuffled", 3, size=3000).counts) == sorted(corpora.read("shuffled", 3, size=3000).counts)


def test_a_text_of_ones_own_is_read_kept_and_found(tmp_path: Any) -> None:
    store = Store(str(tmp_path))
    text = corpora.decoded("Größe, größe! L’été n'est 42 pas_vide".encode("latin-1", errors="replace"))
    assert corpora.tokenised("Größe, größe! L’été n'est 42 pas_vide").vocabulary == ["größe", "l’été", "n'est", "pas", "vide"]
    assert "größe" in corpora.tokenised(text).vocabulary
    name = corpora.keep("one two. three four", store)
    assert name.startswith("text/")
    assert corpora.is_here(name, store)
    assert corpora.find(name, store) == "one two. three four"
    assert not corpora.is_here("text/../secret", store)


@pytest.mark.parametrize(
    ("attempt", "said"),
    [
        (lambda: corpora.read("Moby-Dick"), "must be one of"),
        (lambda: corpora.read("text/nothing"), "named text/"),
        (lambda: corpora.read("text/0123456789abcdef"), "not kept here"),
        (lambda: corpora.tokenised("?? 42 -- \n word word"), "two different words"),
        (lambda: corpora.decoded(b"GIF\0\0"), "plain text file"),
        (lambda: windows.short("word " * 40 + "end"), "at most 24 words"),
        (lambda: cooccurrence.counts(corpora.tokenised("a b"), 0), "at least one word"),
        (lambda: factors.factor(np.eye(3), 4), "between 1 and 3"),
        (lambda: Counting(window=0), "window must lie between"),
        (lambda: imported.parse(b"no numbers here\n"), "at least two numbers"),
        (lambda: imported.parse(b"one 1 2 3\n"), "at least 4 words"),
        (lambda: corpora.keep("one two, two one"), "at least 4 different words"),
        (lambda: imported.find("vectors/../x"), "not kept here"),
        (lambda: leaning.measure(["he", "she"], np.eye(2, dtype=np.float32), 0), "At least 6 occupations"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(attempt: Any, said: str) -> None:
    with pytest.raises(VizlabError, match=said):
        attempt()


def test_the_slope_of_ranks_is_about_minus_one_and_exact_where_it_is_planted() -> None:
    counts = corpora.read("small world", 0).counts
    assert zipf.line(counts)[0] == pytest.approx(-1, abs=0.15)
    assert zipf.line((10_000 / np.arange(1, 400) ** 1.3).astype(np.int64))[0] == pytest.approx(-1.3, abs=0.03)
    assert zipf.covered(np.array([6, 2, 1, 1]), 0.25) == 0.6


def test_frequent_words_carry_the_loss_of_counts_and_far_less_of_that_of_their_logarithms() -> None:
    words, counts = SMALL.counted()
    top = counts.copy()
    top[zipf.top(len(words), 0.05) :, zipf.top(len(words), 0.05) :] = 0
    raw, log = (zipf.loss_share(counts, 0.05, loss) for loss in ("counts", "log counts"))
    assert raw == pytest.approx((top**2).sum() / (counts**2).sum())
    assert log == pytest.approx((np.log1p(top) ** 2).sum() / (np.log1p(counts) ** 2).sum())
    assert raw > 0.8 > 0.6 > log


@pytest.mark.parametrize("kind", factors.TABLES)
def test_the_error_is_the_tail_of_the_singular_values_and_no_other_product_does_better(kind: str) -> None:
    table = factors.TABLES[kind](SMALL.counted()[1][:40, :40])
    found = factors.factor(table, 5)
    assert factors.error(table, found) == pytest.approx(found.tail, rel=1e-9)
    assert found.singular == pytest.approx(np.linalg.svd(table, compute_uv=False))
    rng = np.random.default_rng(0)
    left, right = found.left + 1e-3 * rng.normal(size=found.left.shape), found.right
    assert np.linalg.norm(table - left @ right.T) > found.tail


def test_it_is_pca_only_once_the_means_are_taken_off() -> None:
    table = np.log1p(SMALL.counted()[1][:40, :40])
    found = factors.centred(table, 5)
    model = PCA(5).fit(table)
    assert found.error == pytest.approx(np.linalg.norm(table - model.inverse_transform(model.transform(table))))
    assert found.aligned < 1e-6 < 1 < found.angle


def test_ppmi_is_the_logarithm_of_likelier_than_by_chance() -> None:
    counts = np.array([[0.0, 6.0], [6.0, 4.0]])
    found = factors.ppmi(counts, 1.0)
    assert found[0, 1] == pytest.approx(np.log((6 / 16) / (6 / 16 * 10 / 16)))
    assert found[0, 0] == found[1, 1] == 0  # never met; less often than by chance


def test_glove_weighs_full_from_a_hundred_and_nothing_at_none() -> None:
    assert glove.weight(torch.tensor([0.0, 100.0, 1000.0])).tolist() == [0, 1, 1]
    assert glove.weight(torch.tensor(50.0)).item() == pytest.approx(0.5**0.75)


def test_empty_cells_say_nothing_and_slopes_are_those_of_autograd() -> None:
    generator = torch.Generator().manual_seed(0)
    counts = torch.randint(0, 4, (6, 6), generator=generator).double()
    counts = counts + counts.T
    counts[0, :] = counts[:, 0] = 0  # a word that meets nobody
    parts = [torch.randn(6, 3, generator=generator).double().requires_grad_() for _ in range(2)]
    parts += [torch.randn(6, generator=generator).double().requires_grad_() for _ in range(2)]
    total = glove.loss(counts, parts[0], parts[1], parts[2], parts[3])
    r = [part.detach() for part in parts]
    by_hand = sum(
        min(x / 100, 1) ** 0.75 * (r[0][i] @ r[1][j] + r[2][i] + r[3][j] - np.log(x)).item() ** 2
        for (i, j), x in np.ndenumerate(counts.numpy())
        if x > 0
    )
    assert total.item() == pytest.approx(by_hand, rel=1e-12)
    expected = torch.autograd.grad(total, parts)
    value, found = glove.slopes(counts, r[0], r[1], r[2], r[3])
    assert value == pytest.approx(total.item())
    for mine, theirs in zip(found, expected, strict=True):
        assert torch.allclose(mine, theirs, rtol=1e-10)
        assert not mine[0].any()


def test_glove_learns_and_gives_the_same_bits_for_a_seed() -> None:
    _, counts = SMALL.counted()
    one, two = (list(glove.train(torch.from_numpy(counts), 8, 40, 1)) for _ in range(2))
    assert one[-1].loss < 0.1 * one[0].loss
    assert torch.equal(one[-1].words, two[-1].words)
    end = one[-1]
    again = glove.loss(torch.from_numpy(counts).float(), end.vectors, end.contexts, end.offsets, end.context_offsets)
    assert again.item() == pytest.approx(one[-1].loss, rel=1e-4)
    assert learning.silent(counts, one[-1], most=100, more=0) == 0


def test_planted_analogies_are_found_by_vectors_and_not_in_a_shuffled_text() -> None:
    words, vectors = Counting().vectors(BY_COMPANY, 64)
    found = reading.right(words, vectors)
    assert set(found) == {*lexicon.RELATIONS, "all"}
    assert found["all"][0] >= 0.9
    assert found["all"][0] >= reading.right(words, vectors, leave_out=False)["all"][0]
    assert min(own - wrong for own, wrong in reading.directions(words, vectors).values()) > 0.15
    a, b, c = (words.index(word) for word in ("man", "king", "woman"))
    assert words[analogies.answer(vectors, a, b, c)[0][0]] == "queen"
    assert words[analogies.stranger(vectors, Counting().counted()[1], b)[0]] == "queen"
    assert reading.right(*Counting(corpus="shuffled").vectors(BY_COMPANY, 64))["all"][0] < 0.1


def test_glove_finds_them_too_once_empty_cells_count_as_one() -> None:
    recipe = Counting(vocabulary=500)
    right = {way: reading.right(*recipe.vectors(way, 32))["all"][0] for way in ("GloVe", "GloVe, one more")}
    assert right["GloVe, one more"] >= 0.9 > 0.5 > right["GloVe"]


def test_an_analogy_is_answered_as_by_hand_and_drawn_where_it_lies() -> None:
    vectors = np.array([[1, 0, 0], [1, 1, 0], [0, 0, 1], [0, 1, 1], [-1, -1, -1]], dtype=np.float32)
    known = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    wanted = known[1] - known[0] + known[2]
    cosines = known @ wanted / np.linalg.norm(wanted)
    (best, value), *_ = analogies.answer(vectors, 0, 1, 2)
    assert best == 3
    assert value == pytest.approx(cosines[3])
    asked = analogies.questions([(0, 1), (2, 3)])
    assert asked.tolist() == [[0, 1, 2, 3], [1, 0, 3, 2], [2, 3, 0, 1], [3, 2, 1, 0]]
    assert analogies.accuracy(vectors, asked) == 1
    drawn = analogies.plane(vectors, (0, 1, 2, 3))
    gaps = drawn.positions[[1, 4]] - drawn.positions[[0, 2]]
    assert gaps[0] == pytest.approx(gaps[1], abs=1e-6)  # B - A, drawn from C on
    assert analogies.direction(vectors, [(0, 1), (2, 3)]) == pytest.approx(
        (d := known[[1, 3]] - known[[0, 2]])[0] @ d[1] / np.linalg.norm(d, axis=1).prod()
    )


@pytest.mark.parametrize(("planted", "is_found"), [(1.0, True), (0.0, False)])
def test_a_bias_is_removed_to_the_last_digit_and_still_recovered(planted: float, is_found: bool) -> None:
    found = leaning.measure(*Counting(corpus="people", bias=planted, corpus_words=40_000).vectors(BY_COMPANY, 32), 0)
    assert np.abs(found.after).max() < 1e-12
    assert (found.correlation > 0.8) == is_found
    assert (found.found_after.accuracy > found.found_after.chance) == is_found
    assert found.found_after.shuffled.mean() == pytest.approx(0.5, abs=0.12)


def test_leaving_one_out_is_that_of_logistic_regression() -> None:
    rng = np.random.default_rng(1)
    labels = np.arange(12) % 2
    features = rng.normal(size=(12, 3)) + labels[:, None]
    scale = np.sqrt((features**2).sum() / 12)
    wide = np.hstack([features / scale, np.ones((12, 1))])  # the offset is penalised as the others
    model = LogisticRegression(C=1 / bias.RIDGE, fit_intercept=False, tol=1e-8)
    others = [np.delete(np.arange(12), index) for index in range(12)]
    right = [model.fit(wide[own], labels[own]).predict(wide[[i]])[0] == labels[i] for i, own in enumerate(others)]
    assert bias.recovered(features, labels).accuracy == pytest.approx(np.mean(right))


def test_bags_are_weighed_and_their_neighbours_vote_as_in_scikit_learn() -> None:
    known = bags.documents(1, 0.0, 0, 6)
    expected = TfidfTransformer(norm=None).fit_transform(known.counts).toarray()
    assert bags.tf_idf(known.counts) == pytest.approx(expected)
    features = np.random.default_rng(0).normal(size=(30, 4))
    features /= np.linalg.norm(features, axis=1, keepdims=True)
    labels = np.arange(30) % 3
    right = 0
    for index in range(30):
        own = np.delete(np.arange(30), index)
        model = KNeighborsClassifier(bags.K, metric="cosine").fit(features[own], labels[own])
        right += model.predict(features[[index]])[0] == labels[index]
    assert bags.neighbour_accuracy(features, labels) == pytest.approx(right / 30)


def test_averaged_vectors_know_short_documents_best() -> None:
    known = bags.documents(1, 0.0, 0, 12)
    words, vectors = Counting().vectors(BY_COMPANY, 64)
    found = {name: bags.neighbour_accuracy(bags.bag(name, known, words, vectors), known.labels) for name in bags.BAGS}
    assert found["averaged vectors"] > found["TF-IDF"] > found["bag of words"] > 2 / len(bags.SUBJECTS)
    order = np.random.default_rng(0).permutation(len(words))
    control = bags.bag("averaged vectors", known, [words[place] for place in order], vectors)
    assert bags.neighbour_accuracy(control, known.labels) < found["averaged vectors"] - 0.1


@pytest.mark.parametrize("header", [True, False])
def test_a_file_of_vectors_comes_back_whatever_stands_between(header: bool, tmp_path: Any) -> None:
    vectors = np.round(np.random.default_rng(0).normal(size=(4, 3)), 3).astype(np.float32)
    data = imported.written(["one", "zwölf", "New York", "x"], vectors, header=header)
    bad = b"\xef\xbb\xbf" + data + b"broken 1 2\nnot a number at all x\nnan nan 1 2\ninf 1 inf 2\n\none 9 9 9\n\xff\xfe 1 2 3\n"
    found = imported.parse(bad)
    assert found.words[:4] == ("one", "zwölf", "New York", "x")
    assert len(found.words) == 5  # that with bytes which are no text keeps its numbers
    assert found.skipped == 5
    assert found.vectors[:4] == pytest.approx(vectors)
    few = imported.parse(data, 2)
    assert (len(few.words), few.left_out) == (2, 2)
    store = Store(str(tmp_path))
    kept = imported.find(imported.keep(found, store), store)
    assert kept.words == found.words
    assert (kept.vectors == found.vectors).all()
