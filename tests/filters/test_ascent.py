"""Optimising the input: the loop against closed forms, controls and its own promises; dreams and inversions likewise."""

from __future__ import annotations

import dataclasses
import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F

from vizlab import images, library, uploads
from vizlab.errors import VizlabError
from vizlab.filters.ascent import dream, inversion, judge, maximise, originals, treatments
from vizlab.filters.ascent.climb import RULES, Climb, Moment, climb
from vizlab.filters.ascent.listening import listening
from vizlab.filters.ascent.recipe import AscentRecipe
from vizlab.filters.ascent.sheet import sheet, sheet_size
from vizlab.frames import Frames
from vizlab.paints import GROUND, PAINTS
from vizlab.randomness import RandomStream
from vizlab.store import Store

DIGITS = AscentRecipe(reference="bundled/digits-cnn@30", layer="block2.activation", unit=3, steps=40, jitter=0)


def network(channels: int = 3, *, inplace: bool = False) -> nn.Sequential:
    with RandomStream(0):
        parts = [nn.Conv2d(channels, 6, 3, padding=1), nn.ReLU(inplace=inplace), nn.MaxPool2d(2)]
        return nn.Sequential(*parts, nn.Conv2d(6, 5, 3, padding=1), nn.BatchNorm2d(5), nn.ReLU(inplace=inplace)).eval()


def climbed(recipe: AscentRecipe, layer: str = "5", unit: int = 4, channels: int = 3) -> tuple[Moment, dict[str, Any]]:
    """The finished pictures, and what they say of themselves."""
    with listening(network(channels), layer, before_relu=True) as listener:
        state = Climb(listener, [unit] * recipe.n, (channels, 12, 12), recipe)
        for _ in range(recipe.steps):
            state.step()
        return state.measure(), judge.judged(state)


