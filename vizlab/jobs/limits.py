"""Whole-number limits from the environment."""

from __future__ import annotations

import os

from vizlab.errors import VizlabError


def limit(variable: str, default: int) -> int:
    """The value of an environment variable. Errors: `VizlabError` unless it is a whole number above zero."""
    text = os.environ.get(variable, str(default))
    if not text.isdecimal() or int(text) < 1:
        raise VizlabError(f"{variable} must be a whole number above zero; got {text!r}.")
    return int(text)
