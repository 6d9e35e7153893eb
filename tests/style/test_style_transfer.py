"""Paintings in miniature: both losses fall, knobs do what they say, a cancelled painting goes on to the same bits."""

from __future__ import annotations

import dataclasses
import itertools
import math
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from vizlab.errors import VizlabError
from vizlab.frames import Frames
from vizlab.images import decode, to_pixels, to_tensor
from vizlab.recipes import run_id
from vizlab.style import OPTIMIZERS, PAINTS, RANDOM, STATISTICS, Painter, StyleRecipe, canvas, pictures, stylize, view
from vizlab.style.features import luminance, network_of
from vizlab.style.losses import content_loss
from vizlab.style.optimizers import LBFGS
from vizlab.style.painter import forgetting, kept_steps
from vizlab.style.scales import stages

TINY = StyleRecipe(
    style="texture/Tissue", network="bundled/cifar-cnn", size_px=32, steps=8, paint="pixels", strength=100.0, tv=0.03
)


def tiny(**fields: Any) -> StyleRecipe:
    return dataclasses.replace(TINY, **fields)


def painted(**fields: Any) -> list[dict[str, float]]:
    return list(Painter(tiny(**fields)).run())


@pytest.mark.parametrize("paint", PAINTS)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_both_losses_fall_from_noise(optimizer: str, paint: str) -> None:
    losses = painted(init="noise", optimizer=optimizer, paint=paint, strength=1.0, lr=0.1, steps=15)
    assert losses[-1]["content"] < 0.9 * losses[0]["content"]
    assert losses[-1]["style"] < 0.5 * losses[0]["style"]


def test_a_line_search_never_goes_up_and_gets_further_than_the_others_in_as_many_steps() -> None:
    totals = {name: [losses["total"] for losses in painted(optimizer=name, steps=10)] for name in OPTIMIZERS}
    assert totals["L-BFGS"] == sorted(totals["L-BFGS"], reverse=True)
    assert min(totals, key=lambda name: totals[name][-1]) == "L-BFGS"


def test_a_bounded_parabola_is_solved_by_the_line_search() -> None:
    """min |A x - b|^2 over the box [0, 1]: where a bound holds, the slope points outwards; elsewhere it is zero."""
    generator = torch.Generator().manual_seed(0)
    a, b = torch.randn(12, 6, generator=generator).double(), 2 * torch.randn(12, generator=generator).double()
    x = torch.full((6,), 0.5, dtype=torch.float64)

    def look() -> tuple[float, torch.Tensor]:
        return float((a @ x - b).square().sum()), 2 * a.T @ (a @ x - b)

    optimizer = LBFGS(x, 0.0, True)
    for _ in range(60):
        for _ in optimizer.advance(look(), look):
            pass
    slope = look()[1]
    assert 0 < int(((x == 0) | (x == 1)).sum()) < 6
    assert torch.where(x == 0, slope.clamp(max=0), torch.where(x == 1, slope.clamp(min=0), slope)).abs().max() < 1e-6


def test_more_strength_gives_less_style_loss_and_more_content_loss() -> None:
    found = [painted(strength=strength, steps=15)[-1] for strength in (0.3, 10.0, 300.0)]
    style, content = [losses["style"] for losses in found], [losses["content"] for losses in found]
    assert style[0] > style[1] > style[2]
    assert content[0] < content[1] < content[2]


def test_a_painting_that_starts_from_the_photograph_has_no_content_loss_at_first() -> None:
    assert Painter(tiny(paint="Fourier")).measure()["content"] < 1e-6
    firsts = {init: Painter(tiny(init=init)).measure()["content"] for init in ("content", "noise", "style")}
    assert firsts["content"] == 0
    assert min(firsts["noise"], firsts["style"]) > 0.3


@pytest.mark.parametrize("statistic", STATISTICS)
def test_a_picture_in_its_own_style_has_no_style_loss(statistic: str) -> None:
    values = Painter(tiny(style="photo/Cat", statistic=statistic, style_scale=1.0)).measure()
    assert max(values[name] for name in values if name.startswith("style")) < 1e-9
    other = Painter(tiny(statistic=statistic)).measure()  # control
    assert other["style"] > 0.05


def test_without_style_the_picture_comes_back_from_noise_and_without_content_it_does_not() -> None:
    back = painted(init="noise", strength=0.0, tv=0.0, content_layers="1", steps=30)
    assert back[-1]["content"] < 0.02 * back[0]["content"]
    away = painted(init="noise", alpha=0.0, tv=0.0, steps=30)
    assert away[-1]["style"] < 0.05 * away[0]["style"]
    assert away[-1]["content"] > 10 * back[-1]["content"]