def short(**changes: object) -> AscentRecipe:
    return dataclasses.replace(AscentRecipe(steps=30, jitter=0), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("inplace", [False, True])
def test_listening_cuts_where_it_says_and_leaves_no_trace(inplace: bool) -> None:
    model, x = network(inplace=inplace), torch.rand(2, 3, 12, 12)
    plain = {name: model[: int(name) + 1](x.clone()) for name in "012345"}
    model[5].register_forward_hook(lambda *_: pytest.fail("what lies above was computed"))
    for name in "01234":
        with listening(model, name) as listener:
            torch.testing.assert_close(listener.ask(x.clone()), plain[name])
        with listening(model, name, before_relu=True) as listener:
            torch.testing.assert_close(listener.activations(listener.ask(x.clone())), plain[name])
            assert listener.bends == (name in "12")
    assert all(not module._forward_hooks and not module._forward_pre_hooks for module in model[:5])
    assert all(parameter.requires_grad for parameter in model.parameters())


def test_listening_says_what_is_missing() -> None:
    with pytest.raises(VizlabError, match="no layer 'nine'; it has 0, 1"), listening(network(), "nine"):
        pass
    model = library.open_model("bundled/mnist-lenet5")
    with listening(model.network, "fc3") as listener, pytest.raises(VizlabError, match="40 × 40 pixels do not reach"):
        listener.ask(torch.zeros(1, 1, 40, 40))


def test_of_a_first_layer_it_finds_the_optimum_that_arithmetic_gives() -> None:
    """A convolution of pixels in [0, 1] is largest where every pixel under a positive weight is 1 and every other 0."""
    kernels = network()[0].weight.detach(), network()[0].bias.detach()
    best = kernels[0].clamp_min(0).sum((1, 2, 3)) + kernels[1]
    for unit in (0, 4):
        found = climbed(short(paint="pixels", steps=60), "0", unit)[0].peaks
        assert found.item() == pytest.approx(best[unit].item(), rel=1e-5)


@pytest.mark.parametrize("paint", PAINTS)
@pytest.mark.parametrize("rule", RULES)
def test_the_score_rises_and_beats_noise(paint: str, rule: str) -> None:
    """In grey on a trained network of 8 x 8 pixels, in colour on an untrained one."""
    lr = {"gradient": 3.0, "normalised": 0.03, "Adam": 0.05}[rule] * (3 if paint == "Fourier" else 1)
    recipe = short(paint=paint, rule=rule, lr=lr, steps=40)
    digits = library.open_model(DIGITS.reference).network
    for model, layer, shape in ((digits, DIGITS.layer, (1, 8, 8)), (network(), "5", (3, 12, 12))):
        with listening(model, layer, before_relu=True) as listener:
            first = next(climb(listener, [4], shape, recipe)).peaks
            state = Climb(listener, [4], shape, recipe)
            for _ in range(recipe.steps):
                state.step()
            found = judge.judged(state)
        assert found["peaks"][0] > first.item() + 0.2
        assert found["peaks"][0] > 1.5 * found["noise"]


def test_small_steps_up_the_gradient_never_lower_the_goal() -> None:
    """S27: I <- I + α dS/dI; and the mean over a convolution's map is linear, so its gradient is known."""
    model = network()
    with listening(model, "5", before_relu=True) as listener:
        moments = list(climb(listener, [1], (3, 12, 12), short(paint="pixels", rule="gradient", lr=0.02, aim="everywhere")))
        scores = [listener.ask(moment.images)[0, 1].mean().item() for moment in moments]
    assert all(later > earlier for earlier, later in itertools.pairwise(scores))
    with listening(model, "5", before_relu=True) as listener:
        state = Climb(listener, [1], (3, 12, 12), short(paint="pixels", rule="gradient", lr=0.02, aim="everywhere"))
        before = state.paint.image().detach().clone()
        slope = torch.autograd.functional.jacobian(lambda x: model[:5](x)[0, 1].mean(), before)
        state.step()
    expected = (before + 0.02 * slope / state.scale).clamp(0, 1)
    torch.testing.assert_close(state.paint.image().detach(), expected)


def test_the_picture_shrinks_as_its_price_grows() -> None:
    lengths = [climbed(short(paint="pixels", l2=l2))[1]["length"] for l2 in (0.0, 30.0, 300.0)]
    assert lengths[0] > lengths[1] > lengths[2]


@pytest.mark.parametrize("how", [{"blur": 0.7}, {"tv": 3.0}, {"paint": "Fourier"}], ids=str)
def test_what_keeps_pictures_natural_takes_away_fine_detail(how: dict[str, object]) -> None:
    plain, kept = (climbed(short(**{"paint": "pixels"} | more))[1] for more in ({}, how))
    assert kept["fine"] < 0.9 * plain["fine"]
    assert kept["peaks"][0] > kept["noise"]


def test_clearing_puts_the_faintest_share_of_pixels_back_on_the_ground() -> None:
    picture = torch.rand(2, 3, 10, 10, generator=torch.Generator().manual_seed(1))
    importance = torch.rand(2, 10, 10, generator=torch.Generator().manual_seed(2))
    found = treatments.cleared(picture, importance, 0.3, 0.5)
    changed = (found != picture).any(1)
    assert changed.flatten(1).sum(1).tolist() == [30, 30]
    assert importance[changed].max() < importance[~changed].max()
    assert (found[changed[:, None].expand_as(found)] == 0.5).all()
    for name in ("small_pixels", "small_gradients"):
        images_found = climbed(short(**{"paint": "pixels", name: 0.5, "steps": 32}))[0].images
        assert ((images_found - 0.5).abs().amax(1) < 1e-6).float().mean() > 0.4


def test_a_blur_is_that_of_scipy() -> None:
    ndimage = pytest.importorskip("scipy.ndimage")
    picture = torch.rand(1, 1, 9, 9, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    expected = ndimage.gaussian_filter(picture[0, 0].numpy(), 0.7, mode="nearest", radius=2)
    np.testing.assert_allclose(treatments.blurred(picture, 0.7)[0, 0].numpy(), expected, atol=1e-7)


@pytest.mark.parametrize("paint", PAINTS)
def test_a_paint_writes_and_reads_the_same_picture(paint: str) -> None:
    for c, size in ((1, (8, 8)), (3, (9, 12))):
        made = PAINTS[paint]((2, c, *size), torch.Generator().manual_seed(0), torch.device("cpu"))
        assert (made.image() - GROUND[c]).abs().mean() < 0.1
        picture = 0.05 + 0.9 * torch.rand(2, c, *size, generator=torch.Generator().manual_seed(1))
        made.write(picture)
        torch.testing.assert_close(made.image().detach(), picture, atol=1e-4, rtol=0)


def test_a_batch_of_units_is_each_of_them_alone() -> None:
    model, recipe = network(), short(paint="pixels", steps=10)
    with listening(model, "5", before_relu=True) as listener:
        *_, both = climb(listener, [1, 2], (3, 12, 12), recipe)
        alone = Climb(listener, [2], (3, 12, 12), recipe)
        alone.paint.write(Climb(listener, [1, 2], (3, 12, 12), recipe).paint.image().detach()[1:])
        alone.scale = Climb(listener, [1, 2], (3, 12, 12), recipe).scale
        for _ in range(10):
            alone.step()
        torch.testing.assert_close(both.images[1:], alone.measure().images, atol=1e-5, rtol=1e-4)


def test_diverse_pictures_are_less_alike() -> None:
    alike, apart = (climbed(short(n=3, diversity=d, steps=40))[1]["likeness"] for d in (0.0, 30.0))
    assert apart < alike - 0.05
    features = torch.rand(3, 4, 5, 5, dtype=torch.float64)
    grams = [(one.flatten(1) @ one.flatten(1).T).flatten() for one in features]
    pairs = [F.cosine_similarity(grams[i], grams[j], dim=0).item() for i, j in ((0, 1), (0, 2), (1, 2))]
    assert treatments.likeness(features).item() == pytest.approx(np.mean(pairs), rel=1e-9)


def test_separate_places_are_counted() -> None:
    values = np.zeros((6, 6), np.float32)
    values[0, 0] = values[0, 1] = values[1, 1] = values[4, 4] = 1
    values[2, 5] = 0.4
    assert judge.places(values) == 2
    assert climbed(short(aim="everywhere", steps=60))[1]["places"][0] > 1


def test_a_run_keeps_frames_goes_on_where_it_stopped_and_is_the_same(tmp_path: Path) -> None:
    whole, broken = Store(str(tmp_path / "a")), Store(str(tmp_path / "b"))
    recipe = dataclasses.replace(DIGITS, n=2, jitter=1)
    *_, last = maximise.maximise(recipe, whole)
    steps = maximise.maximise(recipe, broken)
    for _ in range(25):
        next(steps)
    steps.close()
    assert Frames(maximise.KIND, recipe, broken).newest()
    *_, resumed = maximise.maximise(recipe, broken)
    assert last.result is not None
    assert resumed.result is not None
    for name in ("peaks", "noise", "places", "series", "likeness"):
        assert resumed.result[name] == last.result[name]
    model = library.open_model(recipe.reference)
    frames, at_once = maximise.in_one_go(recipe, model)
    assert at_once["peaks"] == last.result["peaks"]
    kept = Frames(maximise.KIND, recipe, whole).read()
    assert [frame.index for frame in kept] == [frame.index for frame in frames] == maximise.kept_steps(recipe.steps)
    assert images.decode(kept[-1].arrays["picture"]).shape[:2] == maximise.sheet_size_px(recipe) == sheet_size(2, 8, 8)
    assert set(kept[-1].arrays) == set(kept[3].arrays) == {"picture"}


def test_a_sheet_has_every_picture_in_its_place() -> None:
    pictures = torch.rand(5, 1, 24, 24)
    whole = sheet(pictures)
    assert tuple(whole.shape) == (3, *sheet_size(5, 24, 24)) == (3, 49, 74)
    assert torch.equal(whole[0, 25:, 25:49], pictures[4, 0])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"unit": 64}, "between 0 and 63; got 64"),
        ({"layer": "block9"}, "no layer 'block9'"),
        ({"paint": "oil"}, "one of Fourier, pixels; got 'oil'"),
        ({"rule": "guess"}, "rule must be one of"),
        ({"reference": "bundled/spirals-mlp"}, "points, not pictures"),
    ],
    ids=str,
)
def test_what_cannot_be_maximised_is_said(changes: dict[str, object], message: str, tmp_path: Path) -> None:
    recipe = dataclasses.replace(DIGITS, **changes)  # type: ignore[arg-type]
    with pytest.raises(VizlabError, match=message):
        list(maximise.maximise(recipe, Store(str(tmp_path))))


