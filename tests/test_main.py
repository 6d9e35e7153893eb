"""The shell does what the app does, says what is wrong on standard error, and ends with 1 then."""

from __future__ import annotations

import dataclasses
import io
import json
import os
import re
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from vizlab import library
from vizlab.__main__ import main
from vizlab.recipes import Recipe
from vizlab.shipped import SHIPPED
from vizlab.store import Store

KNOBS = {"data": "moons", "model": "MLP", "depth": 1, "width": 8, "epochs": 3, "batch_size": 128, "seed": 4}
OPTIONS = [part for name, value in KNOBS.items() for part in (f"--{name.replace('_', '-')}", str(value))]
TRAIN = ["train", *OPTIONS, "--no-batch-norm"]


@pytest.fixture
def trained(capsys: pytest.CaptureFixture[str]) -> str:
    """The reference of a run trained from the shell."""
    assert main(TRAIN) == 0
    found = re.match(r"(run/[0-9a-f]{12})  \{", capsys.readouterr().out)
    assert found
    return found[1]


def test_train_keeps_what_was_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(TRAIN) == 0
    out, err = capsys.readouterr()
    (run,) = library.runs()
    assert run.recipe == Recipe(**KNOBS, batch_norm=False)  # type: ignore[arg-type]
    assert run.accuracy is not None
    assert f"test accuracy {run.accuracy:.4f}" in out
    assert [int(epoch) for epoch in re.findall(r"epoch (\d)/3", out)] == [1, 2, 3]
    assert err == ""


def test_every_knob_is_an_option(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["train", "--help"])
    assert end.value.code == 0
    text = capsys.readouterr().out
    for field in dataclasses.fields(Recipe):
        assert (f"--{field.name.replace('_', '-')}" in text) == (field.name not in ("data_version", "algorithm"))


def test_list_names_what_is_here(trained: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [*(f"bundled/{name}" for name in SHIPPED), trained]
    assert f"{library.open_run(trained).accuracy:.2%}" in lines[-1]


def test_show_is_json(trained: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", f"{trained}@2"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["title"] == "MLP on moons"
    assert shown["checkpoints"] == [0, 1, 2, 3]
    assert shown["recipe"]["seed"] == 4
    assert shown["report"]["accuracy"] == library.open_run(trained).accuracy


def test_export_writes_a_zip(
    trained: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["export", f"{trained}@1"]) == 0
    path = tmp_path / capsys.readouterr().out.strip()
    assert path.name == f"{trained.replace('/', '-')}-epoch-1.zip"
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        assert json.loads(archive.read("manifest.json"))["epoch"] == 1
    assert main(["export", trained, "--to", str(tmp_path / "x.zip")]) == 0
    assert zipfile.is_zipfile(tmp_path / "x.zip")


def test_gc_frees_what_is_beyond_the_budget(trained: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gc"]) == 0
    assert capsys.readouterr().out == "deleted 0 entries, 0 bytes\n"
    size = sum(entry.size_bytes for entry in Store(os.environ["VIZLAB_STORE"]).entries())
    assert main(["gc", "--budget-bytes", "0"]) == 0
    assert capsys.readouterr().out == f"deleted 1 entries, {size:,} bytes\n"
    assert library.runs() == []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ("train --data nothing", "There is no data set 'nothing'; there are digits, "),
        ("train --lr 7", "lr must lie between 1e-05 and 1; got 7.0"),
        ("train --lr nan", "lr must lie between"),
        ("train --data moons", "small CNN cannot take moons; these can: logistic regression, MLP."),
        ("train --optimizer adam", "optimizer must be one of SGD, "),
        ("show run/000000000000", "There is no model run/000000000000 here"),
        ("show ../../etc/passwd", "A model is named like "),
        ("export run/000000000000", "There is no model run/000000000000 here"),
        ("export bundled/spirals-mlp@4", "has no checkpoint of epoch 4; it has 0, 1, 2, 3, 5, 10, 20, 40."),
        ("export bundled/digits-cnn --to /no/such/folder/x.zip", "/no/such/folder/x.zip cannot be written: No such file"),
    ],
)
def test_what_is_wrong_is_said_on_standard_error(arguments: str, sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments.split()) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert sentence in err
    assert err.count("\n") == 1


def test_a_damaged_store_setting_is_said_on_standard_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VIZLAB_STORE_BYTES", "4 GB")
    assert main(["gc"]) == 1
    assert "VIZLAB_STORE_BYTES must be a whole number of bytes; got '4 GB'." in capsys.readouterr().err


@pytest.mark.parametrize("arguments", ["", "dance", "train --epochs many", "show", "export run/a --epochs 1,a"])
def test_wrong_usage_is_said_by_the_parser(arguments: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(arguments.split())
    assert end.value.code == 2
    assert "usage: python -m vizlab" in capsys.readouterr().err


def test_as_a_command_it_can_be_interrupted_and_continued(tmp_path: Path) -> None:
    """Ctrl-C keeps the finished epochs; the same command goes on from there."""
    command = [sys.executable, "-m", "vizlab", *TRAIN, "--epochs", "100", "--batch-size", "8"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        if re.search(r"epoch 2/100", line):
            break
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.strip() == "Stopped; the epochs done so far are kept, and the same command continues."
    (run,) = library.runs()
    assert run.record is None
    assert 2 <= run.epochs[-1] < 100
    failed = subprocess.run([sys.executable, "-m", "vizlab", "show", "nothing"], capture_output=True, text=True, check=False)
    assert failed.returncode == 1
    assert failed.stderr.startswith("A model is named like ")
    assert "Traceback" not in failed.stderr
