"""Tokens in use on a real PostgreSQL: given valid, or the reason why not."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from prometheus_client import REGISTRY

from accounts.errors import (
    AccountDisconnected,
    AccountUnknown,
    KeyMissing,
    ReauthorizationRequired,
    TokenUnreadable,
)
from accounts.store import NewAccount, OAuthAccounts, Status
from accounts.tokens.credential import IssuedTokens
from accounts.tokens.rows import AccessToken
from accounts.tokens.vault import TokenVault
from common.postgres import Pool
from vault.keyring import Keyring

from .support import DAY, YEAR, Platform, Recorder, change, row


async def test_a_token_that_lasts_is_given_without_a_call(
    pool: Pool, vault: TokenVault, platform: Platform, account_id: UUID
) -> None:
    await change(pool, "issued_at = now(), expires_at = now() + interval '1 day'", account_id)

    token = await vault.get_valid_token(account_id)

    assert (token, token.version) == ("act.1", 1)
    assert "act.1" not in repr(token)
    assert platform.calls == []


async def test_the_old_token_serves_as_long_as_it_lives_while_refreshing_fails(
    pool: Pool, vault: TokenVault, platform: Platform, account_id: UUID
) -> None:
    await change(pool, "expires_at = now() + interval '10 minutes'", account_id)
    platform.fault = TimeoutError()

    assert await vault.get_valid_token(account_id) == "act.1"
    assert platform.calls == ["rft.1"]


async def test_a_token_newer_than_the_one_seen_is_given_without_a_call(
    vault: TokenVault, platform: Platform, account_id: UUID
) -> None:
    token = await vault.refresh_token(account_id, 0)

    assert (token, token.version) == ("act.1", 1)
    assert platform.calls == []


@pytest.mark.parametrize("fresh", [True, False])
async def test_a_token_that_cannot_be_opened_marks_the_account_once_and_ends_there(
    pool: Pool,
    build: Callable[..., TokenVault],
    platform: Platform,
    recorder: Recorder,
    account_id: UUID,
    fresh: bool,
) -> None:
    if fresh:
        await change(pool, "issued_at = now(), expires_at = now() + interval '1 day'", account_id)
    other = build(keys=Keyring("k1", {"k1": bytes(range(1, 33))}))

    with pytest.raises(TokenUnreadable):
        await other.get_valid_token(account_id)
    with pytest.raises(ReauthorizationRequired, match="Connect the account again"):
        await other.get_valid_token(account_id)

    found = await row(pool, account_id)
    assert (found.status, found.reason) == ("REAUTHORIZATION_REQUIRED", "token_unreadable")
    assert recorder.kinds() == ["unreadable"]
    assert platform.calls == []


@pytest.mark.parametrize("fresh", [True, False])
async def test_s14_a_missing_key_is_told_and_costs_no_account_its_access(
    pool: Pool,
    build: Callable[..., TokenVault],
    vault: TokenVault,
    platform: Platform,
    recorder: Recorder,
    account_id: UUID,
    fresh: bool,
) -> None:
    if fresh:
        await change(pool, "issued_at = now(), expires_at = now() + interval '1 day'", account_id)
    other = build(keys=Keyring("k9", {"k9": bytes(range(1, 33))}))
    before = unknown_keys()

    for _ in range(2):
        with pytest.raises(KeyMissing):
            await other.get_valid_token(account_id)

    assert unknown_keys() > before
    assert (await row(pool, account_id)).status == "CONNECTED"
    assert (recorder.kinds(), platform.calls) == ([], [])
    assert await vault.get_valid_token(account_id)


def unknown_keys() -> float:
    return REGISTRY.get_sample_value("postlog_sealed_unknown_key_total") or 0.0


async def test_while_the_platform_is_down_a_call_with_a_living_token_waits_for_it_once(
    pool: Pool, vault: TokenVault, platform: Platform, account_id: UUID
) -> None:
    await change(pool, "expires_at = now() + interval '10 minutes'", account_id)
    platform.fault = TimeoutError()

    given = [await vault.get_valid_token(account_id) for _ in range(3)]

    assert given == ["act.1"] * 3
    assert platform.calls == ["rft.1"]


async def test_s13_tokens_moved_from_another_account_cannot_be_opened(
    pool: Pool, vault: TokenVault, account_id: UUID, new_account: Callable[..., NewAccount]
) -> None:
    other = new_account("theo", "bert")
    async with pool.connection() as connection:
        await OAuthAccounts(connection).create(other)
        tokens = IssuedTokens("act.theo", "rft.theo", DAY, YEAR)
        await vault.store_tokens(connection, other.account_id, tokens, datetime.now(UTC))
        await connection.execute(
            "UPDATE oauth_accounts SET sealed_tokens ="
            " (SELECT sealed_tokens FROM oauth_accounts WHERE account_id = %s)"
            " WHERE account_id = %s",
            (other.account_id, account_id),
        )

    with pytest.raises(TokenUnreadable):
        await vault.get_valid_token(account_id)


async def test_s13_tokens_put_back_from_an_earlier_version_cannot_be_opened(
    pool: Pool, vault: TokenVault, account_id: UUID
) -> None:
    earlier = (await row(pool, account_id)).sealed_tokens
    await vault.get_valid_token(account_id)
    async with pool.connection() as connection:
        await connection.execute("UPDATE oauth_accounts SET sealed_tokens = %s", (earlier,))

    with pytest.raises(TokenUnreadable):
        await vault.get_valid_token(account_id)


async def test_no_token_is_in_the_table_in_the_clear(
    pool: Pool, vault: TokenVault, account_id: UUID
) -> None:
    await vault.get_valid_token(account_id)

    async with pool.connection() as connection:
        cursor = await connection.execute(
            "SELECT oauth_accounts::text, sealed_tokens FROM oauth_accounts"
        )
        text, sealed = (await cursor.fetchone()) or ("", b"")

    for secret in ("act.", "rft."):
        assert secret not in text
        assert secret.encode() not in sealed


@pytest.mark.parametrize(
    ("status", "error"),
    [
        ("DISCONNECTED", AccountDisconnected),
        ("REAUTHORIZATION_REQUIRED", ReauthorizationRequired),
    ],
)
async def test_an_account_without_access_gives_no_token(
    pool: Pool, vault: TokenVault, account_id: UUID, status: Status, error: type[Exception]
) -> None:
    async with pool.connection() as connection:
        await OAuthAccounts(connection).set_status(account_id, status, "why")

    with pytest.raises(error):
        await vault.get_valid_token(account_id)
    with pytest.raises(error):
        await vault.refresh_token(account_id, 1)


async def test_an_account_that_is_disconnecting_still_refreshes_so_that_it_can_be_revoked(
    pool: Pool, vault: TokenVault, platform: Platform, account_id: UUID
) -> None:
    async with pool.connection() as connection:
        await OAuthAccounts(connection).set_status(account_id, "DISCONNECTING", "user")

    assert await vault.get_valid_token(account_id) == "act.2"
    assert (await row(pool, account_id)).status == "DISCONNECTING"


async def test_a_refusal_while_disconnecting_leaves_the_disconnect_its_way(
    pool: Pool, vault: TokenVault, platform: Platform, account_id: UUID
) -> None:
    async with pool.connection() as connection:
        await OAuthAccounts(connection).set_status(account_id, "DISCONNECTING", "user")
    platform.current = "rft.9"

    with pytest.raises(ReauthorizationRequired):
        await vault.get_valid_token(account_id)

    assert (await row(pool, account_id)).status == "DISCONNECTING"


async def test_a_disconnect_during_a_refresh_wins(
    pool: Pool, vault: TokenVault, platform: Platform, account_id: UUID
) -> None:
    async def disconnect() -> None:
        async with pool.connection() as connection:
            await OAuthAccounts(connection).set_status(account_id, "DISCONNECTED", "user")

    platform.after = disconnect

    with pytest.raises(AccountDisconnected):
        await vault.get_valid_token(account_id)

    found = await row(pool, account_id)
    assert (found.status, found.sealed_tokens) == ("DISCONNECTED", None)


async def test_an_unknown_account_is_not_found(vault: TokenVault) -> None:
    with pytest.raises(AccountUnknown):
        await vault.get_valid_token(uuid4())
    with pytest.raises(AccountUnknown):
        await vault.refresh_token(uuid4(), 0)


def test_an_access_token_is_its_text() -> None:
    token = AccessToken("act.1", 3)

    assert f"Bearer {token}" == "Bearer act.1"
    assert (token.version, repr(token)) == (3, "<access token, version 3>")
