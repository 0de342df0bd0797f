"""Three ways of renewal: by rotation, by extension, and by the user alone."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.errors import ReauthorizationRequired, RefreshFailed, RefreshRefused
from accounts.platform import Platform as Described
from accounts.store import NewAccount, OAuthAccounts
from accounts.timers import AccountTimers
from accounts.tokens.credential import IssuedTokens
from accounts.tokens.renewal import EXTENSION, ROTATION, YOUNGEST, Renewal, is_due
from accounts.tokens.vault import TokenVault
from common.postgres import Pool

from .scene import PROVIDER, Scene
from .support import DAY, Platform, Recorder, change, row

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
MONTHS = 60 * DAY
NewAccountOf = Callable[..., NewAccount]
Connect = Callable[[Renewal, IssuedTokens, float], Awaitable[UUID]]


@given(st.integers(1, 400 * DAY), st.integers(0, 400 * DAY))
def test_access_is_renewed_within_its_last_tenth_and_its_margin_alone(life: int, age: int) -> None:
    issued_at, ends_at = NOW - timedelta(seconds=age), NOW + timedelta(seconds=life - age)
    left, tenth = timedelta(seconds=life - age), timedelta(seconds=life) / 10

    assert is_due("rotation", issued_at, ends_at, NOW) is (left < min(ROTATION, tenth))
    assert is_due("extension", issued_at, ends_at, NOW) is (
        left < min(EXTENSION, tenth) and NOW - issued_at >= YOUNGEST
    )
    assert not is_due("none", issued_at, ends_at, NOW)


@pytest.fixture
def connect(pool: Pool, vault: TokenVault, new_account: NewAccountOf) -> Connect:
    """Store an account with these tokens, given so many days ago."""

    async def connected(renewal: Renewal, tokens: IssuedTokens, days: float) -> UUID:
        account = new_account(renewal=renewal)
        async with pool.connection() as connection:
            await OAuthAccounts(connection).create(account)
            issued_at = datetime.now(UTC) - timedelta(days=days)
            await vault.store_tokens(connection, account.account_id, tokens, issued_at)
        return account.account_id

    return connected


async def due(pool: Pool) -> list[UUID]:
    async with pool.connection() as connection:
        return [one.account_id for one in await OAuthAccounts(connection).find_expiring_soon(9)]


async def test_a_token_that_is_extended_stays_good_when_the_answer_is_lost(
    pool: Pool, vault: TokenVault, platform: Platform, connect: Connect
) -> None:
    account_id = await connect("extension", IssuedTokens("act.1", None, MONTHS, None), 59)
    platform.current, platform.fault = "act.1", TimeoutError()

    assert await due(pool) == [account_id]
    assert await vault.get_valid_token(account_id) == "act.1"
    with pytest.raises(RefreshFailed):
        await vault.refresh_token(account_id, 1)

    assert (await row(pool, account_id)).refresh_attempted_version is None
    assert platform.calls == ["act.1", "act.1"]


async def test_a_token_is_not_extended_before_it_is_a_day_old(
    pool: Pool, vault: TokenVault, platform: Platform, connect: Connect
) -> None:
    account_id = await connect("extension", IssuedTokens("act.1", None, DAY, None), 0.95)

    assert await due(pool) == []
    assert await vault.get_valid_token(account_id) == "act.1"
    assert platform.calls == []


async def test_access_without_an_end_is_renewed_before_what_renews_it_ends(
    pool: Pool, vault: TokenVault, connect: Connect
) -> None:
    tokens = IssuedTokens("page", "user", None, MONTHS)
    old = await connect("extension", tokens, 58)
    assert await due(pool) == [old]
    await change(pool, "issued_at = now() - interval '30 days'", old)
    await change(pool, "refresh_expires_at = now() + interval '30 days'", old)

    assert await due(pool) == []
    assert await vault.get_valid_token(old) == "page"


async def test_a_refused_extension_ends_the_access_for_the_reason_that_was_given(
    pool: Pool, vault: TokenVault, platform: Platform, connect: Connect
) -> None:
    account_id = await connect("extension", IssuedTokens("act.1", None, MONTHS, None), 59)
    platform.fault = TimeoutError()
    await vault.get_valid_token(account_id)
    platform.fault = RefreshRefused("190")

    with pytest.raises(ReauthorizationRequired):
        await vault.refresh_token(account_id, 1)

    found = await row(pool, account_id)
    assert (found.status, found.reason) == ("REAUTHORIZATION_REQUIRED", "190")


async def test_rotation_without_a_refresh_token_serves_to_its_end_too(
    pool: Pool, vault: TokenVault, recorder: Recorder, connect: Connect
) -> None:
    account_id = await connect("rotation", IssuedTokens("act.1", None, DAY, None), 0.99)

    assert await due(pool) == []
    assert await vault.get_valid_token(account_id) == "act.1"
    assert (await row(pool, account_id)).status == "CONNECTED"
    await change(pool, "expires_at = now() - interval '1 second'", account_id)
    with pytest.raises(ReauthorizationRequired):
        await vault.get_valid_token(account_id)

    found = await row(pool, account_id)
    assert (found.status, found.reason) == ("REAUTHORIZATION_REQUIRED", "access_ended")
    assert recorder.kinds() == ["reauthorization_required"]


async def test_rotation_without_a_refresh_token_ends_when_its_access_is_refused(
    pool: Pool, vault: TokenVault, connect: Connect
) -> None:
    account_id = await connect("rotation", IssuedTokens("act.1", None, DAY, None), 0.1)

    with pytest.raises(ReauthorizationRequired):
        await vault.refresh_token(account_id, 1, "190/458")

    assert (await row(pool, account_id)).reason == "190/458"


async def test_access_that_nothing_renews_serves_to_its_end_and_then_waits_for_its_user(
    pool: Pool,
    vault: TokenVault,
    platform: Platform,
    recorder: Recorder,
    connect: Connect,
) -> None:
    account_id = await connect("none", IssuedTokens("act.1", None, MONTHS, None), 59.99)
    assert await due(pool) == []
    assert await vault.get_valid_token(account_id) == "act.1"
    await change(pool, "expires_at = now() - interval '1 second'", account_id)

    for _ in range(2):
        with pytest.raises(ReauthorizationRequired):
            await vault.get_valid_token(account_id)

    found = await row(pool, account_id)
    assert (found.status, found.reason) == ("REAUTHORIZATION_REQUIRED", "access_ended")
    assert recorder.kinds() == ["reauthorization_required"]
    assert platform.calls == []


async def test_access_that_nothing_renews_is_due_once_it_has_ended_for_its_user_to_be_told(
    pool: Pool, connect: Connect
) -> None:
    account_id = await connect("none", IssuedTokens("act.1", None, MONTHS, None), 59.99)
    assert await due(pool) == []

    await change(pool, "expires_at = now() - interval '1 second'", account_id)

    assert await due(pool) == [account_id]


@pytest.mark.parametrize(
    ("renewal", "days_left", "expected"),
    [("none", 11, 0), ("none", 9, 1), ("extension", 9, 0)],
)
async def test_an_end_that_nothing_puts_off_is_told_once_some_days_before(
    renewal: Renewal, days_left: int, expected: int, scene: Scene
) -> None:
    account_id = await scene.connect("mara", renewal=renewal)
    ends_at = datetime.now(UTC) + timedelta(days=days_left)
    await change(scene.pool, f"expires_at = '{ends_at.isoformat()}'", account_id)
    platform = Described(
        PROVIDER, "Pictures", lambda _account: scene.calls, warned_before=timedelta(days=10)
    )
    timers = AccountTimers(scene.pool, scene.outbox, platform)

    await timers.warn_of_endings()
    await timers.warn_of_endings()

    told = [body for kind, body in await scene.events() if "GrantExpiryApproached" in kind]
    assert len(told) == expected
    assert all(datetime.fromisoformat(body["ends_at"]) == ends_at for body in told)
