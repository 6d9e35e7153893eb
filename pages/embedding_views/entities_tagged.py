"""The topic Texts and tags of the view Entities: what vizlab itself shows, found by a question in one's own words."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common, knobs
from vizlab import catalogue
from vizlab.embeddings.entities import tagged
from vizlab.figures import embedding_entities as figures
from vizlab.recipes import Knob
from vizlab.snippets import embedding_entities as code

QUESTION, ANSWERS, LONGEST = "too large a step", 8, 120
SEED = Knob(0, 2**31 - 1, "Which texts are held out, and the random start.", tuple(range(20)))


@st.cache_data(max_entries=8, show_spinner="Learning from the titles …")
def learned(seed: int) -> tuple[tagged.Texts, tagged.Space, Any, dict[str, tagged.Judged]]:
    """The texts, their space, its map, and what it is worth beside one learned from tags dealt out at random."""
    shown = catalogue.DEMONSTRATIONS
    titles = {page.name: page.title for page in catalogue.PAGES}
    texts = tagged.gather([each.title for each in shown], [titles[each.page] for each in shown], seed)
    space = tagged.train(texts, seed)
    shuffled = tagged.judge(tagged.train(texts, seed, shuffled=True), texts, seed)
    return texts, space, tagged.layout(space, seed), {"": tagged.judge(space, texts, seed), "shuffled": shuffled}


def look() -> None:
    """URL: sought, seed."""
    left, right = st.columns([3, 1])
    with left:
        sought = st.text_input(
            "A question in your own words", QUESTION, key="sought", bind="query-params", max_chars=LONGEST, live=True
        )
    with right:
        seed = int(knobs.knob("seed", SEED, 0))
    texts, space, (places, tags), judged = learned(seed)
    similar = tagged.ask(space, texts, sought)
    found = (-similar).argsort(kind="stable")[:ANSWERS]
    numbers(judged, len(texts.tag_names))
    left, right = st.columns(2, gap="large")
    with left:
        common.show(
            figures.texts_and_tags(places, tags, texts.names, texts.tags, texts.tag_names, texts.held, found.tolist()),
            key="texts",
            alt="Titles of all demonstrations round the pages that they are on; the answers are ringed",
            code=code.texts(seed, sought),
            columns={
                "title": texts.names,
                "page": [texts.tag_names[tag] for tag in texts.tags],
                "x": places[:, 0],
                "y": places[:, 1],
            },
        )
        st.caption(
            f"Each point is one of the {len(texts.names)} demonstrations of vizlab; hollow ones were held out of training."
        )
    with right:
        answers(found.tolist(), similar)


def numbers(judged: dict[str, tagged.Judged], n_tags: int) -> None:
    own, shuffled = judged[""], judged["shuffled"]
    common.metrics(
        {
            "Own page nearest, held out": f"{own.right:.0%}",
            "Most common page": f"{own.chance:.0%}",
            "Nearer to the own page than to another": f"{own.triplets:.0%}",
            "The same, tags shuffled": f"{shuffled.triplets:.0%}",
        }
    )


def answers(found: list[int], similar: Any) -> None:
    """The nearest demonstrations, as links to them."""
    st.subheader("Nearest to the question")
    with st.container(key="sought-titles", gap="small"):
        for index in found:
            shown = catalogue.DEMONSTRATIONS[index]
            page = catalogue.find_page(shown.page)
            label = f"{shown.title}  ·  {page.title}, cosine {similar[index]:.2f}"
            st.page_link(page.script, label=label, query_params=dict(shown.parameters))
