"""Where accounts are listed, it is visible how far each may be used."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson

from auth.projector import project
from common.event import Delivered, Envelope
from common.postgres import Pool
from contracts.accounts import AccountConnected

from ...conftest import SignUp, Tables, Visit
from .conftest import ComeBack


async def connected(pool: Pool, tables: Callable[[], Tables]) -> None:
    """Let the provider service take every grant over."""
    for row in tables()["outbox"]:
        grant = orjson.loads(row[4])
        names = AccountConnected.model_fields.keys() & grant.keys()
        event = AccountConnected(**{name: grant[name] for name in names})
        cause = dict(row[3])["ce_id"]
        now = datetime.now(UTC)
        envelope = Envelope("id", event.TYPE, "/instagram", event.subject, now, 1, None, cause)
        record = Delivered("accounts.v1", 0, 0, event.key, envelope, event, {}, b"")
        async with pool.connection() as connection:
            await project(connection, record)


async def test_each_account_says_how_far_it_may_be_used_and_what_is_missing(
    visit: Visit, sign_up: SignUp, came_back: ComeBack, pool: Pool, tables: Callable[[], Tables]
) -> None:
    mara = await sign_up()
    await came_back(mara.browser, "leo")
    await came_back(mara.browser, "rita")
    comments = "instagram_business_manage_comments"
    await came_back(mara.browser, "tess.studio", "instagram", decline=comments)
    await connected(pool, tables)

    listed: Any = (await visit(mara.browser, "/api/auth/accounts")).json()

    shown = {one["username"]: one for one in listed["accounts"]}
    assert listed["logins"] == {"tiktok": [], "instagram": ["facebook", "instagram"]}
    assert {name: (one["status"], one["access_level"]) for name, one in shown.items()} == {
        "leo.draws": ("CONNECTED", "full"),
        "town.library": ("LIMITED", "read"),
        "tess.studio": ("LIMITED", "publish"),
    }
    [publish] = shown["town.library"]["missing_features"]
    [missing] = shown["tess.studio"]["missing_features"]
    assert "a role on its Facebook Page" in publish["reason"]
    assert (missing["feature"], missing["asked"]) == ("comments", True)


async def test_an_account_that_was_connected_twice_is_one(
    visit: Visit, sign_up: SignUp, came_back: ComeBack, pool: Pool, tables: Callable[[], Tables]
) -> None:
    mara = await sign_up()

    ids = {UUID((await came_back(mara.browser, "leo")).query["connected"]) for _ in range(2)}

    await connected(pool, tables)
    listed: Any = (await visit(mara.browser, "/api/auth/accounts")).json()
    assert [UUID(one["account_id"]) for one in listed["accounts"]] == list(ids)
