"""The papers say what is there: every rule has its tests, every switch its explanation."""

import re
from pathlib import Path

from sandbox.instagram.app import create_facebook
from sandbox.instagram.settings import Settings
from sandbox.instagram.switches import Switches

from .support import Client

HERE = Path(__file__).parent
SANDBOX = HERE.parents[1]
# Questions that Meta's pages answer in two ways or not at all, by the switch that decides
CONFLICTS = {
    "daily post limit": "quota_total",
    "token for publishing": "publish_token",
    "object of the webhook subscription": "page_takes_instagram_fields account_edge",
    "key of the comment's id": "comment_id_key",
    "window of retries": "retry_for",
    "stories of creators": "stories",
    "media type VIDEO": "lone_video",
    "answer of DELETE permissions": "delete_permissions_answer",
    "renewal and data access": "reexchange_renews data_access_ends",
    "numbers of errors": "publishing_blocked_code not_professional_code invalid_location_code "
    "code_redirect_subcode code_expired_subcode lone_video_subcode missing_proof_code",
    "second publish": "republish",
    "usage key and sizes of limits": "usage_key impressions user_calls",
    "old account metrics": "optional_metrics",
    "location search": "places",
    "unit of captions": "caption_unit",
    "version 27": "strict_v27",
}


def guide() -> str:
    return (SANDBOX / "INSTAGRAM.md").read_text()


def written_tests() -> set[str]:
    folders = (HERE, HERE.parent / "stage_rules")
    return {
        name
        for folder in folders
        for file in folder.glob("test_*.py")
        for name in re.findall(r"^(?:async )?def (test_\w+)", file.read_text(), re.MULTILINE)
    }


def rules() -> list[str]:
    rows = (SANDBOX / "INSTAGRAM-CHECKLIST.md").read_text().splitlines()
    return [row for row in rows if row.startswith("| ") and not row.startswith("| rule")]


def test_every_rule_of_the_checklist_names_tests_that_exist() -> None:
    known = written_tests()

    assert len(rules()) == 40
    for row in rules():
        named = re.findall(r"`(test_\w+)`", row)
        assert named, row
        assert set(named) <= known, (row, set(named) - known)


def test_every_conflict_of_the_documentation_has_its_switch() -> None:
    named = {name for names in CONFLICTS.values() for name in names.split()}

    assert named <= Switches.model_fields.keys()


def test_every_switch_is_explained() -> None:
    named = {
        name
        for row in re.findall(r"^\| (`[a-z_0-9]+`[^|]*) \|", guide(), re.MULTILINE)
        for name in re.findall(r"`([a-z_0-9]+)`", row)
    }

    assert Switches.model_fields.keys() - named == set()


def test_every_setting_is_named() -> None:
    text = guide()

    assert [name for name in Settings.model_fields if name.upper() not in text] == []


async def test_every_control_route_is_explained(client: Client) -> None:
    text = guide() + (SANDBOX / "README.md").read_text()
    known = {one.canonical for one in create_facebook(client.world).router.resources()}

    assert [
        path for path in sorted(known) if path.startswith("/control/") and path not in text
    ] == []
