"""Every page opens, every widget moves something, and no address breaks a page."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import embedding_addresses
import filter_addresses
import generative_addresses
import landscape_addresses
import pytest
import saliency_addresses
import style_addresses
from job_desk import Desk
from reading import assert_clean, assert_lines_make_figures, assert_sound, charts, drawn, leaves, open_code, plots, said
from streamlit.testing.v1 import AppTest

from pages import job_panel
from vizlab import catalogue, library, models, training
from vizlab.data import DATASETS, own, shapes
from vizlab.errors import VizlabError
from vizlab.images import PHOTOGRAPHS
from vizlab.jobs import Snapshot
from vizlab.models import ARCHITECTURES, fits, imports
from vizlab.recipes import KNOBS, Recipe, canonical_json, run_id
from vizlab.shipped import SHIPPED
from vizlab.store import Store
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
        "a": [f"bundled/{name}" for name in SHIPPED],
        "b": [f"bundled/{name}" for name in SHIPPED],
        "epoch": ["0", "20"],
        "run": ["run/3f9a12c4d7e0"],
        **KNOB_VALUES,
    },
    "datasets": {
        "view": ["Data sets", "Shapes", "Your own"],
        "data": list(DATASETS),
        "first_class": ["1", "21", "181"],
        "x_feature": ["0", "2"],
        "y_feature": ["1", "3"],
        "shortcut": list(shapes.SHORTCUTS),
        "agreement": ["0.0", "0.8", "1.0"],
        "place": list(shapes.PLACES),
        "texture": list(shapes.TEXTURES),
        "second": ["true", "false"],
        "distractor": ["true", "false"],
        "seed": ["0", "1", "99"],
        "outline": ["true", "false"],
        "size_px": [str(size) for size in own.SIZES_PX],
        "palette": list(own.PALETTES),
        "fitting": list(own.FITTINGS),
        "missing": list(own.MISSING),
        "own": ["mine/0123456789ab"],
    },
    "models": {
        "view": ["Library", "Architecture", "Compare two", "Bring your own"],
        "filter": ["", "LeNet", "nothing has these words"],
        "reference": [*(f"bundled/{name}" for name in SHIPPED), "imagenet/vgg16"],
        "network": [*ARCHITECTURES, "bundled/fashion-cnn", "bundled/spirals-mlp"],
        "size_px": ["28", "64", "224", "384"],
        "layer": ["features.0", "conv1", "block2.conv"],
        "a": [f"bundled/{name}" for name in SHIPPED],
        "b": [f"bundled/{name}" for name in SHIPPED],
        "source": ["Photograph", "Upload"],
        "photo": list(PHOTOGRAPHS),
        "architecture": list(ARCHITECTURES),
        "activation": list(models.ACTIVATIONS),
        "normalisation": [*imports.NORMALISATIONS, "own numbers"],
    },
    "landscapes": landscape_addresses.VALUES,
    "filters": filter_addresses.VALUES,
    "saliency": saliency_addresses.VALUES,
    "style": style_addresses.VALUES,
    "embeddings": embedding_addresses.VALUES,
    "generative": generative_addresses.VALUES,
}


# Every page opens


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_finished(page: str, open_page: Open) -> None:
    at = open_page(page)
    assert_clean(at, page)
    assert (len(charts(at)) >= 2) == (page != "home")


def test_home_has_a_card_for_every_page_and_a_link_for_every_demonstration(open_page: Open) -> None:
    at = open_page("home")
    links = [leaf.proto.page for leaf in leaves(at.main) if leaf.type == "page_link"]
    assert len(links) == len(catalogue.PAGES) - 1 + len(catalogue.DEMONSTRATIONS)
    assert sum(leaf.type == "image" for leaf in leaves(at.main)) == len(catalogue.PAGES) - 1


def test_home_searches(open_page: Open) -> None:
    everything = len(catalogue.DEMONSTRATIONS)
    at = open_page("home", {"q": "stained glass"})
    assert at.text_input(key="q").value == "stained glass"
    assert at.caption[0].value.startswith("1 of ")
    at.text_input(key="q").set_value("nothing has these words").run()
    assert at.caption[0].value == f"0 of {everything} things to see"
    assert "Nothing has all of these words" in at.info[0].value
    at.text_input(key="q").set_value("").run()
    assert at.caption[0].value == f"{everything} of {everything} things to see"
    assert_sound(at, "home")


FITTING = {name: [model for model in ARCHITECTURES if fits(model, entry.shape)] for name, entry in DATASETS.items()}
PAIRS = {(name, models[index % len(models)]) for index, (name, models) in enumerate(FITTING.items())} | {
    (next(name for name, models in FITTING.items() if model in models), model)
    for model in ARCHITECTURES
    if any(model in models for models in FITTING.values())
}


@pytest.mark.parametrize(("data", "model"), sorted(PAIRS))
def test_every_network_and_every_data_set_is_offered(data: str, model: str, open_page: Open) -> None:
    optimizer = list(training.OPTIMIZERS)[len(data + model) % len(training.OPTIMIZERS)]
    at = open_page("train", {"data": data, "model": model, "optimizer": optimizer})
    assert_clean(at, "train")
    assert (at.session_state["data"], at.session_state["model"], at.session_state["optimizer"]) == (data, model, optimizer)
    assert {box.key for box in leaves(at.main) if box.key in KNOBS} == set(KNOBS) - training.unread(
        Recipe(data=data, model=model, optimizer=optimizer)
    )


# Every widget moves something


MOVES: list[tuple[str, dict[str, str], dict[str, str]]] = [  # page, address, what is turned
    ("train", {}, {"data": "moons", "model": "MLP", "optimizer": "SGD", "schedule": "cosine", "augment": "none"}),
    ("train", {}, {"activation": "tanh", "batch_norm": "false", "lr": "0.01", "epochs": "7", "depth": "3", "width": "64"}),
    ("train", {}, {"dropout": "0.5", "batch_size": "64", "weight_decay": "0.01", "validation": "0.2", "seed": "1"}),
    ("train", {}, {"smoothing": "0.1", "eps": str(2 / 255), "init_from": "bundled/digits-cnn"}),
    ("train", {"data": "moons"}, {"noise": "0.5"}),
    ("train", {"data": "spirals", "model": "MLP", "depth": "3", "lr": "0.01", "epochs": "40"}, {"epoch": "5"}),
    ("train", {}, {"view": "Runs"}),
    ("train", {"view": "Runs"}, {"filter": "LeNet", "a": "bundled/spirals-mlp", "b": "bundled/mnist-lenet5"}),
    ("datasets", {}, {"data": "digits", "view": "Shapes"}),
    ("datasets", {"data": "iris"}, {"x_feature": "0", "y_feature": "1"}),
    ("datasets", {"view": "Shapes"}, {"shortcut": "background", "agreement": "0.5", "place": "none", "texture": "of the class"}),
    ("datasets", {"view": "Shapes"}, {"second": "true", "distractor": "true", "seed": "1", "outline": "true"}),
    ("models", {}, {"reference": "bundled/mnist-lenet5", "filter": "LeNet", "view": "Architecture"}),
    ("models", {"view": "Architecture"}, {"network": "GoogLeNet", "size_px": "128", "layer": "features.0"}),
    ("models", {"view": "Compare two"}, {"a": "bundled/mnist-lenet5", "b": "bundled/digits-cnn", "photo": "Rocket"}),
    ("models", {"view": "Compare two"}, {"source": "Upload"}),
    ("models", {"view": "Bring your own"}, {"architecture": "ResNet-50"}),
    *(("landscapes", view, turned) for view, turned in landscape_addresses.MOVES),
    *(("embeddings", view, turned) for view, turned in embedding_addresses.MOVES),
    *(("filters", view, turned) for view, turned in filter_addresses.MOVES),
    *(("saliency", view, turned) for view, turned in saliency_addresses.MOVES),
    *(("style", view, turned) for view, turned in style_addresses.MOVES),
    *(("generative", view, turned) for view, turned in generative_addresses.MOVES),
]


def says(at: AppTest, key: str, text: str) -> bool:
    """Whether the widget stands where the address wants it."""
    shown = at.session_state[key]
    return str(shown).casefold() == text.casefold() or float(shown) == float(text)


@pytest.mark.parametrize(("page", "view", "turned"), MOVES, ids=lambda part: " ".join(part) if isinstance(part, dict) else part)
def test_every_widget_moves_something(page: str, view: dict[str, str], turned: dict[str, str], open_page: Open) -> None:
    """Through the address: what it says is what the widget shows, and the page is another one then."""
    before = drawn(open_page(page, view))
    for key, value in turned.items():
        at = open_page(page, {**view, key: value})
        assert_clean(at, page)
        assert says(at, key, value)
        assert drawn(at) != before, key


def test_every_widget_is_tried_above() -> None:
    """But for those of one's own runs, and the joining of colours, which all networks that come with vizlab lack, and for
    the racers, of which there are several at once (see test_landscapes_page), and for what needs an upload (see
    test_datasets_page)."""
    tried = {(page, key) for page, _, turned in MOVES for key in turned} | {("home", "q")}
    wanted = {(page, key) for page, known in VALUES.items() for key in known}
    uploads = {("datasets", key) for key in ("first_class", "size_px", "palette", "fitting", "missing", "own")}
    uploads |= {("models", "activation"), ("models", "normalisation")}
    uploads |= {("embeddings", "vectors_of"), ("generative", "vae_invert")}
    others = {("train", "run"), ("train", "momentum"), ("saliency", "channels")}
    several = {("landscapes", "optimizers"), ("landscapes", "rules"), ("saliency", "methods"), ("style", "summed")}
    several |= {("saliency", "checked"), ("saliency", "ranked"), ("style", "painters")}
    assert wanted - tried == others | several | uploads


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
        assert all(says(at, key, value) for key, value in asked.items())


def test_every_option_of_the_saliency_page_runs_cleanly(open_page: Open) -> None:
    for reference in VALUES["saliency"]["reference"]:
        read = {key: values for key, values in VALUES["saliency"].items() if key != "reference"}
        for turn in range(4):
            at = open_page("saliency", {"reference": reference})
            keys = [leaf.key for leaf in leaves(at.main) if leaf.key in read]
            at = open_page("saliency", {"reference": reference} | {key: read[key][turn % len(read[key])] for key in keys})
            assert_sound(at, "saliency")
            assert [said(error) for error in at.error] == []


@pytest.mark.parametrize("kind", ["selectbox", "select_slider", "slider", "toggle", "text_input"])
@pytest.mark.parametrize("page", PAGES)
def test_turning_the_widgets_themselves_runs_cleanly(page: str, kind: str, open_page: Open) -> None:
    """Not through the address but as a visitor does, one after the other in one session."""
    at = open_page(page)
    for key in [widget.key for widget in getattr(at, kind)]:
        if key not in [widget.key for widget in getattr(at, kind)]:
            continue  # the one before took it away: another data set, say
        widget = getattr(at, kind)(key=key)
        if widget.disabled:
            continue
        if kind == "toggle":
            widget.set_value(not widget.value)
        elif kind == "slider":
            widget.set_value(widget.max)
        elif kind == "text_input":
            widget.set_value("b")
        else:
            widget.set_value(widget.options[-1])
        at.run()
        assert_clean(at, page)


# Addresses

HOSTILE = [
    "", " ", "NaN", "nan", "inf", "-inf", "1e309", "-1e309", "-1", "0", "1e-400", "99999999999999999999", "0x10", "1_000",
    "1,5", "true", "True", "None", "null", "undefined", "[]", "{}", "[1,2]", "'", '"', "`", "\\", "\x00", "\n\r\t", "%00", "%",
    "../../../etc/passwd", "/etc/passwd", "file:///etc/passwd", "C:\\Windows", "bundled/../digits-cnn", "run/000000000000",
    "run/000000000000@99999", "bundled/digits-cnn@5", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "&amp;",
    "'; DROP TABLE runs; --", "{{7*7}}", "${7*7}", "%s%n", "__import__('os')", "ünïcödé", "日本語", "🙂" * 20, "\u202eevil",
    "Ａ", "ﬁ", "\u0660", "a\u0301", "x" * 5000, "9" * 400, "digits\x00", "DIGITS", " digits", "-0.0", "1e3", ".5", "5.", "+1",
]  # fmt: skip


UNKNOWN = [
    "unknown", "__proto__", "constructor", "embed", "embed_options", "ключ", "a b", "x" * 200, "<b>", "chart-curves", "start",
    "cancel", "preset-Defaults", "upload", "_visitor", "_navigated", "a[]", "a.b", "&", "=", "LR", "🙂", "session_state",
]  # fmt: skip


def strings(page: str, n: int) -> list[tuple[str, str]]:
    """Parameters for a page: known and unknown names, possible, hostile and random values."""
    dice = random.Random(f"addresses of {page}")
    known = VALUES[page]
    found: list[tuple[str, str]] = []
    while len(found) < n:
        key = dice.choice([*known, *UNKNOWN])
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
    """120 random parameter strings, several in one address."""
    made = addresses(page, 120)
    assert sum(len(values) for address in made for values in address.values()) == 120
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
    assert [said(error) for error in at.error] == []
    for key in keys:
        assert at.session_state[key] == plain.session_state[key]
        assert any(f"not a possible value of {key} here" in said(warning) for warning in at.warning), key
    assert charts(at) == charts(plain)


@pytest.mark.parametrize("page", PAGES)
def test_settings_that_do_not_exist_are_left_out_with_a_visible_note(page: str, open_page: Open) -> None:
    at = open_page(page, {"nothing": "1", "<b>x</b>": "2"})
    assert_sound(at, page)
    sentences = [said(warning) for warning in at.warning]
    assert sentences == [
        "This page has no setting “nothing”, so the address's “1” was left out.",
        "This page has no setting “<b>x</b>”, so the address's “2” was left out.",
    ]


def test_a_model_that_is_gone_falls_back_with_a_visible_note(open_page: Open) -> None:
    at = open_page("saliency", {"reference": "run/000000000000", "epoch": "3"})
    assert_sound(at, "saliency")
    assert at.session_state["reference"] == "bundled/fashion-cnn"
    assert any("not a possible value of reference here" in said(warning) for warning in at.warning)


def test_recipes_of_the_address_are_those_that_are_settled(open_page: Open) -> None:
    asked = {"data": "spirals", "model": "MLP", "depth": "3", "lr": "0.01", "epochs": "40"}
    at = open_page("train", asked)
    recipe = settled(Recipe(data="spirals", model="MLP", depth=3, lr=0.01, epochs=40))
    open_code(at)
    code = "\n".join(block.value for block in at.code)
    assert "data='spirals'" in code
    assert library.finished_run(recipe) is not None
    assert next(metric.value for metric in at.metric) == "2,370"  # 2·32 + 2·32 + 2·(32·32 + 2·32) + 32·2 + 2, by hand


# The lines of Python under a figure

GRADIENTS = ["gradient", "smoothgrad", "integrated-gradients", "guided-backpropagation"]
SALIENCY_FIGURES = [*GRADIENTS, "grad-cam", "random-map", "patches"]


@pytest.mark.parametrize(
    ("page", "parameters", "keys"),
    [
        ("train", {}, ["curves", "confusion", "mistakes"]),
        ("train", {"data": "spirals", "model": "MLP", "depth": "3", "lr": "0.01", "epochs": "40", "epoch": "5"}, ["plane"]),
        ("train", {"view": "Runs", "a": "bundled/mnist-lenet5"}, ["compare"]),
        ("saliency", {"target": "3", "opacity": "0.3", "n_samples": "5", "seed": "2"}, SALIENCY_FIGURES),
        ("saliency", {"source": "Photograph", "zoom": "2.5", "invert": "true", "output": "loss"}, SALIENCY_FIGURES),
        ("saliency", {"topic": "Blink"}, ["blink"]),
        ("saliency", saliency_addresses.TWO_OBJECTS, ["first", "second", "difference"]),
    ],
    ids=str,
)
def test_the_lines_under_a_figure_make_this_very_figure(
    page: str, parameters: dict[str, str], keys: list[str], open_page: Open, tmp_path: Path
) -> None:
    assert_lines_make_figures(open_page(page, parameters), tmp_path, keys)


# One's own runs


@pytest.fixture
def own() -> str:
    """The id of a run in this test's store."""
    recipe = Recipe(data="moons", model="MLP", depth=1, width=4, epochs=2, batch_size=256)
    return str(list(training.train(recipe))[-1].result["run"])  # type: ignore[index]


