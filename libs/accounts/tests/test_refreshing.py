"""Refreshing on a real PostgreSQL: one call, nothing lost, no user blamed for another's fault."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from accounts.errors import ClientRefused, ReauthorizationRequired, RefreshFailed, RefreshRefused
from accounts.store import OAuthAccount, OAuthAccounts
from accounts.tokens.credential import IssuedTokens
from accounts.tokens.vault import TokenVault
from common.postgres import Pool

from .support import DAY, DEADLINE, YEAR, Platform, Recorder, row


async def test_many_callers_in_two_processes_make_one_refresh_call(
    build: Callable[..., TokenVault], platform: Platform, recorder: Recorder, account_id: UUID
) -> None:
    vaults = [build(), build()]

    tokens = await asyncio.gather(*(vaults[n % 2].get_valid_token(account_id) for n in range(12)))

    assert platform.calls == ["rft.1"]
    assert {(token, token.version) for token in tokens} == {("act.2", 2)}
    assert recorder.kinds() == ["attempted", "refreshed"]


async def test_the_intent_is_committed_before_the_call_and_the_tokens_before_they_are_used(
    pool: Pool, vault: TokenVault, platform: Platform, account_id: UUID
) -> None:
    during: list[OAuthAccount] = []

    async def look() -> None:
        during.append(await row(pool, account_id))

    platform.after = look
    token = await vault.get_valid_token(account_id)

    stored = await row(pool, account_id)
    assert (during[0].token_version, during[0].refresh_attempted_version) == (1, 1)
    assert during[0].lease_owner is not None
    assert during[0].sequence == 1
    assert (token, stored.token_version, stored.sequence) == ("act.2", 2, 2)
    assert (stored.lease_owner, stored.refresh_attempted_version) == (None, None)
    assert stored.scopes == ["video.publish"]
    assert not stored.needs_refresh


async def test_a_rotated_token_is_stored_however_often_the_database_fails(
    pool: Pool, vault: TokenVault, platform: Platform, recorder: Recorder, account_id: UUID
) -> None:
    recorder.failures = {"refreshed": 3}

    token = await vault.get_valid_token(account_id)

    assert token == "act.2"
    assert platform.calls == ["rft.1"]
    assert (await row(pool, account_id)).token_version == 2


async def test_a_caller_who_gives_up_does_not_lose_the_rotated_token(
    pool: Pool, vault: TokenVault, platform: Platform, account_id: UUID
) -> None:
    answered, go_on = asyncio.Event(), asyncio.Event()

    async def wait() -> None:
        answered.set()
        await go_on.wait()

    platform.after = wait
    caller = asyncio.create_task(vault.get_valid_token(account_id))
    await asyncio.wait_for(answered.wait(), DEADLINE)
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    go_on.set()
    await vault.close()

    assert (await row(pool, account_id)).token_version == 2
    assert await vault.get_valid_token(account_id) == "act.2"


async def test_a_crash_between_answer_and_commit_ends_in_reauthorization_and_no_loop(
    pool: Pool,
    build: Callable[..., TokenVault],
    platform: Platform,
    recorder: Recorder,
    account_id: UUID,
) -> None:
    platform.after = crash
    with pytest.raises(asyncio.CancelledError):
        await build(lease=0).refresh_token(account_id, 1)
    platform.after = None

    with pytest.raises(ReauthorizationRequired) as caught:
        await build().get_valid_token(account_id)
    with pytest.raises(ReauthorizationRequired):
        await build().get_valid_token(account_id)

    assert caught.value.reason == "refresh_outcome_unknown"
    assert platform.calls == ["rft.1", "rft.1"]
    assert (await row(pool, account_id)).status == "REAUTHORIZATION_REQUIRED"
    assert recorder.kinds() == ["attempted", "attempted", "reauthorization_required"]


async def crash() -> None:
    """End the task between the platform's answer and the commit, as a kill would."""
    raise asyncio.CancelledError


async def test_a_crash_before_the_platform_heard_is_healed_by_the_successor(
    build: Callable[..., TokenVault], platform: Platform, account_id: UUID
) -> None:
    platform.fault = asyncio.CancelledError()
    with pytest.raises(asyncio.CancelledError):
        await build(lease=0).refresh_token(account_id, 1)
    platform.fault = None

    assert await build().get_valid_token(account_id) == "act.2"


