"""The topic Skip-gram of the view Words by learning: one window, what is expected in it, and the vectors that come of it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common, job_panel
from pages.embedding_views.learned_choice import knob, lead
from pages.embedding_views.words_choice import pick_corpus, pick_word
from vizlab.embeddings.learned import foretell, sign, skipgram
from vizlab.embeddings.learned.objectives import OBJECTIVES, SAMPLED, TREE
from vizlab.embeddings.learned.recipe import KIND, SkipgramRecipe
from vizlab.embeddings.words.corpora import KINDS, kinds_of
from vizlab.figures import embedding_learned as drawings
from vizlab.figures.embedding_words import likeness, word_map
from vizlab.figures.filter_why import lines
from vizlab.frames import Frames
from vizlab.jobs import Snapshot
from vizlab.snippets import embedding_learned as code

SENTENCES, FEW, NEAR = 40, 11, 8
LOSS = {"x_title": "updates", "y_title": "loss of a pair, nats", "height_px": 300}
SIGNS = {"x_title": "step", "y_title": "log-likelihood of a pair, nats", "height_px": 300}
TABLES = {foretell.V: "v: in the middle", foretell.U: "u: in the window", foretell.BOTH: "v + u"}


@st.cache_data(max_entries=12, show_spinner=False)
def words_of(recipe: SkipgramRecipe) -> tuple[list[str], list[list[int]]]:
    """The vocabulary, and the first sentences as places in it."""
    text = skipgram.text_of(recipe)
    return text.vocabulary, [foretell.sentence(text, index) for index in range(min(SENTENCES, len(text.ends)))]


@st.cache_data(max_entries=64, show_spinner=False)
def seen(recipe: SkipgramRecipe, at: int, sentence: int, place: int) -> Any:
    v, u = skipgram.tables_of(recipe, frames_of(recipe), at)
    return foretell.look(recipe, v, u, sentence, place)


@st.cache_data(max_entries=6, show_spinner="Laying out the words …")
def laid_out(recipe: SkipgramRecipe, table: str) -> Any:
    return foretell.lay_out(recipe, table)


@st.cache_data(max_entries=12, show_spinner=False)
def signs(recipe: SkipgramRecipe) -> Any:
    return sign.both(recipe)


def frames_of(recipe: SkipgramRecipe) -> list[Any]:
    run = Frames(KIND, recipe)
    record = run.record()
    return [] if record is None else job_panel.finished(run, record)


def pick_recipe() -> SkipgramRecipe:
    """URL: corpus, objective, and the knobs of the recipe."""
    chosen: dict[str, Any] = {"corpus": pick_corpus()}
    chosen["objective"] = common.choose(st.segmented_control, "Loss", list(OBJECTIVES), key="objective", wrap=True)
    if chosen["objective"] == SAMPLED:
        chosen["negatives"] = knob("negatives")
    chosen |= {name: knob(name) for name in ("skip_reach", "skip_dims", "seed")}
    with st.expander("More"):
        chosen |= {name: knob(name) for name in ("updates", "word_lr", "least")}
    return SkipgramRecipe(**chosen)


def look() -> None:
    """URL: of the recipe; update, sentence, place, table, word."""
    job_panel.side_by_side(KIND, pick_recipe, unfinished, finished)


def unfinished(run: Frames) -> None:
    def draw(snapshot: Snapshot) -> None:
        if points := snapshot.series.get("loss"):
            common.sketch(lines({"loss": points}, **LOSS), key="live-loss", alt="The loss so far")

    if job_panel.offer(run, label="Train", draw=draw):
        st.markdown("Nobody has trained these vectors yet. It takes a few seconds, and you can watch. Before the first step:")
        with common.friendly():
            one_window(run.recipe, 0)


@st.fragment
def finished(recipe: SkipgramRecipe, record: Any) -> None:
    with common.friendly():
        show(recipe, record)


def show(recipe: SkipgramRecipe, record: Any) -> None:
    numbers = {}
    if record["asked"]:
        numbers["Analogies right"] = f"{record['numbers']['analogies']:.1%} of {record['asked']}"
        numbers["Before training"] = f"{record['untrained']['analogies']:.1%}"
        numbers["Neighbour of the same kind"] = f"{record['numbers']['purity']:.0%}"
        numbers["By chance"] = f"{record['chance']['purity']:.0%}"
    common.metrics(numbers | {"Words": f"{record['words']:,}", "Pairs in the text": f"{record['pairs']:,}"})
    stops = [0, *skipgram.moments(recipe)]
    help_text = "All of this part is shown as it was after so many steps of 256 pairs; 0 is the start."
    at = int(common.choose(st.select_slider, "Updates", stops, key="update", default=stops[-1], help=help_text))
    one_window(recipe, at)
    vectors(recipe, max(at, stops[1]))
    left, right = st.columns(2, gap="large")
    with left:
        show_loss(recipe, record)
    with right:
        show_signs(recipe)


def one_window(recipe: SkipgramRecipe, at: int) -> None:
    """URL: sentence, place."""
    vocabulary, sentences = words_of(recipe)
    first, centre = telling_place(vocabulary, sentences)
    left, right = st.columns(2, gap="large")
    with left:
        numbers = list(range(len(sentences)))
        index = int(common.choose(st.select_slider, "Sentence", numbers, key="sentence", default=first))
    words = sentences[index]
    with right:
        places = list(range(len(words)))
        middle_of = centre if index == first else len(words) // 2
        place = int(common.choose(st.select_slider, "Word in the middle", places, key="place", default=middle_of))
    st.markdown(" ".join(written(vocabulary[word], abs(at_ - place), recipe.skip_reach) for at_, word in enumerate(words)))
    left, right = st.columns(2, gap="large")
    found = seen(recipe, at, index, place)
    middle = vocabulary[words[place]]
    with left:
        lead(f"Expected around “{middle}”, after {at:,} updates")
        names, values, marked = found.likeliest(FEW)
        common.show(
            drawings.bars(names, values, marked, title="p(o|c)", percent=True),
            key="expected",
            alt=f"The likeliest words around {middle} by the model, and those that are there",
            code=code.expected(recipe, at, index, place, FEW),
            columns={"word": names, "probability": values, "in the window": marked},
        )
        st.caption(f"Orange: what stands there. All {len(vocabulary):,} probabilities sum to {found.probabilities.sum():.6f}.")
    with right:
        show_pull(recipe, at, index, place, found)


def telling_place(vocabulary: list[str], sentences: list[list[int]]) -> tuple[int, int]:
    """The first sentence with a word of a known kind, and the place of that word; 0 and 0 if there is none."""
    known = kinds_of(vocabulary)
    places = ((index, at) for index, words in enumerate(sentences) for at, word in enumerate(words) if vocabulary[word] in known)
    return next(places, (0, 0))


def written(word: str, away: int, reach: int) -> str:
    name = common.plain(word)
    return f":blue-background[**{name}**]" if away == 0 else f":orange-background[{name}]" if away <= reach else name


def show_pull(recipe: SkipgramRecipe, at: int, index: int, place: int, found: Any) -> None:
    lead("Where the window pulls its vector v")
    if recipe.objective == TREE:
        st.caption("By a tree u belongs to its turns, not to words: see the topic Many words.")
        return
    common.show(
        drawings.table(found.pull.rows(), title="u, number by number"),
        key="pull",
        alt="The mean u of the window, the mean that the model expects, and their difference",
        code=code.pulled(recipe, at, index, place),
        columns=found.pull.rows(),
    )
    st.caption(
        f"The slope of log p by v is the observed less the expected context vector; from autograd it differs by "
        f"{found.pull.gap:.0e} at most."
    )
    st.caption(
        "v: the word in the middle, u: in the window, as in word2vec; some notes write u for the middle, v for the window."
    )


def vectors(recipe: SkipgramRecipe, at: int) -> None:
    """URL: table, word."""
    vocabulary, _ = words_of(recipe)
    left, right = st.columns([3, 2], gap="large")
    with right:
        tables = list(TABLES) if recipe.objective != TREE else [foretell.V]
        table = common.choose(st.segmented_control, "Vectors", list(tables), key="table", titles=TABLES, wrap=True)
        word = pick_word("Neighbours of", vocabulary, "word", "queen")
        near = foretell.neighbours(recipe, at, table, word, NEAR)
        common.show(
            likeness([name for name, _ in near], [cosine for _, cosine in near]),
            key="near",
            alt=f"The words nearest to {word} by cosine",
            code=code.near(recipe, at, table, word, NEAR),
            columns={"word": [name for name, _ in near], "cosine": [cosine for _, cosine in near]},
        )
        st.caption("Cosine of their vectors; near are words that foretell alike.")
    with left:
        found = laid_out(recipe, table)
        lead(f"The words of known kinds after {at:,} updates, by t-SNE")
        shown = found.written(recipe, at, word)
        common.show(
            word_map(found.moments[at], found.words, found.kinds, list(KINDS), written=shown, height_px=470),
            key="words",
            alt=f"Words on a t-SNE map, coloured by kind, {word} and its neighbours written",
            code=code.trained_map(recipe, at, table, word),
            columns={"word": found.words, "x": found.moments[at][:, 0], "y": found.moments[at][:, 1]},
        )


def show_loss(recipe: SkipgramRecipe, record: Any) -> None:
    lead("The loss over the training")
    common.show(
        lines({"loss": record["curve"]}, **LOSS),
        key="loss",
        alt="The loss of a pair by updates",
        code=code.loss(recipe, LOSS),
        columns={"updates": [at for at, _ in record["curve"]], "loss": [value for _, value in record["curve"]]},
    )


def show_signs(recipe: SkipgramRecipe) -> None:
    lead("With the sign as some notes print it")
    curves = signs(recipe)
    common.show(
        lines(curves, **SIGNS),
        key="signs",
        alt="The log-likelihood step by step when minus log L is minimised, and when log L is",
        code=code.signs(recipe, SIGNS),
        columns={name: [value for _, value in curve] for name, curve in curves.items()},
    )
    ends = {name: curve[-1][1] - curve[0][1] for name, curve in curves.items()}
    st.caption(
        f"J = (1/T) log L = −(1/T) Σ log p has two signs. Minimising the first lowers the likelihood of a pair by "
        f"{-ends[sign.PRINTED]:.1f} nats, minimising the second raises it by {ends[sign.RIGHT]:.1f}."
    )
