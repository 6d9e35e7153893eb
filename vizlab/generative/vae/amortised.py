"""What it costs that one encoder serves all pictures: mu and logvar of single pictures, improved by gradient on their own ELBO.

ELBO(encoder) <= ELBO(best Gaussian for this picture) <= log p(x): the first step is the amortisation gap, the second what no
diagonal Gaussian can close. Source: Cremer, Li, Duvenaud 2018, arXiv:1801.03558.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from vizlab.generative import states
from vizlab.generative.network import Vae
from vizlab.generative.vae.bounds import evidence, weigh
from vizlab.generative.vae.elbo import kl_by_dimension, reparameterise

LEARNING, JUDGING = 4, 32  # draws of noise a picture, each also mirrored: new ones for every gradient, fixed ones to judge
DRAWS = 1000  # for an estimate of log p(x)
CHECK_EVERY = 20  # steps
LR = 0.05


@dataclass(frozen=True)
class Refined:
    """Pictures' own q: mu, logvar (n, latent). before, after (n,): ELBO of the encoder's q and of this one, nats.

    course: (step, mean ELBO over pictures), on the noise that judges.
    """

    mu: Tensor
    logvar: Tensor
    before: Tensor
    after: Tensor
    course: list[tuple[int, float]]


def refine(vae: Vae, x: Tensor, labels: Tensor, *, steps: int, seed: int) -> Refined:
    """Pictures x (n, d), labels (n,) -> what `steps` of Adam on each one's mu and logvar make of the encoder's answer.

    The verdict always falls on the same noise, which the gradient never sees. Of each picture the best q seen is kept, so that
    its ELBO never falls. The learning rate falls to zero along a line.
    """
    source = states.generator(x.device, seed, 8)
    with torch.no_grad():
        start = vae.encode(x, labels)
    judging = _mirrored(JUDGING, start[0], source)
    mu, logvar = (part.clone().requires_grad_(True) for part in start)
    optimizer = torch.optim.Adam([mu, logvar], LR)
    best = before = _judge(vae, x, labels, (mu, logvar), judging)
    kept, course = torch.cat([mu, logvar], 1).detach().clone(), [(0, float(before.mean()))]
    for step in range(1, steps + 1):
        optimizer.param_groups[0]["lr"] = LR * (1 - (step - 1) / steps)
        learning = _mirrored(LEARNING, start[0], source)
        with torch.enable_grad():
            grads = torch.autograd.grad(-_elbo(vae, x, labels, (mu, logvar), learning).sum(), [mu, logvar])
        mu.grad, logvar.grad = grads
        optimizer.step()
        if step % CHECK_EVERY == 0 or step == steps:
            now = _judge(vae, x, labels, (mu, logvar), judging)
            kept = torch.where((now > best)[:, None], torch.cat([mu, logvar], 1).detach(), kept)
            best = torch.maximum(now, best)
            course.append((step, float(best.mean())))
    found, spread = kept.chunk(2, dim=1)
    return Refined(found, spread, before, best, course)


@dataclass(frozen=True)
class Account:
    """Of several pictures, nats: what -ELBO has beyond -log p(x), in two named parts, and what is uncertain of the second.

    before, after, log_p: lists of the three numbers that the parts lie between.
    """

    before: list[float]
    after: list[float]
    log_p: list[float]
    errors: list[float]

    @property
    def parts(self) -> dict[str, list[float]]:
        """Name -> nats of each picture."""
        closed = [after - before for after, before in zip(self.after, self.before, strict=True)]
        left = [max(log_p - after, 0.0) for log_p, after in zip(self.log_p, self.after, strict=True)]
        return {"amortisation gap": closed, "gap that no such q can close": left}


def account(vae: Vae, x: Tensor, labels: Tensor, *, steps: int, seed: int, draws: int = DRAWS) -> Account:
    """Refine pictures x (n, d), and estimate log p(x) by importance sampling from each one's own q."""
    found = refine(vae, x, labels, steps=steps, seed=seed)
    told = [evidence(weigh(vae, x[[i]], labels[[i]], (found.mu[[i]], found.logvar[[i]]), draws, seed)) for i in range(len(x))]
    return Account(found.before.tolist(), found.after.tolist(), [one.log_p for one in told], [one.log_p_error for one in told])


@torch.no_grad()
def before_and_after(vae: Vae, x: Tensor, labels: Tensor, shape: tuple[int, ...], *, steps: int, seed: int) -> NDArray[np.uint8]:
    """A picture x (1, d), what the mean of the encoder's q makes of it, and that of its own: (3, h, w), grey levels."""
    found = refine(vae, x, labels, steps=steps, seed=seed)
    codes = torch.cat([vae.encode(x, labels)[0], found.mu])
    means = torch.sigmoid(vae.decode(codes, labels.expand(2)))
    grey: NDArray[np.uint8] = (torch.cat([x, means]) * np.iinfo(np.uint8).max).round().to(torch.uint8).numpy()
    return grey.reshape(3, *shape[1:])


def _mirrored(draws: int, like: Tensor, source: torch.Generator) -> Tensor:
    """Noise (2 · draws, n, latent), every draw also with the other sign: the mean over both is steadier."""
    noise = torch.randn(draws, *like.shape, generator=source)
    return torch.cat([noise, -noise])


def _elbo(vae: Vae, x: Tensor, labels: Tensor, q: tuple[Tensor, Tensor], noise: Tensor) -> Tensor:
    """The ELBO (n,) with these draws (draws, n, latent), the KL in closed form."""
    draws, n, _ = noise.shape
    z = reparameterise(*q, noise).flatten(0, 1)
    cost = vae.cost(z, x.repeat(draws, 1), labels.repeat(draws)).reshape(draws, n).mean(0)
    return -cost - kl_by_dimension(*q).sum(1)


@torch.no_grad()
def _judge(vae: Vae, x: Tensor, labels: Tensor, q: tuple[Tensor, Tensor], noise: Tensor) -> Tensor:
    return _elbo(vae, x, labels, q, noise)
