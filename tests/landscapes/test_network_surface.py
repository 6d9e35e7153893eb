"""Surfaces of networks as a job computes them: coarse to fine, resumed, with a record that says how much to believe."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
import torch

from vizlab import data, library
from vizlab.errors import VizlabError
from vizlab.frames import Frames
from vizlab.landscapes.network import (
    KIND,
    Losses,
    SurfaceRecipe,
    explore,
    gap,
    negative_share,
    prepare,
    sharpness,
    thinned,
    widest_gap,
)
from vizlab.store import Store
from vizlab.training.report import to_inputs

SMALL = {"reference": "bundled/spirals-mlp@40", "n": 64, "points": 11}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(str(tmp_path / "surfaces"))


def test_pictures_come_coarse_to_fine_and_a_broken_off_run_goes_on(store: Store, tmp_path: Path) -> None:
    recipe = SurfaceRecipe(**SMALL)
    whole = Store(str(tmp_path / "whole"))
    steps = list(explore(recipe, whole))
    assert [step.frame for step in steps if step.frame is not None] == [6, 11]
    generator = explore(recipe, store)
    list(itertools.takewhile(lambda step: step.frame is None, generator))
    generator.close()
    assert Frames(KIND, recipe, store).indices() == [6]
    record = list(explore(recipe, store))[-1].result
    first, last = Frames(KIND, recipe, store).read()
    np.testing.assert_array_equal(first.arrays["loss"], last.arrays["loss"][::2, ::2])
    for name, array in Frames(KIND, recipe, whole).read()[-1].arrays.items():
        np.testing.assert_array_equal(array, last.arrays[name])
    assert record is not None
    assert record["loss"] == pytest.approx(float(last.arrays["loss"][5, 5]), rel=1e-5)
    assert {"noise", "taylor", "eigenvalues", "trace", "negative"} <= set(record)
    rises = [rise for _, rise in record["noise"]]
    assert rises[-1] > rises[0]  # longer noise, higher loss


def test_the_mean_of_all_mini_batches_is_the_full_loss_and_each_alone_is_another() -> None:
    last = Frames(KIND, SurfaceRecipe()).read()[-1].arrays  # comes with vizlab
    thin = thinned(last)
    np.testing.assert_allclose(thin["batches"].mean(0), thin["loss"], rtol=1e-5)
    assert (thin["batches"].std(0) > 0.01 * thin["loss"]).all()
    scene = prepare(SurfaceRecipe())  # one mini-batch, evaluated by itself
    own = Losses(scene.model.network, scene.batch.inputs[45:90], scene.batch.labels[45:90])
    place = own.centre + float(thin["x"][3]) * scene.directions[0] + float(thin["y"][17]) * scene.directions[1]
    assert own.at(place) == pytest.approx(float(thin["batches"][1, 17, 3]), rel=1e-4)


def test_a_bundled_surface_is_what_the_network_says() -> None:
    recipe = SurfaceRecipe(plane="path")
    last, scene = Frames(KIND, recipe).read()[-1].arrays, prepare(recipe)
    for row, column in ((0, 0), (13, 30), (40, 20)):
        x, y = float(scene.xs[column]), float(scene.ys[row])
        place = scene.losses.centre + x * scene.directions[0] + y * scene.directions[1]
        assert scene.losses.at(place) == pytest.approx(float(last["loss"][row, column]), rel=1e-3)


def test_the_path_is_drawn_with_both_honesty_numbers() -> None:
    record = Frames(KIND, SurfaceRecipe(plane="path")).record()
    assert record is not None
    split = data.load("digits")
    assert sum(record["explained"]) == pytest.approx(0.963, abs=0.002)
    curves = gap(record)
    assert curves["on the plane"][-1][1] == pytest.approx(curves["true"][-1][1], rel=1e-4)  # the model itself lies on it
    scene = prepare(SurfaceRecipe(plane="path"))
    early = library.open_model("bundled/digits-cnn@3")
    scores = early.network(scene.batch.inputs)
    assert dict(curves["true"])[3] == pytest.approx(
        float(torch.nn.functional.cross_entropy(scores, scene.batch.labels)), rel=1e-4
    )
    epoch, plane, true = widest_gap(record)
    assert max(plane / true, true / plane) > 2, "the plane would be believed, and must not be"
    assert epoch < 30
    assert len(split.test) == 360


def test_of_a_path_that_lies_in_a_plane_the_plane_shows_all(monkeypatch: pytest.MonkeyPatch) -> None:
    from vizlab.landscapes.network import directions

    model = library.open_model("bundled/spirals-mlp@40")
    found = Losses(model.network, torch.rand(8, 2), torch.arange(8) % 2)
    plane = torch.linalg.qr(torch.randn(len(found.centre), 2, generator=torch.Generator().manual_seed(0))).Q.T
    walk = {epoch: torch.tensor([0.1 * (40 - epoch), 0.02 * (40 - epoch) ** 1.5]) for epoch in model.epochs}
    monkeypatch.setattr(
        directions,
        "weights_of",
        lambda name: found.split(found.centre + walk[int(name.split("@")[1])] @ plane),
    )
    way = directions.way(model, found)
    assert sum(way.explained) > 0.9999
    assert way.epochs == model.epochs
    wanted = torch.stack([walk[epoch] for epoch in model.epochs]).norm(dim=1)
    torch.testing.assert_close(way.points.norm(dim=1), wanted, rtol=1e-3, atol=1e-3)


def test_along_the_steepest_bend_the_parabola_rises_by_one_nat_in_one_unit(store: Store) -> None:
    recipe = SurfaceRecipe(plane="eigenvectors", span=0.1, **SMALL)
    record = list(explore(recipe, store))[-1].result
    last = Frames(KIND, recipe, store).read()[-1].arrays["loss"]
    assert record is not None
    for middle in (last[5], last[:, 5]):
        bend = (middle[6] - 2 * middle[5] + middle[4]) / 0.02**2
        assert bend == pytest.approx(2, rel=0.2)  # nats per unit squared: half of it is the parabola's height at 1
    assert record["eigenvalues"][0] >= record["eigenvalues"][1] > 0


def test_a_line_ends_at_both_models_and_a_permuted_twin_has_a_hump() -> None:
    permuted = Frames(KIND, SurfaceRecipe(plane="line", to="permuted"))
    record, loss = permuted.record(), permuted.read()[-1].arrays["loss"][0]
    assert record is not None
    assert loss[0] == pytest.approx(record["loss"], rel=1e-4)
    assert loss[-1] == pytest.approx(loss[0], rel=1e-3)
    assert loss[len(loss) // 2] > 1, "reordered units must be far from each other"
    scene = prepare(SurfaceRecipe(plane="line", to="bundled/spirals-mlp@5", **SMALL))
    other = library.open_model("bundled/spirals-mlp@5").network
    end = scene.losses.at(scene.losses.centre + scene.directions[0])
    wanted = torch.nn.functional.cross_entropy(other(scene.batch.inputs), scene.batch.labels)
    assert end == pytest.approx(float(wanted), rel=1e-4)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"plane": "diagonal"}, "plane must be one of"),
        ({"plane": "line"}, "A line needs a model to lead to"),
        ({"to": "permuted"}, "only a line has one"),
        ({"points": 12}, "points must be one of"),
        ({"n": 100}, "multiple of 8"),
        ({"span": 0.0}, "span must lie between"),
        ({"plane": "line", "to": "bundled/spirals-mlp@40"}, "same layers"),
        ({"reference": "bundled/mnist-lenet5@7"}, "must be downloaded first"),
        ({"plane": "line", "to": "bundled/digits-cnn@31"}, "no checkpoint of epoch 31"),
        ({"reference": "bundled/fashion-cnn@10", "part": "samples", "plane": "line", "to": "bundled/digits-cnn@3"}, "layers"),
    ],
)
def test_what_cannot_be_drawn_is_said_in_a_sentence(fields: dict[str, object], sentence: str, store: Store) -> None:
    with pytest.raises(VizlabError, match=sentence):
        list(explore(SurfaceRecipe(**fields), store))  # type: ignore[arg-type]


def test_small_batches_end_where_the_loss_bends_less() -> None:
    """As shipped, and one network of it trained again: its loss, by its recipe, is the one that was kept."""
    frames = Frames(sharpness.KIND, sharpness.BatchesRecipe()).read()
    found = {name: dict(zip(sharpness.SIZES, sharpness.medians(frames, name), strict=True)) for name in sharpness.MEASURES}
    assert found["trace"][16] < 0.85 * found["trace"][256]
    assert found["rise"][16] < 0.85 * found["rise"][256]
    assert abs(found["loss"][16] - found["loss"][256]) < 0.02, "both must have learned alike, or flatness says nothing"


def test_batch_sizes_are_compared_step_by_step(store: Store) -> None:
    recipe = sharpness.BatchesRecipe(updates=20)
    steps = list(sharpness.compare(recipe, store))
    assert [step.frame for step in steps if step.frame is not None] == list(sharpness.SIZES)
    first = Frames(sharpness.KIND, recipe, store).read()[0].arrays
    assert set(first) == set(sharpness.MEASURES)
    split = data.load("digits")
    network = sharpness.start(0)
    source = torch.Generator().manual_seed(0)
    inputs, labels = to_inputs(torch.from_numpy(split.train.inputs)), torch.from_numpy(split.train.labels)
    optimizer = torch.optim.SGD(network.parameters(), lr=recipe.rate)  # the oracle
    for _ in range(recipe.updates):
        chosen = torch.randint(0, len(inputs), (sharpness.SIZES[0],), generator=source)
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(network(inputs[chosen]), labels[chosen]).backward()
        optimizer.step()
    wanted = torch.nn.functional.cross_entropy(network(inputs), labels).item()
    assert first["loss"][0] == pytest.approx(wanted, rel=1e-4)


def test_the_shipped_network_is_convex_near_its_minimum_and_not_everywhere() -> None:
    last = Frames(KIND, SurfaceRecipe()).read()[-1].arrays
    step = (float(last["y"][1] - last["y"][0]), float(last["x"][1] - last["x"][0]))
    assert 0.01 < negative_share(last["loss"], step) < 0.5


def test_without_shortcuts_the_same_network_is_sharper() -> None:
    """As shipped: the largest eigenvalue, and what long weight noise does, are those of the networks named."""
    found = {}
    for name in ("cifar-resnet20", "cifar-plain20"):
        recipe = SurfaceRecipe(reference=f"bundled/{name}@30", n=200, points=21)
        record, last = Frames(KIND, recipe).record(), Frames(KIND, recipe).read()[-1].arrays
        assert record is not None
        assert record["loss"] == pytest.approx(float(last["loss"][10, 10]), rel=1e-5)
        found[name] = record["eigenvalues"][0], dict(record["noise"])[0.4]
    assert found["cifar-plain20"][0] > 1.2 * found["cifar-resnet20"][0]
    assert found["cifar-plain20"][1] > 1.2 * found["cifar-resnet20"][1]
