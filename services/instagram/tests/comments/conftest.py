"""The rooms of the service, and a program of it that a fault point may kill."""

from typing import Any

import pytest

from instagram.parts import Parts

from ..working import Rooms


@pytest.fixture
def work(parts: Parts, settings: Any) -> Rooms:
    """Agents and timers."""
    return Rooms(parts, settings)