def test_own_runs_can_be_renamed_opened_and_deleted(own: str, open_page: Open) -> None:
    at = open_page("train", {"view": "Runs"})
    at.text_input(key=f"title-run/{own}").set_value("My moons").run()
    at.button(key="rename").click().run()
    assert library.open_run(f"run/{own}").title == "My moons"
    assert "My moons" in str(at.dataframe[0].value.values)
    at.button(key="open").click().run()
    assert at.session_state["view"] == "New run"
    assert (at.session_state["data"], at.session_state["width"], at.session_state["epochs"]) == ("moons", 4, 2)
    at.button_group(key="view").set_value("Runs").run()
    at.button(key="delete").click().run()
    assert library.runs() == []
    assert not at.exception
    assert "Nothing has been trained here yet" in at.info[0].value


def test_what_was_chosen_and_is_gone_gives_way_to_another(own: str, open_page: Open) -> None:
    other = list(training.train(Recipe(data="moons", model="logistic regression", epochs=1)))[-1].result
    at = open_page("train", {"view": "Runs", "run": f"run/{own}", "a": f"run/{own}"})
    assert (at.session_state["run"], at.session_state["a"]) == (f"run/{own}", f"run/{own}")
    at.button(key="delete").click().run()
    assert not at.exception
    assert [said(error) for error in at.error] == []
    assert at.session_state["run"] == f"run/{other['run']}"  # type: ignore[index]
    assert at.session_state["a"] == "bundled/fashion-cnn"


