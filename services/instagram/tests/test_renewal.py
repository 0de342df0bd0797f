"""Access of 60 days is prolonged in time, and what cannot be prolonged ends with its reason."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from accounts.calls.authorized import Call
from accounts.errors import ReauthorizationRequired, RefreshFailed
from accounts.timers import AccountTimers
from accounts.tokens.tokens import AccountTokens
from common.outbox import Outbox
from contracts.accounts import (
    AccountRefreshed,
    AccountRefreshFailed,
    GrantExpiryApproached,
)
from contracts.accounts import ReauthorizationRequired as AccountLost
from contracts.commands import RefreshToken
from instagram.parts import Parts
from instagram.room import Obey
from platforms.instagram.app import Login
from platforms.instagram.catalogue import CATALOGUE
from vault.keyring import Keyring

from .support import Connect, Connected, Sandbox, bodies, change, row

EXTENSION = {"facebook": "/oauth/access_token", "instagram": "/refresh_access_token"}
LOGINS: list[tuple[Login, str]] = [("facebook", "nora"), ("instagram", "harbour.bakery")]


async def age(parts: Parts, sandbox: Sandbox, days: float) -> None:
    """Let so many days pass, for us and for Meta."""
    await sandbox.control("PUT", "clock", {"advance_seconds": days * 86_400})
    async with parts.pool.connection() as connection:
        await connection.execute(
            "UPDATE oauth_accounts SET issued_at = issued_at - %(age)s,"
            " expires_at = expires_at - %(age)s, granted_at = granted_at - %(age)s",
            {"age": timedelta(days=days)},
        )


@pytest.fixture
async def timers(parts: Parts) -> AccountTimers:
    """The leader's timers of accounts."""
    return AccountTimers(parts.pool, parts.outbox, parts.platform)


async def commanded(parts: Parts) -> list[UUID]:
    """Give the accounts whose renewal was commanded."""
    return [command.account_id for command in await bodies(parts, RefreshToken)]


@pytest.mark.parametrize(("login", "user"), LOGINS)
async def test_access_is_prolonged_in_its_last_days_by_command(
    login: Login,
    user: str,
    connect: Connect,
    parts: Parts,
    sandbox: Sandbox,
    timers: AccountTimers,
    obey: Obey,
) -> None:
    account = await connect(user, login)
    await age(parts, sandbox, 50)
    await timers.write_refreshes()
    assert await commanded(parts) == []
    await age(parts, sandbox, 8)
    await timers.write_refreshes()

    for command in await bodies(parts, RefreshToken):
        await obey(command)

    held = await row(parts.pool, account.account_id)
    assert held.expires_at is not None
    assert held.expires_at - held.read_at > timedelta(days=59)
    assert (held.status, held.token_version) == ("CONNECTED", 2)
    assert [told.token_version for told in await bodies(parts, AccountRefreshed)] == [2]
    token = await parts.tokens.valid(account.account_id)
    shown = await parts.platform.calls_of(held).user_info(token, ())
    assert shown.username == "harbour.bakery"


async def test_a_token_is_not_prolonged_before_it_is_a_day_old(
    connect: Connect, parts: Parts, timers: AccountTimers, sandbox: Sandbox
) -> None:
    account = await connect("harbour.bakery", "instagram")
    await change(parts.pool, "expires_at = now() + interval '1 minute'", account.account_id)

    await timers.write_refreshes()
    await parts.tokens.valid(account.account_id)

    assert (await commanded(parts), await sandbox.calls("/refresh_access_token")) == ([], 0)


