"""Turns: each account's work comes round, spread, once, and never for an account that ended."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from accounts.store import NewAccount, OAuthAccounts
from accounts.turns import AccountTurns, Turn, Turns
from common.postgres import Connection

TURNS: Turns = {"list": Turn(timedelta(hours=24), frozenset({"video.publish"}))}
NewAccountOf = Callable[..., NewAccount]


async def connected(connection: Connection, account: NewAccount) -> UUID:
    await OAuthAccounts(connection).create(account)
    await AccountTurns(connection, TURNS).begin(account.account_id)
    return account.account_id


async def due_now(connection: Connection) -> None:
    await connection.execute("UPDATE account_work SET next_due_at = now()")


async def due_in(connection: Connection, account_id: UUID) -> timedelta:
    cursor = await connection.execute(
        "SELECT next_due_at - now() FROM account_work WHERE account_id = %s", (account_id,)
    )
    [left] = await cursor.fetchone() or [timedelta(0)]
    return timedelta(seconds=round(left.total_seconds()))


async def test_the_first_turns_are_spread_over_the_period(
    connection: Connection, new_account: NewAccountOf
) -> None:
    ids = [await connected(connection, new_account(f"p{n}", f"u{n}")) for n in range(40)]

    quarters = {int((await due_in(connection, one)) / timedelta(hours=6)) for one in ids}

    assert quarters == {0, 1, 2, 3}


async def test_a_turn_is_taken_once_and_again_where_its_command_is_lost(
    connection: Connection, new_account: NewAccountOf
) -> None:
    account_id, turns = (
        await connected(connection, new_account()),
        AccountTurns(connection, TURNS),
    )
    await due_now(connection)

    assert [await turns.take("list", 9), await turns.take("list", 9)] == [[account_id], []]
    assert await due_in(connection, account_id) == timedelta(minutes=10)
    await turns.done(account_id, "list")
    assert await turns.is_done(account_id, "list")
    assert await due_in(connection, account_id) == timedelta(hours=24)


async def test_an_account_that_ended_or_lacks_the_scope_waits_a_whole_period(
    connection: Connection, new_account: NewAccountOf
) -> None:
    ended = await connected(connection, new_account("one", "a"))
    lacking = await connected(connection, new_account("two", "b", scopes=["other"]))
    await OAuthAccounts(connection).set_status(ended, "DISCONNECTED")
    await due_now(connection)

    assert await AccountTurns(connection, TURNS).take("list", 9) == []
    assert await due_in(connection, ended) == timedelta(hours=24)
    assert await due_in(connection, lacking) == timedelta(hours=24)


async def test_an_account_that_is_being_checked_waits_ten_minutes(
    connection: Connection, new_account: NewAccountOf
) -> None:
    account_id = await connected(connection, new_account())
    await OAuthAccounts(connection).set_status(account_id, "CHECKING")
    await due_now(connection)

    assert await AccountTurns(connection, TURNS).take("list", 9) == []
    assert await due_in(connection, account_id) == timedelta(minutes=10)


@pytest.mark.parametrize(("done_hours_ago", "due_in_hours"), [(30, 0), (20, 4), (2, 12)])
async def test_an_account_that_is_connected_again_is_due_a_period_after_its_last_turn(
    done_hours_ago: int,
    due_in_hours: int,
    connection: Connection,
    new_account: NewAccountOf,
) -> None:
    account_id, turns = (
        await connected(connection, new_account()),
        AccountTurns(connection, TURNS),
    )
    await connection.execute(
        "UPDATE account_work SET next_due_at = now() + interval '12 hours',"
        " done_at = now() - %s * interval '1 hour'",
        (done_hours_ago,),
    )

    await turns.begin(account_id)

    assert await due_in(connection, account_id) == timedelta(hours=due_in_hours)


async def test_a_hastened_turn_comes_at_once_but_ten_minutes_after_the_last_one(
    connection: Connection, new_account: NewAccountOf
) -> None:
    account_id, turns = (
        await connected(connection, new_account()),
        AccountTurns(connection, TURNS),
    )
    await turns.hasten(account_id, "list")
    assert await turns.take("list", 9) == [account_id]
    await turns.done(account_id, "list")

    await turns.hasten(account_id, "list")

    assert await due_in(connection, account_id) == timedelta(minutes=10)
