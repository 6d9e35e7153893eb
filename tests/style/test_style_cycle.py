"""CycleGAN: its losses, what swaps when the worlds do, what the cycle is for, and that an interruption leaves no trace."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from vizlab.errors import VizlabError
from vizlab.frames import Frames
from vizlab.store import Store
from vizlab.style.cycle import clouds, digits, measures, stacks, sweep, translate, watch
from vizlab.style.cycle.duel import Duel, Terms, source
from vizlab.style.cycle.losses import ADVERSARIAL, distance
from vizlab.style.cycle.recipe import CLOUDS, DIGITS, SWEEP, CloudsRecipe, DigitsRecipe, SweepRecipe

LINEAR = stacks.Shape(((2, 2), (2,)), lambda parts, x: torch.baddbmm(parts[1][:, None], x, parts[0].mT))
QUICK = CloudsRecipe(updates=20, units=8)
DICE = torch.Generator().manual_seed(0)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(str(tmp_path / "kept"))


def duel(cycle: float = 10.0, identity: float = 0.5, adversarial: str = "least squares") -> Duel:
    terms = Terms(torch.tensor([cycle]), torch.tensor([identity]), adversarial)
    return Duel((stacks.perceptron(2, 6, 2), stacks.perceptron(2, 6, 1)), terms, [3])


def network(shape: stacks.Shape, weights: torch.Tensor) -> torch.nn.Sequential:
    """The same perceptron in torch's own layers, in float64."""
    layers: list[torch.nn.Module] = []
    parts = weights.double().split([int(np.prod(size)) for size in shape.sizes])
    for (size, weight), bias in zip(list(zip(shape.sizes, parts, strict=True))[::2], parts[1::2], strict=True):
        layer = torch.nn.Linear(size[1], size[0], dtype=torch.float64)
        layer.load_state_dict({"weight": weight.reshape(size), "bias": bias})
        layers += [layer, torch.nn.LeakyReLU(0.2)]
    return torch.nn.Sequential(*layers[:-1])


@pytest.mark.parametrize("adversarial", ADVERSARIAL)
def test_the_losses_are_those_of_the_paper(adversarial: str) -> None:
    """Zhu 2017, eq. 1 to 3 and section 5.2, written out for one pair of networks."""
    ours, (a, b) = duel(adversarial=adversarial), torch.randn(2, 7, 2, generator=DICE)
    g, f = (network(ours.maker, weights) for weights in ours.makers)
    d_b, d_a = (network(ours.judge, weights) for weights in ours.judges)
    losses, made = ours.generator_losses(ours.makers, a[None], b[None])
    a, b = a.double(), b.double()
    if adversarial == "least squares":
        fooling = [(d_b(g(a)) - 1).square().mean(), (d_a(f(b)) - 1).square().mean()]
        judging = 0.5 * ((d_b(b) - 1).square().mean() + d_b(g(a)).square().mean())
    else:
        fooling = [torch.log(1 - torch.sigmoid(d(x))).mean() for d, x in ((d_b, g(a)), (d_a, f(b)))]
        judging = -torch.log(torch.sigmoid(d_b(b))).mean() - torch.log(1 - torch.sigmoid(d_b(g(a)))).mean()
    cycle = (f(g(a)) - a).abs().mean() + (g(f(b)) - b).abs().mean()
    identity = (g(b) - b).abs().mean() + (f(a) - a).abs().mean()
    torch.testing.assert_close(losses.sum().double(), sum(fooling) + 10 * cycle + 0.5 * identity, rtol=1e-5, atol=1e-6)
    answers = ours.answers(b.float()), ours.judge(ours.judges, made)
    found = ADVERSARIAL[adversarial].discriminator(*answers)[0]
    torch.testing.assert_close(found.double(), judging, rtol=1e-5, atol=1e-6)


def test_the_cycle_costs_nothing_for_maps_that_undo_each_other() -> None:
    terms = Terms(torch.tensor([1.0]), torch.tensor([0.0]), "least squares")
    ours = Duel((LINEAR, stacks.perceptron(2, 4, 1)), terms, [0])
    swap_and_double = torch.tensor([[0.0, 2.0, 2.0, 0.0, 0.0, 0.0], [0.0, 0.5, 0.5, 0.0, 0.0, 0.0]])
    ours.makers.copy_(swap_and_double)
    points = torch.randn(9, 2, generator=DICE)
    made, back = ours.carried(points, points)
    assert torch.equal(back, points.expand(2, -1, -1))
    assert torch.equal(made[0], 2 * points.flip(1))
    assert float(distance(back, points.expand(2, -1, -1)).sum()) == 0
    ours.makers[1] *= 1.1
    assert float(distance(ours.carried(points, points)[1], points.expand(2, -1, -1)).min()) > 0.01


