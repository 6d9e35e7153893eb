"""Many dimensions: angles and distances, random projections, PCA, whitening, intrinsic dimension, ways down."""

from __future__ import annotations

from collections.abc import Sequence

from vizlab.embeddings.dimensions.ways import WaysRecipe
from vizlab.snippets.text import arguments, call

Made = tuple[str, int, int, float, int]  # shape, dimension, ambient, noise, seed


def histogram(what: str, d: int, data: str, seed: int) -> str:
    """Draw the cosines or the distances of random vectors, and those of pictures."""
    low, high = (-1, 1) if what == "cosine" else (0, 2)
    return f"""from vizlab.embeddings.dimensions import angles, material
from vizlab.figures.embedding_dimensions import densities

low, high = {low}, {high}
drawn = angles.drawn({d}, {seed})
pictures = angles.pairs(angles.centred(material.read({data!r}).features))
places = angles.inside(low, high)
lines = {{"on paper": (places, angles.{what}_density(places, {d}))}}
lines[{data!r}] = angles.histogram(pictures.{what}s, low, high)
bars = angles.histogram(drawn.{what}s, low, high)
figure = densities(bars, lines, name="random", x_title="{what} of a pair")
figure.write_html("{what}s.html")
"""


def by_dimension(d: int, seed: int) -> str:
    """Draw how angles and distances shrink to one value."""
    return f"""from vizlab.embeddings.dimensions import angles
from vizlab.figures.embedding_dimensions import against

found = [angles.drawn(d, {seed}) for d in angles.DIMENSIONS]
names = ("mean of |cosine|", "spread of distances")
paper = [[angle(d) for d in angles.DIMENSIONS] for angle in (angles.mean_cosine, angles.variation)]
seen = [[pairs.mean_cosine for pairs in found], [pairs.variation for pairs in found]]
paper = {{name: (angles.DIMENSIONS, values) for name, values in zip(names, paper)}}
seen = {{name: (angles.DIMENSIONS, values) for name, values in zip(names, seen)}}
figure = against(paper, seen, x_title="dimensions", y_title="of vectors of length 1", log="xy", at={d})
figure.write_html("dimensions.html")
"""


def ratios(data: str, dims: int, seed: int, reach: float) -> str:
    """Draw how distances change in a random projection."""
    return f"""{_shadow(data)}from vizlab.figures.embedding_dimensions import densities

shadow = shadows.cast(features, {dims}, {seed})
places = angles.inside(0, {reach})
lines = {{"on paper": (places, shadows.density(places, {dims}))}}
bars = angles.histogram(shadow.ratios, 0, {reach})
figure = densities(bars, lines, name="pairs of pictures", x_title="distance after / before")
figure.write_html("ratios.html")
"""


def spreads(data: str, dims: int, seed: int) -> str:
    """Draw how much distances change against the number of random directions."""
    return f"""{_shadow(data)}from vizlab.figures.embedding_dimensions import against

paper = {{"spread of the ratio": (shadows.DIMENSIONS, [shadows.spread(dims) for dims in shadows.DIMENSIONS])}}
found = [shadows.cast(features, dims, {seed}).spread for dims in shadows.DIMENSIONS]
seen = {{"spread of the ratio": (shadows.DIMENSIONS, found)}}
figure = against(paper, seen, x_title="random directions", y_title="spread of after / before", log="xy", at={dims})
figure.write_html("spreads.html")
"""


def kept(data: str, m: int) -> str:
    """Draw how much of the variance the first components keep."""
    return f"""{_components(data)}from vizlab.figures.embedding_dimensions import against

numbers = range(1, len(found.variances) + 1)
lines = {{"kept together": (numbers, found.kept), "each": (numbers, found.variances / found.variances.sum())}}
levels = {{"95 %": 0.95}}
figure = against(lines, {{}}, x_title="components", y_title="share of the variance", at={m}, percent=True, levels=levels)
figure.write_html("kept.html")
"""


