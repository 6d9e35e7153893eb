"""One pixel at a time: no network sees the future, probabilities sum to 1, and fast drawing draws what slow drawing draws."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from scipy.signal import find_peaks
from sklearn.datasets import load_digits

from vizlab.errors import VizlabError
from vizlab.frames import Frames
from vizlab.generative.pixelwise import completion, fields, forcing, pictures, sampling, speeds, tiny
from vizlab.generative.pixelwise.choices import PIXEL_EXAMPLES, PixelRecipe
from vizlab.generative.pixelwise.masks import MASKS
from vizlab.generative.pixelwise.network import NETWORKS, GatedPixelCnn, PlainPixelCnn, as_planes, revived
from vizlab.generative.pixelwise.opened import Opened, open_run, opened, scores
from vizlab.generative.pixelwise.training import train_pixels
from vizlab.library import open_model
from vizlab.progress import Step
from vizlab.randomness import RandomStream
from vizlab.store import Store

SMALL = PixelRecipe(pixel_levels=2, pixel_channels=4, pixel_layers=1, pixel_epochs=2, pixel_batch=256)


def network(
    kind: str, levels: int = 2, *, channels: int = 6, layers: int = 2, kernel: int = 3, times: float = 2
) -> torch.nn.Module:
    """Random weights, large enough that every choice of a pixel is felt by the later ones."""
    with RandomStream(3):
        made = NETWORKS[kind](levels, channels, layers, kernel)
    with torch.no_grad():
        for weight in made.parameters():
            weight.mul_(times)
    return made.requires_grad_(False)


def weights(made: torch.nn.Module) -> dict[str, Any]:
    return {name: tensor.numpy() for name, tensor in made.state_dict().items()}


# What a pixel can see


def test_masks_are_those_of_the_paper() -> None:
    assert MASKS["A"](3, 3).tolist() == [[1, 1, 1], [1, 0, 0], [0, 0, 0]]
    assert MASKS["B"](3, 3).tolist() == [[1, 1, 1], [1, 1, 0], [0, 0, 0]]
    assert MASKS["A"](7, 7).sum() == 24


@pytest.mark.parametrize("kind", NETWORKS)
@pytest.mark.parametrize("kernel", [3, 5])
def test_the_gradient_to_every_future_pixel_is_exactly_zero(kind: str, kernel: int) -> None:
    made, size, felt = network(kind, 3, kernel=kernel), 6, 0
    for at in range(size * size):
        planes = as_planes(torch.randint(3, (1, size, size), generator=torch.Generator().manual_seed(at)), 3).requires_grad_(True)
        logits = made.from_planes(planes).flatten(2)[0, :, at].sum()  # type: ignore[operator]
        (gradient,) = torch.autograd.grad(logits, planes)
        assert (gradient[0, 0].flatten()[at:] == 0).all()
        felt += at > 0 and bool(gradient[0, 0].flatten()[:at].abs().max() > 0)
    assert felt >= 33  # of 35: now and then every unit of the head rests


def test_without_a_mask_the_future_is_seen() -> None:
    with RandomStream(0):
        made = PlainPixelCnn(2, 4, 1, 3, "none")
    assert fields.gradient(made, 9, 2).flatten()[41:].max() > 0


@pytest.mark.parametrize(("layers", "kernel"), [(1, 3), (2, 3), (5, 3), (1, 5), (3, 5), (2, 7)])
def test_receptive_fields_and_the_blind_spot_are_those_of_the_formula(layers: int, kernel: int) -> None:
    plain, gated = (fields.field(kind, layers, kernel) for kind in ("plain PixelCNN", "gated PixelCNN"))
    reach = 3 + layers * (kernel // 2)
    assert fields.reach(layers, kernel) == reach
    assert gated.count(fields.SEEN) == fields.seen(layers, kernel) == ((2 * reach + 1) ** 2 - 1) // 2
    assert gated.count(fields.BLIND) == 0
    assert plain.count(fields.BLIND) == fields.blind(layers, kernel) > 0
    assert plain.count(fields.SEEN) + plain.count(fields.BLIND) == fields.seen(layers, kernel)
    assert plain.future == gated.future == 0
    rows, columns = np.nonzero(plain.kinds == fields.BLIND)
    assert (columns > plain.kinds.shape[1] // 2).all()
    assert (rows < plain.kinds.shape[0] // 2).all()


# Probabilities


@pytest.mark.parametrize("kind", NETWORKS)
@pytest.mark.parametrize(("levels", "h", "w"), [(2, 3, 3), (3, 2, 3)])
def test_the_probabilities_of_all_pictures_sum_to_one(kind: str, levels: int, h: int, w: int) -> None:
    everything = torch.tensor(list(itertools.product(range(levels), repeat=h * w))).reshape(-1, h, w)
    assert len(everything) == levels ** (h * w)
    costs = pictures.costs(network(kind, levels), everything).double()
    assert float(torch.exp(-costs).sum()) == pytest.approx(1, abs=1e-6)
    assert float(torch.exp(-costs).max()) > 2 / len(everything)  # and they are not all alike


@pytest.mark.parametrize("size", tiny.SIZES)
def test_tiny_pictures_are_learned_and_sum_to_one(size: str) -> None:
    found = tiny.count(size, "A: only what comes before", 100, 0)
    untrained = tiny.count(size, "A: only what comes before", 0, 0)
    h, w = tiny.SIZES[size]
    assert len(found.all) == 2 ** (h * w) == len(np.unique(found.all, axis=0))
    assert found.real.sum() == 2**h + 2**w - 2
    assert (found.total, untrained.total) == pytest.approx((1, 1), abs=1e-6)
    assert found.found > 0.98
    assert untrained.found < 0.5
    assert found.loss >= math.log(found.real.sum())  # no model can foretell a fair draw better


@pytest.mark.parametrize("mask", [mask for mask, kind in tiny.FIRST_MASKS.items() if kind != "A"])
def test_a_wrong_mask_beats_the_best_possible_loss_and_sums_to_anything(mask: str) -> None:
    found = tiny.count("3 × 3", mask, 100, 0)
    assert found.loss < math.log(14) / 10
    assert found.total > 10
    assert tiny.count("3 × 3", mask, 0, 0).total != pytest.approx(1, abs=1e-4)


def test_costs_are_sums_of_the_conditional_chances() -> None:
    made = network("gated PixelCNN", 4)
    x = torch.randint(4, (3, 5, 5), generator=torch.Generator().manual_seed(0))
    expected = [
        -torch.distributions.Categorical(logits=made(x)[:, :, r, c]).log_prob(x[:, r, c]) for r in range(5) for c in range(5)
    ]
    torch.testing.assert_close(pictures.costs(made, x), torch.stack(expected).sum(0))
    assert pictures.bits_per_pixel(25 * math.log(4), 25) == pytest.approx(2)


def test_two_levels_are_drawn_with_the_grey_value_as_chance_and_more_of_them_divide_it() -> None:
    grey = torch.full((1, 200, 200), 64, dtype=torch.uint8)
    drawn = pictures.as_levels(grey, 2, torch.Generator().manual_seed(0))
    assert float(drawn.float().mean()) == pytest.approx(64 / 255, abs=0.01)
    values = torch.arange(256, dtype=torch.uint8).reshape(1, 16, 16)
    assert torch.bincount(pictures.as_levels(values, 4, torch.Generator()).flatten()).tolist() == [64] * 4
    assert pictures.as_grey(np.array([0, 3]), 4).tolist() == [0, 255]


def test_the_control_knows_each_place_and_nothing_else() -> None:
    x = torch.tensor([[[0, 1]], [[0, 0]], [[0, 1]]])
    shares = pictures.frequencies(x, 2)
    torch.testing.assert_close(shares, torch.tensor([[[4 / 5, 2 / 5]], [[1 / 5, 3 / 5]]]))
    expected = [-math.log(4 / 5 * 3 / 5), -math.log(4 / 5 * 2 / 5)]
    assert pictures.independent_costs(shares, x[:2]).tolist() == pytest.approx(expected)


# Drawing


@pytest.mark.parametrize(("levels", "channels", "layers", "kernel"), [(2, 4, 1, 3), (4, 6, 3, 5), (3, 5, 2, 7)])
def test_fast_drawing_draws_the_same_pixels_from_the_same_noise(levels: int, channels: int, layers: int, kernel: int) -> None:
    made = network("gated PixelCNN", levels, channels=channels, layers=layers, kernel=kernel)
    random = np.random.default_rng(0)
    for hidden in (np.ones((9, 7), np.bool_), random.random((9, 7)) < 0.4, np.zeros((9, 7), np.bool_)):
        x = random.integers(0, levels, (5, 9, 7)).astype(np.uint8)
        uniform = sampling.noise(5, (9, 7), 1)
        slow = sampling.draw(made, x, hidden, uniform, levels)
        fast = sampling.draw_fast(weights(made), x, hidden, uniform, levels)
        np.testing.assert_array_equal(fast.pictures, slow.pictures)
        np.testing.assert_allclose(fast.shares, slow.shares, atol=1e-5)
        np.testing.assert_array_equal(fast.pictures[:, ~hidden], x[:, ~hidden])


def test_pictures_are_drawn_as_often_as_they_are_probable() -> None:
    made = network("gated PixelCNN")
    everything = tiny.every(2, 3)
    p = np.exp(-pictures.costs(made, torch.from_numpy(everything.astype(np.int64))).numpy())
    n = 20_000
    hidden = np.ones((2, 3), np.bool_)
    drawn = sampling.draw_fast(weights(made), np.zeros((2, 3), np.uint8), hidden, sampling.noise(n, (2, 3), 0), 2)
    places = (drawn.pictures.reshape(n, -1) * 2 ** np.arange(6)[::-1]).sum(1)
    seen = np.bincount(places, minlength=64) / n
    assert np.abs(seen - p).max() < 5 * np.sqrt(p.max() / n)
    own = np.take_along_axis(drawn.shares, drawn.pictures[..., None], -1)[..., 0]  # what each pixel was drawn with
    np.testing.assert_allclose(own.prod((1, 2)), p[places], rtol=1e-3)


def test_drawing_more_leaves_the_first_as_they_are_and_another_seed_draws_others() -> None:
    first, more = sampling.noise(2, (4, 4), 7), sampling.noise(5, (4, 4), 7)
    np.testing.assert_array_equal(more[:2], first)
    assert not np.array_equal(sampling.noise(2, (4, 4), 8), first)


def test_sizes_must_agree() -> None:
    with pytest.raises(VizlabError, match=r"one size; got \(3, 3\), \(3, 4\)"):
        sampling.draw_fast({}, np.zeros((3, 3), np.uint8), np.ones((3, 4), np.bool_), sampling.noise(1, (3, 3), 0), 2)


# Completion


def an_opened(shape: tuple[int, int] = (3, 3), made: torch.nn.Module | None = None) -> Opened:
    made = made or network("gated PixelCNN")
    recipe = PixelRecipe(pixel_levels=2, pixel_channels=6, pixel_layers=2)
    held = np.zeros((2, *shape), np.uint8)
    return Opened(recipe, 0, weights(made), made, held, np.zeros(2, np.uint8), np.ones(2, np.float32))


def of_pairs() -> torch.nn.Module:
    """A network that has learned three pixels of which the last mostly repeats the second."""
    made = network("gated PixelCNN", times=1).requires_grad_(True)
    optimizer, source = torch.optim.Adam(made.parameters(), 0.02), torch.Generator().manual_seed(0)
    for _ in range(60):
        x = torch.randint(2, (64, 1, 3), generator=source)
        x[..., 2] = torch.where(torch.rand(64, 1, generator=source) < 0.85, x[..., 1], 1 - x[..., 1])
        loss = pictures.surprise(made(x), x).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return made.requires_grad_(False)


def test_draws_that_fit_come_as_bayes_says() -> None:
    """The middle of three pixels is hidden: its posterior by adding up all pictures, against what is drawn."""
    run, x = an_opened((1, 3), of_pairs()), np.array([[1, 0, 1]], np.uint8)
    hidden = np.array([[False, True, False]])
    cost = {value: float(run.surprises(np.array([[[1, value, 1]]], np.uint8)).sum()) for value in (0, 1)}
    exact = 1 / (1 + math.exp(cost[1] - cost[0]))
    found = np.mean([completion.complete(run, x, hidden, 1, seed, weighed=True).pictures[0, 0, 1] for seed in range(120)])
    blind = np.mean([completion.complete(run, x, hidden, 1, seed).pictures[0, 0, 1] for seed in range(120)])
    assert found == pytest.approx(exact, abs=0.12)
    assert abs(blind - exact) > 0.12  # a draw that does not see the last pixel is another one


def test_nothing_or_everything_hidden() -> None:
    run, x = an_opened(), np.eye(3, dtype=np.uint8)
    nothing = completion.complete(run, x, np.zeros((3, 3), np.bool_), 4, 0)
    assert (nothing.pictures == x).all()
    assert nothing.nats.tolist() == [0] * 4
    everything = completion.complete(run, x, np.ones((3, 3), np.bool_), 4, 0)
    np.testing.assert_array_equal(everything.pictures, run.draw(x, np.ones((3, 3), np.bool_), 4, 0).pictures)
    np.testing.assert_allclose(everything.nats, run.surprises(everything.pictures).sum((1, 2)), rtol=1e-5)
    assert not completion.after(np.ones((3, 3), np.bool_)).any()


def test_what_comes_after_is_what_no_earlier_hidden_pixel_sees() -> None:
    hidden = np.array([[False, False], [True, False], [False, True]])
    assert completion.after(hidden).tolist() == [[False, False], [False, True], [True, False]]


@pytest.mark.parametrize("shape", [(28, 28), (3, 5)])
def test_a_mask_survives_the_address(shape: tuple[int, int]) -> None:
    mask = np.random.default_rng(0).random(shape) < 0.5
    np.testing.assert_array_equal(completion.from_text(completion.as_text(mask), shape), mask)
    assert completion.as_text(np.zeros(shape, np.bool_)) == ""
    assert not completion.from_text("", shape).any()


@pytest.mark.parametrize("text", ["a", "AAAA", "ä", "A" * 200])
def test_a_wrong_mask_in_the_address_is_answered(text: str) -> None:
    with pytest.raises(VizlabError, match="What is painted must be"):
        completion.from_text(text, (28, 28))


@pytest.mark.parametrize("name", completion.PARTS)
def test_parts_hide_something(name: str) -> None:
    hidden = completion.PARTS[name](28, 28)
    assert hidden.shape == (28, 28)
    assert hidden.sum() == {"lower half": 392, "right half": 392, "middle": 8 * 18, "all of it": 784}[name]


def test_rectangles_must_not_run_backwards() -> None:
    assert completion.rectangle((4, 6), (1, 3), (2, 6)).sum() == 8
    with pytest.raises(VizlabError, match="within 0 and 4; got 3 to 1"):
        completion.rectangle((4, 6), (3, 1), (0, 6))


def test_an_upload_becomes_black_and_white_or_is_refused() -> None:
    wide = Image.new("RGB", (120, 60))
    wide.paste((255, 255, 255), (60, 0, 120, 60))
    x = completion.levels_of(wide, (28, 28))
    assert x.shape == (28, 28)
    assert (x[:, :13] == 0).all()
    assert (x[:, 15:] == 1).all()
    np.testing.assert_array_equal(completion.levels_of(wide, (28, 28), invert=True), 1 - x)
    with pytest.raises(VizlabError, match="black all over"):
        completion.levels_of(Image.new("L", (9, 9)), (28, 28))


# Training


def test_training_is_the_same_bits_again_and_after_an_interruption(
    store: Store, tmp_path: Any, interrupt: Callable[..., Any]
) -> None:
    other = Store(str(tmp_path / "other"))
    whole = list(train_pixels(SMALL, store))
    interrupt(train_pixels, SMALL, other, 1)
    again = list(train_pixels(SMALL, other))
    assert {step.phase for step in again} >= {"replaying", "training"}
    for left, right in zip(Frames("pixels", SMALL, store).read(), Frames("pixels", SMALL, other).read(), strict=True):
        assert left.notes["values"] == right.notes["values"]
        assert left.arrays.keys() == right.arrays.keys()
        for name, array in left.arrays.items():
            np.testing.assert_array_equal(array, right.arrays[name])
    assert not any(name.startswith("model") for frame in Frames("pixels", SMALL, store).read() for name in frame.arrays)
    record = whole[-1].result
    assert record is not None
    assert record["nll"] < record["uniform"]


def test_a_loss_that_is_no_number_is_said(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(made: Any, x: Any) -> Any:
        return torch.full(x.shape, math.nan, requires_grad=True)

    steps = train_pixels(SMALL, store)
    next(steps)  # the untrained frame, which is kept
    monkeypatch.setattr(pictures, "surprise", broken)
    with pytest.raises(VizlabError, match=r"stopped being a number at step 5.*try a tenth"):
        list(steps)
    assert Frames("pixels", SMALL, store).newest() is not None


def test_recipes_are_checked() -> None:
    with pytest.raises(VizlabError, match="odd side"):
        PixelRecipe(pixel_kernel=4)
    with pytest.raises(VizlabError, match="one of digits, MNIST"):
        PixelRecipe(pixel_data="faces")
    with pytest.raises(VizlabError, match="has not been trained yet"):
        open_run(PixelRecipe(pixel_seed=19))


@pytest.mark.parametrize("name", PIXEL_EXAMPLES)
def test_runs_that_come_with_vizlab_have_learned_more_than_frequencies(name: str) -> None:
    recipe = PIXEL_EXAMPLES[name]
    record: Any = Frames("pixels", recipe).record()
    assert record["nll"] < record["independent"] - 10
    assert record["independent"] < record["uniform"]
    run = open_run(recipe)
    found = run.surprises(run.held).sum((1, 2)).mean()  # with weights of 16 bits, on the pictures that are kept
    assert found == pytest.approx(
        record["nll"], abs=4 * record["standard_error"] * math.sqrt(record["test_pictures"] / len(run.held))
    )
    untrained = opened(recipe, Frames("pixels", recipe).read(), 0)
    assert untrained.surprises(run.held[:10]).sum((1, 2)).mean() > record["independent"]
    with pytest.raises(VizlabError, match=r"epoch must be one of 0, 1, (3|20); got 99"):
        open_run(recipe, 99)


def test_two_stacks_and_the_lstm_foretell_digits_better_than_one_with_a_blind_spot() -> None:
    records = {name: Frames("pixels", recipe).record() for name, recipe in PIXEL_EXAMPLES.items() if "Digits" in name}
    plain, gated, recurrent = (records[f"Digits, {name}"] for name in ("plain", "gated", "recurrent"))
    assert plain
    assert gated
    assert recurrent
    for better in (gated, recurrent):
        assert better["nll"] + 2 * (better["standard_error"] + plain["standard_error"]) < plain["nll"]
    assert recurrent["step_ms"] > gated["step_ms"] > plain["step_ms"]
    labels, nats, _ = scores({"plain": plain, "gated": gated})
    assert labels[-2:] == ["each place's frequency", "every level alike"]
    assert nats[-1] == pytest.approx(64 * math.log(4))


def test_mnist_reaches_what_its_card_says() -> None:
    record: Any = Frames("pixels", PIXEL_EXAMPLES["MNIST, gated"]).record()
    assert record["test_pictures"] == 10_000
    assert record["nll"] < 90  # published: 81.30 for a network many times as large
    assert record["bits_per_pixel"] == pytest.approx(record["nll"] / math.log(2) / 784)


def test_completions_of_half_a_digit_are_plausible() -> None:
    """The classifier finds the true class far above guessing, and no better than in the whole pictures."""
    run = open_run(PIXEL_EXAMPLES["MNIST, gated"])
    shares = completion.agreement(run, open_model("bundled/mnist-lenet5").network, completion.PARTS["lower half"](28, 28), 0)
    assert shares["whole"] > 0.9
    assert 0.4 < shares["completed"] <= shares["whole"]


# Costs of drawing, and teacher forcing


def test_drawing_takes_a_pass_for_each_value_and_a_decoder_one() -> None:
    recipe = PIXEL_EXAMPLES["Digits, plain"]
    calls: list[Step] = []
    run = open_run(recipe)
    run.network.register_forward_hook(lambda *_: calls.append(Step(0, 0, "")))
    run.draw(np.zeros((8, 8), np.uint8), np.ones((8, 8), np.bool_), 1, 0)
    assert len(calls) == 64
    costs = speeds.compare({"gated": open_run(PIXEL_EXAMPLES["Digits, gated"])})
    assert [cost.passes for cost in costs.values()] == [64, 64, 1]
    slow, fast, vae = (cost.ms for cost in costs.values())
    assert slow > fast > vae


def test_steps_are_height_times_width_times_channels_and_attention_their_square() -> None:
    assert speeds.picture_sequence(64, 3).values == 12_288 > 10_000
    assert speeds.sound_sequence(1, 16_000).values == 16_000
    assert speeds.picture_sequence(32, 1).attention_bytes == 4 * (32 * 32) ** 2
    steps, memory, marks = speeds.growth(3, 1, 16_000)
    assert dict(steps)[1024.0] == 3 * 2**20
    slopes = np.diff(np.log([y for _, y in memory])) / np.diff(np.log([x for x, _ in memory]))
    np.testing.assert_allclose(slopes, 4)
    assert 3 * marks["1 s of sound"] ** 2 == pytest.approx(16_000, rel=1e-3)


def test_the_gap_between_forced_and_free_grows_with_the_length() -> None:
    found = forcing.measure(0.05, 1, 300, 0)
    gaps = [free - forced for forced, free in map(found.over, forcing.LENGTHS)]
    assert gaps[0] == pytest.approx(0, abs=1e-6)
    assert gaps == sorted(gaps)
    assert gaps[-1] > 10 * gaps[1]
    assert found.floor < found.forced.mean() < found.chance / 20
    untrained = forcing.measure(0.05, 1, 0, 0)
    assert untrained.forced.mean() > found.chance / 2
    better = forcing.measure(0.05, 5, 300, 0)
    assert better.over(20)[1] < found.over(20)[1]  # it has lived on its own values before


def test_waves_are_sines_with_noise() -> None:
    x = forcing.waves(200, 400, 0.1, torch.Generator().manual_seed(0)).numpy()
    spectrum = np.abs(np.fft.rfft(x, axis=1))
    peaks = spectrum.argmax(1) * 2 * math.pi / 400
    assert peaks.min() > forcing.SLOWEST - 0.02
    assert peaks.max() < forcing.FASTEST + 0.02
    assert x.var() == pytest.approx(0.5 + 0.01, abs=0.02)
    assert len(find_peaks(x[0], height=0.5)[0]) > 5


def test_revived_networks_leave_the_global_generator_alone() -> None:
    made = network("gated PixelCNN")
    torch.manual_seed(0)
    first = torch.rand(1)
    torch.manual_seed(0)
    again = revived("gated PixelCNN", weights(made), levels=2, channels=6, layers=2, kernel=3)
    assert torch.rand(1) == first
    assert isinstance(again, GatedPixelCnn)
    x = torch.from_numpy((load_digits().images[:2] > 8).astype(np.int64))
    torch.testing.assert_close(again(x), made(x))