def test_a_title_that_is_none_is_said_in_a_sentence(own: str, open_page: Open) -> None:
    at = open_page("train", {"view": "Runs"})
    at.text_input(key=f"title-run/{own}").set_value("   ").run()
    at.button(key="rename").click().run()
    assert [said(error) for error in at.error] == ["A title has 1 to 60 characters; got 0."]
    assert not at.exception


def test_the_quiz_keeps_score(open_page: Open) -> None:
    at = open_page("train")
    for asked in range(1, 4):
        next(button for button in at.button if str(button.key).startswith("quiz-")).click().run()
        assert any(f" of {asked} right" in text.value and "chance is 33%" in text.value for text in at.markdown)
    assert_clean(at, "train")


# Jobs, with the engine itself replaced: tests/test_jobs.py has the real one


MOONS = {"data": "moons", "model": "MLP"}
RECIPE = settled(Recipe(data="moons", model="MLP"))


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Desk]:
    def put(snapshot: Snapshot | None, **settings: Any) -> Desk:
        made = Desk(snapshot, **settings)
        monkeypatch.setattr(job_panel, "jobs", lambda: made)
        return made

    return put


def snapshot(state: str, **fields: Any) -> Snapshot:
    return Snapshot(run_id(RECIPE), "train", canonical_json(RECIPE), state=state, **fields)


