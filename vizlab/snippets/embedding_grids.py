"""Graphs, continued: a matrix with holes, a text, a tree in two spaces, buckets of edges."""

from __future__ import annotations

from collections.abc import Sequence


def filling(choice: Sequence[object], rank: int, rounds: int, shown: int) -> str:
    """The matrix round by round. choice: planted rank, noise, share seen, seed, way, ridge."""
    body = f"figure = filling(tastes.values, tastes.known, [each.filled for each in found[:{shown}]])"
    return _holes(choice, _filled(choice, rank, rounds) + body, "filling", "embedding_grids import filling")


def hole_rounds(choice: Sequence[object], rank: int, rounds: int) -> str:
    """The errors by round."""
    body = 'figure = marked(holes.curves(found), {}, x_title="round", y_title="error, RMSE")'
    return _holes(choice, _filled(choice, rank, rounds) + body, "rounds", "embedding_graphs import marked")


def hole_ranks(choice: Sequence[object], rounds: int) -> str:
    """The errors by rank."""
    planted, noise = choice[:2]
    levels = '{"means": holes.means(tastes).held_out' + (', "noise": tastes.noise}' if noise else "}")
    body = f"""series = holes.by_rank(tastes, {_knobs(choice, rounds)})
levels = {levels}
figure = marked(series, {{"planted": {planted}}}, x_title="numbers for each", y_title="error, RMSE", levels=levels)"""
    return _holes(choice, body, "ranks", "embedding_graphs import marked")


def words(choice: Sequence[object], way: str, size: int, strongest: int) -> str:
    """Words on a plane. choice: text, the visitor's own, reach, words, seed."""
    vectors = f"texts.by_descent(graph, {choice[-1]})" if way == "descent" else "texts.by_svd(graph)"
    body = f"""vectors = {vectors}
strongest = np.argsort(-graph.weights, kind="stable")[:{strongest}]
known = corpora.kinds_of(graph.names)
kinds = [known.get(name, "") for name in graph.names]
flat = nodes.flat([texts.unit(vectors)])[0]
figure = word_map(flat, graph.names, kinds, graph.edges[strongest], graph.weights[strongest])"""
    return "import numpy as np\n\n" + _text(choice, size, body, "words", "embedding_graphs import word_map", "nodes, ")


def weights(choice: Sequence[object], size: int, shown: int) -> str:
    """Weights of edges between the most frequent words."""
    body = f"""names = graph.names[:{shown}]
figure = weights(graph.table[:{shown}, :{shown}], names)"""
    return _text(choice, size, body, "weights", "embedding_grids import weights")


def tree_film(tree: str, branching: int, depth: int, goal: str, seed: int) -> str:
    """The tree in both spaces, step by step."""
    return f"""from vizlab.embeddings.graphs import spaces, taxonomy, trees
from vizlab.figures.embedding_graphs import Panel, film

tree = trees.TREES[{tree!r}]({branching}, {depth})
panels = []
for space in spaces.SPACES:
    moments = taxonomy.learn(tree, space, {goal!r}, seed={seed})
    points = [moment.points for moment in moments]
    paths = [spaces.paths(each, tree.edges, space) for each in points]
    panels.append(Panel(space, points, paths, rim=space == "hyperbolic"))
figure = film(panels, [moment.step for moment in moments], tree.branches.tolist(), tree.names, size=7)
figure.write_html("tree.html")
"""


def tree_dims(tree: str, branching: int, depth: int, goal: str, seed: int, name: str, title: str) -> str:
    """A number of the tree against dimensions."""
    return f"""from vizlab.embeddings.graphs import taxonomy, trees
from vizlab.figures.embedding_graphs import marked

found = taxonomy.over_dims(trees.TREES[{tree!r}]({branching}, {depth}), {goal!r}, {seed})
figure = marked(taxonomy.curves(found, {name!r}), {{}}, x_title="dimensions", y_title={title!r})
figure.write_html({name + ".html"!r})
"""


def tree_built(tree: str, branching: int, depth: int, tau: float) -> str:
    """Sarkar's construction."""
    return f"""from vizlab.embeddings.graphs import spaces, taxonomy, trees
from vizlab.figures.embedding_graphs import Panel, still

tree = trees.TREES[{tree!r}]({branching}, {depth})
points = taxonomy.constructed(tree, {tau!r})
panel = Panel("", [points], [spaces.paths(points, tree.edges, "hyperbolic")], rim=True)
figure = still(panel, tree.branches.tolist(), tree.names)
figure.write_html("constructed.html")
"""


def buckets(shards: int, machines: int, deal: str, seed: int) -> str:
    """The grid of buckets, round by round."""
    return _buckets(shards, machines, deal, seed, "figure = buckets(plan.edges, plan.rounds)", "buckets")


def loads(shards: int, machines: int, deal: str, seed: int) -> str:
    """Edges of each round."""
    return _buckets(shards, machines, deal, seed, "figure = loads(*plan.loads)", "loads")


def _buckets(shards: int, machines: int, deal: str, seed: int, body: str, drawing: str) -> str:
    return f"""from vizlab.embeddings.graphs.buckets import plan
from vizlab.figures.embedding_grids import {drawing}

plan = plan({shards}, {machines}, {deal!r}, {seed})
{body}
figure.write_html({drawing + ".html"!r})
"""


def _knobs(choice: Sequence[object], rounds: int) -> str:
    *_, seed, way, ridge = choice
    return f"way={way!r}, ridge={ridge!r}, rounds={rounds}, seed={seed}"


def _filled(choice: Sequence[object], rank: int, rounds: int) -> str:
    return f"found = holes.fill(tastes, {rank}, {_knobs(choice, rounds)})\n"


def _holes(choice: Sequence[object], body: str, key: str, drawing: str) -> str:
    return f"""from vizlab.embeddings.graphs import holes
from vizlab.figures.{drawing}

tastes = holes.planted{tuple(choice[:4])!r}
{body}
figure.write_html({key + ".html"!r})
"""


def _text(choice: Sequence[object], size: int, body: str, key: str, drawing: str, more: str = "") -> str:
    text, own, reach, count, seed = choice
    read = f"corpora.tokenised({own!r})" if own else f"corpora.read({text!r}, {seed}, size={size})"
    return f"""from vizlab.embeddings.graphs import {more}texts
from vizlab.embeddings.words import corpora
from vizlab.figures.{drawing}

graph = texts.woven({read}, {reach}, {count})
{body}
figure.write_html({key + ".html"!r})
"""
