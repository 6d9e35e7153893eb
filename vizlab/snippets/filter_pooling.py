"""Pooling, unpooling and the way back: small grids of numbers, and pictures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vizlab.snippets import pictures
from vizlab.snippets.text import arguments

POOL = "from vizlab.filters.pooling.windows import pool"
GROUNDS = "from vizlab.filters.pooling import grounds"
STAND_IN = "from vizlab.filters.pooling.strided import stand_in"
FRACTIONAL = "from vizlab.filters.pooling.fractional import fractional"
WAYS = "from vizlab.filters.pooling.unpooling import WAYS"
UNPOOLING = "from vizlab.filters.pooling import unpooling"


def walk(grid: str, k: int, stride: int, kind: str) -> str:
    """The film of a window over a grid."""
    places = "pooled.places" if kind == "max" else "None"
    return f"""{_grid(grid, [POOL])}
pooled = pool(values, {k}, {stride}, {kind!r})
print(pooled.values, pooled.places)
windows = [pooled.window(row, column) for row in range(len(pooled.tops)) for column in range(len(pooled.lefts))]
figure = filter_walks.pooling(values, pooled.values, windows, {places}, {kind + " pooled"!r})
figure.write_html("walk.html")
"""


def compared(reference: str, picture: str, crop: Mapping[str, Any], kind: str, k: int, stride: int) -> str:
    """A picture under both poolings and the convolution that stands in."""
    return f"""{_picture(reference, picture, crop, kind, [GROUNDS, STAND_IN, POOL])}
pooled = {{kind: pool(values, {k}, {stride}, kind) for kind in ("max", "average")}}
stood = stand_in(values, pooled["max"])
print(stood.kernel, stood.bias, stood.missed)
shown = {{"input": values, "max": pooled["max"].values, "average": pooled["average"].values, "convolution": stood.values}}
figure = filter_pooling.panels(shown, columns=2, wide_px=330)
figure.write_html("compared.html")
"""


def fractional(reference: str, picture: str, crop: Mapping[str, Any], kind: str, ratio: float, seed: int, n: int) -> str:
    """A picture on several random sets of windows."""
    return f"""{_picture(reference, picture, crop, kind, [GROUNDS, FRACTIONAL])}
draws = [fractional(values, {ratio!r}, {seed} + at) for at in range({n})]
shown = {{"windows": values}} | {{f"seed {{{seed} + at}}": draw.values for at, draw in enumerate(draws)}}
edges = {{"windows": (draws[0].tops.tolist(), draws[0].lefts.tolist())}}
figure = filter_pooling.panels(shown, edges=edges, columns=2, wide_px=330)
figure.write_html("fractional.html")
"""


def remembered(grid: str, k: int, stride: int) -> str:
    """A grid with the positions that pooling remembers."""
    return f"""{_grid(grid, [POOL])}
pooled = pool(values, {k}, {stride})
figure = filter_walks.remembered(values, pooled.values, pooled.places)
figure.write_html("remembered.html")
"""


def returned(grid: str, k: int, stride: int, back: str, doubled: list[tuple[int, int]]) -> str:
    """A small map put back in four ways."""
    return f"""{_grid(grid, [UNPOOLING, POOL])}
pooled = pool(values, {k}, {stride})
back = parse_grid({back!r})
ways = {{
    "unpooled, added up": unpooling.unpool(back, pooled.places, values.shape),
    "torch: overwritten": unpooling.overwritten(back, pooled.places, values.shape, ({k}, {stride})),
    "nearest neighbour": unpooling.nearest(back, 2),
    "bed of nails": unpooling.bed_of_nails(back, 2),
}}
figure = filter_walks.returned(back, ways, {doubled!r}, columns=3)
figure.write_html("returned.html")
"""


def picture_back(reference: str, picture: str, crop: Mapping[str, Any], kind: str, factor: int) -> str:
    """A picture pooled, and put back in each way."""
    return f"""{_picture(reference, picture, crop, kind, [GROUNDS, WAYS, POOL], factor)}
pooled = pool(values, {factor}, {factor})
back = {{name: way(pooled.values, pooled.places, values.shape, {factor}) for name, way in WAYS.items()}}
print(grounds.errors(values, back))
figure = filter_pooling.panels({{"input": values, "max pooled": pooled.values, **back}}, columns=3, wide_px=520)
figure.write_html("picture-back.html")
"""


def weight(grid: str, taps: str, operation: str, loss: str, seed: int, at: tuple[int, int]) -> str:
    """What one kernel weight touches."""
    return f"""{_backward(grid, taps, operation, loss, seed)}
