"""Words by learning: each figure of the view in a few lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vizlab.embeddings.learned.recipe import SkipgramRecipe
from vizlab.embeddings.learned.study import StudyRecipe
from vizlab.snippets.text import arguments, call

DRAWINGS = "from vizlab.figures import embedding_learned as drawings"


def expected(recipe: SkipgramRecipe, at: int, sentence: int, place: int, few: int) -> str:
    """Train, or find it trained, and draw what the model expects around a word."""
    return _written(
        f"""{_moment(recipe, at)}seen = foretell.look(recipe, v, u, {sentence}, {place})
names, values, marked = seen.likeliest({few})
figure = drawings.bars(names, values, marked, title="p(o|c)", percent=True)
""",
        "expected",
        f"from vizlab.embeddings.learned import foretell, skipgram\n{_RECIPE}",
    )


def pulled(recipe: SkipgramRecipe, at: int, sentence: int, place: int) -> str:
    """The observed vector, the expected one, and their difference."""
    return _written(
        f"""{_moment(recipe, at)}found = foretell.look(recipe, v, u, {sentence}, {place}).pull
print("from autograd:", found.gap)
figure = drawings.table(found.rows(), title="u, number by number")
""",
        "pull",
        f"from vizlab.embeddings.learned import foretell, skipgram\n{_RECIPE}",
    )


def trained_map(recipe: SkipgramRecipe, at: int, table: str, word: str) -> str:
    """A t-SNE map of trained vectors."""
    return f"""from vizlab.embeddings.learned import foretell
from vizlab.embeddings.learned.recipe import SkipgramRecipe
from vizlab.embeddings.words.corpora import KINDS
from vizlab.figures.embedding_words import word_map

recipe = {call(recipe)}
found = foretell.lay_out(recipe, {table!r})
written = found.written(recipe, {at}, {word!r})
figure = word_map(found.moments[{at}], found.words, found.kinds, list(KINDS), written=written, height_px=470)
figure.write_html("words.html")
"""


def near(recipe: SkipgramRecipe, at: int, table: str, word: str, few: int) -> str:
    """The neighbours of a word."""
    return f"""from vizlab.embeddings.learned import foretell
from vizlab.embeddings.learned.recipe import SkipgramRecipe
from vizlab.figures.embedding_words import likeness

found = foretell.neighbours({call(recipe)}, {at}, {table!r}, {word!r}, {few})
figure = likeness(*zip(*found))
figure.write_html("neighbours.html")
"""


def loss(recipe: SkipgramRecipe, look: Mapping[str, Any]) -> str:
    """The loss over the training."""
    return _lines(
        f"""recipe = {call(recipe)}
skipgram.finished(recipe)
curve = Frames(KIND, recipe).record()["curve"]
figure = lines({{"loss": curve}}, {arguments(look)})
""",
        "loss",
        """from vizlab.embeddings.learned import skipgram
from vizlab.embeddings.learned.recipe import KIND, SkipgramRecipe
from vizlab.frames import Frames
""",
    )


def signs(recipe: SkipgramRecipe, look: Mapping[str, Any]) -> str:
    """The likelihood under the right sign and under the printed one."""
    return _lines(f"figure = lines(sign.both({call(recipe)}), {arguments(look)})\n", "signs", f"{_IMPORT} sign\n{_RECIPE}")


def looked_up(text: str, unit: str, index: int, dims: int, seed: int) -> str:
    """A one-hot column times a matrix."""
    return _written(
        f"""tokens = lookup.tokens({text!r}, {unit!r})
words = lookup.vocabulary(tokens)
index = words.index(tokens[{index}])
matrix = lookup.table(len(words), {dims}, {seed})
print(lookup.product(matrix, index), matrix[:, index])
figure = drawings.looked_up(matrix.numpy(), words, index)
""",
        "lookup",
        f"{_IMPORT} lookup\n",
    )


def looking_times(look: Mapping[str, Any]) -> str:
    """Multiplying and looking up, by the clock."""
    return _lines(f"figure = lines(lookup.timed(), {arguments(look)})\n", "times", f"{_IMPORT} lookup\n")


def costs(measured: str, negatives: int, seed: int, look: Mapping[str, Any]) -> str:
    """What a pair costs by each loss. measured: `multiply_adds` or `microseconds`."""
    return _lines(
        f"""costs = {{name: cost.measure(name, {negatives}, {seed}) for name in OBJECTIVES}}
curves = {{name: list(zip(cost.SIZES, found.{measured})) for name, found in costs.items()}}
figure = lines(curves, {arguments(look)})
""",
        measured,
        f"{_IMPORT} cost\nfrom vizlab.embeddings.learned.objectives import OBJECTIVES\n",
    )


def tree(corpus: str, seed: int, centre: str, word: str) -> str:
    """Huffman's tree, and the way to a word."""
    return _written(
        f"""grown = small_tree.grow({corpus!r}, {seed})
centre, word = grown.words.index({centre!r}), grown.words.index({word!r})
p = grown.probabilities(centre)
print("sum:", p.sum())
leaves, nodes = grown.tree.layout()
figure = drawings.tree(grown.words, leaves, nodes, grown.tree.children, grown.way(centre, word), p.tolist())
""",
        "tree",
        f"{_IMPORT} small_tree\n",
    )


