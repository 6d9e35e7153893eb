"""The view Words by counting: every chart's lines make it, and texts and vectors of one's own are taken."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from reading import assert_clean, assert_lines_make_figures, charts
from streamlit.testing.v1 import AppTest

from vizlab.embeddings.words import corpora, imported
from vizlab.embeddings.words.counting import Counting

Open = Callable[..., AppTest]
VIEW = {"view": "Words by counting"}
QUICK = {"corpus_words": "20000", "vocabulary": "200"}
TOPICS = {
    "Analogies": ["analogy", "answers", "accuracies", "neighbours", "words"],
    "Window": ["window", "company", "like-company"],
    "Few words do most": ["zipf", "losses"],
    "Factors": ["table", "product", "missed", "singular"],
    "GloVe": ["glove", "loss", "weights", "ways"],
    "Bias": ["leanings", "recovery"],
    "Bags": ["bag", "tf-idf", "averaged"],
}


@pytest.mark.parametrize("topic", TOPICS)
def test_each_topic_opens_and_its_lines_make_its_figures(topic: str, open_page: Open, tmp_path: Path) -> None:
    quick = QUICK | ({"glove_steps": "50"} if topic == "GloVe" else {}) | ({"corpus": "people"} if topic == "Bias" else {})
    at = open_page("embeddings", VIEW | quick | {"topic": topic} | ({"per_subject": "10"} if topic == "Bags" else {}))
    assert_clean(at, "embeddings")
    found = charts(at)
    assert list(found) == TOPICS[topic]
    assert all(len(spec) < 500_000 for spec in found.values())
    assert_lines_make_figures(at, tmp_path)


def test_ones_own_text_and_vectors_are_opened_by_a_link(open_page: Open) -> None:
    story = ". ".join(["the cat sees the dog", "a dog sees a bird", "the bird hears the cat and sings"] * 20)
    at = open_page("embeddings", VIEW | {"corpus": corpora.keep(story)})
    assert_clean(at, "embeddings")
    assert "sings" in at.selectbox(key="word").options
    assert list(charts(at)) == ["analogy", "answers", "neighbours", "words"]
    words, vectors = Counting(corpus_words=5000, vocabulary=60).vectors("PPMI, SVD", 16)
    name = imported.keep(imported.parse(imported.written([word.upper() for word in words], vectors)))
    own = {"topic": "Your vectors", "vectors_of": name}
    at = open_page("embeddings", VIEW | own | {"word": "nowhere"})
    assert not at.exception
    assert ["is not among the 60 words" in box.value for box in at.error] == [True]
    assert list(charts(at)) == ["analogy", "answers"]
