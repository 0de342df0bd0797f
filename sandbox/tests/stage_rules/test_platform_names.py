"""Only a platform's own folder and the list of platforms name it."""

from pathlib import Path

import pytest

import sandbox
from sandbox.__main__ import chosen
from sandbox.platforms import PLATFORMS

SOURCES = Path(sandbox.__file__).parent
LIST = SOURCES / "platforms.py"
NAMES = sorted(module.parent.name for module in SOURCES.glob("*/platform.py"))
NAMES.remove("stage")


@pytest.mark.parametrize("name", NAMES)
def test_no_module_outside_its_folder_names_a_platform(name: str) -> None:
    modules = [file for file in SOURCES.rglob("*.py") if SOURCES / name not in file.parents]

    named = [str(file) for file in modules if name in file.read_text().lower() and file != LIST]

    assert named == []
    assert len(modules) > len(NAMES)


def test_every_platform_with_a_folder_is_listed() -> None:
    assert [platform.__module__ for platform in PLATFORMS] == [
        f"sandbox.{name}.platform" for name in NAMES
    ]


def test_all_platforms_are_served_unless_some_are_chosen() -> None:
    assert chosen("") == list(PLATFORMS)
    assert [platform.name for platform in chosen(f"{NAMES[-1]},")] == [NAMES[-1]]
    with pytest.raises(ValueError, match="no platform"):
        chosen("elsewhere")


def test_a_platform_has_the_name_of_its_folder() -> None:
    assert sorted(platform.name for platform in PLATFORMS) == NAMES
