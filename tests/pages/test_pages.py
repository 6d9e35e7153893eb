"""Every page opens, every widget moves something, and no address breaks a page."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from vizlab import catalogue, library, models, saliency, training
from vizlab.data import DATASETS
from vizlab.images import PHOTOGRAPHS
from vizlab.models import ARCHITECTURES, fits
from vizlab.recipes import KNOBS, Recipe
from vizlab.training import settled

Open = Callable[..., AppTest]
PAGES = [page.name for page in catalogue.PAGES]
KNOB_VALUES: dict[str, list[str]] = {
    name: [str(value) for value in knob.choices] or [str(knob.low), str(knob.high)] for name, knob in KNOBS.items()
} | {"epochs": ["1", "7", "100"], "depth": ["1", "2", "3", "4"], "seed": ["0", "1", "99"]}
VALUES: dict[str, dict[str, list[str]]] = {  # page -> what its address may carry -> possible values
    "home": {"q": ["", "learning rate", "S11", "nothing has these words"]},
    "train": {
        "view": ["New run", "Runs"],
        "data": list(DATASETS),
        "model": list(ARCHITECTURES),
        "optimizer": list(training.OPTIMIZERS),
        "schedule": list(training.SCHEDULES),
        "augment": list(training.AUGMENTATIONS),
        "activation": list(models.ACTIVATIONS),
        "batch_norm": ["true", "false"],
        "filter": ["", "digits", "unfinished"],
        "a": [f"bundled/{name}" for name in library.BUNDLED],
        "b": [f"bundled/{name}" for name in library.BUNDLED],
        "epoch": ["0", "20"],
        "run": ["run/3f9a12c4d7e0"],
        **KNOB_VALUES,
    },
    "saliency": {
        "reference": ["bundled/fashion-cnn", "bundled/digits-cnn", "bundled/mnist-lenet"],
        "epoch": ["0", "1", "2", "3", "5"],
        "source": ["Test set", "Photograph", "Upload", "Camera"],
        "sample": ["0", "7", "29"],
        "photo": list(PHOTOGRAPHS),
        "zoom": ["1.0", "2.5", "8.0"],
        "x": ["0.0", "0.5", "1.0"],
        "y": ["0.0", "0.5", "1.0"],
        "invert": ["true", "false"],
        "target": ["predicted", *map(str, range(10))],
        "output": list(saliency.OUTPUTS),
        "channels": list(saliency.CHANNELS),
        "opacity": ["0.0", "0.6", "1.0"],
    },
}


def leaves(block: Any) -> Iterator[Any]:
    for child in block.children.values():
        yield from leaves(child) if hasattr(child, "children") else [child]


def drawn(at: AppTest) -> list[str]:
    """All that can be read or seen, widgets left out."""
    kinds = ("markdown", "caption", "metric", "plotly_chart", "imgs", "arrow_data_frame", "code", "heading", "alert")
    return [str(leaf.proto) for leaf in leaves(at.main) if leaf.type in kinds or leaf.type in ("info", "success", "warning")]


def assert_sound(at: AppTest, page: str) -> None:
    assert not at.exception, [found.value for found in at.exception]
    assert [title.value for title in at.title] == [catalogue.find_page(page).heading]


def assert_clean(at: AppTest, page: str) -> None:
    assert_sound(at, page)
    assert [error.value for error in at.error] == []
    assert [warning.value for warning in at.warning] == []


# Every page opens


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_finished(page: str, open_page: Open) -> None:
    at = open_page(page)
    assert_clean(at, page)
    assert (len(at.get("plotly_chart")) >= 3) == (page != "home")


def test_home_has_a_card_for_every_page_and_a_link_for_every_demonstration(open_page: Open) -> None:
    at = open_page("home")
    links = [leaf.proto.page for leaf in leaves(at.main) if leaf.type == "page_link"]
    assert len(links) == len(catalogue.PAGES) - 1 + len(catalogue.DEMONSTRATIONS)
    assert len(at.get("imgs")) == len(catalogue.PAGES) - 1


def test_home_searches(open_page: Open) -> None:
    everything = len(catalogue.DEMONSTRATIONS)
    at = open_page("home", {"q": "grad-cam"})
    assert at.text_input(key="q").value == "grad-cam"
    assert at.caption[0].value.startswith("1 of ")
    at.text_input(key="q").set_value("nothing has these words").run()
    assert at.caption[0].value == f"0 of {everything} things to see"
    assert "Nothing has all of these words" in at.info[0].value
    at.text_input(key="q").set_value("").run()
    assert at.caption[0].value == f"{everything} of {everything} things to see"
    assert_clean(at, "home")


PAIRS = [(name, model) for name, entry in DATASETS.items() for model in ARCHITECTURES if fits(model, entry.shape)]


@pytest.mark.parametrize(("data", "model"), PAIRS)
def test_every_network_on_every_data_set_is_offered(data: str, model: str, open_page: Open) -> None:
    optimizer = list(training.OPTIMIZERS)[len(data + model) % len(training.OPTIMIZERS)]
    at = open_page("train", {"data": data, "model": model, "optimizer": optimizer})
    assert_clean(at, "train")
    assert (at.session_state["data"], at.session_state["model"], at.session_state["optimizer"]) == (data, model, optimizer)
    assert {box.key for box in leaves(at.main) if box.key in KNOBS} == set(KNOBS) - training.unread(
        Recipe(data=data, model=model, optimizer=optimizer)
    )


# Every widget moves something


def other_values(page: str, view: Mapping[str, str]) -> list[Any]:
    hidden = {"train": {"view", "filter", "a", "b", "run", "epoch", "noise", "momentum"}, "saliency": set(view)}[page]
    shown = {key: values for key, values in VALUES[page].items() if key not in hidden}
    return [pytest.param(page, view, key, value, id=f"{key}={value}") for key, values in shown.items() for value in values[1:2]]


SAMPLE = [
    case for case in other_values("saliency", {}) if case.values[2] not in ("photo", "zoom", "x", "y", "invert", "channels")
]
PHOTO = [case for case in other_values("saliency", {"source": "Photograph"}) if case.values[2] in ("photo", "zoom", "x", "y")]
PHOTO.append(pytest.param("saliency", {"source": "Photograph"}, "invert", "true", id="invert=true"))
RUNS = [pytest.param("train", {"view": "Runs"}, key, value) for key, value in (("filter", "LeNet"), ("a", "bundled/spirals-mlp"))]
TRAIN = [case for case in other_values("train", {}) if case.values[3] != str(getattr(Recipe(), case.values[2]))]
TRAIN.append(pytest.param("train", {}, "depth", "3", id="depth=3"))


@pytest.mark.parametrize(("page", "view", "key", "value"), [*TRAIN, *RUNS, *SAMPLE, *PHOTO])
def test_every_widget_moves_something(page: str, view: dict[str, str], key: str, value: str, open_page: Open) -> None:
    """Through the address: what it says is what the widget shows, and the page is another one then."""
    before, at = open_page(page, view), open_page(page, {**view, key: value})
    assert_clean(at, page)
    shown = at.session_state[key]
    assert str(shown).casefold() == value.casefold() or float(shown) == float(value)
    assert drawn(at) != drawn(before)


@pytest.mark.parametrize("recipe", [{"optimizer": "Nesterov"}, {"data": "blobs", "model": "MLP"}], ids=str)
def test_every_option_of_every_knob_runs_cleanly(recipe: dict[str, str], open_page: Open) -> None:
    """All knobs are turned at once, each through its whole list."""
    read = {key: values for key, values in VALUES["train"].items() if hasattr(Recipe(), key) and key not in ("data", "model")}
    idle = training.unread(Recipe(**recipe))
    read = {key: values for key, values in read.items() if key not in idle and key not in recipe}
    for turn in range(max(map(len, read.values()))):
        asked = recipe | {key: values[turn % len(values)] for key, values in read.items()}
        at = open_page("train", asked)
        assert_clean(at, "train")
        for key, value in asked.items():
            assert str(at.session_state[key]).casefold() == value.casefold() or float(at.session_state[key]) == float(value)


def test_every_option_of_the_saliency_page_runs_cleanly(open_page: Open) -> None:
    for reference in VALUES["saliency"]["reference"]:
        read = {key: values for key, values in VALUES["saliency"].items() if key != "reference"}
        for turn in range(4):
            at = open_page("saliency", {"reference": reference})
            keys = [leaf.key for leaf in leaves(at.main) if leaf.key in read]
            at = open_page("saliency", {"reference": reference} | {key: read[key][turn % len(read[key])] for key in keys})
            assert_sound(at, "saliency")
            assert [error.value for error in at.error] == []


@pytest.mark.parametrize("kind", ["selectbox", "select_slider", "slider", "toggle", "text_input"])
@pytest.mark.parametrize("page", PAGES)
def test_turning_the_widgets_themselves_runs_cleanly(page: str, kind: str, open_page: Open) -> None:
    """Not through the address but as a visitor does, one after the other in one session."""
    at = open_page(page)
    for key in [widget.key for widget in getattr(at, kind)]:
        if key not in [widget.key for widget in getattr(at, kind)]:
            continue  # the one before took it away: another data set, say
        widget = getattr(at, kind)(key=key)
        if kind == "toggle":
            widget.set_value(not widget.value)
        elif kind == "slider":
            widget.set_value(widget.max)
        elif kind == "text_input":
            widget.set_value("b")
        else:
            widget.set_value(widget.options[-1]) if kind == "selectbox" else widget.set_value(values_of(key, at)[-1])
        at.run()
        assert_clean(at, page)


def values_of(key: str, at: AppTest) -> list[Any]:
    if key == "epoch":
        return list(library.open_run(at.session_state["reference"]).epochs)
    return list(KNOBS[key].choices)


# Addresses

HOSTILE = [
    "", " ", "NaN", "nan", "inf", "-inf", "1e309", "-1e309", "-1", "0", "1e-400", "99999999999999999999", "0x10", "1_000",
    "1,5", "true", "True", "None", "null", "undefined", "[]", "{}", "[1,2]", "'", '"', "`", "\\", "\x00", "\n\r\t", "%00", "%",
    "../../../etc/passwd", "/etc/passwd", "file:///etc/passwd", "C:\\Windows", "bundled/../digits-cnn", "run/000000000000",
    "run/000000000000@99999", "bundled/digits-cnn@5", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "&amp;",
    "'; DROP TABLE runs; --", "{{7*7}}", "${7*7}", "%s%n", "__import__('os')", "ünïcödé", "日本語", "🙂" * 20, "\u202eevil",
    "Ａ", "ﬁ", "\u0660", "a\u0301", "x" * 5000, "9" * 400, "digits\x00", "DIGITS", " digits", "-0.0", "1e3", ".5", "5.", "+1",
]  # fmt: skip


def strings(page: str, n: int) -> list[tuple[str, str]]:
    """Parameters for a page: known and unknown names, possible, hostile and random values."""
    dice = random.Random(f"addresses of {page}")
    known = VALUES[page]
    found: list[tuple[str, str]] = [(key, value) for key, value in itertools.product(list(known)[:1], HOSTILE)]
    while len(found) < n:
        key = dice.choice([*known] * 4 + ["unknown", "__proto__", "embed", "ключ", "a b", "x" * 200, "lr"])
        kind = dice.random()
        if kind < 0.3:
            value = dice.choice(known.get(key, HOSTILE))
        elif kind < 0.8:
            value = dice.choice(HOSTILE)
        else:
            value = "".join(chr(dice.choice([*range(1, 0x250), *range(0x4E00, 0x4E20)])) for _ in range(dice.randrange(12)))
        found.append((key, value))
    return found[:n]


def addresses(page: str, n: int) -> list[dict[str, list[str]]]:
    """The strings put into as few addresses as hold them, each name at most twice in one (every tenth is repeated)."""
    made: list[dict[str, list[str]]] = []
    for index, (key, value) in enumerate(strings(page, n)):
        room = 2 if index % 10 == 0 else 1
        fitting = next((address for address in made if len(address.get(key, ())) < room), None)
        if fitting is None:
            made.append(fitting := {})
        fitting.setdefault(key, []).append(value)
    return made


@pytest.mark.parametrize("page", PAGES)
def test_no_address_breaks_a_page(page: str, open_page: Open) -> None:
    """500 random parameter strings, several in one address."""
    made = addresses(page, 500)
    assert sum(len(values) for address in made for values in address.values()) == 500
    for address in made:
        at = open_page(page, address)
        assert not at.exception, (address, [found.value for found in at.exception])
        assert len(at.title) == 1


@pytest.mark.parametrize("page", ["train", "saliency"])
@pytest.mark.parametrize("bad", ["no such value", "1e309", "-1", "NaN"])
def test_wrong_values_fall_back_with_a_visible_note(page: str, bad: str, open_page: Open) -> None:
    plain = open_page(page)
    keys = [leaf.key for leaf in leaves(plain.main) if leaf.key in VALUES[page]]
    at = open_page(page, dict.fromkeys(keys, bad))
    assert_sound(at, page)
    assert [error.value for error in at.error] == []
    for key in keys:
        assert at.session_state[key] == plain.session_state[key]
        assert any(f"not a possible value of {key} here" in warning.value for warning in at.warning), key
    assert [at_.proto.spec for at_ in at.get("plotly_chart")] == [before.proto.spec for before in plain.get("plotly_chart")]


@pytest.mark.parametrize("page", PAGES)
def test_settings_that_do_not_exist_are_left_out_with_a_visible_note(page: str, open_page: Open) -> None:
    at = open_page(page, {"nothing": "1", "<b>x</b>": "2"})
    assert_sound(at, page)
    sentences = [warning.value for warning in at.warning]
    assert sentences == [
        "This page has no setting “nothing”, so the address's “1” was left out.",
        "This page has no setting “<b>x</b>”, so the address's “2” was left out.",
    ]


def test_a_model_that_is_gone_falls_back_with_a_visible_note(open_page: Open) -> None:
    at = open_page("saliency", {"reference": "run/000000000000", "epoch": "3"})
    assert_sound(at, "saliency")
    assert at.session_state["reference"] == "bundled/fashion-cnn"
    assert any("not a possible value of reference here" in warning.value for warning in at.warning)


def test_recipes_of_the_address_are_those_that_are_settled(open_page: Open) -> None:
    asked = {"data": "spirals", "model": "MLP", "depth": "3", "lr": "0.01", "epochs": "40"}
    at = open_page("train", asked)
    recipe = settled(Recipe(data="spirals", model="MLP", depth=3, lr=0.01, epochs=40))
    code = "\n".join(block.value for block in at.code)
    assert "data='spirals'" in code
    assert library.finished_run(recipe) is not None
    assert [metric.value for metric in at.metric][0] == "2,434"  # 2·32 + 2·32 + 2·(32·32 + 2·32) + 32·2 + 2, by hand
