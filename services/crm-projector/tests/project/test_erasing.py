"""Of an erased account nothing stays, and nothing comes back, wherever its events stand."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.event import Delivered
from common.postgres import Pool
from contracts.accounts import AccountErased
from contracts.tiktok.events import PostBecamePublic, PostPublished

from ..builders import ACCOUNT, BOBS_ACCOUNT, Story, connected, post
from ..database import PROJECTOR, emptied, settle, tables
from ..sessions import ALICE, BOB
from .histories import SLOW, histories

ERASED = AccountErased(provider="tiktok", account_id=ACCOUNT, user_id=ALICE)


def history() -> list[Delivered]:
    """Alice's account with a public post, Bob's account, and then the end of Alice's."""
    story = Story()
    public = post(PostBecamePublic, "PUBLISH_COMPLETE", platform_post_id="v1")
    return [
        story.tell(connected(), 1),
        story.tell(connected(account_id=BOBS_ACCOUNT, user_id=BOB, platform_user_id="open-2"), 1),
        story.tell(post(PostPublished, "PUBLISH_COMPLETE"), 1),
        story.tell(public, 2),
        story.tell(ERASED, 9),
    ]


def accounts_named(found: dict[str, list[Any]]) -> dict[str, set[str]]:
    """Give the accounts that the rows of each table name, where there are any."""
    named = {
        name: {row["account_id"] for row in rows if "account_id" in row}
        for name, rows in found.items()
    }
    return {name: ids for name, ids in named.items() if ids}


async def test_every_row_of_an_erased_account_goes_and_other_accounts_stay(pool: Pool) -> None:
    *before, erasure = history()
    await settle(pool, before)
    assert len((await tables(pool))["tiktok_public_ids"]) == 1

    await settle(pool, [erasure])

    found = await tables(pool)
    [kept] = found["erased_accounts"]
    assert (kept["account_id"], kept["event_id"]) == (str(ACCOUNT), erasure.envelope.id)
    assert accounts_named(found) == {
        "erased_accounts": {str(ACCOUNT)},
        "oauth_accounts": {str(BOBS_ACCOUNT)},
        "account_holders": {str(BOBS_ACCOUNT)},
        "account_events": {str(BOBS_ACCOUNT)},
    }
    assert found["tiktok_public_ids"] == []


@pytest.mark.parametrize("place", range(5))
async def test_the_log_read_anew_brings_nothing_back_wherever_the_erasure_comes(
    pool: Pool, place: int
) -> None:
    *others, erasure = history()
    await settle(pool, [*others, erasure])
    before = await tables(pool)
    await emptied(pool)

    order = [*others[:place], erasure, *others[place:]]
    await settle(pool, *([one] for one in order))

    assert await tables(pool) == before


async def test_a_batch_that_was_begun_before_leaves_nothing_behind(pool: Pool) -> None:
    first, *others, erasure = history()
    await settle(pool, [first])

    async with pool.connection() as connection:
        await PROJECTOR.project(connection, others)
        erasing = asyncio.create_task(settle(pool, [erasure]))
        await _waits(pool)
    await erasing

    assert str(ACCOUNT) not in accounts_named(await tables(pool)).get("tiktok_posts", set())
    assert (await tables(pool))["tiktok_public_ids"] == []


async def _waits(pool: Pool) -> None:
    """Wait until somebody waits for an advisory lock in this database."""
    query = (
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    async with asyncio.timeout(30), pool.connection() as connection:
        while True:
            [(count,)] = await (await connection.execute(query)).fetchall()
            await connection.rollback()
            if count:
                return
            await asyncio.sleep(0.05)


@SLOW
@given(history=histories(), data=st.data())
def test_whatever_happened_to_an_account_nothing_of_it_stays(
    on_one_loop: tuple[asyncio.Runner, Pool], history: list[Delivered], data: st.DataObject
) -> None:
    runner, pool = on_one_loop
    erasure = Story().tell(ERASED, 10_000)
    place = data.draw(st.integers(0, len(history)))

    async def project(records: Sequence[Delivered]) -> dict[str, list[Any]]:
        await settle(pool, records)
        found = await tables(pool)
        await emptied(pool)
        return found

    found = runner.run(project([*history[:place], erasure, *history[place:]]))

    named = {name for name, ids in accounts_named(found).items() if str(ACCOUNT) in ids}
    assert named == {"erased_accounts"}
