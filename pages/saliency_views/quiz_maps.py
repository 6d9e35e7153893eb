"""The game "Whose map?" of the view Quiz: a map that looks the same without what was learned explains nothing learned."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.pickers import open_model
from pages.saliency_views import quiz_score
from pages.saliency_views.quiz_score import Game
from vizlab import images
from vizlab.figures.pictures import image
from vizlab.figures.saliency_lineup import line_up
from vizlab.saliency.quiz import rounds
from vizlab.snippets import saliency_quiz as code

CHANCE = 1 / len(rounds.SUSPECTS)


@st.cache_data(max_entries=64, show_spinner="Looking …")
def suspects(reference: str, index: int, target: int, method: str, seed: int) -> Any:
    model = open_model(reference)
    with model.lock:
        return rounds.suspects(model.network, quiz_score.picture(model.data, index), target, method, seed)


def look(game: Game) -> None:
    known = quiz_score.deck(game.model.reference)
    pictures, orders = rounds.which_map(known, game.length, game.seed)
    place = len(game.played) - quiz_score.is_revealed(game)
    left, right = st.columns([3, 2], gap="large")
    with left:
        if place < game.length:
            st.subheader(f"Round {place + 1} of {game.length}")
            play(game, pictures[place], orders[place], int(known.said[pictures[place]]))
        else:
            quiz_score.show_end()
    with right:
        quiz_score.show_score(game, {game.method: game.played}, CHANCE)


def play(game: Game, index: int, order: tuple[str, ...], said: int) -> None:
    is_over, found = quiz_score.is_revealed(game), suspects(game.model.reference, index, said, game.method, game.seed)
    left, right = st.columns([1, 2], gap="medium")
    with left:
        pixels = images.to_pixels(quiz_score.picture(game.model.data, index))
        common.sketch(image(pixels, height_px=210), key="asked", alt="The picture that is asked about")
        st.caption(f"The network says {game.model.classes[said]}, and that is right.")
    with right:
        labels = [name if is_over else f"map {place + 1}" for place, name in enumerate(order)]
        figure = line_up([found[name] for name in order], labels)
        if is_over:
            source = code.suspects(game.model.reference, game.model.data, index, said, game.method, game.seed, order)
            common.show(figure, key="suspects", alt="The three maps by name", code=source, arrays=found)
        else:
            common.sketch(figure, key="asked-maps", alt="Three maps, one of them of the trained network")
    if is_over:
        last = game.played[-1]
        word = "Yes" if last["right"] else f"No, that one is of the {last['you chose']}"
        st.markdown(f"**{word}.** The trained network's is map {order.index(rounds.TRAINED) + 1}.")
        quiz_score.after_reveal(game)
        return
    st.markdown(f"Which one is {game.method} of the **trained** network?")
    with st.container(horizontal=True):
        for place, name in enumerate(order):
            entry = {"you chose": name, "right": name == rounds.TRAINED, "picture": index}
            key = f"map-{place + 1}"
            st.button(f"Map {place + 1}", key=key, on_click=quiz_score.answer, args=(game, entry), shortcut=str(place + 1))
