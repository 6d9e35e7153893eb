"""The page Data: cards, the bench of the Shapes, and data sets of one's own from upload to training."""

from __future__ import annotations

import contextlib
import dataclasses
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from reading import assert_clean, assert_lines_make_figures, assert_sound, charts, drawn, leaves, plots, said
from streamlit.testing.v1 import AppTest

sys.path.append(str(Path(__file__).resolve().parents[1] / "data"))

from uploads import FLOWERS, flowers, noise, pets, zipped

from pages import job_panel
from vizlab import data, training
from vizlab.data import own
from vizlab.errors import VizlabError
from vizlab.jobs import Snapshot
from vizlab.jobs.worker import KINDS
from vizlab.recipes import Recipe

Open = Callable[..., AppTest]
OWN = {"view": "Your own"}


class Bench:
    """What the page uses of `Jobs`: each job is run to its end at once, by the worker's own table."""

    def __init__(self) -> None:
        self.snapshots: dict[str, Snapshot] = {}

    def prepare(self, kind: str) -> None:
        """Nothing has to start here."""

    def start(self, kind: str, request: str, *, job: str, visitor: str) -> Snapshot:
        snapshot = Snapshot(job, kind, request)
        try:
            list(KINDS[kind](request))
            snapshot = dataclasses.replace(snapshot, state="done")
        except VizlabError as error:
            snapshot = dataclasses.replace(snapshot, state="failed", message=str(error))
        self.snapshots[job] = snapshot
        return snapshot

    def watch(self, job: str, visitor: str) -> Snapshot | None:
        return self.snapshots.get(job)


@pytest.fixture(autouse=True)
def bench(monkeypatch: pytest.MonkeyPatch) -> Bench:
    made = Bench()
    monkeypatch.setattr(job_panel, "jobs", lambda: made)
    return made


def upload(at: AppTest, name: str, content: bytes) -> AppTest:
    at.file_uploader(key="dataset_file").set_value((name, content, "application/octet-stream")).run()
    assert not at.exception, [found.value for found in at.exception]
    return at


def keep(files: dict[str, bytes]) -> str:
    recipe = own.PicturesRecipe(upload=own.put_upload(zipped(files), "pets.zip"), size_px=28)
    return str(list(own.keep_pictures(recipe))[-1].result["data"])  # type: ignore[index]


# Cards


@pytest.mark.parametrize("name", data.DATASETS)
def test_every_data_set_has_a_card(name: str, open_page: Open) -> None:
    at = open_page("datasets", {"data": name})
    assert_clean(at, "datasets")
    entry = data.find(name)
    assert [metric.value for metric in at.metric][:3] == [f"{entry.n_train:,}", f"{entry.n_test:,}", f"{len(entry.classes):,}"]
    if data.is_ready(name):
        assert len(charts(at)) == 2
        assert all(len(spec) < 500_000 for spec in charts(at).values())
        (bars,) = plots(at)["balance"]["data"]
        assert len(bars["customdata"]) == min(len(entry.classes), 20)
    else:
        assert at.button(key="download").label == f"Download {name} now"


def test_many_classes_are_shown_a_few_at_a_time(open_page: Open) -> None:
    name = keep({f"kind {kind:02}/{at}.png": noise(10 * kind + at) for kind in range(25) for at in range(2)})
    at = open_page("datasets", {"data": name})
    assert plots(at)["balance"]["data"][0]["customdata"] == [f"kind {kind:02}" for kind in range(20)]
    at = open_page("datasets", {"data": name, "first_class": "21"})
    assert_clean(at, "datasets")
    assert plots(at)["balance"]["data"][0]["customdata"] == [f"kind {kind:02}" for kind in range(20, 25)]


# The bench of the Shapes


