"""Things that are joined, as points: nodes of graphs, facts, cells of a matrix with holes, words, trees.

`generated`: graphs with planted communities. `nodes`: points from edges by stochastic descent, and `links`, what they know of
edges they never saw. `margin`: the edge margin loss, right and as misprinted, and negatives in batches. `knowledge`,
`relations`, `questions`: facts of several kinds, the operators that stand for them, questions asked of them. `holes`: a
matrix of persons and items, completed. `texts`: a text as a graph of its words. `trees`, `poincare`, `flat_and_curved`: trees
in the plane and in the hyperbolic disk. `buckets`: which parts of a graph too large for one machine can be learned at once.

Everything here takes seeds, works in float64 and is done in about a second. To add a graph: a line in `GRAPHS` (`generated.py`);
a relation operator: a line in `OPERATORS` (`relations.py`); a kind of fact: a line in `RELATIONS` (`knowledge.py`); a tree: a
line in `TREES` (`trees.py`).
"""
