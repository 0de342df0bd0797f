"""Pauses: of one endpoint, of all calls of an account, of all accounts of an app."""

from collections.abc import Callable
from types import MappingProxyType
from uuid import UUID, uuid4

import pytest

from accounts.calls.authorized import WIDER_PAUSE_SECONDS, AuthorizedCalls, Call
from accounts.calls.rate_windows import Limits, RateWindows, Reach, Window
from accounts.store import NewAccount, OAuthAccounts
from common.errors import RateLimited
from common.postgres import Connection
from platforms import errors as platform_errors

from .scene import Scene

LIMITS = Limits("pictures", "Pictures", MappingProxyType({"list": Window(3), "publish": Window(2)}))
NewAccountOf = Callable[..., NewAccount]


async def stored(connection: Connection, account: NewAccount) -> UUID:
    await OAuthAccounts(connection).create(account)
    return account.account_id


async def test_an_endpoint_that_is_paused_leaves_the_others_of_its_account(
    connection: Connection, new_account: NewAccountOf
) -> None:
    account_id, windows = await stored(connection, new_account()), RateWindows(connection, LIMITS)

    await windows.pause(account_id, "list", 60)

    assert await windows.left(account_id, "list", "publish") == {"list": 0, "publish": 2}
    with pytest.raises(RateLimited, match="asked to wait"):
        await windows.count(account_id, "list", "1")
    await windows.count(account_id, "publish", "1")


async def test_an_account_that_is_paused_makes_no_call_and_others_do(
    connection: Connection, new_account: NewAccountOf
) -> None:
    windows = RateWindows(connection, LIMITS)
    paused = await stored(connection, new_account())
    other = await stored(connection, new_account("theo", "otto"))

    await windows.pause_account(paused, 60)

    assert await windows.left(paused, "list", "publish") == {"list": 0, "publish": 0}
    for endpoint in LIMITS.windows:
        with pytest.raises(RateLimited):
            await windows.check(paused, endpoint)
        await windows.count(other, endpoint, "1")


async def test_an_app_that_is_paused_stops_its_accounts_and_those_of_no_other_app(
    connection: Connection, new_account: NewAccountOf
) -> None:
    windows = RateWindows(connection, LIMITS)
    first = await stored(connection, new_account("a", "u1"))
    second = await stored(connection, new_account("b", "u2"))
    other = await stored(connection, new_account("c", "u3", client_key="another"))

    await windows.pause_app(first, 60)

    assert await windows.paused_for(second, "list") is not None
    assert await windows.left(second, "list") == {"list": 0}
    assert await windows.paused_for(other, "list") is None
    await windows.count(other, "list", "1")


async def test_the_longest_pause_counts_and_none_outlives_its_time(
    connection: Connection, new_account: NewAccountOf
) -> None:
    account_id, windows = await stored(connection, new_account()), RateWindows(connection, LIMITS)
    await windows.pause(account_id, "list", 30)
    await windows.pause_account(account_id, 600)
    await windows.pause_account(account_id, 60)
    assert (await windows.paused_for(account_id, "list") or 0) > 500

    await connection.execute("UPDATE endpoint_pauses SET until = now() - interval '1 second'")

    await windows.count(account_id, "list", "1")
    await windows.forget(10)
    cursor = await connection.execute("SELECT count(*) FROM endpoint_pauses")
    assert await cursor.fetchone() == (0,)


async def test_an_account_without_a_row_can_be_counted(connection: Connection) -> None:
    await RateWindows(connection, LIMITS).count(uuid4(), "list", "1")


@pytest.mark.parametrize(
    ("reach", "told", "expected"),
    [
        ("endpoint", None, {"list": 60.0, "publish": None}),
        ("endpoint", 7.0, {"list": 7.0, "publish": None}),
        ("account", None, {"list": WIDER_PAUSE_SECONDS, "publish": WIDER_PAUSE_SECONDS}),
        ("app", 120.0, {"list": 120.0, "publish": 120.0}),
    ],
)
async def test_a_refusal_is_heeded_as_far_as_the_platform_says(
    reach: Reach, told: float | None, expected: dict[str, float | None], scene: Scene
) -> None:
    account_id = await scene.connect("mara")
    limits = Limits(LIMITS.provider, LIMITS.name, LIMITS.windows, lambda _error: reach)
    calls = AuthorizedCalls(scene.pool, scene.tokens, limits)

    async def refused(_token: str) -> None:
        raise platform_errors.RateLimited("4", None, told)

    with pytest.raises(platform_errors.RateLimited):
        await calls.make(Call(account_id, "list"), refused)

    async with scene.pool.connection() as connection:
        for endpoint, seconds in expected.items():
            waits = await RateWindows(connection, limits).paused_for(account_id, endpoint)
            assert waits == (seconds and pytest.approx(seconds, abs=5))


async def test_a_call_is_forgotten_ten_minutes_after_the_longest_window(
    connection: Connection, new_account: NewAccountOf
) -> None:
    day = MappingProxyType({"list": Window(3), "publish": Window(2, 86_400.0)})
    account_id = await stored(connection, new_account())
    windows = RateWindows(connection, Limits(LIMITS.provider, LIMITS.name, day))
    for cause, age in (("young", "24 hours 9 minutes"), ("old", "24 hours 11 minutes")):
        await windows.count(account_id, "publish", cause)
        await connection.execute(
            "UPDATE request_log SET at = now() - %s::interval WHERE cause = %s", (age, cause)
        )

    assert await windows.forget(10) == 1

    cursor = await connection.execute("SELECT cause FROM request_log")
    assert await cursor.fetchall() == [("young",)]
