"""Every data set of the table keeps what the table promises; the shapes are the shapes; idx files are read right."""

from __future__ import annotations

import dataclasses
import hashlib
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from loopback import H, N, Site, W, idx_bytes, images, remote
from sklearn.datasets import load_digits

from vizlab import data
from vizlab.data import DATASETS, Split, cifar, idx
from vizlab.data.downloads import fetch
from vizlab.data.files import RemoteFile, is_here, local_path
from vizlab.errors import VizlabError

READY = [name for name, entry in DATASETS.items() if not entry.files]
QUICK = [name for name in READY if not name.startswith("Shapes")]  # whose seeds have tests of their own
REMOTE = [name for name, entry in DATASETS.items() if entry.files and isinstance(entry.files[0], RemoteFile)]
POINTS = [name for name, entry in DATASETS.items() if entry.takes_noise]
TABLES = ("iris", "wine", "breast cancer")  # whose classes are not equally large
DRAWN = "moons, circles, spirals, blobs, XOR, ring of Gaussians, grid of Gaussians, iris, wine and breast cancer."
SHAPES = "Shapes, Shapes with a tag, Shapes with a telling background"
WITHOUT = f"Without network these work: digits, faces, {SHAPES}, {DRAWN}"


def same(a: Split, b: Split) -> bool:
    pairs = [(a.train, b.train), (a.test, b.test)]
    return all(np.array_equal(x.inputs, y.inputs) and np.array_equal(x.labels, y.labels) for x, y in pairs)


# Over the table


@pytest.mark.parametrize("name", DATASETS)
def test_every_entry_says_what_it_is(name: str) -> None:
    entry = data.find(name)
    assert entry.about.endswith(".")
    assert len(entry.about.splitlines()) == 1
    assert entry.licence
    assert entry.source.startswith(("https://", "http://"))
    assert len(set(entry.classes)) == len(entry.classes) >= 2
    assert entry.is_images == (len(entry.shape) == 3)
    assert len(entry.shape) in (1, 3)
    assert entry.version >= 1
    assert len(entry.features) == (0 if entry.is_images else entry.shape[0])
    assert not (entry.takes_noise and entry.is_images)
    assert (entry.download_bytes > 0) == bool(entry.files)


@pytest.mark.parametrize("name", READY)
def test_every_entry_loads_as_promised(name: str) -> None:
    entry, split = DATASETS[name], data.load(name)
    assert data.is_ready(name)
    assert list(data.download(name)) == []
    assert (len(split.train), len(split.test)) == (entry.n_train, entry.n_test)
    for examples in (split.train, split.test):
        assert examples.inputs.shape == (len(examples), *entry.shape)
        assert examples.inputs.dtype == (np.uint8 if entry.is_images else np.float32)
        assert examples.labels.shape == (len(examples),)
        assert examples.labels.dtype == np.int64
        counts = np.bincount(examples.labels, minlength=len(entry.classes))
        assert len(counts) == len(entry.classes)
        assert counts.min() > 0
        assert counts.max() - counts.min() <= (0 if name in POINTS else 9) or name in TABLES


@pytest.mark.parametrize("name", QUICK)
def test_the_seed_decides(name: str) -> None:
    assert same(data.load(name, seed=3), data.load(name, seed=3))
    assert same(data.load(name, seed=3), data.load(name, seed=4)) == (name not in POINTS)


@pytest.mark.parametrize("name", REMOTE)
def test_the_files_of_every_entry_fit_its_numbers(name: str) -> None:
    entry = DATASETS[name]
    train, test = np.prod(entry.shape) * entry.n_train, np.prod(entry.shape) * entry.n_test
    assert [file.size_bytes for file in entry.files] == [16 + train, 8 + entry.n_train, 16 + test, 8 + entry.n_test]
    assert len({file.sha256 for file in entry.files}) == len({file.name for file in entry.files}) == 4
    for file in entry.files:
        assert len(bytes.fromhex(file.sha256)) == 32
        assert 0 < file.download_bytes < file.size_bytes
        assert file.urls
        assert all(url.startswith("http") and url.endswith(f"/{file.name}") for url in file.urls)


