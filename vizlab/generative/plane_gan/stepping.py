"""The game move by move: a text such as "D20G5" is played from the seed, so that the same text always ends in the same place.

D is a step of the discriminator, G one of the generator. Each move draws from a stream of its own number, so going on from a
position is the same, bit for bit, as playing the whole text again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

import torch
from numpy.typing import NDArray
from torch import Tensor

from vizlab import devices
from vizlab.errors import VizlabError
from vizlab.generative import states
from vizlab.generative.plane_gan import losses, measures
from vizlab.generative.plane_gan.choices import GanRecipe
from vizlab.generative.plane_gan.game import Game, data_points, start, update_discriminator, update_generator
from vizlab.generative.plane_gan.training import packed, restore

MOST_MOVES = 400
REMEMBERED = 12  # last moves whose pictures are kept
_FIRST_STREAM = 500_000  # of the seed's; those below belong to training


@dataclass(frozen=True)
class Turn:
    """After a move of this kind ("" at the start): both losses, nats; D's accuracy on 500 fixed points of each kind.

    minimax: what the generator's minimax loss is there, whichever loss is played. moved_d, moved_g: how far the weights of D
    and of G moved in this one move, as the norm of the difference.
    """

    kind: str
    loss_d: float
    loss_g: float
    minimax: float
    accuracy: float
    moved_d: float
    moved_g: float


@dataclass(frozen=True)
class Position:
    """Where a game stands. moves: all, spelled out. turns: the start and one for each move. moments: pictures of the last."""

    moves: str
    turns: tuple[Turn, ...]
    moments: tuple[dict[str, NDArray[Any]], ...]
    state: states.Arrays


def begin(recipe: GanRecipe) -> Position:
    """Before the first move."""
    game = start(recipe, devices.pick())
    return Position("", (_turn(game, "", 0.0, 0.0),), (measures.moment(game),), packed(game))


def go_on(recipe: GanRecipe, position: Position, moves: str) -> Position:
    """The position after more moves, spelled out ("DDG"). Errors: `VizlabError` if the points stop being numbers."""
    game = start(recipe, devices.pick())
    if position.moves:
        restore(game, position.state)
    turns, moments = list(position.turns), list(position.moments)
    for turn in _played(game, position.moves, moves):
        turns.append(turn)
        moments.append(measures.moment(game))
    return Position(position.moves + moves, tuple(turns), tuple(moments[-REMEMBERED - 1 :]), packed(game))


def read(text: str) -> str:
    """The moves of a text, spelled out: "D3G" -> "DDDG". Errors: `VizlabError` if it is no such text, or too long."""
    if not re.fullmatch(r"(?:[DG]\d{0,3})*", text):
        raise VizlabError(f"Moves must be D and G, each with how often, such as D20G5; got {text[:30]!r}.")
    counted = re.findall(r"([DG])(\d*)", text)
    total = sum(int(count or 1) for _, count in counted)
    if total > MOST_MOVES:
        raise VizlabError(f"At most {MOST_MOVES} moves can be played; got {total:,}.")
    return "".join(kind * int(count or 1) for kind, count in counted)


def written(moves: str) -> str:
    """Moves as a short text: "DDDG" -> "D3G"."""
    runs = [(kind, len(list(group))) for kind, group in groupby(moves)]
    return "".join(kind + (str(count) if count > 1 else "") for kind, count in runs)


def _played(game: Game, before: str, moves: str) -> Iterator[Turn]:
    for index, kind in enumerate(moves, len(before)):
        source = states.generator(game.middle.device, game.recipe.seed, _FIRST_STREAM + index)
        weights = _weights(game)
        (update_discriminator if kind == "D" else update_generator)(game, source)
        moved = [float((new - old).norm()) for new, old in zip(_weights(game), weights, strict=True)]
        yield _turn(game, kind, *moved)


def _turn(game: Game, kind: str, moved_d: float, moved_g: float) -> Turn:
    loss = game.recipe.loss
    with torch.no_grad():
        fake, real = game.discriminator(game.generator(game.codes))[:, 0], game.discriminator(data_points(game))[:, 0]
    if not bool(torch.isfinite(fake).all()):
        raise VizlabError("The generated points stopped being numbers in these moves; take a smaller learning rate.")
    minimax = float(losses.minimax(fake))
    loss_d, loss_g = losses.DISCRIMINATOR_LOSSES[loss](real, fake), losses.GENERATOR_LOSSES[loss](fake)
    accuracy = float(losses.called_right(loss, real, fake))
    return Turn(kind, float(loss_d), float(loss_g), minimax, accuracy, moved_d, moved_g)


def _weights(game: Game) -> list[Tensor]:
    """All weights of D, and all of G, each as one vector."""
    networks = (game.discriminator, game.generator)
    return [torch.cat([weight.detach().flatten().clone() for weight in network.parameters()]) for network in networks]


def names(position: Position) -> list[str]:
    """How the kept moments are called: "start", then whose move it was and its number."""
    first = len(position.moves) + 1 - len(position.moments)
    numbers = range(first, len(position.moves) + 1)
    return ["start" if number == 0 else f"{position.moves[number - 1]} {number}" for number in numbers]


def data(recipe: GanRecipe) -> NDArray[Any]:
    """Points of the data (500, 2), always the same."""
    return data_points(start(recipe, torch.device("cpu"))).numpy()


def loss_curves(position: Position) -> dict[str, list[float]]:
    """After each move: both losses, and the sum of D's with the generator's minimax loss, which a move of G leaves alone."""
    turns = position.turns
    return {
        "J_D": [turn.loss_d for turn in turns],
        "J_G": [turn.loss_g for turn in turns],
        "J_D + minimax J_G": [turn.loss_d + turn.minimax for turn in turns],
    }


def told(position: Position) -> str:
    """How D's accuracy changed on moves of D and on moves of G, on average, in a sentence."""
    turns, parts = position.turns, []
    for kind in ("D", "G"):
        changes = [after.accuracy - before.accuracy for before, after in pairwise(turns) if after.kind == kind]
        if changes:
            parts.append(f"{100 * sum(changes) / len(changes):+.1f} points a step of {kind}")
    return f"D's accuracy changed by {' and '.join(parts)}, on average." if parts else "Make a move: step D or step G."