def errors(data: str, m: int) -> str:
    """Draw what is lost on the way down to m components and back."""
    return f"""{_components(data)}from vizlab.figures.embedding_dimensions import against

numbers = range(len(found.variances) + 1)
tried = components.ladder(len(found.variances))
features = known.features.numpy()
paper = {{"sum of the variances left out": (numbers, [found.tail(m) for m in numbers])}}
seen = {{"squared error, measured": (tried, [found.error(m, features) for m in tried])}}
figure = against(paper, seen, x_title="components", y_title="squared error of a picture", at={m})
figure.write_html("errors.html")
"""


def read_back(data: str, row: int, tried: Sequence[int]) -> str:
    """Draw a picture as ever more components know it."""
    return f"""{_components(data)}import numpy as np

from vizlab.figures.pictures import image_grid

tried = {list(tried)}
rows = [known.features[{row}].numpy(), *(found.back(m, np.array([{row}]))[0] for m in tried)]
titles = ["as it is", *(f"{{m}} component{{'s' * (m > 1)}}" for m in tried)]
figure = image_grid(list(material.as_pictures(np.stack(rows), known.shape)), titles, columns=4)
figure.write_html("read-back.html")
"""


def directions(data: str, count: int) -> str:
    """Draw the first components as pictures."""
    return f"""{_components(data)}from vizlab.figures.mosaics import mosaic

maps = found.directions[:{count}].reshape(-1, *known.shape).mean(1)
labels = [f"{{share:.1%}}" for share in found.variances[:{count}] / found.variances.sum()]
figure = mosaic(maps, labels, numbers=range(1, len(maps) + 1), signed=True, title="weight", noun="component", columns=4)
figure.write_html("components.html")
"""


def covariance(data: str, kind: str, epsilon: float, which: str) -> str:
    """Draw the covariance before or after whitening."""
    return f"""{_white(data, kind, epsilon)}import numpy as np

from vizlab.figures.pictures import heat

figure = heat(white.{which}.astype(np.float32), title="covariance", signed=True, height_px=560)
figure.write_html("{which}.html")
"""


def variances(data: str, kind: str, epsilon: float) -> str:
    """Draw how wide each principal direction is, before and after whitening."""
    return f"""{_white(data, kind, epsilon)}from vizlab.figures.embedding_dimensions import against

numbers = range(1, white.rank + 1)
found = {{"before": (numbers, white.variances[: white.rank]), "after": (numbers, white.stretched[: white.rank])}}
figure = against(found, {{}}, x_title="principal direction", y_title="variance", log="y", height_px=300)
figure.write_html("variances.html")
"""


def whitened(data: str, kind: str, epsilon: float, rows: Sequence[int]) -> str:
    """Draw pictures before and after whitening."""
    return f"""{_white(data, kind, epsilon)}from vizlab.figures.pictures import image_grid

rows = {list(rows)}
before = material.as_pictures(known.features[rows], known.shape)
after = whitening.as_pictures(white.values[rows], known.shape)
titles = ["before"] * len(rows) + ["after"] * len(rows)
figure = image_grid([*before, *after], titles, columns=len(rows))
figure.write_html("whitened.html")
"""


def by_scale(made: Made, k: int, tried: Sequence[int], truth: int) -> str:
    """Draw the estimates against the number of neighbours asked."""
    return f"""{_made(made)}from vizlab.figures.embedding_dimensions import against

tried = {list(tried)}
seen = {{"likelihood": (tried, [intrinsic.by_likelihood(distances, k) for k in tried])}}
seen["two neighbours"] = ([2], [intrinsic.two_nn(distances)])
style = {{"x_title": "neighbours asked", "y_title": "estimated dimension", "joined": True, "log": "x"}}
figure = against({{}}, seen, at={k}, levels={{"true: {truth}": {truth}}}, **style)
figure.write_html("scale.html")
"""


