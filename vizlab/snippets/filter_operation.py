"""The operation opened up: windows, one dimension, laws, channels, a matrix product, a learned kernel, sizes, a whole layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from vizlab.snippets.filters import kernel_on_picture
from vizlab.snippets.text import arguments, call

Options = Mapping[str, Any]
Base = tuple[str, str, Mapping[str, Any], str]  # what `kernel_on_picture` takes first


def walk(grid: str, kernel: str, options: Options) -> str:
    """The film of a kernel over a grid."""
    return f"""from vizlab.figures import filter_windows as figures
from vizlab.filters.by_hand import windows

grid, kernel = windows.parse_grid({grid!r}), windows.parse_kernel({kernel!r})
walked = windows.walk(grid, kernel, {arguments(options)})
print(walked.output, "largest difference from torch:", walked.gap)
steps = walked.steps
figure = figures.walk(
    walked.grid, walked.padding, [step.window for step in steps], [step.box for step in steps],
    steps[0].kernel, walked.output, bias=walked.bias,
)
figure.write_html("walk.html")
"""


def indices(grid: str, kernel: str, at: Sequence[int]) -> str:
    """The terms of one value of a convolution."""
    return f"""from vizlab.figures import filter_windows as figures
from vizlab.filters.by_hand import windows

grid, kernel = windows.parse_grid({grid!r}), windows.parse_kernel({kernel!r})
terms = windows.by_indices(grid, kernel, {at[0]}, {at[1]})
print(terms.total)
figure = figures.indices(terms.rows, terms.columns, terms.u, terms.v, terms.kept, terms.products)
figure.write_html("indices.html")
"""


def slide(signal: str, taps: str) -> str:
    """The film of taps under a signal."""
    return f"""import numpy as np

from vizlab.figures import filter_windows as figures
from vizlab.filters.by_hand import line

signal, taps = line.parse_row({signal!r}, what="A signal"), line.parse_row({taps!r}, what="A row of taps")
moments = line.slide(signal, taps)
output = np.array([moment.total for moment in moments])
print(np.abs(output - np.convolve(signal, taps)).max())
figure = figures.slide(signal, taps, output, [moment.formula for moment in moments])
figure.write_html("slide.html")
"""


def signals(taps: str, seed: int) -> str:
    """A noisy signal under the taps."""
    return f"""import numpy as np

from vizlab.figures import filter_operation as figures
from vizlab.filters.by_hand import line

taps, noisy = line.parse_row({taps!r}, what="A row of taps"), line.noisy_steps({seed})
figure = figures.signals({{"signal": noisy, "output": np.convolve(noisy, taps, "same")}})
figure.write_html("signals.html")
"""


def combined(first: str, second: str) -> str:
    """Two kernels and their convolution."""
    return f"""from vizlab.figures import filter_operation as figures
from vizlab.filters import parse_weights
from vizlab.filters.by_hand import laws

first, second = parse_weights({first!r}), parse_weights({second!r})
figure = figures.combined(first, second, laws.convolve(first, second))
figure.write_html("combined.html")
"""


def both_ways(photo: str, size_px: int, first: str, second: str) -> str:
    """A picture under two kernels in turn, and under the one that is both."""
    return f"""import numpy as np

from vizlab import images
from vizlab.figures import filter_galleries as figures
from vizlab.filters import parse_weights
from vizlab.filters.by_hand import laws

picture = images.fit(images.photograph({photo!r}), (1, {size_px}, {size_px})).numpy()[0].astype(float)
first, second = parse_weights({first!r}).astype(float), parse_weights({second!r}).astype(float)
print(laws.laws(picture, first, second), laws.duality(picture, first))
once = laws.convolve(picture, first)
turns = np.stack([laws.convolve(once, second), laws.convolve(picture, laws.convolve(first, second))])
figure = figures.gallery(turns, ["one, then the other", "both in one"], columns=2)
figure.write_html("both-ways.html")
"""


def bar(options: Options) -> str:
    """A bar, its edges, and what a ReLU leaves of them."""
    return f"""from vizlab.figures import filter_galleries as figures
from vizlab.filters.by_hand import laws

bar = laws.bar({arguments(options)})
response = laws.edges(bar)
figure = figures.bar_and_edges(bar, response, response.clip(min=0))
figure.write_html("bar.html")
"""


def slabs(photo: str, size_px: int, kernels: str, number: int) -> str:
    """One colour kernel, slab by slab."""
    return f"""{_colours(photo, size_px, kernels)}
found = channels.slabs(image, kernels[{number}])
print("largest difference from torch:", found.gap)
figure = figures.slabs(image, kernels[{number}], found.maps, channels.NAMES)
figure.write_html("slabs.html")
"""


def stacked(photo: str, size_px: int, kernels: str, labels: Sequence[str]) -> str:
    """All output channels of a stack of kernels."""
    return f"""{_colours(photo, size_px, kernels)}
figure = figures.stack(channels.stack(image, kernels), {list(labels)!r})
figure.write_html("stack.html")
"""


def matrix(image: str, kernel: str, options: Options, chosen: int) -> str:
    """The patch matrix with the kernel beside it. image, kernel: expressions."""
    return f"""{_laid_out(image, kernel, options)}
