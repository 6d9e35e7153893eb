"""Words by counting: their tables, vectors, maps, analogies and what else is read off them."""

from __future__ import annotations

from collections.abc import Sequence

from vizlab.embeddings.words.counting import Counting
from vizlab.snippets.text import call

Source = tuple[Counting, str, int]  # of vectors: a table, a way in `ways.WAYS`, dims
OWN = "vectors.txt"  # what a file of the visitor's is called there


def window(passage: str, reach: int) -> str:
    """A window that slides over a short text."""
    return f"""from vizlab.embeddings.words import windows
from vizlab.figures.embedding_counts import window_film

text = windows.in_order(windows.short({passage!r}))
moments = [(moment.at, moment.inside, moment.counts) for moment in windows.slide(text, {reach})]
figure = window_film([text.vocabulary[word] for word in text.ids], text.vocabulary, moments)
figure.write_html("window.html")
"""


def company(recipe: Counting, word: str, n: int) -> str:
    """The words that a word keeps company with."""
    return f"""{_counts(recipe, "windows")}
from vizlab.figures.embedding_words import likeness

words, counts = recipe.counted()
found = windows.company(counts, words.index({word!r}), {n})
figure = likeness([words[place] for place, _ in found], [value for _, value in found], unit="PPMI in nats")
figure.write_html("company.html")
"""


def zipf(recipe: Counting, share: float) -> str:
    """Ranks and frequencies of a text."""
    return f"""{_counts(recipe, "zipf")}
from vizlab.figures.embedding_counts import zipf as drawn

text = recipe.text()
figure = drawn(text.counts, text.vocabulary, zipf.line(text.counts), share={share}, height_px=380)
figure.write_html("zipf.html")
"""


def losses(recipe: Counting, share: float) -> str:
    """Whose loss it is that is made small."""
    return f"""{_counts(recipe, "zipf")}
from vizlab.figures.embedding_words import grouped

words, counts = recipe.counted()
shares = [zipf.loss_share(counts, {share}, loss) for loss in zipf.LOSSES]
figure = grouped(list(zipf.LOSSES), {{"share": shares}}, title="share of the loss", height_px=380)
figure.write_html("losses.html")
"""


def table(recipe: Counting, kind: str, rank: int, n: int, part: str) -> str:
    """A table of counts, its product of two thin ones, or what that misses. part: `table`, `product` or `missed`."""
    return f"""{_factors(recipe, kind, rank, n)}
from vizlab.figures.embedding_counts import table as drawn

parts = {{"table": table, "product": found.product, "missed": table - found.product}}
limits = factors.limits(table, found, {part!r})
figure = drawn(parts[{part!r}], words, title={_title(kind, part)!r}, limits=limits, signed={part == "missed"})
figure.write_html("{part}.html")
"""


def tail(recipe: Counting, kind: str, rank: int, n: int) -> str:
    """The singular values of a table of counts."""
    return f"""{_factors(recipe, kind, rank, n)}
from vizlab.figures.embedding_counts import tail

print(found.tail, factors.error(table, found), factors.centred(table, {rank}))
figure = tail(found.singular, {rank})
figure.write_html("singular.html")
"""


def glove_film(recipe: Counting, dims: int, steps: int, most: float, more: float) -> str:
    """Words finding their places while GloVe trains."""
    return f"""import torch

{_glove(recipe, dims, steps, most, more, "embedding_words import word_film")}
frames = learning.moments(states, words)
kept = places.shown(words)
shown = [words[place] for place in kept]
names, kinds = list(corpora.KINDS), places.kind_numbers(shown)
written = learning.marked(shown)
figure = word_film(frames, shown, kinds, names, written=written)
figure.write_html("glove.html")
"""


def glove_loss(recipe: Counting, dims: int, steps: int, most: float, more: float) -> str:
    """The loss of GloVe while it trains."""
    return f"""import torch

{_glove(recipe, dims, steps, most, more, "progress import lines")}
curve = [(state.step, state.loss) for state in states]
figure = lines({{"J": curve}}, x_title="step", y_title="loss J", log=True, height_px=320)
figure.write_html("loss.html")
"""


def weights(recipe: Counting, most: float) -> str:
    """GloVe's weight of a pair of words."""
    return f"""{_counts(recipe, "learning")}
from vizlab.figures.embedding_counts import weights

words, counts = recipe.counted()
figure = weights(learning.levels(words, counts), most={most}, height_px=320)
figure.write_html("weights.html")
"""


def ways_compared(recipe: Counting, dims: int) -> str:
    """Planted analogies by every way from counts to vectors."""
    return f"""{_counts(recipe, "reading, ways")}
from vizlab.figures.embedding_words import likeness

shares = [reading.right(*recipe.vectors(way, {dims}))["all"][0] for way in ways.WAYS]
figure = likeness(list(ways.WAYS), shares, unit="right", percent=True, height_px=320)
figure.write_html("ways.html")
"""


def parallelogram(source: Source | str, a: str, b: str, c: str) -> str:
    """An analogy drawn in its plane."""
    return f"""{_vectors(source, "analogies")}
from vizlab.figures.embedding_words import parallelogram

a, b, c = (words.index(word) for word in {(a, b, c)!r})
d = analogies.answer(vectors, a, b, c)[0][0]
drawn = analogies.plane(vectors, (a, b, c, d))
figure = parallelogram(drawn.positions, [words[place] for place in (a, b, c, d)], words[d], height_px=300)
figure.write_html("analogy.html")
"""


