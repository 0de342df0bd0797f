"""Every write may be made twice, and leaves the tables as once."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from psycopg import AsyncConnection

from auth.accounts.account import Verdict, Wish
from auth.accounts.registers import Registers
from auth.accounts.store import Accounts, Expiry, Grant, Judgement, Owner, Profile
from auth.connect.oauth_states import OAuthState, OAuthStates
from auth.connect.tiktok import TIKTOK
from auth.errors import EmailTaken
from auth.housekeeping import sweep
from auth.sign_in.rate_limits import GUESSES, RateLimits
from auth.sign_in.sessions import SessionLimits, Sessions, fingerprint
from auth.sign_in.users import User, Users
from common.postgres import Pool

from .conftest import Tables

MARA, THEO, ACCOUNT = UUID(int=1), UUID(int=2), UUID(int=3)
OWNER = Owner(ACCOUNT, MARA, "tiktok")
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
ENDED = Judgement(Verdict.DISCONNECTED, "asked")
LOST = Judgement(Verdict.REAUTHORIZATION_REQUIRED, "invalid_grant")
LIMITS = SessionLimits(timedelta(hours=1), timedelta(days=1))
PROFILE = Profile("Mara Bakes", "https://cdn.sim.test/a.jpeg")
CONNECTED = (
    Grant("open", None, ["user.info.basic"]),
    PROFILE,
    Judgement(Verdict.CONNECTED),
    Expiry(NOON),
)
STATE = OAuthState(fingerprint("state"), "tiktok", "app", fingerprint("sid"), MARA, b"sealed")


@pytest.fixture
async def ready(pool: Pool) -> Pool:
    """A user with a session, and an account of theirs."""
    async with pool.connection() as connection:
        await Users(connection).create(User(MARA, "mara@example.test", "hash"))
        await Sessions(connection, LIMITS).create("sid", MARA)
        await Accounts(connection).next_sequence(OWNER)
    return pool


async def answered(accounts: Any, cause: Any, *parts: Any) -> Any:
    """Project an event as the worker does."""
    await accounts.note_answer(OWNER, cause)
    for part in parts:
        await accounts.put(ACCOUNT, part)


async def other_session(connection: Any) -> Any:
    await Sessions(connection, LIMITS).create("sid-2", MARA)


WRITES = {
    "user": lambda c: Users(c).create(User(THEO, "theo@example.test", "hash")),
    "session": other_session,
    "end": lambda c: Sessions(c, LIMITS).end("sid"),
    "sweep sessions": lambda c: Sessions(c, LIMITS).sweep(),
    "state taken": lambda c: OAuthStates(c).take(STATE.state_hash),
    "sweep states": lambda c: OAuthStates(c).sweep(),
    "forget": lambda c: RateLimits(c).forget(GUESSES, "mara"),
    "ask": lambda c: Accounts(c).ask(ACCOUNT, Wish.CONNECT, "request-1", NOON),
    "connected": lambda c: answered(Accounts(c), "request-1", *CONNECTED),
    "refreshed": lambda c: answered(Accounts(c), None, Judgement(Verdict.CONNECTED), Expiry(NOON)),
    "judged": lambda c: answered(Accounts(c), "request-1", ENDED),
    "registers": lambda c: Registers(c).take(ACCOUNT, ["profile", "verdict"], 7),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())
async def test_a_write_made_twice_leaves_the_tables_as_once(
    ready: Pool, tables: Callable[[], Tables], write: Callable[[AsyncConnection], Awaitable[object]]
) -> None:
    async with ready.connection() as connection:
        await write(connection)
    once = tables()

    async with ready.connection() as connection:
        await write(connection)

    assert tables() == once


async def test_a_state_kept_twice_is_kept_as_it_first_was(
    ready: Pool, tables: Callable[[], Tables]
) -> None:
    async with ready.connection() as connection:
        await OAuthStates(connection).create(STATE)
    once = tables()

    async with ready.connection() as connection:
        await OAuthStates(connection).create(STATE)

    assert tables() == once
    assert len(once["oauth_states"]) == 1


async def test_the_sequence_of_an_account_only_rises(ready: Pool) -> None:
    async with ready.connection() as connection:
        raised = [await Accounts(connection).next_sequence(OWNER) for _ in range(3)]

    assert raised == [2, 3, 4]


async def test_a_verdict_about_an_unknown_account_is_kept(pool: Pool) -> None:
    async with pool.connection() as connection:
        await answered(Accounts(connection), "request-1", *CONNECTED)
        account = await Accounts(connection).find(ACCOUNT, MARA)

    assert account is not None
    assert account.status(TIKTOK) == "LIMITED"
    assert account.display_name == "Mara Bakes"


async def test_the_api_and_the_worker_never_write_one_column(ready: Pool) -> None:
    async with ready.connection() as connection:
        accounts = Accounts(connection)
        await answered(accounts, "request-1", *CONNECTED)
        await accounts.ask(ACCOUNT, Wish.CONNECT, "request-1", NOON)
        one_way = await accounts.find(ACCOUNT, MARA)
        await answered(accounts, "request-1", *CONNECTED)
        other_way = await accounts.find(ACCOUNT, MARA)

    assert other_way is not None
    assert one_way == replace(other_way, answered_id=None)


@pytest.mark.parametrize("cause", ["request-0", "refresh-7", None])
async def test_only_what_the_request_caused_answers_it(ready: Pool, cause: str | None) -> None:
    async with ready.connection() as connection:
        accounts = Accounts(connection)
        await accounts.ask(ACCOUNT, Wish.CONNECT, "request-1", NOON)
        await answered(accounts, cause, *CONNECTED)
        early = await accounts.find(ACCOUNT, MARA)
        await answered(accounts, "request-1", *CONNECTED)
        await answered(accounts, cause, LOST)
        late = await accounts.find(ACCOUNT, MARA)

    assert early is not None
    assert late is not None
    assert (early.status(TIKTOK), late.status(TIKTOK)) == ("CONNECTING", "REAUTHORIZATION_REQUIRED")


async def test_another_users_account_is_not_found(ready: Pool) -> None:
    async with ready.connection() as connection:
        accounts = Accounts(connection)

        found = await accounts.find(ACCOUNT, THEO), await accounts.lock(ACCOUNT, THEO)
        listed = await accounts.find_by_user(THEO)

    assert found == (None, None)
    assert listed == []


async def test_an_email_belongs_to_one_user(ready: Pool) -> None:
    with pytest.raises(EmailTaken):
        async with ready.connection() as connection:
            await Users(connection).create(User(THEO, "MARA@example.test", "hash"))


async def test_a_user_is_found_in_whatever_case_the_email_is_written(ready: Pool) -> None:
    async with ready.connection() as connection:
        found = await Users(connection).find_by_email("Mara@Example.TEST")

    assert found == User(MARA, "mara@example.test", "hash")


@pytest.mark.parametrize(
    ("column", "age"), [("refreshed_at", "61 minutes"), ("created_at", "25 h")]
)
async def test_s30_a_session_dies_at_its_idle_and_at_its_absolute_limit(
    ready: Pool, column: str, age: str
) -> None:
    async with ready.connection() as connection:
        alive = await Sessions(connection, LIMITS).find("sid")
        await connection.execute(f"UPDATE sessions SET {column} = now() - interval '{age}'")
        dead = await Sessions(connection, LIMITS).find("sid")
        refreshed = await Sessions(connection, LIMITS).refresh("sid")

    assert (alive is None, dead, refreshed) == (False, None, None)


async def test_neither_session_id_nor_state_is_stored_in_clear(
    ready: Pool, tables: Callable[[], Tables]
) -> None:
    async with ready.connection() as connection:
        await OAuthStates(connection).create(STATE)

    [session] = tables()["sessions"]
    assert session[0] == fingerprint("sid")
    assert b"sid" not in session[0]


async def test_a_state_is_taken_once_and_never_after_its_time(ready: Pool) -> None:
    async with ready.connection() as connection:
        states = OAuthStates(connection)
        await states.create(STATE)
        first, second = await states.take(STATE.state_hash), await states.take(STATE.state_hash)
        await states.create(STATE)
        await connection.execute("UPDATE oauth_states SET expires_at = now() - interval '1 s'")
        late = await states.take(STATE.state_hash)

    assert (first, second, late) == (STATE, None, None)


async def test_sweeping_deletes_what_nobody_can_use_and_nothing_else(
    ready: Pool, tables: Callable[[], Tables]
) -> None:
    async with ready.connection() as connection:
        await OAuthStates(connection).create(STATE)
        await RateLimits(connection).count(GUESSES, "mara")
        await Sessions(connection, LIMITS).create("old", MARA)
        await connection.execute(
            "UPDATE sessions SET refreshed_at = now() - interval '2 h' WHERE session_hash = %s",
            (fingerprint("old"),),
        )

    swept = await sweep(ready, LIMITS)

    left = tables()
    assert swept == 1
    assert [len(left[name]) for name in ("sessions", "oauth_states", "sign_in_attempts")] == [1] * 3
