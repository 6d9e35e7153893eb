"""Every saliency method against Captum or pytorch-grad-cam, and many passes against bare ones, on SqueezeNet 1.0 at 224 px.

Times: ours on the network as vizlab opens it (channels last), the peer called as its documentation shows, on the network as it
was built. Captum's SmoothGrad and integrated gradients then take all passes in one batch; a second row gives them the batch
that is best here, as occlusion has it. LRP needs a chain of layers: a VGG-like network for 64 px, on which Captum's works too.

Maps: compared in float64, where the two memory formats differ by rounding only; in float32 a near-tie of a max pool
or a ReLU may fall either way, in Captum as in ours, and move single pixels. The difference is a share of the largest value of
the map, for untrained weights give small maps. pytorch-grad-cam's are scaled to [0, 1], and so are ours to compare; its
denominators have 1e-6 to 1e-8 in them, and its Score-CAM aligns corners: see tests/saliency/test_oracles.py.
"""

from __future__ import annotations

import argparse
import copy
import functools
import io
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from captum import attr
from captum.attr._utils.lrp_rules import EpsilonRule
from torch import Tensor, nn

from benchmarks.table import Row, against, seconds, verdict
from benchmarks.timing import alternate
from tests.torchvision_alone import networks
from vizlab import images
from vizlab.inspection import chunk_size, inspected
from vizlab.models.squeezenet import SqueezeNet
from vizlab.models.tiny_vgg import STAGES
from vizlab.randomness import RandomStream
from vizlab.saliency import METHODS
from vizlab.saliency.baselines import baseline_of

SIDE_PX = 224
MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # of ImageNet, which the public weights expect
LAYER = "features.12.expand_activation"
FEW_MAPS = "features.12.squeeze_activation"  # 64 of them
SAMPLES = 16
BATCH = 4  # at which the peers are fastest here
GRAIN = 1e-4
MANY = 50
EPSILON = 1e-12  # so small that it does not matter what it is a share of
SQUEEZENET_S = 8.0
MOST_DIFFERENCE = 1e-5
WINDOW_PX, STEP_PX = 56, 28

Maps = Callable[[nn.Module, Tensor, Tensor], Tensor]


@dataclass(frozen=True)
class Pair:
    """A method of ours, with its options, and the same of a peer, named in the table. at_most: what our time may be of theirs.

    counts: how many pictures at once are timed. difference: whether the peer's dice or quirks leave the maps comparable.
    """

    method: str
    theirs: Maps
    options: dict[str, Any]
    peer: str = "Captum"
    at_most: float = 0.80
    counts: tuple[int, ...] = (1,)
    rounds: int = 5
    is_scaled: bool = False
    is_comparable: bool = True

    def ours(self, model: nn.Module, x: Tensor, targets: Tensor) -> Tensor:
        """Our maps."""
        return METHODS[self.method].map(model, x, targets, **self.options)


def rows(options: argparse.Namespace) -> Iterator[Row]:
    """For each pair of methods the times, and the difference of the maps; then many passes, and four methods together."""
    networks()  # or pytorch-grad-cam could not import torchvision beside a CPU build of torch
    model = _network(options.weights)
    fast = copy.deepcopy(model).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    pictures = _photographs()
    with torch.no_grad():
        targets = model(pictures).argmax(1)
    weights = "random weights" if options.weights is None else options.weights.name
    for pair in PAIRS:
        yield from _compared(pair, fast, model, pictures, targets, f"SqueezeNet 1.0, {SIDE_PX} px", weights)
    yield from _lrp()
    for name, many in FLOORS.items():
        yield _above_the_floor(name, many, fast, pictures[:1], targets[:1])
    yield _together(fast, pictures[:1], targets[:1])


