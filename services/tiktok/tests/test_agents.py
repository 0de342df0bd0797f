"""Commands, and the timers that write them: refresh, check, revoke, poll."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest

from accounts.grants import GrantHandler
from accounts.store import OAuthAccount, OAuthAccounts
from contracts.accounts import AccountDisconnected
from contracts.commands import CheckGrant, RefreshToken, RevokeGrant
from contracts.tiktok.commands import PollStatus
from tiktok.parts import Parts
from tiktok.posts.queries import PostQueries
from vault.keyring import Keyring

from .builders import Agents, Timers
from .support import (
    REDIRECT_URI,
    Connect,
    Connected,
    Events,
    Sandbox,
    bodies,
    delivered,
    sealed_grant,
)

REVOKE = "/v2/oauth/revoke/"


@pytest.fixture
def agents(parts: Parts) -> Agents:
    """The agents, without Faust around them."""
    return Agents(parts)


@pytest.fixture
def timers(parts: Parts) -> Timers:
    """The leader's timers."""
    return Timers(parts, 45)


async def find(parts: Parts, account: Connected) -> OAuthAccount:
    """Read the account's row."""
    async with parts.pool.connection() as connection:
        found = await OAuthAccounts(connection).find(account.account_id)
    assert found is not None
    return found


async def set_status(parts: Parts, account: Connected, status: str) -> None:
    """Put the account into a state."""
    async with parts.pool.connection() as connection:
        await OAuthAccounts(connection).set_status(account.account_id, status)  # type: ignore[arg-type]


async def test_the_timer_commands_a_refresh_once_while_it_is_due(
    connect: Connect, parts: Parts, timers: Timers, events: Events
) -> None:
    await connect()
    async with parts.pool.connection() as connection:
        await connection.execute(
            "UPDATE oauth_accounts SET issued_at = now() - interval '23 hours 50 minutes',"
            " expires_at = now() + interval '10 minutes'"
        )

    await timers.write_due_commands()
    await timers.write_due_commands()

    assert [kind for kind, _ in await events()].count("commands.RefreshToken.v1") == 1


async def test_a_fresh_token_is_left_alone(
    connect: Connect, timers: Timers, events: Events
) -> None:
    await connect()

    await timers.write_due_commands()

    assert [kind for kind, _ in await events()] == ["accounts.AccountConnected.v1"]


async def test_a_refresh_command_that_came_twice_refreshes_once(
    connect: Connect, parts: Parts, agents: Agents, sandbox: Sandbox, events: Events
) -> None:
    account = await connect()
    version = (await find(parts, account)).token_version
    command = RefreshToken(provider="tiktok", account_id=account.account_id, seen_version=version)

    await agents.obey(command)
    await agents.obey(command)

    path = "requests?path=/v2/oauth/token/&grant_type=refresh_token"
    assert (await sandbox.control("GET", path))["count"] == 1
    assert (await find(parts, account)).token_version == version + 1
    assert (await events())[-1] == ("accounts.AccountRefreshed.v1", "2")


async def test_a_grant_that_still_works_is_connected_again_after_the_check(
    connect: Connect, parts: Parts, agents: Agents
) -> None:
    account = await connect()
    await set_status(parts, account, "CHECKING")

    await agents.obey(CheckGrant(provider="tiktok", account_id=account.account_id))

    assert (await find(parts, account)).status == "CONNECTED"


async def test_a_check_that_asks_for_what_was_not_granted_finds_that_the_grant_works(
    connect: Connect, parts: Parts, agents: Agents
) -> None:
    account = await connect()
    async with parts.pool.connection() as connection:
        await connection.execute("UPDATE oauth_accounts SET scopes = '{video.upload}'")
    await set_status(parts, account, "CHECKING")

    await agents.obey(CheckGrant(provider="tiktok", account_id=account.account_id))

    assert (await find(parts, account)).status == "CONNECTED"


