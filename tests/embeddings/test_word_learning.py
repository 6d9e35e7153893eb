"""Words by learning: slopes against autograd, trees and pairs against recounts, and what the trained vectors know."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import torch
from torch import Tensor

from vizlab.embeddings.learned import (
    cost,
    language,
    lookup,
    networks,
    ngrams,
    reading,
    senses,
    sign,
    skipgram,
    study,
    subwords,
    telling,
    windows,
)
from vizlab.embeddings.learned.huffman import Tree
from vizlab.embeddings.learned.objectives import FULL, OBJECTIVES, SAMPLED, TREE, HierarchicalSoftmax
from vizlab.embeddings.learned.pairs import pairs, without_rare
from vizlab.embeddings.learned.pull import pull
from vizlab.embeddings.learned.recipe import KIND, SkipgramRecipe
from vizlab.embeddings.learned.study import StudyRecipe
from vizlab.embeddings.learned.tables import Tables
from vizlab.embeddings.words.corpora import numbered
from vizlab.errors import VizlabError
from vizlab.frames import Frames

COUNTS = [50, 20, 11, 7, 7, 3, 1]


def drawn(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(*shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


def plainly(name: str, v: Tensor, u: Tensor, centre: int, context: int, rows: list[int]) -> Tensor:
    """The loss of one pair as the papers write it, a term at a time."""
    if name == FULL:
        return -torch.log(torch.exp(u[context] @ v[centre]) / sum(torch.exp(row @ v[centre]) for row in u))
    if name == SAMPLED:
        true, made_up = torch.sigmoid(u[context] @ v[centre]), [torch.sigmoid(-u[row] @ v[centre]) for row in rows[1:]]
        return -torch.log(true) - sum(torch.log(share) for share in made_up)
    turns = Tree.of(COUNTS).path(context)
    return -sum(torch.log(torch.sigmoid(turn * u[node] @ v[centre])) for node, turn in turns)  # type: ignore[return-value]


@pytest.mark.parametrize("name", OBJECTIVES)
def test_the_slopes_of_every_loss_are_those_of_autograd(name: str) -> None:
    objective = OBJECTIVES[name](COUNTS, 3)
    v, u = drawn(len(COUNTS), 4).requires_grad_(), drawn(objective.size, 4, seed=1).requires_grad_()
    centres, contexts = torch.tensor([0, 3, 3, 6]), torch.tensor([1, 5, 0, 6])
    answer = objective.answer(v.detach(), u.detach(), centres, contexts, torch.Generator().manual_seed(2))
    rows = [[]] * 4 if answer.rows is None else answer.rows.tolist()
    losses = [plainly(name, v, u, int(c), int(o), own) for c, o, own in zip(centres, contexts, rows, strict=True)]
    torch.testing.assert_close(answer.loss, torch.stack(losses).detach())
    by_v, by_u = torch.autograd.grad(sum(losses), [v, u])  # type: ignore[arg-type]
    tables = Tables(v.detach().clone(), u.detach().clone(), torch.full_like(v, 1e30), torch.full_like(u, 1e30))
    tables.descend(centres, answer, 1e15)  # AdaGrad divides by √1e30: what is left is plain descent at a rate of 1
    torch.testing.assert_close(v.detach() - tables.v, by_v)
    torch.testing.assert_close(u.detach() - tables.u, by_u)


def test_the_slope_is_the_observed_less_the_expected_context_vector() -> None:
    v, u = drawn(6, 3).float().numpy(), drawn(6, 3, seed=1).float().numpy()
    found = pull(v, u, 2, [0, 0, 5])
    p = np.exp(u.astype(float) @ v[2]) / np.exp(u.astype(float) @ v[2]).sum()
    np.testing.assert_allclose(found.probabilities, p)
    np.testing.assert_allclose(found.observed, (2 * u[0].astype(float) + u[5]) / 3)
    np.testing.assert_allclose(found.expected, sum(share * row.astype(float) for share, row in zip(p, u, strict=True)))
    assert found.gap < 1e-14


def test_the_tree_is_as_short_as_huffman_promises_and_its_probabilities_sum_to_one() -> None:
    lengths = [len(Tree.of(COUNTS).path(word)) for word in range(len(COUNTS))]
    assert sum(2.0**-length for length in lengths) == 1  # a full binary tree
    spent = sum(count * length for count, length in zip(COUNTS, lengths, strict=True))
    possible = itertools.product(range(1, len(COUNTS)), repeat=len(COUNTS))
    best = min(
        sum(count * length for count, length in zip(COUNTS, lengths, strict=True))
        for lengths in possible
        if list(lengths) == sorted(lengths) and sum(2.0**-length for length in lengths) <= 1
    )
    assert spent == best
    objective = HierarchicalSoftmax(COUNTS)
    p = objective.probabilities(drawn(len(COUNTS), 4), drawn(objective.size, 4, seed=1), 2)
    assert float(p.sum()) == pytest.approx(1, abs=1e-12)


def test_pairs_are_those_of_a_recount_and_never_leave_their_sentence() -> None:
    text = numbered([["a", "b", "c", "a"], ["d"], ["b", "d", "a"]])
    expected = []
    for number in range(3):
        words = [text.vocabulary.index(word) for word in text.sentence(number)]
        expected += [(x, y) for i, x in enumerate(words) for j, y in enumerate(words) if i != j and abs(i - j) <= 2]
    centres, contexts = pairs(text.ids, text.ends, 2)
    assert sorted(zip(centres.tolist(), contexts.tolist(), strict=True)) == sorted(expected)
    kept = without_rare(text, 2)
    assert [kept.sentence(number) for number in range(len(kept.ends))] == [["a", "b", "a"], ["d"], ["b", "d", "a"]]


def test_the_printed_sign_lowers_the_likelihood() -> None:
    counts = torch.tensor([[0.0, 5, 1], [5, 0, 2], [1, 2, 0]])
    found = sign.likelihoods(counts, 4, 0)
    right, printed = (np.array(curve)[:, 1] for curve in (found[sign.RIGHT], found[sign.PRINTED]))
    assert (np.diff(right) > 0).all()
    assert (np.diff(printed) < 0).all()
    assert right[0] == printed[0]


def test_a_one_hot_column_times_a_matrix_is_a_column() -> None:
    matrix = lookup.table(7, 3, 0)
    assert all(torch.equal(lookup.product(matrix, index), matrix[:, index]) for index in range(7))
    assert lookup.tokens("The  cat", lookup.LETTERS) == ["t", "h", "e", "␣", "c", "a", "t"]


def test_a_step_costs_all_words_a_few_or_their_logarithm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cost, "SIZES", (100, 1000, 4000))
    costs = {name: cost.measure(name, 5, 0) for name in OBJECTIVES}
    assert cost.slope(costs[FULL].multiply_adds) == pytest.approx(1)
    assert costs[SAMPLED].rows == [6, 6, 6]
    shares = [1 / rank / sum(1 / np.arange(1, 4001)) for rank in range(1, 4001)]
    entropy = -sum(share * np.log2(share) for share in shares)
    assert entropy <= costs[TREE].rows[2] <= entropy + 1  # Shannon's bounds of Huffman's code


def test_negative_sampling_answers_nine_in_ten_planted_analogies() -> None:
    recipe = SkipgramRecipe(objective=SAMPLED, negatives=10, skip_dims=24, updates=1200)
    lesson = skipgram.Lesson.of(recipe, skipgram.text_of(recipe))
    tables = skipgram.start(lesson, recipe)
    assert lesson.numbers(tables.v)["analogies"] < 0.05
    for index in range(recipe.updates):
        skipgram.update(lesson, tables, recipe, index)
    assert lesson.numbers(tables.v)["analogies"] >= 0.9


def test_what_comes_along_knows_its_analogies_and_shuffled_words_do_not() -> None:
    recipe = SkipgramRecipe()
    record, frames = Frames(KIND, recipe).record(), skipgram.finished(recipe)
    assert record is not None
    lesson = skipgram.Lesson.of(recipe, skipgram.text_of(recipe))
    kept = torch.from_numpy(skipgram.tables_of(recipe, frames, recipe.updates)[0])
    assert lesson.numbers(kept)["analogies"] >= 0.9
    assert record["numbers"]["analogies"] >= 0.9 > 0.05 > record["untrained"]["analogies"]
    found = study.finished(StudyRecipe(study="neural language model"))
    cells = study.numbers(found)
    assert cells[language.NEURAL]["analogies"] > 0.5 > 0.05 > cells[language.SHUFFLED]["analogies"]
    near = {frame.notes["cell"]: frame.arrays["near"] for frame in found}
    shared = language.overlap(near[language.SKIPGRAM], near[language.NEURAL])
    assert shared > 5 * language.overlap(near[language.SKIPGRAM], near[language.SHUFFLED])


def test_a_training_goes_on_to_the_same_bits() -> None:
    recipe = SkipgramRecipe(corpus="countries", updates=20, skip_dims=4)
    steps = skipgram.train(recipe)
    for step in steps:
        if step.frame is not None:
            break
    steps.close()
    assert Frames(KIND, recipe).indices() == [1]
    broken_off = skipgram.finished(recipe)[-1].arrays
    Frames(KIND, recipe).delete()
    at_once = skipgram.finished(recipe)[-1].arrays
    assert all(np.array_equal(broken_off[name], at_once[name]) for name in at_once)


def test_counts_are_probabilities_and_zero_cells_are_counted() -> None:
    rng = np.random.default_rng(0)
    seen, words = rng.integers(0, 5, (60, 3)), 5
    table = ngrams.Table(seen, words)
    assert table.zero_cells == 1 - len({tuple(row) for row in seen.tolist()}) / words**3
    for first, second in ((0, 1), tuple(seen[0, :2])):
        asked = np.array([(first, second, word) for word in range(words)])
        assert table.added(asked, 0.1).sum() == pytest.approx(1)
        assert table.backed_off(asked).sum() == pytest.approx(1)
    row = seen[:1]
    together = (seen == row).all(1).sum(), (seen[:, :2] == row[:, :2]).all(1).sum()
    assert table.added(row, 0.5)[0] == pytest.approx((together[0] + 0.5) / (together[1] + 2.5))


def test_the_margin_is_violated_ever_less_often() -> None:
    judge = windows.train("small world", 0)
    curve = [share for _, share in judge.violations()["wrong way round"]]
    assert curve[0] == pytest.approx(0.5, abs=0.1)
    assert curve[-1] < 0.2
    repeated, words = judge.tests[:1].repeat(300, 1), len(judge.text.vocabulary)
    false = networks.corrupted(repeated, words, torch.Generator().manual_seed(0))
    assert (false != repeated).sum(1).eq(1).all()
    assert (false[:, windows.REACH] != repeated[:, windows.REACH]).all()


def test_an_unseen_word_has_a_vector_by_its_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    assert subwords.pieces("where")[:5] == ["<wh", "whe", "her", "ere", "re>"]  # the example of Bojanowski 2017
    monkeypatch.setattr(subwords, "STEPS", 150)
    found = subwords.train("comparisons", 0)
    assert found.unseen
    assert not set(found.unseen) & set(found.text.vocabulary)
    assert all(found.of(word).norm() > 0 for word in found.unseen)
    assert found.of("qqq").norm() == 0
    right = found.right()
    assert right["struck words"] > 2 * right["any words"]


def test_a_sentence_tells_two_meanings_apart_and_a_table_cannot() -> None:
    far = torch.cat([torch.zeros(5, 2), torch.full((5, 2), 9.0)]) + 0.01 * drawn(10, 2).float()
    meanings = torch.tensor([0] * 5 + [1] * 5)
    assert senses.told_apart(far, meanings) == 1
    assert senses.told_apart(far.flip(0)[[0, 5, 1, 6, 2, 7, 3, 8, 4, 9]], meanings) < 0.7
    laid = senses.lay_out(senses.train("small world", 0), "bat")
    assert laid.right > 0.85 > laid.majority


def test_a_table_that_is_shared_needs_fewer_labels() -> None:
    curves = telling.shares(study.numbers(study.finished(StudyRecipe(study="one table for two tasks"))))
    shared, own, _ = ([share for _, share in curve] for curve in curves.values())
    assert shared[-1] > own[-1] + 0.15


def test_features_foretell_what_was_never_counted() -> None:
    found = study.numbers(study.finished(StudyRecipe(study="counts or features")))
    unseen = {way: curve[-1][1] for way, curve in telling.perplexities(found, "unseen").items()}
    added, backed_off, neural = unseen.values()
    assert neural < backed_off < added
    assert next(iter(found.values()))["zero cells"] > 0.999


def test_one_riddle_tells_the_use_and_another_does_not() -> None:
    found = study.numbers(study.finished(StudyRecipe(study="intrinsic and extrinsic")))
    assert telling.correlation(found, "intrinsic") > 0.8
    assert telling.correlation(found, "purity") < 0.5
    constant = {"2": {"intrinsic": [1.0, 1.0], "extrinsic": [0.1, 0.2]}}
    assert np.isnan(telling.correlation(constant, "intrinsic"))


def test_all_losses_learn_and_the_race_is_told_at_one_moment() -> None:
    found = study.numbers(study.finished(StudyRecipe(study="equal time")))
    assert set(found) == set(OBJECTIVES)
    assert all(share > 0.8 for share in telling.at_once(found).values())


def test_a_study_goes_on_after_its_last_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    measured = []

    def measure(recipe: StudyRecipe, cell: str) -> study.Cell:
        measured.append(cell)
        yield
        return {"value": len(measured)}, {}

    monkeypatch.setattr(study, "open_study", lambda name: study.Study(("a", "b"), measure))
    recipe = StudyRecipe(study="equal time", seed=7)
    steps = study.carry_out(recipe)
    assert next(step.frame for step in steps if step.frame is not None) == 0
    steps.close()
    assert study.numbers(study.finished(recipe)) == {"a": {"value": 1}, "b": {"value": 2}}
    assert measured == ["a", "b"]


def test_what_cannot_be_learned_from_is_said_in_a_sentence() -> None:
    for wrong in ({"objective": "guessing"}, {"corpus": "nowhere"}, {"skip_reach": 0}, {"skip_dims": 1000}):
        with pytest.raises(VizlabError, match="must"):
            SkipgramRecipe(**wrong)
    with pytest.raises(VizlabError, match="two words or more"):
        skipgram.Lesson.of(SkipgramRecipe(), numbered([["a"], ["b"]]))
    with pytest.raises(VizlabError, match="one of the words"):
        senses.train("countries", 0)


def test_neighbours_are_by_cosine_without_the_word_itself() -> None:
    vectors = torch.tensor([[1.0, 0.0], [5.0, 0.1], [0.0, 1.0], [-1.0, 0.0]])
    assert [place for place, _ in reading.neighbours(vectors, 0, 3)] == [1, 2, 3]
    assert reading.purity(vectors, {0: "a", 1: "a", 2: "b", 3: "b"}) == 0.75  # to the third the second is nearest
