"""A post whose permission is missing is refused by name, and what is allowed still works."""

from dataclasses import replace
from pathlib import Path

import pytest

from common.faults import FaultPoints
from platforms.tiktok.client import TikTok
from tiktok.errors import ScopeMissing
from tiktok.parts import Parts, join

from ..support import RULES, Connect, Sandbox, ring

DRAFTS_ONLY = ("user.info.basic", "video.upload")
CREATOR = "/v2/post/publish/creator_info/query/"


@pytest.fixture
def drafts_only(parts: Parts, sandbox: Sandbox, tmp_path: Path) -> Parts:
    """The parts of an installation that does not ask TikTok for direct posts."""
    app = replace(sandbox.app, scopes=DRAFTS_ONLY)
    keyring = ring(tmp_path / "tokens.json", b"t")
    rules = replace(RULES, asked=DRAFTS_ONLY)
    return join(parts.pool, TikTok(sandbox.session, app), keyring, FaultPoints(None), rules)


async def test_a_permission_that_was_not_granted_is_named(connect: Connect, parts: Parts) -> None:
    account = await connect(scopes=DRAFTS_ONLY)

    with pytest.raises(ScopeMissing, match=r"permission video\.publish.*Connect the account again"):
        await parts.publishing.start(account.user_id, account.request(), None)


async def test_where_a_permission_is_not_asked_for_nobody_is_told_to_connect_again(
    connect: Connect, drafts_only: Parts, sandbox: Sandbox
) -> None:
    account = await connect(scopes=DRAFTS_ONLY)
    words = r"video\.publish, which this Postlog does not ask.*TIKTOK_SCOPES"

    with pytest.raises(ScopeMissing, match=words):
        await drafts_only.publishing.start(account.user_id, account.request(), None)
    with pytest.raises(ScopeMissing, match=words):
        await drafts_only.creators.describe(account.user_id, account.account_id)

    assert await sandbox.calls(CREATOR) == 0


async def test_without_direct_posts_a_draft_is_still_sent(
    connect: Connect, drafts_only: Parts
) -> None:
    account = await connect(scopes=DRAFTS_ONLY)

    draft = await drafts_only.publishing.start(account.user_id, account.draft(), None)

    assert draft.status == "UPLOADING"
