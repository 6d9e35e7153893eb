"""Saliency: which pixels a network's answer depends on, one method a file.

To add one: a function `(model, images (n, c, h, w), targets (n,), *, options) -> (n, h, w)` and one line in `METHODS`.
Every method leaves the model, the images, `.grad` and the random state as they were, also on failure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch

from vizlab.errors import VizlabError
from vizlab.saliency.baselines import BASELINES
from vizlab.saliency.control import edge_detector, random_map
from vizlab.saliency.evidence import Drop, finite_difference_error, score_drop
from vizlab.saliency.explanation import Explanation, explain, foremost, probabilities
from vizlab.saliency.gradcam import grad_cam, grad_cam_plus_plus, layer_cam
from vizlab.saliency.gradient import CHANNELS, gradient_map
from vizlab.saliency.gradient_input import gradient_times_input
from vizlab.saliency.guided import deconvolution, guided_backpropagation, guided_grad_cam
from vizlab.saliency.integrated import PATH_RULES, Completeness, completeness, integrated_gradients
from vizlab.saliency.layers import convolutions
from vizlab.saliency.lrp import Conservation, conserved, lrp
from vizlab.saliency.occlusion import occlusion
from vizlab.saliency.outputs import OUTPUTS
from vizlab.saliency.rise import rise
from vizlab.saliency.scorecam import score_cam
from vizlab.saliency.smoothgrad import smooth_grad, squared_smooth_grad, var_grad

__all__ = [
    "BASELINES",
    "CHANNELS",
    "METHODS",
    "OUTPUTS",
    "PATH_RULES",
    "Completeness",
    "Conservation",
    "Drop",
    "Explanation",
    "Method",
    "completeness",
    "conserved",
    "convolutions",
    "explain",
    "find",
    "finite_difference_error",
    "foremost",
    "grad_cam",
    "gradient_map",
    "probabilities",
    "random_map",
    "score_drop",
    "smooth_grad",
    "why_empty",
]


@dataclass(frozen=True)
class Method:
    """What the table knows of a method.

    about: what the map shows, one line. map: (model, images, targets, **options) -> (n, h, w), never negative unless is_signed:
    then positive where a pixel speaks for the class, negative where against it, the colours summed.
    source: the citation. options: the keywords that `map` takes. empty: why a map can be zero everywhere, a sentence.
    needs_convolutions: whether a network without them is refused. needs_chain: whether a network that adds or joins ways, or has
    another activation than ReLU, is refused. is_control: whether it asks the network nothing.
    """

    about: str
    map: Callable[..., torch.Tensor]
    source: str
    empty: str
    options: tuple[str, ...] = ()
    needs_convolutions: bool = False
    needs_chain: bool = False
    is_control: bool = False
    is_signed: bool = False


def find(name: str) -> Method:
    """The method of this name. Errors: `VizlabError` listing the names."""
    if name not in METHODS:
        raise VizlabError(f"The saliency method must be one of {', '.join(METHODS)}; got {name!r}.")
    return METHODS[name]


def why_empty(name: str, saliency: torch.Tensor) -> str | None:
    """The reason why this map of the method of this name shows nothing, as a sentence; None if it shows something."""
    method = find(name)
    return None if bool(saliency.any()) else method.empty


OF_GRADIENT = ("output", "channels")
OF_NOISE = ("n_samples", "sigma", "seed")
SWITCHED_OFF = (
    "The gradient is zero at every pixel: every path to the output is switched off, or the network is so certain that the "
    "probability no longer moves."
)
NOTHING_POSITIVE = "Every weighted activation is zero or negative for this class: ReLU leaves nothing to show."

METHODS: dict[str, Method] = {
    "gradient": Method(
        "How much the class would change if a pixel changed a little: fine detail, but noisy.",
        gradient_map,
        source="Simonyan, Vedaldi, Zisserman 2013, arXiv:1312.6034, section 3.1",
        empty=SWITCHED_OFF,
        options=OF_GRADIENT,
    ),
    "gradient × input": Method(
        "What each pixel adds to the score if the network were straight from here to black; black pixels get nothing.",
        gradient_times_input,
        source="Shrikumar et al. 2017, arXiv:1605.01713; the colours summed",
        empty=f"{SWITCHED_OFF} Or the picture is black.",
        options=("output",),
        is_signed=True,
    ),
    "SmoothGrad": Method(
        "The gradient averaged over noisy copies of the picture: less grain, and only what holds up under noise.",
        smooth_grad,
        source="Smilkov et al. 2017, arXiv:1706.03825, section 3; the absolute value of the mean",
        empty="The gradients of the noisy copies are zero at every pixel, or cancel to zero.",
        options=(*OF_GRADIENT, *OF_NOISE),
    ),
    "squared SmoothGrad": Method(
        "The mean of the squared gradients of noisy copies: pixels that matter in any copy, whatever the sign.",
        squared_smooth_grad,
        source="Hooker et al. 2019, arXiv:1806.10758",
        empty="The gradients of the noisy copies are zero at every pixel.",
        options=(*OF_GRADIENT, *OF_NOISE),
    ),
    "variance of gradients": Method(
        "VarGrad, the variance of the gradient over noisy copies: where the network's answer bends, not where it is steep.",
        var_grad,
        source="Adebayo et al. 2018, arXiv:1810.03307",
        empty="The gradient is the same in every noisy copy: there is no noise, or the network is a straight line.",
        options=(*OF_GRADIENT, *OF_NOISE),
    ),
    "integrated gradients": Method(
        "What each pixel adds on the way from a picture that says nothing; over all pixels it adds up to the score's rise.",
        integrated_gradients,
        source="Sundararajan, Taly, Yan 2017, arXiv:1703.01365, equation 1; the colours summed",
        empty="The gradient is zero all the way from the baseline, or the picture is the baseline.",
        options=("output", "baseline", "path_steps", "path_rule", "seed"),
        is_signed=True,
    ),
    "guided backpropagation": Method(
        "Only what speaks for the class through active ReLUs: crisp lines, but nearly the same for any class and any weights.",
        guided_backpropagation,
        source="Springenberg et al. 2015, arXiv:1412.6806, section 3.4",
        empty="Nothing positive reaches any pixel: every path to the output is switched off or speaks against the class.",
        options=OF_GRADIENT,
    ),
    "deconvolution": Method(
        "Only what is positive on the way back, whether or not the unit was active: what such units look for.",
        deconvolution,
        source="Zeiler, Fergus 2014, arXiv:1311.2901, section 2.1",
        empty="Nothing positive reaches any pixel: every path to the output speaks against the class.",
        options=OF_GRADIENT,
    ),
    "Grad-CAM": Method(
        "Where the maps of a convolution speak for the class: coarse regions that differ from class to class.",
        grad_cam,
        source="Selvaraju et al. 2017, arXiv:1610.02391, equations 1 and 2",
        empty=NOTHING_POSITIVE,
        options=("layer", "output", "upsample"),
        needs_convolutions=True,
    ),
    "Grad-CAM++": Method(
        "Grad-CAM that gives each of several objects its share, however few pixels it takes up.",
        grad_cam_plus_plus,
        source="Chattopadhyay et al. 2018, arXiv:1710.11063, equation 19",
        empty=NOTHING_POSITIVE,
        options=("layer", "output", "upsample"),
        needs_convolutions=True,
    ),
    "LayerCAM": Method(
        "Grad-CAM with a weight for each place instead of each map: sharp on shallow layers too.",
        layer_cam,
        source="Jiang et al. 2021, doi:10.1109/TIP.2021.3089943, equations 6 to 8",
        empty=NOTHING_POSITIVE,
        options=("layer", "output", "upsample"),
        needs_convolutions=True,
    ),
    "guided Grad-CAM": Method(
        "The lines of guided backpropagation within the regions of Grad-CAM: fine detail that depends on the class.",
        guided_grad_cam,
        source="Selvaraju et al. 2017, arXiv:1610.02391, section 3.2",
        empty="Grad-CAM or guided backpropagation is zero at every pixel.",
        options=("layer", *OF_GRADIENT),
        needs_convolutions=True,
    ),
    "Score-CAM": Method(
        "A convolution's maps, each weighed by the score of the picture seen through it: no gradient that could mislead.",
        score_cam,
        source="Wang et al. 2020, arXiv:1910.01279, algorithm 1",
        empty=NOTHING_POSITIVE,
        options=("layer", "output", "n_maps", "upsample"),
        needs_convolutions=True,
    ),
    "occlusion": Method(
        "How far the score falls when a window is covered: slow and coarse, but no theory between you and the network.",
        occlusion,
        source="Zeiler, Fergus 2014, arXiv:1311.2901, section 4.2",
        empty="The score is the same whichever window is covered.",
        options=("output", "window", "stride", "fill", "seed"),
        is_signed=True,
    ),
    "RISE": Method(
        "Random masks, each counted as much as the network is sure behind it: only answers are asked, no insides.",
        rise,
        source="Petsiuk, Das, Saenko 2018, arXiv:1806.07421, equation 6",
        empty="The probability of the class is zero behind every mask.",
        options=("n_masks", "seed"),
    ),
    "LRP-ε": Method(
        "The score handed back layer by layer, to each input in proportion to what it contributed; adds up to the score.",
        lrp,
        source="Bach et al. 2015, doi:10.1371/journal.pone.0130140, equation 58; the colours summed",
        empty="Nothing of the score reaches any pixel: the picture is black, or biases keep all of it.",
        options=("epsilon",),
        needs_chain=True,
        is_signed=True,
    ),
    "edge detector": Method(
        "A control that knows nothing of the network: where the picture itself has edges. Maps that look like it may be no more.",
        edge_detector,
        source="Adebayo et al. 2018, arXiv:1810.03292, section 5; Sobel's filter",
        empty="The picture is flat: it has no edges.",
        is_control=True,
    ),
    "random map": Method(
        "A control that knows nothing of the network: dice for each pixel. A map is worth no more than what it has over this.",
        random_map,
        source="Adebayo et al. 2018, arXiv:1810.03292: an explanation must differ from what ignores the network",
        empty="All dice fell on zero.",
        options=("seed",),
        is_control=True,
    ),
}
