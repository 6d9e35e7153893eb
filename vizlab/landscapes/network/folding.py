"""A network's twin for values only: batch norm folded into the convolutions before it, maxima taken before the activation.

Both say the same as the network, up to rounding, in half the time. Whether they do is measured, not read off the code: a twin
that answers differently is not used.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from itertools import pairwise

import torch
from torch import Tensor, nn

CLOSE = 1e-3  # of the largest score: rounds in another order may differ by so much


class Twin:
    """A private copy of a network that takes its weights by name and gives its scores, fast."""

    def __init__(self, network: nn.Module) -> None:
        """The network is only copied."""
        self._source = network
        self._pairs = _pairs(network)
        self.network = copy.deepcopy(network)
        for conv_name, norm_name in self._pairs.items():
            conv = self.network.get_submodule(conv_name)
            if conv.bias is None:
                channels = len(conv.weight)
                conv.bias = nn.Parameter(conv.weight.new_zeros(channels), requires_grad=False)
            parent, _, own = norm_name.rpartition(".")
            setattr(self.network.get_submodule(parent), own, nn.Identity())
        _swap(self.network)
        self._tensors = dict(self.network.named_parameters()) | dict(self.network.named_buffers())

    @torch.inference_mode()
    def agrees(self, inputs: Tensor) -> bool:
        """Whether it says what the network says, as it is and with every weight changed."""
        own = dict(self._source.named_parameters())
        for factor in (1.0, 1.1):
            weights = {name: tensor + (factor - 1) * tensor.abs().mean() for name, tensor in own.items()}
            self.put(weights)
            wanted = torch.func.functional_call(self._source, weights, (inputs,))
            if not float((self.network(inputs) - wanted).abs().max()) <= CLOSE * float(wanted.abs().max()):
                return False
        return True

    def put(self, weights: Mapping[str, Tensor]) -> None:
        """Take weights by the network's own names."""
        folded: set[str] = set()
        for conv_name, norm_name in self._pairs.items():
            conv = {name: weights.get(f"{conv_name}.{name}") for name in ("weight", "bias")}
            norm = {name: self._of(f"{norm_name}.{name}", weights) for name in _NORM}
            eps = self._source.get_submodule(norm_name).eps
            scale = norm["weight"] / (norm["running_var"] + eps).sqrt()  # type: ignore[operator]
            shift = -norm["running_mean"] if conv["bias"] is None else conv["bias"] - norm["running_mean"]
            assert conv["weight"] is not None
            self._tensors[f"{conv_name}.weight"].copy_(conv["weight"] * scale.view(-1, 1, 1, 1))
            self._tensors[f"{conv_name}.bias"].copy_(norm["bias"] + shift * scale)
            folded |= {conv_name, norm_name}
        for name, tensor in weights.items():
            if name.rpartition(".")[0] not in folded:
                self._tensors[name].copy_(tensor)

    def _of(self, name: str, weights: Mapping[str, Tensor]) -> Tensor:
        if name in weights:
            return weights[name]
        module, _, own = name.rpartition(".")
        found: Tensor = getattr(self._source.get_submodule(module), own)
        return found


def _pairs(network: nn.Module) -> dict[str, str]:
    """Each convolution that a batch norm of as many channels follows -> that batch norm."""
    leaves = [(name, module) for name, module in network.named_modules() if not list(module.children())]
    found = {}
    for (name, module), (next_name, following) in pairwise(leaves):
        fits = isinstance(module, nn.Conv2d) and isinstance(following, nn.BatchNorm2d) and following.affine
        if fits and following.num_features == module.out_channels:
            found[name] = next_name
    return found


def _swap(network: nn.Module) -> None:
    """Max pooling before a ReLU instead of after it: the same numbers, and a quarter of the work."""
    for parent in network.modules():
        if not isinstance(parent, nn.Sequential):
            continue
        for place, (first, second) in enumerate(pairwise(list(parent))):
            if isinstance(first, nn.ReLU) and isinstance(second, nn.MaxPool2d):
                parent[place], parent[place + 1] = second, first


_NORM = ("weight", "bias", "running_mean", "running_var")