def test_no_two_remote_files_share_a_place_or_content() -> None:
    files = [file for name in REMOTE for file in DATASETS[name].files]
    files += cifar.CIFAR_10.members
    assert len({(file.folder, file.name) for file in files}) == len(files)
    assert len({file.sha256 for file in files}) == len(files)


# Digits


def test_digits_are_those_of_scikit_learn() -> None:
    oracle = load_digits()
    split = data.load("digits")
    ours = np.concatenate([split.train.inputs, split.test.inputs]).reshape(-1, 64)
    labels = np.concatenate([split.train.labels, split.test.labels])
    theirs = np.rint(oracle.data / 16 * 255)
    order, reference = np.lexsort((labels, *ours.T)), np.lexsort((oracle.target, *theirs.T))
    np.testing.assert_array_equal(ours[order], theirs[reference])
    np.testing.assert_array_equal(labels[order], oracle.target[reference])


def test_the_test_digits_never_change() -> None:
    test = data.load("digits", seed=9).test
    digest = hashlib.sha256(test.inputs.tobytes() + test.labels.astype("<i8").tobytes()).hexdigest()
    assert (
        digest == "83c99461e31a25765a26614f1c1bc7016c08dfc462b1b66cee9e5f3c29308a0a"
    )  # pinned on purpose: accuracies of different versions are compared on these


# Points


@pytest.mark.parametrize("name", POINTS)
def test_noise_is_a_standard_deviation(name: str) -> None:
    clean, noisy = (data.load(name, noise=noise).train.inputs for noise in (0.0, 0.2))
    assert np.abs(clean).max() <= 1.5 + 1e-6
    assert (noisy - clean).std() == pytest.approx(0.2, rel=0.06)


@pytest.mark.parametrize("name", POINTS)
def test_training_and_test_points_are_drawn_alike_but_apart(name: str) -> None:
    split = data.load(name)
    np.testing.assert_allclose(split.train.inputs.mean(0), split.test.inputs.mean(0), atol=0.12)
    np.testing.assert_allclose(split.train.inputs.std(0), split.test.inputs.std(0), rtol=0.1)
    assert not set(map(tuple, split.train.inputs)) & set(map(tuple, split.test.inputs))


@pytest.mark.parametrize("name", POINTS)
@pytest.mark.parametrize("part", [slice(100), slice(-100, None), slice(None, None, 10), slice(3, None, 4)])
def test_any_part_of_the_points_is_mixed(name: str, part: slice) -> None:
    labels = data.load(name).train.labels[part]
    share = np.bincount(labels) / len(labels)
    np.testing.assert_allclose(share, 1 / len(DATASETS[name].classes), atol=0.15)


