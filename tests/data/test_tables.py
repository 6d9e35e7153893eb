"""The tables and faces that come inside packages are those of the packages, standardised and split as promised."""

from __future__ import annotations

import numpy as np
import pytest
from skimage.data import lfw_subset
from sklearn.datasets import load_breast_cancer, load_iris, load_wine
from sklearn.feature_selection import f_classif

from vizlab import data
from vizlab.data import DATASETS, Examples, tables
from vizlab.data.digits import package_file
from vizlab.data.examples import every_fifth
from vizlab.errors import VizlabError

ORACLES = {"iris": load_iris, "wine": load_wine, "breast cancer": load_breast_cancer}


def test_every_table_has_an_oracle() -> None:
    assert set(ORACLES) == {name for name, entry in DATASETS.items() if not entry.is_images and not entry.takes_noise}


@pytest.mark.parametrize("name", ORACLES)
def test_tables_are_those_of_scikit_learn(name: str) -> None:
    oracle, split = ORACLES[name](), data.load(name)
    known = oracle.data.astype(np.float64)
    test = np.zeros(len(known), np.bool_)
    test[np.concatenate([np.flatnonzero(oracle.target == index) for index in np.unique(oracle.target)])[::5]] = True
    mean, std = known[~test].mean(0), known[~test].std(0)
    np.testing.assert_allclose(split.train.inputs * std + mean, known[~test], rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(split.test.inputs * std + mean, known[test], rtol=1e-4, atol=1e-4)
    np.testing.assert_array_equal(split.train.labels, oracle.target[~test])
    np.testing.assert_array_equal(split.test.labels, oracle.target[test])


@pytest.mark.parametrize("name", ORACLES)
def test_features_are_standardised_by_the_training_half(name: str) -> None:
    train = data.load(name).train.inputs
    np.testing.assert_allclose(train.mean(0), 0, atol=1e-5)
    np.testing.assert_allclose(train.std(0), 1, atol=1e-5)


@pytest.mark.parametrize("name", ORACLES)
def test_features_and_classes_have_the_names_of_scikit_learn(name: str) -> None:
    oracle, entry = ORACLES[name](), DATASETS[name]
    assert len(entry.features) == entry.shape[0] == len(oracle.feature_names)
    if name == "wine":  # scikit-learn's are shortened: "od280/od315_of_diluted_wines", "alcalinity_of_ash"
        assert entry.features[0] == oracle.feature_names[0] == "alcohol"
        assert (entry.features[-1], entry.features[9]) == ("proline", "colour intensity")
        return
    assert list(entry.classes) == list(oracle.target_names)
    words = [set(ours.split()) for ours in entry.features]
    theirs = [set(name.replace(" error", " error of").split()) for name in oracle.feature_names]
    assert words == theirs


@pytest.mark.parametrize("name", [*ORACLES, "faces"])
def test_a_fifth_of_each_class_is_the_test_set(name: str) -> None:
    split, classes = data.load(name), len(DATASETS[name].classes)
    tested, trained = (np.bincount(half.labels, minlength=classes) for half in (split.test, split.train))
    np.testing.assert_allclose(tested / (tested + trained), 0.2, atol=0.01)


@pytest.mark.parametrize("name", ORACLES)
def test_the_most_telling_features_are_those_of_the_largest_f(name: str) -> None:
    train = data.load(name).train
    scores = f_classif(train.inputs.astype(np.float64), train.labels)[0]
    assert list(tables.most_telling(train)) == np.argsort(-scores)[:2].tolist()


def test_a_feature_that_never_changes_tells_nothing() -> None:
    rng, labels = np.random.default_rng(0), np.arange(60) % 3
    points = np.stack([np.full(60, 2.0), rng.normal(size=60), labels + rng.normal(size=60)], axis=1)
    assert tables.most_telling(Examples(points.astype(np.float32), labels)) == (2, 1)
    assert tables.most_telling(Examples(points[:, 2:].astype(np.float32), labels)) == (0, 0)  # one feature alone


def test_the_test_set_depends_on_nothing_but_the_labels() -> None:
    labels = np.array([1, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1, 0])
    # the zeros are at 1, 2, 4, 5, 6, 11, then the ones at 0, 3, 7, 8, 9, 10: the first, sixth and eleventh of that row
    assert np.flatnonzero(every_fifth(labels)).tolist() == [1, 9, 11]


def test_faces_are_those_of_scikit_image() -> None:
    oracle, split = lfw_subset(), data.load("faces")
    known = np.rint(oracle * 255).astype(np.uint8)
    test = np.arange(200) % 5 == 0
    np.testing.assert_array_equal(split.test.inputs[:, 0], known[test])
    np.testing.assert_array_equal(split.train.inputs[:, 0], known[~test])
    np.testing.assert_array_equal(split.test.labels, np.arange(200)[test] >= 100)
    assert DATASETS["faces"].classes[0] == "face"


def test_a_package_that_is_not_installed() -> None:
    with pytest.raises(VizlabError, match=r"iris\.csv comes with the package no_such_package, which must be"):
        package_file("no_such_package", "datasets/data/iris.csv")
