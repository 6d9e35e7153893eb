"""Two networks against each other in the plane: how a game starts, and the one step that each player can take.

Both are perceptrons under Adam. Neither step touches the weights of the other network, its gradients or its optimizer. What
makes the step of an option different stands in `regular` and `unrolled`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn, optim

from vizlab.generative import states
from vizlab.generative.network import perceptron
from vizlab.generative.plane_gan import modes, regular
from vizlab.generative.plane_gan.choices import GanRecipe
from vizlab.generative.plane_gan.clouds import Cloud, cloud
from vizlab.generative.plane_gan.losses import DISCRIMINATOR_LOSSES, GENERATOR_LOSSES, NORMS
from vizlab.generative.plane_gan.stack import Source, Stack, each
from vizlab.generative.plane_gan.unrolled import unrolled_loss
from vizlab.randomness import RandomStream

POINTS = 500
BETA2 = 0.999


@dataclass(frozen=True)
class Game:
    """The moving parts: data, its centres (k, 2), fixed codes (500, latent), networks, optimizers.

    The networks may be stacks of s, one for each of s seeds; a source of random numbers is then a list of s generators.
    """

    recipe: GanRecipe
    data: Cloud
    middle: Tensor
    codes: Tensor
    generator: nn.Module
    discriminator: nn.Module
    optimizer_g: optim.Adam
    optimizer_d: optim.Adam


def start(recipe: GanRecipe, device: torch.device) -> Game:
    """The game before its first step. Errors: `VizlabError` if the data cannot be made."""
    data = cloud(recipe)
    with RandomStream(recipe.seed):
        generator = perceptron(recipe.latent, recipe.hidden, 2, nn.ReLU)
        discriminator = perceptron(2, recipe.hidden, 1, nn.ReLU)
    if recipe.spectral:
        regular.spectrally_normed(discriminator, recipe.seed)
    middle = torch.tensor(data.middle, dtype=torch.float32, device=device)
    source = states.generator(device, recipe.seed, 0, 1)
    codes = torch.randn(POINTS, recipe.latent, generator=source, device=device)
    networks, betas = (generator.to(device), discriminator.to(device)), (recipe.beta1, BETA2)
    adam = [optim.Adam(network.parameters(), lr, betas=betas) for network, lr in zip(networks, _rates(recipe), strict=True)]
    discriminator.eval()  # spectral norm learns its largest singular value in D's own steps only
    return Game(recipe, data, middle, codes, generator, discriminator, adam[0], adam[1])


def start_many(recipes: Sequence[GanRecipe], device: torch.device) -> Game:
    """The games of recipes that differ in their seed only, as one; without spectral norm, which keeps a state of its own."""
    games = [start(recipe, device) for recipe in recipes]
    stacks = [Stack([getattr(game, name) for game in games]).to(device) for name in ("generator", "discriminator")]
    betas, first = (recipes[0].beta1, BETA2), games[0]
    adam = [optim.Adam(stack.parameters(), lr, betas=betas) for stack, lr in zip(stacks, _rates(recipes[0]), strict=True)]
    codes = torch.stack([game.codes for game in games])
    return Game(first.recipe, first.data, first.middle, codes, stacks[0], stacks[1], adam[0], adam[1])


def update_discriminator(game: Game, source: Source, noise: float = 0.0) -> Tensor:
    """One step of D on fresh data and fresh generated points, which are constants here; its loss before the step.

    noise: standard deviation of what is added to what D sees, as the recipe's `noise_on` says.
    """
    recipe = game.recipe
    real, n = fresh_data(game, source), recipe.batch_size
    with torch.no_grad():
        fake = game.generator(fresh_codes(game, source))
    real, fake = noisy(game, real, fake, noise, source)
    game.discriminator.train(recipe.spectral)
    logits = game.discriminator(torch.cat([real, fake], dim=-2))[..., 0]  # one pass instead of two
    loss = DISCRIMINATOR_LOSSES[recipe.loss](logits[..., :n], logits[..., n:])
    if recipe.penalty:
        mixed = each(source, lambda one: torch.rand(n, 1, generator=one, device=real.device))
        loss = loss + recipe.penalty * regular.gradient_penalty(game.discriminator, real, fake, mixed)
    game.discriminator.eval()
    game.optimizer_d.zero_grad(set_to_none=True)
    loss.sum().backward()  # the games of a stack do not meet
    game.optimizer_d.step()
    if recipe.clip:
        regular.clip(game.discriminator, recipe.clip)
    return loss.detach()


def update_generator(game: Game, source: Source, noise: float = 0.0) -> Tensor:
    """One step of G through a frozen D, which gets neither gradient nor change; its loss before the step."""
    loss = _generator_loss(game, source, noise)
    parameters = list(game.generator.parameters())
    for parameter, gradient in zip(parameters, torch.autograd.grad(loss.sum(), parameters), strict=True):
        parameter.grad = gradient
    game.optimizer_g.step()
    return loss.detach()


def _generator_loss(game: Game, source: Source, noise: float) -> Tensor:
    recipe = game.recipe
    fake = game.generator(fresh_codes(game, source))
    if recipe.unrolled:
        real, fake = noisy(game, fresh_data(game, source), fake, noise, source)
        return unrolled_loss(recipe, game.discriminator, game.optimizer_d, real, fake)
    fake = noisy(game, fake[..., :0, :], fake, noise, source)[1]
    return GENERATOR_LOSSES[recipe.loss](game.discriminator(fake)[..., 0])


def noisy(game: Game, real: Tensor, fake: Tensor, noise: float, source: Source) -> tuple[Tensor, Tensor]:
    """Data and generated points with Gaussian noise of this standard deviation on those that the recipe says."""
    if not noise:
        return real, fake

    def blurred(points: Tensor) -> Tensor:
        shape = points.shape[-2:]
        return points + noise * each(source, lambda one: torch.randn(shape, generator=one, device=points.device))

    on_real, on_fake = regular.NOISE_ON[game.recipe.noise_on]
    return blurred(real) if on_real else real, blurred(fake) if on_fake else fake


def gradient_norms(game: Game) -> dict[str, float]:
    """Norm of the gradient of either logistic generator loss in all weights of G, on the fixed codes, whichever is trained."""
    found = {}
    logits = game.discriminator(game.generator(game.codes))[:, 0]
    for name in NORMS:
        gradients = torch.autograd.grad(GENERATOR_LOSSES[name](logits), list(game.generator.parameters()), retain_graph=True)
        found[name] = float(torch.stack([gradient.norm() for gradient in gradients]).norm())
    return found


def fresh_codes(game: Game, source: Source) -> Tensor:
    """The codes of a batch (n, latent)."""
    shape = (game.recipe.batch_size, game.recipe.latent)
    return each(source, lambda one: torch.randn(shape, generator=one, device=game.middle.device))


def fresh_data(game: Game, source: Source) -> Tensor:
    """The data of a batch (n, 2)."""
    recipe = game.recipe
    return each(source, lambda one: modes.draw(recipe.batch_size, game.middle, recipe.spread, one))


def data_points(game: Game, n: int = POINTS, place: int = 3) -> Tensor:
    """n points of the data (n, 2), always the same; another place of the seed's streams, other ones."""
    source = states.generator(game.middle.device, game.recipe.seed, 0, place)
    return modes.draw(n, game.middle, game.recipe.spread, source)


def head_start(game: Game) -> None:
    """The recipe's steps of the discriminator alone."""
    source = states.generator(game.middle.device, game.recipe.seed, 0, 2)
    for _ in range(game.recipe.head_start):
        update_discriminator(game, source, game.recipe.instance_noise)


def _rates(recipe: GanRecipe) -> tuple[float, float]:
    return recipe.lr_g, recipe.lr_d
