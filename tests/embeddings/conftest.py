"""Shared by the tests of embeddings: the digits, and quick recipes."""

from __future__ import annotations

import pytest

from vizlab.embeddings import EmbeddingRecipe, read
from vizlab.embeddings.features import Items


@pytest.fixture(scope="session")
def digits() -> Items:
    """All 1,797 digits as pixels."""
    return read(EmbeddingRecipe())


@pytest.fixture(scope="session")
def few() -> Items:
    """The first 300 of them."""
    return read(EmbeddingRecipe(n=300))
