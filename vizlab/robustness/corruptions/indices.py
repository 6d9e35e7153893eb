"""A table of errors condensed: mean corruption error (mCE) and relative mCE, against a baseline network on the same pictures.

With E the error at a corruption c and severity s, and E_clean that without corruption:
CE_c = sum_s E_cs / sum_s E_cs(baseline); relative CE_c = sum_s (E_cs - E_clean) / sum_s (E_cs - E_clean)(baseline). mCE is the
mean over corruptions. The baseline itself has 1. Source: Hendrycks & Dietterich 2019, arXiv:1903.12261, section 4.1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vizlab.errors import VizlabError
from vizlab.robustness.corruptions.measured import Errors

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Indices:
    """ce, relative (corruptions,): NaN where the baseline's denominator is not positive, so that there is no ratio."""

    ce: Array
    relative: Array

    @property
    def mce(self) -> float:
        """The mean of what there is; NaN if there is nothing."""
        return _mean(self.ce)

    @property
    def relative_mce(self) -> float:
        """The mean of what there is; NaN if there is nothing."""
        return _mean(self.relative)

    @property
    def median(self) -> float:
        """The median of the relative CEs: one corruption that hardly harms the baseline does not sway it."""
        kept = self.relative[np.isfinite(self.relative)]
        return float(np.median(kept)) if kept.size else float("nan")

    def series(self) -> dict[str, list[float]]:
        """Both by name, as they are drawn."""
        return {"CE": self.ce.tolist(), "relative CE": self.relative.tolist()}


def curves(found: Sequence[Errors], baseline: Errors) -> dict[str, list[float]]:
    """Of several networks, such as one at several epochs: clean error, mCE and relative mCE, each over the baseline's."""
    ratios = [indices(each, baseline) for each in found]
    clean = _ratio(np.array([each.clean for each in found]), np.full(len(found), baseline.clean))
    return {
        "clean error": clean.tolist(),
        "mCE": [each.mce for each in ratios],
        "relative mCE": [each.relative_mce for each in ratios],
    }


def indices(errors: Errors, baseline: Errors) -> Indices:
    """CE and relative CE of each corruption. Errors: `VizlabError` if the two were not measured with the same corruptions."""
    if errors.names != baseline.names:
        raise VizlabError("Both networks must be measured with the same corruptions; one of them sees grey pictures only.")
    own, other = errors.wrong.sum(axis=1), baseline.wrong.sum(axis=1)
    severities = errors.wrong.shape[1]
    return Indices(_ratio(own, other), _ratio(own - severities * errors.clean, other - severities * baseline.clean))


def _ratio(above: Array, below: Array) -> Array:
    return np.asarray(np.divide(above, below, out=np.full(len(above), np.nan), where=below > 0))


def _mean(values: Array) -> float:
    kept = values[np.isfinite(values)]
    return float(kept.mean()) if kept.size else float("nan")