async def test_a_grant_that_tiktok_refuses_is_disconnected_by_the_check(
    connect: Connect, parts: Parts, agents: Agents, sandbox: Sandbox, events: Events
) -> None:
    account = await connect()
    await sandbox.control("POST", "users/mara/disconnect")
    await set_status(parts, account, "CHECKING")

    await agents.obey(CheckGrant(provider="tiktok", account_id=account.account_id))

    found = await find(parts, account)
    assert (found.status, found.sealed_tokens) == ("DISCONNECTED", None)
    assert (await events())[-1][0] == "accounts.AccountDisconnected.v1"


async def test_disconnecting_revokes_at_tiktok_and_forgets_the_tokens(
    connect: Connect, parts: Parts, agents: Agents, sandbox: Sandbox
) -> None:
    account = await connect()
    await set_status(parts, account, "DISCONNECTING")

    await agents.obey(RevokeGrant(provider="tiktok", account_id=account.account_id))
    await agents.obey(RevokeGrant(provider="tiktok", account_id=account.account_id))

    found = await find(parts, account)
    assert (found.status, found.sealed_tokens) == ("DISCONNECTED", None)
    assert await sandbox.calls(REVOKE) == 1


async def test_a_revocation_whose_answer_was_lost_is_known_by_its_effect(
    connect: Connect, parts: Parts, agents: Agents, sandbox: Sandbox
) -> None:
    account = await connect()
    await set_status(parts, account, "DISCONNECTING")
    fault = {"endpoint": REVOKE, "kind": "reset_after"}
    await sandbox.control("POST", "faults", fault)

    await agents.obey(RevokeGrant(provider="tiktok", account_id=account.account_id))

    found = await find(parts, account)
    assert (found.status, found.sealed_tokens) == ("DISCONNECTED", None)


@pytest.mark.parametrize("refusal", ["invalid_request", "invalid_grant"])
async def test_disconnecting_ends_the_grant_though_tiktok_has_ended_the_access_token_early(
    refusal: str, connect: Connect, parts: Parts, agents: Agents, sandbox: Sandbox
) -> None:
    account = await connect()
    await sandbox.control("PUT", "switches", {"revoke_refusal": refusal})
    await sandbox.control("POST", "expire", {"open_id": "mara"})
    await set_status(parts, account, "DISCONNECTING")

    await agents.obey(RevokeGrant(provider="tiktok", account_id=account.account_id))

    [told] = await bodies(parts, AccountDisconnected)
    assert (told.revoked, await sandbox.calls(REVOKE)) == (True, 2)


async def test_a_refusal_of_our_own_app_does_not_disconnect(
    connect: Connect, parts: Parts, agents: Agents, sandbox: Sandbox
) -> None:
    account = await connect()
    await set_status(parts, account, "DISCONNECTING")
    fault = {"endpoint": REVOKE, "kind": "error_200", "code": "invalid_client", "count": 2}
    await sandbox.control("POST", "faults", fault)

    await agents.obey(RevokeGrant(provider="tiktok", account_id=account.account_id))

    assert (await find(parts, account)).status == "DISCONNECTING"


async def test_a_failed_revocation_stays_due_and_is_commanded_again(
    connect: Connect,
    parts: Parts,
    agents: Agents,
    timers: Timers,
    sandbox: Sandbox,
    events: Events,
) -> None:
    account = await connect()
    await set_status(parts, account, "DISCONNECTING")
    fault = {"endpoint": REVOKE, "kind": "status", "status": 503, "count": 10}
    await sandbox.control("POST", "faults", fault)

    await agents.obey(RevokeGrant(provider="tiktok", account_id=account.account_id))
    assert (await find(parts, account)).status == "DISCONNECTING"
    async with parts.pool.connection() as connection:
        await connection.execute("UPDATE oauth_accounts SET updated_at = now() - interval '1 hour'")
    await timers.write_due_commands()

    assert (await events())[-1][0] == "commands.RevokeGrant.v1"