def scores(corpus: str, seed: int, at: int, window: int, rivals: int) -> str:
    """The scores of a window with other words in its middle."""
    return _written(
        f"""judge = windows.train({corpus!r}, {seed})
names, values, marked = judge.rivals({at}, {window}, {rivals})
figure = drawings.bars(names, values, marked, title="score")
""",
        "scores",
        f"{_IMPORT} windows\n",
    )


def violations(corpus: str, seed: int, look: Mapping[str, Any]) -> str:
    """How often the margin is not kept, over the training."""
    return _lines(
        f"figure = lines(windows.train({corpus!r}, {seed}).violations(), {arguments(look)})\n", "margin", f"{_IMPORT} windows\n"
    )


def study_lines(recipe: StudyRecipe, curves: str, look: Mapping[str, Any]) -> str:
    """Carry a study out, or find it done, and draw curves. curves: the function of `telling` that makes them, as it is called."""
    return _lines(
        f"""found = study.numbers(study.finished({call_study(recipe)}))
figure = lines(telling.{curves}, {arguments(look)})
""",
        "study",
        f"{_IMPORT} study, telling\nfrom vizlab.embeddings.learned.study import StudyRecipe\n",
    )


def worth(recipe: StudyRecipe, measure: str, look: Mapping[str, Any]) -> str:
    """The same, as points: intrinsic against extrinsic."""
    return _written(
        f"""found = study.numbers(study.finished({call_study(recipe)}))
figure = drawings.against(telling.worth(found, {measure!r}), {arguments(look)})
""",
        "worth",
        f"{_IMPORT} study, telling\nfrom vizlab.embeddings.learned.study import StudyRecipe\n",
    )


def neural(recipe: StudyRecipe, title: str) -> str:
    """Analogies and purity of both models and of the control."""
    return f"""{_IMPORT} study
from vizlab.embeddings.learned.study import StudyRecipe
from vizlab.figures.embedding_words import grouped

found = study.numbers(study.finished({call_study(recipe)}))
groups = {{
    "analogies": [numbers["analogies"] for numbers in found.values()],
    "neighbour of the same kind": [numbers["purity"] for numbers in found.values()],
}}
figure = grouped(list(found), groups, title={title!r}, height_px=320)
figure.write_html("neural.html")
"""


def pieces(corpus: str, seed: int, word: str, few: int) -> str:
    """The neighbours of any word, by its pieces."""
    return f"""{_IMPORT} subwords
from vizlab.figures.embedding_words import likeness

found = subwords.train({corpus!r}, {seed}).neighbours({word!r}, {few})
figure = likeness(*zip(*found))
figure.write_html("pieces.html")
"""


def senses(corpus: str, seed: int, word: str) -> str:
    """Every place where an ambiguous word stands."""
    return _written(
        f"""found = senses.lay_out(senses.train({corpus!r}, {seed}), {word!r})
print("told apart:", found.right, "by a table at best:", found.majority)
figure = drawings.against(found.groups, x_title="", y_title="", percent=False)
""",
        "senses",
        f"{_IMPORT} senses\n",
    )


def listening(corpus: str, seed: int, word: str, place: int) -> str:
    """Whom an ambiguous word listens to in one sentence."""
    return _written(
        f"""names, values, marked = senses.listening(senses.train({corpus!r}, {seed}), {word!r}, {place})
figure = drawings.bars(names, values, marked, title="share of what is heard", percent=True)
""",
        "listening",
        f"{_IMPORT} senses\n",
    )


def call_study(recipe: StudyRecipe) -> str:
    """The expression that makes the recipe."""
    own = {name: getattr(recipe, name) for name in ("study", "corpus", "seed")}
    return f"StudyRecipe({arguments(own)})"


def _moment(recipe: SkipgramRecipe, at: int) -> str:
    return f"recipe = {call(recipe)}\nv, u = skipgram.tables_of(recipe, skipgram.finished(recipe), {at})\n"


def _lines(body: str, name: str, imports: str) -> str:
    return f"{imports}from vizlab.figures.filter_why import lines\n\n{body}figure.write_html({name + '.html'!r})\n"


def _written(body: str, name: str, imports: str) -> str:
    return f"{imports}{DRAWINGS}\n\n{body}figure.write_html({name + '.html'!r})\n"


_IMPORT = "from vizlab.embeddings.learned import"
_RECIPE = "from vizlab.embeddings.learned.recipe import SkipgramRecipe\n"
