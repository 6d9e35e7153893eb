"""Every snippet of the views about style and content runs as it stands and makes the figure that the page shows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from vizlab.figures.paintings import gram_maps
from vizlab.figures.style_statistics import cells, curves, maps, wall
from vizlab.snippets import style_reconstruction, style_statistics
from vizlab.style import RANDOM, StyleRecipe, view
from vizlab.style.reconstruction import changes, gradients
from vizlab.style.statistics import channels, histograms, looking, misprints, normalisers, shuffling
from vizlab.style.studies.recipe import StudyRecipe
from vizlab.style.studies.study import finished, original

BRICK, GRASS = "texture/Brick", "texture/Grass"
LAYER = "block1.activation"
STUDY = StudyRecipe(study="layers", picture=BRICK, network=RANDOM, side_px=32, rounds=2)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(code: str) -> Any:
    names: dict[str, Any] = {}
    exec(compile(code, "snippet", "exec"), names)
    return json.loads(names["figure"].to_json())


def drawn(figure: Any) -> Any:
    return json.loads(figure.to_json())


def test_what_is_looked_at_at_once() -> None:
    eyes, pixels = looking.open_eyes(RANDOM), looking.shown(BRICK)
    recipe = StyleRecipe(content=GRASS, style=BRICK, size_px=32)
    pictures = dict(zip(("photograph", "style picture"), view.originals(recipe), strict=True))
    found = channels.compare(eyes, LAYER, pictures)
    assert run(style_statistics.grams(recipe, RANDOM, LAYER, -1)) == drawn(gram_maps(found.matrices))
    seen = looking.see_layer(eyes, LAYER, looking.as_input(eyes, pictures["photograph"]))
    behind = channels.pair(seen, 0, 2)
    expected = maps({"channel 0": behind.first, "times channel 2": behind.second, "product": behind.product})
    assert run(style_statistics.pair(recipe, RANDOM, LAYER, -1, "photograph", (0, 2))) == drawn(expected)
    shuffled, distances = style_statistics.shuffled(BRICK, RANDOM, LAYER, 8, 3)
    mixed = shuffling.shuffled_picture(pixels, 8, 3)
    assert run(shuffled) == drawn(wall({"the picture": pixels, "tiles of 8 px shuffled": mixed}, columns=2))
    assert [trace["name"] for trace in run(distances)["data"]][-1] == LAYER  # the chosen one is drawn over the others
    rivals = histograms.compare(eyes, LAYER, looking.shown(GRASS), pixels, None)
    assert run(style_statistics.rivals(GRASS, BRICK, RANDOM, LAYER, None)[1]) == drawn(
        cells(rivals.values, rivals.rows, histograms.COLUMNS, noun="distance")
    )
    assert len(run(style_statistics.means(BRICK, RANDOM, LAYER, 1))["data"]) == 2
    assert len(run(style_statistics.sums(GRASS, BRICK, RANDOM, LAYER, next(iter(normalisers.NORMALISERS))))["data"]) == 4
    printed = misprints.beside(looking.see_layer(eyes, LAYER, looking.as_input(eyes, pixels)))
    expected = maps(printed, noun="matrix")
    assert run(style_statistics.misprint(BRICK, RANDOM, LAYER)) == drawn(expected)


def test_content_that_is_looked_at_at_once() -> None:
    eyes, pixels = looking.open_eyes(RANDOM), looking.shown(GRASS)
    pulls = gradients.pulls(eyes, looking.shown(GRASS, gradients.SIDE_PX), [LAYER], 1)
    expected = maps(gradients.drawn(pulls), signed=True)
    assert run(style_reconstruction.several(GRASS, RANDOM, [LAYER], 1)) == drawn(expected)
    changed, table = style_reconstruction.changes(GRASS, RANDOM, "blurred")
    found = changes.table(eyes, pixels)
    expected = cells(found.values, found.changes, found.layers, noun="content loss", chosen="blurred")
    assert run(table) == drawn(expected)
    other = changes.changed(pixels, "blurred")
    shown = {"the photograph": pixels, "blurred": other, "their difference": changes.difference(pixels, other)}
    assert run(changed) == drawn(wall(shown, columns=3))


def test_studies() -> None:
    found, source = finished(STUDY), original(STUDY)
    lasts = {f"{each.label}, {each.layer}": each.pictures[-1] for each in found}
    assert run(style_statistics.alone(STUDY)) == drawn(wall({"the picture": source} | lasts, columns=3))
    assert run(style_statistics.study(STUDY, 3))["data"][0]["name"] == "the picture"
    assert len(run(style_statistics.spectra(STUDY, "layer 2"))["data"]) == 1 + len(found)
    assert len(run(style_statistics.alone_table(STUDY, "layer 2"))["data"][0]["text"]) == len(found)
    for code in (style_statistics.crossed(STUDY, "layer 1"), style_statistics.others(STUDY, "seconds")):
        compile(code, "snippet", "exec")
    pictures, errors, losses = style_reconstruction.depth(STUDY, 1)
    assert run(pictures) == drawn(wall({"the photograph": source} | lasts, columns=3))
    assert run(errors)["data"][0]["y"] == [each.numbers["rms"] for each in found]
    lines = {each.label: ([float(at) for at, _ in each.losses], [loss for _, loss in each.losses]) for each in found}
    assert run(losses) == drawn(curves(lines, titles=("iteration", "content loss"), at=1, logs="y"))