def _compared(
    pair: Pair, fast: nn.Module, model: nn.Module, x: Tensor, targets: Tensor, where: str, weights: str
) -> Iterator[Row]:
    for n in pair.counts:
        mine, other = (
            functools.partial(maps, net, x[:n], targets[:n]) for maps, net in ((pair.ours, fast), (pair.theirs, model))
        )
        ours_s, theirs_s = alternate(mine, other, rounds=pair.rounds, repeat=2 if pair.rounds == 5 else 1)
        what = f"{pair.method}{_listed(pair.options)}, {where}, n = {n}"
        yield against(what, ours_s, theirs_s, pair.peer, at_most=pair.at_most)
    if pair.is_comparable:
        gap = _difference(pair, model, x[:2], targets[:2])
        what = f"{pair.method}, largest difference of maps / largest value, float64, {weights}"
        yield Row(what, f"{gap:.1g}", target=f"≤ {MOST_DIFFERENCE:g}", met=verdict(gap <= MOST_DIFFERENCE))


def _listed(options: dict[str, Any]) -> str:
    shown = {name: value for name, value in options.items() if name in ("n_samples", "path_steps", "window", "fill")}
    return "".join(f", {name} = {value}" for name, value in shown.items())


def _difference(pair: Pair, model: nn.Module, x: Tensor, targets: Tensor) -> float:
    """With a grain of `GRAIN`: in flat parts of a photograph max pools tie, and rounding would choose the winner."""
    exact, grain = copy.deepcopy(model).double(), torch.rand(x.shape, generator=torch.Generator().manual_seed(0))
    x = x.double() + GRAIN * grain
    found, expected = pair.ours(exact, x, targets), pair.theirs(exact, x, targets).double()
    if pair.is_scaled:
        found, expected = _scaled(found), _scaled(expected)
    return float((found - expected).abs().max() / expected.abs().max())


def _scaled(maps: Tensor) -> Tensor:
    low, high = (values[:, None, None] for values in maps.flatten(1).aminmax(dim=1))
    return (maps - low) / (high - low)


def _lrp() -> Iterator[Row]:
    """On the layers of tiny-vgg without batch norm, which Captum would not take as one layer with the convolution before it."""
    with RandomStream(0):
        layers: list[nn.Module] = []
        channels = 3
        for stage in STAGES:
            for count in stage:
                layers += [nn.Conv2d(channels, count, 3, padding=1), nn.ReLU()]
                channels = count
            layers.append(nn.MaxPool2d(2))
        model = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 200)).eval()
    fast = copy.deepcopy(model).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    label = next(iter(images.PHOTOGRAPHS))
    x = images.fit(images.photograph(label), (3, 64, 64))[None]
    pair = Pair("LRP-ε", _captum_lrp, {"epsilon": EPSILON})
    yield from _compared(pair, fast, model, x, torch.tensor([3]), "VGG of six convolutions, 64 px", "random weights")


def _above_the_floor(name: str, many: Maps, model: nn.Module, x: Tensor, targets: Tensor) -> Row:
    """A method of `MANY` passes against as many forward and backward passes, no more, at the best of several batch sizes."""

    def bare(size: int) -> None:
        with inspected(model):
            for part in x.expand(MANY, -1, -1, -1).split(size):
                leaf = part.clone(memory_format=torch.channels_last).requires_grad_()
                torch.autograd.grad(model(leaf)[:, int(targets)].sum(), leaf)

    sizes = sorted({2, chunk_size(x), 8})
    programs = [functools.partial(bare, size) for size in sizes]
    ours_s, *floors = alternate(functools.partial(many, model, x, targets), *programs, rounds=3)
    best = min(floors)
    peer = f"bare passes, the best of batches of {', '.join(map(str, sizes))}: {sizes[floors.index(best)]}"
    return against(f"{name}, SqueezeNet 1.0, {SIDE_PX} px", ours_s, best, peer, at_most=1.15)