def test_the_shapes_are_the_shapes() -> None:
    x, y, label = columns("circles")
    np.testing.assert_allclose(np.hypot(x, y), np.where(label == 0, 1.5, 0.75), rtol=1e-5)
    x, y, label = columns("moons")  # two unit half circles, one up, one down
    middle_x, middle_y = np.where(label == 0, -0.5, 0.5), np.where(label == 0, -0.25, 0.25)
    np.testing.assert_allclose(np.hypot(x - middle_x, y - middle_y), 1, rtol=1e-5)
    assert np.all((y - middle_y) * np.where(label == 0, 1, -1) >= -1e-6)
    x, y, label = columns("spirals")  # the angle grows with the radius: 3 π over 1.5, half a turn apart
    turn = np.arctan2(y, x) - 2 * np.pi * np.hypot(x, y) - np.pi * label
    np.testing.assert_allclose(np.cos(turn), 1, atol=1e-4)
    x, y, label = columns("blobs")
    assert np.all(np.hypot(x - np.where(label % 2, 1, -1), y - np.where(label // 2, 1, -1)) <= 0.5 + 1e-6)
    x, y, label = columns("XOR")
    np.testing.assert_array_equal(label, (x > 0) ^ (y > 0))
    assert min(np.abs(x).min(), np.abs(y).min()) >= 0.1 - 1e-6
    x, y, label = columns("ring of Gaussians")
    np.testing.assert_allclose((x, y), (1.5 * np.cos(label * np.pi / 4), 1.5 * np.sin(label * np.pi / 4)), atol=1e-6)
    x, y, label = columns("grid of Gaussians")
    places, often = np.unique(np.stack([x, y, label]), axis=1, return_counts=True)
    assert (places.shape, set(often)) == ((3, 25), {40})
    assert set(places[0]) == set(places[1]) == {-1.5, -0.75, 0, 0.75, 1.5}
    square = places[2].reshape(5, 5)
    assert all(len(set(line)) == 5 for line in (*square, *square.T))  # so no neighbours in a row or column are alike


def columns(name: str) -> tuple[np.ndarray, ...]:
    train = data.load(name, noise=0.0).train
    return (*train.inputs.T, train.labels)


# Sentences


def test_an_unknown_name() -> None:
    with pytest.raises(VizlabError) as caught:
        data.load("Imagenet")
    assert str(caught.value) == (
        "There is no data set 'Imagenet'; there are digits, faces, MNIST, Fashion-MNIST, CIFAR-10, Tiny-ImageNet, "
        f"{SHAPES}, {DRAWN}"
    )


@pytest.mark.parametrize("options", [{"noise": -0.1}, {"noise": float("nan")}, {"noise": float("inf")}, {"seed": -1}])
def test_impossible_noise_or_seed(options: dict[str, float]) -> None:
    with pytest.raises(VizlabError, match="noise and seed must be 0 or more; got noise"):
        data.load("moons", **options)


@pytest.mark.parametrize("name", REMOTE)
def test_what_is_not_downloaded_yet(name: str) -> None:
    assert not data.is_ready(name)
    with pytest.raises(VizlabError) as caught:
        data.load(name)
    assert str(caught.value) == f"{name} must be downloaded first; it is not here, or damaged. {WITHOUT}"


def test_neither_torch_nor_scikit_learn_is_imported() -> None:
    code = "import sys; from vizlab import data; [data.load(n) for n in ('digits', 'faces', 'Shapes', 'moons', 'wine')]; "
    code += "print(*{'torch', 'sklearn', 'skimage', 'scipy', 'pandas'} & set(sys.modules))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).split() == []


# idx files, from the server to the arrays


@pytest.fixture
def small(site: Site, monkeypatch: pytest.MonkeyPatch) -> Split:
    """The data set "small", served at the address of `site`."""
    pixels, labels = (images(0), images(1)), [np.arange(N, dtype=np.uint8) % 3 + i for i in range(2)]
    arrays = [pixels[0], labels[0], pixels[1], labels[1]]
    served = [site.serve(idx_bytes(array), name=name) for array, name in zip(arrays, idx.FILES, strict=True)]
    entry = dataclasses.replace(DATASETS["MNIST"], files=tuple(served), load=lambda noise, seed: idx.load(tuple(served)))
    monkeypatch.setitem(DATASETS, "small", entry)
    examples = [data.Examples(p[:, None], k.astype(np.int64)) for p, k in zip(pixels, labels, strict=True)]
    return Split(*examples)


def test_from_the_server_to_the_arrays(small: Split) -> None:
    assert not data.is_ready("small")
    steps = list(data.download("small"))
    assert data.is_ready("small")
    split = data.load("small")
    assert same(split, small)
    assert split.train.inputs.shape == (N, 1, H, W)
    assert isinstance(split.train.inputs, np.memmap)  # so that 60,000 images cost no memory
    assert not split.train.inputs.flags.writeable
    assert split.train.labels.dtype == np.int64
    assert list(data.download("small")) == []
    assert {(step.phase, step.unit, step.total) for step in steps} == {
        ("downloading small", "byte", DATASETS["small"].download_bytes)
    }
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    assert steps[-1].done == steps[-1].total


def test_only_what_is_missing_is_downloaded(small: Split, site: Site) -> None:
    list(data.download("small"))
    file = DATASETS["small"].files[1]
    site.requests.clear()
    Path(local_path(file)).unlink()
    assert not data.is_ready("small")
    steps = list(data.download("small"))
    assert [path for path, _ in site.requests] == [f"/{file.name}"]
    assert steps[-1].total == file.download_bytes


def test_leaving_keeps_the_complete_files(small: Split, site: Site) -> None:
    site.faults[f"/{idx.FILES[2]}"] = ["held"]
    download = data.download("small")
    before = sum(file.download_bytes for file in DATASETS["small"].files[:2])
    while next(download).done <= before:
        pass
    download.close()
    here = [is_here(file) for file in DATASETS["small"].files]
    assert here == [True, True, False, False]


def test_offline(small: Split, nobody: str, monkeypatch: pytest.MonkeyPatch) -> None:
    files = tuple(dataclasses.replace(file, urls=(nobody,)) for file in DATASETS["small"].files)
    monkeypatch.setitem(DATASETS, "small", dataclasses.replace(DATASETS["small"], files=files))
    with pytest.raises(VizlabError) as caught:
        list(data.download("small"))
    assert str(caught.value) == (
        "small is not here: train-images-idx3-ubyte.gz could not be downloaded, because there is no connection "
        f"to the server. {WITHOUT}"
    )


def test_a_damaged_file_is_never_loaded(small: Split) -> None:
    list(data.download("small"))
    path = local_path(DATASETS["small"].files[0])
    body = bytearray(path.read_bytes())
    body[-1] ^= 1
    path.write_bytes(body)
    with pytest.raises(VizlabError, match="small must be downloaded first; it is not here, or damaged"):
        data.load("small")
    list(data.download("small"))
    assert same(data.load("small"), small)


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        (b"", "must be an idx file of unsigned bytes; it begins with "),
        (b"GIF89a" + bytes(20), "must be an idx file of unsigned bytes; it begins with 47494638"),
        (bytes([0, 0, 13, 1, 0, 0, 0, 1]) + bytes(4), "must be an idx file of unsigned bytes; it begins with 00000d01"),
        (bytes([0, 0, 8, 3, 0, 0, 0, 1]), "must be an idx file of unsigned bytes; it begins with 00000803"),
        (bytes([0, 0, 8, 1, 0, 0, 0, 5]) + bytes(4), r"must hold an array of shape \(5,\); it has 12 bytes"),
        (bytes([0, 0, 8, 3]) + b"\xff" * 12, r"must hold an array of shape \(4294967295, 4294967295, 4294967295\)"),
    ],
)
def test_what_is_no_idx_file(body: bytes, complaint: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(body)
    with pytest.raises(VizlabError, match=complaint):
        idx.read_idx(path)


def test_as_many_labels_as_images(site: Site) -> None:
    bodies = [images(), np.zeros(N + 1, np.uint8), images(), np.zeros(N, np.uint8)]
    files = tuple(site.serve(idx_bytes(body), name=name) for body, name in zip(bodies, idx.FILES, strict=True))
    for file in files:
        list(fetch(file))
    with pytest.raises(VizlabError, match=r"Images \(n, h, w\) need labels \(n,\); got \(20, 5, 4\) and \(21,\)"):
        idx.load(files)


def test_idx_files_must_be_here() -> None:
    with pytest.raises(VizlabError, match="must be downloaded first; it is not here"):
        idx.load((remote(b"x"),) * 4)
