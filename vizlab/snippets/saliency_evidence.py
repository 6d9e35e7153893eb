"""Evidence for saliency maps: of one picture, of a network made random, and of many pictures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vizlab.saliency.evidence.recipe import EvidenceRecipe
from vizlab.snippets import pictures
from vizlab.snippets.saliency import Subject
from vizlab.snippets.text import call

Methods = Mapping[str, Mapping[str, Any]]  # name -> its options
Check = tuple[Subject, int, Methods, int, str]  # what is explained, for which class, how; the seed, and the likeness


def probability_curves(subject: Subject, target: int, methods: Methods, missing: str, seed: int, way: str) -> str:
    """Deletion or insertion by each method's map."""
    word = {"deletion": "deleted", "insertion": "inserted"}[way]
    return f"""{_maps(subject, target, methods)}
how = {{"missing": {missing!r}, "seed": {seed}}}
areas = {{name: evidence.curves(model.network, image, values, {target}, **how) for name, values in maps.items()}}
chance = evidence.by_chance(model.network, image, {target}, **how)
print(evidence.table(maps, areas, chance))
curves = {{name: each.{way} for name, each in areas.items()}}
figure = saliency_evidence.probability_curves(chance.shares, curves, chance=chance.{way}, way={word!r})
figure.write_html("{way}.html")
"""


def wall(subject: Subject, target: int, methods: Methods, mask: str) -> str:
    """The maps, with the edge of a mask: an expression as of `mask_source` or `outline_source`, or ""."""
    read = "from vizlab.saliency.evidence import outline\n" if mask.startswith("outline.") else ""
    return f"""{read}{_maps(subject, target, methods)}
figure = saliency_evidence.wall(maps{f", outline={mask}" if mask else ""})
figure.write_html("maps.html")
"""


def mask_source(picture: str, masks: str) -> str:
    """The expression for one of the masks, by its name in `Drawn`, of a picture of Shapes: the expression `picture`."""
    return f"{picture.replace('scene_picture(', 'scene(').replace('samples.picture(', 'samples.drawn(')}.{masks}[0]"


def outline_source(text: str) -> str:
    """The expression for the mask within an outline that was drawn by hand."""
    return f"outline.inside(outline.read({text!r}), image.shape[1:])"


def agreement(subject: Subject, target: int, methods: Methods) -> str:
    """Which maps agree."""
    return f"""import numpy as np

{_maps(subject, target, methods)}
alike = evidence.agreement(np.stack([np.abs(values) for values in maps.values()]))
figure = saliency_evidence.agreement(alike, list(maps))
figure.write_html("agreement.html")
"""


def forgetting(*check: Any, at: int) -> str:
    """How alike maps stay while layers are made random; check: as `Check`."""
    return f"""{_forgotten(*check)}
figure = saliency_evidence.forgetting(found.stages, found.likeness, at={at}, noun={check[4]!r})
figure.write_html("forgetting.html")
"""


def strips(*check: Any, at: int) -> str:
    """The maps while layers are made random; check: as `Check`."""
    return f"""{_forgotten(*check)}
figure = saliency_evidence.strips(found.maps, found.stages, at={at})
figure.write_html("maps.html")
"""


def ranking(recipe: EvidenceRecipe, measure: str) -> str:
    """Methods ranked over many pictures."""
    return f"""from vizlab.figures import saliency_evidence
from vizlab.saliency.evidence import ranking
from vizlab.saliency.evidence.recipe import EvidenceRecipe

found = ranking.made({call(recipe)})
print(found.words, found.table())
names, summary = found.ranked({measure!r})
figure = saliency_evidence.ranking(
    names, summary, title={measure!r}, chance=found.chance({measure!r}), percent=ranking.MEASURES[{measure!r}].is_rate
)
figure.write_html("ranking.html")
"""


def _opened(subject: Subject) -> str:
    return f"""{pictures.imports(subject.picture)}from vizlab import images, library, saliency
from vizlab.figures import saliency_evidence
from vizlab.saliency import evidence

model = library.open_model({subject.reference!r})
image = {pictures.fitted(subject.picture, subject.crop)}"""


def _maps(subject: Subject, target: int, methods: Methods) -> str:
    return f"""{_opened(subject)}
methods = { {name: dict(options) for name, options in methods.items()}!r}
maps = {{name: saliency.explain(model.network, image, {target}, name, **how).values for name, how in methods.items()}}"""


def _forgotten(subject: Subject, target: int, methods: Methods, seed: int, likeness: str) -> str:
    return f"""{_opened(subject)}
methods = { {name: dict(options) for name, options in methods.items()}!r}
found = evidence.forget(model.network, image, {target}, methods, seed={seed}, likeness={likeness!r})"""
