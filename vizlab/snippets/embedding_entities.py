"""Entities: texts round their tags, pictures against captions, rounds of averaging, the nearest of many."""

from __future__ import annotations


def texts(seed: int, question: str) -> str:
    """The map of vizlab's own demonstrations and pages, with the answers to a question ringed."""
    return f"""from vizlab.catalogue import DEMONSTRATIONS
from vizlab.embeddings.entities import tagged
from vizlab.figures.embedding_entities import texts_and_tags

texts = tagged.gather([each.title for each in DEMONSTRATIONS], [each.page for each in DEMONSTRATIONS], {seed})
space = tagged.train(texts, {seed})
places, tags = tagged.layout(space, {seed})
found = (-tagged.ask(space, texts, {question!r})).argsort(kind="stable")[:8]
figure = texts_and_tags(places, tags, texts.names, texts.tags, texts.tag_names, texts.held, found)
figure.write_html("texts.html")
"""


def matrix(seed: int, step: int, shown: int) -> str:
    """Cosines of new pictures with captions that training never saw."""
    return f"""from vizlab.embeddings.entities import captions, contrast
from vizlab.figures.embedding_entities import similarities

known = captions.corpus({seed})
course = contrast.train(known, {seed})
chosen, moment = contrast.unseen(known, {shown}), contrast.KEPT.index({step})
values = course.pictures[moment][chosen] @ course.captions[moment][chosen].T
figure = similarities(values, [known.say(caption) for caption in chosen])
figure.write_html("matrix.html")
"""


def learning(seed: int) -> str:
    """Who finds whom, through training."""
    return f"""from vizlab.embeddings.entities import captions, contrast
from vizlab.figures.progress import lines

known = captions.corpus({seed})
found = contrast.curves(contrast.train(known, {seed}), known)
figure = lines(found, x_title="step", y_title="own caption found first", percent=True)
figure.write_html("learning.html")
"""


def rounds(of: tuple[int, int, float, float, int], way: str, most: int) -> str:
    """The film of nodes through rounds of averaging."""
    nodes, groups, inside, outside, seed = of
    return f"""from vizlab.embeddings.entities import rounds
from vizlab.embeddings.graphs.generated import planted
from vizlab.figures.maps import Look, film

graph = planted({nodes}, {groups}, {inside}, {outside}, {seed})
course = rounds.go(graph, {most}, {way!r}, {seed})
names = [f"{{k}}: {{right:.0%}} right" for k, right in enumerate(course.accuracy)]
classes = [f"community {{group + 1}}" for group in range({groups})]
figure = film(list(zip(names, rounds.flat(course.states))), graph.labels, classes, prefix="Round ", look=Look(noun="node"))
figure.write_html("rounds.html")
"""


def fading(of: tuple[int, int, float, float, int], way: str, most: int) -> str:
    """What is left of the differences after every round, against theory."""
    nodes, groups, inside, outside, seed = of
    return f"""from vizlab.embeddings.entities import rounds
from vizlab.embeddings.graphs.generated import planted
from vizlab.figures.progress import lines

graph = planted({nodes}, {groups}, {inside}, {outside}, {seed})
course = rounds.go(graph, {most}, {way!r}, {seed})
figure = lines(rounds.fading(course, graph), x_title="round", y_title="left of the differences", log=True)
figure.write_html("fading.html")
"""


def recalls(source: tuple[str, int, int, int], against: str) -> str:
    """Recall of each index against what it asked or the time that it took (which differs from run to run)."""
    kind, n, d, seed = source
    title, percent = ("share of the vectors compared", True) if against == "asked" else ("ms a question", False)
    return f"""from vizlab.embeddings.entities import search
from vizlab.figures.embedding_entities import recalls

found = search.compare(search.SOURCES[{kind!r}]({n}, {d}, {seed}), {seed})
curves = {{name: [(each.{against}, each.recall) for each in results] for name, results in found.items() if name != "exact"}}
figure = recalls(curves, x_title={title!r}, percent={percent}{"" if percent else ', level=found["exact"][0].ms'})
figure.write_html("recalls.html")
"""


def cells(opened: int, seed: int) -> str:
    """Cells that are opened for a question."""
    return f"""from vizlab.embeddings.entities import search
from vizlab.figures.embedding_entities import opened_cells

figure = opened_cells(vars(search.plane(opened={opened}, seed={seed})))
figure.write_html("cells.html")
"""
