"""The repository on a real PostgreSQL: what each write does, and that its repeat does nothing."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID, uuid4

import pytest
from psycopg import AsyncConnection
from psycopg.rows import dict_row

from accounts.errors import ConnectedByAnother
from accounts.store import NewAccount, OAuthAccount, OAuthAccounts, Status, StoredTokens

NewAccountOf = Callable[..., NewAccount]
NOW = datetime.now(UTC)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
OWNER = UUID("11111111-2222-4333-8444-555555555555")


def stored(life: timedelta = timedelta(days=1), sealed: bytes = b"sealed") -> StoredTokens:
    return StoredTokens(sealed, ["video.publish"], NOW, NOW + life, NOW + timedelta(days=365), True)


@pytest.fixture
def accounts(connection: AsyncConnection) -> OAuthAccounts:
    return OAuthAccounts(connection)


async def connected(accounts: OAuthAccounts, account: NewAccount) -> OAuthAccount:
    await accounts.create(account)
    await accounts.update_tokens(account.account_id, 0, stored())
    found = await accounts.find(account.account_id)
    assert found is not None
    return found


async def rows(connection: AsyncConnection) -> list[dict[str, object]]:
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute("SELECT * FROM oauth_accounts ORDER BY account_id")
        return await cursor.fetchall()


WRITES: dict[str, Callable[[OAuthAccounts, NewAccount], Awaitable[bool]]] = {
    "create": lambda accounts, new: accounts.create(new),
    "update_tokens": lambda accounts, new: accounts.update_tokens(new.account_id, 1, stored()),
    "set_status": lambda accounts, new: accounts.set_status(new.account_id, "CHECKING", "1"),
    "disconnect": lambda accounts, new: accounts.set_status(new.account_id, "DISCONNECTED", "1"),
    "set_next_due": lambda accounts, new: accounts.set_next_due(new.account_id, NOW),
    "take_lease": lambda accounts, new: accounts.take_lease(new.account_id, OWNER, MINUTE),
}


@pytest.mark.parametrize("name", WRITES)
async def test_a_write_that_is_repeated_changes_nothing(
    connection: AsyncConnection, accounts: OAuthAccounts, new_account: NewAccountOf, name: str
) -> None:
    await connected(accounts, new_account())
    new = new_account(sequence=2)

    assert await WRITES[name](accounts, new)
    once = await rows(connection)
    assert not await WRITES[name](accounts, new)
    assert await rows(connection) == once


@pytest.mark.parametrize("name", ["release_lease", "forget_attempt"])
async def test_ending_a_lease_twice_changes_nothing_and_anothers_is_left(
    connection: AsyncConnection, accounts: OAuthAccounts, new_account: NewAccountOf, name: str
) -> None:
    account_id = (await connected(accounts, new_account())).account_id
    await accounts.take_lease(account_id, OWNER, MINUTE)
    end = getattr(accounts, name)

    assert not await end(account_id, uuid4())
    assert await end(account_id, OWNER)
    once = await rows(connection)
    assert not await end(account_id, OWNER)
    assert await rows(connection) == once


async def test_an_older_grant_changes_nothing_and_a_newer_connects_anew(
    accounts: OAuthAccounts, new_account: NewAccountOf
) -> None:
    account = await connected(accounts, new_account(sequence=2))
    await accounts.set_status(account.account_id, "DISCONNECTED", "user")

    assert not await accounts.create(new_account(sequence=1))
    assert await accounts.create(new_account(sequence=3))

    found = await accounts.find(account.account_id)
    assert found is not None
    assert (found.status, found.reason, found.display_name) == ("CONNECTED", None, "mara 3")
    assert found.created_at == account.created_at


async def test_a_platform_user_has_one_owner_until_it_is_disconnected(
    accounts: OAuthAccounts, new_account: NewAccountOf
) -> None:
    annas = await connected(accounts, new_account(user="anna"))

    with pytest.raises(ConnectedByAnother):
        await accounts.create(new_account(user="bert"))
    held = await accounts.find_by_platform_user("tiktok", "-000mara")
    await accounts.set_status(annas.account_id, "DISCONNECTED", "user")

    assert held is not None
    assert held.account_id == annas.account_id
    assert await accounts.find_by_platform_user("tiktok", "-000mara") is None
    assert await accounts.create(new_account(user="bert"))


async def test_tokens_replace_only_the_version_they_were_made_from(
    accounts: OAuthAccounts, new_account: NewAccountOf
) -> None:
    account = await connected(accounts, new_account())

    assert not await accounts.update_tokens(account.account_id, 0, stored(sealed=b"late"))
    assert await accounts.update_tokens(account.account_id, 1, stored(sealed=b"sealed-2"))

    found = await accounts.find(account.account_id)
    assert found is not None
    assert (found.token_version, found.sealed_tokens) == (2, b"sealed-2")
    assert "sealed-2" not in repr(found)


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("CONNECTED", "CONNECTED", "why"),
        ("REAUTHORIZATION_REQUIRED", "CONNECTED", None),
        ("CHECKING", "CHECKING", "why"),
        ("DISCONNECTING", "DISCONNECTING", "why"),
    ],
)
async def test_new_tokens_turn_only_a_lost_account_back(
    accounts: OAuthAccounts,
    new_account: NewAccountOf,
    before: Status,
    after: Status,
    reason: str | None,
) -> None:
    account = await connected(accounts, new_account())
    await accounts.set_status(account.account_id, before, "why")

    await accounts.update_tokens(account.account_id, 1, stored())

    found = await accounts.find(account.account_id)
    assert found is not None
    assert (found.status, found.reason) == (after, reason)


async def test_a_disconnected_account_has_no_tokens_and_takes_no_late_ones(
    accounts: OAuthAccounts, new_account: NewAccountOf
) -> None:
    account = await connected(accounts, new_account())

    await accounts.set_status(account.account_id, "DISCONNECTED", "user")

    for version in (1, 2):
        assert not await accounts.update_tokens(account.account_id, version, stored())
    assert not await accounts.set_status(account.account_id, "CONNECTED")
    found = await accounts.find(account.account_id)
    assert found is not None
    assert (found.status, found.sealed_tokens, found.expires_at) == ("DISCONNECTED", None, None)


async def test_a_lease_is_one_owners_until_it_runs_out(
    accounts: OAuthAccounts, new_account: NewAccountOf
) -> None:
    account_id = (await connected(accounts, new_account())).account_id

    assert await accounts.take_lease(account_id, uuid4(), timedelta(0))
    assert await accounts.take_lease(account_id, OWNER, MINUTE)
    assert not await accounts.take_lease(account_id, uuid4(), MINUTE)

    found = await accounts.find(account_id)
    assert found is not None
    assert (found.lease_owner, found.refresh_attempted_version) == (OWNER, 1)


async def test_the_sequence_counts_up_from_one(
    accounts: OAuthAccounts, new_account: NewAccountOf
) -> None:
    account_id = (await connected(accounts, new_account())).account_id

    assert [await accounts.raise_sequence(account_id) for _ in range(3)] == [1, 2, 3]
    with pytest.raises(LookupError):
        await accounts.raise_sequence(uuid4())


async def expiring(
    accounts: OAuthAccounts, account: NewAccount, left: timedelta, life: timedelta = DAY
) -> UUID:
    """Store an account whose token has so much left of its life."""
    ends = datetime.now(UTC) + left
    await accounts.create(account)
    tokens = StoredTokens(b"sealed", [], ends - life, ends, ends + timedelta(days=365), True)
    await accounts.update_tokens(account.account_id, 0, tokens)
    return account.account_id


async def due(accounts: OAuthAccounts, limit: int = 1000) -> list[UUID]:
    found = await accounts.find_expiring_soon(limit)
    return [account.account_id for account in found]


async def test_those_that_expire_soon_and_are_due_are_found_longest_due_first(
    accounts: OAuthAccounts, new_account: NewAccountOf
) -> None:
    left = {"late": 25, "soon": 2, "fresh": 65, "waits": 2, "tried": 2, "lost": 2}
    ids = {
        name: await expiring(accounts, new_account(name), timedelta(minutes=minutes))
        for name, minutes in left.items()
    }
    await accounts.set_next_due(ids["waits"], NOW + timedelta(hours=1))
    await accounts.set_next_due(ids["tried"], datetime.now(UTC) - timedelta(minutes=1))
    await accounts.set_status(ids["lost"], "REAUTHORIZATION_REQUIRED", "why")

    assert await due(accounts) == [ids["soon"], ids["late"], ids["tried"]]
    assert await due(accounts, limit=1) == [ids["soon"]]


async def test_accounts_that_expire_together_come_due_spread_over_half_an_hour(
    connection: AsyncConnection, accounts: OAuthAccounts, new_account: NewAccountOf
) -> None:
    for n in range(200):
        await expiring(accounts, new_account(f"p{n}", f"u{n}"), timedelta(minutes=61))
    found = []

    for _ in range(7):
        found.append(len(await due(accounts)))
        await connection.execute(
            "UPDATE oauth_accounts SET expires_at = expires_at - interval '5 minutes 30 seconds',"
            " issued_at = issued_at - interval '5 minutes 30 seconds'"
        )

    steps = [after - before for before, after in pairwise(found)]
    assert (found[0], found[-1]) == (0, 200)
    assert all(15 <= step <= 65 for step in steps[:5])


@pytest.mark.parametrize(("seconds", "is_due"), [(31, False), (29, True)])
async def test_a_short_life_is_renewed_in_its_last_tenth_whatever_the_accounts_id(
    accounts: OAuthAccounts, new_account: NewAccountOf, seconds: int, is_due: bool
) -> None:
    left, life = timedelta(seconds=seconds), timedelta(minutes=5)
    ids = {await expiring(accounts, new_account(f"p{n}"), left, life) for n in range(20)}

    assert set(await due(accounts)) == (ids if is_due else set())


async def test_a_users_accounts_are_listed_and_anothers_are_not(
    accounts: OAuthAccounts, new_account: NewAccountOf
) -> None:
    mine = await connected(accounts, new_account("mara", "anna"))
    await connected(accounts, new_account("theo", "bert"))

    found = await accounts.find_by_user_and_provider(mine.user_id, "tiktok")

    assert [account.account_id for account in found] == [mine.account_id]
    assert await accounts.find_by_user_and_provider(mine.user_id, "instagram") == []


@pytest.mark.parametrize(
    ("life", "left", "needs"),
    [(86_400, 3_599, True), (86_400, 3_700, False), (600, 59, True), (600, 70, False)],
)
async def test_a_token_is_refreshed_when_an_hour_or_a_tenth_is_left(
    accounts: OAuthAccounts, new_account: NewAccountOf, life: int, left: int, needs: bool
) -> None:
    account = new_account()
    expires_at = datetime.now(UTC) + timedelta(seconds=left)
    tokens = StoredTokens(
        b"s", [], expires_at - timedelta(seconds=life), expires_at, expires_at, True
    )
    await accounts.create(account)

    await accounts.update_tokens(account.account_id, 0, tokens)

    found = await accounts.find(account.account_id)
    assert found is not None
    assert found.needs_refresh is needs
