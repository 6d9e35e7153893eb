"""Graphs: nodes as points, the margin loss, facts and questions, a matrix with holes, a text, a tree, buckets."""

from __future__ import annotations

from collections.abc import Sequence

Graph = Sequence[object]  # name in `GRAPHS`, nodes, groups, inside, outside, seed
BATCH = (128, 128, 32)  # edges, strangers, dimensions of the race of negatives


def communities(graph: Graph, closeness: str, dims: int, wide_px: int) -> str:
    """The film from random points to communities."""
    body = f"""shown = nodes.flat([moment.points for moment in moments])
stops = [moment.step for moment in moments]
panel = Panel("", shown, straight(shown, known.known))
figure = film([panel], stops, graph.labels.tolist(), graph.names, wide_px={wide_px})"""
    return _nodes(graph, closeness, dims, body, "communities", "Panel, film, straight")


def curves(graph: Graph, closeness: str, dims: int) -> str:
    """AUC and purity by step."""
    body = """levels = links.levels(graph)
figure = marked(nodes.curves(moments), {}, x_title="step", y_title="AUC, purity", levels=levels, percent=True)"""
    return _nodes(graph, closeness, dims, body, "graph-curves", "marked")


def dissolved(graph: Graph, closeness: str, dims: int) -> str:
    """AUC and purity as communities dissolve."""
    _, n, groups, inside, _, seed = graph
    return f"""from vizlab.embeddings.graphs import generated, nodes
from vizlab.figures.embedding_graphs import marked

found = nodes.over_outside({n}, {groups}, {inside!r}, closeness={closeness!r}, dims={dims}, seed={seed})
series = {{"AUC": [(x, end.auc) for x, end in found], "purity": [(x, end.purity) for x, end in found]}}
marks = generated.marks({n}, {groups}, {inside!r})
figure = marked(series, marks, x_title="edges between communities", y_title="at the end", percent=True)
figure.write_html("dissolved.html")
"""


def signs(graph: Graph, margin: float, replaced: str) -> str:
    """The film with both signs."""
    body = """panels = []
for sign, moments in runs.items():
    points = [moment.points for moment in moments]
    panels.append(Panel(f"{sign} sign", points, straight(points, known.known)))
figure = film(panels, [moment.step for moment in moments], graph.labels.tolist(), graph.names)"""
    return _margin(graph, margin, replaced, body, "signs", "Panel, film, straight")


def sign_curves(graph: Graph, margin: float, replaced: str, name: str, title: str) -> str:
    """A number by step, with both signs."""
    body = f"""series = margin.curves(runs, {name!r})
figure = marked(series, {{}}, x_title="step", y_title={title!r}, levels={{"chance": 0.5}}, percent=True)"""
    return _margin(graph, margin, replaced, body, f"margin-{name}", "marked")


def pulls(graph: Graph, margin: float, replaced: str, index: int, edge: int, sign: str) -> str:
    """Where one edge and its strangers are pulled."""
    body = f"""at = runs["right"][{index}]
moved, steps = margin.pulls(at, known, {edge}, {margin!r}, {replaced!r}, {graph[-1]})[{sign!r}]
figure = arrows(at.points, known.known, graph.labels.tolist(), moved.tolist(), steps, title={sign + " sign"!r})"""
    return _margin(graph, margin, replaced, body, "pulls", "arrows")


def race(seed: int) -> str:
    """How fast negatives are scored in three ways, on this machine."""
    return f"""from vizlab.embeddings.graphs import batches
from vizlab.figures.bars import counts

pace = batches.race(batches.batch(*{BATCH}, {seed}))
print(pace)
speeds = {{way: round(speed / 1000) for way, speed in pace.edges_per_s.items()}}
figure = counts(list(speeds), list(speeds.values()))
figure.write_html("batches.html")
"""


def _margin(graph: Graph, margin: float, replaced: str, body: str, key: str, drawing: str) -> str:
    return f"""from vizlab.embeddings.graphs import generated, links, margin
from vizlab.figures.embedding_graphs import {drawing}

graph = generated.GRAPHS[{graph[0]!r}]{tuple(graph[1:])!r}
known = links.split(graph, {graph[-1]})
runs = margin.both(graph, known, {margin!r}, {replaced!r}, seed={graph[-1]})
{body}
figure.write_html({key + ".html"!r})
"""


def relation_cells(closeness: str, seed: int, which: str, measure: str) -> str:
    """A number for each operator and relation."""
    facts = "hidden" if which == "held out" else "learned"
    body = f"""values, columns = relations.shown(found, world, world.{facts}, {measure!r})
figure = numbers(values, list(relations.OPERATORS), columns, noun={measure!r})"""
    return _world(closeness, seed, body, "relations", "embedding_grids import numbers")


def relation_map(closeness: str, seed: int, operator: str, relation: str) -> str:
    """Entities on a plane, with the facts of one relation."""
    body = f"""points, involved, pairs = relations.part(found, world, {operator!r}, {relation!r})
names, kinds = [world.names[i] for i in involved], [world.kinds[i] for i in involved]
figure = facts(nodes.flat([points])[0], names, kinds, pairs)"""
    return _world(closeness, seed, body, "relation-map", "embedding_graphs import facts", "nodes, ")


def answers(closeness: str, seed: int, operator: str, text: str, most: int) -> str:
    """The likeliest answers to a question."""
    body = f"""scores = found.scores[list(relations.OPERATORS).index({operator!r})]
answer = questions.ask(questions.understand({text!r}, world), scores, world)
names, shares = questions.likeliest(answer, world, {most})
figure = probabilities(names, shares, highlight=questions.first_true(answer, world))"""
    return _world(closeness, seed, body, "answers", "bars import probabilities", "questions, ")


def answered(closeness: str, seed: int) -> str:
    """The share of held-out facts that are answered right."""
    body = """pairs = zip(relations.OPERATORS, found.scores, strict=True)
said = {name: questions.answered(world, scores, world.hidden) for name, scores in pairs}
values, columns = questions.by_relation(said, world)
figure = numbers(values, list(said), columns, noun="answered right")"""
    return _world(closeness, seed, body, "answered", "embedding_grids import numbers", "questions, ")


def _world(closeness: str, seed: int, body: str, key: str, drawing: str, more: str = "") -> str:
    return f"""from vizlab.embeddings.graphs import knowledge, {more}relations
from vizlab.figures.{drawing}

world = knowledge.world({seed})
found = relations.learn(world, closeness={closeness!r}, seed={seed})
{body}
figure.write_html({key + ".html"!r})
"""


def _nodes(graph: Graph, closeness: str, dims: int, body: str, key: str, drawing: str) -> str:
    return f"""from vizlab.embeddings.graphs import generated, links, nodes
from vizlab.figures.embedding_graphs import {drawing}

graph = generated.GRAPHS[{graph[0]!r}]{tuple(graph[1:])!r}
known = links.split(graph, {graph[-1]})
moments = nodes.learn(graph, known, closeness={closeness!r}, dims={dims}, seed={graph[-1]})
{body}
figure.write_html({key + ".html"!r})
"""
