"""The lines of Python under the figures of Texture and Trade-off run as they stand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from vizlab.snippets import style_texture, style_tradeoff
from vizlab.style.texture.ladder import LadderRecipe
from vizlab.style.texture.synthesis import synthesis
from vizlab.style.tradeoff.curve import CurveRecipe
from vizlab.style.tradeoff.identity import IdentityRecipe

GROWN = synthesis("texture/Gravel", "bundled/digits-cnn", source_px=32, steps=2)
LADDER = LadderRecipe(style="texture/Gravel", network="bundled/digits-cnn", ladder_px=32, rung_steps=1)
CURVE = CurveRecipe(network="bundled/digits-cnn", point_px=24, point_steps=1)
SNIPPETS = {
    "growing": style_texture.growing(GROWN),
    "spectra": style_texture.spectra(GROWN, by_angle=False),
    "orientations": style_texture.spectra(GROWN, by_angle=True, with_phase=True),
    "tiles": style_texture.tiles(GROWN, 3),
    "phase": style_texture.phase(GROWN),
    "ladder": style_texture.ladder(LADDER, with_layers=False),
    "heard": style_texture.ladder(LADDER, with_layers=True),
    "curve": style_tradeoff.curve(CURVE, 2, "layer/3"),
    "point": style_tradeoff.point(CURVE, 3),
    "identity": style_tradeoff.identity(IdentityRecipe(network="bundled/digits-cnn", point_px=24, point_steps=1)),
}


def test_the_lines_under_every_figure_draw_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for title, code in SNIPPETS.items():
        names: dict[str, Any] = {}
        exec(compile(code, title, "exec"), names)
        assert len(names["figure"].data) > 0, title
    assert {path.stem for path in tmp_path.glob("*.html")} == {
        "texture",
        "spectra",
        "tiles",
        "phase",
        "ladder",
        "curve",
        "point",
        "identity",
    }
