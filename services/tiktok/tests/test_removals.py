"""`authorization.removed`: whose it is, and what it changes."""

import asyncio
import time
from uuid import UUID

from accounts.store import OAuthAccount, OAuthAccounts
from contracts.commands import CheckGrant
from tiktok.parts import Parts
from tiktok.watching.webhooks import WebhookHandler

from .builders import Agents
from .support import Connect, Events, Sandbox, delivered, webhook


async def removed(parts: Parts, open_id: str, at: float) -> None:
    """Let the webhook come."""
    received = webhook("authorization.removed", open_id, {"reason": 1}, int(at))
    async with parts.pool.connection() as connection:
        await WebhookHandler(parts.outbox).handle(connection, delivered(received))


async def find(parts: Parts, account_id: UUID) -> OAuthAccount:
    """Read the account's row."""
    async with parts.pool.connection() as connection:
        found = await OAuthAccounts(connection).find(account_id)
    assert found is not None
    return found


async def subjects(parts: Parts) -> list[str]:
    """Give whom each withdrawal was told of."""
    async with parts.pool.connection() as connection:
        cursor = await connection.execute(
            "SELECT key FROM outbox WHERE headers::text LIKE '%AuthorizationRemovedObserved%'"
            " ORDER BY id"
        )
        return [row[0] for row in await cursor.fetchall()]


async def test_a_second_withdrawal_while_tiktok_is_asked_has_it_asked_once_more(
    connect: Connect, parts: Parts, sandbox: Sandbox, events: Events
) -> None:
    account = await connect()
    await removed(parts, account.open_id, time.time() + 60)
    fault = {"endpoint": "/v2/user/info/", "kind": "delay", "delay_seconds": 1.0}
    await sandbox.control("POST", "faults", fault)
    agents, command = Agents(parts), CheckGrant(provider="tiktok", account_id=account.account_id)

    checking = asyncio.create_task(agents.obey(command))
    async with asyncio.timeout(10):
        while (await sandbox.control("GET", "faults"))["faults"]:
            await asyncio.sleep(0.02)
    await removed(parts, account.open_id, time.time() + 61)
    await checking
    assert (await find(parts, account.account_id)).status == "CHECKING"
    await sandbox.control("POST", "users/mara/disconnect")
    await agents.obey(command)

    assert (await find(parts, account.account_id)).status == "DISCONNECTED"
    assert [kind for kind, _ in await events()].count("commands.CheckGrant.v1") == 2


async def test_a_late_withdrawal_belongs_to_who_held_the_account_then(
    connect: Connect, parts: Parts
) -> None:
    first = await connect()
    async with parts.pool.connection() as connection:
        await OAuthAccounts(connection).set_status(first.account_id, "DISCONNECTED", "removed")
        await connection.execute("UPDATE oauth_accounts SET granted_at = now() - interval '2 days'")
    second = await connect()
    assert second.open_id == first.open_id

    await removed(parts, first.open_id, time.time() - 86_400)

    assert await subjects(parts) == [str(first.account_id)]
    assert (await find(parts, second.account_id)).status == "CONNECTED"


async def test_a_withdrawal_before_its_account_is_known_is_recorded_without_effect(
    connect: Connect, parts: Parts
) -> None:
    earlier = await connect()
    async with parts.pool.connection() as connection:
        await connection.execute("DELETE FROM oauth_accounts")
    await removed(parts, earlier.open_id, time.time() - 60)
    assert await subjects(parts) == []

    account = await connect()

    assert await subjects(parts) == [str(account.account_id)]
    assert (await find(parts, account.account_id)).status == "CONNECTED"