def ratio_line(made: Made, truth: int, shown: int) -> str:
    """Draw the line whose slope is the dimension."""
    return f"""{_made(made)}from vizlab.figures.embedding_dimensions import against

x, y = intrinsic.ratio_line(distances)
step = max(1, len(x) // {shown})
slope = intrinsic.two_nn(distances)
ends = [0.0, float(x[-1])]
paper = {{"slope {truth}, the truth": (ends, [{truth} * end for end in ends])}}
paper[f"slope {{slope:.2f}}, the estimate"] = (ends, [slope * end for end in ends])
style = {{"x_title": "log of second / first distance", "y_title": "−log of the share beyond"}}
figure = against(paper, {{"points": (x[::step], y[::step])}}, **style)
figure.write_html("ratio-line.html")
"""


def real(names: Sequence[str], k: int) -> str:
    """Draw the estimates of pictures."""
    return f"""from vizlab.embeddings.dimensions import intrinsic, material
from vizlab.figures.embedding_dimensions import ranked

rows = {{name: intrinsic.estimates(material.read(name).features, {k}) for name in {list(names)!r}}}
figure = ranked(rows, x_title="estimated dimension")
figure.write_html("pictures.html")
"""


def layers(reference: str, data: str, k: int) -> str:
    """Draw the estimates of the layers of a network."""
    return f"""from vizlab.embeddings.dimensions import intrinsic
from vizlab.figures.embedding_dimensions import ranked

found = intrinsic.of_layers({reference!r}, {data!r})
rows = {{layer: intrinsic.estimates(features, {k}) for layer, features in found.items()}}
figure = ranked(rows, x_title="estimated dimension")
figure.write_html("layers.html")
"""


def way(recipe: WaysRecipe, number: int) -> str:
    """Draw the map of one way down, computed if need be."""
    return f"""{_ways(recipe)}from vizlab import embeddings
from vizlab.figures.maps import point_map

items = embeddings.read(recipe.of(ways.WAYS[{number}]))
figure = point_map(frames[-1].arrays["map{number}"], items.labels.numpy(), items.classes, height_px=380)
figure.write_html("way.html")
"""


def way_curves(recipe: WaysRecipe, names: Sequence[str], drawing: dict[str, str]) -> str:
    """Draw what was measured on the way."""
    return f"""{_ways(recipe)}from vizlab.figures.embedding_dimensions import against

curves = last.result["curves"]
lines = {{name: tuple(zip(*curves[name])) for name in {list(names)!r}}}
figure = against(lines, {{}}, {arguments(drawing)})
figure.write_html("curves.html")
"""


def ways_back(recipe: WaysRecipe) -> str:
    """Draw some points as each way reads them back."""
    return f"""{_ways(recipe)}from vizlab import embeddings
from vizlab.figures.pictures import image_grid

titles, pictures = ways.sheet(frames[-1], embeddings.read(recipe.of("PCA")))
figure = image_grid(pictures, titles, columns=ways.SHOWN)
figure.write_html("back.html")
"""


def _shadow(data: str) -> str:
    return f"""from vizlab.embeddings.dimensions import angles, material, shadows

features = angles.centred(material.read({data!r}).features)
"""


def _components(data: str) -> str:
    return f"""from vizlab.embeddings.dimensions import components, material

known = material.read({data!r})
found = components.all_of(known.features)
"""


def _white(data: str, kind: str, epsilon: float) -> str:
    return f"""from vizlab.embeddings.dimensions import material, whitening

known = material.read({data!r}, small=True)
white = whitening.whiten(known.features, {kind!r}, {epsilon!r})
print(white.gap)
"""


def _made(made: Made) -> str:
    shape, dimension, ambient, noise, seed = made
    return f"""from vizlab.embeddings.dimensions import intrinsic

points = intrinsic.draw({shape!r}, {dimension}, intrinsic.N, {ambient}, {noise!r}, {seed})
distances = intrinsic.neighbours(points)
"""


def _ways(recipe: WaysRecipe) -> str:
    return f"""from vizlab.embeddings.dimensions import ways
from vizlab.embeddings.dimensions.ways import WaysRecipe
from vizlab.frames import Frames

recipe = {call(recipe)}
*_, last = ways.compare(recipe)
frames = Frames(ways.KIND, recipe).read()
"""
