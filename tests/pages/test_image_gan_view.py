"""The view GAN on images: the lines under its figures make these very figures, and what it says is what was measured."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from reading import assert_clean, charts, made, plots, said
from streamlit.testing.v1 import AppTest

from vizlab.frames import Frames
from vizlab.generative.image_gan import SHIPPED, ImageGanRecipe
from vizlab.generative.image_gan.rules import RULES, RulesRecipe, outcome

Open = Callable[..., AppTest]
VIEW = {"view": "GAN on images"}
DIGITS = {**VIEW, "image_gan": "dcgan-digits"}
TOPICS: list[dict[str, str]] = [
    {**DIGITS, "gan_epoch": "30", "truncation": "1.0", "code_seed": "3"},
    {**DIGITS, "wanted": "7"},
    {**DIGITS, "topic": "Conditional", "gan_epoch": "10"},
    {**VIEW, "topic": "Train", "train_epoch": "10"},
    {**VIEW, "topic": "Rules", "rule": "no batch norm at the ends"},
    {**DIGITS, "topic": "What it is worth", "code_seed": "2"},
]


@pytest.mark.parametrize("address", TOPICS, ids=lambda address: " ".join(address.values()))
def test_the_lines_under_the_figures_make_these_very_figures(address: dict[str, str], open_page: Open, tmp_path: Path) -> None:
    at = open_page("generative", address)
    assert_clean(at, "generative")
    for key, figure in plots(at).items():
        again = made(at, key, tmp_path)
        assert (again["data"], again.get("frames")) == (figure["data"], figure.get("frames")), key
        assert len(charts(at)[key]) < 500_000, key


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_generator_opens_in_every_topic(name: str, open_page: Open) -> None:
    for topic in ("Samples", "Conditional", "What it is worth"):
        at = open_page("generative", {**VIEW, "topic": topic, "image_gan": name})
        assert_clean(at, "generative")
        assert all(len(spec) < 500_000 for spec in charts(at).values())


def test_the_numbers_stand_beside_the_floor(open_page: Open) -> None:
    at = open_page("generative", DIGITS)
    shown = {metric.label: metric.value for metric in at.metric}
    record = Frames("dcgan", SHIPPED["dcgan-digits"]).record()
    assert record is not None
    distance, times = map(float, re.fullmatch(r"([\d.]+) = ([\d.]+) × floor", shown["Fréchet distance"]).groups())  # type: ignore[union-attr]
    assert distance == pytest.approx(record["distance"], rel=0.2)
    assert times == pytest.approx(distance / record["floor"]["distance"], rel=0.05)
    assert shown["Classes covered"] == "10 of 10"
    assert any("never called FID" in said(text) or "no number here is an FID" in said(text) for text in at.caption)


def test_a_gan_answers_neither_question_and_a_vae_both(open_page: Open) -> None:
    at = open_page("generative", {**DIGITS, "topic": "What it is worth"})
    table = at.table[0].value
    asked, gan, vae = (list(table[column]) for column in table.columns)
    rows = {question: (mine, other) for question, mine, other in zip(asked, gan, vae, strict=True)}
    assert rows["log p(x) of a picture"][0] == rows["the code of a picture"][0] == "— none"
    assert "nats" in rows["log p(x) of a picture"][1]
    assert all(answer.endswith(" ms") for answer in rows["64 samples"])
    assert float(rows["Fréchet distance"][0]) < float(rows["Fréchet distance"][1]), "this VAE draws means, which are blurred"


def test_rules_are_said_to_matter_only_where_the_counts_say_so(open_page: Open) -> None:
    run = Frames("dcgan-rules", RulesRecipe())
    record = run.record()
    assert record is not None
    found = outcome(run.read(), record)
    at = open_page("generative", {**VIEW, "topic": "Rules"})
    text = next(said(part) for part in at.markdown if "With all rules kept" in said(part))
    worse, fine = text.split("It does not for:")
    for index, name in enumerate(RULES, start=1):
        told = f"{name} ({found.rate(index)})"
        assert (told in worse, told in fine) == (found.rate(index) != found.rate(0), found.rate(index) == found.rate(0)), name


def test_one_that_nobody_has_trained_is_offered(open_page: Open) -> None:
    at = open_page("generative", {**VIEW, "topic": "Train", "image_data": "MNIST", "image_seed": "3"})
    assert_clean(at, "generative")
    assert [button.key for button in at.button if str(button.key).startswith("start-")] == ["start-dcgan"]
    assert any("Nobody has trained this one yet" in said(text) for text in at.markdown)
    assert ImageGanRecipe(image_data="MNIST", image_seed=3) not in SHIPPED.values()


@pytest.mark.parametrize("bad", ["no such value", "1e309", "-1", "NaN"])
def test_wrong_values_fall_back_with_a_visible_note(bad: str, open_page: Open) -> None:
    keys = ("image_gan", "gan_epoch", "truncation", "code_seed", "wanted")
    at = open_page("generative", {**VIEW, **dict.fromkeys(keys, bad)})
    assert not at.exception
    assert [said(error) for error in at.error] == []
    assert all(any(f"not a possible value of {key} here" in said(warning) for warning in at.warning) for key in keys)
