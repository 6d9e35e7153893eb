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
from vizlab.inspection import hooked, out_of_place


@contextmanager
def backward_rule(model: nn.Module, rule: str) -> Iterator[None]:
    """The model, whose ReLU modules hand gradients back by a rule of `RULES`; afterwards they are as before.

    Errors: `VizlabError` for an unknown rule.
    """
    if rule not in RULES:
        raise VizlabError(f"The rule must be one of {', '.join(RULES)}; got {rule!r}.")
    with contextlib.ExitStack() as stack:
        stack.enter_context(out_of_place(model))  # or the input that the hook needs would be gone
        for module in model.modules():
            if isinstance(module, nn.ReLU):
                stack.enter_context(hooked(module, _ruled(RULES[rule])))
        yield


def _ruled(rule: Callable[[Tensor, Tensor], Tensor]) -> Callable[..., Tensor]:
    return lambda module, inputs, output: rule(inputs[0], output)


def _guided(x: Tensor, output: Tensor) -> Tensor:
    if output.requires_grad:
        output.register_hook(_positive)  # before the gradient comes to the ReLU, which then does its own part
    return output


def _deconvolved(x: Tensor, output: Tensor) -> Tensor:
    opened: Tensor = _Open.apply(x)
    return opened


def _positive(gradient: Tensor) -> Tensor:
    return gradient.clamp(min=0)


class _Open(torch.autograd.Function):
    """max(x, 0), which on the way back lets positive gradients through wherever they come."""

    @staticmethod
    def forward(context: Any, x: Tensor) -> Tensor:
        """The same as of a ReLU."""
        return x.clamp(min=0)

    @staticmethod
    def backward(context: Any, gradient: Tensor) -> Tensor:
        """The positive part of the gradient."""
        return _positive(gradient)


RULES: dict[str, Callable[[Tensor, Tensor], Tensor]] = {  # name -> (input and output of the ReLU) -> what flows on
    "guided backpropagation": _guided,
    "deconvolution": _deconvolved,
    "gradient": lambda x, output: output,
}