@pytest.mark.parametrize(("button", "kind", "prefix"), [("start", "train", ""), ("check", "check", "check-")])
def test_a_click_starts_the_job_of_the_recipe(button: str, kind: str, prefix: str, desk: Any, open_page: Open) -> None:
    made = desk(None)
    at = open_page("train", MOONS)
    at.button(key=button).click().run()
    assert_clean(at, "train")
    assert made.started == [(kind, canonical_json(RECIPE), prefix + run_id(RECIPE))]
    assert [leaf.proto.text for leaf in leaves(at.main) if leaf.type == "progress"] == ["Starting a worker"]


def test_a_live_job_shows_its_curve_and_can_be_cancelled(desk: Any, open_page: Open) -> None:
    series = {"training loss": [(1.0, 0.7), (2.0, 0.5)], "validation loss": [(0.0, 0.7), (1.0, 0.6)]}
    live = snapshot("running", done=40, total=80, phase="training", seconds=3.0, seconds_left=65.0, series=series, note="Full.")
    made = desk(live)
    at = open_page("train", MOONS)
    (progress,) = (leaf.proto for leaf in leaves(at.main) if leaf.type == "progress")
    assert progress.value == 50
    assert progress.text == "Training · step 40 of 80 · 3 s so far · about 1 min 05 s left"
    (curve,) = plots(at).values()
    assert [trace["y"] for trace in curve["data"]] == [[0.7, 0.5], [0.7, 0.6]]
    assert [said(warning) for warning in at.warning] == ["Full."]
    at.button(key="cancel").click().run()
    assert made.cancelled == [run_id(RECIPE)]
    assert at.toast[0].value == "Cancelling; what is done so far is kept."


