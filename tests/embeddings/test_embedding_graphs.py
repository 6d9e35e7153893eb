"""Graphs: what is learned of nodes, facts, tastes, words and trees, against oracles and controls; schedules of buckets."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
import torch
from scipy.stats import spearmanr
from sklearn.metrics import average_precision_score, roc_auc_score

from vizlab.embeddings.graphs import (
    batches,
    buckets,
    generated,
    holes,
    knowledge,
    links,
    margin,
    nodes,
    questions,
    relations,
    spaces,
    taxonomy,
    texts,
    trees,
)
from vizlab.embeddings.words import corpora
from vizlab.embeddings.words.cooccurrence import counts
from vizlab.errors import VizlabError

GRAPH = generated.planted(80, 4, 0.4, 0.02, 0)
KNOWN = links.split(GRAPH, 0)
WORLD = knowledge.world(0)
DICE = np.random.default_rng(0)


# Nodes (E24)


@pytest.mark.parametrize("name", generated.GRAPHS)
def test_generated_graphs_have_their_communities_and_no_loops(name: str) -> None:
    graph = generated.GRAPHS[name](60, 3, 0.4, 0.05, 1)
    assert (graph.edges[:, 0] < graph.edges[:, 1]).all()
    assert len(np.unique(graph.edges, axis=0)) == len(graph.edges)
    assert graph.groups == 3
    inside = graph.labels[graph.edges[:, 0]] == graph.labels[graph.edges[:, 1]]
    assert inside.mean() > 0.6  # of all pairs a third is inside
    assert np.array_equal(graph.edges, generated.GRAPHS[name](60, 3, 0.4, 0.05, 1).edges)


def test_the_auc_is_scikit_learns_and_its_best_is_that_of_the_true_chances() -> None:
    positive, negative = DICE.integers(0, 9, 40).astype(float), DICE.integers(0, 7, 60).astype(float)
    truth = np.repeat([1, 0], [40, 60])
    assert links.auc(positive, negative) == pytest.approx(roc_auc_score(truth, np.concatenate([positive, negative])))
    assert GRAPH.ties is not None
    pairs = np.triu_indices(GRAPH.n, 1)
    chance = GRAPH.ties[GRAPH.labels[pairs[0]], GRAPH.labels[pairs[1]]]
    weighted = roc_auc_score(
        np.repeat([1, 0], len(chance)), np.tile(chance, 2), sample_weight=np.concatenate([chance, 1 - chance])
    )
    assert links.best_auc(GRAPH) == pytest.approx(weighted)
    at = generated.threshold(120, 4, 0.3)
    assert generated.detectable(generated.planted(120, 4, 0.3, at, 0)) == pytest.approx(1)


def test_communities_form_and_foretell_edges_that_random_vectors_cannot() -> None:
    moments = nodes.learn(GRAPH, KNOWN, steps=400, keep=3)
    assert abs(moments[0].auc - 0.5) < 0.1
    assert moments[-1].auc > 0.75
    assert moments[-1].auc < links.best_auc(GRAPH) + 0.05
    assert moments[-1].purity > 0.9 > 0.5 > moments[0].purity
    empty = generated.planted(80, 4, 0.12, 0.12, 0)  # the control: communities in name only
    assert abs(nodes.learn(empty, links.split(empty, 0), steps=400, keep=2)[-1].auc - 0.5) < 0.12


@pytest.mark.parametrize("closeness", nodes.CLOSENESS)
def test_slopes_of_nodes_are_those_of_autograd(closeness: str) -> None:
    points, pairs = DICE.standard_normal((9, 3)), DICE.integers(0, 9, (10, 2))
    slope, tilt = nodes.descent(points, 0.3, pairs, closeness)
    x = torch.tensor(points, requires_grad=True)
    level = torch.tensor(0.3, dtype=torch.float64, requires_grad=True)
    a, b = x[pairs[:, 0]], x[pairs[:, 1]]
    f = {
        "distance": lambda: -((a - b) ** 2).sum(1),
        "dot product": lambda: (a * b).sum(1),
        "cosine": lambda: 5 * torch.cosine_similarity(a, b),
    }[closeness]()
    sign = torch.tensor([1.0] * 2 + [-1.0] * 8)
    loss = -torch.nn.functional.logsigmoid(sign * (f + level)).sum()
    loss.backward()
    assert x.grad is not None
    assert level.grad is not None
    np.testing.assert_allclose(slope, x.grad.numpy(), atol=1e-7)
    assert tilt == pytest.approx(float(level.grad))


# The margin loss (E25, E27, ERR-21)


@pytest.mark.parametrize("sign", margin.SIGNS.values(), ids=margin.SIGNS)
def test_slopes_of_the_margin_loss_are_those_of_autograd(sign: int) -> None:
    points, relation = DICE.standard_normal((9, 3)), DICE.standard_normal(3)
    edges, strangers = DICE.integers(0, 9, (4, 2)), DICE.integers(0, 9, (4, 4))
    corrupted = margin.corrupt(edges, strangers, 0.5)
    value, slope, turn = margin.descent(points, relation, edges, corrupted, margin.Way(sign, 0.3))
    x, r = (torch.tensor(each, requires_grad=True) for each in (points, relation))
    total: Any = 0
    for (s, d), copies in zip(edges, corrupted, strict=True):
        for s2, d2 in copies:
            f, f2 = (torch.cosine_similarity(x[a], r + x[b], dim=0) for a, b in ((s, d), (s2, d2)))
            total = total + torch.relu((f2 - f if sign == 1 else f - f2) + 0.3)
    total.backward()
    total = total.detach()
    np.testing.assert_allclose(slope, x.grad, atol=1e-7)  # type: ignore[arg-type]
    np.testing.assert_allclose(turn, r.grad, atol=1e-7)  # type: ignore[arg-type]
    assert value == pytest.approx(float(total) / 16)


def test_the_right_sign_raises_the_auc_and_the_misprinted_one_lowers_it() -> None:
    runs = margin.both(GRAPH, KNOWN, 0.3, "either end")
    right, misprint = runs["right"], runs["misprinted"]
    assert np.array_equal(right[0].points, misprint[0].points)
    assert right[-1].learned > 0.8 > right[0].learned + 0.2
    assert misprint[-1].learned < misprint[0].learned - 0.1
    assert right[-1].auc > misprint[-1].auc + 0.1
    assert misprint[-1].loss < misprint[0].loss  # and yet its loss falls


def test_only_the_end_that_is_named_is_replaced() -> None:
    edges, strangers = np.array([[0, 1], [2, 3]]), np.full((2, 4), 9)
    for name, at_source in (("source", 4), ("destination", 0), ("either end", 2)):
        corrupted = margin.corrupt(edges, strangers, margin.REPLACED[name])
        assert (corrupted == 9).sum((0, 1)).tolist() == [2 * at_source, 2 * (4 - at_source)]
    moment = margin.Moment(0, DICE.standard_normal((GRAPH.n, 2)), np.zeros(2), 0, 0, 0)
    found = margin.pulls(moment, KNOWN, 3, 3.0, "source", 0)  # a margin that no pair can meet: all are active
    np.testing.assert_allclose(found["right"][1], -found["misprinted"][1])
    assert np.array_equal(found["right"][0], found["misprinted"][0])
    assert len(found["right"][0]) >= 3


def test_batched_negatives_score_as_the_loop_and_read_less() -> None:
    given = batches.batch(24, 24, 16, 0)
    expected = batches.one_by_one(given)
    for way in batches.WAYS.values():
        np.testing.assert_allclose(way(given), expected, atol=1e-6)
    pace = batches.race(given)
    assert pace.error < 1e-6
    assert pace.rows["batched"] == 48 < pace.rows["gathered"] == 24 * 25
    assert pace.edges_per_s["batched"] > 3 * pace.edges_per_s["one by one"]


# Facts and questions (E26, E30)


@pytest.fixture(scope="module")
def learned() -> relations.Learned:
    return relations.learn(WORLD, steps=100)


def test_what_is_held_out_follows_from_what_is_learned() -> None:
    known = {tuple(fact) for fact in WORLD.learned.tolist()}
    number = {name: index for index, name in enumerate(knowledge.RELATIONS)}
    for s, r, d in WORLD.hidden.tolist():
        name = list(knowledge.RELATIONS)[r]
        if knowledge.RELATIONS[name].pattern == "symmetric":
            assert (d, r, s) in known
        elif name == "capital of":  # whoever governs works there
            assert {c for p, q, c in known if q == number["works in"] and (p, number["minister of"], d) in known} == {s}
        elif name == "citizen of":
            assert any(
                (s, number["lives in"], city) in known and (city, number["lies in"], d) in known for city in range(WORLD.n)
            )
        else:
            assert any((p, number["married to"], s) in known or (s, number["married to"], p) in known
                       for p, q, c in known if q == r and c == d)  # fmt: skip


def test_translation_cannot_hold_symmetric_relations_and_identity_no_direction(learned: relations.Learned) -> None:
    values, columns = relations.shown(learned, WORLD, WORLD.hidden, "hits@1")
    table = {operator: dict(zip(columns, row, strict=True)) for operator, row in zip(relations.OPERATORS, values, strict=True)}
    assert table["diagonal"]["married to"] > 0.7
    assert table["translation"]["married to"] == 0
    assert table["translation"]["capital of"] > table["diagonal"]["capital of"] + 0.4
    assert table["identity"]["all"] == 0
    directed = [relations.directed(scores, WORLD.facts) for scores in learned.scores]
    assert directed[0] == 0.5
    assert min(directed[1:]) > 0.9


def test_scores_are_those_of_the_formula_and_ranks_those_of_counting(learned: relations.Learned) -> None:
    o, fact = 3, WORLD.hidden[5]
    s, r, d = fact.tolist()
    carried = learned.matrices[o, r] @ learned.points[o, d] + learned.vectors[o, r]
    cosine = learned.points[o, s] @ carried / np.linalg.norm(learned.points[o, s]) / np.linalg.norm(carried)
    assert learned.scores[o, r, s, d] == pytest.approx(10 * cosine, abs=1e-4)
    true = {(a, c) for a, q, c in WORLD.facts.tolist() if q == r}
    rank = 1 + sum(learned.scores[o, r, a, d] > learned.scores[o, r, s, d] for a in range(WORLD.n) if (a, d) not in true)
    assert relations.ranks(learned.scores[o], WORLD, fact[None])[0, 0] == rank
    assert relations.measure(np.array([1, 2, 4]), "MRR") == pytest.approx(7 / 12)
    assert np.array_equal(learned.matrices[1, 0], np.eye(relations.DIMS))
    assert np.array_equal(learned.matrices[2, 0], np.diag(np.diag(learned.matrices[2, 0])))


@pytest.mark.parametrize("text", questions.ways())
def test_every_way_of_asking_is_understood(text: str) -> None:
    found = [(r, of) for r, kind in enumerate(knowledge.RELATIONS.values())
             for of in (True, False) if text == (kind.asks_source if of else kind.asks_destination)]  # fmt: skip
    kind = list(knowledge.RELATIONS.values())[found[0][0]].ends[1 if found[0][1] else 0]
    entity = WORLD.kinds.index(kind)
    question = questions.understand(text.replace(questions.GAP, WORLD.names[entity]), WORLD)
    assert (question.entity, question.relation, question.of_source) == (entity, *found[0])
    assert question.nearness == pytest.approx(1)


def test_questions_are_answered_far_above_guessing(learned: relations.Learned) -> None:
    said = {"translation": questions.answered(WORLD, learned.scores[1], WORLD.hidden)}
    values, columns = questions.by_relation(said, WORLD)
    assert values[0, columns.index("all")] > 5 * questions.chance(WORLD, WORLD.hidden)
    answer = questions.ask(questions.understand("capital of CESTRIA", WORLD), learned.scores[1], WORLD)
    assert WORLD.names[answer.entities[0]] == questions.first_true(answer, WORLD) == "Corvale"
    assert questions.likeliest(answer, WORLD, 3)[0][0] == "Corvale"
    for text in ("", "Who is it?", "Ada", "Cestria!"):
        with pytest.raises(VizlabError):
            questions.understand(text, WORLD)


# Holes (E28)


def test_the_planted_rank_is_best_on_the_holes_and_near_the_noise() -> None:
    tastes = holes.planted(2, 0.2, 0.6, 0)
    errors = [
        error for _, error in holes.by_rank(tastes, way="alternating least squares", ridge=0.1, rounds=12, seed=0)["on the holes"]
    ]
    assert int(np.argmin(errors)) == 1
    assert tastes.noise < errors[1] < 1.3 * tastes.noise
    assert errors[1] == pytest.approx(holes.expected(tastes, 2), rel=0.15)
    assert holes.means(tastes).held_out > 0.9
    slow = holes.fill(tastes, 2, way="stochastic descent", ridge=0.1, rounds=30, seed=0)
    assert slow[-1].held_out == pytest.approx(errors[1], rel=0.2)
    assert slow[0].held_out > 0.9


def test_without_noise_and_holes_least_squares_find_the_matrix_and_a_step_is_that_of_numpy() -> None:
    tastes = holes.planted(3, 0.0, 0.9, 1)
    assert holes.fill(tastes, 3, way="alternating least squares", ridge=0.0, rounds=25, seed=0)[-1].held_out < 1e-3
    items = DICE.standard_normal((holes.ITEMS, 3))
    solved = holes._solved(tastes.values, tastes.known, items, 0.5)
    row = tastes.known[4]
    stacked = np.concatenate([items[row], np.sqrt(0.5) * np.eye(3)])
    wanted = np.linalg.lstsq(stacked, np.concatenate([tastes.values[4, row], np.zeros(3)]), rcond=None)[0]
    np.testing.assert_allclose(solved[4], wanted, atol=1e-6)


# A text as a graph (E29)


def test_weights_are_cooccurrence_counts() -> None:
    text = corpora.tokenised("the cat sees the dog. the dog sees the the cat. a bird sings and the cat sees a bird.")
    graph = texts.woven(text, 2, 20)
    brute = np.zeros((len(graph.names),) * 2)
    for sentence in ("the cat sees the dog", "the dog sees the the cat", "a bird sings and the cat sees a bird"):
        words = [graph.names.index(word) for word in sentence.split()]
        for (i, a), (j, b) in itertools.permutations(enumerate(words), 2):
            brute[a, b] += abs(i - j) <= 2
    np.testing.assert_array_equal(graph.table, brute)
    np.testing.assert_array_equal(graph.table, counts(text, 2))
    assert texts.disagreements(graph, text, 2) == 0
    assert texts.disagreements(graph, text, 3) > 0
    assert np.isfinite(texts.by_descent(graph, 0)).all()  # though each of few nodes is in every batch many times
    with pytest.raises(VizlabError, match="at least"):
        texts.woven(corpora.tokenised("one two. one two."), 2, 20)


def test_descent_and_svd_agree_on_neighbours_far_above_chance() -> None:
    graph = texts.woven(corpora.read("countries", 0, size=8000), 2, 50)
    first, second = texts.by_descent(graph, 0), texts.by_svd(graph)
    random = DICE.standard_normal(first.shape)
    assert texts.overlap(first, second, 5) > 0.3 > 0.2 > texts.overlap(random, second, 5)
    kinds = corpora.kinds_of(graph.names)
    near = texts.neighbours(first, 1)[:, 0]
    known = [i for i, name in enumerate(graph.names) if name in kinds]
    assert np.mean([kinds.get(graph.names[near[i]]) == kinds[graph.names[i]] for i in known]) > 0.7


# Trees (E33)


@pytest.mark.parametrize("name", trees.TREES)
def test_distances_in_a_tree_are_those_of_floyd_and_warshall(name: str) -> None:
    tree = trees.TREES[name](3, 3)
    steps = np.full((tree.n, tree.n), np.inf)
    np.fill_diagonal(steps, 0)
    steps[tuple(tree.edges.T)] = steps[tuple(tree.edges[:, ::-1].T)] = 1
    for middle in range(tree.n):
        steps = np.minimum(steps, steps[:, middle, None] + steps[middle])
    np.testing.assert_array_equal(tree.distances, steps)
    np.testing.assert_array_equal(tree.depths, steps[0])
    above = steps[0][:, None] + steps == steps[0]  # the way from the root to the one leads over the other
    np.testing.assert_array_equal(tree.descendants, above.sum(1) - 1)
    lineage = above | above.T
    np.testing.assert_array_equal(taxonomy.wanted(tree, "lineage"), lineage & ~np.eye(tree.n, dtype=bool))
    assert len(set(tree.names)) == tree.n
    children = np.flatnonzero(tree.parents == 0)
    assert [tree.branches[child] for child in children] == list(range(len(children)))


@pytest.mark.parametrize("space", spaces.SPACES)
@pytest.mark.parametrize("goal", taxonomy.GOALS)
def test_slopes_in_both_spaces_are_those_of_autograd(space: str, goal: str) -> None:
    tree = trees.balanced(2, 2)
    joined, apart = taxonomy.wanted(tree, goal), tree.distances
    points = 0.5 * DICE.random((tree.n, 2))
    place = spaces.SPACES[space]
    value, slopes = taxonomy.GOALS[goal].loss(place.distances(points), joined, apart)
    x = torch.tensor(points, requires_grad=True)
    a, b = x[:, None], x[None]
    squares = ((a - b) ** 2).sum(-1) + torch.eye(tree.n)  # itself aside, whose distance has no slope
    inside = 1 - (x**2).sum(-1)
    d = torch.acosh(1 + 2 * squares / (inside[:, None] * inside)) if space == "hyperbolic" else squares.sqrt()
    loss: Any = 0
    for u, v in itertools.permutations(range(tree.n), 2):
        if goal == "distances":
            loss = loss + (d[u, v] / apart[u, v] - 1) ** 2
        elif joined[u, v]:
            others = [w for w in range(tree.n) if w == v or (w != u and not joined[u, w])]
            loss = loss + d[u, v] + torch.logsumexp(-d[u, others], 0)
    (slope,) = torch.autograd.grad(loss, x)
    scale = (inside[:, None] ** 2 / 4) if space == "hyperbolic" else torch.ones(tree.n, 1)
    assert value == pytest.approx(loss.item())
    np.testing.assert_allclose(place.slopes(points, slopes), (slope * scale).detach().numpy(), atol=1e-6)


def test_the_disk_measures_as_it_must() -> None:
    x = 0.9 * DICE.random((6, 2)) - 0.4
    d = spaces.poincare_distances(x)
    assert spaces.poincare_distances(np.array([[0.0, 0.0], [0.6, 0.0]]))[0, 1] == pytest.approx(np.log(1.6 / 0.4))
    np.testing.assert_allclose(spaces.poincare_distances(spaces.added(np.broadcast_to([0.3, -0.5], x.shape), x)), d, atol=1e-9)
    centred = spaces.poincare_centred(x)
    np.testing.assert_allclose(spaces.poincare_distances(centred), d, atol=1e-9)
    np.testing.assert_allclose(centred.mean(0), 0, atol=1e-6)
    way = spaces.arcs(x[:3], x[3:], 8)
    np.testing.assert_allclose(way[:, [0, -1]], np.stack([x[:3], x[3:]], 1), atol=1e-9)
    for path, total in zip(way, d[[0, 1, 2], [3, 4, 5]], strict=True):
        np.testing.assert_allclose(np.diag(spaces.poincare_distances(path), 1), total / 8, rtol=1e-6)
    step = np.array([[0.02, 0.01]])  # a step of the length that the disk says
    moved = spaces.poincare_walk(x[:1], step)
    length = 2 * np.linalg.norm(step) / (1 - (x[0] ** 2).sum())
    assert spaces.poincare_distances(np.concatenate([x[:1], moved]))[0, 1] == pytest.approx(length)


def test_a_tree_fits_the_disk_better_than_the_plane_until_the_plane_gets_more_dimensions() -> None:
    tree = trees.animals(0, 4)
    for goal in ("lineage", "neighbours"):
        disk, plane = (taxonomy.learn(tree, space, goal, steps=120, keep=2)[-1].numbers for space in ("hyperbolic", "flat"))
        assert disk.distortion < 0.8 * plane.distortion
        assert disk.precision > plane.precision + 0.05
        assert disk.general > 0.5
    assert disk.depth > 0.5
    assert taxonomy.learn(tree, "flat", "neighbours", dims=5, steps=120, keep=2)[-1].numbers.precision > disk.precision


def test_the_construction_grows_exact_with_its_edges() -> None:
    tree = trees.balanced(3, 3)
    found = [taxonomy.built(tree, tau) for tau in taxonomy.TAUS]
    errors = [each.distortion for each in found]
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < 0.05
    assert found[-1].precision == 1
    edges = spaces.poincare_distances(taxonomy.constructed(tree, 2.0))[tuple(tree.edges.T)]
    np.testing.assert_allclose(edges, 2.0, atol=1e-6)


def test_the_numbers_of_a_tree_are_those_of_the_textbook() -> None:
    tree = trees.balanced(2, 3)
    points = DICE.standard_normal((tree.n, 2))
    distances = spaces.flat_distances(points)
    joined = taxonomy.wanted(tree, "neighbours")
    found = taxonomy.judge(tree, points, distances, joined)
    assert found.depth == pytest.approx(spearmanr(tree.depths, np.linalg.norm(points, axis=1)).statistic)
    others = ~np.eye(tree.n, dtype=bool)
    mean = np.mean([average_precision_score(joined[u, others[u]], -distances[u, others[u]]) for u in range(tree.n)])
    assert found.precision == pytest.approx(mean)
    assert taxonomy.distortion(3 * tree.distances, tree.distances) == pytest.approx(0, abs=1e-12)


# Buckets (E32)


@pytest.mark.parametrize("machines", [1, 2, 3, 8])
def test_no_two_parallel_buckets_share_a_shard_and_no_schedule_is_shorter(machines: int) -> None:
    for shards in range(2, 13):
        rounds = buckets.schedule(shards, machines)
        assert sorted(bucket for each in rounds for bucket in each) == list(itertools.product(range(shards), repeat=2))
        assert max(map(len, rounds)) <= machines
        for each in rounds:
            for one, other in itertools.combinations(each, 2):
                assert not set(one) & set(other)
        assert len(rounds) == buckets.least(shards, machines)
    assert buckets.conflicts([((0, 1), (1, 2))]) == 1


def test_no_schedule_of_two_or_three_shards_is_shorter_than_the_bound_by_brute_force() -> None:
    for shards in (2, 3):
        every = list(itertools.product(range(shards), repeat=2))
        fitting = {frozenset({b}) for b in every}
        fitting |= {frozenset(p) for p in itertools.combinations(every, 2) if not set(p[0]) & set(p[1])}
        fitting |= {
            frozenset(p)
            for p in itertools.combinations(every, 3)
            if len({i for b in p for i in set(b)}) == sum(len(set(b)) for b in p)
        }
        least, left = 0, {frozenset(every)}
        while frozenset() not in left:
            least += 1
            left = {rest - one for rest in left for one in fitting if one <= rest and min(rest) in one}
        assert buckets.least(shards, 3) == least


def test_buckets_hold_all_edges_and_communities_fill_the_diagonal() -> None:
    random, gathered = buckets.plan(4, 2, "at random", 0), buckets.plan(4, 2, "by community", 0)
    assert random.edges.sum() == gathered.edges.sum() > 5000
    assert np.trace(gathered.edges) > 0.6 * gathered.edges.sum() > 0.4 * random.edges.sum() > np.trace(random.edges)
    assert gathered.speed_up < random.speed_up <= 2
