"""Why networks convolve: each figure of the view in a few lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from vizlab.filters.why.versus import VersusRecipe
from vizlab.snippets import pictures
from vizlab.snippets.text import arguments, call


def stripes(kind: str, goal: str, options: Mapping[str, int]) -> str:
    """Fit a layer and draw its matrix."""
    return _written(
        f"fitted = {_fitted(kind, goal, options)}\nfigure = drawings.stripes(fitted.matrix, stripes.SIDE)\n", "matrix"
    )


def answers(kind: str, goal: str, options: Mapping[str, int], shown: int) -> str:
    """Fit a layer and draw what it makes of a digit."""
    return f"""from vizlab.figures import mosaics
from vizlab.filters.why import stripes

fitted = {_fitted(kind, goal, options)}
shown = stripes.answers(fitted, {goal!r}, {shown})
figure = mosaics.mosaic(list(shown.values()), list(shown), signed=True, title="value", noun="picture")
figure.write_html("answers.html")
"""


def learning(goal: str, delta: int, seed: int, kind: str, look: Mapping[str, Any]) -> str:
    """Fit layers of every kind to more and more examples and draw their errors."""
    curves = f"curves = stripes.learning_curves({goal!r}, delta={delta}, seed={seed})\n"
    return _written(f"{curves}figure = drawings.lines(curves, chosen={kind!r}, {arguments(look)})\n", "learning")


def slide(number: str, seed: int, digit: int) -> str:
    """Train a classifier of windows, slide it over a canvas and draw what it finds."""
    return f"""from vizlab import images
from vizlab.figures import filter_why as drawings
from vizlab.filters.why import sliding

found = sliding.slide({number!r}, {seed}, sliding.train(0))
print("largest difference from single windows:", found.gap)
figure = drawings.read(
    images.to_pixels(found.canvas), found.shares[{digit}], found.read, digit={digit}, side=sliding.WINDOW_PX,
    jump=sliding.STRIDE,
)
figure.write_html("canvas.html")
"""


def ladder(options: Mapping[str, Any]) -> str:
    """Count the weights idea by idea."""
    return _written(f'figure = drawings.bars(cost.ladder({arguments(options)}), y_title="weights")\n', "ladder")


def built(opened: str, measure: str) -> str:
    """Count what each layer of a network costs in each way. opened: the lines that make `layers`."""
    return _written(
        f"""{opened}ways = {{way: [layer.{measure}(way) for layer in layers] for way in cost.WAYS}}
figure = drawings.built([layer.name for layer in layers], ways, y_title={measure!r})
""",
        "built",
    )


def layers_of_model(reference: str) -> str:
    """The lines that make `layers` of a model of the library."""
    return f"model = library.open_model({reference!r})\nlayers = cost.layers(model.network, model.shape)\n"


def layers_of_architecture(name: str, shape: Sequence[int], n_classes: int) -> str:
    """The same of an architecture without weights."""
    return f"layers = cost.of_recipe(Recipe(model={name!r}), {tuple(shape)}, {n_classes})\n"


def starts(recipe: VersusRecipe, groups: str) -> str:
    """Train all pairs (or read them) and draw their accuracies. groups: the expression for them."""
    return _written(f"{_versus(recipe)}figure = drawings.starts({groups}, y_title='test accuracy')\n", "starts")


def shuffled_pictures(recipe: VersusRecipe, few: int, height_px: int) -> str:
    """Draw digits as they are and shuffled."""
    return f"""from vizlab.figures import pictures
from vizlab.filters.why import verdict
from vizlab.filters.why.versus import VersusRecipe

shown, labels = verdict.both_orders({call(recipe)}, {few})
figure = pictures.image_grid(list(shown), labels, columns={few}, height_px={height_px})
figure.write_html("shuffled.html")
"""


def neighbours(source: str, reach: int, seed: int, height_px: int) -> str:
    """Correlate pixels with those around them, before and after shuffling."""
    return f"""from vizlab.figures import mosaics
from vizlab.filters.why import statistics

found = statistics.both({source!r}, {reach}, {seed})
figure = mosaics.mosaic(list(found.values()), list(found), signed=True, title="correlation")
figure.update_layout(height={height_px})
figure.write_html("neighbours.html")
"""


def equal_start(seed: int, look: Mapping[str, Any]) -> str:
    """Train from each start and draw how alike the filters are."""
    return _written(
        f"""curves = {{
    start: list(enumerate(equal_start.train(start, {seed}).cosines.tolist())) for start in equal_start.STARTS
}}
figure = drawings.lines(curves, {arguments(look)})
""",
        "cosines",
    )


def filters_after(start: str, seed: int, key: str) -> str:
    """Train from a start and draw the filters."""
    return f"""from vizlab.figures import mosaics
from vizlab.filters.why import equal_start

kernels = equal_start.train({start!r}, {seed}).kernels
labels = [str(number) for number in range(len(kernels))]
figure = mosaics.mosaic(kernels, labels, signed=True, title="weight", noun="filter")
figure.write_html("{key}.html")
"""


def moved_maps(base: tuple[Any, ...], layer: str, index: int, right_px: int, border: str, height_px: int) -> str:
    """Move the picture and see what the map does."""
    return f"""{_opened(base, "mosaics")}
from vizlab.filters.why import moved

found = moved.move(model.network, image, {layer!r}, {index}, {right_px}, border={border!r})
figure = mosaics.mosaic(list(found.maps.values()), list(found.maps), signed=True)
figure.update_layout(height={height_px})
figure.write_html("moved-maps.html")
"""


def equivariance(base: tuple[Any, ...], layer: str, right_px: int, look: Mapping[str, Any]) -> str:
    """Move the picture as far as it goes and draw the error of a layer."""
    return f"""{_opened(base, "filter_why as drawings")}
