"""The loss of one network on fixed examples at any weights: fast where only values are asked for, exact slopes where they are.

Values: the weights are put into a private twin of the network (see `folding`), one set after the other, in inference mode and
channels last. `torch.func.vmap` over many sets turns convolutions into grouped ones, which the CPU computes far slower.
Batch norm keeps the means and variances of the copied network, as in Li 2018.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator

import torch
from torch import Tensor, nn
from torch.func import functional_call
from torch.nn.functional import cross_entropy

from vizlab.landscapes.network.folding import Twin

VALUES = 98_304  # numbers of input in a pass: 32 colour pictures of 32 px, so that a second derivative stays under 300 MB


class Losses:
    """A network's mean cross-entropy in nats on inputs and labels, as a function of one flat vector of weights (d,).

    The vector holds all that training changes by gradients, in the order of `training.path.flat`. The network given is only
    copied.
    """

    def __init__(
        self,
        network: nn.Module,
        inputs: Tensor,
        labels: Tensor,
        *,
        dtype: torch.dtype = torch.float32,
        statistics: bool = False,
    ) -> None:
        """statistics: whether the running means and variances of batch norm belong to the vector too, as they must on a line."""
        self.network = copy.deepcopy(network).to(dtype).eval().requires_grad_(False)
        known: dict[str, Tensor] = dict(self.network.named_parameters())
        if statistics:
            known |= {name: buffer for name, buffer in self.network.named_buffers() if buffer.is_floating_point()}
        self._tensors = {name: known[name] for name in sorted(known)}
        self.inputs, self.labels = inputs.to(dtype), labels
        twin = Twin(self.network)
        self._twin = twin if twin.agrees(self.inputs[: self.chunk]) else None
        self.centre = torch.cat([tensor.detach().flatten() for tensor in self._tensors.values()])

    @property
    def shapes(self) -> dict[str, torch.Size]:
        """Name -> shape of every tensor in the vector, in its order."""
        return {name: tensor.shape for name, tensor in self._tensors.items()}

    @property
    def chunk(self) -> int:
        """Examples in one pass."""
        return max(1, VALUES // self.inputs[0].numel())

    def split(self, weights: Tensor) -> dict[str, Tensor]:
        """Views of the vector by name."""
        parts = weights.split([shape.numel() for shape in self.shapes.values()])
        return {name: part.view(shape) for (name, shape), part in zip(self.shapes.items(), parts, strict=True)}

    @torch.inference_mode()
    def each(self, weights: Tensor) -> Tensor:
        """The loss of every example (n,) at these weights."""
        parts = self.inputs.split(2 * self.chunk)
        if self._twin is not None:
            self._twin.put(self.split(weights))
            answers = (self._twin.network(inputs) for inputs in parts)
        else:
            answers = (functional_call(self.network, self.split(weights), (inputs,)) for inputs in parts)
        return cross_entropy(torch.cat(list(answers)), self.labels, reduction="none")

    def at(self, weights: Tensor) -> float:
        """The mean loss at these weights."""
        return float(self.each(weights).double().mean())

    def graphs(self, weights: Tensor) -> Iterator[Tensor]:
        """The loss of some examples after others, as autograd knows it, weighted so that they add up to the mean."""
        for inputs, labels in zip(self.inputs.split(self.chunk), self.labels.split(self.chunk), strict=True):
            scores = functional_call(self.network, self.split(weights), (inputs,))
            yield cross_entropy(scores, labels, reduction="sum") / len(self.labels)
