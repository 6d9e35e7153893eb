from __future__ import annotations

import math
from typing import Any

import pytest
from figure_samples import SERIES

from vizlab.figures import curves, theme


def _by_name(figure: Any) -> dict[str, Any]:
    return {trace.meta: trace for trace in figure.data if trace.meta}


def test_steps_run_along_x_and_values_along_y() -> None:
    trace = _by_name(curves.training_curves(SERIES))["training loss"]
    assert list(trace.x) == [10, 20, 30]
    assert list(trace.y) == [2.0, 1.0, 0.5]


def test_losses_and_accuracies_have_their_own_panels_over_one_axis() -> None:
    figure = curves.training_curves(SERIES)
    panels = {name: trace.yaxis for name, trace in _by_name(figure).items()}
    assert panels == {"training loss": "y", "validation loss": "y", "training accuracy": "y2", "validation accuracy": "y2"}
    assert {trace.xaxis for trace in figure.data} == {None}
    assert figure.layout.yaxis2.domain[1] < figure.layout.yaxis.domain[0]  # accuracy lies below
    assert figure.layout.yaxis2.tickformat == ".0%"


def test_accuracies_stay_fractions() -> None:
    assert list(_by_name(curves.training_curves(SERIES))["training accuracy"].y) == [0.3, 0.8]


def test_without_accuracy_there_is_one_panel() -> None:
    figure = curves.training_curves({"training loss": SERIES["training loss"]})
    assert tuple(figure.layout.yaxis.domain) == (0, 1)
    assert figure.layout.xaxis.anchor == "y"


def test_the_reference_is_a_level_of_the_loss() -> None:
    (shape,) = curves.training_curves(SERIES, reference=("chance: log 10", math.log(10))).layout.shapes
    assert shape.y0 == shape.y1 == math.log(10)
    assert (shape.yref, shape.xref, shape.label.text) == ("y", "x domain", "chance: log 10")


def test_live_updates_keep_the_zoom() -> None:
    first, later = (curves.training_curves({"training loss": [(1.0, y)]}) for y in (2.0, 1.0))
    assert first.layout.uirevision == later.layout.uirevision
    assert first.layout.uirevision


def test_a_single_first_point_is_visible() -> None:
    assert curves.training_curves({"training loss": [(1.0, 2.0)]}).data[0].mode == "lines+markers"


def test_colour_is_the_run_and_dash_is_the_kind() -> None:
    figure = curves.compare_curves({"A": SERIES, "B": SERIES})
    drawn = [trace for trace in figure.data if trace.meta]
    assert {(t.legendgroup, t.line.color) for t in drawn} == {("A", theme.color(0)), ("B", theme.color(1))}
    assert {(t.meta.split()[0], t.line.dash) for t in drawn} == {("training", "dot"), ("validation", "solid")}
    assert [t.name for t in figure.data if t.showlegend is not False] == ["A", "B", "training", "validation"]


def test_each_kind_is_named_once_in_the_legend() -> None:
    figure = curves.training_curves(SERIES)
    assert sorted(t.name for t in figure.data if t.showlegend) == ["training", "validation"]


@pytest.mark.parametrize("draw", [curves.training_curves, lambda s: curves.compare_curves({"A": s})])
def test_an_unknown_name_is_refused(draw: Any) -> None:
    with pytest.raises(ValueError, match="got speed"):
        draw({"speed": [(1.0, 1.0)]})
