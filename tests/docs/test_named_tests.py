"""The pages that say which test holds what name tests that exist."""

import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
REFERENCE = CHECKOUT / "docs" / "reference"
FOLDERS = ("libs", "services", "sandbox", "tests", "deploy")
TESTS = {
    name
    for folder in FOLDERS
    for file in (CHECKOUT / folder).rglob("test_*.py")
    for name in re.findall(r"\bdef (test_\w+)", file.read_text())
}
TRAPS = 34
CHECKS = [
    f"s{number:02}" for number in (*range(1, 22), *range(24, 29), *range(30, 38), *range(41, 46))
]


def rows(page: str, first: str) -> dict[str, set[str]]:
    """Give the tests that each row of a page names, by its first cell."""
    text = (REFERENCE / page).read_text()
    found = re.findall(rf"^\| ({first}) \|(.+)$", text, re.MULTILINE)
    return {cell: set(re.findall(r"`(test_\w+)`", rest)) for cell, rest in found}


@pytest.mark.parametrize(
    "page", ["tiktok.md", "instagram.md", "security.md", "faults.md", "retention.md"]
)
def test_every_test_that_a_page_names_exists(page: str) -> None:
    named = set(re.findall(r"`(test_\w+)`", (REFERENCE / page).read_text()))

    assert named
    assert named - TESTS == set()


@pytest.mark.parametrize("page", ["tiktok.md", "instagram.md"])
def test_every_mistake_of_clients_has_a_test(page: str) -> None:
    found = rows(page, r"\d+")

    assert list(found) == [str(number) for number in range(1, TRAPS + 1)]
    assert [number for number, tests in found.items() if not tests] == []


def test_every_security_check_has_a_test_of_its_number() -> None:
    found = {number.lower(): tests for number, tests in rows("security.md", r"S\d+").items()}
    numbered = {check for test in TESTS for check in re.findall(r"(?<=_)s\d\d(?=_)", test)}

    assert sorted(found) == CHECKS
    assert [check for check in CHECKS if check not in numbered] == []
    assert [
        check for check, tests in found.items() if not any(f"_{check}_" in test for test in tests)
    ] == []


def test_every_fault_has_tests_or_says_that_it_is_not_shown() -> None:
    text = (REFERENCE / "faults.md").read_text()
    found = re.findall(r"^\| (F\d\d) \|.+\| ([^|]+) \|$", text, re.MULTILINE)

    assert [number for number, _ in found] == [f"F{number:02}" for number in range(1, 34)]
    assert [n for n, last in found if not re.search(r"`test_|^not shown: ", last)] == []
