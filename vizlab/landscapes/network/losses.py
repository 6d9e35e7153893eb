"""The loss of one network on fixed examples at any weights: fast where only values are asked for, exact slopes where they are.

Values: the weights are put into a private twin of the network (see `folding`), one set after the other, in inference mode and
channels last. `torch.func.vmap` over many sets turns convolutions into grouped ones, which the CPU computes far slower.
Batch norm keeps the means and variances of the copied network, as in Li 2018.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import torch
from torch import Tensor, nn
from torch.func import functional_call
from torch.nn.functional import cross_entropy

from vizlab.devices import one_thread
from vizlab.landscapes.network.folding import Twin

VALUES = 98_304  # numbers of input in a pass: 32 colour pictures of 32 px, so that a second derivative stays under 300 MB
MANY_WEIGHTS = 100_000  # with more, one pass keeps all threads of torch busy; with fewer, they hold each other up


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
        self._twins = [twin] if twin.agrees(self.inputs[: self.chunk]) else []
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

    def each(self, weights: Tensor) -> Tensor:
        """The loss of every example (n,) at these weights."""
        return self._each(weights, 0)

    def each_of(self, places: Sequence[Tensor]) -> Tensor:
        """The loss of every example at each of these weights, (k, n); of a small network as many at once as torch has threads."""
        workers = min(torch.get_num_threads(), len(places))
        if workers <= 1 or not self._twins or len(self.centre) > MANY_WEIGHTS:
            return torch.stack([self.each(weights) for weights in places])
        self._twins += [copy.deepcopy(self._twins[0]) for _ in range(workers - len(self._twins))]
        with one_thread(), ThreadPoolExecutor(workers) as pool:
            shares = pool.map(lambda first: self._share(places[first::workers], first), range(workers))
            found = torch.empty(len(places), len(self.labels), dtype=self.inputs.dtype, device=self.inputs.device)
            for first, share in enumerate(shares):
                found[first::workers] = share
        return found

    def _share(self, places: Sequence[Tensor], twin: int) -> Tensor:
        torch.set_num_threads(1)  # each thread of Python has its own number
        return torch.stack([self._each(weights, twin) for weights in places])

    @torch.inference_mode()
    def _each(self, weights: Tensor, twin: int) -> Tensor:
        parts = self.inputs.split(2 * self.chunk)
        if self._twins:
            known = self._twins[twin]
            known.put(self.split(weights))
            answers = (known.network(inputs) for inputs in parts)
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
