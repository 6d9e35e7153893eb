"""The smallest network with hidden units that can be reordered, and the hump between it and its twin, by closed form.

y = v1 tanh(w1 x) + v2 tanh(w2 x) with w = v = (1, -1). Swapping the two units leaves y = 2 tanh x as it is and turns (w, v) into
(-w, -v); halfway all weights are 0. Both ends fit perfectly, so a convex loss would be 0 all the way.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

REACH = 2.0  # x is uniform on [-REACH, REACH]
NODES = 64


def toy_hump(t: NDArray[np.floating]) -> NDArray[np.float64]:
    """Mean squared error (k,) of the toy at shares t (k,) of the way from one network to its twin.

    By Gauss-Legendre quadrature over x. Halfway it is 4 (1 - tanh(REACH) / REACH).
    """
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    x = REACH * nodes
    w1 = v1 = 1 - 2 * np.asarray(t, np.float64)[:, None]
    w2 = v2 = -w1
    answers = v1 * np.tanh(w1 * x) + v2 * np.tanh(w2 * x)
    found: NDArray[np.float64] = ((answers - 2 * np.tanh(x)) ** 2) @ weights / 2
    return found
