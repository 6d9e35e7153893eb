"""Layers, Neighbours and Structure: every topic opens finished, and the lines under its figures make these very figures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from reading import assert_clean, assert_lines_make_figures, plots
from streamlit.testing.v1 import AppTest

from vizlab import library
from vizlab.data import samples

Open = Callable[..., AppTest]
DIGITS = {"reference": "bundled/digits-cnn"}
STRUCTURE = {"view": "Structure"}
TOPICS = [  # address, figures, a number of it
    ({"topic": "Kernels", "layer": "block2.activation"}, ["sorted-kernels", "spectra", "orientation"], None),
    ({"topic": "Activity"}, ["answers", "likeness"], ("Duplicates", "1")),
    (DIGITS | {"topic": "Probes"}, ["probes", "channels", "mixed-map"], ("Best, block2.pool", "99.6%")),
    ({"topic": "Templates"}, ["templates", "template-scores"], ("Largest on the own class", "10 of 10")),
    ({"view": "Neighbours"}, ["by-pixels", "by-layer", "rates"], ("By block2.pool", "99.0%")),
    (STRUCTURE | {"rank": "64"}, ["singular", "ranks", "left-kernels"], None),
    (STRUCTURE | {"topic": "Winograd"}, ["tile-place", "tiled", "tile"], ("Fewer by", "2.25 ×")),
    (STRUCTURE | {"topic": "Non-local"}, ["looking", "non-local"], None),
    (STRUCTURE | {"reference": "bundled/cifar-cnn"}, ["singular", "ranks", "left-kernels"], None),
]


@pytest.mark.parametrize(("address", "keys", "number"), TOPICS, ids=str)
def test_every_topic_opens_finished_and_its_lines_make_its_figures(
    address: dict[str, str], keys: list[str], number: tuple[str, str] | None, open_page: Open, tmp_path: Path
) -> None:
    at = open_page("filters", address)
    assert_clean(at, "filters")
    assert list(plots(at)) == keys
    assert number is None or number in [(metric.label, metric.value) for metric in at.metric]
    assert_lines_make_figures(at, tmp_path)


def test_a_full_rank_keeps_the_accuracy_that_a_plain_loop_finds(open_page: Open) -> None:
    network, known = library.open_model("bundled/fashion-cnn").network, samples.crowd("Fashion-MNIST")
    with torch.no_grad():
        said = network(torch.from_numpy(known.inputs[:200]).float() / 255).argmax(1).numpy()
    right = f"{(said == known.labels[:200]).mean():.1%}"
    shown = {metric.label: metric.value for metric in open_page("filters", STRUCTURE | {"rank": "64"}).metric}
    assert shown["Accuracy"] == f"{right} → {right}"
    less = {metric.label: metric.value for metric in open_page("filters", STRUCTURE | {"rank": "2"}).metric}
    assert not less["Accuracy"].endswith(f"→ {right}")


def test_a_click_on_a_map_opens_the_card_of_its_unit(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """The click itself needs a browser; what it does to the address does not."""
    from pages.filter_views import layers_maps

    put: dict[str, str] = {}
    monkeypatch.setattr("pages.knobs.put", put.update)
    monkeypatch.setattr(layers_maps.st, "session_state", {})
    layers_maps.open_card("block1.conv", list(range(31, -1, -1)), (32, 28, 28), 1.5, 0.9)
    assert put == {"view": "Unit", "layer": "block1.conv", "unit": "30"}
    layers_maps.choose_layer(["a", "b"], 5.0, 0.9)
    assert put["layer"] == "b"
