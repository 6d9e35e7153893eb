"""One finished run of the default recipe, and small ones that end in a moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from vizlab import library
from vizlab.progress import Step
from vizlab.recipes import Recipe
from vizlab.store import Store
from vizlab.training import train


@dataclass(frozen=True)
class Finished:
    """A finished run: its steps, its record and the store that it lies in."""

    steps: list[Step]
    record: dict[str, Any]
    store: Store
    run: library.Run


def finish(recipe: Recipe, store: Store) -> Finished:
    """Train to the end."""
    steps = list(train(recipe, store))
    record = dict(steps[-1].result or {})
    return Finished(steps, record, store, library.open_run(f"run/{record['run']}", store))


@pytest.fixture(scope="session")
def default_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Finished]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VIZLAB_DEVICE", "cpu")
        yield finish(Recipe(), Store(str(tmp_path_factory.mktemp("default") / "store")))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(str(tmp_path / "own"))


@pytest.fixture
def run_to_the_end(store: Store) -> Callable[[Recipe], Finished]:
    return lambda recipe: finish(recipe, store)
