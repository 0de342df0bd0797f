"""The pages say what is there: links, commands, settings, endpoints, and what follows from code."""

import re
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
REFERENCE = CHECKOUT / "docs" / "reference"
PAGES = [
    *(CHECKOUT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    CHECKOUT / "sandbox" / "README.md",
    *sorted((CHECKOUT / "docs").rglob("*.md")),
]
GENERATOR = runpy.run_path(str(REFERENCE / "generate.py"))
GENERATED = cast("Callable[[], dict[str, str]]", GENERATOR["pages"])()


def named(page: Path) -> str:
    """Name a page in a test's id."""
    return str(page.relative_to(CHECKOUT))


def anchors(page: Path) -> set[str]:
    """Give the anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.replace(" ", "-") for heading in plain}


def without_code(page: Path) -> str:
    """Leave out what is shown and not said."""
    return re.sub(r"```.*?```", "", page.read_text(), flags=re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", without_code(page))
    local = [link.partition("#") for link in links if "://" not in link]

    missing = [path for path, _, _ in local if not (page.parent / path).exists()]
    unknown = [
        anchor
        for path, _, anchor in local
        if anchor and anchor not in anchors(page.parent / path if path else page)
    ]

    assert (missing, unknown) == ([], [])


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_make_target_that_is_named_exists(page: Path) -> None:
    makefile = (CHECKOUT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z0-9]+):", makefile, re.MULTILINE))
    text = page.read_text()

    shown = "".join(re.findall(r"```.*?```", text, re.DOTALL))
    named_targets = set(re.findall(r"`make ([a-z0-9]+)", text))
    named_targets |= set(re.findall(r"^make ([a-z0-9]+)", shown, re.MULTILINE))

    assert named_targets <= targets


def test_the_readme_names_the_two_commands() -> None:
    readme = (CHECKOUT / "README.md").read_text()

    assert {"run", "test"} <= set(re.findall(r"^make ([a-z]+)", readme, re.MULTILINE))


@pytest.mark.parametrize("name", sorted(GENERATED))
def test_a_page_that_comes_from_code_is_current(name: str) -> None:
    written = (REFERENCE / name).read_text()

    assert written == GENERATED[name], "make schemas writes it anew"


def test_settings_are_those_of_the_processes() -> None:
    fields = {
        name
        for settings in GENERATOR["PROCESSES"].values()
        for name, field in settings.model_fields.items()
    }
    page = (REFERENCE / "settings.md").read_text()
    listed = re.findall(r"^\| `([A-Z_]+)`", page, re.MULTILINE)

    assert sorted(listed) == sorted(name.upper() for name in fields)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_no_page_names_a_place_on_somebodys_machine(page: Path) -> None:
    text = page.read_text()

    assert not re.findall(r"/(?:work|home|root)/", text)


def test_every_decision_is_in_the_index() -> None:
    folder = CHECKOUT / "docs" / "decisions"
    index = (folder / "README.md").read_text()

    files = {file.name for file in folder.glob("0*.md")}

    assert files == set(re.findall(r"\]\((0[^)]+)\)", index))


def test_every_picture_is_shown() -> None:
    folder = CHECKOUT / "docs" / "screenshots"
    shown = (folder / "README.md").read_text()

    assert [file.name for file in folder.glob("*.png") if f"({file.name})" not in shown] == []
