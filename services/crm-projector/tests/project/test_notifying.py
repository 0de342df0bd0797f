"""Who is told of what the projector commits."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

from psycopg import Notify

from common.event import Delivered
from common.migrations import migrate
from common.postgres import Pool, open_pool
from contracts.tiktok.events import WebhookUnmatched
from crm_projector.stream.changes import Change

from .. import instagram
from ..builders import (
    ACCOUNT,
    BOBS_ACCOUNT,
    Story,
    connected,
    headerless,
    moment,
    requested,
    webhook,
)
from ..database import settle
from ..sessions import ALICE, BOB


async def before_the_last(notices: AsyncIterator[Notify]) -> AsyncIterator[Notify]:
    """Give the notifications up to the empty one."""
    async for notice in notices:
        if not notice.payload:
            return
        yield notice


async def heard(
    pool: Pool, *told: Delivered, elsewhere: Pool | None = None
) -> list[tuple[str, str]]:
    """Project a batch, or elsewhere; gives whose account each of its notifications names."""
    async with pool.connection() as connection:
        await connection.set_autocommit(True)
        await connection.execute("LISTEN crm_changes")
        await settle(elsewhere or pool, told)
        await connection.execute("SELECT pg_notify('crm_changes', '')")
        async with aclosing(connection.notifies(timeout=20)) as notices:
            found = [notice.payload async for notice in before_the_last(notices)]
        await connection.execute("UNLISTEN crm_changes")
        await connection.set_autocommit(False)
    changes = [Change.model_validate_json(payload) for payload in found]
    assert len({change.sequence for change in changes}) == len(changes)
    return sorted((change.user_id, change.account_id) for change in changes)


async def test_listeners_are_told_whose_account_changed_once_it_is_committed(pool: Pool) -> None:
    story = Story()

    told = await heard(pool, story.tell(connected(), 1), story.tell(requested(), 1))

    assert told == [(str(ALICE), str(ACCOUNT))]


async def test_listeners_are_told_of_every_event_and_delivery_of_an_instagram_account(
    pool: Pool,
) -> None:
    story = Story()
    account = connected(provider="instagram", platform_user_id=instagram.BUSINESS)
    await settle(pool, [story.tell(account, 1)])

    for event in instagram.one_of_each():
        assert await heard(pool, story.tell(event, 1)) == [(str(ALICE), str(ACCOUNT))]
    delivered = await heard(pool, story.tell(instagram.delivery(at=5), None))

    assert delivered == [(str(ALICE), str(ACCOUNT))]


async def test_listeners_are_not_told_of_tables_that_are_built_anew_in_another_schema(
    pool: Pool, standing_databases: Any
) -> None:
    def make(url: str) -> None:
        for schema in ("crm", "crm_anew"):
            migrate(url, schema, "crm_projector")

    url = standing_databases.emptied("two_schemas", make)
    story = Story()
    async with open_pool(url, "crm") as standing, open_pool(url, "crm_anew") as anew:
        told = await heard(standing, story.tell(connected(), 1), elsewhere=anew)

    assert told == []


async def test_listeners_are_told_of_a_delivery_by_its_holder_of_that_time(pool: Pool) -> None:
    story = Story()
    later = {"account_id": BOBS_ACCOUNT, "user_id": BOB, "granted_at": moment(100)}
    nobodys = webhook(platform_user_id="open-9", external_id="nobody's")
    unmatched = WebhookUnmatched(
        external_id=webhook("p2").external_id, platform_user_id="open-1", publish_id="p2"
    )
    await settle(
        pool,
        [
            story.tell(connected(), 1),
            story.tell(connected(**later), 1),
            story.tell(webhook("p2"), None),
        ],
    )

    hers = await heard(pool, story.tell(webhook("p1", at=50), None), story.tell(nobodys, None))
    his = await heard(pool, story.tell(webhook("p3", at=100), None))
    of_no_taker = await heard(pool, story.tell(unmatched, None))

    assert hers == of_no_taker == [(str(ALICE), str(ACCOUNT))]
    assert his == [(str(BOB), str(BOBS_ACCOUNT))]


async def test_listeners_are_told_of_a_delivery_that_was_recorded_without_headers(
    pool: Pool,
) -> None:
    story = Story()

    await settle(pool, [story.tell(connected(), 1)])

    told = await heard(pool, story.tell(headerless(webhook(at=5)), None))

    assert told == [(str(ALICE), str(ACCOUNT))]
