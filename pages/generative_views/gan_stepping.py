"""The topic Step by step of the view GAN: one move at a time, of the discriminator or of the generator, and what it changes."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.knobs import put
from vizlab import generative
from vizlab.figures import generative_gan as figures
from vizlab.figures.gan import film, push_unit
from vizlab.generative import GanRecipe
from vizlab.generative.plane_gan import stepping
from vizlab.snippets import generative_gan_topics as code

CHUNK = 20  # moves that are kept as one
SLOW_MS = 900
OPENING = "D12G6DGDGDG"
CLOUDS = ("ring", "grid", "moons", "spiral")
BUTTONS = {"Step D": "D", "Step G": "G", "Both": "DG", "D × 10": "D" * 10, "G × 10": "G" * 10, "Both × 10": "DG" * 10}


@st.cache_data(max_entries=64, show_spinner=False)
def played(recipe: GanRecipe, moves: str) -> stepping.Position:
    """The game after these moves; from the last full chunk on, the rest is the same as before."""
    if not moves:
        return stepping.begin(recipe)
    cut = (len(moves) - 1) // CHUNK * CHUNK
    return stepping.go_on(recipe, played(recipe, moves[:cut]), moves[cut:])


def look() -> None:
    """URL: moves, turn_loss, turn_cloud, turn_lr, turn_seed."""
    recipe = pick_game()
    text = pick_moves()
    moves = stepping.read(text)
    position = played(recipe, moves)
    numbers(recipe, position)
    left, right = st.columns([1, 1], gap="large")
    with left:
        the_film(recipe, text, position)
    with right:
        accuracy(recipe, text, position)
        losses(recipe, text, position)


def pick_game() -> GanRecipe:
    """URL: turn_loss, turn_cloud, turn_lr, turn_seed."""
    columns = st.columns([2, 2, 1, 1])
    with columns[0]:
        loss = common.choose(st.selectbox, "Loss", list(generative.GENERATOR_LOSSES), key="turn_loss", default="minimax")
    with columns[1]:
        cloud = common.choose(st.selectbox, "Data", CLOUDS, key="turn_cloud")
    with columns[2]:
        rates = (0.0003, 0.001, 0.003, 0.01)
        lr = common.choose(st.select_slider, "Learning rate", rates, key="turn_lr", default=0.003, help="Of both players.")
    with columns[3]:
        seed = common.choose(st.select_slider, "Seed", list(range(10)), key="turn_seed")
    return GanRecipe(loss=loss, cloud=cloud, lr_g=lr, lr_d=lr, seed=seed, hidden=64, batch_size=256)


def pick_moves() -> str:
    """URL: moves."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for label, moves in BUTTONS.items():
            st.button(label, key=f"turn-{label}", on_click=move, args=(moves,))
        st.button("Start again", key="turn-again", on_click=put, args=({"moves": ""},))
    help_text = f"All moves from the start, as the address carries them; at most {stepping.MOST_MOVES}."
    text: str = st.text_input("Moves", OPENING, key="moves", bind="query-params", help=help_text)
    return text.strip().upper()


def move(moves: str) -> None:
    """Play on."""
    text = stepping.read(st.session_state["moves"].strip().upper()) + moves
    put({"moves": stepping.written(text[: stepping.MOST_MOVES])})


def numbers(recipe: GanRecipe, position: stepping.Position) -> None:
    turn = position.turns[-1]
    common.metrics(
        {
            "Moves": f"{len(position.moves)}",
            "Loss of D": f"{turn.loss_d:.3f}",
            "Loss of G": f"{turn.loss_g:.3f}",
            "D is right": f"{turn.accuracy:.1%}",
            "D's weights moved": f"{turn.moved_d:.2g}",
            "G's weights moved": f"{turn.moved_g:.2g}",
        }
    )
    whose = {"D": "the discriminator's", "G": "the generator's"}.get(turn.kind)
    moved = "Nobody has moved yet." if whose is None else f"The last move was {whose}: the other's weights moved by exactly 0."
    st.caption(
        f"{moved} Loss and accuracy are of 500 fixed points of each kind; 50 % is guessing. A move of D uses 256 fresh points of "
        "each kind, one of G goes through D's slope with its sign turned."
    )


def the_film(recipe: GanRecipe, text: str, position: stepping.Position) -> None:
    moments = list(position.moments)
    first = len(position.moves) + 1 - len(moments)
    stops = stepping.names(position)
    common.snug_at("turns", 1.0, 150)
    common.show(
        film(stops, moments, stepping.data(recipe), recipe.edge, frame_ms=SLOW_MS, prefix="after ", height_px=560),
        key="turns",
        alt=f"The game after each of its last {len(moments) - 1} moves, in slow motion",
        code=code.turns(recipe, text),
        arrays={f"{first + index}/{name}": array for index, moment in enumerate(moments) for name, array in moment.items()},
    )
    unit = push_unit(moments, recipe.edge)
    st.caption(
        "Play shows the last moves slowly. After a step of D the ground changes and the points stand still; after one of G the "
        f"points follow their lines, minus the slope of G's loss ({unit:.2g} of the plane's unit for a slope of 1)."
    )


def accuracy(recipe: GanRecipe, text: str, position: stepping.Position) -> None:
    shown: dict[str, Any] = {"D is right": [turn.accuracy for turn in position.turns]}
    kinds = [turn.kind for turn in position.turns]
    common.show(
        figures.turns(kinds, shown, y_title="points that D calls right", percent=True),
        key="accuracy",
        alt="How many points the discriminator calls right, after each move",
        code=code.accuracy(recipe, text),
        columns={"move": kinds, **shown},
    )
    st.markdown(stepping.told(position))


def losses(recipe: GanRecipe, text: str, position: stepping.Position) -> None:
    shown = stepping.loss_curves(position)
    kinds = [turn.kind for turn in position.turns]
    common.show(
        figures.turns(kinds, shown, y_title="loss, fixed points"),
        key="turn-losses",
        alt="Losses of both networks after each move",
        code=code.turn_losses(recipe, text),
        columns={"move": kinds, **shown},
    )
    if recipe.loss in ("minimax", "non-saturating"):
        st.markdown(
            "The game is zero-sum in the generator: a step of G changes J_D and minimax' J_G = E[log(1 − D(G(z)))] by the same "
            "amount with opposite signs, so their sum stays level at every orange mark and moves only with D. (The notes write D "
            "both for the data and for the discriminator; here D is the discriminator.)"
        )
