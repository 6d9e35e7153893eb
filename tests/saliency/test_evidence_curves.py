"""Deletion and insertion: the areas are those of a plain loop, best for a perfect map and nothing for dice."""

from __future__ import annotations

import copy
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from vizlab.errors import VizlabError
from vizlab.models import build
from vizlab.recipes import Recipe
from vizlab.saliency import BASELINES, gradient_map
from vizlab.saliency.baselines import baseline_of
from vizlab.saliency.evidence import by_chance, chance_overlap, curves, table

STEPS = 7


def looped(model: nn.Module, image: torch.Tensor, saliency: torch.Tensor, target: int, missing: str) -> tuple[float, float]:
    """Areas under deletion and insertion, a picture at a time, a pixel at a time, trapezoid by trapezoid."""
    filled = baseline_of(image[None], missing, 0)[0]
    order = sorted(range(saliency.numel()), key=lambda place: -float(saliency.flatten()[place]))
    areas = []
    for before, after in ((image, filled), (filled, image)):
        heights = []
        for step in range(STEPS + 1):
            picture = before.clone()
            for place in order[: round(step / STEPS * len(order))]:
                row, column = divmod(place, saliency.shape[1])
                picture[:, row, column] = after[:, row, column]
            with torch.no_grad():
                heights.append(float(model(picture[None]).softmax(1)[0, target]))
        areas.append(sum((a + b) / 2 for a, b in pairwise(heights)) / STEPS)
    return areas[0], areas[1]


@pytest.mark.parametrize("missing", BASELINES)
def test_the_areas_are_those_of_a_plain_loop(missing: str, trained: Any) -> None:
    image, target = trained.images[0], int(trained.labels[0])
    maps = torch.stack([torch.randn(8, 8, generator=torch.Generator().manual_seed(seed)) for seed in range(2)])
    together = curves(trained.model, image, maps, target, steps=STEPS, missing=missing)
    assert together.deletion.shape == (2, STEPS + 1)
    for index, saliency in enumerate(maps):
        deletion, insertion = looped(trained.model, image, saliency, target, missing)
        assert together.deletion_area[index] == pytest.approx(deletion, abs=1e-5)
        assert together.insertion_area[index] == pytest.approx(insertion, abs=1e-5)
        alone = curves(trained.model, image.numpy(), saliency.numpy(), target, steps=STEPS, missing=missing)
        np.testing.assert_allclose(alone.deletion, together.deletion[index], atol=1e-6)


def test_no_map_beats_the_perfect_one_and_none_is_worse_than_its_inverse() -> None:
    """Of a linear network the perfect map is what each pixel adds: any other order of deletion keeps more of the score."""
    model = build(Recipe(model="logistic regression"), (1, 5, 6), 2)
    image = torch.rand(1, 5, 6, generator=torch.Generator().manual_seed(0))
    weight = model.get_parameter("linear.weight").detach()
    perfect = ((weight[1] - weight[0]).view(5, 6) * (image[0] - image.mean())).detach()
    dice = torch.rand(40, 5, 6, generator=torch.Generator().manual_seed(1))
    found = curves(model, image, torch.cat([perfect[None], -perfect[None], dice]), 1, steps=30)
    assert (found.deletion[0] <= found.deletion + 1e-6).all()
    assert (found.deletion[1] >= found.deletion - 1e-6).all()
    assert found.deletion_area[0] < found.deletion_area[2:].min()
    assert found.insertion_area[0] > found.insertion_area[2:].max()


def test_dice_gain_nothing_where_the_gradient_gains(trained: Any) -> None:
    """Also an empty map, whose pixels come in an order drawn by the seed. Standard error over 40 pictures: about 0.01."""
    gain: dict[str, list[float]] = {"dice": [], "empty": [], "gradient": []}
    marked = gradient_map(trained.model, trained.images[:40], trained.labels[:40])
    for index in range(40):
        image, target = trained.images[index], int(trained.labels[index])
        dice = by_chance(trained.model, image, target, seed=index)
        gain["dice"].append(float((dice.insertion_area - dice.deletion_area).mean()))
        for name, saliency in (("empty", torch.zeros(8, 8)), ("gradient", marked[index])):
            found = curves(trained.model, image, saliency, target, seed=index)
            gain[name].append(float(found.insertion_area - found.deletion_area))
    mean = {name: float(np.mean(values)) for name, values in gain.items()}
    assert abs(mean["dice"]) < 0.04
    assert abs(mean["empty"]) < 0.06
    assert mean["gradient"] > 0.15


def test_a_table_has_a_row_for_every_map_and_one_for_chance(trained: Any) -> None:
    image, target = trained.images[0], int(trained.labels[0])
    maps = {"one": torch.rand(8, 8).numpy(), "other": torch.rand(8, 8).numpy()}
    areas = {name: curves(trained.model, image, values, target) for name, values in maps.items()}
    mask = np.zeros((8, 8), bool)
    mask[:2] = True
    found = table(maps, areas, by_chance(trained.model, image, target), mask)
    assert found["method"] == ["one", "other", "chance"]
    assert {len(column) for column in found.values()} == {3}
    assert found["mass"][2] == found["pointing"][2] == 0.25
    assert found["overlap"][2] == chance_overlap(mask) == pytest.approx(0.25 / 1.75)
    assert found["deletion"][0] == pytest.approx(float(areas["one"].deletion_area))
    assert "mass" not in table(maps, areas, by_chance(trained.model, image, target))


def test_the_network_is_left_as_found_also_after_a_failure(trained: Any) -> None:
    trained.model.train()
    before, random_state = copy.deepcopy(trained.model.state_dict()), torch.get_rng_state()
    image = trained.images[0].clone()
    curves(trained.model, image, torch.rand(8, 8, generator=torch.Generator()), 0)
    for wrong in ({"steps": 0}, {"missing": "snow"}):
        with pytest.raises(VizlabError, match=r"1 step or more|must be one of"):
            curves(trained.model, image, torch.zeros(8, 8), 0, **wrong)  # type: ignore[arg-type]
    for shape in ((4, 4), (2, 2, 8, 8)):
        with pytest.raises(VizlabError, match="of the same size"):
            curves(trained.model, image, torch.zeros(shape), 0)
    assert trained.model.training
    trained.model.eval()
    assert torch.equal(image, trained.images[0])
    assert torch.equal(torch.get_rng_state(), random_state)
    assert all(torch.equal(value, before[key]) for key, value in trained.model.state_dict().items())
    assert all(parameter.requires_grad for parameter in trained.model.parameters())