def test_a_dream_climbs_in_every_octave_and_noise_does_not(tmp_path: Path) -> None:
    """S31: ½‖h‖² rises each step; its gradient at the layer is h itself; it climbs, and does not descend (ERR-14)."""
    recipe = dream.DreamRecipe(
        reference="bundled/cifar-cnn@12", layer="block2.activation", picture="photo/Cat", longer_px=48, octaves=2, steps_each=6,
        strength=0.002, shift=0,
    )  # fmt: skip
    store = Store(str(tmp_path))
    steps = dream.dream(recipe, store)
    for _ in range(8):
        next(steps)
    steps.close()
    *_, last = dream.dream(recipe, store)
    _, found = dream.in_one_go(recipe, library.open_model(recipe.reference))
    assert last.result is not None
    assert last.result["series"] == found["series"]  # broken off or not
    energies = [value for _, value in found["series"]["½‖h‖²"]]
    assert len(energies) == recipe.steps
    for octave in (energies[:6], energies[6:]):
        assert all(later > earlier for earlier, later in itertools.pairwise(octave))
    assert found["after"] > 1.2 * found["before"]
    assert found["noise"] < found["after"]
    h = torch.randn(1, 4, 3, 3, requires_grad=True)
    (slope,) = torch.autograd.grad(h.square().sum() / 2, h)
    assert torch.equal(slope, h)


