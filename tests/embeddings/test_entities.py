"""Entities: texts round their tags, pictures with captions, rounds of averaging, and searching for the nearest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from vizlab import catalogue
from vizlab.embeddings.entities import captions, contrast, rounds, search, tagged
from vizlab.embeddings.graphs.generated import planted
from vizlab.errors import VizlabError
from vizlab.snippets import embedding_entities as code

GRAPH = planted(200, 4, 0.12, 0.02, 0)


def titles(seed: int = 0) -> tagged.Texts:
    shown = catalogue.DEMONSTRATIONS
    return tagged.gather([each.title for each in shown], [each.page for each in shown], seed)


def test_the_hinge_is_summed_over_all_other_tags() -> None:
    similarities, own = torch.tensor([[0.9, 0.7, -0.5], [0.2, 0.1, 0.4]]), torch.tensor([0, 1])
    first = max(0, 0.3 - 0.9 + 0.7) + max(0, 0.3 - 0.9 - 0.5)
    second = max(0, 0.3 - 0.1 + 0.2) + max(0, 0.3 - 0.1 + 0.4)
    assert float(tagged.loss(similarities, own)) == pytest.approx((first + second) / 2)


def test_texts_that_were_held_out_find_their_tag() -> None:
    """Not before training, and not where the tags were dealt out at random."""
    texts = titles()
    assert texts.bags.sum(1) == pytest.approx(1)
    found = tagged.judge(tagged.train(texts, 0), texts, 0)
    assert found.right > found.chance + 0.15
    assert found.triplets > 0.75
    for control in (tagged.train(texts, 0, passes=0), tagged.train(texts, 0, shuffled=True)):
        assert tagged.judge(control, texts, 0).right < found.chance + 0.05


def test_a_question_finds_texts_that_share_none_of_its_words() -> None:
    texts = titles()
    space = tagged.train(texts, 0)
    found = (-tagged.ask(space, texts, "too large a step")).argsort()[:8]
    assert "Too small, best and too large a learning rate" in [texts.names[index] for index in found]
    assert any(not {"too", "large", "step"} & set(tagged.spelled(texts.names[index])) for index in found)
    assert np.array_equal(space.texts, tagged.train(texts, 0).texts)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: tagged.ask(tagged.train(titles(), 0, passes=1), titles(), "xyzzy"), "must occur in the texts; got 'xyzzy'"),
        (lambda: tagged.gather(["one"] * 9, ["a"] * 9, 0), "At least ten texts"),
        (lambda: search.points(99, 4, 1, 0), "must lie between 100 and"),
    ],
)
def test_what_cannot_be_done_is_said(call: Any, sentence: str) -> None:
    with pytest.raises(VizlabError, match=sentence):
        call()


def test_objects_are_where_their_captions_say() -> None:
    known = captions.corpus(0)
    some = np.arange(0, len(known.captions), 5)
    for picture, caption in zip(captions.draw(known, some, 3), some, strict=True):
        rows, columns = np.nonzero(picture.max(0) - picture.min(0) > 0.55)  # of the object's colour, not of the grey grain
        _, right = known.say(int(caption)).split(", ")
        vertical = "top" if rows.mean() < captions.SIDE_PX / 2 else "bottom"
        assert f"{vertical} {'left' if columns.mean() < captions.SIDE_PX / 2 else 'right'}" == right


def test_both_choices_are_cross_entropies() -> None:
    source = torch.Generator().manual_seed(0)
    a, b = (torch.nn.functional.normalize(torch.randn(5, 3, generator=source, dtype=torch.float64), dim=1) for _ in "ab")
    scores = (torch.tensor(1.3).double().exp() * a @ b.T).exp().numpy()
    rows, columns = np.diag(scores) / scores.sum(1), np.diag(scores) / scores.sum(0)
    expected = -(np.log(rows).mean() + np.log(columns).mean()) / 2
    assert float(contrast.loss(a, b, torch.tensor(1.3).double())) == pytest.approx(expected)


def test_pictures_find_captions_that_training_never_saw(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contrast, "KEPT", (0, 60))
    monkeypatch.setattr(contrast, "DRAWN", 1000)
    known = captions.corpus(0)
    assert 40 < known.held.sum() < 120
    course = contrast.train(known, 0)
    before, after = (contrast.judge(course.pictures[k], course.captions[k], known) for k in (0, 1))
    assert before.unseen < 0.03 < 0.1 < after.unseen
    assert after.words[1] > 0.9  # colours are the easiest
    control = contrast.train(known, 0, shuffled=True)
    assert contrast.judge(control.pictures[1], control.captions[1], known).unseen < 0.05


def test_rounds_first_tell_communities_apart_and_then_nothing() -> None:
    course = rounds.go(GRAPH, 40, "the mean alone", 0)
    assert course.accuracy[0] < 0.5
    assert course.accuracy.max() > 0.8
    assert course.accuracy[-1] < 0.4
    assert np.all(np.diff(course.distance[:8]) < 0)
    assert course.distance[-1] < 0.02
    for way in ("with its start", "spread restored"):
        assert rounds.go(GRAPH, 40, way, 0).accuracy[-1] > course.accuracy[-1] + 0.15


def test_what_is_off_the_first_axis_shrinks_as_the_second_eigenvalue_says() -> None:
    s, axis = rounds.smoothing(GRAPH), rounds.first_axis(GRAPH)
    assert s @ axis == pytest.approx(axis)
    assert np.abs(np.linalg.eigvalsh(s)).max() == pytest.approx(1)
    state, bound = rounds.features(GRAPH, 0), rounds.rate(GRAPH)
    first = np.linalg.norm(state - np.outer(axis, axis @ state))
    for k in range(1, 30):
        state = s @ state
        assert np.linalg.norm(state - np.outer(axis, axis @ state)) <= first * bound**k * (1 + 1e-9)
    last = np.linalg.norm(state - np.outer(axis, axis @ state))
    assert np.linalg.norm(s @ state - np.outer(axis, axis @ state)) / last == pytest.approx(bound, abs=0.01)


def test_the_mean_distance_is_that_of_all_pairs() -> None:
    state = np.random.default_rng(0).standard_normal((7, 3))
    pairs = [np.linalg.norm(a - b) for a in state for b in state]
    assert rounds.distance(state) == pytest.approx(sum(pairs) / 42)


@pytest.mark.parametrize("name", search.INDEXES)
def test_an_index_errs_only_by_whom_it_does_not_ask(name: str) -> None:
    vectors = search.points(400, 6, 8, 0)
    base, question = vectors[:-1], vectors[-1]
    brute = (base - question).norm(dim=1).argsort()[: search.K]
    candidates = search.INDEXES[name](base, 0)
    for asked in (20, 100, len(base)):
        found = candidates(question, asked)
        assert len(found) >= asked
        assert len(found.unique()) == len(found)
        got = set(search.among(base, question, found).tolist())
        missed = set(brute.tolist()) - got
        assert missed == set(brute.tolist()) - set(found.tolist())
    assert not missed


def test_groups_can_be_indexed_and_one_cloud_cannot() -> None:
    grouped, cloud = (search.compare(make(1000, 32, 0), 0)["k-means cells"] for make in search.SOURCES.values())
    assert grouped[4].recall > 0.9 > 0.6 > cloud[4].recall
    assert [each.asked for each in grouped] == sorted(each.asked for each in grouped)
    seen = search.plane(opened=1, seed=0)
    assert set(seen.missed.tolist()) == set(seen.nearest.tolist()) - set(seen.asked.tolist())


def test_the_lines_under_every_figure_draw_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(contrast, "KEPT", (0, 3))
    of = (100, 4, 0.2, 0.02, 0)
    lines = [
        code.texts(0, "too large a step"),
        code.matrix(0, 3, 8),
        code.learning(0),
        code.rounds(of, "with its start", 3),
        code.fading(of, "the mean alone", 3),
        code.recalls(("one cloud", 200, 4, 0), "asked"),
        code.recalls(("one cloud", 200, 4, 0), "ms"),
        code.cells(2, 0),
    ]
    for each in lines:
        names: dict[str, Any] = {}
        exec(compile(each, "snippet", "exec"), names)
        assert len(names["figure"].data) > 0
    assert len(list(tmp_path.glob("*.html"))) == 7