def test_the_losses_of_all_layers_add_up_to_the_total() -> None:
    recipe = tiny(init="style", strength=7.0, tv=0.5, alpha=2.0, content_layers="2,3", w_pixels=0.5, w_1=0.0, w_3=3.0)
    values = Painter(recipe).measure()
    layers = {name: values[name] for name in values if name.startswith("style ")}
    assert list(layers) == ["style pixels", "style block2.activation", "style block3.activation", "style block4.activation"]
    assert values["style"] == pytest.approx(np.average(list(layers.values()), weights=[0.5, 1, 3, 1]), rel=1e-5)
    assert values["content"] == pytest.approx(values["content block2.activation"] + values["content block3.activation"], rel=1e-5)
    expected = 2 * values["content"] + 7 * values["style"] + 0.5 * values["total variation"]
    assert values["total"] == pytest.approx(expected, rel=1e-5)


def test_the_gradient_of_a_sum_is_the_sum_of_gradients() -> None:
    network = network_of(tiny(content_layers="1,2,3"))
    network.network.double()
    one, other = torch.rand(2, 3, 12, 16, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    one.requires_grad_()
    losses = [content_loss(network.look(one)[name], network.look(other)[name].detach()) for name in network.content]
    slopes = [torch.autograd.grad(loss, one, retain_graph=True)[0] for loss in losses]
    (whole,) = torch.autograd.grad(torch.stack(losses).sum(), one)
    assert len(slopes) == 3
    torch.testing.assert_close(sum(slopes), whole, rtol=1e-12, atol=1e-15)


def test_weight_on_smoothness_makes_it_smoother() -> None:
    rough, smooth = (painted(init="noise", strength=1.0, tv=tv)[-1]["total variation"] for tv in (0.0, 10.0))
    assert smooth < 0.8 * rough


def test_a_mixture_of_one_style_is_that_style_and_shares_add_up() -> None:
    assert tiny(second="texture/Brick", second_share=0.0).styles == {"texture/Tissue": 1.0}
    assert tiny(second="texture/Brick", second_share=1.0).styles == {"texture/Brick": 1.0}
    assert tiny(second="a", second_share=0.9, third="b", third_share=0.6).styles == {
        "a": pytest.approx(0.6),
        "b": pytest.approx(0.4),
    }
    alone = Painter(tiny()).measure()
    for fields in ({"second": "texture/Brick"}, {"second": "texture/Tissue", "second_share": 0.3}):
        assert Painter(tiny(**fields)).measure()["style"] == pytest.approx(alone["style"], rel=1e-5)
    mixture, brick = (
        Painter(tiny(**fields)).objective._style["block1.activation"]
        for fields in ({"second": "texture/Brick", "second_share": 0.25}, {"style": "texture/Brick"})
    )
    torch.testing.assert_close(mixture, 0.75 * Painter(TINY).objective._style["block1.activation"] + 0.25 * brick)


def test_a_recoloured_style_has_the_mean_and_the_covariance_of_the_photograph() -> None:
    content, manner = (to_tensor(pictures.find(name).resize((60, 40))) for name in ("photo/Cat", "texture/Tissue"))
    soft = 0.5 + 0.2 * (manner - 0.5)  # far from black and white, where colours would be cut off
    found = canvas.recoloured(soft, 0.5 + 0.2 * (content - 0.5)).flatten(1).numpy()
    expected = (0.5 + 0.2 * (content - 0.5)).flatten(1).numpy()
    np.testing.assert_allclose(found.mean(1), expected.mean(1), atol=1e-4)
    np.testing.assert_allclose(np.cov(found), np.cov(expected), atol=2e-4)


def test_a_tile_fits_beside_itself() -> None:
    """Rolled half-way round, a tile has the same losses, for nothing is its edge; a picture that knows of its edge does not."""
    for seamless in (True, False):
        painter = Painter(tiny(init="noise", alpha=0.0, seamless=seamless, content="texture/Tissue", steps=10, tv=0.0))
        list(painter.run())
        picture = painter.picture
        own, rolled = (float(painter.objective.losses(each)["style"]) for each in (picture, picture.roll((16, 16), (1, 2))))
        assert (abs(rolled / own - 1) < 1e-3) == seamless


def test_scales_are_halves_and_the_painting_is_seen_in_its_full_size() -> None:
    assert [(stage.first, stage.size_px) for stage in stages(256, 200, 3)] == [(0, 64), (67, 128), (133, 256)]
    assert [stage.size_px for stage in stages(64, 200, 5)] == [32, 64]
    assert [stage.size_px for stage in stages(256, 1, 3)] == [256]
    painter = Painter(tiny(size_px=64, scales=2, steps=2))
    assert painter.objective.canvas.content.shape == (3, 21, 32)
    whole = painter.picture.shape
    list(painter.run())
    assert painter.objective.canvas.content.shape == painter.picture.shape == whole == (3, 43, 64)


def test_fourier_paint_gives_back_what_was_written_and_neither_is_clipped() -> None:
    picture = 0.01 + 0.98 * to_tensor(pictures.find("photo/Coffee").resize((30, 21)))
    painter = Painter(tiny(paint="Fourier"))
    paint = PAINTS["Fourier"]((1, 3, 21, 30), torch.Generator(), torch.device("cpu"))
    paint.write(picture[None])
    torch.testing.assert_close(paint.image()[0].detach(), picture, atol=1e-4, rtol=0)
    list(painter.run())
    assert 0 < painter.picture.min() < painter.picture.max() < 1


def test_a_network_that_was_never_trained_paints_another_picture() -> None:
    made = []
    for network in (TINY.network, RANDOM):
        painter = Painter(tiny(network=network))
        list(painter.run())
        made.append(to_pixels(painter.picture).astype(int))
    assert np.abs(made[0] - made[1]).mean() > 5


# Cancel and go on

WAYS: dict[str, dict[str, Any]] = {
    "Adam": {"optimizer": "Adam"},
    "GD": {"optimizer": "GD"},
    "L-BFGS": {"optimizer": "L-BFGS", "steps": 30},
    "Fourier": {"optimizer": "L-BFGS", "paint": "Fourier", "steps": 30},
    "scales": {"optimizer": "L-BFGS", "scales": 2, "size_px": 64},
    "scales, Adam, Fourier": {"optimizer": "Adam", "scales": 2, "size_px": 64, "paint": "Fourier"},
}


@pytest.mark.parametrize("way", WAYS)
def test_a_painting_that_was_broken_off_goes_on_to_the_same_bits(way: str) -> None:
    recipe = tiny(**{"init": "noise", "steps": 14, "network": "bundled/digits-cnn", **WAYS[way]})
    *_, whole = stylize(recipe)
    expected = Frames("style", recipe).read()
    Frames("style", recipe).delete()
    began = stylize(recipe)
    stop = round(0.75 * recipe.steps)
    assert next(step for step in began if step.done == stop)
    began.close()
    assert Frames("style", recipe).record() is None
    *replayed, last = stylize(recipe)
    assert last.result is not None
    assert whole.result is not None
    fresh = sum(step.phase == "painting" and bool(step.values) for step in replayed)
    assert fresh <= recipe.steps + 1 - stop // 2, "it began again"
    assert last.result["series"] == whole.result["series"]
    got = Frames("style", recipe).read()
    assert [frame.index for frame in got] == [frame.index for frame in expected]
    for one, other in zip(got, expected, strict=True):
        np.testing.assert_array_equal(one.arrays["picture"], other.arrays["picture"])
        assert one.notes["losses"] == other.notes["losses"]


def test_a_painting_goes_on_from_another() -> None:
    first = tiny(steps=3)
    *_, last = stylize(first)
    assert last.result is not None
    start = Painter(tiny(init="painting", init_from=f"{run_id(first)}@3", strength=1.0)).picture
    np.testing.assert_array_equal(to_pixels(start), view.read(first).at(3))


def test_every_iteration_is_told_and_the_first_has_a_picture() -> None:
    steps = list(stylize(TINY))
    assert [step.done for step in steps if step.values] == list(range(9))
    assert steps[0].frame == 0
    assert steps[-1].result is not None
    assert {step.frame for step in steps} - {None} == set(kept_steps(8))
    frames = Frames("style", TINY).read()
    assert {name for frame in frames for name in frame.arrays} == {"picture"}, "the state is only needed to go on"
    assert all(decode(frame.arrays["picture"]).shape == (21, 32, 3) for frame in frames)


@pytest.mark.parametrize("steps", [1, 3, 50, 200, 2000])
def test_few_pictures_are_kept_more_of_them_at_the_start(steps: int) -> None:
    kept = kept_steps(steps)
    assert kept[0] == 0
    assert kept[-1] == steps
    assert len(kept) <= 26
    assert kept == sorted(set(kept))
    gaps = np.diff(kept)
    assert gaps[-1] >= gaps[0]
    assert forgetting(steps, [0, steps // 2]) <= {*kept, steps // 2}


def test_within_a_line_search_there_is_time_to_cancel(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every trial length is refused, so each is followed by a step at which the worker asks."""
    painter = Painter(TINY)
    painter.measure()
    monkeypatch.setattr(painter, "look", lambda: (math.inf, painter._slope))
    assert len(list(itertools.islice(painter.improving(), 5))) == 5


def test_painting_leaves_the_random_state_alone_and_another_seed_is_other_noise() -> None:
    before = torch.get_rng_state()
    one, same, other = (Painter(tiny(init="noise", network=RANDOM, seed=seed, paint="Fourier")) for seed in (0, 0, 1))
    assert one.measure() == same.measure() != other.measure()
    assert torch.equal(torch.get_rng_state(), before)


def test_a_store_that_is_full_costs_the_frames_and_not_the_painting(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("VIZLAB_STORE", str(tmp_path / "file" / "store"))
    steps = list(stylize(tiny(steps=2)))
    assert steps[-1].result is not None
    assert "cannot be kept" in steps[0].note


# Colours


def chroma(picture: torch.Tensor) -> torch.Tensor:
    return picture - luminance(picture)


@pytest.mark.parametrize("fields", [{"network": "bundled/fashion-cnn"}, {"colors": "content"}], ids=str)
def test_a_painting_in_light_and_dark_keeps_the_colours_of_the_photograph(fields: dict[str, str]) -> None:
    recipe = tiny(**fields)
    painter, control = Painter(recipe), Painter(TINY)
    list(painter.run())
    made, content = painter.picture, torch.from_numpy(view.originals(recipe)[0].transpose(2, 0, 1) / 255.0).float()
    inside = ((made > 0.01) & (made < 0.99)).all(0)  # where nothing was cut off
    assert inside.float().mean() > 0.5
    assert (chroma(made) - chroma(content))[:, inside].abs().max() < 0.02
    assert (luminance(made) - luminance(content)).abs().mean() > 0.02
    list(control.run())
    colored = control.picture
    assert (chroma(colored) - chroma(content)).abs().mean() > 0.02


def test_luminance_is_what_pillow_calls_grey() -> None:
    picture = pictures.find("photo/Coffee").resize((40, 30))
    grey = np.asarray(picture.convert("L")) / 255
    np.testing.assert_allclose(luminance(to_tensor(picture))[0].numpy(), grey, atol=1.5 / 255)


# What a visitor can get wrong


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"content": "photo/Dog"}, "There is no photograph 'Dog'"),
        ({"style": "pattern/Nothing"}, "There is no pattern 'Nothing'"),
        ({"style": "texture/Silk"}, "There is no texture 'Silk'"),
        ({"style": "somewhere"}, "A picture is named like photo/Cat"),
        ({"content": "upload/0123456789abcdef"}, "is not kept here"),
        ({"content": "upload/../../secret"}, "is named by 16 of the digits"),
        ({"network": "bundled/spirals-mlp"}, "has no convolutions"),
        ({"network": "bundled/nothing"}, "There is no model"),
        ({"network": "a network"}, "A model is named like"),
        ({"network": "imagenet/squeezenet1_0"}, "must be downloaded first"),
        ({"optimizer": "SGD"}, "The optimizer must be one of Adam, L-BFGS, GD"),
        ({"init": "middle"}, "The start must be one of content, noise, style, painting"),
        ({"init": "painting", "init_from": "../x"}, "is named like 3f9a12c4d7e0@200"),
        ({"init": "painting", "init_from": "3f9a12c4d7e0@2"}, "is not kept here"),
        ({"colors": "none"}, "The colours must be one of style, content, matched"),
        ({"pooling": "sum"}, "The pooling must be one of max, average"),
        ({"tap": "beside"}, "The tap must be one of after, before"),
        ({"statistic": "Gramm"}, "The statistic must be one of Gram, mean and variance"),
        ({"paint": "oil"}, "The paint must be one of Fourier, pixels"),
        ({"content_layers": "3,9"}, "Content layers are numbers from 0 to 5"),
    ],
    ids=str,
)
def test_a_wrong_choice_is_a_sentence(fields: dict[str, str], sentence: str) -> None:
    with pytest.raises(VizlabError, match=sentence) as caught:
        Painter(tiny(**fields))
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    "fields", [{"size_px": 15}, {"strength": -1.0}, {"steps": 0}, {"lr": 2.0}, {"tv": math.nan}, {"second_share": 1.5}], ids=str
)
def test_a_number_out_of_range_is_a_sentence(fields: dict[str, Any]) -> None:
    with pytest.raises(VizlabError, match="must lie between"):
        tiny(**fields)


def test_a_loss_that_is_no_number_ends_with_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Painter, "measure", lambda self: {"total": math.nan})
    with pytest.raises(VizlabError, match=r"stopped being a number at step 0: .* try a tenth"):
        list(stylize(TINY))


@pytest.mark.parametrize("size", [(16, 16), (300, 3), (2, 180)], ids=str)
def test_pictures_of_any_shape_grey_and_transparent_ones_are_painted(size: tuple[int, int]) -> None:
    for mode in ("L", "RGBA"):
        rows = np.random.default_rng(0).integers(0, 256, (size[1], size[0], len(mode)), dtype=np.uint8)
        reference = pictures.keep(Image.fromarray(rows.squeeze(), mode))
        painter = Painter(tiny(content=reference, size_px=64, steps=1, scales=3))
        assert all(math.isfinite(value) for losses in painter.run() for value in losses.values())
        assert min(painter.picture.shape[1:]) >= 16
