"""The game "Is it right?" of the view Quiz: predict the mistake, with and without the map."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.saliency_views import quiz_score
from pages.saliency_views.quiz_score import Game
from vizlab import images, saliency
from vizlab.figures.bars import probabilities as probability_bars
from vizlab.figures.pictures import image, overlay
from vizlab.saliency.quiz import rounds
from vizlab.snippets import saliency_quiz as code

CHANCE = 0.5
GROUPS = {"without the map": False, "with the map": True}


def look(game: Game) -> None:
    known = quiz_score.deck(game.model.reference)
    plan = rounds.right_or_wrong(known, game.length, game.seed)
    place = len(game.played) - quiz_score.is_revealed(game)
    left, right = st.columns([3, 2], gap="large")
    with left:
        if place < game.length:
            index, has_map = plan[place]
            st.subheader(f"Round {place + 1} of {game.length}")
            if quiz_score.is_revealed(game):
                reveal(game, known, index)
            else:
                ask(game, known, index, has_map=has_map)
        else:
            quiz_score.show_end()
    with right:
        groups = {name: [each for each in game.played if each["map"] == shown] for name, shown in GROUPS.items()}
        quiz_score.show_score(game, groups, CHANCE)


def ask(game: Game, known: rounds.Deck, index: int, *, has_map: bool) -> None:
    pixels, classes = quiz_score.picture(game.model.data, index), game.model.classes
    said, truth = int(known.said[index]), int(known.truth[index])
    left, right = st.columns(2, gap="large")
    with left:
        common.sketch(image(images.to_pixels(pixels), height_px=300), key="asked", alt="The picture that is asked about")
        st.caption("The picture.")
    with right:
        if has_map:
            found = quiz_score.explained(game.model.reference, index, said, game.method)
            common.sketch(
                draw(pixels, found, game.method, bar=False), key="asked-map", alt=f"{game.method} for the network's answer"
            )
            st.caption(f"{game.method}, for what the network says.")
        else:
            st.info("This round is without the map.")
    st.markdown(f"This is **{classes[truth]}**. Does the network say so?")
    entry = {"is": classes[truth], "it said": classes[said]}
    with st.container(horizontal=True):
        for label, answered, shortcut in (("It is right", True, "1"), ("It is wrong", False, "2")):
            word = label.removeprefix("It is ")
            taken = entry | {"you said": word, "right": answered == (said == truth), "map": has_map, "picture": index}
            st.button(label, key=f"say-{word}", on_click=quiz_score.answer, args=(game, taken), shortcut=shortcut)


def reveal(game: Game, known: rounds.Deck, index: int) -> None:
    """The truth, the probabilities, and the map also where it was not shown."""
    pixels, classes, last = quiz_score.picture(game.model.data, index), game.model.classes, game.played[-1]
    said, shares = int(known.said[index]), known.shares[index]
    is_right = "right" if last["is"] == last["it said"] else "wrong"
    word = "Yes" if last["right"] else "No"
    st.markdown(f"**{word}: the network is {is_right}.** It says {classes[said]}, {shares[said]:.1%} sure; it is {last['is']}.")
    found = quiz_score.explained(game.model.reference, index, said, game.method)
    left, right = st.columns(2, gap="large")
    with left:
        common.show(
            draw(pixels, found, game.method),
            key="quiz-map",
            alt=f"{game.method} for {classes[said]}",
            code=code.asked(game.model.reference, game.model.data, index, game.method),
            arrays={"map": found.values, "picture": pixels},
        )
        if found.empty:
            st.info(found.empty)
    with right:
        shown = saliency.foremost(shares, said)
        bars = probability_bars([classes[at] for at in shown], shares[shown], highlight=last["is"])
        common.sketch(bars, key="quiz-probabilities", alt="Class probabilities")
    quiz_score.after_reveal(game)


def draw(pixels: Any, found: saliency.Explanation, method: str, *, bar: bool = True) -> Any:
    signed = saliency.METHODS[method].is_signed
    return overlay(images.to_pixels(pixels), found.values, title=method, signed=signed, bar=bar, height_px=300)