def answers(source: Source | str, a: str, b: str, c: str) -> str:
    """The words nearest to the sum of an analogy."""
    return f"""{_vectors(source, "analogies")}
from vizlab.figures.embedding_words import likeness

a, b, c = (words.index(word) for word in {(a, b, c)!r})
found = analogies.answer(vectors, a, b, c)
names = [words[place] for place, _ in found]
figure = likeness(names, [value for _, value in found], right=names[0], height_px=300)
figure.write_html("answers.html")
"""


def accuracies(source: Source | str) -> str:
    """How many of the known analogies are right, without and with the question's own words."""
    return f"""{_vectors(source, "reading")}
from vizlab.figures.embedding_words import grouped

known = {{name: reading.right(words, vectors, leave_out=out) for name, out in reading.ASKED.items()}}
labels = list(next(iter(known.values())))
groups = {{name: [found[label][0] for label in labels] for name, found in known.items()}}
figure = grouped(labels, groups, title="right", target=0.9)
figure.write_html("accuracies.html")
"""


def neighbours(source: Source | str, word: str, n: int) -> str:
    """The neighbours of a word."""
    return f"""{_vectors(source, "analogies")}
from vizlab.figures.embedding_words import likeness

place = words.index({word!r})
found = analogies.nearest(vectors, vectors[place], {n}, (place,))
figure = likeness([words[other] for other, _ in found], [value for _, value in found])
figure.write_html("neighbours.html")
"""


def word_map(source: Source | str, word: str, n: int) -> str:
    """Words on a t-SNE map, a word and its neighbours written out."""
    return f"""{_vectors(source, "corpora, places, reading")}
from vizlab.figures.embedding_words import word_map

kept = reading.around(words, vectors, {word!r}, {n})
shown = [words[place] for place in kept.places]
kinds = places.kind_numbers(shown)
figure = word_map(
    places.lay_out(vectors[kept.places]), shown, kinds, list(corpora.KINDS), written=kept.written[:1], ringed=kept.written[1:]
)
figure.write_html("words.html")
"""


def leanings(source: Source) -> str:
    """How far occupations lean to he or she, before and after."""
    return f"""{_vectors(source, "leaning")}
from vizlab.figures.embedding_bias import leanings

found = leaning.measure(words, vectors, {source[0].seed})
figure = leanings(found.words, {{"before": found.before, "after": found.after}}, ("he", "she"))
figure.write_html("leanings.html")
"""


def recovery(source: Source) -> str:
    """Who still finds a bias that was taken out."""
    return f"""{_vectors(source, "leaning")}
from vizlab.figures.embedding_bias import recovery

found = leaning.measure(words, vectors, {source[0].seed})
true = {{"before": found.found_before.accuracy, "after": found.found_after.accuracy}}
figure = recovery(found.found_after.shuffled, true, n=len(found.words))
figure.write_html("recovery.html")
"""


def bag(source: Source, sentences: int, strange: float, per_subject: int, name: str) -> str:
    """Documents on a map, by one of the bags."""
    return f"""{_vectors(source, "bags, places")}
from vizlab.figures.embedding_words import word_map

known = bags.documents({sentences}, {strange}, {source[0].seed}, {per_subject})
features = bags.bag({name!r}, known, words, vectors)
print(bags.neighbour_accuracy(features, known.labels))
figure = word_map(places.lay_out(features), bags.titles(known), known.labels, list(bags.SUBJECTS), height_px=380)
figure.write_html("bag.html")
"""


def _counts(recipe: Counting, modules: str) -> str:
    return f"""from vizlab.embeddings.words import {modules}
from vizlab.embeddings.words.counting import Counting

recipe = {call(recipe)}"""


def _vectors(source: Source | str, modules: str) -> str:
    """Words and vectors: counted, or, where the source is the name of kept ones, of a file of the visitor's."""
    if isinstance(source, str):
        return f"""from pathlib import Path

from vizlab.embeddings.words import {", ".join(sorted([*modules.split(", "), "imported"]))}

found = imported.parse(Path({OWN!r}).read_bytes())
words, vectors = list(found.words), found.vectors"""
    recipe, way, dims = source
    return f"{_counts(recipe, modules)}\nwords, vectors = recipe.vectors({way!r}, {dims})"


def _factors(recipe: Counting, kind: str, rank: int, n: int) -> str:
    return f"""{_counts(recipe, "factors")}
words, counts = recipe.counted()
words, table = factors.ordered(words[:{n}], counts[:{n}, :{n}], {kind!r})
found = factors.factor(table, {rank})"""


def _glove(recipe: Counting, dims: int, steps: int, most: float, more: float, drawing: str) -> str:
    return f"""from vizlab.embeddings.words import corpora, glove, learning, places
from vizlab.embeddings.words.counting import Counting
from vizlab.figures.{drawing}

recipe = {call(recipe)}
words, counts = recipe.counted()
states = list(glove.train(torch.from_numpy(counts + {more}), {dims}, {steps}, {recipe.seed}, most={most}))"""


def _title(kind: str, part: str) -> str:
    return {"table": kind, "product": "the product", "missed": "what it misses"}[part]


def titles(kind: str) -> Sequence[str]:
    """What stands over the three tables."""
    return [_title(kind, part) for part in ("table", "product", "missed")]
