"""Tables of one's own: the same numbers from every way to write them, columns against oracles, and 100 damaged ones."""

from __future__ import annotations

import itertools
import random
import tracemalloc

import numpy as np
import pytest
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from uploads import FLOWERS, flowers

from vizlab.data import own
from vizlab.data.own import profile as profiles
from vizlab.data.own import shelf, table
from vizlab.errors import VizlabError

NUMBERS = [
    [1.5, -20.25, 3e-4, 7.0],
    [2.0, 1234.5, 0.5, 8.0],
    [-3.25, 12.75, 1e3, 9.5],
    [0.125, 99.0, 2.5, 10.25],
    [4.0, 5.0, 6.5, 11.0],
]
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 with a mark",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16-LE",
    "utf-16-be": "UTF-16-BE",
    "cp1252": "Windows-1252",
}


def written(separator: str, decimal: str, *, header: bool = True, quoted: bool = False, words: str = "Größe") -> str:
    """`NUMBERS` with a last column of words, as one of the world's programs would write them."""
    lines = [[words, "b", "c", "d", "Klasse"]] if header else []
    lines += [[str(x).replace(".", decimal) for x in row] + ["grün" if k % 2 else "rot"] for k, row in enumerate(NUMBERS)]
    quote = quoted or separator == decimal
    return "\r\n".join(separator.join(f'"{cell}"' if quote else cell for cell in line) for line in lines)


@pytest.mark.parametrize(("encoding", "separator", "decimal"), list(itertools.product(ENCODINGS, ",;\t|", ".,")))
def test_the_same_numbers_from_every_way_to_write_them(encoding: str, separator: str, decimal: str) -> None:
    found = own.read_table(written(separator, decimal).encode(encoding))
    profile = found.profile
    assert (profile.encoding, profile.separator, profile.decimal) == (ENCODINGS[encoding], separator, decimal)
    assert profile.has_header
    assert [column.name for column in profile.columns] == ["Größe", "b", "c", "d", "Klasse"]
    np.testing.assert_array_equal(np.transpose([found.numbers(at) for at in range(4)]), NUMBERS)
    assert set(found.cells[4]) == {"grün", "rot"}


@pytest.mark.parametrize("quoted", [True, False])
@pytest.mark.parametrize("separator", [",", ";"])
def test_without_names_every_row_is_data(separator: str, quoted: bool) -> None:
    found = own.read_table(written(separator, ".", header=False, quoted=quoted).encode())
    assert not found.profile.has_header
    assert found.profile.n_rows == len(NUMBERS)
    assert [column.name for column in found.profile.columns] == [f"column {at}" for at in range(1, 6)]


def test_quotes_hold_separators_and_line_breaks() -> None:
    text = 'a,b,kind\n1,"x, y",p\n2,"x\nz",q\n3,"say ""hi""",p\n4,"x, y",q\n'
    found = own.read_table(text.encode())
    assert found.cells[1] == ("x, y", "x\nz", 'say "hi"', "x, y")
    assert found.profile.n_rows == 4


def test_marks_of_thousands() -> None:
    found = own.read_table(b"a;b\n1.234,5;p\n2.000.000;q\n17,25;p\n3;q\n")
    assert found.numbers(0) == [1234.5, 2_000_000, 17.25, 3]


@pytest.mark.parametrize(
    ("cell", "decimal", "number"),
    [
        *(("1.5", ".", 1.5), ("1,5", ",", 1.5), ("-2e-3", ".", -0.002), ("+.5", ".", 0.5), ("1,234.5", ".", 1234.5)),
        *(("1.5", ",", None), ("1.234,5", ",", 1234.5), ("12,34", ".", None), ("e5", ".", None), ("inf", ".", None)),
        *(("nan", ".", None), ("1e999", ".", None), ("0x10", ".", None), ("1_000", ".", None), ("٣", ".", 3.0)),
        *(("²", ".", None), ("", ".", None), ("1 2", ".", None), ("--1", ".", None)),
    ],
)
def test_what_is_a_number(cell: str, decimal: str, number: float | None) -> None:
    assert profiles.to_number(cell, decimal) == number


