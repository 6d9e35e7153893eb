"""Ways back to the pixels that keep only what speaks for the class, alone and within the regions of Grad-CAM.

Sources: deconvolution, Zeiler 2014, arXiv:1311.2901; guided backpropagation, Springenberg 2015, arXiv:1412.6806; guided
Grad-CAM, Selvaraju 2017, arXiv:1610.02391, section 3.2. The rules are in `vizlab.backward_rules`: they hold at ReLU modules;
other activations hand back their gradients. The first two hardly depend on what was learned (Adebayo 2018, arXiv:1810.03292).
"""

from __future__ import annotations

from torch import Tensor, nn

from vizlab.backward_rules import backward_rule
from vizlab.saliency.gradcam import grad_cam
from vizlab.saliency.gradient import check_channels, input_gradient, joined


def guided_backpropagation(
    model: nn.Module, images: Tensor, targets: Tensor, *, output: str = "class score", channels: str = "max"
) -> Tensor:
    """The size of what ReLUs hand back where input and gradient are positive: images (n, c, h, w) -> (n, h, w).

    Errors: `VizlabError` as the gradient.
    """
    return _by_rule("guided backpropagation", model, images, targets, output, channels)


def deconvolution(
    model: nn.Module, images: Tensor, targets: Tensor, *, output: str = "class score", channels: str = "max"
) -> Tensor:
    """The size of what ReLUs hand back where the gradient is positive, whatever the input: images (n, c, h, w) -> (n, h, w).

    Errors: `VizlabError` as the gradient.
    """
    return _by_rule("deconvolution", model, images, targets, output, channels)


def guided_grad_cam(
    model: nn.Module,
    images: Tensor,
    targets: Tensor,
    *,
    layer: str | None = None,
    output: str = "class score",
    channels: str = "max",
) -> Tensor:
    """Guided backpropagation times Grad-CAM of the layer, pixel by pixel: images (n, c, h, w) -> (n, h, w).

    Errors: `VizlabError` as of both.
    """
    cam = grad_cam(model, images, targets, layer=layer, output=output)
    return cam * guided_backpropagation(model, images, targets, output=output, channels=channels)


def _by_rule(rule: str, model: nn.Module, images: Tensor, targets: Tensor, output: str, channels: str) -> Tensor:
    check_channels(channels)
    with backward_rule(model, rule):
        return joined(input_gradient(model, images, targets, output=output), channels)