def test_a_job_that_others_watch_goes_on(desk: Any, open_page: Open) -> None:
    desk(snapshot("running", done=1, total=80), cancels=False)
    at = open_page("train", MOONS)
    at.button(key="cancel").click().run()
    assert "goes on without you" in at.toast[0].value


def test_who_waits_sees_the_place_in_the_queue(desk: Any, open_page: Open) -> None:
    desk(snapshot("waiting", position=3))
    at = open_page("train", MOONS)
    assert [leaf.proto.text for leaf in leaves(at.main) if leaf.type == "progress"] == ["Number 3 in the queue"]


def test_a_job_that_failed_says_why(desk: Any, open_page: Open) -> None:
    desk(snapshot("failed", message="The loss stopped being a number at step 7."))
    at = open_page("train", MOONS)
    assert [said(error) for error in at.error] == ["The loss stopped being a number at step 7."]
    assert not at.button(key="start").disabled
    assert_sound(at, "train")


def test_a_job_that_was_cancelled_says_what_is_kept(desk: Any, open_page: Open) -> None:
    desk(snapshot("cancelled", series={"training loss": [(1.0, 0.7)]}))
    at = open_page("train", MOONS)
    assert any("What is done so far is kept" in said(info) for info in at.info)
    assert_clean(at, "train")