def test_each_kind_of_column_is_known() -> None:
    rows = [
        f"{k + 1},{k * 1.5},{'red' if k % 3 else 'blue'},text number {k},same,{k % 2},{'' if k < 3 else k}" for k in range(40)
    ]
    rows[20] = rows[20].replace("30.0", "oops")
    found = own.read_table(("id,length,colour,note,unit,flag,gaps\n" + "\n".join(rows)).encode()).profile
    kinds = {column.name: column.kind for column in found.columns}
    assert kinds == {
        "id": "counter", "length": "number", "colour": "category", "note": "text", "unit": "constant", "flag": "number",
        "gaps": "counter",
    }  # fmt: skip
    length, gaps = found.columns[1], found.columns[6]
    assert (length.missing, length.odd) == (1, 1)
    assert (length.low, length.high) == (0.0, 58.5)
    assert length.mean == pytest.approx((sum(k * 1.5 for k in range(40)) - 30) / 39)
    assert (gaps.missing, gaps.odd) == (3, 0)
    assert found.columns[2].commonest == (("red", 26), ("blue", 14))


def test_rows_of_other_lengths_are_left_out_and_said() -> None:
    found = own.read_table((FLOWERS + "1,2\n\n1.0,2.0,red,setosa,5\n").encode()).profile
    assert found.n_rows == 8
    assert [(row.name, row.reason) for row in found.skipped] == [
        ("line 10", "has 2 cells, not 4"),
        ("line 12", "has 5 cells, not 4"),
    ]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "must not be empty"),
        (b"one column\n1\n2\n3\n4\n5\n", "at least two columns"),
        (b"a,b\n1,2\n", "at least 4 rows"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "must be text"),
        (b"a,b\n" + b"1,2\n" * 50_001, "at most 50,000 rows"),
        (b",".join(b"x" for _ in range(201)) + b"\n", "200 columns"),
        (b"a,b\n" + b'1,"' + b"x" * 200_000, "cannot be read"),
        (b"x" * 10_000_001, "at most 10 MB"),
    ],
)
def test_what_is_no_table_is_refused_with_its_sentence(data: bytes, words: str) -> None:
    with pytest.raises(VizlabError) as caught:
        own.read_table(data)
    assert words in str(caught.value)
    assert str(caught.value).endswith(".")


# From columns to points


def made(text: str, **choices: object) -> shelf.Made:
    settings = {"upload": "0" * 64, "label": 3, "features": "0,1,2"} | choices
    return table.points(own.read_table(text.encode()), own.TableRecipe(**settings), "flowers.csv")  # type: ignore[arg-type]


def test_features_are_those_of_scikit_learn() -> None:
    """Standardised by the training rows; words as columns of 0 and 1; missing ones at the mean of the training rows."""
    found = made(FLOWERS)
    train, _ = shelf.split(found.labels)
    raw = [line.split(",") for line in FLOWERS.strip().split("\n")[1:]]
    numbers = np.array([[float(x or "nan") for x in row[:2]] for row in raw])
    words = OneHotEncoder(categories=[["blue", "red"]], handle_unknown="ignore", sparse_output=False)
    words.fit([["red"]])
    hot = words.transform([[row[2]] for row in raw])
    hot[[row[2] == "" for row in raw]] = np.nan
    columns = np.concatenate([numbers, hot], axis=1)
    oracle = StandardScaler().fit(columns[train])  # it leaves missing ones out of mean and deviation, too
    expected = np.nan_to_num(oracle.transform(columns))
    np.testing.assert_allclose(found.inputs, expected, atol=1e-6)
    assert found.features == ("petal", "sepal", "colour = blue", "colour = red")
    assert found.classes == ("setosa", "virginica")
    assert found.notes == ("2 rows with missing values filled with the mean of the training rows.",)
    assert found.inputs.dtype == np.float32