@pytest.mark.parametrize(("login", "user"), LOGINS)
async def test_an_answer_without_an_end_is_asked_for_or_taken_for_60_days(
    login: Login, user: str, connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    account = await connect(user, login)
    two_days_left = "issued_at = now() - interval '58 days', expires_at = now() + interval '2 days'"
    await change(parts.pool, two_days_left, account.account_id)
    await sandbox.switch(exchange_tells_expiry=False, refresh_age=0)

    await parts.tokens.valid(account.account_id)

    held = await row(parts.pool, account.account_id)
    assert held.expires_at is not None
    assert held.token_version == 2
    assert timedelta(days=59) < held.expires_at - held.read_at <= timedelta(days=60)


async def test_what_an_extension_did_not_put_off_is_known(
    connected: Connected, parts: Parts, sandbox: Sandbox
) -> None:
    await age(parts, sandbox, 58)
    await sandbox.switch(reexchange_renews=False)

    await parts.tokens.valid(connected.account_id)

    held = await row(parts.pool, connected.account_id)
    assert held.expires_at is not None
    assert held.expires_at - held.read_at <= timedelta(days=2)


@pytest.mark.parametrize(("login", "user"), LOGINS)
@pytest.mark.parametrize(
    "fault", [{"kind": "status", "status": 500}, {"kind": "reset_after"}, {"kind": "html"}]
)
async def test_an_error_that_may_pass_never_disconnects_and_the_old_token_serves_on(
    fault: dict[str, object],
    login: Login,
    user: str,
    connect: Connect,
    parts: Parts,
    sandbox: Sandbox,
) -> None:
    account = await connect(user, login)
    before = await parts.tokens.valid(account.account_id)
    await age(parts, sandbox, 58)
    await sandbox.control("POST", "faults", {"endpoint": EXTENSION[login], "count": 99, **fault})

    with pytest.raises(RefreshFailed):
        await parts.tokens.refreshed(account.account_id, 1)

    assert await parts.tokens.valid(account.account_id) == before
    assert (await row(parts.pool, account.account_id)).status == "CONNECTED"
    assert len(await bodies(parts, AccountRefreshFailed)) == 1
    await sandbox.control("DELETE", "faults")
    assert (await parts.tokens.refreshed(account.account_id, 1)).version == 2


@pytest.mark.parametrize(
    ("login", "action", "body", "reason"),
    [
        ("facebook", "people/nora/remove_app", None, "190/458"),
        ("facebook", "people/nora/checkpoint", {"on": True}, "190/459"),
        ("facebook", "people/nora/password", None, "190/460"),
        ("facebook", "expire", {"owner": "nora"}, "190/463"),
        ("unified", "people/nora/remove_app", None, "190/458"),
        ("unified", "expire", {"owner": "nora"}, "190/463"),
        ("instagram", "people/harbour.bakery/remove_app", None, "190/458"),
        ("instagram", "people/harbour.bakery/password", None, "190/460"),
        ("instagram", "expire", {"owner": "harbour.bakery"}, "190/463"),
    ],
)
async def test_metas_subcode_is_the_reason_why_access_was_lost(
    login: Login,
    action: str,
    body: dict[str, object] | None,
    reason: str,
    connect: Connect,
    parts: Parts,
    sandbox: Sandbox,
) -> None:
    account = await connect("harbour.bakery" if login == "instagram" else "nora", login)
    await sandbox.control("POST", action, body)

    with pytest.raises(ReauthorizationRequired):
        await parts.calls.make(Call(account.account_id, "quota"), lambda calls: calls.quota())

    held = await row(parts.pool, account.account_id)
    assert (held.status, held.reason) == ("REAUTHORIZATION_REQUIRED", reason)
    assert [told.reason for told in await bodies(parts, AccountLost)] == [reason]


@pytest.mark.parametrize(
    "reason", ["190/458", "190/459", "190/460", "190/463", "190/464", "190/467", "190/492"]
)
def test_every_reason_has_words_of_its_own(reason: str) -> None:
    entry = CATALOGUE.entry("oauth", reason)

    assert entry.is_known
    assert entry.next_step


async def test_unified_access_is_never_asked_to_be_prolonged_and_is_told_of_by_its_end(
    connect: Connect, parts: Parts, sandbox: Sandbox, timers: AccountTimers, obey: Obey
) -> None:
    account = await connect(login="unified")
    ends_at = (await row(parts.pool, account.account_id)).expires_at
    assert ends_at is not None
    await age(parts, sandbox, 49)
    await timers.warn_of_endings()
    assert await bodies(parts, GrantExpiryApproached) == []
    await age(parts, sandbox, 2)
    await timers.warn_of_endings()
    await timers.warn_of_endings()
    [warned] = await bodies(parts, GrantExpiryApproached)
    assert warned.ends_at - datetime.now(UTC) < timedelta(days=10)
    await timers.write_refreshes()
    assert await commanded(parts) == []

    await age(parts, sandbox, 10)
    await timers.write_refreshes()
    for command in await bodies(parts, RefreshToken):
        with pytest.raises(ReauthorizationRequired):
            await obey(command)

    held = await row(parts.pool, account.account_id)
    assert (held.status, held.reason) == ("REAUTHORIZATION_REQUIRED", "access_ended")
    assert len(await bodies(parts, AccountLost)) == 1


async def test_a_unified_token_without_an_end_is_neither_told_of_nor_renewed(
    connect: Connect, parts: Parts, sandbox: Sandbox, timers: AccountTimers
) -> None:
    await sandbox.switch(unified_token_lifetime=0)
    account = await connect(login="unified")
    await age(parts, sandbox, 400)

    await timers.warn_of_endings()
    await timers.write_refreshes()

    assert (await row(parts.pool, account.account_id)).expires_at is None
    assert await bodies(parts, GrantExpiryApproached) == []
    assert await commanded(parts) == []


async def test_access_that_is_prolonged_is_not_told_to_end(
    connected: Connected, parts: Parts, sandbox: Sandbox, timers: AccountTimers
) -> None:
    await age(parts, sandbox, 59)

    await timers.warn_of_endings()

    assert await bodies(parts, GrantExpiryApproached) == []


async def test_an_account_that_was_lost_is_connected_again_by_a_new_consent(
    connected: Connected, connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    await sandbox.control("POST", "people/nora/password")
    with pytest.raises(ReauthorizationRequired):
        await parts.tokens.refreshed(connected.account_id, 1)

    await connect(again=connected)

    held = await row(parts.pool, connected.account_id)
    assert (held.status, held.reason) == ("CONNECTED", None)
    token = await parts.tokens.valid(connected.account_id)
    assert (await parts.platform.calls_of(held).user_info(token, ())).username


async def test_replicas_that_prolong_all_accounts_at_once_make_one_call_for_each(
    connect: Connect, parts: Parts, sandbox: Sandbox, tmp_path: Path
) -> None:
    await sandbox.control("POST", "people", {"count": 10, "prefix": "many"})
    found = [(await connect(f"many{n}")).account_id for n in range(1, 11)]
    await age(parts, sandbox, 59)
    before = await sandbox.calls("/oauth/access_token")
    keyring = Keyring.load(tmp_path / "tokens.json")
    replicas = [
        AccountTokens(parts.pool, keyring, parts.platform, Outbox("instagram")) for _ in range(3)
    ]

    given = await asyncio.gather(
        *(replica.valid(account_id) for account_id in found for replica in replicas)
    )

    assert await sandbox.calls("/oauth/access_token") == before + len(found)
    assert {token.version for token in given} == {2}
    assert len(await bodies(parts, AccountRefreshed)) == len(found)
