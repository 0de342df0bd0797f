"""Grants taken over, refused, unreadable, and ended."""

from dataclasses import replace
from uuid import uuid4

from accounts.grants import GrantHandler
from accounts.store import OAuthAccounts
from contracts.auth import DisconnectRequested
from tiktok.parts import Parts
from vault.keyring import Keyring

from .support import (
    REDIRECT_URI,
    Connect,
    Events,
    ReadTables,
    Sandbox,
    delivered,
    sealed_grant,
)


async def test_a_grant_is_stored_under_our_own_keys_and_answered_with_account_connected(
    connect: Connect, parts: Parts, events: Events
) -> None:
    account = await connect()

    token = await parts.tokens.valid(account.account_id)
    user = await parts.tiktok.user_info(token, ("user.info.basic",))
    assert user.open_id == account.open_id
    assert await events() == [("accounts.AccountConnected.v1", "1")]


async def test_a_grant_delivered_twice_leaves_equal_tables(
    parts: Parts, sandbox: Sandbox, grants: GrantHandler, grant_ring: Keyring, tables: ReadTables
) -> None:
    tokens = await parts.tiktok.exchange_code(await sandbox.code("mara"), REDIRECT_URI, None)
    record = delivered(sealed_grant(grant_ring, tokens, 1, uuid4(), uuid4()), 1)

    states = []
    for _ in range(2):
        async with parts.pool.connection() as connection:
            await grants.connect(connection, record)
        states.append(tables())

    assert states[0] == states[1]


async def test_an_account_that_another_user_has_connected_is_refused_and_not_revoked(
    connect: Connect, parts: Parts, sandbox: Sandbox, events: Events
) -> None:
    owner = await connect("mara")
    await connect("mara")

    assert [kind for kind, _ in await events()] == [
        "accounts.AccountConnected.v1",
        "accounts.GrantRefused.v1",
    ]
    assert await sandbox.calls("/v2/oauth/revoke/") == 0
    assert await parts.tokens.valid(owner.account_id)


async def test_an_account_refused_before_goes_on_counting_when_it_is_connected_after_all(
    connect: Connect, parts: Parts, sandbox: Sandbox, grants: GrantHandler, grant_ring: Keyring
) -> None:
    owner = await connect("mara")
    tokens = await parts.tiktok.exchange_code(await sandbox.code("mara"), REDIRECT_URI, None)
    account_id, user_id = uuid4(), uuid4()
    async with parts.pool.connection() as connection:
        first = sealed_grant(grant_ring, tokens, 1, account_id, user_id)
        await grants.connect(connection, delivered(first, 1))
        await OAuthAccounts(connection).set_status(owner.account_id, "DISCONNECTED", "test")
        second = sealed_grant(grant_ring, tokens, 2, account_id, user_id)
        await grants.connect(connection, delivered(second, 2))
        account = await OAuthAccounts(connection).find(account_id)

    assert account is not None
    assert (account.status, account.sequence) == ("CONNECTED", 2)


async def test_a_grant_that_no_key_opens_asks_for_a_new_one_and_is_no_dead_letter(
    parts: Parts, sandbox: Sandbox, grants: GrantHandler, grant_ring: Keyring, events: Events
) -> None:
    tokens = await parts.tiktok.exchange_code(await sandbox.code("mara"), REDIRECT_URI, None)
    grant = sealed_grant(grant_ring, tokens, 1, uuid4(), uuid4())
    moved = replace(delivered(grant, 1), topic="grants.other.v1")
    async with parts.pool.connection() as connection:
        await grants.connect(connection, moved)
        account = await OAuthAccounts(connection).find(grant.account_id)

    assert account is not None
    assert (account.status, account.reason) == ("REAUTHORIZATION_REQUIRED", "grant_unreadable")
    assert await events() == [("accounts.ReauthorizationRequired.v1", "1")]


async def test_a_wish_to_disconnect_takes_effect_once_and_commands_the_revocation(
    connect: Connect, parts: Parts, grants: GrantHandler, events: Events, tables: ReadTables
) -> None:
    account = await connect()
    wish = DisconnectRequested(
        provider="tiktok", account_id=account.account_id, user_id=account.user_id
    )
    record, states = delivered(wish, 2), []
    for _ in range(2):
        async with parts.pool.connection() as connection:
            await grants.disconnect(connection, record)
        states.append(tables())

    assert states[0] == states[1]
    assert (await events())[-1] == ("commands.RevokeGrant.v1", None)


async def test_a_refusal_of_an_account_that_was_connected_before_counts_on(
    connect: Connect, parts: Parts, sandbox: Sandbox, grants: GrantHandler, grant_ring: Keyring
) -> None:
    first = await connect("mara")
    async with parts.pool.connection() as connection:
        await OAuthAccounts(connection).raise_sequence(first.account_id)
        await OAuthAccounts(connection).set_status(first.account_id, "DISCONNECTED", "test")
    await connect("mara")  # another user's
    tokens = await parts.tiktok.exchange_code(await sandbox.code("mara"), REDIRECT_URI, None)
    again = sealed_grant(grant_ring, tokens, 2, first.account_id, first.user_id)

    async with parts.pool.connection() as connection:
        await grants.connect(connection, delivered(again, 2))
        cursor = await connection.execute("SELECT headers FROM outbox ORDER BY id DESC LIMIT 1")
        [headers] = await cursor.fetchone() or [[]]

    assert dict(headers)["ce_type"] == "accounts.GrantRefused.v1"
    assert dict(headers)["ce_sequence"] == "3"


async def test_a_grant_that_was_given_before_the_former_one_was_revoked_is_looked_after(
    connect: Connect,
    parts: Parts,
    sandbox: Sandbox,
    grants: GrantHandler,
    grant_ring: Keyring,
) -> None:
    account = await connect()
    tokens = await parts.tiktok.exchange_code(await sandbox.code("mara"), REDIRECT_URI, None)
    newer = sealed_grant(grant_ring, tokens, 2, account.account_id, account.user_id)
    async with parts.pool.connection() as connection:
        await OAuthAccounts(connection).set_status(account.account_id, "DISCONNECTED")
        await connection.execute("UPDATE oauth_accounts SET updated_at = now() + interval '1 s'")

    async with parts.pool.connection() as connection:
        await grants.connect(connection, delivered(newer, 2))

    async with parts.pool.connection() as connection:
        found = await OAuthAccounts(connection).find(account.account_id)
    assert found is not None
    assert (found.status, found.sealed_tokens is None) == ("CHECKING", False)
