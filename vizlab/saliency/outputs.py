"""Which number of the network a map explains, as functions of the scores. To add one: one function, one line in `OUTPUTS`.

The score before softmax is the default: the gradient of a probability can also act by lowering the other classes, and it
vanishes where the network is certain. With s the scores and p the softmax, d log p_c = d s_c - sum_k p_k d s_k.
All: scores (n, n_classes), targets (n,) -> (n,). Source: Simonyan 2013, arXiv:1312.6034, section 3.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import nn
from torch.nn import functional as F

from vizlab.errors import VizlabError


def class_score(scores: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """The target's score before softmax, (n,)."""
    return scores.gather(1, targets[:, None])[:, 0]


def log_probability(scores: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """The logarithm of the target's probability, (n,)."""
    return class_score(F.log_softmax(scores, dim=1), targets)


def loss(scores: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """The cross-entropy of each example, (n,): minus the log-probability.

    So the absolute gradient is the same map, while Grad-CAM shows what speaks against the class.
    """
    return -log_probability(scores, targets)


def explained(model: nn.Module, images: torch.Tensor, targets: torch.Tensor, output: str = "class score") -> torch.Tensor:
    """The explained number of each image, (n,), from one forward pass.

    Errors: `VizlabError` for an unknown output, targets that the network has not, or scores that are not finite.
    """
    if output not in OUTPUTS:
        raise VizlabError(f"The explained output must be one of {', '.join(OUTPUTS)}; got {output!r}.")
    scores: torch.Tensor = model(images)
    _check(scores, targets)
    return OUTPUTS[output](scores, targets.to(scores.device))


def _check(scores: torch.Tensor, targets: torch.Tensor) -> None:
    n_classes = scores.shape[1]
    wrong = targets[(targets < 0) | (targets >= n_classes)].tolist()
    if wrong:
        raise VizlabError(f"A target must be a class from 0 to {n_classes - 1}; got {wrong[0]}.")
    if not scores.isfinite().all():
        raise VizlabError("The network's scores must be finite to be explained; got NaN or infinity: did its training diverge?")


OUTPUTS: dict[str, Callable[[torch.Tensor, torch.Tensor], torch.Tensor]] = {
    "class score": class_score,
    "log-probability": log_probability,
    "loss": loss,
}