def test_worlds_swapped_are_networks_swapped() -> None:
    ours, other = duel(), duel()
    other.makers.copy_(ours.makers.flip(0))
    other.judges.copy_(ours.judges.flip(0))
    for _ in range(3):
        a, b = torch.randn(2, 1, 8, 2, generator=DICE)
        ours.step(a, b, 0.01)
        other.step(b, a, 0.01)
    assert not torch.equal(ours.makers[0], ours.makers[1])
    torch.testing.assert_close(other.makers.flip(0), ours.makers, rtol=1e-4, atol=1e-6)
    torch.testing.assert_close(other.judges.flip(0), ours.judges, rtol=1e-4, atol=1e-6)


def test_runs_side_by_side_are_runs_alone() -> None:
    a, b = torch.randn(2, 1, 8, 2, generator=DICE)
    seeds, weights = [1, 2], [10.0, 0.0]
    shapes = stacks.perceptron(2, 6, 2), stacks.perceptron(2, 6, 1)
    pair = Duel(shapes, Terms(torch.tensor(weights), torch.zeros(2), "minimax"), seeds)
    alone = [Duel(shapes, Terms(torch.tensor([w]), torch.zeros(1), "minimax"), [s]) for w, s in zip(weights, seeds, strict=True)]
    for _ in range(3):
        pair.step(a.expand(2, -1, -1), b.expand(2, -1, -1), 0.01)
        for one in alone:
            one.step(a, b, 0.01)
    for run, one in enumerate(alone):
        torch.testing.assert_close(pair.makers[run::2], one.makers, rtol=1e-4, atol=1e-6)