terms = gradients.weight_terms(x, upstream, kernel, {at[0]}, {at[1]})
gradient = gradients.kernel_gradient(x, upstream, kernel)
print(terms.total, checks.gaps(x, kernel, {loss!r}, {seed}))
figure = filter_walks.weight_gradient(gradients.padded(x, kernel), upstream, terms.products, gradient, {at!r})
figure.write_html("weight.html")
"""


def pixel(grid: str, taps: str, operation: str, loss: str, seed: int, at: tuple[int, int]) -> str:
    """What one input pixel touches."""
    return f"""{_backward(grid, taps, operation, loss, seed)}
terms = gradients.pixel_terms(upstream, kernel, {at[0]}, {at[1]})
gradient = gradients.input_gradient(upstream, kernel)
print(terms.total, checks.gaps(x, kernel, {loss!r}, {seed}))
figure = filter_walks.pixel_gradient(upstream, terms.factors, terms.products, gradient, {at!r})
figure.write_html("pixel.html")
"""


def both_ways(grid: str, taps: str, operation: str, loss: str, seed: int, names: tuple[str, str]) -> str:
    """Forward and backward, side by side."""
    return f"""{_backward(grid, taps, operation, loss, seed)}
forward = (x, parse_grid({taps!r}), gradients.forward(x, kernel))
backward = (upstream, parse_grid({taps!r}), gradients.input_gradient(upstream, kernel))
figure = filter_walks.both_ways(forward, backward, {names!r})
figure.write_html("both-ways.html")
"""


def stamping(grid: str, taps: str, laying: Mapping[str, int]) -> str:
    """The film of a transposed convolution."""
    return f"""{_stamped(grid, taps, laying)}
steps = [(one.row, one.column, one.top, one.left, one.so_far) for one in stamps.stamp(x, kernel, laying)]
print(steps[-1][-1], stamps.both_products(x, kernel, laying, 0))
figure = filter_walks.stamping(x, kernel, steps)
figure.write_html("stamping.html")
"""


def matrices(grid: str, taps: str, laying: Mapping[str, int]) -> str:
    """The one matrix of both ways."""
    return f"""{_stamped(grid, taps, laying)}
matrix = stamps.matrix(kernel, x.shape, laying)
figure = filter_overlaps.matrices(matrix)
figure.write_html("matrices.html")
"""


def counts(k: int, stride: int) -> str:
    """How often each pixel is stamped."""
    return f"""from vizlab.figures import filter_overlaps
from vizlab.filters.backward import overlaps

counts = overlaps.counts({k}, {stride})
inside = overlaps.interior(counts, {k}, {stride})
print(inside.var() if inside.size else None, overlaps.variance({k}, {stride}))
figure = filter_overlaps.count_map(counts, inside=({k - 1}, {k - 1} + len(inside)))
figure.write_html("counts.html")
"""


def variances(kernels: int, strides: int, chosen: tuple[int, int]) -> str:
    """The variance of the counts for every kernel and stride."""
    return f"""from vizlab.figures import filter_overlaps
from vizlab.filters.backward import overlaps

paper, counted = overlaps.tables({kernels}, {strides})
figure = filter_overlaps.variance_table(paper, counted, chosen={chosen!r})
figure.write_html("variances.html")
"""


def boards(photo: str, side: int, weights: str, seed: int, key: str) -> str:
    """A constant (photo: "") or a photograph, enlarged in every way."""
    return f"""from vizlab.figures import filter_pooling
from vizlab.filters.backward import overlaps

start, made = overlaps.enlarge_all({photo!r}, {side}, {weights!r}, {seed})
print({{way: overlaps.pattern(way, {weights!r}, {seed}) for way in made}})
figure = filter_pooling.panels({{"input": start, **made}}, columns=3, wide_px=520)
figure.write_html("{key}.html")
"""


def tree(k: int, depth: int, growth: int) -> str:
    """The tree under one output."""
    return f"""from vizlab.figures import filter_causal
from vizlab.filters.causal import dilation

dilated = dilation.dilations({depth}, {growth})
print(dilation.field({k}, dilated))
figure = filter_causal.tree(dilation.tree({k}, dilated), dilated)
figure.write_html("tree.html")
"""


def influence(k: int, depth: int, growth: int, blocks: int, causal: bool, seed: int) -> str:
    """The measured field."""
    return f"""from vizlab.figures import filter_causal
from vizlab.filters.causal import dilation