def _together(model: nn.Module, x: Tensor, targets: Tensor) -> Row:
    def four() -> None:
        for name, options in TOGETHER.items():
            METHODS[name].map(model, x, targets, **options)

    (took_s,) = alternate(four, rounds=3)
    what = f"gradient, SmoothGrad 25, integrated gradients 25 and Grad-CAM together, SqueezeNet 1.0, {SIDE_PX} px"
    return Row(what, seconds(took_s), target=f"≤ {SQUEEZENET_S:g} s", met=verdict(took_s <= SQUEEZENET_S))


def _network(weights: Path | None) -> nn.Module:
    with RandomStream(0):
        model = SqueezeNet()
    if weights is not None:
        model.load_state_dict(torch.load(weights, weights_only=True))
    return model.eval()


def _photographs() -> Tensor:
    """Eight photographs (8, 3, 224, 224), normalised as ImageNet's."""
    shape = (3, SIDE_PX, SIDE_PX)
    pixels = torch.stack([images.fit(images.photograph(label), shape) for label in list(images.PHOTOGRAPHS)[:8]])
    mean, deviation = (torch.tensor(values).view(3, 1, 1) for values in (MEAN, DEVIATION))
    return (pixels - mean) / deviation


def _captum_gradient(model: nn.Module, x: Tensor, targets: Tensor) -> Tensor:
    found: Tensor = attr.Saliency(model).attribute(x.clone().requires_grad_(), target=targets)
    return found.amax(1)


def _captum_product(model: nn.Module, x: Tensor, targets: Tensor) -> Tensor:
    found: Tensor = attr.InputXGradient(model).attribute(x.clone().requires_grad_(), target=targets)
    return found.detach().sum(1)


def _captum_noise(kind: str, batch: int | None, model: nn.Module, x: Tensor, targets: Tensor) -> Tensor:
    deviation = float(0.15 * (x.max() - x.min()))
    options = {"nt_type": kind, "nt_samples": SAMPLES, "nt_samples_batch_size": batch, "stdevs": deviation}
    found: Tensor = attr.NoiseTunnel(attr.Saliency(model)).attribute(x.clone(), target=targets, abs=False, **options)
    return found.abs().amax(1)


def _captum_path(batch: int | None, model: nn.Module, x: Tensor, targets: Tensor) -> Tensor:
    options = {"n_steps": SAMPLES, "method": "riemann_middle", "internal_batch_size": batch}
    found: Tensor = attr.IntegratedGradients(model).attribute(x, target=targets, **options)
    return found.sum(1)


def _captum_rule(rule: Callable[[nn.Module], Any], model: nn.Module, x: Tensor, targets: Tensor) -> Tensor:
    found: Tensor = rule(model).attribute(x.clone().requires_grad_(), target=targets)
    return found.detach().abs().amax(1)


def _captum_grad_cam(model: nn.Module, x: Tensor, targets: Tensor) -> Tensor:
    maps = attr.LayerGradCam(model, model.get_submodule(LAYER)).attribute(x, target=targets, relu_attributions=True)
    enlarged: Tensor = attr.LayerAttribution.interpolate(maps, (SIDE_PX, SIDE_PX), interpolate_mode="bilinear")
    return enlarged[:, 0].detach()


def _captum_guided_grad_cam(model: nn.Module, x: Tensor, targets: Tensor) -> Tensor:
    oracle = attr.GuidedGradCam(model, model.get_submodule(LAYER))
    found: Tensor = oracle.attribute(x.clone().requires_grad_(), targets, interpolate_mode="bilinear")
    return found.detach().abs().amax(1)


def _captum_occlusion(model: nn.Module, x: Tensor, targets: Tensor) -> Tensor:
    shapes = {"sliding_window_shapes": (3, WINDOW_PX, WINDOW_PX), "strides": (3, STEP_PX, STEP_PX)}
    found: Tensor = attr.Occlusion(model).attribute(
        x, target=targets, baselines=baseline_of(x, "black", 0), perturbations_per_eval=BATCH, **shapes
    )
    return found[:, 0]


