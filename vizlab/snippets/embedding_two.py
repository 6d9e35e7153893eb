"""Two maps laid on each other, and new points on an old map."""

from __future__ import annotations

from vizlab.embeddings import METHODS, EmbeddingRecipe
from vizlab.snippets.text import call


def first(recipe: EmbeddingRecipe, noun: str) -> str:
    """Draw the first map, as it is after the last iteration."""
    return f"""{_imports("maps import Look, point_map")}
{_map(recipe, "first")}
items = embeddings.read(recipe)
ids = selection.on_screen(len(first))
figure = point_map(first[ids], items.labels.numpy()[ids], items.classes, look=Look(ids=ids, noun={noun!r}), height_px=520)
figure.write_html("first.html")
"""


def second(recipe: EmbeddingRecipe, other: EmbeddingRecipe, noun: str, count: int) -> str:
    """Lay the second map on the first, and draw who moved farthest."""
    return f"""{_imports("embedding_two import moved")}from vizlab.embeddings.comparing import compare
from vizlab.figures.maps import Look

{_map(recipe, "first")}
items = embeddings.read(recipe)
{_map(other, "second")}
found = compare(first, second, seed=0)
print(found.residual, found.chance, found.shared)
look, farthest = Look(ids=selection.on_screen(len(first)), noun={noun!r}), found.farthest({count})
figure = moved(found.aligned, first, items.labels.numpy(), items.classes, farthest=farthest, look=look)
figure.write_html("second.html")
"""


def landed(recipe: EmbeddingRecipe, m: int, noun: str) -> str:
    """Place rows that were held out on the map of the others."""
    return f"""{_imports("embedding_two import landed")}from vizlab.embeddings import placing

{_map(recipe, "positions")}
items = placing.with_new(recipe, {m})
found = placing.judge(items, positions, recipe)
print(found.right, found.at_random, found.in_vectors)
old = items.labels.numpy()[: recipe.n]
figure = landed(positions, old, items.classes, placing.groups(found, items), noun={noun!r})
figure.write_html("landed.html")
"""


def own(recipe: EmbeddingRecipe, picture: str) -> str:
    """Place a picture of one's own on a map. picture: the expression that makes it, (c, h, w) in [0, 1]."""
    return f"""{_imports("embedding_two import landed")}import numpy as np

from vizlab import images
from vizlab.embeddings import placing

{_map(recipe, "positions")}
items = embeddings.read(recipe)
new = placing.of_pictures(recipe, {picture}.numpy()[None])
at = placing.place(new, items.features, torch.from_numpy(positions).double(), recipe).numpy()
own = {{"yours": (at, np.array([-1]), np.array([recipe.n]))}}
figure = landed(positions, items.labels.numpy(), items.classes, own)
figure.write_html("own.html")
"""


def _imports(figure: str) -> str:
    module, _, names = figure.partition(" ")
    return f"""import torch

from vizlab import embeddings
from vizlab.embeddings import METHODS, EmbeddingRecipe, selection
from vizlab.embeddings.vectors import arranged
from vizlab.figures.{module} {names}
from vizlab.frames import Frames
"""


def _map(recipe: EmbeddingRecipe, name: str) -> str:
    """The lines that make a map, or find it finished."""
    if METHODS[recipe.method].is_at_once:
        return f"""recipe = {call(recipe)}
features = arranged(embeddings.read(recipe).features, recipe)
{name} = METHODS[recipe.method].begin(features, recipe, None).positions.detach().numpy()"""
    return f"""recipe = {call(recipe)}
*_, last = embeddings.embed(recipe)
{name} = Frames(embeddings.KIND, recipe).read()[-1].arrays["positions"]"""
