"""Shape against texture: whom networks believe, and what answers outlive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from vizlab.robustness.texture.taught import TextureRecipe
from vizlab.snippets import pictures
from vizlab.snippets.text import call


def conflict_pictures(n: int, first: int, count: int) -> str:
    """Some of the pictures in conflict."""
    return f"""from vizlab.figures.filter_unit import wall
from vizlab.robustness.texture import conflict

tiles, labels, hover = conflict.told(conflict.conflicts({n}), range({first}, {first + count}))
figure = wall(tiles, labels, hover=hover, columns=4, wide_px=460)
figure.write_html("conflict.html")
"""


def by_class(reference: str, recipe: TextureRecipe, names: Sequence[str], n: int) -> str:
    """Shape decisions by class, of a network and of one that was taught textures."""
    return f"""from vizlab import library
from vizlab.data import shapes
from vizlab.figures import robustness_texture
from vizlab.robustness.texture import conflict, taught

drawn = conflict.conflicts({n})
networks = [library.open_model({reference!r}).network, taught.made(taught.{call(recipe)})]
found = [conflict.decisions(conflict.answers(network, drawn), drawn) for network in networks]
print([each.fraction for each in found])
figure = robustness_texture.by_class(shapes.CLASSES, dict(zip({list(names)!r}, [each.by_class for each in found])))
figure.write_html("by-class.html")
"""


def by_share(told: Sequence[float], chosen: float, seed: int) -> str:
    """What networks go by, against what they were taught."""
    recipes = ", ".join(f"taught.TextureRecipe(told={share!r}, seed={seed!r})" for share in told)
    return f"""from vizlab.figures import robustness_texture
from vizlab.robustness.texture import taught

records = [taught.record_of(recipe) for recipe in ({recipes},)]
fractions = [taught.fraction(record) for record in records]
accuracies = [record["accuracy"] for record in records]
figure = robustness_texture.by_share({list(told)!r}, fractions, accuracies, chosen={chosen!r})
figure.write_html("by-share.html")
"""


def stimuli(reference: str, picture: str, crop: Mapping[str, Any], seed: int) -> str:
    """One picture with the texture or the shape taken away."""
    return f"""{pictures.imports(picture)}from vizlab import images, library
from vizlab.figures.filter_unit import wall
from vizlab.robustness.corruptions import one_picture
from vizlab.robustness.texture import stimuli

model = library.open_model({reference!r})
image = {pictures.fitted(picture, crop)}.numpy()
changed = stimuli.every(image, {seed!r})
shares = one_picture.shares(model.network, changed)
names = stimuli.of(len(image))
tiles, _, hover = one_picture.tiles(changed, shares, model.classes, names=names)
figure = wall(tiles, names, hover=hover, columns=4, wide_px=460)
figure.write_html("stimuli.html")
"""


def outlived(reference: str, seed: int) -> str:
    """How many answers outlive each stimulus."""
    return f"""from vizlab import library
from vizlab.figures import robustness_texture
from vizlab.robustness.texture import stimuli

model = library.open_model({reference!r})
kept = stimuli.kept(model, {seed!r})
figure = robustness_texture.outlived(
    kept.names, kept.shares, kept.leaves, chance=1 / len(model.classes),
    words="right" if kept.is_labelled else "that stay",
)
figure.write_html("outlived.html")
"""
