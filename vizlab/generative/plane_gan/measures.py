"""What is measured of a game on its way, on points that stay the same: `Meter(game).numbers(step)` is one point of each curve.

To add a number: its name in `CURVE` and its value in `numbers`, at the same place.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from vizlab.errors import VizlabError
from vizlab.generative import states
from vizlab.generative.plane_gan import divergence, losses, modes
from vizlab.generative.plane_gan.choices import GanRecipe
from vizlab.generative.plane_gan.game import Game, data_points, gradient_norms, start

MANY = 2000  # points of which the distance from the true density is estimated
MOST = 60_000.0  # in half precision
SHOWN, PUSHES, GRID = 300, 60, 30  # points and pushes of a frame, places a side of its field
CURVE = (
    "step",
    "discriminator loss",
    "generator loss",
    *(f"gradient, {name}" for name in losses.NORMS),
    "covered",
    "good",
    "effective",
    "deviation",
    "js",
    "kl",
)


class Meter:
    """All that stays the same while a game is measured: its data, the codes, the true density of each cell."""

    def __init__(self, game: Game) -> None:
        """Draw them from streams of the recipe's seed that training does not use."""
        self.game = game
        self._real = data_points(game)
        source = states.generator(game.middle.device, game.recipe.seed, 0, 4)
        self._codes = torch.randn(MANY, game.recipe.latent, generator=source, device=game.middle.device)
        self._truth = divergence.truth(game.data, game.recipe.edge)

    def numbers(self, step: int) -> list[float]:
        """One point of every curve, in the order of `CURVE`. Errors: `VizlabError` if the points are no numbers any more."""
        game, recipe = self.game, self.game.recipe
        with torch.no_grad():
            points = game.generator(game.codes)
            fake, real = game.discriminator(points)[:, 0], game.discriminator(self._real)[:, 0]
        if not bool(torch.isfinite(points).all() & torch.isfinite(fake).all()):
            raise VizlabError(_advice(recipe, step))
        found = modes.coverage(points.cpu().numpy(), game.data)
        apart = self._divergence()
        return [
            float(step),
            *(short(value) for value in (losses.DISCRIMINATOR_LOSSES[recipe.loss](real, fake), _own_loss(recipe, fake))),
            *(short(norm) for norm in gradient_norms(game).values()),
            float(found.covered),
            *(short(value) for value in (found.good, found.effective, deviation(points), apart.js, apart.kl)),
        ]

    def counts(self) -> list[int]:
        """Good points of each mode."""
        with torch.no_grad():
            points = self.game.generator(self.game.codes)
        return [int(count) for count in modes.coverage(points.cpu().numpy(), self.game.data).counts]

    def fixed(self) -> dict[str, NDArray[Any]]:
        """What is the same in all frames: data points (300, 2)."""
        return {"real": self._real[:SHOWN].half().cpu().numpy()}

    def record(self) -> dict[str, Any]:
        """What a run says of itself at its end, beside the data itself and blind guessing."""
        game, last = self.game, dict(zip(CURVE, self.numbers(0), strict=True))
        real = modes.coverage(self._real.cpu().numpy(), game.data)
        floor = divergence.divergence(data_points(game, MANY, 5).cpu().numpy(), self._truth, game.recipe.edge)
        return {
            "covered": int(last["covered"]),
            "of": game.data.parts,
            **{name: last[name] for name in ("good", "effective", "deviation", "js", "kl")},
            "good_of_data": real.good,
            "good_by_chance": modes.chance(game.data, game.recipe.edge),
            "effective_of_data": real.effective,
            "deviation_of_data": deviation(self._real),
            "js_of_data": floor.js,
            "kl_of_data": floor.kl,
        }

    def _divergence(self) -> divergence.Divergence:
        with torch.no_grad():
            many = self.game.generator(self._codes).cpu().numpy()
        return divergence.divergence(many, self._truth, self.game.recipe.edge)


def deviation(points: Tensor) -> float:
    """The standard deviation of points (n, 2), over both axes: the root of their mean variance."""
    return float(points.var(dim=0).mean().sqrt())


def moment(game: Game, *, points: int = SHOWN) -> dict[str, NDArray[Any]]:
    """What a frame shows of a game; fields in whole per cent "real", the rest in half precision.

    points (n, 2), logits (n,) and real logits (n,) of D on them and on data, field (30, 30), pushes on the first 60 (60, 2).
    """
    loss = game.recipe.loss
    made = game.generator(game.codes[:points]).detach().requires_grad_()
    logits = game.discriminator(made)[:, 0]
    # The loss is a mean: times n it is what each point's own loss says, however many there are.
    (slope,) = torch.autograd.grad(losses.GENERATOR_LOSSES[loss](logits) * len(made), made)
    with torch.no_grad():
        real = game.discriminator(data_points(game)[:points])[:, 0]
        raw = game.discriminator(_places(game.recipe, made.device))[:, 0]
        field = losses.verdict(loss, raw, real, logits).reshape(GRID, GRID)
    arrays = {"points": made, "logits": logits, "real logits": real, "pushes": -slope[:PUSHES]}
    halves = {name: tensor.detach().clamp(-MOST, MOST).half().cpu().numpy() for name, tensor in arrays.items()}
    return halves | {"field": np.rint(field.cpu().numpy() * 100).astype(np.uint8)}


def preview(recipe: GanRecipe) -> tuple[dict[str, NDArray[Any]], NDArray[Any]]:
    """The moment before training, and points of the data (300, 2): what a recipe begins with."""
    game = start(recipe, torch.device("cpu"))
    return moment(game), data_points(game)[:SHOWN].numpy()


def logit_shares(arrays: Mapping[str, NDArray[Any]], bins: int = 36) -> tuple[list[float], dict[str, list[float]]]:
    """Edges (bins + 1,) over D's outputs of a moment, but for the outermost hundredth, and the share of each kind in each bin."""
    kinds = {"data": arrays["real logits"].astype(float), "generated": arrays["logits"].astype(float)}
    low, high = np.quantile(np.concatenate(list(kinds.values())), [0.01, 0.99])
    edges = np.linspace(min(low, -1.0), max(high, 1.0), bins + 1)
    inside = {kind: np.clip(values, edges[0], edges[-1]) for kind, values in kinds.items()}
    return edges.tolist(), {kind: (np.histogram(values, edges)[0] / len(values)).tolist() for kind, values in inside.items()}


def short(value: float | Tensor) -> float:
    """Five digits: a curve of thousands of numbers must stay small."""
    return float(f"{float(value):.5g}")


def _own_loss(recipe: GanRecipe, fake: Tensor) -> Tensor:
    return losses.GENERATOR_LOSSES[recipe.loss](fake)


def _places(recipe: GanRecipe, device: torch.device) -> Tensor:
    line = torch.linspace(-recipe.edge, recipe.edge, GRID, device=device)
    rows, columns = torch.meshgrid(line, line, indexing="ij")
    return torch.stack([columns, rows], dim=-1).reshape(-1, 2)


def _advice(recipe: GanRecipe, step: int) -> str:
    free = recipe.loss == "Wasserstein" and not (recipe.clip or recipe.penalty or recipe.spectral)
    advice = f"the learning rates {recipe.lr_g:g} and {recipe.lr_d:g} are too large; try a tenth of them"
    if free:
        advice = "nothing holds the critic's slope; give it a gradient penalty, clipped weights or the spectral norm"
    return f"The generated points stopped being numbers by step {step:,}: {advice}."