def test_rows_that_lack_something_can_be_left_out_and_those_without_a_class_always_are() -> None:
    text = FLOWERS + "1.0,2.0,red,\n"
    assert len(made(text).labels) == 8
    found = made(text, missing="drop")
    assert len(found.labels) == 6
    assert found.notes == ("1 row without a class left out.", "2 rows with missing values left out.")


def test_classes_that_are_numbers_stand_by_size() -> None:
    text = "a,b,y\n" + "\n".join(f"{k * 0.37:.2f},{k * k * 0.11:.2f},{(2, 10, -1)[k % 3]}" for k in range(12))
    found = made(text, label=2, features="0,1")
    assert found.classes == ("-1", "2", "10")
    assert found.labels.tolist() == [1, 2, 0] * 4


def test_the_label_and_the_features_are_suggested() -> None:
    columns = own.read_table(FLOWERS.encode()).profile.columns
    assert own.suggested_label(columns)[0] == 3
    assert own.suggested_features(columns, 3) == [0, 1, 2]
    assert own.width(columns, [0, 1, 2]) == 4


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"label": 9}, "has 4 columns"),
        ({"features": "0,3"}, "cannot be a feature too"),
        ({"features": ""}, "At least one column"),
        ({"features": "0,x"}, "At least one column"),
        ({"features": "0"}, "must make 2 to"),
        ({"missing": "guess"}, "missing must be one of"),
    ],
)
def test_choices_that_make_no_data_set_are_refused(choices: dict[str, object], words: str) -> None:
    with pytest.raises(VizlabError, match=words):
        made(FLOWERS, **choices)


def test_a_class_of_one_row_is_refused() -> None:
    with pytest.raises(VizlabError, match="1 row of rare"):
        made(FLOWERS + "1.0,2.0,red,rare\n")


# Damaged ones


def mutated(data: bytes, dice: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(dice.choice([1, 5, 40])):
        at, kind = dice.randrange(len(changed)), dice.randrange(6)
        if kind == 0:
            changed[at] ^= 1 << dice.randrange(8)
        elif kind == 1:
            changed[at : at + 1] = dice.choice(
                [b'"', b"\n", b";", b"\t", b",", b"\r", b"1e999", b"-", b"\xff\xfe", "٣²".encode()]
            )
        elif kind == 2:
            del changed[at : at + dice.choice([1, 20])]
        elif kind == 3:
            changed[at:at] = changed[: dice.choice([1, 30])]
        elif kind == 4:
            changed[at:at] = bytes(dice.randrange(256) for _ in range(3))
        else:
            lines = bytes(changed).split(b"\n")
            dice.shuffle(lines)
            changed = bytearray(b"\n".join(lines))
    return bytes(changed)


def test_a_hundred_damaged_tables_end_with_a_sentence_or_a_sound_data_set() -> None:
    dice, sentences, sound = random.Random("damaged tables"), [], 0
    goods = [flowers(3), written(";", ",", words="a").encode("utf-16"), written("\t", ".").encode("cp1252")]
    tracemalloc.start()
    for turn in range(100):
        try:
            found = own.read_table(mutated(goods[turn % 3], dice))
            label = own.suggested_label(found.profile.columns)
            chosen = own.suggested_features(found.profile.columns, label[0]) if label else []
            choices = {"label": label[0] if label else 0, "features": ",".join(map(str, chosen))}
            points = table.points(
                found, own.TableRecipe(upload="0" * 64, missing=dice.choice(list(own.MISSING)), **choices), "x.csv"
            )  # type: ignore[arg-type]
        except VizlabError as error:
            sentences.append(str(error))
            continue
        assert np.isfinite(points.inputs).all()
        assert points.inputs.shape == (len(points.labels), len(points.features))
        assert set(points.labels.tolist()) == set(range(len(points.classes)))
        sound += 1
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sound > 20
    assert len(sentences) > 10
    assert all(sentence.endswith(".") and "Error" not in sentence for sentence in sentences)
    assert peak < 20_000_000