def test_convolutions_side_by_side_are_torchs() -> None:
    weight, bias, pictures = (torch.randn(size, generator=DICE) for size in ((3, 5, 2, 4, 4), (3, 5), (3, 6, 2, 8, 8)))
    found = stacks.convolve(weight, bias, pictures, 2)
    alone = [torch.nn.functional.conv2d(x, w, b, 2, 1) for x, w, b in zip(pictures, weight, bias, strict=True)]
    torch.testing.assert_close(found, torch.stack(alone), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", clouds.PAIRS)
def test_the_symmetries_of_a_cloud_cannot_be_seen(name: str) -> None:
    """After any of them B looks as before, by the distance of another draw; and the true map is right, blind guessing is not."""
    pair = clouds.PAIRS[name]
    parts = torch.multinomial(torch.tensor(pair.shares), 3000, replacement=True, generator=source(0))
    along, wobble = torch.rand(3000, generator=source(1)), torch.randn(3000, 2, generator=source(2))
    b = pair.b(parts, along, wobble)
    for symmetry in pair.symmetries:
        moved = pair.b(torch.tensor(symmetry)[parts], along, wobble)
        assert float(measures.sliced_distance(moved[None], b)[0]) < 0.1
    ends = measures.ends(pair, measures.hold(pair, 300, source(3)))
    assert ends["true map"]["cycle error"] == 0
    assert ends["true map"]["right"] > 0.85
    assert ends["blind"]["right"] < max(pair.shares) + 0.1
    assert ends["blind"]["cycle error"] == pytest.approx(1, abs=0.1)


def test_accuracy_counts_by_hand() -> None:
    parts, found = torch.tensor([0, 0, 1, 1]), torch.tensor([[1, 1, 0, 1], [0, 0, 0, 0]])
    true, symmetric = measures.accuracy(found, parts, ((0, 1), (1, 0)))
    assert true.tolist() == [0.25, 0.5]
    assert symmetric.tolist() == [0.75, 0.5]
    assert measures.kept_together(found, parts).tolist() == [0.75, 1.0]


def test_with_the_cycle_the_way_back_leads_home_and_without_it_does_not(store: Store) -> None:
    """The bundled run, its control beside it: both are good copies of B, and only one comes back."""
    record = Frames(CLOUDS, CloudsRecipe()).record()
    assert record is not None
    numbers, ends = record["numbers"], record["ends"]
    assert numbers["cycle error"][0] < 0.02 < 0.5 < numbers["cycle error"][1]
    assert max(numbers["distance to B"]) < 0.2
    assert numbers["right up to symmetry"][0] > 0.95
    assert numbers["right"][0] < 0.5, "a ring hides which of its sixteen pairings is the true one"
    assert ends["blind"]["right"] < 0.2
    short = CloudsRecipe(updates=80, units=16)
    list(watch.watch(short, store))
    found = Frames(CLOUDS, short, store).record() or {}
    assert found["numbers"]["cycle error"][0] < 0.5 * found["numbers"]["cycle error"][1]


def test_digits_keep_their_class_only_with_the_cycle() -> None:
    record = Frames(DIGITS, DigitsRecipe()).record()
    assert record is not None
    (kept, lost), (home, astray) = record["numbers"]["class kept"], record["numbers"]["cycle error"]
    assert kept > 0.85 > 0.5 > lost
    assert home < 0.2 < 0.5 < astray
    assert record["ends"]["blind"]["class kept"] == pytest.approx(0.1, abs=0.05)
    near, far = record["numbers"]["distance to the true partner"]
    assert near < 0.25 < far


def test_the_sweep_shows_what_the_weight_does() -> None:
    frames = Frames(SWEEP, SweepRecipe()).read()
    errors, right = sweep.values(frames, "cycle error"), sweep.values(frames, "right")
    assert errors.shape == (4, SweepRecipe().seeds)
    assert np.median(errors[0]) > 0.5, "without the cycle a seed may find the way home by luck, and most do not"
    assert (errors[-1] < 0.05).all()
    assert right[-1].mean() < 0.5, "leading home is not pairing right"


@pytest.mark.parametrize(
    ("work", "recipe", "stop"),
    [
        (watch.watch, QUICK, 9),
        (translate.translate, DigitsRecipe(digit_updates=10, generator="fully connected", channels=2), 4),
        (sweep.sweep, SweepRecipe(updates=10, units=4, seeds=2), 12),
    ],
    ids=["clouds", "digits", "sweep"],
)
def test_an_interruption_leaves_no_trace(work: Any, recipe: Any, stop: int, store: Store, tmp_path: Path) -> None:
    kind = {CloudsRecipe: CLOUDS, DigitsRecipe: DIGITS, SweepRecipe: SWEEP}[type(recipe)]
    whole = Store(str(tmp_path / "whole"))
    list(work(recipe, whole))
    steps = work(recipe, store)
    assert any(step.done >= stop for step in steps)
    steps.close()
    assert Frames(kind, recipe, store).record() is None
    list(work(recipe, store))
    frames = [Frames(kind, recipe, each).read() for each in (whole, store)]
    assert len(frames[0]) > 1
    for left, right in zip(*frames, strict=True):
        assert left.index == right.index
        assert left.arrays.keys() == right.arrays.keys()
        for name, array in left.arrays.items():
            np.testing.assert_array_equal(array, right.arrays[name], err_msg=f"{left.index}/{name}")


def test_nothing_else_is_changed(store: Store) -> None:
    before = torch.get_rng_state()
    list(watch.watch(CloudsRecipe(updates=10, units=4), store))
    assert torch.equal(torch.get_rng_state(), before)


@pytest.mark.parametrize("name", digits.CHANGES)
def test_the_rule_makes_b_and_no_digit_is_in_both_worlds(name: str) -> None:
    found = digits.worlds(name)
    assert found.a.shape[1:] == found.b.shape[1:] == (digits.CHANGES[name].channels, 16, 16)
    assert float(found.b.min()) >= -1
    assert float(found.b.max()) <= 1
    assert float((found.held - found.partners).abs().mean()) > 0.02
    if name == "inverted":
        torch.testing.assert_close(found.partners, -found.held)
        plain = {tuple(picture.flatten().tolist()) for picture in found.a}
        assert not plain & {tuple((-picture).flatten().tolist()) for picture in found.b}


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        (CloudsRecipe, "clouds", "cats and dogs"),
        (CloudsRecipe, "cycle_weight", -1.0),
        (DigitsRecipe, "change", "eaten"),
        (DigitsRecipe, "generator", "none"),
        (SweepRecipe, "varied", "seed"),
    ],
)
def test_wrong_recipes_of_a_cycle_are_refused(kind: Callable[..., Any], field: str, value: Any) -> None:
    with pytest.raises(VizlabError, match=f"{field} must"):
        kind(**{field: value})