dilated = dilation.dilations({depth}, {growth}, {blocks})
times, sizes = dilation.influence({k}, dilated, causal={causal}, seed={seed})
print(dilation.field({k}, dilated), (sizes > 0).sum(), sizes[times > 0].max())
figure = filter_causal.influence(times, sizes, reach=dilation.field({k}, dilated))
figure.write_html("influence.html")
"""


def masks(k: int, first: str) -> str:
    """The masks of the first layer and of the others."""
    return f"""from vizlab.figures import filter_causal
from vizlab.filters.causal import masks

figure = filter_causal.masks([masks.mask({k}, {first!r}), masks.mask({k}, "B")], ["first layer, {first}", "further layers, B"])
figure.write_html("masks.html")
"""


def regions(stack: str, row: int, column: int) -> str:
    """What one pixel sees."""
    return f"""{_jacobian(stack)}
at = {row} * stack.side + {column}
kinds = masks.regions(found != 0, at, stack.side)
figure = filter_causal.regions(kinds, ({row}, {column}), counts=[int((kinds == kind).sum()) for kind in range(3)])
figure.write_html("regions.html")
"""


def jacobian(stack: str, row: int, column: int) -> str:
    """All derivatives."""
    return f"""{_jacobian(stack)}
figure = filter_causal.jacobian(found, {row} * stack.side + {column})
figure.write_html("jacobian.html")
"""


def hourglass(decoder: str, options: Mapping[str, int], digit: int) -> str:
    """One digit on its way through the encoder-decoder."""
    return f"""from vizlab.figures import filter_hourglass
from vizlab.filters.hourglass import training, views

trained = training.learn({decoder!r}, {arguments(options)})
print(trained.mse, trained.n_weights)
maps, links = views.way(trained, {decoder!r}, {digit})
figure = filter_hourglass.hourglass(maps, links, joined={decoder!r} != "its own, positions forgotten")
figure.write_html("hourglass.html")
"""


def reconstructions(options: Mapping[str, int], n: int) -> str:
    """Digits that each decoder gave back."""
    return f"""{_learned(options)}
originals, rows = views.given_back(found, {n})
figure = filter_hourglass.reconstructions(originals, rows)
figure.write_html("reconstructions.html")
"""


def learning(options: Mapping[str, int]) -> str:
    """The learning curves of all decoders."""
    return f"""{_learned(options)}
figure = filter_hourglass.learning([(name, trained.curve) for name, trained in found.items()])
figure.write_html("learning.html")
"""


def _grid(grid: str, imports: list[str]) -> str:
    lines = "\n".join(sorted(["from vizlab.filters.pooling.numbers import parse_grid", *imports]))
    return f"""from vizlab.figures import filter_walks
{lines}

values = parse_grid({grid!r})"""


def _picture(reference: str, picture: str, crop: Mapping[str, Any], kind: str, imports: list[str], multiple: int = 1) -> str:
    more = "images, " if "images." in pictures.fitted(picture, crop) else ""
    lines, cut = "\n".join(imports), f", multiple={multiple}" if multiple > 1 else ""
    return f"""{pictures.imports(picture)}from vizlab import {more}library
from vizlab.figures import filter_pooling
{lines}

model = library.open_model({reference!r})
image = {pictures.fitted(picture, crop)}.numpy()
values = grounds.ground(model.network, image, {kind!r}{cut})"""


def _backward(grid: str, taps: str, operation: str, loss: str, seed: int) -> str:
    turned = "[::-1, ::-1]" if operation == "convolution" else ""
    return f"""from vizlab.figures import filter_walks
from vizlab.filters.backward import checks, gradients
from vizlab.filters.pooling.numbers import parse_grid

x, kernel = parse_grid({grid!r}), parse_grid({taps!r}){turned}.copy()
upstream = checks.autograd(x, kernel, {loss!r}, {seed})[0]"""


def _stamped(grid: str, taps: str, laying: Mapping[str, int]) -> str:
    return f"""from vizlab.figures import filter_overlaps, filter_walks
from vizlab.filters.backward import stamps
from vizlab.filters.pooling.numbers import parse_grid

x, kernel = parse_grid({grid!r}), parse_grid({taps!r})
laying = stamps.Laying({arguments(laying)})"""


def _jacobian(stack: str) -> str:
    return f"""from vizlab.figures import filter_causal
from vizlab.filters.causal import masks

stack = masks.{stack}
found = masks.jacobian(stack)
print("largest above the diagonal:", abs(found[masks.later(stack)]).max())"""


def _learned(options: Mapping[str, int]) -> str:
    return f"""from vizlab.figures import filter_hourglass
from vizlab.filters.hourglass import training, views
from vizlab.filters.hourglass.network import DECODERS

found = {{name: training.learn(name, {arguments(options)}) for name in DECODERS}}
print({{name: trained.mse for name, trained in found.items()}})"""