def test_the_bench_measures_what_the_switch_says(open_page: Open) -> None:
    at = open_page("datasets", {"view": "Shapes", "shortcut": "tag", "agreement": "0.5"})
    assert_clean(at, "datasets")
    numbers = {metric.label: metric.value for metric in at.metric}
    assert numbers["The switch says"] == "50.0%"
    assert abs(float(numbers["Measured, 1,000 images"].rstrip("%")) - 50) < 5
    assert numbers["Chance"] == "12.5%"
    assert any("within three standard errors" in text.value for text in at.markdown)


def test_without_a_shortcut_there_is_nothing_to_measure(open_page: Open) -> None:
    at = open_page("datasets", {"view": "Shapes", "shortcut": "none"})
    assert_clean(at, "datasets")
    assert "Nothing is planted" in at.info[0].value
    assert list(charts(at)) == ["shapes"]


# The lines of Python under a figure


@pytest.mark.parametrize(
    ("parameters", "keys"),
    [
        ({}, ["sheet", "balance"]),
        ({"data": "iris"}, ["features", "balance"]),
        ({"data": "moons"}, ["features"]),
        (OWN, ["upload"]),
        ({"view": "Shapes", "shortcut": "tag", "agreement": "0.7", "outline": "true", "seed": "3"}, ["shapes", "agreement"]),
    ],
    ids=str,
)
def test_the_lines_under_a_figure_of_data_make_this_very_figure(
    parameters: dict[str, str], keys: list[str], open_page: Open, tmp_path: Path
) -> None:
    assert_lines_make_figures(open_page("datasets", parameters), tmp_path, keys)


# One's own


def test_a_zip_is_shown_kept_trained_on_and_deleted(open_page: Open, tmp_path: Path) -> None:
    content = zipped(pets() | {"pets/cat/broken.png": b"no picture", "pets/notes.txt": b"x"})
    at = upload(open_page("datasets", OWN), "pets.zip", content)
    assert_clean(at, "datasets")
    assert {metric.label: metric.value for metric in at.metric} == {"Pictures": "13", "Classes": "2"}
    assert list(at.dataframe[0].value["Name"]) == ["pets/notes.txt"]
    assert plots(at)["upload-balance"]["data"][0]["x"] == [7, 6]
    with contextlib.chdir(tmp_path):
        Path("pets.zip").write_bytes(content)
        assert_lines_make_figures(at, tmp_path, ["upload"])

    at.button(key="keep").click().run()
    assert_clean(at, "datasets")
    (kept,) = own.kept()
    assert kept.title == "pets"
    assert "8 to learn from, 4 to test on" in said(at.success[0])
    assert sorted(at.dataframe[0].value["Name"]) == ["pets/cat/broken.png", "pets/notes.txt"]
    links = [leaf.proto for leaf in leaves(at.main) if leaf.type == "page_link"]
    assert any(kept.name.replace("/", "%2F") in str(link) or kept.name in str(link) for link in links)
    train = open_page("train", {"data": kept.name, "model": "MLP"})
    assert_clean(train, "train")
    assert train.session_state["data"] == kept.name

    at.button(key="card-of-made").click().run()
    assert_clean(at, "datasets")
    assert at.session_state["data"] == kept.name
    assert set(charts(at)) == {"sheet", "balance"}
    at = open_page("datasets", OWN)
    at.button(key="delete").click().run()
    assert_clean(at, "datasets")
    assert own.kept() == []
    assert "None yet" in at.info[0].value


@pytest.mark.parametrize(("key", "value"), [("size_px", 64), ("palette", "grey"), ("fitting", "pad")])
def test_every_choice_for_a_zip_moves_its_pictures(key: str, value: Any, open_page: Open) -> None:
    at = upload(open_page("datasets", OWN), "pets.zip", zipped(pets()))
    before = charts(at)["upload"]
    at.button_group(key=key).set_value(value).run()
    assert_clean(at, "datasets")
    assert charts(at)["upload"] != before
    at = upload(open_page("datasets", OWN | {key: str(value)}), "pets.zip", zipped(pets()))
    assert str(at.session_state[key]) == str(value)


