"""What is shown of a painting: wipes, Gram matrices, verdicts, estimates, and the lines of Python beside each figure."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vizlab.errors import VizlabError
from vizlab.figures.paintings import gram_maps, painting, style_losses
from vizlab.snippets import style as code
from vizlab.style import StyleRecipe, open_network, view

RECIPE = StyleRecipe(style="texture/Tissue", size_px=40, steps=6, strength=10.0)


def run(snippet: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.chdir(folder)
    names: dict[str, Any] = {}
    exec(compile(snippet, "snippet", "exec"), names)
    return names


def test_a_wipe_has_both_pictures_and_its_ends_are_they() -> None:
    before, after = np.zeros((4, 10, 3), np.uint8), np.full((4, 10, 3), 200, np.uint8)
    np.testing.assert_array_equal(view.wiped(before, after, 0.0), after)
    np.testing.assert_array_equal(view.wiped(before, after, 1.0), before)
    half = view.wiped(before, after, 0.5)
    assert half[0, :, 0].tolist() == [0, 0, 0, 0, 255, 255, 200, 200, 200, 200]
    assert after.min() == 200, "the picture itself was changed"


def test_gram_matrices_of_a_layer_know_nothing_of_places() -> None:
    network = open_network(RECIPE.network)
    content, manner = view.originals(RECIPE)
    mixed = np.random.default_rng(0).permutation(manner.reshape(-1, 3)).reshape(manner.shape)
    found = view.grams(network, "pixels", {"content": content, "mixed": mixed, "style": manner})
    np.testing.assert_allclose(found.matrices["mixed"], found.matrices["style"], rtol=1e-4)
    assert not np.allclose(found.matrices["content"], found.matrices["style"], rtol=0.05)
    assert found.positions == 1600
    assert found.shuffled < 3e-5
    deep = view.grams(network, "block3.activation", {"mixed": mixed, "style": manner})  # control: deep layers see neighbours
    assert not np.allclose(deep.matrices["mixed"], deep.matrices["style"], rtol=0.05)
    assert deep.matrices["style"].shape == (48, 48)
    assert list(np.diag(deep.matrices["style"])) == sorted(np.diag(deep.matrices["style"]), reverse=True)
    with pytest.raises(VizlabError, match="The layer must be one of pixels, block1"):
        view.grams(network, "output", {"style": manner})


def test_the_verdict_follows_the_numbers() -> None:
    assert "more closely than one half" in view.verdict(0.01, 0.07, 0.5, 0.03)
    assert "still 2.0 times as far off" in view.verdict(0.14, 0.07, 0.5, 0.03)
    assert "still sees the photograph" in view.verdict(0.01, 0.07, 0.5, 0.03)
    assert "no longer sees the photograph" in view.verdict(0.01, 0.07, 0.05, 0.03)


def test_a_painting_stays_like_its_content_unless_the_style_may_take_all() -> None:
    weak = view.finished(RECIPE)
    noise = view.finished(StyleRecipe(style="texture/Tissue", size_px=40, steps=20, strength=10_000.0, init="noise"))
    assert weak.likeness(0) == pytest.approx(1, abs=1e-4)
    assert 0.6 < weak.likeness(6) < 1
    assert noise.likeness(20) < 0.3
    assert weak.record is not None
    assert weak.record["unrelated"] < 0.3


def test_an_unfinished_painting_is_shown_as_far_as_it_got() -> None:
    steps = view.stylize(RECIPE)
    for step in steps:
        if step.done == 3:
            break
    steps.close()
    made = view.read(RECIPE)
    assert made.record is None
    assert made.steps == [0, 1, 2, 3]
    assert set(made.series) == set(made.losses(3))
    assert made.layers == ["pixels", "block1.activation", "block2.activation", "block3.activation", "block4.activation"]
    with pytest.raises(VizlabError, match="There is no picture of iteration 5; there are 0, 1, 2, 3"):
        made.at(5)
    assert view.finished(RECIPE).record is not None


def test_the_estimate_grows_with_what_is_asked() -> None:
    short, long = (view.estimate_s(StyleRecipe(size_px=64, steps=steps)) for steps in (10, 1000))
    assert 0 < short < long / 20
    assert view.estimate_s(StyleRecipe(size_px=256, steps=10)) > short


@pytest.mark.parametrize("key", ["painting", "losses", "grams"])
def test_the_lines_of_python_make_the_figure(key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    snippet = {
        "painting": code.painting(RECIPE, 4, 0.25),
        "losses": code.losses(RECIPE, 4),
        "grams": code.grams(RECIPE, 4, "block1.activation"),
    }[key]
    figure = run(snippet, tmp_path, monkeypatch)["figure"]
    made = view.read(RECIPE)  # the snippet has painted it
    content, manner = view.originals(RECIPE)
    shown = {"content": content, "painting": made.at(4), "style": manner}
    expected = {
        "painting": painting(view.wiped(content, made.at(4), 0.25), content, manner, titles=view.titles(RECIPE, 4)),
        "losses": style_losses(made.series, at=4),
        "grams": gram_maps(view.grams(open_network(RECIPE.network), "block1.activation", shown).matrices),
    }[key]
    assert json.loads(figure.to_json()) == json.loads(expected.to_json())
    assert (tmp_path / f"{key}.html").stat().st_size > 10_000
