"""Maps laid on each other: what turning, mirroring, scaling and shifting can do away with is no difference.

Source: Gower 1975, "Generalized Procrustes analysis"; the disparity is SciPy's.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

LEAST = 1e-30


def align(positions: NDArray[Any], target: NDArray[Any], *, same_spread: bool = False) -> NDArray[np.float64]:
    """Positions (n, d) turned, mirrored, scaled and shifted to lie as near as they can to those of the target (n, d).

    same_spread: scaled to the spread of the target instead; what has little in common would shrink towards its middle.
    """
    moving, still = _centred(positions), _centred(target)
    turned = moving @ _turn(moving, still)
    if same_spread:
        scale = float(np.linalg.norm(still)) / max(float(np.linalg.norm(moving)), LEAST)
    else:
        scale = float((turned * still).sum() / max(float((moving * moving).sum()), LEAST))
    shifted: NDArray[np.float64] = turned * scale + np.asarray(target, np.float64).mean(0)
    return shifted


def disparity(positions: NDArray[Any], target: NDArray[Any]) -> float:
    """What then still lies between two maps (n, d), as a share of the target's spread: 0 is the same map, 1 has nothing of it."""
    still = _centred(target)
    rest = align(positions, target) - np.asarray(target, np.float64)
    return float((rest * rest).sum() / max(float((still * still).sum()), LEAST))


def _centred(positions: NDArray[Any]) -> NDArray[np.float64]:
    exact = np.asarray(positions, np.float64)
    centred: NDArray[np.float64] = exact - exact.mean(0)
    return centred


def _turn(moving: NDArray[np.float64], still: NDArray[np.float64]) -> NDArray[np.float64]:
    left, _, right = np.linalg.svd(moving.T @ still)
    turn: NDArray[np.float64] = left @ right
    return turn
