"""The topic Many words of the view Words by learning: the cost of a step by three losses, a tree, and who learns faster."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.embedding_views.learned_choice import Found, knob, lead, unfinished
from pages.embedding_views.words_choice import pick_corpus
from vizlab.embeddings.learned import cost, small_tree, telling
from vizlab.embeddings.learned.objectives import FULL, OBJECTIVES, SAMPLED, TREE
from vizlab.embeddings.learned.study import KIND, StudyRecipe
from vizlab.figures import embedding_learned as drawings
from vizlab.figures.filter_why import lines
from vizlab.frames import Frames
from vizlab.snippets import embedding_learned as code

WORK = {"x_title": "words", "y_title": "multiply-adds a pair", "log": "xy"}
CLOCK = {"x_title": "words", "y_title": "µs a pair, this machine", "log": "xy"}
RACE = {"x_title": "seconds of the processor", "y_title": "planted analogies right", "percent": True}


@st.cache_data(max_entries=8, show_spinner="Measuring …")
def costs(negatives: int, seed: int) -> Any:
    return {name: cost.measure(name, negatives, seed) for name in OBJECTIVES}


@st.cache_data(max_entries=8, show_spinner="Growing the tree …")
def grown(corpus: str, seed: int) -> Any:
    return small_tree.grow(corpus, seed)


def look() -> None:
    """URL: corpus, negatives, seed, middle, leaf."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        corpus, negatives, seed = pick_corpus(), int(knob("negatives")), int(knob("seed"))
    with right:
        show_costs(negatives, seed)
    show_tree(corpus, seed)
    run = Frames(KIND, StudyRecipe(study="equal time", corpus=corpus, seed=seed))
    lead("The same text, the same seconds")
    record = run.record()
    if record is None:
        unfinished(run)
    else:
        show_race(run.recipe, dict(record["cells"]))


def show_costs(negatives: int, seed: int) -> None:
    found = costs(negatives, seed)
    slopes = {name: (cost.slope(each.multiply_adds), cost.slope(each.microseconds)) for name, each in found.items()}
    common.metrics({f"Slope, {name}": f"{paper:.2f}, clock {clock:.2f}" for name, (paper, clock) in slopes.items()})
    for place, measured, looks in zip(st.columns(2, gap="large"), ("multiply_adds", "microseconds"), (WORK, CLOCK), strict=True):
        curves = {name: list(zip(cost.SIZES, getattr(each, measured), strict=True)) for name, each in found.items()}
        with place:
            common.show(
                lines(curves, **looks),
                key=measured,
                alt=f"{measured.replace('_', '-')} of a pair against the number of words, for three losses",
                code=code.costs(measured, negatives, seed, looks),
                columns={"words": list(cost.SIZES)} | {name: getattr(each, measured) for name, each in found.items()},
            )
    st.caption(
        f"Slope 1: as many products as words. Negative sampling looks at {1 + negatives} words however many there are; a path "
        f"through the tree grows as their logarithm, to {found[TREE].rows[-1]:.1f} turns on average with {cost.SIZES[-1]:,}."
    )


def show_tree(corpus: str, seed: int) -> None:
    """URL: middle, leaf."""
    found = grown(corpus, seed)
    left, right = st.columns([2, 5], gap="large")
    with left:
        lead("A tree over the most frequent words")
        middle = common.choose(st.selectbox, "Word in the middle", found.words, key="middle")
        leaf = common.choose(st.selectbox, "Its neighbour", found.words, key="leaf", default=found.words[-1])
        centre, word = found.words.index(middle), found.words.index(leaf)
        p, way = found.probabilities(centre), found.way(centre, word)
        product = " · ".join(f"{share:.2f}" for _, _, share in way)
        st.markdown(f"p({common.plain(leaf)}|{common.plain(middle)}) = {product} = **{p[word]:.4f}**")
        st.caption(
            f"Every turn is one yes or no, so a step asks {len(way)} questions instead of {len(p)}. The probabilities of all "
            f"words sum to {p.sum():.12f}."
        )
    with right:
        leaves, nodes = found.tree.layout()
        common.show(
            drawings.tree(found.words, leaves, nodes, found.tree.children, way, p.tolist()),
            key="tree",
            alt=f"Huffman's tree over {len(p)} words, with the way to {leaf}",
            code=code.tree(corpus, seed, middle, leaf),
            columns={"word": found.words, "count": list(found.tree.counts), "probability": p.tolist()},
        )


def show_race(recipe: StudyRecipe, found: Found) -> None:
    curves, ends = telling.race(found), telling.at_once(found)
    common.show(
        lines(curves, **RACE),
        key="race",
        alt="Share of planted analogies right against seconds, for three losses",
        code=code.study_lines(recipe, "race(found)", RACE),
        columns={"loss": [name for name, curve in curves.items() for _ in curve]}
        | {axis: [point[at] for curve in curves.values() for point in curve] for at, axis in enumerate(("seconds", "right"))},
    )
    told = ", ".join(f"{name} {share:.0%}" for name, share in ends.items())
    words, updates = found[FULL]["words"], {name: found[name]["updates"] for name in (FULL, SAMPLED)}
    st.caption(
        f"When the quickest was done: {told}; {updates[FULL]:,} steps of the full softmax against {updates[SAMPLED]:,}. With "
        f"{words:,} words a step of the full softmax is still worth its price; look above for where that ends."
    )
