"""Filters: low-rank convolutions, Winograd's tiles, layers that look everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vizlab.snippets import pictures

Crop = Mapping[str, Any]


def singular(reference: str, layer: str, rank: int) -> str:
    """Singular values of a convolution's kernels."""
    body = "figure = figures.singular_values(factors.singular, factors.rank)"
    return _low_rank(reference, layer, rank, body, "singular")


def left_kernels(reference: str, layer: str, rank: int) -> str:
    """The kernels that are left at a rank."""
    body = """numbers = range(1, factors.rank + 1)
figure = mosaics.mosaic(
    factors.first[:, 0], [str(number) for number in numbers], numbers=numbers, signed=True, each_own=True,
    title="weight", noun="kernel",
)"""
    return "from vizlab.figures import mosaics\n" + _low_rank(reference, layer, rank, body, "left-kernels", drawn=False)


def ranks(reference: str, layer: str, of: tuple[int, int], data: str, n: int, known: bool) -> str:
    """What a network with the layer replaced still answers, against the rank."""
    rank, tried = of
    wanted = "pictures.labels" if known else "low_rank.answers(model.network, pictures.inputs)"
    body = f"""pictures = material.gather({data!r}, model.shape, {n})
ranks = low_rank.some_ranks(conv, {tried})
shares = low_rank.agreement(model.network, {layer!r}, ranks, pictures.inputs, {wanted})
costs = low_rank.costs(conv)
series = {{{"accuracy" if known else "answers as before"!r}: (ranks, shares), "weights": (range(1, len(costs) + 1), costs)}}
figure = figures.by_rank(series, rank={rank}, even=low_rank.break_even(conv))"""
    return "from vizlab.filters.reading import material\n" + _low_rank(reference, layer, rank, body, "ranks")


def tile_place(picture: str, crop: Crop, reference: str, kernel: str, at: tuple[int, int]) -> str:
    """The picture with a frame around the tile."""
    top, left = 2 * at[0], 2 * at[1]
    body = f"figure = filtering.filter_input(images.to_pixels(image), {(top, left, top + 4, left + 4)})"
    return _tiles(picture, crop, reference, kernel, body, "tile-place", "filtering", "images, ")


def tiled(picture: str, crop: Crop, reference: str, kernel: str, at: tuple[int, int]) -> str:
    """The picture under the kernel, tile by tile."""
    body = f"""found = winograd.correlate(image, kernel)
print(abs(found - filters.filtered(image[None], kernel, padding=0)[0]).max())
tile = {at}
figure = pictures.heat(found, title="response, tile by tile", signed=True, height_px=390)"""
    return _tiles(picture, crop, reference, kernel, body, "tiled", "pictures")


def tile(picture: str, crop: Crop, reference: str, kernel: str, at: tuple[int, int]) -> str:
    """One tile, step by step."""
    top, left = 2 * at[0], 2 * at[1]
    body = f"""found = winograd.tile(image[{top}:{top + 4}, {left}:{left + 4}], kernel)
figure = figures.tables(winograd.steps(found))"""
    return _tiles(picture, crop, reference, kernel, body, "tile", "filter_structure as figures")


def looking(
    reference: str,
    picture: str,
    crop: Crop,
    layer: str,
    kind: str,
    sharpness: float,
    at: tuple[int, int],
    arrows: int,
    opacity: float,
) -> str:
    """Where one place looks."""
    body = f"""h, w = values.shape[1:]
row, at = weights[{at[0]} * w + {at[1]}].reshape(h, w), {tuple(at)}
targets = non_local.strongest(row, at, {arrows})
figure = figures.looking(images.to_pixels(image), row, at, targets, opacity={opacity})"""
    return _non_local(reference, picture, crop, (layer, kind, sharpness), body, "looking", "filter_structure as figures")


def non_local(reference: str, picture: str, crop: Crop, layer: str, kind: str, sharpness: float) -> str:
    """What comes out of the layer."""
    body = """output = non_local.mixed(weights, values)
figure = pictures.heat(output.mean(axis=0), title="mean over the channels", height_px=420)"""
    return _non_local(reference, picture, crop, (layer, kind, sharpness), body, "non-local", "pictures")


def _low_rank(reference: str, layer: str, rank: int, body: str, key: str, *, drawn: bool = True) -> str:
    figures = "from vizlab.figures import filter_structure as figures\n" if drawn else ""
    return f"""from vizlab import library
{figures}from vizlab.filters.structure import low_rank

model = library.open_model({reference!r})
conv = model.network.get_submodule({layer!r})
factors = low_rank.factor(conv, {rank})
{body}
figure.write_html({key + ".html"!r})
"""


def _tiles(picture: str, crop: Crop, reference: str, kernel: str, body: str, key: str, figures: str, more: str = "") -> str:
    fitted = pictures.fitted(picture, crop)
    needed = more or ("images, " if "images." in fitted else "")
    return f"""{pictures.imports(picture)}from vizlab import filters, {needed}library
from vizlab.figures import {figures}
from vizlab.filters.structure import winograd

model = library.open_model({reference!r})
image = {fitted}.numpy().mean(axis=0)
kernel = filters.KERNELS[{kernel!r}].weights
{body}
figure.write_html({key + ".html"!r})
"""


def _non_local(reference: str, picture: str, crop: Crop, what: tuple[str, str, float], body: str, key: str, figures: str) -> str:
    layer, kind, sharpness = what
    return f"""{pictures.imports(picture)}from vizlab import images, library
from vizlab.figures import {figures}
from vizlab.filters.structure import non_local

model = library.open_model({reference!r})
image = {pictures.fitted(picture, crop)}.numpy()
values = non_local.values_of(model.network, image, {layer!r})
weights = non_local.weights(non_local.vectors(values, {kind!r}), {sharpness!r})
{body}
figure.write_html({key + ".html"!r})
"""
