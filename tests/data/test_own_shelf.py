"""Data sets of one's own among the others: kept, found, split, trained on, renamed, deleted, and never evicted."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from uploads import flowers, noise, pets, png, zipped

from vizlab import data, library, training
from vizlab.data import cards, own, samples
from vizlab.data.own import shelf
from vizlab.errors import VizlabError
from vizlab.jobs.worker import KINDS
from vizlab.recipes import Recipe, canonical_json, run_id
from vizlab.store import Store, default_store


def keep(files: dict[str, bytes] | None = None, **choices: object) -> str:
    """The name of a data set of pictures, kept as a worker does it."""
    upload = own.put_upload(zipped(files or pets()), "my <b>pets.zip")
    chosen = own.PicturesRecipe(upload=upload, size_px=28, **choices)  # type: ignore[arg-type]
    return str(list(KINDS["own pictures"](canonical_json(chosen)))[-1].result["data"])  # type: ignore[index]


def keep_flowers() -> str:
    chosen = own.TableRecipe(upload=own.put_upload(flowers(6), "flowers.csv"), label=3, features="0,1,2")
    return str(list(KINDS["own table"](canonical_json(chosen)))[-1].result["data"])  # type: ignore[index]


def test_a_kept_data_set_is_one_among_the_others() -> None:
    name = keep()
    assert name in data.names()
    assert data.titles()[name] == "my ‹b›pets (own)"
    entry, split = data.find(name), data.load(name)
    assert (entry.classes, entry.shape, entry.n_train, entry.n_test) == (("cat", "dog"), (3, 28, 28), 8, 4)
    assert (len(split.train), len(split.test)) == (8, 4)
    assert data.is_ready(name)
    assert data.class_counts(name) == [4, 4] == np.bincount(split.train.labels).tolist()
    assert list(data.download(name)) == []
    assert len(samples.samples(name)) == 4
    card = cards.card(name)
    assert card.figures is not None
    assert card.figures.counts == (4, 4)
    assert split.train.inputs.dtype == np.uint8


def test_its_id_is_that_of_its_content_and_its_choices() -> None:
    content = zipped(pets())
    assert own.put_upload(content, "a.zip") == hashlib.sha256(content).hexdigest()
    first, other = keep(), keep(palette="grey")
    assert first != other
    assert first == "mine/" + run_id(own.PicturesRecipe(upload=hashlib.sha256(zipped(pets())).hexdigest(), size_px=28))
    assert data.find(other).shape == (1, 28, 28)


def test_each_picture_is_in_one_half_under_its_own_label() -> None:
    """Pictures of one colour each, so that each can be recognised."""
    files = {f"{'ab'[at % 2]}/{at:02}.png": png(np.full((30, 30, 3), 5 * at, np.uint8)) for at in range(40)}
    split = data.load(keep(files))
    colours = {half: [int(picture[0, 0, 0]) // 5 for picture in getattr(split, half).inputs] for half in ("train", "test")}
    assert sorted(colours["train"] + colours["test"]) == list(range(40))
    assert len(colours["test"]) == 8
    for half, known in colours.items():
        assert [colour % 2 for colour in known] == getattr(split, half).labels.tolist()


@pytest.mark.parametrize("sizes", [(2, 2), (5, 5, 5), (3, 40), (11, 2, 7)])
def test_the_split_takes_a_fifth_of_each_class_and_at_least_one(sizes: tuple[int, ...]) -> None:
    labels = np.random.default_rng(0).permutation(np.repeat(np.arange(len(sizes)), sizes))
    train, test = shelf.split(labels)
    assert sorted([*train, *test]) == list(range(sum(sizes)))
    assert np.bincount(labels[test]).tolist() == [-(-size // 5) for size in sizes]
    again = shelf.split(labels)
    np.testing.assert_array_equal(again[1], test)


def test_pictures_that_are_in_both_halves_are_counted() -> None:
    assert own.find(keep()).leaks == 0
    doubled = {f"{kind}/{at}.png": noise(at // 2 + 50 * k) for k, kind in enumerate("ab") for at in range(10)}
    split, known = data.load(keep(doubled)), own.find(keep(doubled))
    train = [picture.tobytes() for picture in split.train.inputs]
    assert known.leaks == sum(picture.tobytes() in train for picture in split.test.inputs) > 0


@pytest.mark.parametrize("kind", ["pictures", "table"])
def test_a_network_learns_from_it(kind: str) -> None:
    """The mean colour of the classes differs, so a line can tell them apart."""
    rng = np.random.default_rng(0)
    files = {
        f"{name}/{at}.png": png((level + rng.integers(0, 60, (28, 28, 3))).astype(np.uint8))
        for name, level in (("dark", 20), ("light", 150))
        for at in range(40)
    }
    name = keep(files) if kind == "pictures" else keep_flowers()
    recipe = training.settled(
        Recipe(data=name, model="logistic regression", epochs=20, batch_size=8, lr=0.03, augment="none", noise=0.4)
    )
    assert recipe.noise == Recipe().noise
    record = list(training.train(recipe))[-1].result
    assert record is not None
    assert record["report"]["accuracy"] == 1.0


def test_what_was_trained_on_it_can_be_opened_when_it_is_deleted() -> None:
    name = keep()
    recipe = training.settled(Recipe(data=name, model="MLP", depth=1, width=4, epochs=1, batch_size=8))
    list(training.train(recipe))
    own.delete(name)
    assert name not in data.names()
    assert not data.is_ready(name)
    assert data.find(name).classes == ("cat", "dog")
    assert len(samples.samples(name)) == 0
    assert cards.card(name).figures is None
    (run,) = library.runs()
    assert run.recipe.data == name
    assert library.open_model(run.reference).classes == ("cat", "dog")
    with pytest.raises(VizlabError, match="has been deleted; upload it again"):
        data.load(name)
    with pytest.raises(VizlabError, match="has been deleted"):
        list(training.train(training.settled(Recipe(data=name, model="MLP", epochs=2))))


def test_deleting_leaves_no_example_behind(tmp_path: Path) -> None:
    name = keep()
    own.delete(name)
    left = [path for path in (tmp_path / "store").rglob("*") if path.is_file()]
    assert [path.name for path in left] == ["manifest.json"]
    assert json.loads(left[0].read_text())["body"]["files"] == {}
    assert keep() == name
    assert data.is_ready(name)


def test_one_that_never_was_here_is_said_in_a_sentence() -> None:
    for ask in (data.find, data.load, data.is_ready, own.rename, own.delete):
        if ask is own.delete:
            ask("mine/0123456789ab")
        elif ask is data.is_ready:
            assert not ask("mine/0123456789ab")
        else:
            with pytest.raises(VizlabError, match="no data set mine/0123456789ab here"):
                ask(*("mine/0123456789ab", "x")[: 2 if ask is own.rename else 1])
    with pytest.raises(VizlabError, match=r"There is no data set 'mine/\.\./\.\./etc'"):
        data.find("mine/../../etc")


def test_it_can_be_renamed() -> None:
    name = keep()
    own.rename(name, "  Two   pets ![x](y) ")
    assert own.find(name).title == "Two pets !(x)(y)"
    assert len(data.load(name).train) == 8
    for title in ("", " ", "x" * 61):
        with pytest.raises(VizlabError, match="1 to 60 characters"):
            own.rename(name, title)


def test_a_damaged_file_is_never_loaded(tmp_path: Path) -> None:
    name = keep()
    for path in (tmp_path / "store").rglob("*inputs.npy"):
        path.write_bytes(path.read_bytes()[:-1] + b"\x00")
    with pytest.raises(VizlabError, match="damaged or deleted"):
        len(data.load(name).test)


def test_an_upload_is_forgotten_once_it_is_kept_or_refused_but_not_when_it_is_cancelled() -> None:
    keep()
    assert default_store().keys("uploads") == []
    upload = own.put_upload(zipped({"a/1.png": noise(1)}), "x.zip")
    with pytest.raises(VizlabError, match="class folders"):
        list(own.keep_pictures(own.PicturesRecipe(upload=upload)))
    assert default_store().keys("uploads") == []
    upload = own.put_upload(zipped(pets(7)), "x.zip")
    steps = own.keep_pictures(own.PicturesRecipe(upload=upload))
    next(steps)
    steps.close()
    assert default_store().keys("uploads") == [f"uploads/{upload}"]
    with pytest.raises(VizlabError, match="upload it again"):
        list(own.keep_pictures(own.PicturesRecipe(upload="f" * 64)))


def test_a_full_shelf_refuses_and_the_store_never_evicts_it(monkeypatch: pytest.MonkeyPatch) -> None:
    name = keep()
    assert default_store().collect(0) == []
    assert data.is_ready(name)
    monkeypatch.setenv("VIZLAB_STORE_BYTES", "100000")
    with pytest.raises(VizlabError, match="Delete one that is not needed"):
        keep(pets(8))


def test_another_store_is_another_shelf(tmp_path: Path) -> None:
    name = keep()
    assert own.kept(Store(str(tmp_path / "other"))) == []
    assert [known.name for known in own.kept()] == [name]
