"""The way of the weights: what lies in a plane is found again, and the shares are those of the distances."""

from __future__ import annotations

import torch

from vizlab.training import checkpoints
from vizlab.training.path import flat, project


def states(points: torch.Tensor, plane: torch.Tensor) -> list[dict[str, torch.Tensor]]:
    """Networks of two tensors whose weights walk through a plane (2, 30), by its coordinates (k, 2)."""
    weights = 3 + points @ plane
    return [{"b.weight": row[:10].view(2, 5), "a.weight": row[10:], "n.running_mean": torch.rand(4)} for row in weights]


def test_a_way_in_a_plane_is_found_with_all_its_distances() -> None:
    source = torch.Generator().manual_seed(0)
    plane = torch.linalg.qr(torch.randn(30, 2, generator=source)).Q.T
    points = torch.randn(9, 2, generator=source) * torch.tensor([3.0, 1.0])
    found = project(states(points, plane))
    assert torch.allclose(torch.cdist(found.coordinates, found.coordinates), torch.cdist(points, points), atol=1e-4)
    assert torch.allclose(found.coordinates[-1], torch.zeros(2), atol=1e-5)
    assert torch.allclose(found.directions @ found.directions.T, torch.eye(2), atol=1e-5)
    assert sum(found.explained) > 0.9999
    assert found.explained[0] > found.explained[1] > 0


def test_what_leaves_the_plane_is_missing_from_the_shares() -> None:
    walk = torch.eye(6, 30)
    found = project([{"w": row} for row in walk])
    # five unit vectors minus the last: all have length sqrt 2 and share one direction, the others are alike
    distances = ((walk - walk[-1]) ** 2).sum()
    assert torch.isclose((found.coordinates**2).sum() / distances, torch.tensor(sum(found.explained)), atol=1e-5)
    assert 0.5 < sum(found.explained) < 0.75


def test_of_a_real_run_the_plane_holds_most() -> None:
    weights = [checkpoints.weights_of(f"bundled/digits-cnn@{epoch}") for epoch in (0, 1, 2, 3, 5, 10, 20, 30)]
    found = project(weights)
    assert flat(weights[0]).numel() == found.directions.shape[1]
    assert sum(found.explained) > 0.8
    noise = torch.randn(2, found.directions.shape[1], generator=torch.Generator().manual_seed(0))
    random = torch.linalg.qr(noise.T).Q.T  # the control: a random plane sees next to nothing of it
    steps = torch.stack([flat(state) - flat(weights[-1]) for state in weights])
    assert (steps @ random.T).square().sum() / steps.square().sum() < 0.01


def test_names_order_the_vector_and_running_means_are_left_out() -> None:
    vector = flat(
        {"b": torch.tensor([3.0, 4.0]), "a": torch.tensor([[1.0, 2.0]]), "x.running_var": torch.ones(2), "n": torch.tensor(7)}
    )
    assert vector.tolist() == [1.0, 2.0, 3.0, 4.0]
