"""Adversarial examples to train on: a network that has seen them leans on what it can keep.

Source: Wong 2020, arXiv:2001.03994: one step of the gradient's sign from a random start is as good as many, and costs one
more forward and backward pass.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

STEP = 1.25  # of eps: from a random start, a step of eps alone seldom reaches the edge (Wong 2020, section 4)


def attacked(model: nn.Module, images: Tensor, labels: Tensor, eps: float) -> Tensor:
    """Images (n, c, h, w) in [0, 1] with no value moved by more than eps, and the loss of each raised by it.

    The model's gradients stay as they are; its batch norm sees the pictures, as in training it must.
    """
    moved = torch.empty_like(images).uniform_(-eps, eps).requires_grad_()
    loss = nn.functional.cross_entropy(model((images + moved).clamp(0, 1)).float(), labels, reduction="sum")
    (slope,) = torch.autograd.grad(loss, moved)
    return (images + (moved.detach() + STEP * eps * slope.sign()).clamp(-eps, eps)).clamp(0, 1)
