"""Many accounts whose tokens end together, and several processes that all see it."""

import asyncio
from collections import Counter
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from accounts.store import OAuthAccounts
from accounts.timers import BATCH
from accounts.tokens.tokens import AccountTokens
from common.outbox import Outbox
from common.postgres import Connection, Pool
from contracts.commands import RefreshToken
from tiktok.parts import Parts
from vault.keyring import Keyring

from .builders import Timers
from .support import Connect, Events, Sandbox

REPLICAS, ACCOUNTS = 3, 30
REFRESHES = "requests?path=/v2/oauth/token/&grant_type=refresh_token"


async def age(connection: Connection, left: str = "30 seconds") -> None:
    """Let every token end this soon."""
    await connection.execute(
        "UPDATE oauth_accounts SET issued_at = now() + %(left)s::interval - interval '1 day',"
        " expires_at = now() + %(left)s::interval",
        {"left": left},
    )


@pytest.fixture
async def connected(connect: Connect, parts: Parts, sandbox: Sandbox) -> list[UUID]:
    """Accounts of as many sandbox users, whose tokens end within half a minute."""
    await sandbox.control("POST", "users", {"count": ACCOUNTS, "prefix": "many"})
    found = [(await connect(f"many{n}")).account_id for n in range(1, ACCOUNTS + 1)]
    async with parts.pool.connection() as connection:
        await age(connection)
    return found


async def test_s09_replicas_that_refresh_all_accounts_at_once_make_one_call_for_each(
    connected: list[UUID], parts: Parts, sandbox: Sandbox, tmp_path: Path, events: Events
) -> None:
    keyring = Keyring.load(tmp_path / "tokens.json")
    replicas = [
        AccountTokens(parts.pool, keyring, parts.platform, Outbox("tiktok"))
        for _ in range(REPLICAS)
    ]

    given = await asyncio.gather(
        *(replica.valid(account_id) for account_id in connected for replica in replicas)
    )

    calls = (await sandbox.control("GET", REFRESHES))["requests"]
    assert set(Counter(call["fields"]["open_id"] for call in calls).values()) == {1}
    assert len(calls) == ACCOUNTS
    assert {token.version for token in given} == {2}
    assert [kind for kind, _ in await events()].count("accounts.AccountRefreshed.v1") == ACCOUNTS
    stored = {str(await replicas[0].valid(account_id)) for account_id in connected}
    assert stored == {str(token) for token in given}
    for token in list(stored)[:3]:
        await parts.tiktok.user_info(token, ("user.info.basic",))


async def store_expiring(pool: Pool, count: int) -> None:
    """Accounts of which only their ids and times matter."""
    async with pool.connection() as connection, connection.cursor() as cursor:
        await cursor.executemany(
            "INSERT INTO oauth_accounts (account_id, provider, client_key, platform_user_id,"
            " user_id, status, scopes, display_name, granted_at, grant_sequence, token_version)"
            " VALUES (%s, 'tiktok', 'aw1', %s, %s, 'CONNECTED', '{}', 'Someone', now(), 1, 1)",
            [(uuid4(), str(n), uuid4()) for n in range(count)],
        )
        await age(connection, "1 minute")


async def commanded(events: Events) -> int:
    return [kind for kind, _ in await events()].count(RefreshToken.TYPE)


async def test_a_burst_is_commanded_no_faster_than_the_cap_and_each_account_once(
    parts: Parts, events: Events
) -> None:
    await store_expiring(parts.pool, 50)
    timers = Timers(parts, 45, refreshes=20)
    found = []

    for _ in range(4):
        await timers.write_due_commands()
        found.append(await commanded(events))

    assert found == [20, 40, 50, 50]


async def test_accounts_that_fail_again_and_again_do_not_keep_others_from_their_turn(
    parts: Parts, events: Events
) -> None:
    await store_expiring(parts.pool, 2 * BATCH)
    timers = Timers(parts, 45)
    await timers.write_due_commands()

    async with parts.pool.connection() as connection:  # half a minute later
        await connection.execute("UPDATE oauth_accounts SET next_due_at = now()")
        await connection.execute(
            "UPDATE oauth_accounts SET next_due_at = NULL WHERE account_id IN (SELECT account_id"
            " FROM oauth_accounts ORDER BY account_id LIMIT 1)"
        )
        (first,) = await OAuthAccounts(connection).find_expiring_soon(1)

    assert first.next_due_at is None


@pytest.mark.parametrize(("left", "pause"), [("29 minutes", 174), ("10 minutes", 60), ("1 s", 30)])
async def test_what_fails_is_tried_again_the_sooner_the_less_time_is_left(
    parts: Parts, left: str, pause: int
) -> None:
    await store_expiring(parts.pool, 1)
    timers = Timers(parts, 45)
    async with parts.pool.connection() as connection:
        await age(connection, left)

    await timers.write_due_commands()

    async with parts.pool.connection() as connection:
        cursor = await connection.execute("SELECT next_due_at - now() FROM oauth_accounts")
        row = await cursor.fetchone()
    assert row is not None
    assert row[0].total_seconds() == pytest.approx(pause, abs=10)
