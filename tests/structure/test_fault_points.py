"""Each point at which a process may die is one at which a test lets it die."""

import re
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
REACHED = re.compile(r"faults\.reach\(\s*([^)]*?)\s*\)")
NAMED = re.compile(r"\"([a-z]+[-_][a-z]+)\"")


def points() -> set[str]:
    """Every argument of `reach`, as it stands in the code."""
    modules = (
        file for part in ("libs", "services") for file in (CHECKOUT / part).glob("*/src/**/*.py")
    )
    return {point for file in modules for point in REACHED.findall(file.read_text())}


def test_every_fault_point_of_the_code_is_reached_by_a_test_that_kills_there() -> None:
    tests = (CHECKOUT / "tests" / "faults").glob("test_*.py")
    killed = {name for file in tests for name in NAMED.findall(file.read_text())}

    found = {point.strip('"') for point in points()}
    assert len(found) >= 14
    assert found - killed == set()


def test_a_fault_point_is_named_by_a_plain_word_and_stands_in_one_place() -> None:
    found = points()

    assert [point for point in found if not NAMED.fullmatch(point)] == []
