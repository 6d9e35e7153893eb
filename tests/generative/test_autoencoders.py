"""Plain auto-encoders: the straight one against PCA, samples against controls, labels against chance, and the job."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression

from vizlab.errors import VizlabError
from vizlab.frames import Frames
from vizlab.generative.autoencoders import labels, network, samples, straight, study, widths
from vizlab.generative.autoencoders.recipe import KIND, LABELS, SAMPLES, WIDTHS, StudyRecipe
from vizlab.generative.autoencoders.study import Study
from vizlab.progress import Step
from vizlab.store import Store

Interrupt = Callable[..., list[Step]]
QUICK: dict[str, Any] = {"ae_hidden": 16, "ae_epochs": 2}


def shipped(name: str) -> dict[str, dict[str, Any]]:
    """The numbers of a study that comes with vizlab."""
    record = Frames(KIND, StudyRecipe(study=name)).record()
    assert record is not None
    return dict(record["cells"])


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Studies of two cells each, for the machinery."""
    monkeypatch.setattr(widths, "STUDY", Study(("1", "2"), widths.measure))
    monkeypatch.setattr(samples, "STUDY", Study(("auto-encoder, 2", "VAE, 2"), samples.measure))
    monkeypatch.setattr(labels, "STUDY", Study((labels.FIRST, "20"), labels.measure, labels.STUDY.drop))
    monkeypatch.setattr(labels, "DRAWS", 2)


def test_trained_straight_it_is_the_pca_of_scikit_learn() -> None:
    x = network.digits()[0].double().numpy()
    line, components = straight.train(x, 3, seed=1), straight.principal(x, 3)
    pca = PCA(3).fit(x)
    read = pca.inverse_transform(pca.transform(x))
    assert components.read_back(x) == pytest.approx(read, abs=1e-9)
    assert line.read_back(x) == pytest.approx(read, abs=1e-2)
    assert np.square(line.read_back(x) - x).mean() == pytest.approx(np.square(read - x).mean(), rel=1e-5)
    assert straight.angle(line, components) < 0.1
    other = straight.Straight(line.mean, line.encoder, np.random.default_rng(0).normal(size=line.decoder.shape))
    assert straight.angle(other, components) > 60


def test_the_slope_of_the_straight_one_is_that_of_autograd() -> None:
    x = network.digits()[0][:50].double()
    covariance = torch.from_numpy(np.cov(x.numpy().T, bias=True))
    start = np.random.default_rng(0).normal(size=2 * 2 * 64) / 8
    error, slope = straight._error(torch.tensor(start), covariance, 2)
    weights = torch.tensor(start, requires_grad=True)
    encoder, decoder = weights.reshape(2, 2, 64)
    centred = x - x.mean(0)
    told = (centred @ encoder.T @ decoder - centred).square().mean()
    assert float(error) == pytest.approx(told.item(), rel=1e-9)
    assert slope.numpy() == pytest.approx(torch.autograd.grad(told, weights)[0].numpy(), abs=1e-9)


def test_more_numbers_lose_less_and_bends_help_where_numbers_are_few() -> None:
    found = shipped(WIDTHS)
    for part in ("test", "training"):
        for way, curve in widths.curves(found, part).items():
            errors = [error for _, error in curve]
            slack = 1.0 if way != widths.DEEP else 1.1  # of ten trainings one may be luckier than its neighbour
            assert all(later < slack * earlier for earlier, later in pairwise(errors)), way
    assert widths.last_ahead(found) >= 8
    apart, angle = widths.agreement(found)
    assert apart < 1e-3
    assert angle < 2


def test_random_codes_make_digits_of_a_vae_and_not_of_an_auto_encoder() -> None:
    frames = Frames(KIND, StudyRecipe(study=SAMPLES)).read()
    found = samples.verdicts(frames, 8, seed=0)
    plain, variational = (found[f"{family}, N(0, I)"] for family in (samples.AE, samples.VAE))
    assert plain.near < 0.5 < 0.9 < variational.near
    assert plain.covered < 0.3 < 0.7 < variational.covered
    assert plain.sure < variational.sure - 0.2
    fitted = found[f"{samples.AE}, Gaussian fitted to its codes"]  # a fairer chance, and still not enough
    assert plain.near < fitted.near < variational.near
    real, dealt, noise = (found[name] for name in samples.CONTROLS)
    assert real.sure > 0.9
    assert real.classes > 9.5
    assert dealt.near == noise.near == noise.covered == 0
    assert noise.classes < 2  # however sure the classifier is of it
    codes = samples.codes(frames, 8)
    assert codes[samples.AE].std() > 2
    assert codes[samples.VAE].std() == pytest.approx(1, abs=0.15)
    assert samples.in_use(frames, samples.AE, 8) == 8
    assert samples.in_use(frames, samples.VAE, 8) < 8