def test_a_run_that_could_not_be_kept_shows_its_result_all_the_same(desk: Any, open_page: Open, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    steps = list(training.train(dataclasses.replace(RECIPE, epochs=1), Store(str(tmp_path / "file" / "store"))))
    desk(snapshot("done", result=steps[-1].result, note=steps[-1].note))
    at = open_page("train", MOONS)
    assert not at.exception
    assert any(metric.label == "Test accuracy" for metric in at.metric)
    sentences = [said(warning) for warning in at.warning]
    assert any("this run cannot be kept or resumed" in sentence for sentence in sentences)
    assert any("no other page can open it" in sentence for sentence in sentences)


@pytest.mark.parametrize(
    ("result", "sentence"),
    [
        ({"learned": True, "steps": 40, "final_loss": 0.01}, "Sixteen examples learned by heart in 40 steps"),
        ({"learned": False, "steps": 300, "final_loss": 0.66}, "After 300 steps the loss on sixteen examples is still 0.66 nats"),
    ],
)
def test_a_sanity_check_says_what_it_found(result: dict[str, Any], sentence: str, desk: Any, open_page: Open) -> None:
    found = snapshot("done", result=result | {"initial_loss": 0.7, "chance_loss": 0.693})
    desk(dataclasses.replace(found, job=f"check-{found.job}"))
    at = open_page("train", MOONS)
    sentences = [said(box) for box in (*at.success, *at.warning)]
    assert len(sentences) == 1
    assert sentences[0].startswith(sentence)


def test_a_full_queue_is_said_in_a_sentence(desk: Any, open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise VizlabError("All 16 places in the queue are taken; try again in a minute.")

    monkeypatch.setattr(desk(None), "start", refuse)
    at = open_page("train", MOONS)
    at.button(key="start").click().run()
    assert [said(error) for error in at.error] == ["All 16 places in the queue are taken; try again in a minute."]
    assert not at.exception
