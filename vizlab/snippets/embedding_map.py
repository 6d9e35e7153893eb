"""Maps of the view Map, as they are drawn: coloured, with the names of the classes, some points alone."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from vizlab.embeddings import METHODS, EmbeddingRecipe
from vizlab.snippets.text import call


@dataclass(frozen=True)
class Drawn:
    """How a map is drawn. colour, asked: see `colours.colouring`; names: of the classes, on the map; only: the points that stand
    alone, see `selection.pack`; noun: what a point is."""

    colour: str = "class"
    asked: str = ""
    names: bool = False
    only: str = ""
    noun: str = "picture"


def plane(recipe: EmbeddingRecipe, look: Drawn) -> str:
    """Draw the PCA map of what a recipe embeds."""
    flat = dataclasses.replace(dataclasses.replace(recipe, method="PCA", dims=2).settled, seed=recipe.seed)
    return f"""{_start(flat, look, "point_map")}
plane = embeddings.fit(features)
positions = plane.project(features).numpy()
{_colours(look)}
titles = embeddings.axis_titles(plane.explained.tolist())
figure = point_map(positions[ids], found.labels[ids], found.classes, titles=titles, look=look)
figure.write_html("pca.html")
"""


def at_once(recipe: EmbeddingRecipe, look: Drawn) -> str:
    """Draw a map that is finished as soon as it has begun."""
    return f"""{_start(recipe, look, "point_map")}
{_mapped(recipe)}
{_colours(look)}
figure = point_map(positions[ids], found.labels[ids], found.classes, look=look)
figure.write_html("map.html")
"""


def computed(recipe: EmbeddingRecipe, look: Drawn, *, is_film: bool) -> str:
    """Compute a map, or find it finished, and draw how it came about."""
    film = "film([(name, at[ids]) for name, at in embeddings.moments(frames)], "
    drawing = film if is_film else "point_map(positions[ids], "
    return f"""{_start(recipe, look, drawing.split("(")[0])}
{_mapped(recipe)}
{_colours(look)}
figure = {drawing}found.labels[ids], found.classes, look=look)
figure.write_html("map.html")
"""


def neighbours(recipe: EmbeddingRecipe, point: int, where: str, *, is_finished: bool) -> str:
    """Draw who is near a point, in the vectors and on the map: the PCA map while the recipe's own is unfinished."""
    plane = "positions = embeddings.fit(features).project(features)"
    return f"""from vizlab import embeddings
from vizlab.embeddings import EmbeddingRecipe
from vizlab.embeddings.around import around
from vizlab.embeddings.vectors import arranged
from vizlab.figures.embedding_map import Near, neighbour_rows
from vizlab.frames import Frames

recipe = {call(recipe)}
items = embeddings.read(recipe)
features = arranged(items.features, recipe)
{_mapped(recipe) if is_finished else plane}
found = around(features, features.new_tensor(positions), {point})
rows = [
    Near("Near in the vectors", found.features, [f"{{gap:.3g}}" for gap in found.feature_distances]),
    Near({f"Near on the {where}"!r}, found.positions, [f"{{gap:.1%}}" for gap in found.position_distances]),
]
figure = neighbour_rows(items.pictures, items.names, {point}, rows)
figure.write_html("neighbours.html")
"""


def selected(recipe: EmbeddingRecipe, packed: str, rows: int, in_row: int) -> str:
    """Draw the pictures of the selected points. packed: who they are, see `selection.pack`."""
    return f"""from vizlab import embeddings
from vizlab.embeddings import EmbeddingRecipe, selection
from vizlab.figures.sheets import contact_sheet

recipe = {call(recipe)}
items = embeddings.read(recipe)
ids = selection.unpack({packed!r}, recipe.n)
rows = selection.by_class(ids, items.labels.numpy(), {rows}, {in_row})
notes = [[f"{{items.names[at]}}, {{at}}" for at in row] for row in rows.values()]
figure = contact_sheet([items.pictures[row] for row in rows.values()], [items.classes[label] for label in rows], notes=notes)
figure.write_html("selection.html")
"""


def _start(recipe: EmbeddingRecipe, look: Drawn, drawing: str) -> str:
    values = ", Values" if _may_be_numbers(look) else ""
    return f"""from vizlab import embeddings
from vizlab.embeddings import EmbeddingRecipe, colours, selection
from vizlab.embeddings.vectors import arranged
from vizlab.figures.maps import Look{values}, {drawing}
from vizlab.frames import Frames

recipe = {call(recipe)}
items = embeddings.read(recipe)
features = arranged(items.features, recipe)"""


def _mapped(recipe: EmbeddingRecipe) -> str:
    """Where the points are on the finished map."""
    if METHODS[recipe.method].is_at_once:
        return "positions = embeddings.METHODS[recipe.method].begin(features, recipe, None).positions.numpy()"
    return """*_, last = embeddings.embed(recipe)
print(last.result)
frames = Frames(embeddings.KIND, recipe).read()
positions = frames[-1].arrays["positions"]"""


def _colours(look: Drawn) -> str:
    more = ", positions=features.new_tensor(positions)" if look.colour == "lost" else ""
    more += f", asked={look.asked!r}" if look.asked else ""
    manner = f", names={look.names}, noun={look.noun!r}"
    return f"""found = colours.colouring(items, recipe, {look.colour!r}{more})
ids = selection.on_screen(recipe.n, {look.only!r})
look = Look(ids=ids{manner}{_values(look)})"""


def _values(look: Drawn) -> str:
    asked = "Values(found.numbers[ids], found.title) if found.numbers is not None else None"
    return f", values={asked}" if _may_be_numbers(look) else ""


def _may_be_numbers(look: Drawn) -> bool:
    return look.colour not in ("class", "cluster")
