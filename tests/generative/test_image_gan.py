"""A GAN on pictures: steps that leave the other network alone, runs that go on bit for bit, samples that a classifier knows."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from vizlab.errors import VizlabError
from vizlab.frames import Frames
from vizlab.generative import image_gan, judging, states
from vizlab.generative.image_gan import (
    RULES,
    SHIPPED,
    UNTOLD,
    ImageGanRecipe,
    looking,
    rounds,
    rules,
    train_image_gan,
    training,
    worth,
)
from vizlab.generative.image_gan.losses import LOSSES
from vizlab.generative.image_gan.networks import Discriminator, Generator
from vizlab.generative.image_gan.rules import KEPT, STABLE, RulesRecipe, is_stable, outcome
from vizlab.store import Store

TINY = ImageGanRecipe(channels=8, image_latent=4, image_epochs=3, image_batch=256)


@pytest.fixture(scope="module")
def digits(tmp_path_factory: pytest.TempPathFactory) -> judging.Reference:
    return judging.reference("digits", Store(str(tmp_path_factory.mktemp("reference"))))


@pytest.fixture(autouse=True)
def _measured_once(digits: judging.Reference, monkeypatch: pytest.MonkeyPatch) -> None:
    find = judging.reference
    monkeypatch.setattr(judging, "reference", lambda name, store=None: digits if name == "digits" else find(name, store))


def lasting(record: Any) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name != "seconds"}


def weights(network: nn.Module) -> dict[str, torch.Tensor]:
    return {name: tensor.clone() for name, tensor in network.state_dict().items()}


def moved(network: nn.Module, before: dict[str, torch.Tensor]) -> set[str]:
    return {name for name, tensor in network.state_dict().items() if not torch.equal(tensor, before[name])}


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("conditional", [True, False])
def test_a_step_of_one_network_leaves_the_other_alone(loss: str, conditional: bool, store: Store) -> None:
    recipe = dataclasses.replace(TINY, image_loss=loss, conditional=conditional, norm_ends=True)
    run = rounds.begin(recipe, torch.device("cpu"), store)
    source = states.generator(torch.device("cpu"), 0, 1)
    real, told = torch.rand(16, 1, 8, 8) * 2 - 1, torch.arange(16) % 10
    for update, changed, still in (
        (lambda: rounds.update_discriminator(run, real, told, source), run.discriminator, run.generator),
        (lambda: rounds.update_generator(run, 16, source), run.generator, run.discriminator),
    ):
        before = weights(changed), weights(still)
        assert torch.isfinite(update())
        assert len(moved(changed, before[0])) > 3
        assert moved(still, before[1]) == set()


def test_losses_have_their_fixed_points() -> None:
    undecided = torch.zeros(5)
    assert LOSSES["non-saturating"][0](undecided, undecided).item() == pytest.approx(2 * np.log(2))
    assert LOSSES["non-saturating"][1](undecided).item() == pytest.approx(np.log(2))
    assert LOSSES["hinge"][0](torch.full((5,), 1.5), torch.full((5,), -1.5)).item() == 0
    assert LOSSES["hinge"][1](torch.full((5,), 1.5)).item() == -1.5
    assert LOSSES["least squares"][0](torch.ones(5), undecided).item() == 0
    assert LOSSES["least squares"][1](torch.ones(5)).item() == 0


def kinds(network: nn.Module) -> list[str]:
    return [type(module).__name__ for module in network.modules()]


@pytest.mark.parametrize("side", [8, 28])
def test_every_rule_changes_the_networks_as_it_says(side: int) -> None:
    codes, asked = torch.randn(6, TINY.image_latent), torch.arange(6)
    for name, broken in {"kept": {}, **RULES}.items():
        recipe = dataclasses.replace(TINY, **broken)
        generator, discriminator = Generator(recipe, side, 10), Discriminator(recipe, side, 10)
        made = generator(codes, asked)
        assert made.shape == (6, 1, side, side), name
        assert discriminator(made, asked).shape == (6,), name
        g, d = kinds(generator), kinds(discriminator)
        assert ("ConvTranspose2d" in g, "MaxPool2d" in d) == ((True, False) if recipe.strided else (False, True)), name
        assert g.count("BatchNorm2d") == 2 * recipe.norm_g + recipe.norm_ends, name
        assert d.count("BatchNorm2d") == recipe.norm_d + recipe.norm_ends, name
        assert (g.count("Linear"), d.count("Linear")) == ((2, 2) if recipe.dense_layer else (1, 1)), name
        assert ("Tanh" in g) == (recipe.output == "tanh" or recipe.act_g == "tanh"), name
        assert ("LeakyReLU" in d) == (recipe.act_d == "LeakyReLU"), name


def test_the_first_weights_are_dcgans() -> None:
    torch.manual_seed(0)
    generator = Generator(dataclasses.replace(TINY, channels=64), 28, 10)
    spread = torch.cat([p.flatten() for name, p in generator.named_parameters() if p.ndim > 1]).std().item()
    assert spread == pytest.approx(0.02, rel=0.02)


def test_the_same_recipe_gives_the_same_bits_and_an_interruption_leaves_no_trace(
    interrupt: Callable[..., Any], store: Store, tmp_path: Any
) -> None:
    whole = Store(str(tmp_path / "whole"))
    expected = list(train_image_gan(TINY, whole))[-1].result
    interrupt(train_image_gan, TINY, store, 2)
    steps = list(train_image_gan(TINY, store))
    assert steps[0].phase == "replaying"
    assert lasting(steps[-1].result) == lasting(expected)
    pairs = zip(Frames("dcgan", TINY, whole).read(), Frames("dcgan", TINY, store).read(), strict=True)
    for left, right in pairs:
        assert left.notes["verdict"] == right.notes["verdict"]
        assert left.arrays.keys() == right.arrays.keys()
        for name, array in left.arrays.items():
            np.testing.assert_array_equal(array, right.arrays[name], err_msg=f"{left.index}/{name}")
    other = dataclasses.replace(TINY, image_seed=1)
    assert list(train_image_gan(other, whole))[-1].result["distance"] != expected["distance"]  # type: ignore[index]


def test_frames_keep_what_is_shown_and_no_more(store: Store) -> None:
    recipe = dataclasses.replace(TINY, image_epochs=5)
    list(train_image_gan(recipe, store))
    frames = Frames("dcgan", recipe, store).read()
    assert [frame.index for frame in frames] == training.measured(5) == [0, 1, 2, 3, 4, 5]
    assert image_gan.kept_epochs(frames) == training.shown(5) == [0, 1, 3, 5]
    assert {name.split("/")[0] for frame in frames for name in frame.arrays} == {"shown"}


def test_a_loss_that_stops_being_a_number_is_explained_and_the_last_good_epoch_kept(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    push = rounds.update_generator

    def poisoned(run: Any, n: int, source: torch.Generator) -> torch.Tensor:
        """From the third epoch on a weight is not a number, as after an overflow."""
        if run.optimizer_g.state and next(iter(run.optimizer_g.state.values()))["step"] >= 2 * run.per_epoch:
            next(run.generator.parameters()).data[0, 0] = torch.nan
        return push(run, n, source)

    monkeypatch.setattr(rounds, "update_generator", poisoned)
    with pytest.raises(VizlabError, match=r"stopped being a number at step 1\d: the learning rate 0.001 is too large"):
        list(train_image_gan(TINY, store))
    frame = Frames("dcgan", TINY, store).newest()
    assert frame is not None
    assert frame.index == 2
    assert image_gan.opened(TINY, frame).decode(looking.draw_codes(3, 4, 0), np.arange(3)).shape == (3, 8, 8)


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_generators_are_recognised_and_within_ten_floors(name: str) -> None:
    opened = image_gan.open_generator(name)
    data = opened.recipe.image_data
    reference, judge = judging.reference(data), judging.open_judge(data)
    found = looking.judged(opened, judge, reference, seed=5).verdict
    record = Frames("dcgan", SHIPPED[name]).record()
    assert record is not None
    assert found.accuracy is not None
    least = 0.95 if data != "Fashion-MNIST" else 0.85  # of real garments the classifier knows 93 %
    assert found.accuracy >= least
    assert found.distance <= 10 * reference.floor.distance
    assert found.distance == pytest.approx(record["distance"], rel=0.2), "eight bits and other codes change little"
    assert found.covered == 10
    untrained = looking.judged(image_gan.open_generator(name, 0), judge, reference, seed=5).verdict
    assert untrained.accuracy is not None
    assert untrained.accuracy < 0.25
    assert untrained.recall == 0
    assert untrained.distance > 10 * found.distance


def test_samples_are_those_of_their_seed_and_class() -> None:
    opened = image_gan.open_generator("dcgan-digits")
    again = image_gan.open_generator("dcgan-digits", image_gan.epochs("dcgan-digits")[-1])
    np.testing.assert_array_equal(looking.sheet(opened, 3, seed=1), looking.sheet(again, 3, seed=1))
    assert not np.array_equal(looking.sheet(opened, 3, seed=1), looking.sheet(opened, 3, seed=2))
    np.testing.assert_array_equal(looking.sheet(opened, 3, seed=1)[4], looking.of_class(opened, 4, 3, seed=1))
    with pytest.raises(VizlabError, match="A code has 24 numbers"):
        opened.decode(np.zeros((2, 3)), np.zeros(2))
    with pytest.raises(VizlabError, match="Classes go from 0 to 9; got 0 to 10"):
        opened.decode(np.zeros((2, 24)), np.array([0, 10]))
    with pytest.raises(VizlabError, match="must be one of dcgan-mnist"):
        image_gan.open_generator("biggan")
    with pytest.raises(VizlabError, match="can be opened at epochs 0, 1"):
        image_gan.open_generator("dcgan-digits", 2)


def test_truncated_codes_are_a_truncated_normal() -> None:
    codes = looking.draw_codes(4000, 5, seed=0, truncation=1.0)
    assert np.abs(codes).max() <= 1
    cut = torch.distributions.Normal(0.0, 1.0)
    mass = (cut.cdf(torch.tensor(1.0)) - cut.cdf(torch.tensor(-1.0))).item()
    density = cut.log_prob(torch.tensor(1.0)).exp().item()
    assert codes.var() == pytest.approx(1 - 2 * density / mass, rel=0.03)  # of a normal cut at one deviation
    free = looking.draw_codes(4000, 5, seed=0)
    assert (free.mean(), free.std()) == (pytest.approx(0, abs=0.02), pytest.approx(1, rel=0.02))
    assert (np.sign(free) == np.sign(codes)).all(), "turning the truncation moves samples, it does not shuffle them"
    np.testing.assert_array_equal(looking.draw_codes(10, 5, seed=0), free[:10])
    with pytest.raises(VizlabError, match="truncation"):
        looking.draw_codes(2, 2, seed=0, truncation=-1)


def test_truncation_makes_samples_alike_and_the_birthday_test_sees_it() -> None:
    opened = image_gan.open_generator("dcgan-digits")
    reference, judge = judging.reference("digits"), judging.open_judge("digits")
    free, cut = (looking.judged(opened, judge, reference, seed=0, truncation=t) for t in (0.0, 0.2))
    assert np.mean(cut.diversity(10)) < 0.5 * np.mean(free.diversity(10))
    assert cut.verdict.recall < free.verdict.recall / 2
    real, made, few = (looking.closest_pairs(samples, reference) for samples in (as_samples(reference), free, cut))
    assert real.expected / 3 <= real.close <= 3 * real.expected
    assert few.close > 100 * real.close
    assert few.close > 5 * made.close
    assert (np.diff(made.distances) >= 0).all()
    assert free.matrix(10).sum() == len(free.found)
    assert np.trace(free.matrix(10)) / len(free.found) == pytest.approx(free.verdict.accuracy)


def as_samples(reference: judging.Reference) -> looking.Judged:
    """Real pictures of the reference as if they had been generated: their features are known."""
    n = len(reference.features)
    classes = np.zeros(n, np.int64)
    pictures = np.zeros((n, 8, 8), np.uint8)
    return looking.Judged(pictures, classes, reference.features, classes, reference.floor)


def test_features_of_a_discriminator_beat_raw_pixels() -> None:
    record = Frames("dcgan", UNTOLD).record()
    assert record is not None
    probe = record["probe"]
    assert record["accuracy"] is None
    assert probe["discriminator"][-1] > probe["raw pixels"][-1] + 0.03
    assert probe["discriminator"] == sorted(probe["discriminator"])
    assert probe["raw pixels"][0] > 0.2


def test_what_is_asked_for_is_recognised_and_as_diverse_as_real() -> None:
    opened, reference = image_gan.open_generator("dcgan-mnist"), judging.reference("MNIST")
    found = looking.judged(opened, judging.open_judge("MNIST"), reference, seed=1)
    counts = found.matrix(10)
    assert (counts.sum(axis=1) == reference.n // 10).all()
    assert (np.diag(counts) / counts.sum(axis=1)).min() > 0.9, "the worst class too"
    shares = np.array(found.diversity(10)) / reference.diversity
    assert shares.min() > 0.8, "no class has collapsed"
    assert shares.max() < 1.2


def test_a_gan_draws_at_once_and_has_neither_density_nor_encoder() -> None:
    reference, judge = judging.reference("digits"), judging.open_judge("digits")
    gan = worth.of_gan(image_gan.open_generator("dcgan-digits"), judge, reference, seed=0)
    found = worth.beside("digits")
    assert found is not None
    vae = worth.of_vae(found[1], judge, reference, seed=0)
    assert vae is not None
    assert (gan.log_p, gan.encodes) == (None, False)
    assert vae.log_p is not None
    assert vae.log_p < 0
    assert vae.encodes
    assert max(gan.milliseconds, vae.milliseconds) < 200
    assert gan.verdict.distance < vae.verdict.distance


def test_batch_norm_keeps_training_stable_and_not_every_rule_matters() -> None:
    run = Frames("dcgan-rules", RulesRecipe())
    record = run.record()
    assert record is not None
    found = outcome(run.read(), record)
    assert found.names == [KEPT, *RULES]
    rates = {name: np.mean(row) for name, row in zip(found.names, found.stable, strict=True)}
    assert rates[KEPT] >= 0.8
    assert rates["batch norm in the generator"] < rates[KEPT]
    assert rates["batch norm in the discriminator"] < rates[KEPT]
    assert any(rates[name] == rates[KEPT] for name in RULES), "not every rule matters on 8 x 8 digits"
    for frame, row in zip(run.read(), found.stable, strict=True):
        for verdict, stable in zip(frame.notes["verdicts"], row, strict=True):
            near = bool(verdict) and verdict["distance"] <= STABLE * record["floor"]["distance"]
            assert stable == (near and verdict["covered"] == 10)


def test_a_study_of_rules_is_cancelled_and_goes_on(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    recipe = RulesRecipe(rule_epochs=1, rule_seeds=1)
    monkeypatch.setattr(rules, "RULES", {name: RULES[name] for name in ("tanh at the output",)})
    steps = rules.compare_rules(recipe, store)
    assert next(step for step in steps if step.frame == 0).done == 1
    steps.close()
    again = list(rules.compare_rules(recipe, store))
    assert again[0].phase == "replaying"
    frames = Frames("dcgan-rules", recipe, store).read()
    assert [frame.notes["rule"] for frame in frames] == [KEPT, "tanh at the output"]
    assert frames[1].arrays["sheets"].shape == (1, 10, 8, 8)
    assert again[-1].result is not None
    assert outcome(frames, again[-1].result).rate(0) == "0 of 1", "nothing is stable after an epoch"
    with pytest.raises(VizlabError, match="The rule must be one of"):
        rules.variant(recipe, "no such rule", 0)


def test_a_network_that_blows_up_is_not_stable() -> None:
    floor = {"distance": 1.0}
    fine = {"distance": STABLE, "covered": 3, "counts": [5, 5, 5]}
    assert is_stable(fine, floor)
    assert not is_stable({}, floor)
    assert not is_stable(fine | {"distance": STABLE * 1.01}, floor)
    assert not is_stable(fine | {"covered": 2}, floor)


@pytest.mark.parametrize(
    ("field", "value"),
    [("image_data", "CIFAR-10"), ("image_loss", "Wasserstein"), ("act_g", "GELU"), ("channels", 4), ("image_lr", 1)],
)
def test_wrong_recipes_are_refused_with_a_sentence(field: str, value: Any) -> None:
    with pytest.raises(VizlabError, match=f"{field} must"):
        ImageGanRecipe(**{field: value})
