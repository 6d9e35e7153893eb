"""Small maps stand where `panel_at` looks for them, and codes beside discs of the right size."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2

from vizlab.figures import embedding_codes, embedding_depth

LABELS = np.arange(30) % 3


def test_every_point_lies_in_its_panel() -> None:
    rng = np.random.default_rng(0)
    maps = {name: rng.normal(5, 3, (30, 2)) for name in "abcde"}
    figure = embedding_depth.small_maps(maps, LABELS, ("x", "y", "z"), list("12345"))
    seen = np.zeros((5, 30), int)
    for trace in figure.data[:3]:
        for x, y, index in zip(trace.x, trace.y, trace.customdata, strict=True):
            panel = embedding_depth.panel_at(x, y, 5)
            assert panel is not None
            seen[panel, index] += 1
            assert trace.name == "xyz"[LABELS[index]]
    assert (seen == 1).all()
    assert embedding_depth.panel_at(embedding_depth.SCALE * 2.16, -2.46 * 2 * embedding_depth.SCALE, 5) is None  # the sixth
    assert [text.split()[1] for text in figure.data[3].text] == list("12345")
    flat = embedding_depth.small_maps({"a": np.zeros((30, 2))}, LABELS, ("x", "y", "z"), [""])
    assert flat.data[0].x.tolist() == [0] * 10
    with pytest.raises(ValueError, match="finite"):
        embedding_depth.small_maps({"a": np.full((30, 2), np.nan)}, LABELS, ("x", "y", "z"), [""])


def test_a_way_has_its_lines_and_levels() -> None:
    figure = embedding_depth.way(["in", "out"], {"a": [0.1, 0.9], "b": [-0.3, 0.2]}, {"chance": 0.1}, title="t", chosen="out")
    assert [list(trace.y) for trace in figure.data] == [[0.1, 0.9], [-0.3, 0.2], [0.1, 0.1]]
    assert figure.layout.yaxis.range[0] < -0.3
    assert figure.layout.shapes[0].x0 == 1


def test_discs_hold_half_and_most_of_the_plane_of_codes() -> None:
    points = np.random.default_rng(0).normal(size=(30, 2))
    figure = embedding_codes.codes(points, LABELS, ("x", "y", "z"), reach=3.5, titles=("z₁", "z₂"))
    radii = [float(np.hypot(trace.x, trace.y).mean()) for trace in figure.data[3:]]
    np.testing.assert_allclose(radii, np.sqrt(chi2(2).ppf([0.5, 0.95])), atol=2e-3)
    order = np.concatenate([trace.customdata for trace in figure.data[:3]])
    np.testing.assert_allclose(np.concatenate([trace.x for trace in figure.data[:3]]), points[order, 0], atol=1e-3)


def test_costs_are_sorted_and_densities_sum_to_one() -> None:
    assert list(embedding_codes.cost({"a": [0.1, 3, 1]}).data[0].y) == [3, 1, 0.1]
    drawn = np.random.default_rng(0).normal(size=(20_000, 2))
    found, normal = embedding_codes.density({"a": drawn}, reach=4).data
    step = found.x[1] - found.x[0]
    assert sum(found.y) * step == pytest.approx(1, abs=1e-3)
    np.testing.assert_allclose(found.y, normal.y, atol=0.03)
