"""A generator against a discriminator, on points of the plane: samples, and nothing else.

Source: Goodfellow et al. 2014, arXiv:1406.2661, the non-saturating loss; Adam with beta1 = 0.5 (Radford 2015, arXiv:1511.06434).
"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor, nn

from vizlab.generative.network import perceptron
from vizlab.generative.plane_gan.losses import discriminator_loss, non_saturating

HIDDEN, LATENT, LR, BETAS = 64, 4, 0.002, (0.5, 0.999)
MEAN = 0.995  # of the running mean of the generator's weights, which is what samples are drawn from


class Adversarial(nn.Module):
    """Generator codes (n, 4) -> points (n, 2), and a discriminator that is needed in training only."""

    def __init__(self) -> None:
        """Build both."""
        super().__init__()
        self.generator = perceptron(LATENT, HIDDEN, 2, nn.ReLU)
        self.discriminator = perceptron(2, 2 * HIDDEN, 1, nn.ReLU)

    def train_on(self, batches: Iterator[Tensor], source: torch.Generator, steps: int) -> Iterator[float]:
        """Take a step of each network on each batch (n, 2); the generator's loss, one a step."""
        ways = [torch.optim.Adam(part.parameters(), LR, betas=BETAS) for part in (self.generator, self.discriminator)]
        mean = [parameter.detach().clone() for parameter in self.generator.parameters()]
        for number, real in zip(range(steps), batches, strict=False):
            for way in ways:
                for group in way.param_groups:
                    group["lr"] = LR * (1 - number / steps)
            self._update_discriminator(real, ways[1], source)
            yield self._update_generator(len(real), ways[0], source)
            with torch.no_grad():
                for own, new in zip(mean, self.generator.parameters(), strict=True):
                    own.lerp_(new, 1 - min(MEAN, (1 + number) / (10 + number)))
        with torch.no_grad():
            for parameter, own in zip(self.generator.parameters(), mean, strict=True):
                parameter.copy_(own)

    @torch.no_grad()
    def sample(self, n: int, source: torch.Generator) -> Tensor:
        """Points (n, 2) in one pass."""
        found: Tensor = self.generator(torch.randn(n, LATENT, generator=source))
        return found

    def _update_discriminator(self, real: Tensor, way: torch.optim.Adam, source: torch.Generator) -> None:
        logits = self.discriminator(torch.cat([real, self.sample(len(real), source)]))[:, 0]
        loss = discriminator_loss(logits[: len(real)], logits[len(real) :])
        way.zero_grad(set_to_none=True)
        loss.backward()
        way.step()

    def _update_generator(self, n: int, way: torch.optim.Adam, source: torch.Generator) -> float:
        made = self.generator(torch.randn(n, LATENT, generator=source))
        loss = non_saturating(self.discriminator(made)[:, 0])
        parameters = list(self.generator.parameters())
        for parameter, gradient in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
            parameter.grad = gradient
        way.step()
        return float(loss.detach())
