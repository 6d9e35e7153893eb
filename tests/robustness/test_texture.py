"""Shape against texture: whom networks believe, and what is taken away of a picture."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy import ndimage
from skimage.filters import threshold_otsu

from vizlab import images, library
from vizlab.data import shapes
from vizlab.errors import VizlabError
from vizlab.frames import Frames
from vizlab.robustness.texture import conflict, stimuli, taught

CAT = images.fit(images.photograph("Cat"), (3, 32, 32))[None]


def test_decisions_are_counted_by_the_class_of_the_outline() -> None:
    drawn = conflict.conflicts(64)
    assert (drawn.labels != drawn.cues).all()
    neither = np.array(
        [next(each for each in range(8) if each not in pair) for pair in zip(drawn.labels, drawn.cues, strict=True)]
    )
    said = np.where(np.arange(64) % 4 == 0, drawn.labels, np.where(np.arange(64) % 4 == 1, drawn.cues, neither))
    found = conflict.decisions(said, drawn)
    assert (found.shape.sum(), found.texture.sum(), found.neither.sum()) == (16, 16, 32)
    assert found.fraction == 0.5
    assert found.undecided == 0.5
    assert np.array_equal(found.shape + found.texture + found.neither, np.bincount(drawn.labels, minlength=8))
    assert conflict.verdict(2, 2, 5) == "triangle · shape"
    assert conflict.verdict(5, 2, 5) == "ring · texture"


def test_networks_go_by_what_they_were_taught() -> None:
    """The honest network and the small one that could not go by textures decide for the shape, the other for the texture."""
    drawn = conflict.conflicts(64)
    honest = conflict.decisions(conflict.answers(library.open_model("bundled/shapes-honest").network, drawn), drawn)
    assert honest.fraction > 0.95
    shape_taught, texture_taught = (
        conflict.decisions(conflict.answers(taught.made(taught.TextureRecipe(told=told)), drawn), drawn) for told in (0.0, 1.0)
    )
    assert shape_taught.fraction > 0.9
    assert texture_taught.fraction < 0.1
    records = taught.known()
    assert [taught.fraction(records[told]) for told in (0.0, 0.5, 1.0)] == sorted(
        (taught.fraction(record) for record in records.values()), reverse=True
    )
    with pytest.raises(VizlabError, match="8 classes of Shapes"):
        conflict.answers(library.open_model("bundled/cifar-cnn").network, drawn)


def test_teaching_keeps_frames_and_its_network_can_be_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taught, "PICTURES", 96)
    monkeypatch.setattr(taught, "TESTED", 16)
    recipe = taught.TextureRecipe(told=0.8, epochs=1, seed=7)
    state = torch.get_rng_state()
    steps = list(taught.teach(recipe))
    assert torch.equal(torch.get_rng_state(), state)
    assert steps[-1].result is not None
    frames = Frames(taught.KIND, recipe).read()
    assert [frame.index for frame in frames] == [0, 1]
    assert "weights" not in frames[0].arrays
    record = taught.record_of(recipe)
    opened = taught.tested(taught.network(frames))
    assert opened["accuracy"] == pytest.approx(record["accuracy"], abs=1 / 16)  # 16 bits
    inputs, labels = taught.taught_with(recipe)
    told = (torch.from_numpy(shapes.draw(96, conflict.TOLD, shapes.SEED).images).float() / 255 == inputs).flatten(1).all(dim=1)
    assert float(told.float().mean()) == pytest.approx(0.8, abs=0.12)
    assert torch.equal(labels, torch.from_numpy(shapes.labels(96, shapes.SEED)))


def test_stimuli_take_away_what_they_say() -> None:
    for name in stimuli.STIMULI:
        found = stimuli.changed(CAT, name, seed=1)
        assert found.shape == CAT.shape
        assert 0 <= float(found.min()) <= float(found.max()) <= 1
    shuffled = stimuli.changed(CAT, "tiles shuffled", seed=1)
    assert not torch.equal(shuffled, CAT)
    assert torch.equal(shuffled.flatten().sort().values, CAT.flatten().sort().values)  # all pixels are still there
    grey = stimuli.changed(CAT, "grey")
    assert torch.equal(grey[:, 0], grey[:, 2])
    middle = CAT[:, :, 12:20, 12:20]
    assert torch.equal(stimuli.changed(CAT, "one tile")[:, :, 8:16, 24:32], middle)


def test_two_tones_and_edges_are_those_of_otsu_and_sobel() -> None:
    brightness = stimuli.changed(CAT, "grey")[0, 0].double().numpy()
    tones = stimuli.changed(CAT, "two tones")[0, 0].numpy()
    wanted = threshold_otsu(brightness, nbins=256)
    assert float(((brightness > wanted) == (tones > 0)).mean()) > 0.97  # 64 levels against 256
    slopes = [ndimage.sobel(brightness, axis=axis, mode="nearest") for axis in (0, 1)]
    steep = np.hypot(*slopes)
    np.testing.assert_allclose(stimuli.changed(CAT, "edges")[0, 0].numpy(), steep / steep.max(), atol=1e-5)


def test_answers_outlive_what_a_network_does_not_need() -> None:
    """An outline is enough for the honest network; shuffled tiles are not."""
    found = stimuli.kept(library.open_model("bundled/digits-cnn"))
    assert found is not None
    shares = dict(zip(found.names, found.shares, strict=True))
    assert "grey" not in shares  # the digits have no colours
    assert shares["as it is"] > 0.95
    assert shares["tiles shuffled"] < 0.5 < shares["two tones"]
