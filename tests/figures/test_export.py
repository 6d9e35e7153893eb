from __future__ import annotations

import csv
import io
import re

import numpy as np
import pytest
from figure_samples import FIGURES, SERIES

from vizlab.figures import export


def test_html_stands_alone_on_white() -> None:
    figure = FIGURES["training curves"]()
    before = figure.to_json()
    page = export.to_html(figure)
    assert page.lower().startswith("<html") or page.lower().startswith("<!doctype")
    assert '"paper_bgcolor":"white"' in page
    assert not re.search(r"<(script|link)[^>]+(src|href)=", page)  # nothing is fetched
    assert figure.to_json() == before
    assert export.to_html(figure) == page


def test_html_of_a_film_has_its_frames_and_its_buttons() -> None:
    figure = FIGURES["race"]()
    page = export.to_html(figure)
    assert len(figure.frames) > 5
    assert "Plotly.addFrames" in page
    assert '"sliders":[{' in page
    assert '"updatemenus":[{' in page
    assert "Plotly.animate('vizlab-figure'" not in page.replace(
        '"', "'"
    )  # it waits, as under the lines of Python, for its button


def test_html_cannot_be_broken_out_of() -> None:
    from vizlab.figures import bars

    page = export.to_html(bars.counts(["</script><script>alert(1)</script>"], [1]))
    assert "<script>alert(1)" not in page


def test_npz_gives_the_arrays_back_and_the_same_bytes() -> None:
    arrays = {"b": np.arange(6).reshape(2, 3), "a": np.float32([1.5])}
    data = export.to_npz(arrays)
    assert data == export.to_npz(dict(reversed(arrays.items())))
    with np.load(io.BytesIO(data), allow_pickle=False) as loaded:
        assert sorted(loaded) == ["a", "b"]
        for name, array in arrays.items():
            np.testing.assert_array_equal(loaded[name], array)
            assert loaded[name].dtype == array.dtype


def test_npz_holds_no_objects() -> None:
    with pytest.raises(ValueError, match="allow_pickle"):
        export.to_npz({"a": np.array([{}], dtype=object)})


def test_csv_keeps_numbers_and_disarms_formulas() -> None:
    text = export.to_csv({"name": ["=1+1", "@x", "-y", "a,b", "plain"], "value": np.array([-1.5, 2.0, 3.0, 4.0, 5.0])})
    rows = list(csv.reader(io.StringIO(text)))
    assert [row[0] for row in rows] == ["name", "'=1+1", "'@x", "'-y", "a,b", "plain"]
    assert [float(row[1]) for row in rows[1:]] == [-1.5, 2.0, 3.0, 4.0, 5.0]


def test_csv_headers_are_disarmed_too() -> None:
    assert export.to_csv({"=cmd": [1]}).splitlines() == ["'=cmd", "1"]


def test_csv_needs_equal_columns() -> None:
    with pytest.raises(ValueError, match="equally long"):
        export.to_csv({"a": [1], "b": [1, 2]})


def test_curves_become_long_tables() -> None:
    table = export.curve_columns(SERIES)
    assert len(table["x"]) == sum(map(len, SERIES.values()))
    assert export.to_csv(table).splitlines()[:2] == ["series,x,y", "training loss,10.0,2.0"]