def test_codes_are_drawn_as_is_said_and_again_the_same() -> None:
    arrays = samples.found_in(Frames(KIND, StudyRecipe(study=SAMPLES)).read(), samples.AE, 2)
    prior, fitted = (samples.draw(arrays, source, 3, n=4000) for source in ("N(0, I)", "Gaussian fitted to its codes"))
    assert np.cov(prior.T) == pytest.approx(np.eye(2), abs=0.08)
    assert fitted.mean(0) == pytest.approx(arrays["mean"], abs=0.3)
    assert np.cov(fitted.T) == pytest.approx(arrays["covariance"], rel=0.1, abs=0.8)
    assert np.array_equal(prior, samples.draw(arrays, "N(0, I)", 3, n=4000))
    assert not np.array_equal(prior, samples.draw(arrays, "N(0, I)", 4, n=4000))


def test_pre_training_saves_labels() -> None:
    found = shipped(LABELS)
    curves = labels.curves(found, labels.WAYS)
    for (n, frozen, _), (_, scratch, _) in zip(curves[labels.FROZEN], curves[labels.SCRATCH], strict=True):
        assert frozen > scratch, n
    assert labels.wins(found, "50") >= 8
    assert all(mean > 0.15 for curve in curves.values() for _, mean, _ in curve)  # chance is 0.1
    assert all(curve[-1][1] > curve[0][1] + 0.3 for curve in curves.values())


def test_the_straight_classifier_is_that_of_scikit_learn() -> None:
    x, truth, _, _ = network.digits()
    seen, classes = x[:200].double().numpy(), truth[:200].numpy()
    weights, offsets = labels.softmax_regression(seen, classes)
    other = LogisticRegression(C=1.0, max_iter=2000, tol=1e-8).fit(seen, classes)
    assert weights == pytest.approx(other.coef_.T, abs=5e-3)
    assert (seen @ weights + offsets).argmax(1).tolist() == other.predict(seen).tolist()


def test_labels_dealt_out_anew_teach_nothing() -> None:
    x, truth, held, wanted = network.digits()
    codes = (x.double().numpy(), held.double().numpy())
    rows, random = np.arange(200), np.random.default_rng(0)
    right = labels.probe(codes, rows, truth.numpy(), wanted.numpy())
    wrong = [labels.probe(codes, rows, random.permutation(truth.numpy()), wanted.numpy()) for _ in range(4)]
    assert right > 0.85
    assert np.mean(wrong) == pytest.approx(0.1, abs=0.06)


@pytest.mark.parametrize("name", [WIDTHS, SAMPLES, LABELS])
@pytest.mark.usefixtures("short")
def test_a_study_that_was_broken_off_ends_as_if_it_had_not_been(
    name: str, store: Store, interrupt: Interrupt, tmp_path: Path
) -> None:
    recipe = StudyRecipe(study=name, **QUICK)
    interrupt(study.carry_out, recipe, store, 0)
    assert Frames(KIND, recipe, store).indices() == [0]
    *_, last = study.carry_out(recipe, store)
    *_, other = study.carry_out(recipe, Store(str(tmp_path / "whole")))
    assert last.result is not None
    assert other.result is not None
    assert last.result["cells"] == other.result["cells"]
    again = list(study.carry_out(recipe, store))
    assert [step.phase for step in again] == ["done"]


def test_a_loss_that_is_no_number_is_said() -> None:
    x = network.digits()[0]
    plain = network.built(network.AutoEncoder, 64, 2, 8, 0)
    with pytest.raises(VizlabError, match="stopped being a number"):
        list(network.learn(plain, x, lambda batch, source: plain(batch).sum() * float("nan"), epochs=1, seed=0))


def test_a_recipe_says_what_must_hold() -> None:
    for wrong in ({"study": "mine"}, {"ae_hidden": 1000}, {"ae_epochs": 0}):
        with pytest.raises(VizlabError):
            StudyRecipe(**wrong)  # type: ignore[arg-type]
