"""The networks that see content and style, by reference: what they were trained on decides what they can tell apart.

`bundled/cifar-cnn` and `run/<id>`: any convolutional network of the library. `random/small`: the control, never trained.
`imagenet/squeezenet1_0`: public weights, once they are downloaded. Convolutions take pictures of any size, so a network that
was trained on 32 pixels looks at 256; what it knows are structures of its own scale.
"""

from __future__ import annotations

import contextlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from vizlab import devices, library
from vizlab.errors import VizlabError
from vizlab.inspection import hooked
from vizlab.models import pretrained
from vizlab.models.activations import ACTIVATIONS
from vizlab.randomness import RandomStream
from vizlab.store import Store

MOST_LAYERS = 5
RANDOM = "random/small"
PIXELS = (
    "pixels"  # the picture itself, as the first layer of style: its Gram matrix holds the colours, which many networks ignore
)
LUMINANCE = (0.299, 0.587, 0.114)  # ITU-R BT.601, as Pillow's own conversion to grey


@dataclass(frozen=True)
class FeatureNetwork:
    """A frozen network and the layers that are listened to.

    style: names of layers, shallow to deep. content: one layer. channels: 3 if it sees colour, 1 if it sees luminance.
    """

    reference: str
    title: str
    network: nn.Module
    style: tuple[str, ...]
    content: str
    channels: int
    mean: tuple[float, ...] = ()
    deviation: tuple[float, ...] = ()

    def look(self, picture: Tensor) -> dict[str, Tensor]:
        """Picture (c, h, w) in [0, 1], c 1 or 3 -> layer -> features (c', h', w'), with gradients if the picture has them.

        What lies behind the last layer is not computed. A picture of luminance is shown to a colour network as a grey one.
        Errors: `VizlabError` if the picture has colours and the network sees none.
        """
        if picture.shape[0] > self.channels:
            raise VizlabError(f"{self.title} sees luminance only; got a picture of {picture.shape[0]} channels.")
        inputs = self._normalised(picture.expand(self.channels, -1, -1))[None]
        found: dict[str, Tensor] = {PIXELS: picture}
        last = self.last
        with contextlib.ExitStack() as stack:
            for name in {*self.style, self.content} - {PIXELS}:
                stack.enter_context(hooked(self.network.get_submodule(name), _taking(found, name, is_last=name == last)))
            with contextlib.suppress(_Enough):
                self.network(inputs.contiguous(memory_format=torch.channels_last))
        return found

    @property
    def last(self) -> str:
        """The deepest of the layers that are listened to."""
        order = [PIXELS, *(name for name, _ in self.network.named_modules())]
        return max((*self.style, self.content), key=order.index)

    def _normalised(self, picture: Tensor) -> Tensor:
        if not self.mean:
            return picture
        mean, deviation = (picture.new_tensor(values).view(-1, 1, 1) for values in (self.mean, self.deviation))
        return (picture - mean) / deviation


class _Enough(Exception):
    """Thrown through a network by a hook: the last layer that is wanted has spoken."""


