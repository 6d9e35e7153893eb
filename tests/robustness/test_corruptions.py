"""Corruptions: in range, harsher by severity, and what they are called after; and the indices by hand."""

from __future__ import annotations

import colorsys
import io

import numpy as np
import pytest
import torch
from PIL import Image
from scipy import ndimage

from vizlab import images, library
from vizlab.data import samples
from vizlab.errors import VizlabError
from vizlab.frames import Frames
from vizlab.robustness import corruptions
from vizlab.robustness.corruptions import CORRUPTIONS, SEVERITIES, blur, corrupt, indices, measured, one_picture, rivals

EVEN = torch.full((1, 1, 64, 64), 0.5)


def pictures(side: int, channels: int) -> torch.Tensor:
    names = ("Cat", "Coffee")
    return torch.stack([images.fit(images.photograph(name), (channels, side, side)) for name in names])


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_every_corruption_keeps_to_the_range_and_is_harsher_at_each_severity(name: str) -> None:
    for side, channels in ((8, 1), (28, 1), (65, 3)):
        if name not in corruptions.of(channels):
            continue
        plain = pictures(side, channels)
        before, state = plain.clone(), torch.get_rng_state()
        spoilt = [corrupt(plain, name, severity, seed=3) for severity in SEVERITIES]
        assert torch.equal(plain, before)
        assert torch.equal(torch.get_rng_state(), state)
        for each in spoilt:
            assert each.shape == plain.shape
            assert each.dtype == torch.float32
            assert 0 <= float(each.min()) <= float(each.max()) <= 1
        assert torch.equal(spoilt[2], corrupt(plain, name, 3, seed=3))
        far = [float((each - plain).pow(2).mean().sqrt()) for each in spoilt]
        assert far[4] > 0.02
        if name != "saturate":  # two ways of being wrong: too pale, too loud
            assert far[0] < far[4]


def test_noise_has_the_size_that_it_is_given() -> None:
    gaussian = corrupt(EVEN.expand(4, 3, 64, 64), "Gaussian noise", 1) - 0.5
    assert float(gaussian.std()) == pytest.approx(0.08, rel=0.03)
    assert abs(float(gaussian.mean())) < 0.002
    shot = corrupt(EVEN.expand(4, 3, 64, 64), "shot noise", 1)  # the variance of grains is their mean
    assert float(shot.var()) == pytest.approx(0.5 / 60, rel=0.05)
    struck = corrupt(EVEN.expand(4, 3, 64, 64), "impulse noise", 5)
    assert float((struck != 0.5).float().mean()) == pytest.approx(0.27, abs=0.01)
    assert float((struck == 1).float().mean()) == pytest.approx(0.135, abs=0.01)


def test_brightness_and_saturation_are_those_of_hsv() -> None:
    colours = torch.rand(1, 3, 4, 5, generator=torch.Generator().manual_seed(0))
    for name, changed in (
        ("brightness", lambda h, s, v: (h, s, min(v + 0.3, 1))),
        ("saturate", lambda h, s, v: (h, min(max(5 * s + 0.1, 0), 1), v)),
    ):
        found = corrupt(colours, name, {"brightness": 3, "saturate": 4}[name])
        for row, column in np.ndindex(4, 5):
            wanted = colorsys.hsv_to_rgb(*changed(*colorsys.rgb_to_hsv(*colours[0, :, row, column].tolist())))
            assert found[0, :, row, column].tolist() == pytest.approx(wanted, abs=1e-5)
    grey = pictures(28, 1)
    assert torch.equal(corrupt(grey, "saturate", 5), grey)


def test_blur_keeps_what_is_even_and_the_disc_is_round() -> None:
    for name in ("defocus", "motion blur", "zoom blur", "elastic", "pixelate"):
        torch.testing.assert_close(corrupt(EVEN, name, 5), EVEN)
    kernel = blur.disc(4.3)
    assert float(kernel.sum()) == pytest.approx(1)
    assert torch.equal(kernel, kernel.T)
    assert float(kernel.max()) == pytest.approx(1 / (np.pi * 4.3**2), rel=0.02)
    picture = pictures(64, 1)
    found = blur.defocus(picture, 0.05, torch.Generator())
    oracle = ndimage.correlate(
        picture[0, 0].double().numpy(), blur.disc(0.05 * 64 + blur.EDGE_PX).double().numpy(), mode="nearest"
    )
    np.testing.assert_allclose(found[0, 0].numpy(), oracle, atol=1e-5)


def test_moving_by_whole_pixels_is_a_shift() -> None:
    picture = pictures(28, 1)
    moved = blur.moved(picture, torch.tensor([2.0, -3.0])[None, :, None, None].expand(2, 2, 28, 28))
    torch.testing.assert_close(moved[:, :, 3:, :-2], picture[:, :, :-3, 2:], atol=1e-5, rtol=0)