def test_a_table_is_shown_chosen_from_and_kept(open_page: Open) -> None:
    at = upload(
        open_page("datasets", OWN), "flowers.csv", flowers(3).decode().replace(",", ";").replace(".", ",").encode("utf-16")
    )
    assert_clean(at, "datasets")
    assert any("UTF-16, cells separated by semicolons, decimal comma" in text.value for text in at.markdown)
    assert list(at.dataframe[0].value["Kind"]) == ["number", "number", "category", "category"]
    assert next(caption.value for caption in at.caption if "numbers an example" in caption.value).startswith("They make 4 ")
    at.multiselect[0].set_value([0, 1]).run()
    at.button_group(key="missing").set_value("drop").run()
    at.button(key="keep").click().run()
    assert_sound(at, "datasets")  # three times the same rows, and it is noticed
    assert [said(warning) for warning in at.warning] == [
        "5 of 5 test examples are also among those to learn from: they test memory."
    ]
    (kept,) = own.kept()
    assert kept.features == ("petal", "sepal")
    assert kept.notes == ("3 rows with missing values left out.",)
    card = open_page("datasets", {"data": kept.name})
    assert_sound(card, "datasets")
    assert set(charts(card)) == {"features", "balance"}


def test_no_feature_at_all_is_said(open_page: Open) -> None:
    at = upload(open_page("datasets", OWN), "flowers.csv", FLOWERS.encode())
    at.multiselect[0].set_value([]).run()
    assert_sound(at, "datasets")
    assert [said(warning) for warning in at.warning] == ["At least one column must be chosen as a feature."]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("evil.zip", zipped(pets() | {"../../evil.png": noise(1)}), "points outside"),
        ("broken.zip", b"PK\x03\x04 and no more", "must be a whole zip file"),
        ("words.csv", b"only words\n", "at least two columns"),
        ("picture.csv", b"\x89PNG\r\n\x00\x00" * 9, "must be text"),
        ("few.zip", zipped({"a/1.png": b"x", "a/2.png": b"x", "b/1.png": noise(1), "b/2.png": noise(1)}), None),
    ],
)
def test_a_wrong_file_is_answered_with_a_sentence(name: str, content: bytes, words: str | None, open_page: Open) -> None:
    at = upload(open_page("datasets", OWN), name, content)
    if words is None:  # only decoding shows that one class has no picture at all
        at.button(key="keep").click().run()
        words = "class folders"
    assert_sound(at, "datasets")
    (sentence,) = [said(error) for error in at.error]
    assert words in sentence
    assert own.kept() == []


def test_what_was_trained_on_a_deleted_data_set_is_still_listed_and_opened(open_page: Open) -> None:
    name = keep(pets())
    recipe = training.settled(Recipe(data=name, model="small CNN", depth=1, width=4, epochs=1, batch_size=8))
    run = list(training.train(recipe))[-1].result["run"]  # type: ignore[index]
    own.delete(name)
    at = open_page("train", {"view": "Runs"})
    assert_clean(at, "train")
    assert name in str(at.dataframe[0].value.values)
    assert_clean(open_page("saliency", {"reference": f"run/{run}", "source": "Photograph"}), "saliency")
    at = open_page("train", {"data": name})
    assert_sound(at, "train")
    assert [said(error) for error in at.error] == []
    assert any("not a possible value of data here" in said(warning) for warning in at.warning)


def test_a_title_can_be_changed_and_is_plain_text_everywhere(open_page: Open) -> None:
    name = keep(pets())
    at = open_page("datasets", OWN)
    at.text_input(key=f"title-{name}").set_value("![x](http://a/b.png) :red[hot]").run()
    at.button(key="rename").click().run()
    assert_clean(at, "datasets")
    title = own.find(name).title
    assert not set(title) & set("[]:")
    assert np.any([title in text for text in drawn(open_page("datasets", {"data": name}))])
