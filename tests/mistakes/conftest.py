"""`pytest tests/mistakes --update` writes what is said now; read the difference before it is committed."""

from __future__ import annotations

import pytest


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update", default=False))
