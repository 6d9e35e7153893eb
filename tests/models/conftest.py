"""Shared by the tests of models: the networks of torchvision."""

from __future__ import annotations

from typing import Any

import pytest

from tests.torchvision_alone import networks


@pytest.fixture(scope="session")
def torchvision_models() -> Any:
    return networks()
