"""Access that is lost, or ends, says why in words of its own; only the user brings it back."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.agents import Obey
from accounts.calls.authorized import Call
from accounts.errors import ReauthorizationRequired
from accounts.timers import AccountTimers
from contracts.accounts import (
    GrantExpiryApproached,
)
from contracts.accounts import ReauthorizationRequired as AccountLost
from contracts.commands import RefreshToken
from instagram.parts import Parts
from platforms.instagram.app import Login
from platforms.instagram.catalogue import CATALOGUE

from .ageing import age, commanded
from .support import Connect, Connected, Sandbox, bodies, row


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
