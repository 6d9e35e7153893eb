"""How each family learns: batches of the same points, Adam with a rate that falls, or rounds of EM.

To add a family: a module with `sample` and, where it has one, `log_density`, and a line in `FAMILIES`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from vizlab.errors import VizlabError
from vizlab.generative import states
from vizlab.generative.families import mixture
from vizlab.generative.families.adversarial import Adversarial
from vizlab.generative.families.autoregressive import Autoregressive
from vizlab.generative.families.denoising import Denoising
from vizlab.generative.families.flow import Flow
from vizlab.generative.families.variational import Variational
from vizlab.randomness import RandomStream

BATCH, LR = 256, 0.004
EM_ROUNDS = 200


@dataclass(frozen=True)
class Family:
    """What is known of a family before it has learned anything.

    likelihood: "exact", "bound" or "none"; "by an ODE" where it follows from the deterministic way back. encodes: whether a point
    has a code. passes: network evaluations for one sample. steps: of training, in parts of the recipe's.
    """

    build: Callable[[], Any]
    likelihood: str
    encodes: bool
    passes: int
    steps: float = 1.0
    about: str = ""


@dataclass
class Points:
    """A mixture of Gaussians in the clothes of the other families: tensors in, tensors out."""

    k: int
    found: mixture.Gaussians | None = field(default=None)

    def log_density(self, x: Tensor) -> Tensor:
        """log p(x), (n,), nats."""
        return torch.tensor(self._known().log_density(x.numpy()), dtype=torch.float32)

    def sample(self, n: int, source: torch.Generator) -> Tensor:
        """Points (n, 2)."""
        seed = int(torch.randint(2**31 - 1, (1,), generator=source))
        return torch.tensor(self._known().draw(n, np.random.default_rng(seed)), dtype=torch.float32)

    def _known(self) -> mixture.Gaussians:
        if self.found is None:
            raise VizlabError("A mixture must learn before it is asked.")
        return self.found


def learn(name: str, x: Tensor, *, steps: int, components: int, seed: int) -> Generator[tuple[int, int, float], None, Any]:
    """The family of this name, taught points x (n, 2); on the way (step, steps in all, loss in nats), now and then.

    Errors: `VizlabError` if the loss stops being a number.
    """
    family, number = FAMILIES[name], list(FAMILIES).index(name)
    if name == "Mixture":
        return (yield from _rounds(Points(components), x, seed))
    with RandomStream(seed * len(FAMILIES) + number):
        model = family.build()
    total, source = round(steps * family.steps), states.generator(torch.device("cpu"), seed, number)
    losses = _losses(model, x, total, source)
    for done, loss in enumerate(losses, start=1):
        if not math.isfinite(loss):
            raise VizlabError(f"The loss of {name} stopped being a number at step {done:,}; another seed may do better.")
        if done % 20 == 0 or done == total:
            yield done, total, loss
    return model.requires_grad_(False).eval()


def _rounds(points: Points, x: Tensor, seed: int) -> Generator[tuple[int, int, float], None, Points]:
    data = x.numpy().astype(np.float64)
    rounds = mixture.climb(data, points.k, start="spread out", seed=seed)
    for done, found in zip(range(EM_ROUNDS + 1), rounds, strict=False):
        points.found = found
        if done % 20 == 0:
            yield done, EM_ROUNDS, -float(found.log_density(data).mean())
    return points


def _losses(model: nn.Module, x: Tensor, steps: int, source: torch.Generator) -> Iterator[float]:
    batches = _batches(x, source)
    if isinstance(model, Adversarial):
        return model.train_on(batches, source, steps)
    return _descent(model, batches, steps, source)


def _descent(model: Any, batches: Iterator[Tensor], steps: int, source: torch.Generator) -> Iterator[float]:
    """Adam, its rate falling to zero along a cosine, on what `loss` says; the loss of each step."""
    way = torch.optim.Adam(model.parameters(), LR)
    for number, batch in zip(range(steps), batches, strict=False):
        for group in way.param_groups:
            group["lr"] = LR * (1 + math.cos(math.pi * number / steps)) / 2
        loss = model.loss(batch, source)
        way.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 10.0)
        way.step()
        yield float(loss.detach())


def _batches(x: Tensor, source: torch.Generator) -> Iterator[Tensor]:
    while True:
        yield from x[torch.randperm(len(x), generator=source)].split(BATCH)


def weights(model: nn.Module) -> dict[str, NDArray[Any]]:
    """The weights by name, float16."""
    return {name: tensor.half().numpy() for name, tensor in model.state_dict().items()}


def revived(name: str, arrays: dict[str, NDArray[Any]]) -> Any:
    """A model of this family with these weights, frozen."""
    with RandomStream(0):
        model = FAMILIES[name].build()
    model.load_state_dict({key: torch.tensor(array, dtype=torch.float32) for key, array in arrays.items()})
    return model.requires_grad_(False).eval()


FAMILIES: dict[str, Family] = {
    "Mixture": Family(lambda: Points(1), "exact", True, 0, about="a sum of Gaussians, fitted by EM"),
    "Autoregressive": Family(Autoregressive, "exact", False, 2, 0.6, "one coordinate, then the other"),
    "VAE": Family(Variational, "bound", True, 1, 1.0, "codes, and noise around each decoded point"),
    "GAN": Family(Adversarial, "none", False, 1, 1.0, "a generator that fools a discriminator"),
    "Flow": Family(Flow, "exact", True, 1, 0.5, "noise bent by layers that can be undone"),
    "Diffusion": Family(Denoising, "by an ODE", True, 50, 2.0, "noise taken away step by step"),
}
