"""A batch takes its locks in the order of the rest of the service: inbox, then account."""

import asyncio
import time

from accounts.grants import GrantHandler
from accounts.inbox import Inbox
from accounts.store import OAuthAccounts
from common.event import Delivered
from common.subscription import one_by_one
from contracts.auth import GrantIssued
from contracts.instagram.comments import CommentReceived
from contracts.webhooks import WebhookReceived
from instagram.parts import Parts
from instagram.platform import PROVIDER
from instagram.watching.webhooks import WebhookHandler
from vault.keyring import Keyring

from ..hearing import comment, told
from ..support import Connect, Connected, Sandbox, Wish, bodies, delivered, granted, sealed
from ..working import execute

WAITS = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE wait_event_type = 'Lock' AND datname = current_database()"
)


async def until_waiting(parts: Parts) -> None:
    """Wait until somebody waits for a lock."""
    async with asyncio.timeout(20):
        while (await execute(parts, WAITS))[0][0] == 0:
            pass


async def newer_grant(sandbox: Sandbox, account: Connected, ring: Keyring) -> Delivered:
    """What `auth` appends when the account's user has consented once more."""
    grant, secret = await granted(sandbox, Wish())
    ids = {"account_id": account.account_id, "user_id": account.user_id}
    return delivered(sealed(ring, grant.model_copy(update=ids), secret, 2), 2)


async def test_webhooks_and_a_new_grant_of_one_account_do_not_wait_for_each_other(
    connected: Connected,
    parts: Parts,
    sandbox: Sandbox,
    grants: GrantHandler,
    grant_ring: Keyring,
) -> None:
    webhooks, now = WebhookHandler(parts.outbox), int(time.time())
    handle = webhooks.in_lock_order(
        one_by_one({WebhookReceived: webhooks.handle, GrantIssued: grants.connect})
    )
    batch = [
        delivered(told(connected.ig_id, "comments", comment(), now)),
        await newer_grant(sandbox, connected, grant_ring),
    ]

    async def consume() -> None:
        async with parts.pool.connection() as connection:
            await handle(connection, batch)

    async with parts.pool.connection() as connection:
        await Inbox(connection, PROVIDER).lock(connected.ig_id)
        consuming = asyncio.create_task(consume())
        await until_waiting(parts)
        await OAuthAccounts(connection).lock(connected.account_id)
    await consuming

    assert len(await bodies(parts, CommentReceived)) == 1


async def test_two_batches_about_two_accounts_in_other_orders_do_not_wait_for_each_other(
    connect: Connect, parts: Parts
) -> None:
    first, second = sorted([await connect("nora"), await connect("leo")], key=lambda one: one.ig_id)
    webhooks, now = WebhookHandler(parts.outbox), int(time.time())
    handle = webhooks.in_lock_order(one_by_one({WebhookReceived: webhooks.handle}))

    async def consume(*accounts: Connected) -> None:
        changes = [
            told(one.ig_id, "comments", comment(f"{index}{one.ig_id}"), now + index)
            for one in accounts
            for index in (1, 2)
        ]
        async with parts.pool.connection() as connection:
            await handle(connection, [delivered(change) for change in changes])

    async with parts.pool.connection() as connection:
        await Inbox(connection, PROVIDER).lock(first.ig_id)
        consuming = asyncio.gather(consume(first, second), consume(second, first))
        await until_waiting(parts)
        await Inbox(connection, PROVIDER).lock(second.ig_id)
    await consuming

    assert len(await bodies(parts, CommentReceived)) == 4
