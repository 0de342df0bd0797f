"""One Postlog on three brokers, each record on all of them."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

# What the faults know of hurting a stack, and the end-to-end tests of topics and rows.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "faults"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "e2e"))

from operate import NativeOperator
from running import start_native


@pytest.fixture(scope="session")
def operator() -> Iterator[NativeOperator]:
    """Start everything; a broker that is killed must keep what it has taken."""
    with start_native("brokers", POSTLOG_BROKERS="3") as stack:
        yield NativeOperator(stack)


@pytest.fixture
def saw(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Write down what was seen, for the table of faults."""

    def write(text: str) -> None:
        record_property("saw", text)
        print(text)

    return write
