"""The papers say what is there: every rule has its tests, every switch its explanation."""

import re
from pathlib import Path

from sandbox.tiktok.app import create_api
from sandbox.tiktok.settings import Settings
from sandbox.tiktok.switches import Switches

from .support import Client

HERE = Path(__file__).parent
SANDBOX = HERE.parents[1]


def written_tests() -> set[str]:
    return {
        name
        for file in HERE.parent.glob("*/test_*.py")
        for name in re.findall(r"^(?:async )?def (test_\w+)", file.read_text(), re.MULTILINE)
    }


def rules() -> list[str]:
    rows = (SANDBOX / "CHECKLIST.md").read_text().splitlines()
    return [row for row in rows if row.startswith("| ") and not row.startswith("| rule")]


def test_every_rule_of_the_checklist_names_tests_that_exist() -> None:
    known = written_tests()

    assert len(rules()) == 22
    for row in rules():
        named = re.findall(r"`(test_\w+)`", row)
        assert named, row
        assert set(named) <= known, row


def test_every_switch_is_explained_in_the_readme() -> None:
    readme = (SANDBOX / "README.md").read_text()
    named = {
        name
        for row in re.findall(r"^\| (`[a-z_0-9]+`[^|]*) \|", readme, re.MULTILINE)
        for name in re.findall(r"`([a-z_0-9]+)`", row)
    }

    assert Switches.model_fields.keys() <= named


def test_every_setting_is_named_in_the_readme() -> None:
    readme = (SANDBOX / "README.md").read_text()

    assert all(name.upper() in readme for name in Settings.model_fields)


async def test_every_control_route_is_explained_in_the_readme(client: Client) -> None:
    readme = (SANDBOX / "README.md").read_text()
    known = {one.canonical for one in create_api(client.world).router.resources()}

    for path in sorted(path for path in known if path.startswith("/control/")):
        assert path in readme or f"`/{path.rpartition('/')[2]}`" in readme, path
