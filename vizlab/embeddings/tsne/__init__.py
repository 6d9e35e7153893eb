"""t-SNE: points that attract their neighbours and repel everybody, until near ones are near.

`descent`: the iterations. `exact`: forces of all pairs. For many points `sparse`: attraction along the edges between neighbours
(`neighbours`, `pull`), and repulsion through a potential on a grid (`field`). `placing`: new points on a finished map. `cost`:
what a map will take.
"""

from vizlab.embeddings.tsne.cost import estimate
from vizlab.embeddings.tsne.descent import EXAGGERATED, SPREAD, Descent, begin, prepare, start
from vizlab.embeddings.tsne.exact import Exact, divergence, gradient
from vizlab.embeddings.tsne.placing import place
from vizlab.embeddings.tsne.sparse import Sparse

__all__ = [
    "EXAGGERATED",
    "SPREAD",
    "Descent",
    "Exact",
    "Sparse",
    "begin",
    "divergence",
    "estimate",
    "gradient",
    "place",
    "prepare",
    "start",
]