@pytest.mark.parametrize(
    "fault",
    [{"kind": "status", "status": 503}, {"kind": "error_200", "code": "invalid_client"}],
    ids=["down", "our app"],
)
async def test_after_a_day_of_failed_revocations_the_tokens_are_deleted_anyway(
    fault: dict[str, object], connect: Connect, parts: Parts, agents: Agents, sandbox: Sandbox
) -> None:
    account = await connect()
    await set_status(parts, account, "DISCONNECTING")
    async with parts.pool.connection() as connection:
        await connection.execute("UPDATE oauth_accounts SET updated_at = now() - interval '2 days'")
    await sandbox.control("POST", "faults", {"endpoint": REVOKE, "count": 10, **fault})

    await agents.obey(RevokeGrant(provider="tiktok", account_id=account.account_id))

    async with parts.pool.connection() as connection:
        cursor = await connection.execute(
            "SELECT convert_from(value, 'UTF8') FROM outbox ORDER BY id DESC"
        )
        row = await cursor.fetchone()
    assert row is not None
    assert json.loads(row[0])["revoked"] is False
    assert (await find(parts, account)).status == "DISCONNECTED"


async def test_a_permission_that_ends_within_the_month_is_told_once_for_each_grant(
    connect: Connect, parts: Parts, timers: Timers, events: Events
) -> None:
    await connect()

    async def told_after(days: int) -> int:
        async with parts.pool.connection() as connection:
            await connection.execute(
                "UPDATE oauth_accounts SET granted_at = now() - %s * interval '1 day',"
                " ending_told_at = NULL",
                (days,),
            )
        await timers.accounts.warn_of_endings()
        await timers.accounts.warn_of_endings()
        return [kind for kind, _ in await events()].count("accounts.GrantExpiryApproached.v1")

    assert [await told_after(329), await told_after(331), await told_after(331)] == [0, 1, 2]


async def test_a_post_that_no_webhook_settles_is_polled(
    connect: Connect, parts: Parts, agents: Agents, sandbox: Sandbox
) -> None:
    account = await connect()
    post = await parts.publishing.start(account.user_id, account.request(), None)

    await agents.obey(PollStatus(account_id=account.account_id, post_id=post.post_id))

    assert await sandbox.calls("/v2/post/publish/status/fetch/") == 1
    view = await PostQueries(parts.pool).find(str(post.post_id), account.user_id)
    assert view is not None
    assert view.observed_at is not None
    assert datetime.now(UTC) - view.observed_at < timedelta(minutes=1)


async def test_a_reconnect_while_the_old_grant_is_revoked_is_kept_and_looked_after(
    connect: Connect,
    parts: Parts,
    agents: Agents,
    sandbox: Sandbox,
    grants: GrantHandler,
    grant_ring: Keyring,
) -> None:
    account = await connect()
    await set_status(parts, account, "DISCONNECTING")
    tokens = await parts.tiktok.exchange_code(await sandbox.code("mara"), REDIRECT_URI, None)
    newer = sealed_grant(grant_ring, tokens, 2, account.account_id, account.user_id)
    fault = {"endpoint": REVOKE, "kind": "delay", "delay_seconds": 1.5}
    await sandbox.control("POST", "faults", fault)

    revoking = asyncio.create_task(
        agents.obey(RevokeGrant(provider="tiktok", account_id=account.account_id))
    )
    async with asyncio.timeout(10):
        while (await sandbox.control("GET", "faults"))["faults"]:
            await asyncio.sleep(0.02)
    async with parts.pool.connection() as connection:
        await grants.connect(connection, delivered(newer, 2))
    await revoking

    found = await find(parts, account)
    assert (found.status, found.sealed_tokens is None) == ("CHECKING", False)
    await agents.obey(CheckGrant(provider="tiktok", account_id=account.account_id))
    assert (await find(parts, account)).status == "DISCONNECTED"  # the sandbox ended it as well


async def test_an_unreadable_token_does_not_keep_an_account_from_being_disconnected(
    connect: Connect, parts: Parts, agents: Agents
) -> None:
    account = await connect()
    await set_status(parts, account, "DISCONNECTING")
    async with parts.pool.connection() as connection:
        await connection.execute("UPDATE oauth_accounts SET sealed_tokens = 'broken'")

    await agents.obey(RevokeGrant(provider="tiktok", account_id=account.account_id))

    assert (await find(parts, account)).status == "DISCONNECTED"