def open_network(reference: str, *, grain: str = "all", seed: int = 0, store: Store | None = None) -> FeatureNetwork:
    """The network of a reference, its own copy on this machine's device. seed: of the random network.

    Errors: `VizlabError` if there is none, it has no convolutions, or its weights are not downloaded.
    """
    if grain not in GRAINS:
        raise VizlabError(f"The grain must be one of {', '.join(GRAINS)}; got {grain!r}.")
    title, network, channels = _network(reference, seed, store)
    network = network.to(devices.pick()).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    network = network.eval().requires_grad_(False)
    known = pretrained.PRETRAINED.get(reference)
    layers = list(known.layers) if known else convolution_layers(network)
    if not layers:
        raise VizlabError(f"{title} has no convolutions, so it sees no texture; choose a convolutional network.")
    first, beyond = GRAINS[grain]
    chosen = spread(layers, MOST_LAYERS)
    style = chosen[int(first * len(chosen)) : max(round(beyond * len(chosen)), 1)]
    return FeatureNetwork(
        reference, title, network, (PIXELS, *style), chosen[len(chosen) * 2 // 3], channels,
        known.mean if known else (), known.deviation if known else (),
    )  # fmt: skip


def offered(store: Store | None = None) -> dict[str, str]:
    """Every network that can be chosen: reference -> title, the best that ships first."""
    known = [entry for entry in library.entries(store) if entry.is_of_images and entry.has_convolutions]
    known.sort(key=lambda entry: entry.shape[0] == 1)  # those that see colour first; stable otherwise
    public = {name: network.title for name, network in pretrained.PRETRAINED.items()}
    return {entry.reference: entry.title for entry in known} | public | {RANDOM: "Random network"}


def limits(reference: str, store: Store | None = None) -> str:
    """What the network of a reference can tell apart, and so what it can paint, in a sentence or two."""
    if reference == RANDOM:
        return "Never trained: it transfers what any convolution sees, mostly colour and grain. This is the control."
    if reference in pretrained.PRETRAINED:
        return pretrained.PRETRAINED[reference].about
    channels, _, width = library.entry(reference, store).shape
    scale = f"Trained on pictures {width} pixels wide, so it knows edges and strokes of a few pixels, and no larger forms."
    return (
        scale if channels == 3 else f"{scale} It sees no colour: it paints light and dark, and the photograph keeps its colours."
    )


def convolution_layers(network: nn.Module) -> list[str]:
    """Names of the activation layers that follow a convolution, in order, up to where the maps end (flattened or averaged)."""
    names, waiting = [], False
    for name, module in network.named_modules():
        if isinstance(module, nn.Flatten | nn.Linear | nn.AdaptiveAvgPool2d):
            break
        if isinstance(module, nn.Conv2d):
            waiting = True
        elif waiting and isinstance(module, tuple(ACTIVATIONS.values())):
            names.append(name)
            waiting = False
    return names


def spread(names: Sequence[str], most: int) -> list[str]:
    """At most so many of the names, evenly spread, the first and the last among them."""
    if len(names) <= most:
        return list(names)
    return [names[round(i * (len(names) - 1) / (most - 1))] for i in range(most)]


def luminance(picture: Tensor) -> Tensor:
    """RGB (3, h, w) -> (1, h, w)."""
    weights = picture.new_tensor(LUMINANCE).view(3, 1, 1)
    return (picture * weights).sum(0, keepdim=True)


def _taking(found: dict[str, Tensor], name: str, *, is_last: bool) -> Callable[..., None]:
    def take(module: nn.Module, inputs: object, output: Tensor) -> None:
        found[name] = output[0]
        if is_last:
            raise _Enough

    return take


def _network(reference: str, seed: int, store: Store | None) -> tuple[str, nn.Module, int]:
    """Title, network and input channels."""
    if reference == RANDOM:
        return "Random network", _random(seed), 3
    if reference in pretrained.PRETRAINED:
        known = pretrained.PRETRAINED[reference]
        return known.title, pretrained.open_pretrained(reference), 3
    model = library.open_model(reference, store)
    if not (model.entry.is_of_images and model.entry.has_convolutions):
        raise VizlabError(f"{model.title} has no convolutions, so it sees no texture; choose a convolutional network.")
    return model.title, model.network, model.shape[0]


def _random(seed: int) -> nn.Module:
    """The shape of the bundled colour network, with weights drawn as for training and never trained."""
    blocks: OrderedDict[str, nn.Module] = OrderedDict()
    with RandomStream(seed):
        channels = 3
        for i, width in enumerate((32, 64, 128, 256)):
            layers = OrderedDict(conv=nn.Conv2d(channels, width, 3, padding=1), activation=nn.ReLU(), pool=nn.MaxPool2d(2))
            nn.init.kaiming_normal_(layers["conv"].weight, nonlinearity="relu")  # type: ignore[arg-type]
            blocks[f"block{i + 1}"] = nn.Sequential(layers)
            channels = width
    return nn.Sequential(blocks)


# Which share of the layers speaks of style, shallow to deep: the shallow ones know fine grain, the deep ones larger forms.
GRAINS: dict[str, tuple[float, float]] = {"all": (0.0, 1.0), "fine": (0.0, 0.5), "coarse": (0.5, 1.0)}
