"""Small runs that end in a moment, and the runs that come with vizlab."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest

from vizlab.progress import Step
from vizlab.store import Store

Train = Callable[[Any, Store], Generator[Step, None, None]]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(str(tmp_path / "own"))


@pytest.fixture
def interrupt() -> Callable[[Train, Any, Store, int], list[Step]]:
    """Start, take steps until the frame of this index is kept, close."""

    def run(train: Train, recipe: Any, store: Store, frame: int) -> list[Step]:
        generator = train(recipe, store)
        taken = list(itertools.takewhile(lambda step: step.frame != frame, generator))
        generator.close()
        return taken

    return run
