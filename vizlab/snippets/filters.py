"""Convolution filters: layers of a network on a picture, and one kernel on a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from vizlab.snippets import pictures
from vizlab.snippets.text import arguments


def strip(reference: str, picture: str, crop: Mapping[str, Any], layer: str) -> str:
    """All layers at a glance, with a frame around one."""
    return f"""{_opened(reference, picture, crop, "mosaics")}
layers = filters.layers(model.network, image)
shown = [(layer.kind, layer.maps[filters.order(layer, "mean activation")[:4]]) for layer in layers]
chosen = [layer.name for layer in layers].index({layer!r})
figure = mosaics.strip(shown, chosen=chosen)
figure.write_html("layers.html")
"""


def activations(reference: str, picture: str, crop: Mapping[str, Any], layer: str, shown: Sequence[int], each_own: bool) -> str:
    """The maps of one layer, in the order shown."""
    return f"""{_opened(reference, picture, crop, "mosaics")}
layer = next(layer for layer in filters.layers(model.network, image) if layer.name == {layer!r})
shown = {list(shown)}
labels = [filters.label(layer, number) for number in shown]
figure = mosaics.mosaic(layer.maps[shown], labels, numbers=shown, signed=layer.signed, each_own={each_own})
figure.write_html("maps.html")
"""


def kernels(reference: str, layer: str, channel: int | None, shown: Sequence[int], each_own: bool) -> str:
    """The kernels of a convolution for one of its input channels, or in colour (channel None)."""
    settings = f'numbers=shown, signed=True, each_own={each_own}, title="weight", noun="kernel"'
    drawn = (
        f"mosaic(kernels[shown, {channel}], labels, {settings})"
        if channel is not None
        else "colour_kernels(kernels[shown], labels)"
    )
    return f"""from vizlab import filters, library
from vizlab.figures import mosaics

model = library.open_model({reference!r})
kernels = filters.kernels(model.network, {layer!r})
shown = {list(shown)}
labels = [str(number) for number in shown]
figure = mosaics.{drawn}
figure.write_html("kernels.html")
"""


def enlarged(reference: str, picture: str, crop: Mapping[str, Any], layer: str, index: int, opacity: float) -> str:
    """One map over the picture, with the window behind its largest value."""
    return f"""{_opened(reference, picture, crop, "mosaics", "images, ")}
layer = next(layer for layer in filters.layers(model.network, image) if layer.name == {layer!r})
place = filters.field(model.network, layer.name, image.shape)
row, column = layer.peak({index})
print(filters.arithmetic(model.network, image, layer.name, {index}, row, column))
figure = mosaics.placed(
    images.to_pixels(image), layer.maps[{index}], first=place.center(), jump=place.jump,
    window=place.window(row, column), signed=layer.signed, title="activation", opacity={opacity},
)
figure.write_html("map.html")
"""


def behind(reference: str, picture: str, crop: Mapping[str, Any], layer: str, index: int) -> str:
    """Window, kernel and products behind the largest value of one map of a convolution."""
    return f"""{_opened(reference, picture, crop, "filtering")}
layer = next(layer for layer in filters.layers(model.network, image) if layer.name == {layer!r})
found = filters.arithmetic(model.network, image, layer.name, {index}, *layer.peak({index}))
print(found.sentence)
window, kernel, products, names = filters.strongest_inputs(found)
figure = filtering.products(window, kernel, products, names)
figure.write_html("sum.html")
"""


def filter_input(
    reference: str, picture: str, crop: Mapping[str, Any], kernel: str, at: Sequence[int], options: Mapping[str, Any]
) -> str:
    """The picture with the window under the kernel."""
    return f"""{kernel_on_picture(reference, picture, crop, kernel, more="images, ")}
found = filters.response(image[0], kernel, {at[0]}, {at[1]}, {arguments(options)})
figure = filtering.filter_input(images.to_pixels(image), found.box)
figure.write_html("input.html")
"""


def filter_output(
    reference: str,
    picture: str,
    crop: Mapping[str, Any],
    kernel: str,
    at: Sequence[int],
    channel: int,
    options: Mapping[str, Any],
) -> str:
    """The picture under the kernel."""
    return f"""{kernel_on_picture(reference, picture, crop, kernel)}
response = filters.filtered(image, kernel, {arguments(options)})[{channel}]
figure = filtering.filter_output(response, {tuple(at)})
figure.write_html("output.html")
"""


def products(
    reference: str,
    picture: str,
    crop: Mapping[str, Any],
    kernel: str,
    at: Sequence[int],
    channel: int,
    options: Mapping[str, Any],
) -> str:
    """The products behind one pixel of the output."""
    return f"""{kernel_on_picture(reference, picture, crop, kernel)}
found = filters.response(image[{channel}], kernel, {at[0]}, {at[1]}, {arguments(options)})
print(found.total, filters.filtered(image, kernel, {arguments(options)})[{channel}, {at[0]}, {at[1]}])
figure = filtering.products(found.window[None], found.kernel[None], found.products[None])
figure.write_html("products.html")
"""


def _opened(reference: str, picture: str, crop: Mapping[str, Any], figures: str, more: str = "") -> str:
    wanted = more or ("images, " if "images." in pictures.fitted(picture, crop) else "")
    return f"""{pictures.imports(picture)}from vizlab import filters, {wanted}library
from vizlab.figures import {figures}

model = library.open_model({reference!r})
image = {pictures.fitted(picture, crop)}.numpy()"""


def kernel_on_picture(
    reference: str, picture: str, crop: Mapping[str, Any], kernel: str, figures: str = "filtering", *, more: str = ""
) -> str:
    """The lines that open a model's picture as `image` and read a kernel from its text, with a module of figures."""
    opened = _opened(reference, picture, crop, figures, more)
    return f"{opened}\nkernel = filters.parse_weights({kernel!r})"