figure = figures.patch_matrix(found.matrix, found.kernel, found.result, {chosen})
figure.write_html("matrix.html")
"""


def places(image: str, kernel: str, options: Options, chosen: int) -> str:
    """Where one patch lies, and where its sum goes."""
    return f"""{_laid_out(image, kernel, options)}
figure = figures.places(*patches.place(image, kernel, found, {chosen}, {arguments(options)}))
figure.write_html("places.html")
"""


def learned(kernel: str, source: str, options: Options) -> str:
    """The kernel at some steps of its learning."""
    return f"""{_recovered(kernel, source, options, "filter_galleries")}
goal = as_laid(kernel, {options["made_by"]!r})
figure = figures.learned(found.kernels, found.steps.tolist(), goal)
figure.write_html("learned.html")
"""


def distances(kernel: str, source: str, options: Options) -> str:
    """How far every start is from the goal."""
    return f"""{_recovered(kernel, source, options)}
print(found.condition, found.distances[-1])
figure = figures.descents({{"distance": (found.at, found.distances)}}, y_title="‖K − K*‖", level=1e-3)
figure.write_html("distances.html")
"""


def losses(kernel: str, source: str, options: Options) -> str:
    """The loss of learners that lay their kernel in both ways."""
    return f"""{_recovered(kernel, source, options)}
other = recovery.recover(pictures, kernel, learner="convolution", {arguments(options)})
lines = {{"learner cross-correlates": (found.at, found.losses[:, :1]), "learner convolves": (other.at, other.losses[:, :1])}}
figure = figures.descents(lines, y_title="loss")
figure.write_html("losses.html")
"""


def visits(side: Options, padding: tuple[int, int]) -> str:
    """How often each pixel is visited."""
    return f"""{_sized(side, padding)}
print(side.size, side.exact)
figure = figures.visits(sizes.grid_visits(side, side), {padding!r})
figure.write_html("visits.html")
"""


def staircase(side: Options, padding: tuple[int, int], most: int) -> str:
    """The size of the output against that of the input."""
    return f"""{_sized(side, padding)}
n, found, _ = sizes.staircase(side, {most})
names = {{"x_title": "pixels of the input", "y_title": "pixels of the output"}}
figure = figures.curve(n, found, (side.n, side.size), **names, steps=True)
figure.write_html("staircase.html")
"""


def connections(settings: Any, seed: int) -> str:
    """Which inputs each output of a layer depends on."""
    return f"""from vizlab.figures import filter_operation as figures
from vizlab.filters.by_hand import layer
from vizlab.filters.by_hand.layer import Settings

settings = {call(settings)}
built = layer.build(settings, {seed})
print(settings.source, built.shape, built.parameters, built.gap)
figure = figures.connections(built.blocks)
figure.write_html("connections.html")
"""


def border(base: Base, channel: int, options: Options) -> str:
    """What each way to pad gets wrong."""
    return f"""{kernel_on_picture(*base, figures="filter_galleries as figures")}
from vizlab.filters.by_hand import borders

errors = borders.border_errors(image[{channel}], kernel, {arguments(options)})
figure = figures.errors(errors, borders.border_means(errors))
figure.write_html("border.html")
"""


def variance(base: Base, channel: int, side: int, sigma: float) -> str:
    """How much variance a Gaussian leaves, against its width."""
    return f"""{kernel_on_picture(*base, figures="filter_operation as figures")}
from vizlab.filters.by_hand import blur

found = blur.variances(image[{channel}], {side})
at = ({sigma!r}, float(np.interp({sigma!r}, blur.SIGMAS, found)))
figure = figures.curve(blur.SIGMAS, found, at, x_title="σ in pixels", y_title="variance left")
figure.write_html("variance.html")
""".replace("from vizlab import", "import numpy as np\n\nfrom vizlab import", 1)


def _colours(photo: str, size_px: int, kernels: str) -> str:
    return f"""from vizlab import images, library
from vizlab.figures import filter_galleries as figures
from vizlab.filters.by_hand import channels

image = images.fit(images.photograph({photo!r}), (3, {size_px}, {size_px})).numpy()
kernels = {kernels}"""


def _laid_out(image: str, kernel: str, options: Options) -> str:
    return f"""import numpy as np

from vizlab import images
from vizlab.figures import filter_operation as figures
from vizlab.filters import parse_weights
from vizlab.filters.by_hand import patches, windows

image = {image}
kernel = {kernel}
found = patches.product(image, kernel, {arguments(options)})"""


def _recovered(kernel: str, source: str, options: Options, figures: str = "filter_operation") -> str:
    return f"""from vizlab.figures import {figures} as figures
from vizlab.filters import parse_weights
from vizlab.filters.by_hand import recovery
from vizlab.filters.operation import as_laid

kernel, pictures = parse_weights({kernel!r}), recovery.pictures({source!r}, {options["seed"]})
found = recovery.recover(pictures, kernel, {arguments(options)})"""


def _sized(side: Options, padding: tuple[int, int]) -> str:
    return f"""from vizlab.figures import filter_operation as figures
from vizlab.filters.by_hand import sizes

side = sizes.Side({arguments(side)}, padding={padding!r})"""
