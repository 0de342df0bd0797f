"""How an account ends: by its user's wish, by a withdrawal at Meta, and what is deleted with it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from accounts.agents import Obey
from accounts.grants import GrantHandler
from contracts.accounts import AccountDisconnected, AuthorizationRemovedObserved
from contracts.auth import DisconnectRequested, GrantWithdrawn
from contracts.commands import CheckGrant, RevokeGrant
from contracts.instagram.commands import ObservePage
from instagram.parts import Parts
from platforms.instagram.app import Login

from .support import (
    EVERY_VERSION,
    Connect,
    Connected,
    Sandbox,
    bodies,
    delivered,
    reach,
    read_tables,
    row,
)


async def disconnect(parts: Parts, grants: GrantHandler, obey: Obey, account: Connected) -> None:
    """Let the user want it, and the agent carry it out."""
    wish = DisconnectRequested(
        provider="instagram", account_id=account.account_id, user_id=account.user_id
    )
    async with parts.pool.connection() as connection:
        await grants.disconnect(connection, delivered(wish, 9))
    await obey(RevokeGrant(provider="instagram", account_id=account.account_id))


async def withdrawn(
    parts: Parts, grants: GrantHandler, account: Connected, at: datetime | None = None
) -> None:
    """Let Meta's callback have told that the person removed our app."""
    told = GrantWithdrawn(
        provider="instagram",
        account_id=account.account_id,
        user_id=account.user_id,
        withdrawn_at=at or datetime.now(UTC) + timedelta(seconds=1),
        reason="user_disconnected",
    )
    async with parts.pool.connection() as connection:
        await grants.withdraw(connection, delivered(told, 8))


async def ends(parts: Parts) -> dict[UUID, tuple[bool, bool, str]]:
    """Give what was told of ends, by account: revoked, shared, why."""
    told = await bodies(parts, AccountDisconnected)
    return {one.account_id: (one.revoked, one.shared, one.reason) for one in told}


@EVERY_VERSION
@pytest.mark.parametrize(
    ("login", "user"),
    [("facebook", "nora"), ("unified", "nora"), ("instagram", "harbour.bakery")],
)
async def test_a_disconnected_account_is_revoked_at_meta_and_its_secrets_are_deleted(
    login: Login,
    user: str,
    connect: Connect,
    parts: Parts,
    sandbox: Sandbox,
    grants: GrantHandler,
    obey: Obey,
) -> None:
    account = await connect(user, login)
    await obey(ObservePage(account_id=account.account_id))

    await disconnect(parts, grants, obey, account)

    held = await row(parts.pool, account.account_id)
    assert (held.status, held.sealed_tokens) == ("DISCONNECTED", None)
    assert (await reach(parts.pool, account.account_id)).sealed_token is None
    assert await ends(parts) == {account.account_id: (True, False, "user_request")}
    assert (await sandbox.control("GET", "state"))["grants"] == []


async def test_one_of_several_accounts_of_a_person_ends_without_ending_the_others(
    connect: Connect, parts: Parts, sandbox: Sandbox, grants: GrantHandler, obey: Obey
) -> None:
    first, second = await connect("max"), await connect("max", place=1)
    assert first.ig_id != second.ig_id

    await disconnect(parts, grants, obey, first)
    assert await sandbox.calls(f"/{first.person_id}/permissions", "DELETE") == 0
    held = await row(parts.pool, second.account_id)
    token = await parts.tokens.valid(second.account_id)
    assert (await parts.platform.calls_of(held).user_info(token, ())).username == "shop02"
    await disconnect(parts, grants, obey, second)

    assert await ends(parts) == {
        first.account_id: (False, True, "user_request"),
        second.account_id: (True, False, "user_request"),
    }
    assert await sandbox.calls(f"/{first.person_id}/permissions", "DELETE") == 1


async def test_an_app_that_was_removed_at_facebook_ends_every_account_of_that_person(
    connect: Connect, parts: Parts, sandbox: Sandbox, grants: GrantHandler, obey: Obey
) -> None:
    first, second, other = await connect("max"), await connect("max", place=1), await connect()
    await sandbox.control("POST", "people/max/remove_app")

    for account in (first, second):
        await withdrawn(parts, grants, account)
    for command in await bodies(parts, CheckGrant):
        await obey(command)

    gone = (True, False, "user_disconnected")
    assert await ends(parts) == {first.account_id: gone, second.account_id: gone}
    assert (await row(parts.pool, other.account_id)).status == "CONNECTED"
    assert {told.effect for told in await bodies(parts, AuthorizationRemovedObserved)} == {
        "checking"
    }


async def test_a_withdrawal_that_meta_does_not_confirm_changes_nothing(
    connected: Connected, parts: Parts, grants: GrantHandler, obey: Obey
) -> None:
    await withdrawn(parts, grants, connected)
    assert (await row(parts.pool, connected.account_id)).status == "CHECKING"

    await obey(CheckGrant(provider="instagram", account_id=connected.account_id))

    assert (await row(parts.pool, connected.account_id)).status == "CONNECTED"
    assert await ends(parts) == {}


async def test_a_withdrawal_of_an_older_grant_is_recorded_without_effect(
    connected: Connected, parts: Parts, grants: GrantHandler
) -> None:
    await withdrawn(parts, grants, connected, datetime.now(UTC) - timedelta(days=1))

    assert (await row(parts.pool, connected.account_id)).status == "CONNECTED"
    [told] = await bodies(parts, AuthorizationRemovedObserved)
    assert told.effect == "none"


async def test_a_lost_role_does_not_end_an_account_that_is_checked(
    connected: Connected, parts: Parts, sandbox: Sandbox, grants: GrantHandler, obey: Obey
) -> None:
    await sandbox.control("PUT", f"people/nora/pages/{connected.page_id}", {"tasks": []})
    await withdrawn(parts, grants, connected)

    await obey(CheckGrant(provider="instagram", account_id=connected.account_id))

    assert (await row(parts.pool, connected.account_id)).status == "CONNECTED"


async def test_a_revocation_that_fails_for_now_stays_due(
    connected: Connected, parts: Parts, sandbox: Sandbox, grants: GrantHandler, obey: Obey
) -> None:
    fault = {"endpoint": "/{user}/permissions", "kind": "status", "status": 400, "code": "4"}
    await sandbox.control("POST", "faults", fault)

    with pytest.raises(Exception, match="4"):
        await disconnect(parts, grants, obey, connected)
    assert (await row(parts.pool, connected.account_id)).status == "DISCONNECTING"
    await obey(RevokeGrant(provider="instagram", account_id=connected.account_id))

    assert (await row(parts.pool, connected.account_id)).status == "DISCONNECTED"


async def test_no_token_stands_open_in_any_row(
    connect: Connect, parts: Parts, sandbox: Sandbox, obey: Obey, instagram_schema: str
) -> None:
    for user, login in (("nora", "facebook"), ("leo.draws", "instagram")):
        account = await connect(user, login)
        await obey(ObservePage(account_id=account.account_id))

    issued = (await sandbox.control("GET", "secrets"))["secrets"]
    tables = str(read_tables(instagram_schema))
    assert len(issued) > 4
    assert [one for one in issued if one["value"] in tables] == []
