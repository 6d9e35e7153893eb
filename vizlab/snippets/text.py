"""Python source of values: recipes and keyword arguments."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any


def call(recipe: Any) -> str:
    """The expression that makes a recipe (any frozen dataclass with defaults), naming only what is not at its default."""
    defaults = {field.name: field.default for field in dataclasses.fields(recipe)}
    changed = {name: value for name, value in dataclasses.asdict(recipe).items() if value != defaults[name]}
    return f"{type(recipe).__name__}({arguments(changed)})"


def arguments(values: Mapping[str, Any]) -> str:
    """Keyword arguments as they are written in a call."""
    return ", ".join(f"{name}={value!r}" for name, value in values.items())
