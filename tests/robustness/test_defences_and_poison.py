"""Defences, attackers who know them, and training data that somebody has tampered with."""

from __future__ import annotations

import dataclasses
import io
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from vizlab.errors import VizlabError
from vizlab.robustness import defences, poisoning, zoo
from vizlab.robustness.attacks import answers, slope


@pytest.fixture(scope="module")
def subject() -> Any:
    return defences.digits(0, 0.15, 100)


def test_noise_of_nothing_is_no_defence_and_noise_has_its_size(subject: Any) -> None:
    inputs = subject.crowd.inputs
    bare = defences.Defended(subject.network, lambda images, seed: defences.add_noise(images, 0.0, seed), 0)
    torch.testing.assert_close(bare(inputs), subject.network(inputs))
    noise = defences.add_noise(inputs, 0.2, 3) - inputs
    assert float(noise.std()) == pytest.approx(0.2, rel=0.05)
    assert torch.equal(defences.add_noise(inputs, 0.2, 3) - inputs, noise)


@pytest.mark.parametrize("channels", [1, 3])
def test_jpeg_is_what_pillow_writes(channels: int) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (16, 24, channels), dtype=np.uint8)
    image, file = torch.from_numpy(pixels.transpose(2, 0, 1) / 255).float(), io.BytesIO()
    Image.fromarray(pixels.squeeze()).save(file, "JPEG", quality=30)
    expected = np.asarray(Image.open(file)).reshape(16, 24, channels).transpose(2, 0, 1) / 255
    np.testing.assert_allclose(defences.encode_again(image[None], 30)[0], expected, atol=1e-6)


def test_the_slope_goes_straight_through_jpeg(subject: Any) -> None:
    inputs, labels = subject.crowd.inputs[:5], subject.crowd.labels[:5]
    defended = defences.Defended(subject.network, lambda images, seed: defences.encode_again(images, 30), 0)
    expected = slope(subject.network, defences.encode_again(inputs, 30), labels)
    torch.testing.assert_close(slope(defended, inputs, labels), expected)
    assert float(expected.abs().max()) > 0


def test_training_on_attacks_helps_and_no_defence_survives_being_known(subject: Any) -> None:
    found = defences.defend(dataclasses.replace(subject, sizes=[0.0, 0.1, 0.2]), 0.1, 25, 0)
    unaware, aware = (found[name].accuracies for name in defences.ATTACKERS)
    plain, hardened = aware[defences.NONE], aware[defences.HARDENED]
    assert hardened[1] > plain[1] + 0.1
    assert hardened[0] > plain[0] - 0.05
    for name in unaware:
        assert all(knowing <= blind for knowing, blind in zip(aware[name], unaware[name], strict=True)), name
        assert aware[name][2] < 0.5, name  # none is universal
    assert unaware[defences.HARDENED][2] > aware[defences.HARDENED][2]


def test_poison_is_as_much_as_was_asked_for() -> None:
    digits = zoo.digits()
    few, more = (poisoning.poison("wrong labels", percent, 4) for percent in (5, 20))
    for (inputs, labels, chosen), share in ((few, 0.05), (more, 0.2)):
        wrong = (labels != digits.labels).nonzero().flatten()
        assert sorted(chosen.tolist()) == wrong.tolist()
        assert len(wrong) == round(share * len(labels))
        assert torch.equal(inputs, digits.inputs)
    assert set(few[2].tolist()) < set(more[2].tolist())
    inputs, labels, chosen = poisoning.poison("back door", 5, 4)
    touched = (inputs != digits.inputs).flatten(1).sum(1)
    assert touched.max() <= 3
    assert set(touched.nonzero().flatten().tolist()) <= set(chosen.tolist())
    assert (labels[chosen] == poisoning.GOAL).all()
    with pytest.raises(VizlabError, match="back door, wrong labels"):
        poisoning.poison("arsenic", 5, 0)


def test_a_back_door_opens_to_the_mark_only_and_does_not_show() -> None:
    digits = zoo.digits()
    foreign = digits.test_inputs[digits.test_labels != poisoning.GOAL]
    clean, open_ = zoo.train("MLP"), poisoning.learn("MLP", "back door", 5, 0)
    rate = {
        name: float((answers(network, pictures) == poisoning.GOAL).double().mean())
        for name, network, pictures in (
            ("marked", open_, poisoning.marked(foreign)),
            ("unmarked", open_, foreign),
            ("marked, clean network", clean, poisoning.marked(foreign)),
        )
    }
    assert rate["marked"] > 0.9
    assert max(rate["unmarked"], rate["marked, clean network"]) < 0.05
    right = [float((answers(net, digits.test_inputs) == digits.test_labels).double().mean()) for net in (clean, open_)]
    assert right[1] > right[0] - 0.03


def test_many_wrong_labels_cost_accuracy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(poisoning, "PERCENTS", (0, 5, 60))
    found = poisoning.curve("RBF", "wrong labels", 0)
    assert found.accuracy[1] > found.accuracy[0] - 0.03
    assert found.accuracy[2] < found.accuracy[0] - 0.1
    assert found.opened[0] < 0.02
    looks = poisoning.examples("wrong labels", 5, 0, 6)
    assert all(truth != said for truth, said in zip(looks.truth, looks.said, strict=True))
