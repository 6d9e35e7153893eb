"""Gradient times input: what each pixel adds to the output if the network were the straight line that it is nearby.

Source: Shrikumar 2017, arXiv:1605.01713. In a network without biases whose activations are ReLUs the products add up to the
score; black pixels get nothing, whatever they mean.
"""

from __future__ import annotations

from torch import Tensor, nn

from vizlab.saliency.gradient import input_gradient


def gradient_times_input(model: nn.Module, images: Tensor, targets: Tensor, *, output: str = "class score") -> Tensor:
    """The product of each input value and the gradient by it, colours summed: images (n, c, h, w) -> (n, h, w), signed.

    Units: as the output. Errors: `VizlabError` as the gradient.
    """
    return (images.detach() * input_gradient(model, images, targets, output=output)).sum(dim=1)
