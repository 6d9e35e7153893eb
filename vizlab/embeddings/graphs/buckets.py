"""A graph too large for one machine: nodes in N shards, edges in N² buckets by the shards of their ends.

A machine that learns from bucket (i, j) holds shards i and j alone; buckets that share no shard can be learned at once. The
schedule here is as short as any can be: it is an edge colouring whose colours are evened out. Source: 003:3879-3891; Lerer 2019,
arXiv:1903.12287; de Werra 1971 (a colouring can always be evened out). To add a way to deal out nodes: a line in `DEALS`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from vizlab.embeddings.graphs.generated import Graph, Ints, planted
from vizlab.recipes import Knob

Bucket = tuple[int, int]
Round = tuple[Bucket, ...]
NODES, GROUPS, INSIDE, OUTSIDE = 600, 12, 0.3, 0.02  # of the graph that is dealt out


@dataclass(frozen=True)
class Plan:
    """rounds: buckets learned at once, in order. edges (n, n): how many edges each bucket has, rows sources."""

    rounds: tuple[Round, ...]
    edges: Ints

    @property
    def loads(self) -> tuple[list[int], list[float]]:
        """For each round the edges of its largest bucket, and the mean of its buckets."""
        edges = [[int(self.edges[one]) for one in each] for each in self.rounds]
        return [max(each) for each in edges], [sum(each) / len(each) for each in edges]

    @property
    def speed_up(self) -> float:
        """How many times faster than one machine, if each round waits for its largest bucket."""
        return float(self.edges.sum() / max(sum(self.loads[0]), 1))


def plan(shards: int, machines: int, deal: str, seed: int) -> Plan:
    """The schedule, and the edges of a graph with communities by its buckets."""
    graph = planted(NODES, GROUPS, INSIDE, OUTSIDE, seed)
    return Plan(tuple(schedule(shards, machines)), counted(graph, DEALS[deal](graph, shards, seed), shards))


def counted(graph: Graph, shard: Ints, shards: int) -> Ints:
    """How many edges lead from each shard to each, (shards, shards); an edge has its smaller node as its source."""
    cells = shard[graph.edges[:, 0]] * shards + shard[graph.edges[:, 1]]
    return np.bincount(cells, minlength=shards * shards).reshape(shards, shards)


def least(shards: int, machines: int) -> int:
    """No schedule has fewer rounds: machines do one bucket each a round, and so does a shard, which is in 2 N - 1 buckets.

    With an odd number of shards one is left over in each round of pairs, which makes it 2 N.
    """
    by_shards = 1 if shards == 1 else 2 * shards - 1 + shards % 2
    return max(-(-(shards * shards) // machines), by_shards)


def schedule(shards: int, machines: int) -> list[Round]:
    """All buckets in `least` rounds, none with more than `machines` of them or with a shard twice."""
    rounds = [set(each) for each in _tournament(shards)]
    rounds += [set() for _ in range(least(shards, machines) - len(rounds))]
    while max(len(each) for each in rounds) > machines:
        large, small = max(rounds, key=len), min(rounds, key=len)
        moved = _chain(large, small)
        large ^= moved
        small ^= moved
    return [tuple(sorted(each)) for each in rounds if each]


def conflicts(rounds: Sequence[Round]) -> int:
    """How often two buckets of one round share a shard; must be 0."""
    found = 0
    for each in rounds:
        held = [shard for bucket in each for shard in set(bucket)]
        found += len(held) - len(set(held))
    return found


def _tournament(shards: int) -> list[Round]:
    """Rounds of as many pairs as there can be, every pair once each way: the circle method; shards alone where they fit."""
    seats = shards + shards % 2
    rounds: list[Round] = []
    for way in (1, -1):
        for turn in range(seats - 1):
            pairs = [(turn, seats - 1)] + [((turn + k) % (seats - 1), (turn - k) % (seats - 1)) for k in range(1, seats // 2)]
            met = [pair[::way] for pair in pairs if max(pair) < shards]
            alone = [(i, i) for pair in pairs if max(pair) >= shards and way == 1 for i in pair if i < shards]
            rounds.append(tuple((a, b) for a, b in [*met, *alone]))
    alone = [] if shards % 2 else [(i, i) for i in range(shards)]
    return [each for each in [*rounds, tuple(alone)] if each]


def _chain(large: set[Bucket], small: set[Bucket]) -> set[Bucket]:
    """Buckets to exchange so that the larger round loses one: of those linked by shared shards it has one more."""
    left = large | small
    while left:
        chain: set[Bucket] = set()
        new = {min(left)}
        while new:
            chain |= new
            held = {shard for bucket in new for shard in bucket}
            new = {bucket for bucket in left - chain if held & set(bucket)}
        if len(chain & large) == len(chain & small) + 1:
            return chain
        left -= chain
    raise AssertionError("Of two rounds of different size some chain has one more of the larger.")


def _at_random(graph: Graph, shards: int, seed: int) -> Ints:
    return np.random.default_rng([seed, 8]).permutation(np.arange(graph.n) % shards)


def _by_community(graph: Graph, shards: int, seed: int) -> Ints:
    return np.argsort(np.argsort(graph.labels, kind="stable"), kind="stable") * shards // graph.n


DEALS: dict[str, Callable[[Graph, int, int], Ints]] = {  # label -> shard (n,) of each node
    "at random": _at_random,
    "by community": _by_community,
}
KNOBS: dict[str, Knob] = {
    "shards": Knob(2, 12, "Into how many parts the nodes are dealt: a machine holds two of them at a time."),
    "machines": Knob(1, 8, "How many buckets can be learned at once; more than half as many as shards have nothing to do."),
}
