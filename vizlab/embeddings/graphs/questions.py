"""Questions answered by nearness: find the entity that a question names and the relation that it means, rank the others by f.

The question and each way of asking are bags of words; the nearest by cosine, of those that can be asked of such an entity,
says what is meant, and whether the answer is a person, a city or a country. Source: 003:3795-3799; Bordes
2014, arXiv:1406.3676, who learned the words' vectors too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vizlab.embeddings.graphs.generated import Array, Ints
from vizlab.embeddings.graphs.knowledge import RELATIONS, World
from vizlab.errors import VizlabError

GAP = "…"


@dataclass(frozen=True)
class Question:
    """What is asked: the source of a relation if `of_source`, else its destination; `entity` is the other end.

    nearness: cosine of the question with the way of asking that was recognised, 1 if it is that word for word.
    """

    entity: int
    relation: int
    of_source: bool
    nearness: float


@dataclass(frozen=True)
class Answer:
    """entities (k,) of the kind that is asked for, from the likeliest on, the one in the question left out; their scores (k,),
    and which are true (k,)."""

    entities: Ints
    scores: Array
    is_true: NDArray[np.bool_]


def understand(text: str, world: World) -> Question:
    """What a question asks. Errors: `VizlabError` if it names no entity, or no word of it says which relation is meant."""
    entity = _entity(text, world)
    asked = _words(re.sub(rf"\b{re.escape(world.names[entity])}\b", GAP, text, count=1, flags=re.IGNORECASE))
    near = {
        (relation, of_source): _cosine(asked, _words(phrase)) for relation, of_source, phrase in _phrases(world.kinds[entity])
    }
    relation, of_source = max(near, key=lambda key: near[key])
    if near[relation, of_source] <= 0:
        raise VizlabError(f"A question needs a word that says what is asked, such as “{ways()[0]}”; got “{text[:60]}”.")
    return Question(entity, relation, of_source, near[relation, of_source])


def ask(question: Question, scores: Array, world: World) -> Answer:
    """The other entities that may be meant, the likeliest first, by scores (r, n, n) of one operator."""
    wanted_kind = list(RELATIONS.values())[question.relation].ends[0 if question.of_source else 1]
    line = scores[question.relation]
    line = line[:, question.entity] if question.of_source else line[question.entity]
    order = np.argsort(-line, kind="stable")
    order = order[(order != question.entity) & (np.array(world.kinds)[order] == wanted_kind)]
    facts = world.facts[world.facts[:, 1] == question.relation]
    given, wanted = (2, 0) if question.of_source else (0, 2)
    return Answer(order, line[order], np.isin(order, facts[facts[:, given] == question.entity, wanted]))


def of_facts(world: World, facts: Ints) -> list[str]:
    """A question for each fact (m, 3): for its source if that is all that its relation has, else for its destination."""
    asked = []
    for s, r, d in facts.tolist():
        kind = list(RELATIONS.values())[r]
        single = (world.facts[:, 1] == r) & (world.facts[:, 2] == d)
        of_source = int(single.sum()) == 1
        asked.append((kind.asks_source if of_source else kind.asks_destination).replace(GAP, world.names[d if of_source else s]))
    return asked


def answered(world: World, scores: Array, facts: Ints) -> list[tuple[str, str, str, bool]]:
    """The question for each fact (m, 3), the first answer, the true one, and whether that is the first but for others as true."""
    found = []
    for text, fact in zip(of_facts(world, facts), facts, strict=True):
        question = understand(text, world)
        answer = ask(question, scores, world)
        true = int(fact[0] if question.of_source else fact[2])
        first = next(entity for entity, known in zip(answer.entities, answer.is_true, strict=True) if entity == true or not known)
        found.append((text, world.names[first], world.names[true], first == true))
    return found


def likeliest(answer: Answer, world: World, most: int) -> tuple[list[str], list[float]]:
    """The first answers by name, and the share of each of all if scores are logarithms of odds; the first true one among them."""
    odds = np.exp(answer.scores - answer.scores.max())
    shares = odds / odds.sum()
    chosen = list(range(min(most, len(shares))))
    true = np.flatnonzero(answer.is_true)
    if len(true) and true[0] >= most:
        chosen = [*chosen[:-1], int(true[0])]
    return [world.names[answer.entities[i]] for i in chosen], [float(shares[i]) for i in chosen]


def first_true(answer: Answer, world: World) -> str:
    """The name of the likeliest true answer, "" if nothing is true."""
    true = answer.entities[answer.is_true]
    return world.names[true[0]] if len(true) else ""


def is_learned(question: Question, answer: Answer, world: World) -> bool:
    """Whether the likeliest true answer is a fact that was learned from."""
    true = answer.entities[answer.is_true]
    if not len(true):
        return False
    ends = (true[0], question.entity) if question.of_source else (question.entity, true[0])
    return bool((world.learned == [ends[0], question.relation, ends[1]]).all(1).any())


def by_relation(found: dict[str, list[tuple[str, str, str, bool]]], world: World) -> tuple[Array, list[str]]:
    """The share answered right (o, c) by each operator in `found`, by relation and over all held-out facts; names of columns."""
    own = world.hidden[:, 1]
    right = np.array([[each[3] for each in answers] for answers in found.values()], float)
    present = np.unique(own).tolist()
    values = np.stack([*(right[:, own == r].mean(1) for r in present), right.mean(1)], 1)
    return values, [*(list(RELATIONS)[r] for r in present), "all"]


def chance(world: World, facts: Ints) -> float:
    """How often a guess among the entities of the right kind answers the questions for these facts (m, 3)."""
    found = []
    for text in of_facts(world, facts):
        question = understand(text, world)
        found.append(1 / len(ask(question, np.zeros((len(RELATIONS), world.n, world.n)), world).entities))
    return float(np.mean(found))


def ways() -> list[str]:
    """Every way of asking that is known."""
    return [phrase for _, _, phrase in _phrases()]


def _phrases(kind: str = "") -> list[tuple[int, bool, str]]:
    """Relation, whether its source is asked for, and how; only what can be asked of an entity of this kind."""
    found = [(r, of, known) for r, known in enumerate(RELATIONS.values()) for of in (True, False)]
    fitting = [(r, of, known) for r, of, known in found if not kind or known.ends[1 if of else 0] == kind]
    return [(r, of, known.asks_source if of else known.asks_destination) for r, of, known in fitting]


def _entity(text: str, world: World) -> int:
    """The entity with the longest name that stands in the text as a word of its own."""
    found = [i for i, name in enumerate(world.names) if re.search(rf"\b{re.escape(name)}\b", text, re.IGNORECASE)]
    if not found:
        some = ", ".join((world.names[0], world.names[8], world.names[-1]))
        raise VizlabError(f"A question must name somebody or some place of this world, {some} say; got “{text[:60]}”.")
    return max(found, key=lambda i: len(world.names[i]))


def _words(text: str) -> frozenset[str]:
    """Without a final s: who lives, and where does one live?"""
    return frozenset(word.rstrip("s") for word in re.findall(r"[a-z]+", text.casefold()))


def _cosine(a: frozenset[str], b: frozenset[str]) -> float:
    """Of bags of words in which a word weighs the less the more ways of asking have it: "who" says nothing, "capital" all."""
    weigh = {word: np.log(len(ways()) / sum(word in _words(way) for way in ways())) ** 2 for word in b}
    strangers = np.log(len(ways())) ** 2 * len(a - b)  # words of the question that this way of asking does not have
    shared = sum(weigh[word] for word in a & b)
    return float(shared / np.sqrt(((shared + strangers) or 1.0) * (sum(weigh.values()) or 1.0)))