async def test_a_late_holder_stores_its_tokens_and_turns_the_account_back(
    pool: Pool,
    build: Callable[..., TokenVault],
    platform: Platform,
    recorder: Recorder,
    account_id: UUID,
) -> None:
    answered, go_on = asyncio.Event(), asyncio.Event()

    async def stall() -> None:
        answered.set()
        await go_on.wait()

    platform.after = stall
    late = asyncio.create_task(build(lease=0).refresh_token(account_id, 1))
    await asyncio.wait_for(answered.wait(), DEADLINE)
    with pytest.raises(ReauthorizationRequired):
        await build().refresh_token(account_id, 1)
    lost = (await row(pool, account_id)).status
    go_on.set()
    token = await late

    found = await row(pool, account_id)
    assert lost == "REAUTHORIZATION_REQUIRED"
    assert token == "act.2"
    assert (found.status, found.reason, found.token_version) == ("CONNECTED", None, 2)
    assert recorder.kinds()[-1] == "refreshed"


async def test_a_refused_token_needs_the_user_and_says_so_once(
    pool: Pool, vault: TokenVault, platform: Platform, recorder: Recorder, account_id: UUID
) -> None:
    platform.current = "rft.9"

    for _ in range(3):
        with pytest.raises(ReauthorizationRequired) as caught:
            await vault.get_valid_token(account_id)
        assert caught.value.reason == "invalid_grant"

    found = await row(pool, account_id)
    assert (found.status, found.reason) == ("REAUTHORIZATION_REQUIRED", "invalid_grant")
    assert found.lease_owner is None
    assert platform.calls == ["rft.1"]
    assert recorder.kinds() == ["attempted", "reauthorization_required"]
    assert recorder.changes[-1].account.status == "REAUTHORIZATION_REQUIRED"


async def test_a_refusal_is_not_believed_where_newer_tokens_are_stored(
    pool: Pool, vault: TokenVault, platform: Platform, account_id: UUID
) -> None:
    async def reconnect() -> None:
        newer = IssuedTokens("act.new", "rft.new", DAY, YEAR)
        async with pool.connection() as connection:
            await vault.store_tokens(connection, account_id, newer, datetime.now(UTC))
        raise RefreshRefused("invalid_grant")

    platform.after = reconnect

    assert await vault.get_valid_token(account_id) == "act.new"
    assert (await row(pool, account_id)).status == "CONNECTED"


@pytest.mark.parametrize(
    "fault", [TimeoutError(), ConnectionError("reset"), ClientRefused("invalid_client")]
)
async def test_a_passing_failure_never_disconnects(
    pool: Pool,
    vault: TokenVault,
    platform: Platform,
    recorder: Recorder,
    account_id: UUID,
    fault: Exception,
) -> None:
    platform.fault = fault

    with pytest.raises(RefreshFailed) as caught:
        await vault.get_valid_token(account_id)
    platform.fault = None

    found = await row(pool, account_id)
    assert caught.value.__cause__ is fault
    assert (found.status, found.lease_owner) == ("CONNECTED", None)
    assert recorder.kinds() == ["attempted", "failed"]
    assert recorder.changes[-1].reason == type(fault).__name__
    assert await vault.get_valid_token(account_id) == "act.2"


@pytest.mark.parametrize(
    ("fault", "reason"),
    [(TimeoutError(), "refresh_outcome_unknown"), (ClientRefused(), "invalid_grant")],
)
async def test_a_later_refusal_is_told_apart_by_whether_the_first_call_may_have_rotated(
    vault: TokenVault, platform: Platform, account_id: UUID, fault: Exception, reason: str
) -> None:
    platform.fault = fault
    with pytest.raises(RefreshFailed):
        await vault.get_valid_token(account_id)
    platform.fault, platform.current = None, "rft.9"

    with pytest.raises(ReauthorizationRequired) as caught:
        await vault.get_valid_token(account_id)

    assert caught.value.reason == reason


async def test_those_who_waited_for_a_failed_refresh_share_its_failure(
    build: Callable[..., TokenVault], platform: Platform, pool: Pool, account_id: UUID
) -> None:
    answered, go_on = asyncio.Event(), asyncio.Event()

    async def stall() -> None:
        answered.set()
        await go_on.wait()
        raise TimeoutError

    platform.after = stall
    first = asyncio.create_task(build().refresh_token(account_id, 1))
    await asyncio.wait_for(answered.wait(), DEADLINE)
    others = [asyncio.create_task(build().refresh_token(account_id, 1)) for _ in range(5)]
    await asyncio.wait({*others}, timeout=0.3)
    go_on.set()
    results = await asyncio.gather(first, *others, return_exceptions=True)

    assert platform.calls == ["rft.1"]
    assert [type(result) for result in results] == [RefreshFailed] * 6


async def test_a_loser_stops_waiting_at_its_deadline(
    pool: Pool, build: Callable[..., TokenVault], platform: Platform, account_id: UUID
) -> None:
    async with pool.connection() as connection:
        await OAuthAccounts(connection).take_lease(account_id, uuid4(), timedelta(minutes=1))

    with pytest.raises(RefreshFailed, match="still being renewed"):
        await build(patience=0.2).refresh_token(account_id, 1)

    assert platform.calls == []
