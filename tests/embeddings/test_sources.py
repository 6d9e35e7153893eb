"""What a visitor brings: each file gives a map or a sentence, and a link to it the same rows."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest
import torch

from vizlab import embeddings, vae_codes
from vizlab.data.own.thinning import thinned
from vizlab.embeddings import EmbeddingRecipe, read, sources
from vizlab.embeddings.sources import tables
from vizlab.errors import VizlabError

RNG = np.random.default_rng(0)
NUMBERS = RNG.normal(size=(40, 3)).round(3)
WORDS = [("café", "thé")[at % 2] for at in range(40)]


def table(columns: dict[str, list[object]], separator: str = ",", header: bool = True) -> str:
    rows = [list(columns)] * header + [list(row) for row in zip(*columns.values(), strict=True)]
    return "\n".join(separator.join(map(str, row)) for row in rows)


PLAIN: dict[str, list[object]] = {name: NUMBERS[:, at].tolist() for at, name in enumerate("abc")}
HOLES: dict[str, list[object]] = PLAIN | {"a": ["nan", "inf", "", *NUMBERS[3:, 0].tolist()]}
FILES: dict[str, tuple[bytes, str | tuple[int, int]]] = {  # name -> file, and the sentence or the shape (n, d) it gives
    "0 rows": (b"a,b,c\n", "at least 3 rows"),
    "no bytes": (b"", "must not be empty"),
    "1 row": (b"a,b\n1,2\n", "at least 3 rows"),
    "2 rows": (b"a,b\n1,2\n3,4\n", "at least 3 rows"),
    "20 rows": (table({name: column[:20] for name, column in PLAIN.items()}).encode(), "at least 21 rows"),
    "plain": (table(PLAIN).encode(), (40, 3)),
    "latin-1, semicolons, decimal commas": (
        table(PLAIN | {"kind": WORDS}, ";").replace(".", ",").encode("latin-1"),
        (40, 3),
    ),
    "UTF-16": (table(PLAIN, "\t").encode("utf-16"), (40, 3)),
    "no header": (table(PLAIN, header=False).encode(), (40, 3)),
    "a constant column": (table(PLAIN | {"d": [7] * 40}).encode(), (40, 3)),
    "NaN, inf, holes": (table(HOLES).encode(), (40, 3)),
    "row numbers": (table({"id": list(range(40))} | PLAIN).encode(), (40, 3)),
    "one-hot": (table(PLAIN | {"kind": WORDS, "class": WORDS[1:] + WORDS[:1]}).encode(), (40, 5)),
    "duplicates": (table({"a": [1, 2] * 20, "b": [3, 4] * 20}).encode(), (40, 2)),
    "all the same": (table({"a": [1] * 40, "b": [2] * 40}).encode(), "2 to 4,096 numbers a row"),
    "text only": (table({"a": [f"x{at}" for at in range(40)], "b": [f"y{at}" for at in range(40)]}).encode(), "from columns of"),
    "ragged": ((table(PLAIN) + "\n1,2\n1,2,3,4\n").encode(), (40, 3)),
    "2,000 columns": (
        table({f"c{at}": RNG.integers(0, 1000, 30).tolist() for at in range(2000)}).encode(),
        (30, 2000),
    ),
    "5,000 columns": (table({f"c{at}": list(range(30)) for at in range(5000)}).encode(), "too many columns"),
    "no text": (bytes(RNG.integers(0, 256, 5000, dtype=np.uint8)), "must be text"),
}


@pytest.mark.parametrize("name", FILES)
def test_each_file_gives_a_map_or_a_sentence(name: str) -> None:
    data, expected = FILES[name]
    if isinstance(expected, str):
        with pytest.raises(VizlabError, match=expected):
            sources.find(sources.keep(data, "own.csv"))
        return
    kept = sources.keep(data, "own.csv")
    items = read(EmbeddingRecipe(data=kept, n=expected[0], method="PCA"))
    assert items.features.shape == expected
    assert torch.isfinite(items.features).all()
    assert len(items.names) == len(items.labels) == expected[0]
    assert items.features.mean(0).abs().max() < 1e-5  # scaled: NaN stands at the mean of the others
    assert (items.features.std(0, correction=0) - 1).abs().max() < (0.05 if name.startswith("NaN") else 1e-3)
    assert sources.keep(data, "again.csv") == kept


def test_the_class_is_a_column_that_can_be_chosen() -> None:
    kept = sources.keep(table(PLAIN | {"kind": WORDS, "many": [f"w{at}" for at in range(40)]}).encode(), "own.csv")
    known = sources.rows(kept, 40)
    assert known.classes == ("café", "thé")
    assert [known.classes[label] for label in known.labels] == WORDS
    assert known.names[7] == "w7"
    assert set(known.columns) == {"a", "b", "c", "kind"}
    np.testing.assert_allclose(known.columns["b"], NUMBERS[:, 1])
    without = sources.rows(f"{kept}/none", 40)
    assert without.classes == ("all rows",)
    assert without.inputs.shape == (40, 5)  # and its words are features then
    assert not read(EmbeddingRecipe(data=f"{kept}/none", n=40, method="PCA")).is_labelled
    with pytest.raises(VizlabError, match="Column 0 of the table cannot say the class"):
        sources.find(f"{kept}/0")
    with pytest.raises(VizlabError, match="not kept here"):
        sources.find("table/0123456789abcdef")


def test_identical_rows_do_not_blow_a_map_up() -> None:
    kept = sources.keep(FILES["duplicates"][0], "own.csv")
    *_, last = embeddings.embed(EmbeddingRecipe(data=kept, n=40, perplexity=5, iterations=60))
    assert last.result is not None
    assert np.isfinite(last.result["loss"] if "loss" in last.result else last.result["divergence"])


def test_a_million_rows_are_sampled_and_it_is_said() -> None:
    data = b"x,y,label\n" + b"1.5,3,ab\n2.5,4,ab\n" * 250_000 + b"3.5,5,cd\n4.5,6,cd\n" * 250_000
    kept = sources.keep(data, "big.csv")
    known = sources.overview(kept)
    assert known.n == tables.KEPT_ROWS
    assert known.notes == ("20,000 of 1,000,000 rows, drawn blindly.",)
    first = sources.rows(kept, 500)
    np.testing.assert_array_equal(first.inputs, sources.rows(kept, 500).inputs)
    assert 0.4 < (first.labels == 0).mean() < 0.6
    assert {*first.columns["x"]} == {1.5, 2.5, 3.5, 4.5}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_rows_are_thinned_whole(end: str) -> None:
    """Against the csv module: a line end inside quotes does not end a row."""
    rows = [["n", "said"], *([str(at), f'a "quoted"{end}line {at}' if at % 3 else "plain"] for at in range(300))]
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator=end).writerows(rows)
    few, n = thinned(file.getvalue().encode(), 50, 10**6)
    read_back = list(csv.reader(io.StringIO(few.decode(), newline="")))
    assert n == 301
    assert len(read_back) == 51
    assert read_back[0] == rows[0]
    assert all(row in rows for row in read_back)
    assert [int(row[0]) for row in read_back[1:]] == sorted({int(row[0]) for row in read_back[1:]})


def test_data_sets_and_what_comes_along_are_sources() -> None:
    assert {"digits", "iris", "moons", "Fashion-MNIST sample"} <= set(sources.titles())
    assert "Fashion-MNIST" not in sources.titles()  # not downloaded
    assert sources.at_hand("Fashion-MNIST") == sources.few("Fashion-MNIST") == "Fashion-MNIST sample"
    assert sources.at_hand("CIFAR-10") == ""
    for name, shape in {"iris": (50, 4), "moons": (50, 2), "Fashion-MNIST sample": (50, 784)}.items():
        items = read(EmbeddingRecipe(data=name, n=50, method="PCA"))
        assert items.features.shape == shape
        assert (items.pictures is None) == (name in ("iris", "moons"))
        assert [items.classes[label] for label in items.labels] == list(items.names)


def test_the_answers_of_the_network_are_columns() -> None:
    items = read(EmbeddingRecipe(data="Fashion-MNIST sample", n=200, reference="bundled/fashion-cnn@10", layer="output"))
    scores, labels = items.features.double(), items.labels
    right = scores.argmax(1) == labels
    assert 0.8 < right.double().mean() < 1
    assert (items.columns["right or wrong"] == np.where(right, "right", "wrong")).all()
    expected = scores.logsumexp(1) - scores[torch.arange(200), labels]
    np.testing.assert_allclose(items.columns["loss of the network"], expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("reference", ["vae/b5ca36e3962f", "vae/509f9cd7e42e"])
def test_the_encoder_gives_the_codes_that_its_training_kept(reference: str) -> None:
    run = vae_codes.open_run(reference)
    kept = vae_codes.codes(run, run.epochs[-1])
    items = read(EmbeddingRecipe(data="digits", n=len(kept.mu), reference=reference, layer="code"))
    np.testing.assert_array_equal(items.labels, kept.labels)
    np.testing.assert_allclose(items.features, kept.mu, atol=2e-3)  # float16 weights
    with pytest.raises(VizlabError, match="trained on iris"):
        read(EmbeddingRecipe(data="iris", n=100, reference=reference, layer="code"))


def test_an_encoder_that_is_not_here_is_said_in_a_sentence() -> None:
    with pytest.raises(VizlabError, match="no finished auto-encoder"):
        vae_codes.open_run("vae/000000000000")
    run = vae_codes.open_run("vae/b5ca36e3962f")
    with pytest.raises(VizlabError, match="takes pictures of 64 values; these have 784"):
        vae_codes.encode(run, torch.zeros(1, 1, 28, 28))
    with pytest.raises(VizlabError, match="The epoch must be one of 0, 1, 3, 10, 30"):
        vae_codes.codes(run, 2)
