"""One neuron's gradient, gates of a computation graph, and a layer of attention."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vizlab.snippets import pictures

Base = tuple[str, str, Mapping[str, Any]]  # model reference, expression of the picture, its crop


def unit_map(base: Base, layer: str, unit: int, at: tuple[int, int] | None) -> str:
    """The map of the neuron's unit."""
    return f"""{_opened(base)}
maps = tracing.said(model.network, image, {layer!r})
figure = saliency_neuron.unit_map(maps[{unit}], {at!r})
figure.write_html("map.html")
"""


def seen(base: Base, neuron: Any, rule: str) -> str:
    """What the neuron hands back to the picture."""
    return f"""{_opened(base)}
found = tracing.traced(model.network, image, tracing.{neuron!r}, {rule!r})
print("largest value outside of the window:", found.outside)
figure = filter_why.seen(images.to_pixels(image), found.strength, found.box)
figure.write_html("neuron.html")
"""


def growth(base: Base, rule: str) -> str:
    """The neurons in the middle, layer by layer."""
    return f"""{_opened(base)}
found = tracing.growth(model.network, image, {rule!r})
figure = saliency_neuron.growth(images.to_pixels(image), *tracing.told(found))
figure.write_html("growth.html")
"""


def gates(x: float, w: float, y: float, b: float) -> str:
    """The graph, forward and backward."""
    return f"""from vizlab.figures import saliency_gates
from vizlab.saliency import gates

found = gates.flow({x!r}, {w!r}, {y!r}, {b!r})
print(gates.by_autograd({x!r}, {w!r}, {y!r}, {b!r}))
figure = saliency_gates.graph(found.values, found.gradients)
figure.write_html("gates.html")
"""


def alignment(digits: str, task: str, score: str, step: int, seed: int, *, noun: str) -> str:
    """What the answer looks at ("attention"), or what really counts ("effect")."""
    return f"""{_learned(task, score, seed)}
found = alignment.read(kept[alignment.MOMENTS.index({step})], {digits!r}, {task!r}, {score!r})
print(found.mass, found.true_effect)
figure = saliency_alignment.alignment(
    found.{noun}, list({digits!r}), [str(digit) for digit in found.said], found.place, noun={noun!r}
)
figure.write_html("{noun}.html")
"""


def learning(task: str, score: str, step: int, seed: int) -> str:
    """Right digits and mass on the true alignment, step by step."""
    return f"""{_learned(task, score, seed)}
right, mass = zip(*(alignment.examined(weights, {task!r}, {score!r}) for weights in kept))
curves = {{"right digits": right, "attention on the true place": mass}}
figure = saliency_alignment.learning(alignment.MOMENTS, curves, level=1 / alignment.LONGEST, chosen={step})
figure.write_html("learning.html")
"""


def _opened(base: Base) -> str:
    reference, picture, crop = base
    return f"""{pictures.imports(picture)}from vizlab import images, library
from vizlab.figures import filter_why, saliency_neuron
from vizlab.saliency.neurons import tracing

model = library.open_model({reference!r})
image = {pictures.fitted(picture, crop)}.numpy()"""


def _learned(task: str, score: str, seed: int) -> str:
    return f"""from vizlab.figures import saliency_alignment
from vizlab.saliency import alignment

kept = alignment.lesson({task!r}, {score!r}, {seed})"""
