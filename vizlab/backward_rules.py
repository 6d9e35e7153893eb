"""Other ways back through ReLU than the gradient: rules that show what of a picture speaks for a unit.

A ReLU hands a gradient back where its input was positive. The deconvolution of Zeiler 2014 (arXiv:1311.2901) hands it back where
the gradient itself is positive, guided backpropagation (Springenberg 2015, arXiv:1412.6806) where both are. Neither is the
gradient of anything; both leave alone what the network says. To add a rule: a line in `RULES`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from vizlab.errors import VizlabError
from vizlab.inspection import hooked


@contextmanager
def backward_rule(model: nn.Module, rule: str) -> Iterator[None]:
    """The model, whose ReLU modules hand gradients back by a rule of `RULES`; afterwards they are as before.

    Errors: `VizlabError` for an unknown rule.
    """
    if rule not in RULES:
        raise VizlabError(f"The rule must be one of {', '.join(RULES)}; got {rule!r}.")
    found = [module for module in model.modules() if isinstance(module, nn.ReLU)]
    in_place = [module.inplace for module in found]
    try:
        with contextlib.ExitStack() as stack:
            for module in found:
                module.inplace = False  # or the input that the hook needs would be gone
                stack.enter_context(hooked(module, _ruled(RULES[rule])))
            yield
    finally:
        for module, flag in zip(found, in_place, strict=True):
            module.inplace = flag


def _ruled(hand_back: Callable[[Tensor, Tensor], Tensor]) -> Callable[..., Tensor]:
    def hook(module: nn.Module, inputs: Any, output: Tensor) -> Tensor:
        ruled: Tensor = _Relu.apply(inputs[0], hand_back)
        return ruled

    return hook


class _Relu(torch.autograd.Function):
    """max(x, 0), with a rule for the way back."""

    @staticmethod
    def forward(context: Any, x: Tensor, hand_back: Callable[[Tensor, Tensor], Tensor]) -> Tensor:
        """Also keeps x for the way back."""
        context.save_for_backward(x)
        context.hand_back = hand_back
        return x.clamp(min=0)

    @staticmethod
    def backward(context: Any, gradient: Tensor) -> tuple[Tensor, None]:
        """What the rule makes of the gradient."""
        (x,) = context.saved_tensors
        return context.hand_back(x, gradient), None


RULES: dict[str, Callable[[Tensor, Tensor], Tensor]] = {  # name -> (input of the ReLU, gradient above) -> gradient below
    "guided backpropagation": lambda x, gradient: gradient.clamp(min=0) * (x > 0),
    "deconvolution": lambda x, gradient: gradient.clamp(min=0),
    "gradient": lambda x, gradient: gradient * (x > 0),
}
