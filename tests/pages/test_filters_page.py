"""The page Filters under `AppTest`: opens clean, every widget moves something, no address breaks it, its code is true."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from reading import assert_clean, assert_lines_make_figures, made, plots
from streamlit.testing.v1 import AppTest

from vizlab.filters import KERNELS, OPERATIONS, ORDERS

Open = Callable[..., AppTest]
COLOUR = {"reference": "bundled/cifar-cnn", "source": "Photograph"}
KERNEL = {"view": "Operation"}
DEEP = {"layer": "block2.conv"}
LAYER_FIGURES, KERNEL_FIGURES = ["layers", "maps", "map", "kernels", "sum"], ["input", "output", "products", "border"]


@pytest.mark.parametrize(
    ("address", "figures"),
    [
        ({}, LAYER_FIGURES),
        ({"reference": "bundled/mnist-lenet5", "source": "Photograph", "layer": "fc1"}, ["layers", "maps", "map"]),
        (COLOUR | {"layer": "block4.conv", "map": "255"}, LAYER_FIGURES),
        (KERNEL, KERNEL_FIGURES),
        (COLOUR | KERNEL | {"channel": "blue", "kernel": "Gaussian with σ", "sigma": "2.0"}, [*KERNEL_FIGURES, "variance"]),
        (
            {"reference": "bundled/digits-cnn", "epoch": "0", "view": "Operation", "stride": "4", "padding": "0"},
            KERNEL_FIGURES[:3],
        ),
    ],
    ids=str,
)
def test_it_opens_finished(address: dict[str, str], figures: list[str], open_page: Open) -> None:
    at = open_page("filters", address)
    assert_clean(at, "filters")
    assert list(plots(at)) == figures
    assert all(len(json.dumps(chart)) < 500_000 for chart in plots(at).values())


def test_only_networks_with_convolutions_are_offered(open_page: Open) -> None:
    options = open_page("filters").selectbox(key="reference").options
    assert any("LeNet" in option for option in options)
    assert not any("MLP" in option for option in options)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_choice_runs_cleanly(order: str, operation: str, open_page: Open) -> None:
    at = open_page("filters", {"reference": "bundled/digits-cnn", "order": order})
    assert_clean(at, "filters")
    for kernel in list(KERNELS)[:: len(ORDERS)] if order == "number" else list(KERNELS)[1 :: len(ORDERS)]:
        at = open_page("filters", KERNEL | {"reference": "bundled/digits-cnn", "kernel": kernel, "operation": operation})
        assert_clean(at, "filters")


@pytest.mark.parametrize("bad", ["no such value", "1e309", "-1", "NaN"])
@pytest.mark.parametrize("view", [DEEP, COLOUR | KERNEL], ids=str)
def test_wrong_values_fall_back_with_a_visible_note(bad: str, view: dict[str, str], open_page: Open) -> None:
    keys = (
        ("layer", "order", "scale", "map", "input")
        if view is DEEP
        else ("kernel", "operation", "stride", "padding", "channel", "row", "column", "dilation", "border", "topic")
    )
    plain = open_page("filters", {key: value for key, value in view.items() if key != "layer"})
    at = open_page("filters", {key: value for key, value in view.items() if key != "layer"} | dict.fromkeys(keys, bad))
    assert not at.exception
    assert [box.value for box in at.error] == []
    assert plots(at) == plots(plain)
    warned = " ".join(box.value for box in at.warning)
    for key in keys:
        if key != "input":  # the first layer has no such setting, and the note says so
            assert f"not a possible value of {key} here" in warned, key


def test_weights_that_are_no_kernel_leave_the_named_one(open_page: Open) -> None:
    plain = plots(open_page("filters", KERNEL))
    at = open_page("filters", KERNEL | {"weights": "1 2; 3"})
    assert not at.exception
    assert "Those of Sobel x are used" in at.warning[0].value
    assert plots(at) == plain


def test_a_kernel_of_ones_own_goes_with_the_link_until_another_is_chosen(open_page: Open) -> None:
    at = open_page("filters", KERNEL | {"weights": "0 0 0; 0 3 0; 0 0 0"})
    assert plots(at)["products"]["data"][1]["text"][1][1] == "3"
    at.selectbox(key="kernel").set_value("box blur").run()
    assert not at.exception
    assert at.session_state["weights"] == ""
    assert plots(at)["products"]["data"][1]["text"][1][1] == ".11"


def test_sizes_are_filled_in(open_page: Open) -> None:
    at = open_page("filters", KERNEL | {"stride": "2", "padding": "0"})
    assert any("⌊(28 + 2 · 0 − 3) / 2⌋ + 1 = **13** rows" in text.value for text in at.markdown)


@pytest.mark.parametrize(
    ("address", "keys"),
    [
        (DEEP | {"order": "mean activation", "scale": "each its own", "input": "3", "map": "7"}, LAYER_FIGURES),
        (COLOUR | {"zoom": "2.5"}, LAYER_FIGURES),
        (
            KERNEL | {"weights": "0 1; 2 -6; 0 2", "operation": "convolution", "stride": "2", "row": "3", "border": "reflect"},
            KERNEL_FIGURES,
        ),
        (
            COLOUR | KERNEL | {"channel": "green", "invert": "true", "kernel": "Gaussian with σ", "side": "6"},
            [*KERNEL_FIGURES, "variance"],
        ),
        (COLOUR | KERNEL | {"kernel": "Gabor", "orientation": "45.0", "dilation": "2", "padding": "3"}, KERNEL_FIGURES),
    ],
    ids=str,
)
def test_the_lines_under_a_figure_make_this_very_figure(
    address: dict[str, str], keys: list[str], open_page: Open, tmp_path: Path
) -> None:
    at = open_page("filters", address)
    assert_clean(at, "filters")
    assert_lines_make_figures(at, tmp_path, keys)
    for key in keys:
        assert made(at, key, tmp_path)["layout"].get("shapes") == plots(at)[key]["layout"].get("shapes"), key


def test_a_network_of_one_epoch_is_not_compared_with_itself(open_page: Open) -> None:
    for name, compared in (("tiny-vgg", True), ("tiny-vgg-robust", False)):
        at = open_page("filters", {"reference": f"bundled/{name}", "source": "Photograph"})
        assert_clean(at, "filters")
        assert any("Since epoch" in words.value for words in at.markdown) == compared
