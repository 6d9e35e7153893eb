"""The networks that see content and style, by reference: what they were trained on decides what they can tell apart.

`bundled/cifar-cnn` and `run/<id>`: any convolutional network of the library. `random/small`: the control, never trained.
`imagenet/squeezenet1_0`: public weights, once they are downloaded. Convolutions take pictures of any size, so a network that
was trained on 32 pixels looks at 256; what it knows are structures of its own scale.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence

import torch
from torch import nn

from vizlab import devices, library
from vizlab.errors import VizlabError
from vizlab.models import pretrained
from vizlab.models.activations import ACTIVATIONS
from vizlab.models.folding import folded
from vizlab.randomness import RandomStream
from vizlab.store import Store
from vizlab.style.recipe import MOST_LAYERS, StyleRecipe, layer_numbers
from vizlab.style.sight import PIXELS as PIXELS
from vizlab.style.sight import TAPS
from vizlab.style.sight import FeatureNetwork as FeatureNetwork
from vizlab.style.sight import luminance as luminance

RANDOM = "random/small"
ALIKE = (1.0,) * (1 + MOST_LAYERS)


def network_of(recipe: StyleRecipe, store: Store | None = None) -> FeatureNetwork:
    """The network of a recipe, listening as the recipe says. Errors: `VizlabError` as `open_network`."""
    return open_network(
        recipe.network, seed=recipe.seed, store=store, pooling=recipe.pooling, tap=recipe.tap,
        content_layers=recipe.content_layers, weights=recipe.weights,
    )  # fmt: skip


def open_network(
    reference: str,
    *,
    seed: int = 0,
    store: Store | None = None,
    pooling: str = "max",
    tap: str = "after",
    content_layers: str = StyleRecipe.content_layers,
    weights: Sequence[float] = ALIKE,
) -> FeatureNetwork:
    """The network of a reference, its own copy on this machine's device. seed: of the random network.

    pooling: a key of `POOLINGS`. tap, content_layers, weights: as in the recipe. Batch norms are folded into convolutions.
    Errors: `VizlabError` if there is none, it has no convolutions, or its weights are not downloaded.
    """
    for value, table, what in ((pooling, POOLINGS, "pooling"), (tap, TAPS, "tap")):
        if value not in table:
            raise VizlabError(f"The {what} must be one of {', '.join(table)}; got {value!r}.")
    title, network, channels = _network(reference, seed, store)
    known = pretrained.PRETRAINED.get(reference)
    layers = spread(list(known.layers) if known else convolution_layers(network), MOST_LAYERS)
    if not layers:
        raise VizlabError(f"{title} has no convolutions, so it sees no texture; choose a convolutional network.")
    listened = [(name, float(weight)) for name, weight in zip((PIXELS, *layers), weights, strict=False) if weight]
    content = {(PIXELS, *layers)[min(number, len(layers))]: None for number in layer_numbers(content_layers)}
    return FeatureNetwork(
        reference, title, _prepared(network, pooling), tuple(layers), tuple(name for name, _ in listened),
        tuple(weight for _, weight in listened), tuple(content), channels, tap,
        known.mean if known else (), known.deviation if known else (),
    )  # fmt: skip


def offered(store: Store | None = None) -> dict[str, str]:
    """Every network that can be chosen: reference -> title, the best that ships first, those that see colour next."""
    known = [entry for entry in library.entries(store) if entry.is_of_images and entry.has_convolutions]
    known.sort(key=lambda entry: (entry.shape[0] == 1, entry.reference != StyleRecipe.network))  # stable otherwise
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


def _prepared(network: nn.Module, pooling: str) -> nn.Module:
    """The network, frozen, on this machine's device: norms folded, pools exchanged, and nothing done in place."""
    network = folded(network.eval())
    for name, module in list(network.named_modules()):
        if isinstance(module, nn.MaxPool2d):
            network.set_submodule(name, POOLINGS[pooling](module))
        elif getattr(module, "inplace", False):
            module.inplace = False
    network = network.to(devices.pick()).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return network.requires_grad_(False)


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


def _averaging(pool: nn.MaxPool2d) -> nn.Module:
    return nn.AvgPool2d(pool.kernel_size, pool.stride, pool.padding, pool.ceil_mode)


# In place of a network's max pools: these, or averages, which let a gradient reach every pixel (Gatys 2015, section "Methods").
POOLINGS: dict[str, Callable[[nn.MaxPool2d], nn.Module]] = {"max": lambda pool: pool, "average": _averaging}
