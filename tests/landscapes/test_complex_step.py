"""Second derivatives by a complex step against those of differentiating twice."""

from __future__ import annotations

import numpy as np
import pytest

from vizlab.landscapes import SURFACES, find, hessians
from vizlab.landscapes.complex_step import swift_hessians


@pytest.mark.parametrize("name", SURFACES)
def test_they_are_the_same_to_rounding(name: str) -> None:
    surface = find(name, kappa=30.0, turned=20.0)
    points = np.random.default_rng(0).uniform(*np.transpose([surface.x, surface.y]), size=(5, 8, 2))
    exact = hessians(surface, points)
    np.testing.assert_allclose(swift_hessians(surface, points), exact, rtol=1e-11, atol=1e-13 * np.abs(exact).max())
