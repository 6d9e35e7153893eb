"""What both games of the view Quiz share: the rounds that were played, the buttons, and the score against guessing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from pages import common
from pages.pickers import open_model
from vizlab import library, saliency
from vizlab.data import samples
from vizlab.figures.saliency_shares import shares as share_bars
from vizlab.saliency.quiz import odds, rounds
from vizlab.snippets import saliency_quiz as code

Round = Mapping[str, Any]


@dataclass(frozen=True)
class Game:
    """A game as it is chosen; its rounds follow from this. name: of the topic."""

    name: str
    model: library.Model
    method: str
    length: int
    seed: int

    @property
    def played(self) -> list[dict[str, Any]]:
        """The rounds of this session, oldest first; whoever plays on appends to it."""
        key = f"_played-{self.name}-{self.model.reference}-{self.method}-{self.length}-{self.seed}"
        found: list[dict[str, Any]] = st.session_state.setdefault(key, [])
        return found


@st.cache_data(max_entries=16, show_spinner="Asking the network …")
def deck(reference: str) -> rounds.Deck:
    model = open_model(reference)
    known = samples.crowd(model.data)
    with model.lock:
        return rounds.deck(model.network, known.inputs, known.labels)


@st.cache_data(max_entries=8, show_spinner=False)
def picture(data: str, index: int) -> Any:
    """The index-th of a crowd, (c, h, w), float32 in [0, 1]."""
    return rounds.picture(samples.crowd(data).inputs[index])


@st.cache_data(max_entries=128, show_spinner=False)
def explained(reference: str, index: int, target: int, method: str) -> saliency.Explanation:
    model = open_model(reference)
    with model.lock:
        return saliency.explain(model.network, picture(model.data, index), target, method)


def answer(game: Game, entry: dict[str, Any]) -> None:
    """Take in one answer (a callback: what it reveals is drawn after it)."""
    game.played.append(entry | {"revealed": True})


def go_on(game: Game) -> None:
    game.played[-1]["revealed"] = False


def restart(game: Game) -> None:
    game.played.clear()


def is_revealed(game: Game) -> bool:
    """Whether the last answer is still being looked at."""
    return bool(game.played) and bool(game.played[-1]["revealed"])


def after_reveal(game: Game) -> None:
    """The way on from an answer."""
    left = game.length - len(game.played)
    label = f"Next round ({left} left)" if left else "See the score"
    st.button(label, key="next-round", type="primary", on_click=go_on, args=(game,), shortcut="N")


def show_end() -> None:
    st.subheader("That was the last round")
    st.markdown("Play the same rounds again, or turn the seed for others. Another map may help you more, or less.")


def show_score(game: Game, groups: Mapping[str, Sequence[Round]], chance: float) -> None:
    """The share of right answers of each group of rounds with what guessing would give, and all rounds as a table."""
    counts = {name: (sum(each["right"] for each in ones), len(ones)) for name, ones in groups.items()}
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader("Your score", width="content")
        if game.played:
            st.button("Start again", key="restart", on_click=restart, args=(game,))
    if not game.played:
        needed = odds.needed(game.length, chance)
        st.caption(f"Guessing gets {chance:.0%} right. Dice get {needed} of {game.length} or more in less than 5 % of games.")
        return
    common.show(
        share_bars(
            list(counts),
            {"right": [right / asked if asked else None for right, asked in counts.values()]},
            chance=[chance] * len(counts),
            errors={"right": [odds.interval(*count) for count in counts.values()]},
        ),
        key="score",
        alt="Your share of right answers with its 95 % interval, against guessing",
        code=code.score(counts, chance),
        columns={"rounds": list(counts), "right": [a for a, _ in counts.values()], "of": [b for _, b in counts.values()]},
    )
    st.caption(f"Dotted: guessing. Whiskers: the 95 % interval. {luck(counts, chance)}")
    table = [{name: value for name, value in each.items() if name != "revealed"} for each in game.played]
    st.dataframe(table, hide_index=True, width="stretch", key="rounds-played")


def luck(counts: Mapping[str, tuple[int, int]], chance: float) -> str:
    """How likely dice do as well, for each group."""
    parts = [
        f"{name}: {right} of {asked}, dice do as well in {odds.p_value(right, asked, chance):.0%} of games"
        for name, (right, asked) in counts.items()
        if asked
    ]
    return f"{'; '.join(parts)}."
