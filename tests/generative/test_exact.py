"""Models integrated on a grid: against closed forms, against SciPy's quadrature, and the bound for many settings at random."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from scipy.integrate import dblquad, quad
from scipy.stats import multivariate_normal, norm
from torch.distributions import Normal, kl_divergence

from vizlab.errors import VizlabError
from vizlab.generative.exact import divergence, fitting, importance, line, misprint, plane, tube
from vizlab.generative.exact.choices import EXAMPLES, Setting
from vizlab.generative.exact.decoders import DECODERS, LINE, PLANE_DECODERS
from vizlab.generative.exact.line import Gaussian, Model


def drawn(seed: int) -> tuple[Model, float, Gaussian]:
    """A model, an observation and a q at random."""
    random = np.random.default_rng(seed)
    model = Model(random.choice(list(DECODERS)), float(random.uniform(-3, 3)), float(random.uniform(0.02, 2)))
    return model, float(random.uniform(-4, 4)), Gaussian(float(random.uniform(-3, 3)), float(random.uniform(0.01, 1.5)))


def test_evidence_and_posterior_of_a_line_are_those_of_the_closed_form() -> None:
    for w, eta, x in ((1.3, 0.4, 0.9), (-2.0, 0.05, 3.0), (0.0, 1.0, 1.0)):
        model = Model(LINE, w, eta)
        assert line.log_evidence(model, x) == pytest.approx(norm(0, math.sqrt(w**2 + eta)).logpdf(x), abs=1e-10)
        after = line.gaussian_posterior(model, x)
        z = np.linspace(-2, 2, 9)
        assert line.posterior(model, x, z) == pytest.approx(norm(after.mu, math.sqrt(after.var)).pdf(z), abs=1e-9)


@pytest.mark.parametrize("decoder", DECODERS)
def test_evidence_is_what_another_quadrature_finds(decoder: str) -> None:
    model, x = Model(decoder, 1.3, 0.1), 0.7
    other, _ = quad(lambda z: math.exp(model.log_joint(x, np.array(z))), -9, 9, limit=800, epsabs=1e-13, points=[-1, 0, 1])
    assert line.log_evidence(model, x) == pytest.approx(math.log(other), abs=1e-8)


@pytest.mark.parametrize(("name", "gap"), [("posterior at 0", 0.0), ("prior", 2.104493), ("narrow", 0.639984)])
def test_the_gaps_checked_on_paper(name: str, gap: float) -> None:
    title = {
        "posterior at 0": "q at the posterior: gap 0",
        "prior": "q at the prior: gap 2.104",
        "narrow": "q too narrow: gap 0.640",
    }
    setting = EXAMPLES[title[name]]
    found = line.parts(setting.model, setting.exact_x, setting.q)
    assert found.gap == pytest.approx(gap, abs=5e-7)
    assert found.log_p - found.elbo == pytest.approx(gap, abs=5e-7)


@pytest.mark.parametrize("seed", range(40))
def test_the_bound_never_exceeds_log_p_and_the_gap_is_the_kl_to_the_posterior(seed: int) -> None:
    model, x, q = drawn(seed)
    found = line.parts(model, x, q)
    assert found.elbo <= found.log_p + 1e-9
    assert found.error < 1e-6 * max(1.0, abs(found.log_p), found.gap)
    steps, totals = line.ledger(found)
    assert sum(value for _, value in steps) == pytest.approx(dict(totals)["log p(x)"], rel=1e-6, abs=1e-6)


def test_the_gap_on_a_line_is_the_kl_of_two_gaussians() -> None:
    model, x, q = Model(LINE, 1.3, 0.4), 0.9, Gaussian(-0.5, 0.3)
    after = line.gaussian_posterior(model, x)
    closed = kl_divergence(*(Normal(torch.tensor(g.mu, dtype=torch.float64), math.sqrt(g.var)) for g in (q, after)))
    assert line.parts(model, x, q).gap == pytest.approx(float(closed), abs=1e-9)


@pytest.mark.parametrize("seed", range(7))
def test_the_printed_formula_is_not_the_gap_however_it_is_read(seed: int) -> None:
    model, x, q = drawn(100 + seed)
    found = line.parts(model, x, q)
    right, *printed = misprint.readings(model, x, q).values()
    assert right == pytest.approx(found.log_p - found.elbo, rel=1e-6, abs=1e-6)
    assert all(abs(value - right) > 1e-3 for value in printed)


def test_the_reading_with_z_for_x_on_a_line_is_that_of_the_closed_form() -> None:
    model, q = Model(LINE, 1.3, 0.4), Gaussian(0.2, 0.05)
    after = line.gaussian_posterior(model, 1.0)  # at x = z its mean is z times this

    def log_p(z: float) -> float:
        return float(norm(after.mu * z, math.sqrt(after.var)).logpdf(z))

    mean, _ = quad(lambda z: norm(q.mu, math.sqrt(q.var)).pdf(z) * (norm(q.mu, math.sqrt(q.var)).logpdf(z) - log_p(z)), -2, 2.4)
    assert misprint.readings(model, 9.9, q)["p(z|z) with z put for x"] == pytest.approx(mean, abs=1e-6)


@pytest.mark.parametrize("decoder", DECODERS)
def test_the_best_q_is_the_top_of_the_map_and_leaves_a_gap_unless_the_posterior_is_gaussian(decoder: str) -> None:
    model, x = Model(decoder, 1.3, 0.1), 0.9
    best = fitting.best(model, x)
    found = line.parts(model, x, best)
    _, _, elbo = fitting.landscape(model, x)
    assert found.elbo >= elbo.max() - 1e-9
    assert (found.gap < 1e-9) == (decoder == LINE)
    if decoder == "parabola":
        assert found.gap == pytest.approx(math.log(2), abs=0.01)  # one of two equal humps


def test_importance_sampling_finds_log_p_unless_q_is_blind_to_a_hump() -> None:
    model, x = Model(LINE, 1.3, 0.4), 0.9
    exact = importance.estimate(model, x, line.gaussian_posterior(model, x), 0)
    assert exact.errors.max() < 1e-12
    prior = importance.estimate(model, x, Gaussian(0.0, 1.0), 0)
    few, many = np.median(prior.errors[:, 8]), np.median(prior.errors[:, -1])  # 100 and 100,000 samples
    assert many < 0.01
    assert 10 < few / many < 100  # √1000 = 32
    assert importance.verdict(prior) == ""
    assert importance.verdict(importance.estimate(model, x, Gaussian(0.2, 0.05), 0)) == "narrow"
    humps = Model("parabola", 1.3, 0.1)
    blind = importance.estimate(humps, x, fitting.best(humps, x), 0)
    assert blind.share > 0.9
    assert blind.missing == pytest.approx(math.log(2), abs=0.02)
    assert importance.verdict(blind) == "blind"


def test_estimates_are_too_low_on_average_as_jensen_says() -> None:
    found = [importance.estimate(Model(LINE, 1.3, 0.4), 0.9, Gaussian(0.0, 1.0), seed) for seed in range(10)]
    means = np.concatenate([each.values for each in found]).mean(0)
    assert means[0] < means[2] < means[4] < found[0].truth


@pytest.mark.parametrize("decoder", PLANE_DECODERS)
def test_two_hidden_numbers_against_another_quadrature(decoder: str) -> None:
    model, x = plane.PlaneModel(decoder, 1.5, 0.3), 1.2
    other, _ = dblquad(
        lambda b, a: math.exp(model.log_likelihood(x, np.array([a, b])) - (a * a + b * b) / 2) / (2 * math.pi),
        -5,
        5,
        -5,
        5,
        epsabs=1e-5,
    )
    assert plane.log_evidence(model, x) == pytest.approx(math.log(other), abs=2e-4)
    found = plane.fit(model, x)
    assert found.gap == pytest.approx(plane.gap(model, x, found.mu, found.var), abs=1e-4)
    assert found.gap > 0.3


def test_the_gap_of_a_ridge_is_that_of_the_closed_form() -> None:
    model = plane.PlaneModel("sum", 1.5, 0.2)
    precision = np.eye(2) + model.w**2 / 2 / model.eta * np.ones((2, 2))
    found = plane.fit(model, 0.7)
    assert found.var == pytest.approx(1 / np.diag(precision), abs=1e-4)
    assert found.gap == pytest.approx(0.5 * math.log(np.prod(np.diag(precision)) / np.linalg.det(precision)), abs=1e-6)
    assert found.log_p == pytest.approx(norm(0, math.sqrt(model.w**2 + model.eta)).logpdf(0.7), abs=1e-9)


def test_a_straight_tube_is_the_gaussian_of_the_closed_form_and_any_holds_all_probability() -> None:
    covariance = np.outer([1, 0.5], [1, 0.5]) + 0.1 * np.eye(2)
    points = np.array([[0.3, 0.2], [-2.0, 1.0], [1.0, 2.5]])
    assert tube.log_density("straight", points, 0.1) == pytest.approx(
        multivariate_normal([0, 0], covariance).logpdf(points), abs=1e-9
    )
    side, values = tube.picture("spiral", 0.03)
    assert np.exp(values).sum() * (side[1] - side[0]) ** 2 == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize("curve", tube.CURVES)
def test_without_noise_the_density_is_zero_beside_the_curve_and_without_bound_on_it(curve: str) -> None:
    point = (0.5, -1.4)
    _, distance = tube.nearest(curve, point)
    series = tube.against_eta(curve, point)
    (eta, last), (before, previous) = series[tube.CHOSEN][-1], series[tube.CHOSEN][-2]
    assert eta == 1e-6
    fall = -(distance**2) / 2 * (1 / eta - 1 / before) - 0.5 * math.log(eta / before)
    assert last - previous == pytest.approx(fall, rel=0.02)
    assert last < -1000
    on = [value for _, value in series[tube.ON]]
    assert on[-1] - on[-5] == pytest.approx(0.5 * math.log(series[tube.ON][-5][0] / 1e-6), abs=0.05)


def test_the_slope_of_the_reconstruction_term_is_the_error_over_eta() -> None:
    point = (1.0, -0.5)
    measured, told = tube.slopes("wave", point).values()
    assert [slope for _, slope in measured] == pytest.approx([slope for _, slope in told], rel=1e-9)
    on, distance = tube.nearest("wave", point)
    decoded = torch.tensor(on).requires_grad_()
    cost = -Normal(decoded, math.sqrt(0.1)).log_prob(torch.tensor(point).double()).sum()
    assert float(torch.autograd.grad(cost, decoded)[0].norm()) == pytest.approx(distance / 0.1, rel=1e-9)


def test_kl_to_the_prior_is_that_of_torch_and_of_draws_and_grows_without_bound_at_a_point() -> None:
    mu, sigma, surface = divergence.surface()
    row, column = 13, 44
    q = Gaussian(float(mu[column]), float(sigma[row]) ** 2)
    torchs = kl_divergence(Normal(torch.tensor(q.mu, dtype=torch.float64), math.sqrt(q.var)), Normal(0.0, 1.0))
    assert surface[row, column] == pytest.approx(float(torchs), abs=1e-9)
    assert (surface >= -1e-12).all()
    assert line.kl_to_prior(Gaussian(0.0, 1.0)) == 0
    draws = divergence.monte_carlo(Gaussian(1.0, 0.25), seed=1)
    assert abs(draws[-1][1] - line.kl_to_prior(Gaussian(1.0, 0.25))) < 4 * draws[-1][2]
    for sigma_, kl in divergence.PRINTED.items():
        assert line.kl_to_prior(Gaussian(0.0, sigma_**2)) == pytest.approx(kl, abs=0.005)


def test_a_point_serves_reconstruction_best_and_costs_most() -> None:
    model, x = Model(), 0.9
    after = line.gaussian_posterior(model, x)
    series = divergence.to_a_point(model, x, after.mu)
    costs = [cost for _, cost in series["−reconstruction"]]
    assert costs == sorted(costs, reverse=True)  # sigma falls along the list
    best = min(series["−ELBO"], key=lambda point: point[1])[0]
    assert best == pytest.approx(math.sqrt(after.var), rel=0.06)
    kls = dict(series["KL(q‖p)"])
    assert kls[1e-6] - kls[1e-4] == pytest.approx(math.log(100), abs=1e-3)


def test_both_directions_of_kl_have_fits_of_their_own() -> None:
    target = divergence.Target(4.0, 0.4)
    wide, narrow = divergence.fits(target).values()
    z = divergence.Z
    density = np.exp(target.log_density(z))
    mean = np.trapezoid(density * z, z)
    assert wide.q.mu == pytest.approx(mean, abs=1e-9)
    assert wide.q.var == pytest.approx(np.trapezoid(density * (z - mean) ** 2, z), abs=1e-9)
    assert narrow.q.mu == pytest.approx(2.0, abs=0.02)  # the heavier hump
    assert wide.forward < narrow.forward
    assert narrow.reverse < wide.reverse
    assert abs(wide.forward - wide.reverse) > 0.5
    for shift in (0.95, 1.05):  # neither can be improved nearby
        assert divergence.judged(target, Gaussian(narrow.q.mu, narrow.q.var * shift)).reverse > narrow.reverse
        assert divergence.judged(target, Gaussian(wide.q.mu, wide.q.var * shift)).forward > wide.forward
    single = divergence.fits(divergence.Target(4.0, 1.0))
    assert all(fit.forward < 1e-6 and fit.reverse < 1e-6 for fit in single.values())


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Model("circle"),
        lambda: Model(eta=0.0),
        lambda: Gaussian(0.0, -1.0),
        lambda: Setting(exact_w=float("nan")),
        lambda: Setting(exact_q="mine"),
        lambda: plane.PlaneModel("sum", 1.0, 0.0),
        lambda: divergence.Target(9.0, 0.5),
        lambda: tube.log_density("knot", np.zeros((1, 2)), 0.1),
        lambda: tube.log_density("wave", np.zeros((1, 2)), 0.0),
        lambda: line.gaussian_posterior(Model("sine"), 0.0),
    ],
)
def test_what_cannot_be_is_said(wrong: object) -> None:
    with pytest.raises(VizlabError):
        wrong()  # type: ignore[operator]
