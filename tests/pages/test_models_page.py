"""The page Models under `AppTest`: cards, layers, links, comparison, own files; the lines of Python beside each figure."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from reading import assert_clean, assert_sound, charts, drawn, leaves, open_code, plots, said
from safetensors.torch import save
from streamlit.testing.v1 import AppTest

from vizlab import library
from vizlab.models import build, fitting, imports
from vizlab.randomness import RandomStream
from vizlab.recipes import Recipe

Open = Callable[..., AppTest]


def links(at: AppTest) -> dict[str, str]:
    return {leaf.proto.label: leaf.proto.query_string for leaf in leaves(at.main) if leaf.type == "page_link"}


def code_of(at: AppTest) -> list[str]:
    open_code(at)
    return [
        leaf.proto.code_text if hasattr(leaf.proto, "code_text") else leaf.value
        for leaf in leaves(at.main)
        if leaf.type == "code"
    ]


def weights(**changes: Any) -> bytes:
    with RandomStream(1):
        model = build(Recipe(model="small CNN", depth=2, width=8), (1, 8, 8), 10)
    return save(model.state_dict() | changes)


def test_a_card_opens_its_network_elsewhere(open_page: Open) -> None:
    at = open_page("models", {"reference": "bundled/mnist-lenet5"})
    assert_clean(at, "models")
    found = links(at)
    assert "reference=bundled%2Fmnist-lenet5" in found["Open in Filters"]
    assert "model=LeNet-5" in found["Open in Train"]
    text = " ".join(drawn(at))
    assert f"{library.open_run('bundled/mnist-lenet5').accuracy:.1%}" in text
    assert "61,706" in text


def test_the_link_to_train_is_understood_there(open_page: Open) -> None:
    query = links(open_page("models", {"reference": "bundled/spirals-mlp"}))["Open in Train"]
    asked = dict(part.split("=") for part in query.split("&"))
    at = open_page("train", asked)
    assert_clean(at, "train")
    assert at.session_state["data"] == "spirals"
    assert at.metric[0].value == "2,370"


def test_public_weights_that_are_not_here_can_be_asked_for(open_page: Open) -> None:
    at = open_page("models", {"reference": "imagenet/resnet18"})
    assert_clean(at, "models")
    assert "not on this machine: 47 MB" in said(at.info[0])
    assert at.button(key="download").label == "Download the weights"
    assert "Open in Filters" not in links(at)


def test_an_own_network_is_renamed_and_deleted(open_page: Open) -> None:
    state = library.open_model("bundled/digits-cnn").network.state_dict()
    reference = imports.keep(state, fitting.compare(state, "small CNN", 8), title="Mine *and* bold")
    at = open_page("models", {"reference": reference})
    assert_clean(at, "models")
    assert said(at.header[0]) == "Mine *and* bold"
    at.text_input(key=f"title-{reference}").set_value("Plain").run()
    at.button(key="rename").click().run()
    assert imports.find(reference).title == "Plain"
    at.button(key="delete").click().run()
    assert imports.kept() == []
    assert_sound(at, "models")


def test_a_layer_is_told_with_the_way_to_its_filters(open_page: Open) -> None:
    at = open_page("models", {"view": "Architecture", "network": "bundled/fashion-cnn", "layer": "block2.conv"})
    assert_clean(at, "models")
    assert any("18,432 weights" in said(text) for text in at.markdown)
    query = links(at)["See its filters"]
    assert "layer=block2.conv" in query
    shown = open_page("filters", {"reference": "bundled/fashion-cnn", "layer": "block2.conv"})
    assert_clean(shown, "filters")
    assert shown.session_state["layer"] == "block2.conv"
    assert "See its filters" not in links(open_page("models", {"view": "Architecture"}))


def test_two_networks_say_different_things_of_one_picture(open_page: Open) -> None:
    asked = {"view": "Compare two", "a": "bundled/fashion-cnn", "b": "bundled/digits-cnn"}
    at = open_page("models", asked)
    assert_clean(at, "models")
    both = charts(at)
    assert {"answer-a", "answer-b"} <= both.keys()
    assert both["answer-a"] != both["answer-b"]
    points = open_page("models", asked | {"b": "bundled/spirals-mlp"})
    assert_clean(points, "models")
    assert "One of them takes points" in said(points.info[0])


def upload(at: AppTest, name: str, file: bytes) -> AppTest:
    return at.file_uploader(key="weights_file").upload(name, file, "application/octet-stream").run()


OWN = {"view": "Bring your own", "architecture": "small CNN", "size_px": "8"}


def test_a_good_file_is_kept_and_a_wrong_one_is_told_what_is_wrong(open_page: Open) -> None:
    at = upload(open_page("models", OWN), "digits.safetensors", weights())
    assert_clean(at, "models")
    assert "inputs of 1 × 8 × 8, 10 classes, depth 2, width 8, batch norm True" in said(at.success[0])
    at.text_area(key="own_classes").set_value("only\ntwo").run()
    at.button(key="keep").click().run()
    assert "one class name for each of the last layer's 10 outputs; got 2" in said(at.error[0])
    at.text_area(key="own_classes").set_value(",".join("abcdefghij")).run()
    at.button(key="keep").click().run()
    assert_clean(at, "models")
    (kept,) = imports.kept()
    assert (kept.title, kept.classes) == ("digits", tuple("abcdefghij"))
    assert f"reference={kept.reference.replace('/', '%2F')}" in links(at)["Open in Filters"]

    wrong = upload(
        open_page("models", OWN), "wrong.safetensors", weights(extra=torch.zeros(1), **{"output.bias": torch.zeros(3)})
    )
    assert_sound(wrong, "models")
    assert "0 missing, 1 unexpected, 1 misshapen" in said(wrong.error[0])
    other = upload(open_page("models", OWN | {"architecture": "ResNet-20", "size_px": "32"}), "other.safetensors", weights())
    assert_sound(other, "models")
    assert "must hold the tensors of ResNet-20" in said(other.error[0])
    nonsense = upload(open_page("models", OWN), "words.pth", b"These are words.")
    assert_sound(nonsense, "models")
    assert "neither, or it is damaged" in said(nonsense.error[0])


@pytest.mark.parametrize(
    "address",
    [
        {"view": "Architecture", "network": "GoogLeNet", "layer": "inception3a.branch1.conv"},
        {"view": "Compare two", "a": "bundled/cifar-cnn", "b": "bundled/fashion-cnn"},
    ],
    ids=lambda address: address["view"],
)
def test_the_lines_of_python_make_the_same_figures(
    address: dict[str, str], open_page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = open_page("models", address)
    assert_clean(at, "models")
    monkeypatch.chdir(tmp_path)
    made = []
    for text in code_of(at):
        names: dict[str, Any] = {}
        exec(compile(text, "snippet", "exec"), names)
        made.append(json.loads(names["figure"].to_json())["data"])
    shown = [figure["data"] for figure in plots(at).values()]
    assert len(made) == len(shown) >= 2
    assert made == shown
