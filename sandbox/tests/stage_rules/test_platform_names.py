"""Only a platform's own folder and the list of platforms name it."""

from pathlib import Path

import pytest

import sandbox
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
