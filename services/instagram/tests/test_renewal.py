"""Access of 60 days is prolonged in time, once, and no error that may pass costs the account."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from accounts.agents import Obey
from accounts.errors import RefreshFailed
from accounts.timers import AccountTimers
from accounts.tokens.tokens import AccountTokens
from common.outbox import Outbox
from contracts.accounts import (
    AccountRefreshed,
    AccountRefreshFailed,
)
from contracts.commands import RefreshToken
from instagram.parts import Parts
from platforms.instagram.app import Login
from vault.keyring import Keyring

from .ageing import age, commanded
from .support import EVERY_VERSION, Connect, Connected, Sandbox, bodies, change, row

EXTENSION = {"facebook": "/oauth/access_token", "instagram": "/refresh_access_token"}
LOGINS: list[tuple[Login, str]] = [("facebook", "nora"), ("instagram", "harbour.bakery")]


@EVERY_VERSION
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