def _captum_lrp(model: nn.Module, x: Tensor, targets: Tensor) -> Tensor:
    for module in model.modules():
        if isinstance(module, nn.MaxPool2d | nn.AdaptiveAvgPool2d | nn.Conv2d | nn.Linear | nn.Flatten):
            module.rule = EpsilonRule(EPSILON)  # type: ignore[assignment]
    found: Tensor = attr.LRP(model).attribute(x.clone().requires_grad_(), target=targets)
    return found.detach().sum(1)


def _grad_cam(name: str, model: nn.Module, x: Tensor, targets: Tensor, *, layer: str = LAYER) -> Tensor:
    import pytorch_grad_cam as peer
    from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget

    wanted = [ClassifierOutputTarget(int(target)) for target in targets]
    with redirect_stderr(io.StringIO()), getattr(peer, name)(model, [model.get_submodule(layer)]) as cam:
        return torch.from_numpy(cam(x, wanted))


def _pairs() -> Iterator[Pair]:
    noisy, cam = {"n_samples": SAMPLES}, {"layer": LAYER}
    yield Pair("gradient", _captum_gradient, {}, counts=(1, 8))
    yield Pair("gradient × input", _captum_product, {})
    path = {"path_steps": SAMPLES}
    for name, kind in KINDS.items():
        yield Pair(name, functools.partial(_captum_noise, kind, None), noisy, at_most=0.6, rounds=3, is_comparable=False)
    yield Pair("integrated gradients", functools.partial(_captum_path, None), path, at_most=0.6, rounds=3)
    tuned = functools.partial(_captum_noise, "smoothgrad", BATCH)
    yield Pair("SmoothGrad", tuned, noisy, f"Captum in batches of {BATCH}", rounds=3, is_comparable=False)
    tuned = functools.partial(_captum_path, BATCH)
    yield Pair("integrated gradients", tuned, path, f"Captum in batches of {BATCH}", rounds=3, is_comparable=False)
    yield Pair("guided backpropagation", functools.partial(_captum_rule, attr.GuidedBackprop), {})
    deconvolved = functools.partial(_captum_rule, attr.Deconvolution)  # of these photographs nothing is left on the way back
    yield Pair("deconvolution", deconvolved, {}, is_comparable=False)
    yield Pair("guided Grad-CAM", _captum_guided_grad_cam, cam)
    yield Pair("Grad-CAM", _captum_grad_cam, cam, counts=(1, 8))
    for name, peer in (("Grad-CAM", "GradCAM"), ("Grad-CAM++", "GradCAMPlusPlus"), ("LayerCAM", "LayerCAM")):
        comparable = name != "Grad-CAM++"  # its 1e-6 is not small beside the squared gradients of these weights
        yield Pair(name, functools.partial(_grad_cam, peer), cam, "grad-cam", is_scaled=True, is_comparable=comparable)
    scored, of_few = functools.partial(_grad_cam, "ScoreCAM", layer=FEW_MAPS), {"layer": FEW_MAPS}
    yield Pair("Score-CAM", scored, of_few, "grad-cam", at_most=0.6, rounds=3, is_scaled=True, is_comparable=False)
    window = {"window": WINDOW_PX / SIDE_PX, "stride": STEP_PX / WINDOW_PX, "fill": "black"}
    yield Pair("occlusion", _captum_occlusion, window, at_most=0.6, rounds=3)


KINDS = {"SmoothGrad": "smoothgrad", "squared SmoothGrad": "smoothgrad_sq", "variance of gradients": "vargrad"}
PAIRS = tuple(_pairs())
FLOORS: dict[str, Maps] = {
    f"SmoothGrad of {MANY} copies": functools.partial(METHODS["SmoothGrad"].map, n_samples=MANY),
    f"integrated gradients of {MANY} points": functools.partial(METHODS["integrated gradients"].map, path_steps=MANY),
}
TOGETHER: dict[str, dict[str, Any]] = {
    "gradient": {},
    "SmoothGrad": {"n_samples": 25},
    "integrated gradients": {"path_steps": 25},
    "Grad-CAM": {},
}
