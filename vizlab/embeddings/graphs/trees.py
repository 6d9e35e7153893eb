"""Trees: who stands above whom, and how many steps lie between any two. To add one: a function and a line in `TREES`.

parents (n,) gives each node's parent, -1 for the root, which is node 0; a parent stands before its children.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from vizlab.embeddings.graphs.generated import Array, Ints
from vizlab.recipes import Knob


@dataclass(frozen=True)
class Tree:
    """parents (n,) and names (n,) of nodes."""

    parents: Ints
    names: tuple[str, ...]

    @property
    def n(self) -> int:
        """How many nodes there are."""
        return len(self.parents)

    @property
    def edges(self) -> Ints:
        """Parent and child (n - 1, 2)."""
        return np.stack([self.parents[1:], np.arange(1, self.n)], 1)

    @property
    def depths(self) -> Ints:
        """Steps from the root (n,)."""
        depths = np.zeros(self.n, np.int64)
        for node in range(1, self.n):
            depths[node] = depths[self.parents[node]] + 1
        return depths

    @property
    def descendants(self) -> Ints:
        """How many nodes stand below each (n,)."""
        below = np.zeros(self.n, np.int64)
        for node in range(self.n - 1, 0, -1):
            below[self.parents[node]] += below[node] + 1
        return below

    @property
    def branches(self) -> Ints:
        """Which child of the root each node (n,) comes from, 0 for the root itself and the first."""
        found = np.arange(self.n)
        for node in range(1, self.n):
            found[node] = found[self.parents[node]] if self.parents[node] else node
        first = np.flatnonzero(self.parents == 0)
        return np.asarray(np.searchsorted(first, np.maximum(found, first[0])))

    @property
    def distances(self) -> Array:
        """Steps between any two nodes (n, n)."""
        steps = np.zeros((self.n, self.n))
        for node in range(1, self.n):
            steps[node, :node] = steps[:node, node] = steps[self.parents[node], :node] + 1
        return steps


def balanced(branching: int, tree_depth: int) -> Tree:
    """A tree whose every node has as many children, down to a depth; no more levels than `MOST` nodes allow."""
    parents, level = [-1], [0]
    for _ in range(tree_depth):
        if len(parents) + branching * len(level) > MOST:
            break
        grown = list(range(len(parents), len(parents) + branching * len(level)))
        parents += [node for node in level for _ in range(branching)]
        level = grown
    return Tree(np.array(parents), tuple(f"node {i}" for i in range(len(parents))))


def animals(branching: int, tree_depth: int) -> Tree:
    """A small taxonomy of animals, cut at a depth; the branching is its own."""
    parents, names, above = [-1], ["animal"], [0]
    for line in TAXONOMY.strip("\n").split("\n"):
        depth = (len(line) - len(line.lstrip())) // 2 + 1
        if depth > tree_depth:
            continue
        for name in line.strip().split(", "):
            above = [*above[:depth], len(parents)]
            parents.append(above[depth - 1])
            names.append(name)
    return Tree(np.array(parents), tuple(names))


MOST = 130
TAXONOMY = """
mammal
  carnivore
    dog
      wolf, poodle, terrier
    cat
      lion, tiger, lynx
    bear
      brown bear, polar bear
    seal
  whale
    sperm whale, blue whale
    dolphin
      orca, porpoise
  hoofed animal
    horse
      zebra, donkey
    cattle
      bison, yak
    deer
      elk, moose
    pig
  primate
    ape
      gorilla, chimpanzee, orangutan
    monkey
      baboon, macaque
  rodent
    mouse, rat, squirrel, beaver
bird
  songbird
    sparrow, robin, blackbird
    crow
      raven, magpie
  bird of prey
    eagle, falcon, owl
  water bird
    duck
      mallard, eider
    penguin, gull
  ostrich
reptile
  snake
    cobra, viper, python
  lizard
    gecko, iguana
  turtle, crocodile
fish
  shark
    hammerhead, white shark
  bony fish
    salmon, tuna, cod
    eel
  ray
insect
  beetle
    ladybird, stag beetle
  butterfly
    peacock, monarch
  bee
    honey bee, bumble bee
  ant, fly
"""
TREES: dict[str, Callable[[int, int], Tree]] = {"balanced": balanced, "animals": animals}
KNOBS: dict[str, Knob] = {
    "branching": Knob(2, 6, "How many children each node has: room is needed for all of them."),
    "tree_depth": Knob(2, 5, "How many levels below the root: with each, the nodes multiply; the plane's rim only adds."),
}
