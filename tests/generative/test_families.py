"""Families on the same points: EM against scikit-learn, densities that sum to 1, bounds that bound, runs that resume."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import numpy as np
import pytest
import torch
from sklearn.mixture import GaussianMixture

from vizlab.errors import VizlabError
from vizlab.frames import Frames
from vizlab.generative.families import (
    cells,
    denoising,
    fitting,
    learning,
    looking,
    mixture,
    opened,
    shapes,
    training,
    variational,
)
from vizlab.generative.families.autoregressive import Autoregressive
from vizlab.generative.families.choices import FAMILY_EXAMPLES, FamiliesRecipe
from vizlab.generative.families.denoising import Denoising
from vizlab.generative.families.flow import Flow
from vizlab.generative.families.learning import FAMILIES
from vizlab.generative.families.variational import Variational
from vizlab.randomness import RandomStream
from vizlab.store import Store

SMALL = FamiliesRecipe(plane_data="moons", plane_points=100, plane_steps=100, components=3)
POINTS = shapes.draws("moons", 300, 0, 0)


@pytest.fixture
def coarse() -> Iterator[None]:
    """Measured on few points and a coarse grid: the runs of these tests need not be measured well."""
    with (
        mock.patch.multiple(training, SIDE=12, HELD=60, COUNTED=700),
        mock.patch.object(opened, "SIDE", 12),
        mock.patch.object(denoising, "STRETCHES", 6),
        mock.patch.object(variational, "NODES", 31),
    ):
        yield


def built(kind: Callable[[], Any], scale: float = 1.0) -> Any:
    """A network with random weights that bend, not the gentle ones of a start."""
    with RandomStream(1):
        model = kind()
        for parameter in model.parameters():
            torch.nn.init.normal_(parameter, std=scale * 0.3)
    return model.requires_grad_(False)


def summed(log_density: Callable[[torch.Tensor], torch.Tensor], edge: float, cells_each_way: int) -> float:
    line = (torch.arange(cells_each_way) + 0.5) / cells_each_way * 2 * edge - edge
    places = torch.cartesian_prod(line, line)
    return float(log_density(places).double().exp().sum()) * (2 * edge / cells_each_way) ** 2


@pytest.mark.parametrize("name", shapes.SHAPES)
def test_a_shape_is_a_density_and_its_points_have_it(name: str) -> None:
    real = shapes.shape(name)
    assert summed(lambda x: torch.tensor(real.log_density(x.numpy())), 5.0, 200) == pytest.approx(1, abs=1e-3)
    drawn = shapes.draws(name, 4000, 0, 0)
    assert drawn.var(axis=0) == pytest.approx(real.centres.var(axis=0) + (real.spreads**2).mean(), rel=0.08)
    assert (np.abs(drawn) < shapes.EDGE).all(axis=1).mean() > 0.995
    true = cells.truth(real)
    assert true.sum() == pytest.approx(1)
    assert true.min() >= 0
    js, _ = cells.divergences(drawn, true)
    assert js < 0.02 < 0.3 < cells.divergences(shapes.draws("moons" if name != "moons" else "ring", 4000, 0, 0), true)[0]


def test_em_never_falls_and_is_that_of_scikit_learn() -> None:
    for start in mixture.STARTS:
        run = fitting.climb("pinwheel", 8, start, 1)
        assert run.least_gain >= -1e-9
    begin = next(mixture.climb(POINTS, 4, start="at random", seed=0))
    ours = next(itertools.islice(mixture.climb(POINTS, 4, start="at random", seed=0), 15, None))
    theirs = GaussianMixture(
        4,
        weights_init=begin.weights,
        means_init=begin.means,
        precisions_init=np.linalg.inv(begin.covariances),
        max_iter=15,
        tol=0,
    )
    with np.errstate(all="ignore"), pytest.warns(UserWarning, match="converge"):
        theirs.fit(POINTS.astype(np.float64))
    assert ours.means == pytest.approx(theirs.means_, abs=1e-4)
    assert ours.log_density(POINTS) == pytest.approx(theirs.score_samples(POINTS.astype(np.float64)), abs=1e-3)
    counted = mixture.bic(float(theirs.score_samples(POINTS.astype(np.float64)).sum()), ours.numbers, len(POINTS))
    assert counted == pytest.approx(theirs.bic(POINTS.astype(np.float64)), rel=1e-9)


def test_a_bad_start_stays_bad_and_eight_gaussians_are_chosen_for_a_ring() -> None:
    good, bad = (fitting.climb("ring", 8, start, 0).likelihoods[-1] for start in ("spread out", "one corner"))
    assert good > bad + 0.1
    assert fitting.best(fitting.by_count("ring", "spread out", 0)) == (8, 8)
    with pytest.raises(VizlabError, match="as many points"):
        next(mixture.climb(POINTS[:2], 3, start="spread out", seed=0))
    assert np.isfinite(
        next(itertools.islice(mixture.climb(POINTS[:1], 1, start="at random", seed=0), 3, None)).log_density(POINTS)
    ).all()


def test_densities_sum_to_one_over_the_plane() -> None:
    assert summed(built(Flow, 0.4).log_density, 8.0, 320) == pytest.approx(1, abs=0.02)
    assert summed(built(Variational).log_density, 6.0, 50) == pytest.approx(1, abs=0.01)
    assert summed(built(lambda: Autoregressive(), 0.3).log_density, 8.0, 240) == pytest.approx(1, abs=0.01)
    once = Denoising()
    assert summed(once.log_density, 5.0, 24) == pytest.approx(1, abs=0.05)


def test_the_bounds_of_the_vae_lie_below_its_density_by_quadrature() -> None:
    vae, x = built(Variational), torch.tensor(POINTS)
    source = torch.Generator().manual_seed(0)
    elbo, weighted = vae.elbo(x, source, 200), vae.importance_bound(x, 200, source)
    true = vae.log_density(x)
    assert (elbo <= true + 0.3).all()
    assert float(elbo.mean()) < float(weighted.mean()) <= float(true.mean()) + 0.02
    exact = (vae.log_weights(x, 5000, source).logsumexp(0) - np.log(5000)).mean()
    assert float(exact) == pytest.approx(float(true.mean()), abs=0.05)


def test_the_truth_cannot_be_beaten_and_every_density_is_a_density() -> None:
    for recipe in FAMILY_EXAMPLES.values():
        run = Frames("families", recipe)
        record, frames = run.record(), run.read()
        assert record is not None
        truth = record["truth"]
        for name, numbers in record["families"].items():
            density = opened.density(frames, name)
            assert numbers["js"] > 0.9 * truth["js"]
            if FAMILIES[name].likelihood == "none":
                assert density is None
                assert numbers["log-likelihood"] is None
                continue
            assert numbers["log-likelihood"] < truth["log-likelihood"] + 0.02, name
            assert density is not None, name
            assert opened.total(density) == pytest.approx(1, abs=0.03), name
        vae = record["families"]["VAE"]
        assert vae["bound"] <= vae["importance"] <= vae["log-likelihood"] + 0.01
        assert truth["js"] < 0.02 < max(row["js"] for row in record["families"].values())


@pytest.mark.usefixtures("coarse")
def test_six_families_each_keep_what_they_have(store: Store) -> None:
    steps = list(training.teach(SMALL, store))
    assert steps[-1].result is not None
    assert set(steps[-1].result["families"]) == set(FAMILIES)
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    frames = Frames("families", SMALL, store).read()
    for name, family in FAMILIES.items():
        assert opened.samples(frames, name).shape == (training.SHOWN, 2)
        assert (opened.density(frames, name) is None) == (family.likelihood == "none")
    for shows in looking.SHOWS:
        rows, most = looking.rows(SMALL, frames, shows)
        assert len(rows) == len(FAMILIES) + 2
        assert most > 0
    assert looking.table(steps[-1].result)["log p(x), nats a point"][list(FAMILIES).index("GAN") + 1] == "none"
    with pytest.raises(VizlabError, match="not kept"):
        opened.model(frames, "GAN")


@pytest.mark.usefixtures("coarse")
def test_a_broken_off_run_goes_on_as_if_it_had_not_been(store: Store, tmp_path: Any, interrupt: Callable[..., list[Any]]) -> None:
    whole = Store(str(tmp_path / "whole"))
    list(training.teach(SMALL, whole))
    interrupt(training.teach, SMALL, store, 2)
    assert Frames("families", SMALL, store).indices() == [0, 1, 2]
    list(training.teach(SMALL, store))
    for one, other in zip(Frames("families", SMALL, store).read(), Frames("families", SMALL, whole).read(), strict=True):
        assert one.arrays.keys() == other.arrays.keys()
        assert all(np.array_equal(one.arrays[key], other.arrays[key]) for key in one.arrays)


@pytest.mark.usefixtures("coarse")
def test_a_loss_that_is_no_number_is_said(store: Store) -> None:
    with (
        mock.patch.object(Flow, "loss", lambda self, x, source: self.layers[0].angle * float("nan")),
        pytest.raises(VizlabError, match="loss of Flow stopped being a number at step 1"),
    ):
        list(training.teach(SMALL, store))
    assert len(Frames("families", SMALL, store).indices()) == list(FAMILIES).index("Flow")  # the others are kept
    with pytest.raises(VizlabError, match="must be one of spiral"):
        FamiliesRecipe(plane_data="cube")


def test_what_is_learned_beats_what_is_not() -> None:
    x = torch.tensor(shapes.draws("ring", 1000, 0, 0))
    true = cells.truth(shapes.shape("ring"))
    for name in ("Mixture", "Autoregressive"):
        found = []
        for steps in (1, 300):
            lessons = learning.learn(name, x, steps=steps * 2, components=8, seed=0)
            with mock.patch.object(learning, "EM_ROUNDS", 0 if steps == 1 else 50):
                while True:
                    try:
                        next(lessons)
                    except StopIteration as end:
                        model = end.value
                        break
            found.append(cells.divergences(model.sample(2000, torch.Generator().manual_seed(0)).numpy(), true)[0])
        assert found[1] < 0.6 * found[0]
