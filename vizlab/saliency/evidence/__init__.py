"""Evidence: numbers that say whether to believe a map, one idea a file.

`slopes`: is it the gradient at all? `drop`, `curves`: do the marked pixels matter to the network? `places`: do they lie on the
object (`outline`: one drawn by hand)? `likeness`: how alike are maps, how rough is one? `randomised`: does the map change when
the network forgets what it learned? `table`: all of it for one picture; `ranking`: for many, as a job.
"""

from vizlab.saliency.evidence.curves import Curves, by_chance, curves
from vizlab.saliency.evidence.drop import Drop, score_drop
from vizlab.saliency.evidence.likeness import LIKENESSES, agreement, rank_correlation, total_variation
from vizlab.saliency.evidence.places import chance_overlap, mass, overlap, pointing
from vizlab.saliency.evidence.randomised import forget
from vizlab.saliency.evidence.slopes import finite_difference_error
from vizlab.saliency.evidence.table import COLUMNS, table

__all__ = [
    "COLUMNS",
    "LIKENESSES",
    "Curves",
    "Drop",
    "agreement",
    "by_chance",
    "chance_overlap",
    "curves",
    "finite_difference_error",
    "forget",
    "mass",
    "overlap",
    "pointing",
    "rank_correlation",
    "score_drop",
    "table",
    "total_variation",
]