from vizlab.filters.why import moved

curves = moved.equivariance(model.network, image, {layer!r})
figure = drawings.lines(curves, at={right_px}, {arguments(look)})
figure.write_html("equivariance.html")
"""


def invariance(base: tuple[Any, ...], layer: str, way: str, look: Mapping[str, Any]) -> str:
    """Move or turn the picture and draw what changes."""
    return f"""{_opened(base, "filter_why as drawings")}
from vizlab.filters.why import moved

curves = moved.invariance(model.network, image, {layer!r}, {way!r})
figure = drawings.lines(curves, {arguments(look)})
figure.write_html("{way}.html")
"""


def lone_dot(pools: Sequence[int], look: Mapping[str, Any]) -> str:
    """Pool a row with one bright pixel that moves."""
    return _written(f"figure = drawings.lines(moved.lone_dot({tuple(pools)}), {arguments(look)})\n", "dot")


def clickable(base: tuple[Any, ...], layer: str, index: int, at: tuple[int, int]) -> str:
    """The map in which a unit is chosen."""
    return f"""{_opened(base, "filter_why as drawings")}
layer = next(layer for layer in filters.layers(model.network, image) if layer.name == {layer!r})
figure = drawings.clickable(layer.maps[{index}], {at}, title="activation")
figure.write_html("units.html")
"""


def seen(base: tuple[Any, ...], layer: str, at: tuple[int, int]) -> str:
    """What a unit sees of the picture."""
    return f"""{_opened(base, "filter_why as drawings", "images, ")}
{_reach(layer, at)}figure = drawings.seen(images.to_pixels(image), found.own, found.window)
figure.write_html("seen.html")
"""


def profile(base: tuple[Any, ...], layer: str, at: tuple[int, int]) -> str:
    """How much each column counts for a unit, over pictures of noise."""
    return f"""{_opened(base, "filter_why as drawings")}
{_reach(layer, at)}figure = drawings.profile(*found.profile(), (found.window[1], found.window[3]))
figure.write_html("profile.html")
"""


def growth(reference: str, layer: str) -> str:
    """The windows of all layers, on paper and by gradient."""
    return _written(
        f"""model = library.open_model({reference!r})
found = reach.growth(model.network, model.shape)
figure = drawings.growth(found["on paper"], found.get("measured", []), {layer!r})
""",
        "growth",
    )


def disturbed(recipe: VersusRecipe, levels: Mapping[str, float], few: int, seed: int) -> str:
    """Disturb digits and draw what both networks take them for."""
    return f"""from vizlab.figures import pictures
from vizlab.filters.why import verdict, versus
from vizlab.filters.why.versus import VersusRecipe
from vizlab.frames import Frames

recipe = {call(recipe)}
for step in versus.compare(recipe):
    pass
found = verdict.under(Frames(versus.KIND, recipe).read(), recipe, {dict(levels)!r}, {seed})
figure = pictures.image_grid(found.pixels[:{few}], found.titles[:{few}], columns=5)
figure.write_html("disturbed.html")
"""


def nuisance(recipe: VersusRecipe, name: str, level: float, look: Mapping[str, Any]) -> str:
    """The mean curves of one nuisance."""
    return _written(
        f"{_versus(recipe)}curves = verdict.mean_curves(frames, {name!r})\n"
        f"figure = drawings.lines(curves, at={level!r}, {arguments(look)})\n",
        "nuisance",
    )


def _fitted(kind: str, goal: str, options: Mapping[str, int]) -> str:
    return f"stripes.fit({kind!r}, {goal!r}, {arguments(options)})"


def _versus(recipe: VersusRecipe) -> str:
    return f"""recipe = {call(recipe)}
for step in versus.compare(recipe):
    pass
frames = Frames(versus.KIND, recipe).read()
"""


def _reach(layer: str, at: tuple[int, int]) -> str:
    return f"""from vizlab.filters.why.reach import reach

found = reach(model.network, image, {layer!r}, {at[0]}, {at[1]})
print("on paper", found.window, "by gradient", found.support)
"""


def _opened(base: tuple[Any, ...], figures: str, more: str = "") -> str:
    """Open a model and a picture. base: reference, source and crop."""
    reference, picture, crop = base
    wanted = more or ("images, " if "images." in pictures.fitted(picture, crop) else "")
    return f"""{pictures.imports(picture)}from vizlab import filters, {wanted}library
from vizlab.figures import {figures}

model = library.open_model({reference!r})
image = {pictures.fitted(picture, crop)}.numpy()"""


def _written(code: str, key: str) -> str:
    """With the imports that it needs, and the file that it makes."""
    used = [name for name in ("cost", "equal_start", "moved", "reach", "stripes", "verdict", "versus") if f"{name}." in code]
    first = "from vizlab import library\n" if "library." in code else ""
    frames = "from vizlab.frames import Frames\n" if "Frames(" in code else ""
    recipes = "from vizlab.filters.why.versus import VersusRecipe\n" if "VersusRecipe(" in code else ""
    recipes += frames + ("from vizlab.recipes import Recipe\n" if "=Recipe(" in code or "(Recipe(" in code else "")
    head = (
        f"{first}from vizlab.figures import filter_why as drawings\nfrom vizlab.filters.why import {', '.join(used)}\n{recipes}"
    )
    return f'{head}\n{code}figure.write_html("{key}.html")\n'
