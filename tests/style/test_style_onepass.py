"""One-pass networks: instance norm and AdaIN against numpy, the loss against the engine's, training that goes on, what ships."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load

from vizlab.errors import VizlabError
from vizlab.figures import style_onepass as figures
from vizlab.frames import Frames
from vizlab.snippets import style_onepass as code
from vizlab.store import Store
from vizlab.style import StyleRecipe, network_of
from vizlab.style.canvas import prepare
from vizlab.style.objective import Objective
from vizlab.style.onepass import crops, opened, shown, training, versus
from vizlab.style.onepass.anystyle import AnyStyle, adapted, moments
from vizlab.style.onepass.goals import goal
from vizlab.style.onepass.lessons import OneStyleLessons, train
from vizlab.style.onepass.nets import OneStyle
from vizlab.style.onepass.recipe import KIND, SHIPPED, OnePassRecipe

TINY = OnePassRecipe(style="texture/Brick", lessons=6, crop_px=32, style_px=64)


def pictures(*shape: int) -> torch.Tensor:
    return torch.rand(shape, generator=torch.Generator().manual_seed(7))


@pytest.mark.parametrize(("height", "width"), [(16, 16), (17, 33), (40, 21)])
def test_a_picture_is_painted_alike_alone_and_among_others(height: int, width: int) -> None:
    network = opened.one_style(SHIPPED["Waves"])
    both = pictures(2, 3, height, width)
    with torch.no_grad():
        together, alone = network(both), network(both[1:])
    assert together.shape == both.shape
    assert together.min() >= 0
    assert together.max() <= 1
    np.testing.assert_allclose(together[1:].numpy(), alone.numpy(), atol=2e-6)


def test_a_picture_too_small_to_be_mirrored_is_refused_in_a_sentence() -> None:
    with pytest.raises(VizlabError, match="at least 16 pixels; got 40 x 12"):
        OneStyle()(pictures(1, 3, 12, 40))


def test_every_map_is_brought_to_the_mean_and_spread_of_the_style() -> None:
    photograph, style = pictures(1, 4, 6, 5).double(), 3 * pictures(1, 4, 7, 9).double() + 1
    found = adapted(photograph, *moments(style))[0].numpy()
    x, s = photograph[0].numpy(), style[0].numpy()
    for channel in range(4):  # equation 8 of the paper, one map at a time
        expected = s[channel].std() * (x[channel] - x[channel].mean()) / x[channel].std() + s[channel].mean()
        np.testing.assert_allclose(found[channel], expected, rtol=1e-3)
    np.testing.assert_allclose(adapted(photograph, *moments(photograph)).numpy(), photograph.numpy(), rtol=1e-12)


def test_shares_and_alpha_mix_what_is_decoded() -> None:
    network, photograph = opened.any_style(), pictures(1, 3, 24, 32)
    kinds = [moments(network.see(pictures(1, 3, 20, 20) ** power)[-1]) for power in (1, 4)]
    seen = network.see(photograph)[-1]
    with torch.no_grad():
        halves = network.paint(photograph, kinds, [0.5, 0.5], 0.3)
        mean, deviation = (sum(each) / 2 for each in zip(*kinds, strict=True))
        expected = network.draw(0.3 * adapted(seen, mean, deviation) + 0.7 * seen)
    np.testing.assert_allclose(halves.numpy(), expected.numpy(), atol=1e-6)


def test_the_loss_of_training_is_that_of_the_optimisation() -> None:
    recipe, content = OnePassRecipe(style="texture/Grass", push=7.0, style_px=64), "photo/Coffee"
    painted = versus.optimisation(recipe, content)
    assert isinstance(painted, StyleRecipe)
    network = network_of(painted)
    engine = Objective(painted, network, prepare(painted, network))
    picture = opened.tensor("photo/Cat", 64)[0, :, :40]
    photograph = opened.tensor(content, 64)[0, :, :40]
    aim = goal(recipe.style, recipe.style_px, recipe.push, recipe.smooth)
    whole = opened.tensor(content, 64)[0]
    expected = engine.losses(whole.flip(2))
    found = aim.losses(whole.flip(2), whole)
    for name in versus.PARTS:
        assert float(found[name]) == pytest.approx(float(expected[name]), rel=1e-4), name
    assert float(aim.losses(photograph, photograph)["content"]) == 0 < float(aim.losses(picture, photograph)["content"])


def test_a_training_that_was_broken_off_ends_with_the_same_weights(tmp_path: Path) -> None:
    whole, broken = Store(str(tmp_path / "whole")), Store(str(tmp_path / "broken"))
    before = torch.get_rng_state()
    steps = list(train(TINY, whole))
    assert [step.done for step in steps if step.values] == list(range(1, TINY.lessons + 1))
    half = train(TINY, broken)
    while next(half).frame != 3:
        pass
    half.close()
    resumed = [step.done for step in train(TINY, broken) if step.values]
    assert resumed == [4, 5, 6]
    ends = [Frames(KIND, TINY, store).read()[-1].arrays for store in (whole, broken)]
    names = [name for name in ends[0] if name.startswith(training.WEIGHT)]
    assert len(names) > 40
    assert all(np.array_equal(ends[0][name], ends[1][name]) for name in names)
    assert torch.equal(torch.get_rng_state(), before)
    packed = load(opened.weights_file(TINY, whole))
    assert sum(value.numel() * value.element_size() for value in packed.values()) < 0.7e6
    assert TINY in opened.known(whole).values()
    assert opened.title(TINY) == "Brick, 6 rounds"
    assert opened.paint(opened.one_style(TINY, whole), pictures(1, 3, 16, 20)).pixels.shape == (16, 20, 3)


def test_a_round_lowers_the_loss_of_what_it_saw() -> None:
    lessons = OneStyleLessons(OnePassRecipe(style="texture/Grass", lessons=40, crop_px=32, style_px=64))
    lessons.losses = lambda dice: OneStyleLessons.losses(lessons, np.random.default_rng(0))  # type: ignore[method-assign]
    totals = [lessons.improve()["total"] for _ in range(12)]
    assert totals[-1] < 0.8 * totals[0]


@pytest.mark.parametrize("name", SHIPPED)
def test_what_ships_paints_what_it_never_saw_in_its_style(name: str) -> None:
    recipe, content = SHIPPED[name], "photo/Cat"
    assert content.removeprefix("photo/") in crops.HELD_OUT
    photograph = opened.tensor(content, 128)[0]
    aim = goal(recipe.style, recipe.style_px, recipe.push, recipe.smooth)
    with torch.no_grad():
        painted = opened.one_style(recipe)(photograph[None])[0]
        before, after = aim.losses(photograph, photograph), aim.losses(painted, photograph)
    assert after["style"] < before["style"] / 3
    assert after["total"] < 0.8 * before["total"]


def test_any_style_is_taken_and_its_own_gives_the_photograph_back() -> None:
    network, photograph = opened.any_style(), opened.tensor("photo/Cat", 96)
    style = opened.tensor("pattern/Starlight", 96)
    painted = opened.paint_any(network, photograph, [style], [1.0], 1.0).pixels
    assert shown.apart(network, painted, style) < 0.6 * shown.apart(network, shown.photograph("photo/Cat", 96), style)
    _, levels = shown.comes_back(network, photograph)
    away = np.abs(painted.astype(float) - shown.photograph("photo/Cat", 96)).mean()
    assert levels < 24 < away
    kept = opened.paint_any(network, photograph, [style], [1.0], 1.0, keep=True).pixels
    mean = shown.photograph("photo/Cat", 96).mean((0, 1))
    assert np.abs(kept.mean((0, 1)) - mean).max() < np.abs(painted.mean((0, 1)) - mean).max()


def test_the_encoder_is_the_bundled_network_and_stays_as_it_was() -> None:
    network = AnyStyle()
    before = [weight.clone() for weight in network.encoder.parameters()]
    assert not any(weight.requires_grad for weight in network.encoder.parameters())
    network(pictures(1, 3, 16, 16), pictures(1, 3, 16, 16))
    assert all(torch.equal(a, b) for a, b in zip(before, network.encoder.parameters(), strict=True))


def run(code: str) -> Any:
    names: dict[str, Any] = {}
    exec(compile(code, "snippet", "exec"), names)
    return json.loads(names["figure"].to_json())


def drawn(figure: Any) -> Any:
    return json.loads(figure.to_json())


def test_every_snippet_makes_the_figure_of_its_topic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    content, styles, recipe = "photo/Coffee", ("texture/Grass", "texture/Brick"), SHIPPED["Starlight"]
    photograph, seen = opened.tensor(content, 64), [opened.tensor(name, 64) for name in styles]
    painted = opened.paint(opened.one_style(recipe), photograph).pixels
    both = {"Photograph": shown.photograph(content, 64), "Starlight": painted}
    assert run(code.several([recipe], content, 64)) == drawn(figures.wall(*shown.hung(both), columns=2))
    mixed = opened.paint_any(opened.any_style(), photograph, seen, (0.5, 0.5), 0.8).pixels
    on_easel = {"Painting": mixed} | shown.sources(content, styles, 64)
    expected = drawn(figures.easel(*shown.hung(on_easel)))
    assert run(code.any_style(content, styles, (0.5, 0.5), 0.8, False, 64)) == expected
    assert [trace["name"] for trace in expected["data"]] == ["Painting", "Photograph: Coffee", "Style: Grass", "Style: Brick"]
    strip = shown.strip(opened.any_style(), photograph, seen, 1.0)
    assert run(code.between(content, styles, 1.0, 64)) == drawn(figures.wall(*shown.hung(strip), columns=5))
    assert [trace["name"] for trace in run(code.side_by_side(recipe, "photo/Cat", "One pass", "200"))["data"]] == [
        "One pass",
        "200",
    ]
    series = Frames("style", versus.optimisation(recipe, "photo/Cat")).record()
    assert series is not None
    _, level, met = run(code.catching_up(recipe, "photo/Cat"))["data"]
    assert met["x"][0] == next(x for x, y in series["series"]["total"] if y <= level["y"][0])
    assert {trace["name"] for trace in run(code.learned(recipe))["data"]} == {"total", "content", "style", "total variation"}
