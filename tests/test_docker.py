"""The Dockerfile, as far as it can be checked without building it."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def instructions() -> list[tuple[str, str]]:
    """(instruction, arguments) in order, comments dropped and continued lines joined."""
    lines = [line for line in (ROOT / "Dockerfile").read_text().splitlines() if not line.startswith("#")]
    joined = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    return [(name, rest) for name, _, rest in (line.partition(" ") for line in joined.splitlines() if line)]


def arguments(wanted: str) -> list[str]:
    return [rest for name, rest in instructions() if name == wanted]


def copied() -> list[str]:
    return [source for rest in arguments("COPY") for source in shlex.split(rest)[:-1]]


def environment() -> dict[str, str]:
    return dict(pair.split("=", 1) for rest in arguments("ENV") for pair in shlex.split(rest))


def test_the_base_image_has_a_version() -> None:
    (image,) = arguments("FROM")
    assert re.fullmatch(r"python:3\.\d+-slim", image)


@pytest.mark.parametrize("source", copied())
def test_what_is_copied_exists_and_is_let_through(source: str) -> None:
    assert (ROOT / source).exists()
    assert f"!{source}" in (ROOT / ".dockerignore").read_text().splitlines()


def test_everything_that_the_app_reads_is_copied() -> None:
    assert {"app.py", "pages", "vizlab", "assets", ".streamlit", "requirements.txt"} <= set(copied())


def test_it_does_not_run_as_root() -> None:
    names = [name for name, _ in instructions()]
    (user,) = arguments("USER")
    assert user != "root"
    assert names.index("USER") < names.index("CMD")
    assert f"--uid 10001 {user}" in arguments("RUN")[-1]


def test_the_command_runs_the_app_on_the_exposed_port() -> None:
    shell, flag, line = json.loads(arguments("CMD")[0])
    words = shlex.split(line)
    assert (shell, flag, words[0]) == ("sh", "-c", "exec")  # or signals would end the shell and not the app
    assert (ROOT / words[words.index("run") + 1]).is_file()
    assert words[words.index("--server.port") + 1] == "$PORT"
    assert arguments("EXPOSE") == [environment()["PORT"]]


def test_the_health_check_is_a_program_that_asks_the_health_address() -> None:
    (check,) = arguments("HEALTHCHECK")
    program = json.loads(check[check.index("CMD ") + 4 :])
    assert program[:2] == ["python", "-c"]
    compile(program[2], "HEALTHCHECK", "exec")
    assert "/_stcore/health" in program[2]


def test_what_must_last_lies_in_the_volume() -> None:
    (volume,) = arguments("VOLUME")
    assert all(environment()[name].startswith(f"{volume}/") for name in ("VIZLAB_STORE", "VIZLAB_DATA"))


def test_every_variable_is_one_that_the_code_reads() -> None:
    code = "\n".join(path.read_text() for path in (ROOT / "vizlab").rglob("*.py"))
    read = set(re.findall(r'"(VIZLAB_[A-Z_]+)"', code))
    assert {name for name in environment() if name.startswith("VIZLAB_")} <= read
