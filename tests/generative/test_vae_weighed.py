"""Trained VAEs weighed: bounds of single pictures, refined codes, estimators of gradients, strangeness, drawn pixels, packing."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import torch
from sklearn.metrics import roc_auc_score
from torch import Tensor, nn
from torch.distributions import Bernoulli, Normal, kl_divergence

from vizlab.errors import VizlabError
from vizlab.frames import Frames
from vizlab.generative import VaeRecipe, epochs, open_space, train_vae
from vizlab.generative.network import Vae
from vizlab.generative.observation import OBSERVATIONS, Gaussian
from vizlab.generative.vae import amortised, anomaly, bounds, elbo, gradients, training
from vizlab.generative.vae.choices import SHIPPED
from vizlab.generative.vae.draws import DRAWS, draw_around
from vizlab.generative.vae.opened import of_frames, open_vae, unlabelled
from vizlab.generative.vae.shipping import ship
from vizlab.randomness import RandomStream
from vizlab.store import Store
from vizlab.vae_codes import encode, open_run, titles

ONE_NUMBER = torch.linspace(-12, 12, 12_001, dtype=torch.float64)
STEP = 24 / 12_000


def small(latent: int = 1, d: int = 6) -> Vae:
    """A decoder that speaks up, and an encoder that knows little of it."""
    with RandomStream(3):
        vae = Vae(d, latent, 16)
    with torch.no_grad():
        for layer in vae.decoder:
            if isinstance(layer, nn.Linear):
                layer.weight.mul_(3)
    return vae.requires_grad_(False)


def pictures(n: int = 5, d: int = 6) -> Tensor:
    return torch.tensor(np.random.default_rng(1).random((n, d)).round(), dtype=torch.float32)


def joint(vae: Vae, x: Tensor) -> Tensor:
    """log p(x, z) (z, n) on the grid of one number."""
    vae = vae.double()
    logits = vae.decoder(ONE_NUMBER[:, None])
    found = Bernoulli(logits=logits[:, None]).log_prob(x.double()[None]).sum(2) + Normal(0, 1).log_prob(ONE_NUMBER)[:, None]
    vae.float()
    return found


def log_evidence(vae: Vae, x: Tensor) -> Tensor:
    return torch.logsumexp(joint(vae, x) + math.log(STEP), 0)


def exact_elbo(vae: Vae, x: Tensor, mu: Tensor, logvar: Tensor) -> Tensor:
    """The ELBO (n,) of N(mu, exp logvar) (n, 1), by quadrature."""
    q = Normal(mu[:, 0].double(), (logvar[:, 0].double() / 2).exp())
    density = q.log_prob(ONE_NUMBER[:, None])
    return (density.exp() * (joint(vae, x) - density)).sum(0) * STEP


# Bounds of single pictures (G8, G10)


def test_the_estimate_of_log_p_is_that_of_quadrature_and_the_gap_is_the_kl_to_the_posterior() -> None:
    vae, x = small(), pictures(3)
    truth = log_evidence(vae, x)
    for index in range(3):
        one = x[[index]]
        mu, logvar = vae.encode(one)
        found = bounds.evidence(bounds.weigh(vae, one, unlabelled(one), (mu, logvar), 20_000, 0))
        assert abs(found.log_p - truth[index]) < 4 * found.log_p_error + 1e-3
        assert 0 < found.log_p_error < 0.2
        posterior = joint(vae, one)[:, 0] - truth[index]
        q = Normal(mu.double(), (logvar.double() / 2).exp()).log_prob(ONE_NUMBER[:, None])[:, 0]
        gap = float((q.exp() * (q - posterior)).sum() * STEP)
        assert found.gap == pytest.approx(gap, abs=4 * (found.log_p_error + found.elbo_error) + 1e-3)
        assert gap > 0


def test_the_bound_climbs_with_samples_and_stays_below_log_p() -> None:
    vae, x = small(), pictures(1)
    weights = bounds.weigh(vae, x, unlabelled(x), vae.encode(x), 20_000, 1)
    points = bounds.climb(weights)
    assert [k for k, _, _ in points] == list(bounds.SAMPLES)
    found = [bound for _, bound, _ in points]
    errors = [error for _, _, error in points]
    assert found[0] == pytest.approx(bounds.evidence(weights).elbo, abs=1e-9)
    assert all(later > earlier - 3 * error for earlier, later, error in zip(found, found[1:], errors[1:], strict=False))
    assert all(bound < float(log_evidence(vae, x)) + 4 * error for bound, error in zip(found, errors, strict=True))
    assert bounds.climb(weights[:10])[-1][0] == 2, "a k needs five groups"


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_models_reach_what_the_page_promises(name: str) -> None:
    record = Frames("vae", SHIPPED[name]).record()
    assert record is not None
    assert record["test"]["pictures"] == 10_000
    most = {"vae-mnist-2d": 150, "vae-mnist-20d": 104, "vae-fashion-16d": 246, "cvae-mnist": 108}[name]
    assert -record["test"]["elbo"] <= most
    assert record["test"]["elbo"] == pytest.approx(-record["test"]["reconstruction"] - record["test"]["kl"])
    assert record["identity_error"] < 1e-4
    assert record["packing"] < 1, "grey levels of 255"
    assert len(epochs(Frames("vae", SHIPPED[name]).read())) >= 3, "the scrubber needs epochs"


def test_packed_weights_give_the_bound_of_the_record() -> None:
    """The shipped network is in eight bits; its bound on the kept pictures is that of the full one, measured in training."""
    opened = open_vae(SHIPPED["vae-mnist-20d"])
    again = -anomaly.strangeness(opened.vae, opened.x, opened.y)
    kept = opened.elbo[: len(again)]
    assert abs(float(np.mean(again - kept))) < 0.5
    assert np.corrcoef(again, kept)[0, 1] > 0.99


# Amortisation (G17)


def test_refinement_never_lowers_the_bound_and_finds_the_best_gaussian() -> None:
    vae, x = small(), pictures()
    found = amortised.refine(vae, x, unlabelled(x), steps=100, seed=0)
    assert bool((found.after >= found.before).all())
    before, after = exact_elbo(vae, x, *vae.encode(x)), exact_elbo(vae, x, found.mu, found.logvar)
    assert bool((after >= before - 0.02).all())
    assert float((after - before).mean()) > 0.05, "the encoder knows nothing: there must be something to gain"
    assert bool((after <= log_evidence(vae, x) + 1e-6).all())
    densities = joint(vae, x[:1])[::60, 0]
    nodes = ONE_NUMBER[::60]
    best = -math.inf
    for mu in np.linspace(-3, 3, 31):
        for logvar in np.linspace(-4, 1, 26):
            q = Normal(mu, math.exp(logvar / 2)).log_prob(nodes)
            best = max(best, float((q.exp() * (densities - q)).sum() * STEP * 60))
    assert float(after[0]) == pytest.approx(best, abs=0.05)
    told = [bound for _, bound in found.course]
    assert told == sorted(told)
    one, same, other = (amortised.refine(vae, x, unlabelled(x), steps=10, seed=seed) for seed in (0, 0, 1))
    assert torch.equal(one.mu, same.mu)
    assert not torch.equal(one.mu, other.mu)


def test_the_account_adds_up_to_the_gap() -> None:
    vae, x = small(), pictures(3)
    found = amortised.account(vae, x, unlabelled(x), steps=100, seed=0, draws=4000)
    gaps = [log_p - before for log_p, before in zip(found.log_p, found.before, strict=True)]
    assert [sum(parts) for parts in zip(*found.parts.values(), strict=True)] == pytest.approx(gaps, abs=0.02)
    for log_p, error, truth in zip(found.log_p, found.errors, log_evidence(vae, x), strict=True):
        assert truth - 0.15 < log_p < truth + 4 * error, "an estimate from below: rare draws of great weight are missing"


# Estimators of the gradient (G16)


def test_three_estimators_agree_on_the_gradient_that_quadrature_gives() -> None:
    vae, x = small(), pictures(1)
    found = gradients.bound_gradients(vae, x, unlabelled(x), 20_000, 0)
    mu, logvar = vae.encode(x)
    tiny = 1e-3
    slope = (exact_elbo(vae, x, mu + tiny, logvar) - exact_elbo(vae, x, mu - tiny, logvar)) / (2 * tiny)
    for name, values in found.items():
        error = values.std() / math.sqrt(len(values))
        assert values.mean() == pytest.approx(float(slope), abs=4 * error + 1e-3), name
    spread = {name: std for name, (std, _) in gradients.spreads(found).items()}
    assert spread["reparameterised"] < spread["score function, baseline"] < spread["score function"]


def test_on_a_trained_network_the_noise_as_an_input_is_worth_hundreds_of_draws() -> None:
    opened = open_vae(SHIPPED["vae-mnist-20d"])
    found = gradients.bound_gradients(opened.vae, opened.x[:1], opened.y[:1], 500, 0)
    draws = {name: times for name, (_, times) in gradients.spreads(found).items()}
    assert draws["reparameterised"] == pytest.approx(1)
    assert draws["score function"] > 300
    assert 2 < draws["score function, baseline"] < draws["score function"] / 20


# Strangeness


def test_garments_are_strange_to_a_network_of_digits_and_an_empty_picture_is_not() -> None:
    digits = open_vae(SHIPPED["vae-mnist-20d"])
    name, garments, labels = anomaly.strangers(digits.recipe.data)
    assert name == "Fashion-MNIST"
    unknown = anomaly.strangeness(digits.vae, garments, labels)
    assert anomaly.told_apart(-digits.elbo, unknown) > 0.95
    controls = {
        name: float(anomaly.strangeness(digits.vae, x, unlabelled(x), draws=500)[0]) for name, x in anomaly.controls(784).items()
    }
    assert anomaly.share_below(-digits.elbo, controls["noise"]) == 1
    assert anomaly.share_below(-digits.elbo, controls["empty"]) < 0.6, "no dearer than a digit: the score is no proof"
    edges, counts = anomaly.score_shares(-digits.elbo, unknown, ("MNIST", "Fashion-MNIST"), controls["empty"])
    assert edges[0] == 0
    assert sum(counts["MNIST"]) > 0.98


def test_pairs_are_counted_as_the_area_under_the_roc_curve() -> None:
    rng = np.random.default_rng(0)
    usual, strange = rng.integers(0, 20, 60).astype(float), rng.integers(5, 25, 40).astype(float)
    expected = roc_auc_score([0] * 60 + [1] * 40, np.concatenate([usual, strange]))
    assert anomaly.told_apart(usual, strange) == pytest.approx(expected)
    assert anomaly.told_apart(usual, usual) == pytest.approx(0.5)


# Observations (G12, G19)


def test_gaussian_pixels_are_those_of_torch_and_their_slope_is_the_error_over_eta() -> None:
    x, logits = pictures(), torch.randn(5, 6, generator=torch.Generator().manual_seed(0), requires_grad=True)
    for eta in (0.01, 0.3):
        found = Gaussian(eta)(logits, x)
        expected = -Normal(torch.sigmoid(logits), eta**0.5).log_prob(x).sum(1)
        torch.testing.assert_close(found, expected)
        mean = torch.sigmoid(logits).detach().requires_grad_(True)
        (slope,) = torch.autograd.grad(Gaussian(eta)(torch.logit(mean), x).sum(), mean)
        torch.testing.assert_close(slope, (mean - x).detach() / eta, rtol=1e-3, atol=1e-4)
    assert Gaussian(0.05).floor(x) == pytest.approx(6 / 2 * math.log(2 * math.pi * 0.05))


@pytest.mark.parametrize("kind", OBSERVATIONS)
def test_drawn_pixels_have_the_variance_that_the_model_claims(kind: str) -> None:
    mean = np.random.default_rng(0).random((8, 8)).astype(np.float32)
    found = draw_around(mean, VaeRecipe(data="digits", observation=kind), 0.02, seed=1)
    claimed = float((mean * (1 - mean)).mean()) if kind == "Bernoulli" else 0.02
    assert found.claimed == pytest.approx(claimed, rel=1e-4)
    assert abs(found.measured - found.claimed) < 4 * found.error
    assert found.error < found.claimed / math.sqrt(DRAWS)
    other = draw_around(mean, VaeRecipe(data="digits", observation=kind), 0.02, seed=2)
    assert not np.array_equal(found.picture, other.picture)


# Training with what is new


def run_of(recipe: VaeRecipe, store: Store) -> Frames:
    list(train_vae(recipe, store))
    return Frames("vae", recipe, store)


def test_a_learned_eta_comes_to_the_error_of_the_pictures(tmp_path: Path) -> None:
    recipe = VaeRecipe(data="digits", hidden=32, epochs=12, lr=0.005, observation="Gaussian, learned eta", eta=0.3)
    record = run_of(recipe, Store(str(tmp_path))).record()
    assert record is not None
    assert 0.02 < record["eta"] < 0.08
    x_error = 2 * record["eta"] * (record["reconstruction"] - 32 * math.log(2 * math.pi * record["eta"])) / 64
    assert x_error == pytest.approx(record["eta"], rel=0.15), "its best value is the mean squared error"
    assert record["identity_error"] < 1e-4


def test_a_conditional_network_draws_the_class_that_it_is_asked_for(tmp_path: Path) -> None:
    recipe = VaeRecipe(data="digits", hidden=32, epochs=10, lr=0.005, conditional=True)
    run = run_of(recipe, Store(str(tmp_path)))
    frames, record = run.read(), run.record()
    assert record is not None
    spaces = [open_space(frames, 10, label) for label in range(10)]
    assert spaces[0].classes == 10
    middles = np.stack([space.decode(space.code(0.0, 0.0))[0] for space in spaces]).astype(float)
    held = np.array(frames[0].arrays["pictures"], float)
    labels = frames[0].arrays["labels"][: len(held)]
    nearest = np.linalg.norm(held[:, None] - middles[None], axis=(2, 3)).argmin(1)
    assert (nearest == labels).mean() > 0.5, "by chance 0.1"
    opened = of_frames(recipe, record, frames)
    told = -anomaly.strangeness(opened.vae, opened.x, opened.y)
    lied = -anomaly.strangeness(opened.vae, opened.x, (opened.y + 1) % 10)
    assert told.mean() > lied.mean() + 1
    with pytest.raises(VizlabError, match="needs the label"):
        opened.vae.encode(opened.x)


def test_warm_up_and_free_nats_do_what_they_say() -> None:
    recipe = VaeRecipe(data="digits", beta=2.0, warm_up=10)
    assert [training.weight(recipe, epoch) for epoch in (0, 5, 10, 30)] == [0, 1, 2, 2]
    assert training.weight(VaeRecipe(), 0.0) == 1
    kl = torch.tensor([[0.1, 2.0], [0.2, 4.0]])
    assert float(training._paid(kl, 0.0)) == pytest.approx(3.15)
    assert float(training._paid(kl, 0.5)) == pytest.approx(3.5), "the first number is free, and pulled nowhere"


def test_a_network_of_one_hidden_layer_is_kept_and_opened_again_to_the_bit(tmp_path: Path) -> None:
    recipe = VaeRecipe(data="digits", hidden=16, epochs=2, depth=1)
    run = run_of(recipe, Store(str(tmp_path)))
    record, frames = run.record(), run.read()
    assert record is not None
    opened = of_frames(recipe, record, frames)
    assert len([layer for layer in opened.vae.encoder if isinstance(layer, nn.Linear)]) == 2
    mu, logvar = opened.vae.encode(opened.x)
    np.testing.assert_allclose(mu.numpy(), frames[-1].arrays["mu"][: len(mu)], atol=2e-2)
    kl = elbo.kl_by_dimension(mu, logvar)
    torch.testing.assert_close(kl, kl_divergence(Normal(mu, (logvar / 2).exp()), Normal(torch.zeros_like(mu), 1.0)))


def test_a_run_that_breaks_down_keeps_its_last_good_epochs(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    recipe = VaeRecipe(data="digits", lr=0.1, hidden=512, epochs=20, latent=16)
    with pytest.raises(VizlabError, match="stopped being a number"):
        list(train_vae(recipe, store))
    frames = Frames("vae", recipe, store).read()
    assert frames
    assert all(np.isfinite(frame.notes["values"]["held-out loss"]) for frame in frames)
    assert epochs(frames), "and something of it can be looked at"


# Shipping


def test_shipping_packs_what_it_keeps_and_measures_the_cost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIZLAB_STORE", str(tmp_path / "own"))
    recipe = VaeRecipe(data="digits", hidden=32, epochs=4)
    with pytest.raises(VizlabError, match="finished run"):
        ship(recipe, [1], tmp_path / "assets")
    list(train_vae(recipe))
    full = Frames("vae", recipe).read()
    record = ship(recipe, [1], tmp_path / "assets")
    assert 0 <= record["packing"] < 3
    packed = Store(str(tmp_path / "assets")).keys("vae")
    assert len(list(packed)) == 1
    lean = Frames("vae", recipe, Store(str(tmp_path / "assets"))).read()
    assert epochs(lean) == [1, 4]
    assert epochs(full) == [0, 1, 3, 4]
    assert lean[-1].arrays["decoder/4.weight"].dtype == np.int8
    one, other = (open_space(frames, 4).plane("even square").astype(int) for frames in (full, lean))
    assert np.abs(one - other).mean() < 3


def test_conditional_runs_are_not_offered_where_no_label_is_known_and_packed_ones_are_read() -> None:
    offered = titles()
    assert not any(run.endswith(Frames("vae", SHIPPED["cvae-mnist"]).job.removeprefix("vae-")) for run in offered)
    reference = "vae/" + Frames("vae", SHIPPED["vae-mnist-20d"]).job.removeprefix("vae-")
    assert reference in offered
    run, opened = open_run(reference), open_vae(SHIPPED["vae-mnist-20d"])
    mu, _ = encode(run, opened.x.reshape(-1, 1, 28, 28))
    torch.testing.assert_close(mu, opened.vae.encode(opened.x)[0], rtol=1e-4, atol=1e-4)