def test_inversion_forgets_more_the_deeper_the_layer(tmp_path: Path) -> None:
    """S32: features agree, pixels ever less."""
    store = Store(str(tmp_path))
    picture = uploads.keep(images.photograph("Cat").resize((32, 32)), store)
    recipe = inversion.InversionRecipe(reference="bundled/cifar-cnn@12", picture=f"upload/{picture}", iterations=60)
    frames, _ = inversion.finished(recipe, store)
    notes = [frame.notes for frame in frames]
    assert [note["layer"] for note in notes][-1] == "output"
    assert all(note["features"] < 0.15 * note["first"] for note in notes)
    pixels = [note["pixels"] for note in notes]
    assert pixels == sorted(pixels)
    assert pixels[-1] > 2 * pixels[0]
    shown, titles = inversion.wall(frames, np.zeros((32, 32, 3), np.uint8))
    assert len(shown) == len(titles) == len(frames) + 1


def test_pictures_are_found_by_reference(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    name = uploads.keep(images.photograph("Cat"), store)
    assert name == uploads.name_of(images.photograph("Cat"))
    assert originals.find(f"upload/{name}", store).size == originals.find("photo/Cat").size
    assert originals.sized(originals.find("photo/Cat"), 48, 1).shape == (1, 32, 48)
    for wrong in ("texture/Brick", "upload/../../x", "photo/Nobody", ""):
        with pytest.raises(VizlabError):
            originals.find(wrong, store)