def test_jpeg_is_that_of_a_file() -> None:
    grey = pictures(64, 1)[:1]
    packed = io.BytesIO()
    Image.fromarray((grey[0, 0] * 255).round().byte().numpy()).save(packed, "JPEG", quality=10)
    wanted = np.asarray(Image.open(packed)).astype(np.float32) / 255
    np.testing.assert_allclose(corrupt(grey, "JPEG", 4)[0, 0].numpy(), wanted, atol=2 / 255)


def test_what_cannot_be_is_refused() -> None:
    for arguments, words in (
        ((EVEN, "rain", 1), "must be one of"),
        ((EVEN, "fog", 6), "from 1 to 5"),
        ((EVEN.byte(), "fog", 1), "float values"),
        ((EVEN[0], "fog", 1), "shape"),
    ):
        with pytest.raises(VizlabError, match=words):
            corrupt(*arguments)
    with pytest.raises(VizlabError, match="part must be"):
        measured.CorruptionRecipe(part="nowhere")


def table(wrong: list[list[float]], clean: float) -> measured.Errors:
    names = tuple("abc"[: len(wrong)])
    return measured.Errors(names, np.array(wrong), clean, 10, "ten pictures")


def test_the_indices_are_those_of_the_formula() -> None:
    found = indices.indices(table([[0.2] * 5, [0.4] * 5], 0.1), table([[0.4] * 5, [0.5] * 5], 0.3))
    np.testing.assert_allclose(found.ce, [0.5, 0.8])
    np.testing.assert_allclose(found.relative, [1.0, 1.5])
    assert (found.mce, found.relative_mce, found.median) == pytest.approx((0.65, 1.25, 1.25))
    base = table([[0.4] * 5, [0.5] * 5], 0.3)
    same = indices.indices(base, base)
    assert (same.mce, same.relative_mce) == pytest.approx((1, 1))
    harmless = indices.indices(base, table([[0.3] * 5, [0.5] * 5], 0.3))  # the first costs the baseline nothing
    assert np.isnan(harmless.relative[0])
    assert harmless.relative_mce == pytest.approx(1)


def test_the_table_is_what_a_plain_loop_counts_and_goes_on_where_it_stopped() -> None:
    recipe = measured.CorruptionRecipe(reference="bundled/digits-cnn@4", pictures=40, seed=5)
    steps = measured.measure(recipe)
    while next(steps).frame != 2:
        pass
    steps.close()  # cancelled after two corruptions
    assert Frames(measured.KIND, recipe).indices() == [1, 2]
    later = list(measured.measure(recipe))
    assert later[1].frame == 1  # kept rows are told again, not computed
    found = measured.known(recipe)
    assert found is not None
    model = library.open_model("bundled/digits-cnn@4")
    known = samples.samples("digits")
    inputs, labels = images.unit(torch.from_numpy(known.inputs[:40])), torch.from_numpy(known.labels[:40])
    assert found.clean == pytest.approx(float((model.network(inputs).argmax(dim=1) != labels).float().mean()))
    for name, severity in (("elastic", 5), ("fog", 2), ("Gaussian noise", 4)):
        spoilt = corrupt(inputs, name, severity, seed=5000)
        wrong = float((model.network(spoilt).argmax(dim=1) != labels).float().mean())
        assert found.wrong[found.names.index(name), severity - 1] == pytest.approx(wrong)
    assert found.count == 40
    assert found.wrong.mean() > found.clean


def test_the_shipped_table_says_that_the_better_network_is_not_relatively_better() -> None:
    early, late = (measured.known(measured.CorruptionRecipe(reference=f"bundled/fashion-cnn@{epoch}")) for epoch in (1, 10))
    assert early is not None
    assert late is not None
    found = indices.indices(late, early)
    assert late.clean < 0.5 * early.clean
    assert found.mce < 1 < found.relative_mce
    assert found.median > 1  # not because of one corruption


def test_photographs_have_no_labels_so_changes_count() -> None:
    model = library.open_model("bundled/mnist-lenet5")  # whose test pictures do not come along
    assert measured.parts(model) == ["pieces"]
    found = measured.made(measured.CorruptionRecipe(reference="bundled/mnist-lenet5", part="pieces", pictures=12), model)
    assert found.clean == 0
    assert found.count == 12
    assert 0 < found.wrong.mean() < 1


def test_a_network_is_held_against_others_of_its_data_first() -> None:
    residual = rivals.rivals(library.open_model("bundled/cifar-resnet20"))
    assert {"bundled/cifar-plain20@30", "bundled/cifar-resnet20@0"} <= set(residual)
    alone = rivals.rivals(library.open_model("bundled/fashion-cnn"))
    assert next(iter(alone)) == "bundled/fashion-cnn@1"
    assert "bundled/fashion-cnn@10" not in alone


def test_one_picture_at_every_severity() -> None:
    image = samples.picture("digits", 3).numpy()
    found = one_picture.severities(image, "fog", seed=2)
    np.testing.assert_array_equal(found[0], image)
    np.testing.assert_allclose(found[4], corrupt(torch.from_numpy(image)[None], "fog", 4, seed=2)[0])
