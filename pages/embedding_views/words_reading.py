"""What is read off word vectors, wherever they come from: an analogy in its plane, how many are right, and neighbours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from pages import common
from pages.embedding_views.words_choice import pick_word
from vizlab.embeddings.words import analogies, corpora, places, reading
from vizlab.embeddings.words.counting import usual
from vizlab.figures import embedding_words as figures
from vizlab.snippets import embedding_words as code

NEAREST = 8
QUESTION = {"word_a": "man", "word_b": "king", "word_c": "woman"}
Pick = Callable[[str, Sequence[str], str, str], str]  # label, words, key, default -> a word


@st.cache_data(max_entries=16, show_spinner="Asking the analogies …")
def asked(source: Any, _words: list[str], _vectors: Any) -> tuple[Any, Any]:
    """Who may answer -> relation -> (share right, questions); and how far each relation is one direction."""
    found = {name: reading.right(_words, _vectors, leave_out=out) for name, out in reading.ASKED.items()}
    return found, reading.directions(_words, _vectors)


@st.cache_data(max_entries=16, show_spinner="Laying out the words …")
def laid_out(source: Any, shown: list[int], _vectors: Any) -> Any:
    return places.lay_out(_vectors[shown])


def show_analogy(source: Any, words: list[str], vectors: Any, pick: Pick = pick_word) -> None:
    """An analogy of the visitor's. URL: word_a, word_b, word_c."""
    defaults = usual(words, list(QUESTION.values()))
    labels = ("is to", "as", "is to …")
    chosen = []
    for column, key, default, label in zip(st.columns(3), QUESTION, defaults, labels, strict=True):
        with column:
            chosen.append(pick(("A", "B", "C")[len(chosen)] + f", {label}", words, key, default))
    a, b, c = (words.index(word) for word in chosen)
    found = analogies.answer(vectors, a, b, c)
    d = found[0][0]
    drawn = analogies.plane(vectors, (a, b, c, d))
    known, directions = asked(source, words, vectors)
    right, questions = known["without the question's words"]["all"]
    numbers = {"Nearest to the sum": words[d], "Cosine": f"{found[0][1]:.2f}"}
    if questions:
        numbers["Planted analogies right"] = f"{right:.1%} of {questions}"
    common.metrics(numbers)
    left, side = st.columns(2, gap="large")
    with left:
        st.markdown("**In the plane of the four words**")
        common.show(
            figures.parallelogram(drawn.positions, [words[place] for place in (a, b, c, d)], words[d], height_px=300),
            key="analogy",
            alt=f"{chosen[0]} to {chosen[1]} as {chosen[2]} to {words[d]}, as a parallelogram",
            code=code.parallelogram(source, *chosen),
            arrays={"positions": drawn.positions},
        )
        st.caption(f"The ring is B − A + C. The plane holds {drawn.explained:.0%} of what tells the four words apart.")
    with side:
        st.markdown("**The words nearest to B − A + C**")
        names = [words[place] for place, _ in found]
        common.show(
            figures.likeness(names, [value for _, value in found], right=names[0], height_px=300),
            key="answers",
            alt="The five words nearest to the sum, by cosine",
            code=code.answers(source, *chosen),
            columns={"word": names, "cosine": [value for _, value in found]},
        )
        first = analogies.answer(vectors, a, b, c, n=1, leave_out=False)[0]
        st.caption(f"Without A, B and C, as is usual. With them the nearest is {words[first[0]]}, at {first[1]:.2f}.")
    if questions:
        show_accuracies(source, known, directions)


def show_accuracies(source: Any, known: Any, directions: Any) -> None:
    """All analogies of the lexicon whose words are known."""
    labels = list(next(iter(known.values())))
    groups = {name: [found[label][0] for label in labels] for name, found in known.items()}
    st.subheader("Every pair of pairs asked")
    common.show(
        figures.grouped(labels, groups, title="right", target=0.9),
        key="accuracies",
        alt="Share of analogies answered right, by relation",
        code=code.accuracies(source),
        columns={"relation": labels, **groups},
    )
    said = "; ".join(f"{name} {own:.2f} ({wrong:.2f})" for name, (own, wrong) in directions.items())
    st.caption(
        f"How far each relation is one direction, as mean cosine of two pairs; pairs put together wrongly in brackets: {said}."
    )


def show_neighbours(source: Any, words: list[str], vectors: Any, pick: Pick = pick_word, default: str = "king") -> None:
    """A word, its neighbours, and where they lie among the others. URL: word."""
    st.subheader("Neighbours")
    left, right = st.columns([2, 3], gap="large")
    with left:
        word = pick("Word", words, "word", usual(words, [default])[0])
        place = words.index(word)
        found = analogies.nearest(vectors, vectors[place], NEAREST, (place,))
        names = [words[other] for other, _ in found]
        common.show(
            figures.likeness(names, [value for _, value in found]),
            key="neighbours",
            alt=f"The words nearest to {word}, by cosine",
            code=code.neighbours(source, word, NEAREST),
            columns={"word": names, "cosine": [value for _, value in found]},
        )
    with right:
        kept = reading.around(words, vectors, word, NEAREST)
        shown = [words[other] for other in kept.places]
        positions = laid_out(source, kept.places, vectors)
        common.show(
            figures.word_map(
                positions,
                shown,
                places.kind_numbers(shown),
                list(corpora.KINDS),
                written=kept.written[:1],
                ringed=kept.written[1:],
            ),
            key="words",
            alt=f"t-SNE map of the words, {word} written out and its neighbours ringed",
            code=code.word_map(source, word, NEAREST),
            columns={"word": shown, "x": positions[:, 0], "y": positions[:, 1]},
        )
        st.caption("A t-SNE map by direction; hover to read a word. Ringed: the neighbours. Gaps between islands mean nothing.")
