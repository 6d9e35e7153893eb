"""The way through a network: numbers and small maps of every stop, clusters, neighbours, and codes against N(0, I)."""

from __future__ import annotations

from vizlab.embeddings.depth.recipe import DepthRecipe
from vizlab.snippets.text import call


def way(recipe: DepthRecipe, measure: str) -> str:
    """Draw one measure at every layer, trained and untrained."""
    return f"""from vizlab.embeddings.depth import view
from vizlab.embeddings.depth.recipe import DepthRecipe
from vizlab.embeddings.depth.separability import MEASURES, compared
from vizlab.figures.embedding_depth import way

names, series, levels = view.compared(compared({call(recipe)}), {measure!r})
figure = way(names, series, levels, title=MEASURES[{measure!r}][0])
figure.write_html("way.html")
"""


def epochs(recipe: DepthRecipe, chosen: str) -> str:
    """Draw all measures of one layer over the epochs."""
    return f"""from vizlab.embeddings.depth import view
from vizlab.embeddings.depth.recipe import DepthRecipe
from vizlab.embeddings.depth.separability import separability
from vizlab.figures.embedding_depth import way

names, series, levels = view.together(separability({call(recipe)}))
figure = way(names, series, levels, title="", x_title="epoch", chosen={chosen!r}, height_px=520)
figure.write_html("epochs.html")
"""


def maps(recipe: DepthRecipe, plan: str, half: int) -> str:
    """Draw one half of the small maps. plan: "PCA" or "t-SNE"."""
    return f"""{_maps(recipe, plan, "small_maps", "embedding_depth")}
shown, notes = view.halves(maps, separability(recipe))[{half}]
figure = small_maps(shown, rows.labels, rows.classes, notes)
figure.write_html("maps.html")
"""


def film(recipe: DepthRecipe, plan: str) -> str:
    """Draw the maps of one layer as a film over the epochs."""
    return f"""{_maps(recipe, plan, "film", "maps")}
figure = film(view.moments(maps, separability(recipe)), rows.labels, rows.classes, prefix="Epoch ", height_px=520)
figure.write_html("epochs.html")
"""


def sheet(recipe: DepthRecipe, stop: str, clusters: int) -> str:
    """Draw some members of each cluster at one stop."""
    return f"""from vizlab.embeddings import sources
from vizlab.embeddings.depth.groups import grouped
from vizlab.embeddings.depth.recipe import DepthRecipe
from vizlab.figures.sheets import contact_sheet

recipe = {call(recipe)}
rows = sources.rows(recipe.data, recipe.points)
found = grouped(recipe, {stop!r}, {clusters})
figure = contact_sheet(
    [rows.inputs[own] for own in found.members],
    [rows.classes[label] for label in found.majority],
    notes=[[rows.classes[label] for label in rows.labels[own]] for own in found.members],
    framed=[rows.labels[own] != label for own, label in zip(found.members, found.majority)],
)
figure.write_html("clusters.html")
"""


def neighbours(recipe: DepthRecipe, index: int, k: int) -> str:
    """Draw the pictures nearest to one at every stop."""
    return f"""{_near(recipe, index, k)}
from vizlab.figures.sheets import contact_sheet

rows = sources.rows(recipe.data, recipe.points)
figure = contact_sheet(
    [rows.inputs[near.indices] for near in found],
    [near.name for near in found],
    notes=[[rows.classes[label] for label in rows.labels[near.indices]] for near in found],
    framed=[rows.labels[near.indices] != rows.labels[{index}] for near in found],
)
figure.write_html("neighbours.html")
"""


def alike(recipe: DepthRecipe, index: int, k: int) -> str:
    """Draw how many of the nearest are of the same class, and how many were near by pixels."""
    return f"""{_near(recipe, index, k)}
from vizlab.figures.embedding_depth import way

labels = sources.rows(recipe.data, recipe.points).labels
series = {{
    "of the same class": [float((labels[near.indices] == labels[{index}]).mean()) for near in found],
    "also near in the input": [near.kept for near in found],
}}
figure = way([near.name for near in found], series, {{}}, title="share of the nearest", height_px=320)
figure.write_html("alike.html")
"""


def codes(reference: str, epoch: int, reach: float) -> str:
    """Draw the codes of an auto-encoder beside N(0, I)."""
    return f"""from vizlab import data, vae_codes
from vizlab.embeddings.depth import prior
from vizlab.figures.embedding_codes import codes

run = vae_codes.open_run({reference!r})
found = vae_codes.codes(run, {epoch})
points, titles = prior.widest(found)
figure = codes(points, found.labels, data.find(run.data).classes, reach={reach}, titles=titles)
figure.write_html("codes.html")
"""


def prior(references: dict[str, tuple[str, int]], what: str, seed: int, reach: float) -> str:
    """Draw the KL by dimension ("cost") or the spread of drawn codes ("density") of some runs: name -> reference, epoch."""
    values = f"prior.overlap(found, {seed}).kl" if what == "cost" else f"prior.drawn(found, {seed})"
    return f"""from vizlab import vae_codes
from vizlab.embeddings.depth import prior
from vizlab.figures.embedding_codes import {what}

runs = {{}}
for name, (reference, epoch) in {references!r}.items():
    found = vae_codes.codes(vae_codes.open_run(reference), epoch)
    runs[name] = {values}
figure = {what}(runs{"" if what == "cost" else f", reach={reach}"})
figure.write_html("{what}.html")
"""


def _maps(recipe: DepthRecipe, plan: str, drawing: str, module: str) -> str:
    made = "maps = plans.flat(recipe)" if plan == "PCA" else "*_, last = plans.walk(recipe)\nmaps = plans.walked(recipe)[0]"
    return f"""from vizlab.embeddings import sources
from vizlab.embeddings.depth import plans, view
from vizlab.embeddings.depth.recipe import DepthRecipe
from vizlab.embeddings.depth.separability import separability
from vizlab.figures.{module} import {drawing}

recipe = {call(recipe)}
rows = sources.rows(recipe.data, recipe.points)
{made}"""


def _near(recipe: DepthRecipe, index: int, k: int) -> str:
    return f"""from vizlab.embeddings import sources
from vizlab.embeddings.depth.nearest import nearest
from vizlab.embeddings.depth.recipe import DepthRecipe

recipe = {call(recipe)}
found = nearest(recipe, {index}, {k})"""
