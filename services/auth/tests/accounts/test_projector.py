"""`accounts.v1` becomes `auth.accounts`, whatever is repeated, late or in another order."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from auth.accounts.account import Account, Wish
from auth.accounts.store import Accounts, Owner
from auth.connect.tiktok import TIKTOK
from auth.projector import project
from common.event import Delivered, Envelope, Event
from common.postgres import Pool
from contracts.accounts import (
    AccountConnected,
    AccountDisconnected,
    AccountRefreshed,
    AccountRefreshFailed,
    GrantRefused,
    ProfileObserved,
    ReauthorizationRequired,
)

from ..conftest import Tables

MARA, ACCOUNT = UUID(int=1), UUID(int=3)
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
WHOSE = {"provider": "tiktok", "account_id": ACCOUNT, "user_id": MARA}
TIMES = {"expires_at": NOON, "refresh_expires_at": NOON + timedelta(days=365)}

CONNECTED = AccountConnected(
    **WHOSE,
    **TIMES,
    platform_user_id="-000SimOpenIdAlpha_0001",
    display_name="Mara Bakes",
    scopes=list(TIKTOK.scopes),
    granted_at=NOON,
)
LATER = {**TIMES, "expires_at": NOON + timedelta(days=1)}
REFRESHED = AccountRefreshed(**WHOSE, **LATER, token_version=2)
FAILED = AccountRefreshFailed(**WHOSE, reason="server_error")
REAUTHORIZE = ReauthorizationRequired(**WHOSE, reason="invalid_grant")
DISCONNECTED = AccountDisconnected(**WHOSE, revoked=True, reason="user_asked")
REFUSED = GrantRefused(**WHOSE, reason="connected_by_another")
RENAMED = ProfileObserved(
    **WHOSE, display_name="Mara Bakes Bread", avatar_url="https://cdn.sim.test/b", observed_at=NOON
)
AGAIN = CONNECTED.model_copy(
    update={"scopes": ["user.info.basic"], "expires_at": NOON + timedelta(days=9)}
)
STORY = [CONNECTED, REFRESHED, FAILED, REAUTHORIZE, DISCONNECTED]


def delivered(event: Event, sequence: int, cause: str = "request-1") -> Delivered:
    envelope = Envelope(
        id=f"id-{sequence}",
        type=event.TYPE,
        source="/tiktok",
        subject=str(ACCOUNT),
        time=NOON,
        sequence=sequence,
        causation_id=cause,
    )
    return Delivered("accounts.v1", 0, sequence, str(ACCOUNT), envelope, event, {}, event.value())


async def tell(pool: Pool, *records: Delivered) -> Account:
    async with pool.connection() as connection:
        for record in records:
            await project(connection, record)
    async with pool.connection() as connection:
        account = await Accounts(connection).find(ACCOUNT, MARA)
    assert account is not None
    return account


@pytest.mark.parametrize(
    ("events", "status", "reason", "expires_at"),
    [
        ([CONNECTED], "CONNECTED", None, NOON),
        ([CONNECTED, REFRESHED], "CONNECTED", None, NOON + timedelta(days=1)),
        ([CONNECTED, FAILED], "CONNECTED", None, NOON),
        ([CONNECTED, REAUTHORIZE], "REAUTHORIZATION_REQUIRED", "invalid_grant", NOON),
        ([CONNECTED, REAUTHORIZE, REFRESHED], "CONNECTED", None, NOON + timedelta(days=1)),
        ([CONNECTED, DISCONNECTED], "DISCONNECTED", "user_asked", NOON),
        ([CONNECTED, DISCONNECTED, CONNECTED], "CONNECTED", None, NOON),
        ([REFUSED], "REFUSED", "connected_by_another", None),
    ],
)
async def test_a_story_ends_in_its_last_verdict(
    pool: Pool,
    events: Sequence[Event],
    status: str,
    reason: str | None,
    expires_at: datetime | None,
) -> None:
    account = await tell(pool, *(delivered(event, n) for n, event in enumerate(events, 1)))

    assert (account.status(TIKTOK), account.reason, account.expires_at) == (
        status,
        reason,
        expires_at,
    )


async def test_an_event_seen_twice_changes_nothing(
    pool: Pool, tables: Callable[[], Tables]
) -> None:
    records = [delivered(event, n) for n, event in enumerate(STORY, 1)]
    for count, record in enumerate(records, 1):
        await tell(pool, record)
        once = tables()

        await tell(pool, *records[:count])

        assert tables() == once


NEWEST = {
    "grant": (CONNECTED, ["scopes"]),
    "profile": (RENAMED, ["display_name", "avatar_url"]),
    "verdict": (DISCONNECTED, ["verdict", "reason"]),
    "expiry": (REFRESHED, ["expires_at"]),
}


@pytest.mark.parametrize("register", NEWEST)
async def test_an_older_event_behind_a_newer_one_of_its_register_changes_nothing(
    pool: Pool, register: Any
) -> None:
    newest, columns = NEWEST[register]
    before = await tell(pool, delivered(newest, 10))

    for order in permutations([delivered(event, n) for n, event in enumerate(STORY[:3], 1)]):
        after = await tell(pool, *order)

        changed = {name for name in columns if getattr(after, name) != getattr(before, name)}
        assert changed == set()


async def test_older_events_behind_the_newest_of_every_register_change_nothing(
    pool: Pool, tables: Callable[[], Tables]
) -> None:
    newest = [CONNECTED, REFRESHED, RENAMED, DISCONNECTED]
    account = await tell(pool, *(delivered(event, n) for n, event in enumerate(newest, 10)))
    once = tables()

    for order in permutations([delivered(event, n) for n, event in enumerate(STORY[:3], 1)]):
        await tell(pool, *order)

    assert account.status(TIKTOK) == "DISCONNECTED"
    assert tables() == once


async def test_every_order_of_an_accounts_events_gives_the_same_row(
    pool: Pool, tables: Callable[[], Tables]
) -> None:
    story = [CONNECTED, REAUTHORIZE, AGAIN, REFRESHED, RENAMED]
    records = [delivered(event, n, f"request-{n}") for n, event in enumerate(story, 1)]
    rows = []
    for order in permutations(records):
        async with pool.connection() as connection:
            await connection.execute("DELETE FROM accounts")
            await connection.execute("DELETE FROM account_registers")
            owner = Owner(ACCOUNT, MARA, "tiktok")
            await Accounts(connection).next_sequence(owner)
            await Accounts(connection).ask(ACCOUNT, Wish.CONNECT, "request-3", NOON)
        rows.append(await tell(pool, *order))

    [row] = {repr(row): row for row in rows}.values()
    assert (row.status(TIKTOK), row.display_name) == ("LIMITED", "Mara Bakes Bread")
    assert (row.expires_at, row.answered_id) == (NOON + timedelta(days=1), "request-3")


async def test_a_connected_account_is_not_lost_behind_its_new_name(pool: Pool) -> None:
    account = await tell(pool, delivered(RENAMED, 6), delivered(CONNECTED, 5))

    assert account.status(TIKTOK) == "CONNECTED"
    assert account.display_name == "Mara Bakes Bread"


async def test_disconnecting_ends_where_the_provider_service_does_not_know_the_account(
    pool: Pool,
) -> None:
    async with pool.connection() as connection:
        await Accounts(connection).next_sequence(Owner(ACCOUNT, MARA, "tiktok"))
        await Accounts(connection).ask(ACCOUNT, Wish.DISCONNECT, "disconnect-1", NOON)
        waiting = await Accounts(connection).find(ACCOUNT, MARA)

    unknown = AccountDisconnected(**WHOSE, revoked=False, reason="unknown_account")
    account = await tell(pool, delivered(unknown, 1, "disconnect-1"))

    assert waiting is not None
    assert (waiting.status(TIKTOK), account.status(TIKTOK)) == ("DISCONNECTING", "DISCONNECTED")


async def test_an_end_that_left_the_permission_to_other_accounts_is_kept_as_that(
    pool: Pool,
) -> None:
    shared = AccountDisconnected(**WHOSE, revoked=False, shared=True, reason="user_request")

    ended = await tell(pool, delivered(CONNECTED, 1), delivered(shared, 2))
    again = await tell(pool, delivered(AGAIN, 3))

    assert (ended.shared, again.shared) == (True, False)


async def test_the_answer_to_a_grant_is_known_by_its_cause(pool: Pool) -> None:
    async with pool.connection() as connection:
        await Accounts(connection).next_sequence(Owner(ACCOUNT, MARA, "tiktok"))
        await Accounts(connection).ask(ACCOUNT, Wish.CONNECT, "grant-7", NOON)

    statuses = [
        (await tell(pool, delivered(event, sequence, cause))).status(TIKTOK)
        for sequence, (event, cause) in enumerate(
            [(CONNECTED, "grant-6"), (REAUTHORIZE, "grant-7"), (REFRESHED, "refresh-1")], 1
        )
    ]

    assert statuses == ["CONNECTING", "REAUTHORIZATION_REQUIRED", "CONNECTED"]
