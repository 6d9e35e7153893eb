"""One unit of a network: its strongest pictures, its classes, the network without it, and the pixels behind it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vizlab.filters.units.ablation import AblationRecipe
from vizlab.filters.units.recipe import SurveyRecipe
from vizlab.snippets import pictures
from vizlab.snippets.text import call

Unit = tuple[SurveyRecipe, str, int]


def patches(unit: Unit, wide_px: int) -> str:
    """What the unit saw of the pictures that excite it most."""
    return f"""{_nine(unit)}
figure = filter_unit.wall(nine.patches(), nine.activations, hover=nine.hover, wide_px={wide_px})
figure.write_html("patches.html")
"""


def wholes(unit: Unit) -> str:
    """The whole pictures, with a frame around what it saw."""
    return f"""{_nine(unit)}
figure = filter_unit.wall(nine.wholes(), nine.names, hover=nine.hover, frames=nine.windows)
figure.write_html("wholes.html")
"""


def kernel(unit: Unit) -> str:
    """The kernel behind the unit: in colour, or its largest slices."""
    recipe, layer, index = unit
    return f"""from vizlab import library
from vizlab.figures import mosaics
from vizlab.filters.units import patches

model = library.open_model({recipe.reference!r})
kernel = patches.kernel(model.network, {layer!r}, {index}, model.shape)
if len(kernel.weights) == 3:
    figure = mosaics.colour_kernels(kernel.weights[None], [""])
else:
    labels = [str(number) for number in kernel.inputs] if len(kernel.weights) > 1 else [""]
    figure = mosaics.mosaic(
        kernel.weights[kernel.inputs], labels, numbers=kernel.inputs, signed=True, title="weight", noun="input"
    )
figure.write_html("kernel.html")
"""


def on_picture(unit: Unit, picture: str, crop: Mapping[str, Any]) -> str:
    """The unit's map over a picture."""
    recipe, layer, index = unit
    return f"""{pictures.imports(picture)}from vizlab import filters, images, library
from vizlab.figures import mosaics

model = library.open_model({recipe.reference!r})
image = {pictures.fitted(picture, crop)}.numpy()
layer = next(layer for layer in filters.layers(model.network, image) if layer.name == {layer!r})
place = filters.field(model.network, layer.name, image.shape)
figure = mosaics.placed(
    images.to_pixels(image), layer.maps[{index}], first=place.center(), jump=place.jump,
    window=place.window(*layer.peak({index})), signed=layer.signed, title="activation",
)
figure.write_html("map.html")
"""


def class_means(unit: Unit) -> str:
    """The mean activation by class."""
    _, layer, index = unit
    return f"""{_surveyed(unit)}
figure = filter_unit.class_means(model.classes, found.of("means", {layer!r})[{index}])
figure.write_html("classes.html")
"""


def by_layer(unit: Unit) -> str:
    """The selectivity of all units, layer by layer."""
    _, layer, index = unit
    return f"""from vizlab.filters.units import selectivity
{_surveyed(unit)}
layers = selectivity.by_layer(found, [*selectivity.activation_layers(model.network), "{layer}"])
index = selectivity.selectivity(found.of("means", {layer!r}))[{index}]
for name, values in layers.items():
    print(name, sorted(values)[len(values) // 2])
figure = filter_unit.selectivity_by_layer(layers, layer={layer!r}, index=index)
figure.write_html("depth.html")
"""


def histogram(unit: Unit) -> str:
    """How strongly the pictures excite the unit."""
    _, layer, index = unit
    return f"""{_surveyed(unit)}
top = found.top({layer!r}, {index}).values
figure = filter_unit.peak_histogram(
    found.of("edges", {layer!r})[{index}].tolist(), found.of("counts", {layer!r})[{index}].tolist(),
    ninth=float(top[-1]), best=float(top[0]),
)
figure.write_html("strengths.html")
"""


def accuracy_without(recipe: AblationRecipe) -> str:
    """Right answers by class with and without the unit, and without groups of random ones."""
    return f"""from vizlab.figures import filter_unit
from vizlab.filters.units import ablation

classes, found = ablation.made(ablation.{call(recipe)})
print(found.everything, found.alone, found.groups)
figure = filter_unit.accuracy_without(
    classes, found.on, found.off, found.without, unit="unit {recipe.unit}", group={recipe.group}
)
figure.write_html("without.html")
"""


def traced(unit: Unit, rule: str, wide_px: int) -> str:
    """The pixels behind each of the strongest activations."""
    return f"""{_nine(unit)}
marks = patches.traces(model, nine, {rule!r})
print("largest value outside of what the unit sees:", patches.outside(nine, marks))
tiles = patches.traced_patches(nine, marks)
figure = filter_unit.wall(tiles, nine.activations, hover=nine.hover, wide_px={wide_px})
figure.write_html("traced.html")
"""


def falls(unit: Unit, rule: str, share: float, seed: int) -> str:
    """How far the activations fall without the marked pixels, and without random ones."""
    return f"""{_nine(unit)}
marks = patches.traces(model, nine, {rule!r})
wiped = patches.wiped(model, nine, marks, {share!r}, {seed!r})
figure = filter_unit.falls(*zip(*(each.falls for each in wiped)))
figure.write_html("falls.html")
"""


def _surveyed(unit: Unit) -> str:
    recipe, _, _ = unit
    return f"""from vizlab import library
from vizlab.figures import filter_unit
from vizlab.filters.units import survey
from vizlab.filters.units.recipe import SurveyRecipe

model = library.open_model({recipe.reference!r})
found = survey.made({call(recipe)}, model)"""


def _nine(unit: Unit) -> str:
    _, layer, index = unit
    return f"""from vizlab.filters.units import patches
{_surveyed(unit)}
nine = patches.nine(model, found, {layer!r}, {index})"""
