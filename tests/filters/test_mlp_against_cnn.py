"""An MLP against a CNN: shuffled pixels, nuisances, and the job that trains them."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import torch

from vizlab.errors import VizlabError
from vizlab.filters.why import nuisances, verdict, versus
from vizlab.filters.why.versus import VersusRecipe
from vizlab.frames import Frame, Frames

QUICK = VersusRecipe(examples=96, epochs=2, starts=2)


def shipped(wander: int) -> list[Frame]:
    return Frames(versus.KIND, VersusRecipe(wander=wander)).read()


def test_shuffling_costs_the_cnn_and_not_the_mlp() -> None:
    """What comes with vizlab, at full length: means over eight starts."""
    found = verdict.gaps(shipped(1))
    assert abs(found["MLP"][0]) < 2 * found["MLP"][1] + 0.01
    assert found["CNN"][0] > 0.15
    assert found["CNN"][0] > 10 * found["CNN"][1]
    centred = verdict.gaps(shipped(0))
    assert abs(centred["MLP"][0]) < 0.006
    assert centred["CNN"][0] > 3 * centred["CNN"][1]
    assert verdict.twins(shipped(1)) == verdict.twins(shipped(0)) == 0


def test_the_cnn_bears_moves_better_than_an_mlp_of_as_many_weights() -> None:
    for wander in (0, 1):
        areas = verdict.areas(shipped(wander))
        assert all(areas[name]["CNN"] > areas[name]["MLP"] for name in ("moved_px", "turned", "scaled"))
    sizes = {sum(each.numel() for each in versus.network(name, 0).parameters()) for name in versus.NETWORKS}
    assert sizes == {3730}


def test_the_shipped_networks_have_the_accuracy_of_their_record() -> None:
    frames, recipe = shipped(0), VersusRecipe(wander=0)
    accuracy = verdict.under(frames, recipe, {}, 0).accuracy
    assert accuracy == {name: pytest.approx(rows["as they are"][0]) for name, rows in verdict.accuracies(frames).items()}
    for name, nuisance in nuisances.NUISANCES.items():
        level = nuisance.levels[2]
        one = verdict.nuisance_curves(frames, name)["CNN"][0, 2]
        assert verdict.under(frames, recipe, {name: level}, recipe.seed).accuracy["CNN"] == pytest.approx(one, abs=0.004)


def test_a_broken_off_comparison_goes_on_and_repeats_to_the_last_digit() -> None:
    steps = versus.compare(QUICK)
    for step in steps:
        if step.frame == 0:
            break
    steps.close()
    run = Frames(versus.KIND, QUICK)
    first = run.read()[0].arrays
    *_, last = versus.compare(QUICK)
    assert last.result is not None
    assert (last.done, last.total) == (20, 20)
    again = run.read()
    assert len(again) == 2
    assert all(np.array_equal(again[0].arrays[name], values) for name, values in first.items())
    assert verdict.twins(again) == 0
    run.delete()
    list(versus.compare(dataclasses.replace(QUICK)))
    assert np.array_equal(run.read()[1].arrays["curves"], again[1].arrays["curves"])


def test_nuisances_do_what_they_say() -> None:
    dot = torch.zeros(4, 1, 5, 5)
    dot[:, 0, 2, 2] = 1
    shown = nuisances.disturbed(dot, 0, {"moved_px": 2})
    assert [tuple(each.nonzero()[0, 1:].tolist()) for each in shown] == [(2, 4), (4, 2), (2, 0), (0, 2)]
    bar = torch.rand(2, 1, 6, 6, generator=torch.Generator().manual_seed(0))
    turned = nuisances.disturbed(bar, 0, {"turned": 90})
    torch.testing.assert_close(turned[0, 0], torch.rot90(bar[0, 0]), atol=1e-5, rtol=0)
    torch.testing.assert_close(turned[1, 0], torch.rot90(bar[1, 0], -1), atol=1e-5, rtol=0)
    assert ((nuisances.disturbed(torch.ones(9, 1, 8, 8), 3, {"covered_px": 3}) == 0).sum(dim=(1, 2, 3)) == 9).all()
    assert nuisances.disturbed(torch.zeros(1, 1, 4, 11), 0, {"lit": 0.4})[0, 0, 0].tolist() == pytest.approx(
        np.linspace(0, 0.4, 11)
    )
    untouched = {name: nuisance.levels[0] for name, nuisance in nuisances.NUISANCES.items()}
    assert torch.equal(nuisances.disturbed(bar, 0, untouched), bar)
    assert nuisances.area([1, 0.5, 0]) == pytest.approx(0.5)
    with pytest.raises(VizlabError, match="moved_px must lie between 0 and 4"):
        nuisances.disturbed(bar, 0, {"moved_px": 9})
