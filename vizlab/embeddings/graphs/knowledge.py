"""A small world of people, cities and countries, all invented, and what is true in it: facts (source, relation, destination).

Some facts follow from others: who is married to whom is so both ways; both of a couple are parents of their children; whoever
lives in a city is a citizen of its country; ministers work in the capital. Of those that follow, some are held out. To add a
relation: a line in `RELATIONS` and its facts in `_truths`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vizlab.embeddings.graphs.generated import Ints

CITIES, MINISTERS, FAMILY = 3, 3, 4  # of a country; of a country; two parents and two children
HELD_OUT = 0.4
Fact = tuple[str, str, str]


@dataclass(frozen=True)
class Kind:
    """What a relation is like. ends: kinds of its source and destination. pattern: symmetric or one-way.

    held: which facts may be held out, because others tell them: "" none, any, one way of two, one of a pair.
    asks_source, asks_destination: a question whose answer is the source, or the destination, with … for the other.
    """

    ends: tuple[str, str]
    pattern: str
    held: str
    asks_source: str
    asks_destination: str


@dataclass(frozen=True)
class World:
    """names and kinds (n,) of the entities; facts to learn from and facts held out, (m, 3): source, relation, destination."""

    names: tuple[str, ...]
    kinds: tuple[str, ...]
    learned: Ints
    hidden: Ints

    @property
    def n(self) -> int:
        """How many entities there are."""
        return len(self.names)

    @property
    def facts(self) -> Ints:
        """All that is true, learned or held out."""
        return np.concatenate([self.learned, self.hidden])


def world(seed: int) -> World:
    """A world: countries round a sea, cities, families. The seed decides who lives where, who governs, what is held out."""
    source = np.random.default_rng([seed, 4])
    names = [*COUNTRIES, *PLACES, *PEOPLE]
    kinds = ["country"] * len(COUNTRIES) + ["city"] * len(PLACES) + ["person"] * len(PEOPLE)
    number, relation = {name: i for i, name in enumerate(names)}, {name: i for i, name in enumerate(RELATIONS)}
    truths = _geography() + _families() + _lives(source)
    facts = np.array(sorted({(number[a], relation[r], number[b]) for a, r, b in truths}))
    held = _hold_out(facts, source)
    return World(tuple(names), tuple(kinds), facts[~held], facts[held])


def _geography() -> list[Fact]:
    truths = [(city, "lies in", COUNTRIES[index // CITIES]) for index, city in enumerate(PLACES)]
    for index, country in enumerate(COUNTRIES):
        after = COUNTRIES[(index + 1) % len(COUNTRIES)]
        truths += [(country, "borders", after), (after, "borders", country), (PLACES[CITIES * index], "capital of", country)]
    return truths


def _families() -> list[Fact]:
    truths = []
    for first in range(0, len(PEOPLE), FAMILY):
        one, other, *children = PEOPLE[first : first + FAMILY]
        truths += [(one, "married to", other), (other, "married to", one)]
        truths += [(parent, "parent of", child) for parent in (one, other) for child in children]
    return truths


def _lives(source: np.random.Generator) -> list[Fact]:
    """Where people live and work, of which country they are, and whom they govern."""
    homes = source.permutation(np.arange(len(PEOPLE)) % len(PLACES))
    works = homes.copy()
    truths = []
    for country in range(len(COUNTRIES)):
        own = np.flatnonzero(homes // CITIES == country)
        ministers = source.permutation(own)[:MINISTERS]
        works[ministers] = CITIES * country
        truths += [(PEOPLE[person], "minister of", COUNTRIES[country]) for person in ministers]
    for person, home, work in zip(PEOPLE, homes, works, strict=True):
        truths += [(person, "lives in", PLACES[home]), (person, "works in", PLACES[work])]
        truths += [(person, "citizen of", COUNTRIES[home // CITIES])]
    return truths


def _hold_out(facts: Ints, source: np.random.Generator) -> NDArray[np.bool_]:
    held = np.zeros(len(facts), bool)
    for index, kind in enumerate(RELATIONS.values()):
        own = np.flatnonzero(facts[:, 1] == index)
        if kind.held == "one way of two":
            own = own[facts[own, 0] < facts[own, 2]]
        if kind.held == "one of a pair":
            own = own[np.unique(facts[own, 2], return_index=True)[1]]
        if kind.held:
            held[source.permutation(own)[: round(HELD_OUT * len(own))]] = True
    return held


COUNTRIES = ("Arvonia", "Belmark", "Cestria", "Dorland", "Elvany", "Fasturia", "Galdria", "Hestland")
PLACES = (
    "Arden", "Aldwick", "Amberley", "Brenholm", "Bastow", "Birka", "Corvale", "Cressing", "Calder", "Dunmere", "Darrow",
    "Dellin", "Eskford", "Elmstad", "Ebury", "Fenwick", "Farholt", "Fosse", "Galmere", "Glenmoor", "Garrick",
    "Harrowgate", "Holm", "Hexton",
)  # fmt: skip
PEOPLE = (
    "Ada", "Adam", "Alma", "Axel", "Bea", "Ben", "Bridget", "Boris", "Cora", "Carl", "Celia", "Cyril", "Dora", "David",
    "Delia", "Dylan", "Emma", "Eric", "Edith", "Edgar", "Flora", "Felix", "Fiona", "Frank", "Greta", "Georg", "Gwen",
    "Gustav", "Hanna", "Hugo", "Helga", "Henry", "Iris", "Ivan", "Ines", "Ian", "Jane", "Jonas", "Judith", "Jack", "Klara",
    "Karim", "Kate", "Kurt", "Lena", "Louis", "Lydia", "Leo",
)  # fmt: skip
RELATIONS: dict[str, Kind] = {
    "married to": Kind(("person", "person"), "symmetric", "one way of two", "Who is married to …?", "To whom is … married?"),
    "borders": Kind(
        ("country", "country"),
        "symmetric",
        "one way of two",
        "Which country borders …?",
        "Which country does … share a border with?",
    ),
    "parent of": Kind(("person", "person"), "one-way", "one of a pair", "Who is a parent of …?", "Who is a child of …?"),
    "capital of": Kind(("city", "country"), "one-way", "any", "What is the capital of …?", "Of which country is … the capital?"),
    "citizen of": Kind(("person", "country"), "one-way", "any", "Who is a citizen of …?", "Of which country is … a citizen?"),
    "lies in": Kind(("city", "country"), "one-way", "", "Which city lies in …?", "In which country does … lie?"),
    "lives in": Kind(("person", "city"), "one-way", "", "Who lives in …?", "Where does … live?"),
    "works in": Kind(("person", "city"), "one-way", "", "Who works in …?", "Where does … work?"),
    "minister of": Kind(("person", "country"), "one-way", "", "Who is a minister of …?", "Which country does … govern?"),
}
