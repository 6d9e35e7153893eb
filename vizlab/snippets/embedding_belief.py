"""What a map is worth: verdicts, gaps, studies and the six lessons."""

from __future__ import annotations

from vizlab.embeddings import EmbeddingRecipe
from vizlab.embeddings.belief.study import StudyRecipe
from vizlab.snippets.text import call

DRAW = "from vizlab.figures import embedding_belief as drawings\n"


def lost(recipe: EmbeddingRecipe, name: str) -> str:
    """Draw a map, each point coloured by the share of its neighbours that the map lost."""
    return f"""from vizlab.figures import maps
{_verdicts(recipe)}
look = maps.Look(values=maps.Values(found[{name!r}].lost, "share of ten neighbours lost", (0, 1)))
figure = maps.point_map(found[{name!r}].positions, items.labels.numpy(), items.classes, look=look)
figure.write_html("lost.html")
"""


def shepard(recipe: EmbeddingRecipe, name: str) -> str:
    """Draw true distances against those on a map."""
    return f"""{DRAW}{_verdicts(recipe)}
figure = drawings.shepard(*verdict.density(verdict.pairs_of(recipe, {name!r})))
figure.write_html("shepard.html")
"""


def kept(recipe: EmbeddingRecipe) -> str:
    """Draw how many neighbours each map keeps."""
    return f"""{DRAW}{_verdicts(recipe)}
figure = drawings.kept_curves({{name: one.kept for name, one in found.items()}})
figure.write_html("kept.html")
"""


def gaps(perplexity: float, seed: int, distance: float) -> str:
    """Draw the gaps between two clusters against their true distances."""
    return f"""{DRAW}{_far(perplexity, seed)}
figure = drawings.gap_lines(far.DISTANCES, found.gaps, chosen={distance!r})
figure.write_html("gaps.html")
"""


def pair(perplexity: float, seed: int, distance: float, name: str) -> str:
    """Draw the map of two clusters at one distance."""
    return f"""{DRAW}{_far(perplexity, seed)}
positions = found.maps[{name!r}][far.DISTANCES.index({distance!r})]
figure = drawings.little_map(positions, found.labels, ("first", "second"), noun="point", height_px=300)
figure.write_html("pair.html")
"""


def one_of(recipe: StudyRecipe, name: str) -> str:
    """Make the maps of a study, or find them finished, and draw one of them, laid on the first."""
    return f"""{DRAW}{_study(recipe)}
place = [frame.notes["name"] for frame in frames].index({name!r})
figure = drawings.little_map(study.aligned(frames)[place], items.labels.numpy(), items.classes)
figure.write_html("map.html")
"""


def numbers(recipe: StudyRecipe, names: tuple[str, ...]) -> str:
    """Make the maps of a study, or find them finished, and draw what they are worth side by side."""
    return f"""{DRAW}{_study(recipe)}
table = study.numbers(frames)
figure = drawings.numbers(table["name"], {{study.NUMBERS[name]: table[name] for name in {names!r}}})
figure.write_html("numbers.html")
"""


def toy(name: str, seed: int) -> str:
    """Draw a toy as it is, or the plane in which it varies most."""
    return f"""{DRAW}{_toy(name, seed)}
shown = points if points.shape[1] <= 3 else toys.plane(points)
figure = drawings.toy(shown, labels, generators.GENERATORS[{name!r}].classes)
figure.write_html("toy.html")
"""


def toy_film(name: str, seed: int, perplexity: float, init: str) -> str:
    """Make the t-SNE map of a toy and draw how it came about."""
    return f"""{DRAW}{_toy(name, seed)}
grown = toys.grow([points], [{perplexity!r}], [{seed}], init={init!r}, moments=toys.MOMENTS)
figure = drawings.toy_film(toys.named(grown), labels, generators.GENERATORS[{name!r}].classes)
figure.write_html("film.html")
"""


def toy_map(name: str, seed: int, perplexity: float, init: str) -> str:
    """Make the t-SNE map of a toy and draw it at rest."""
    return f"""{DRAW}{_toy(name, seed)}
grown = toys.grow([points], [{perplexity!r}], [{seed}], init={init!r})
figure = drawings.little_map(grown.maps[0], labels, generators.GENERATORS[{name!r}].classes, noun="point", height_px=200)
figure.write_html("map.html")
"""


def _verdicts(recipe: EmbeddingRecipe) -> str:
    return f"""from vizlab import embeddings
from vizlab.embeddings import EmbeddingRecipe
from vizlab.embeddings.belief import verdict

recipe = {call(recipe)}
items = verdict.subject(recipe)
for one in (recipe, verdict.control(recipe)):
    *_, last = embeddings.embed(one)
found = verdict.verdicts(recipe)"""


def _far(perplexity: float, seed: int) -> str:
    return f"""from vizlab.embeddings.belief import far

found = far.drawn_apart({perplexity!r}, {seed})"""


def _study(recipe: StudyRecipe) -> str:
    return f"""from vizlab import embeddings
from vizlab.embeddings.belief import study
from vizlab.embeddings.belief.study import StudyRecipe
from vizlab.frames import Frames

recipe = {call(recipe)}
*_, last = study.study(recipe)
frames = Frames(study.KIND, recipe.settled).read()
items = embeddings.read(recipe.space())"""


def _toy(name: str, seed: int) -> str:
    return f"""from vizlab.embeddings.belief import generators, toys

points, labels = generators.draw({name!r}, {seed})"""
