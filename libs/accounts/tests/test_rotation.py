"""Sealing anew on a real PostgreSQL: every row, once, and never over what somebody else writes."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from accounts.store import NewAccount, OAuthAccount, OAuthAccounts
from accounts.tokens.credential import SEALED_TOKENS, IssuedTokens, open_tokens
from accounts.tokens.vault import TokenVault
from common.postgres import Pool
from vault.keyring import Keyring
from vault.rotation import BATCH, Rotation, count

from .support import DAY, DEADLINE, YEAR, change, row

K1, K2 = bytes(range(32)), bytes(range(1, 33))
BOTH = Keyring("k2", {"k1": K1, "k2": K2})
NewAccountOf = Callable[..., NewAccount]


def rotation(pool: Pool, said: list[str] | None = None) -> Rotation:
    return Rotation(pool, BOTH, [SEALED_TOKENS], (said if said is not None else []).append)


async def store(pool: Pool, vault: TokenVault, account: NewAccount) -> UUID:
    tokens = IssuedTokens(f"act.{account.display_name}", "rft", DAY, YEAR)
    async with pool.connection() as connection:
        await OAuthAccounts(connection).create(account)
        await vault.store_tokens(connection, account.account_id, tokens, datetime.now(UTC))
    return account.account_id


async def test_every_row_is_sealed_anew_and_opens_without_the_old_key(
    pool: Pool, vault: TokenVault, new_account: NewAccountOf
) -> None:
    ids = [await store(pool, vault, new_account(f"p{n}", f"u{n}")) for n in range(BATCH + 3)]

    total = await rotation(pool).run()

    assert (total.resealed, total.unopened) == (len(ids), [])
    assert await count(pool, [SEALED_TOKENS]) == [{"k2": len(ids)}]
    for n, account_id in enumerate(ids):
        found = await row(pool, account_id)
        opened = open_tokens(Keyring("k2", {"k2": K2}), found)
        assert (opened.access_token, found.token_version) == (f"act.p{n} 1", 1)


async def test_a_second_run_finds_nothing_to_do(
    pool: Pool, vault: TokenVault, account_id: UUID
) -> None:
    await rotation(pool).run()
    before = await row(pool, account_id)

    total = await rotation(pool).run()

    assert total.resealed == 0
    assert (await row(pool, account_id)).sealed_tokens == before.sealed_tokens


async def test_a_row_that_is_being_refreshed_is_left_to_the_refresh(
    pool: Pool, vault: TokenVault, new_account: NewAccountOf
) -> None:
    ids = [await store(pool, vault, new_account(f"p{n}", f"u{n}")) for n in range(2)]
    said: list[str] = []

    async with pool.connection() as connection:
        await OAuthAccounts(connection).lock(ids[0])
        running = asyncio.create_task(rotation(pool, said).run())
        async with asyncio.timeout(DEADLINE):
            while not said:
                await asyncio.sleep(0.01)
        new = IssuedTokens("act.new", "rft.new", DAY, YEAR)
        await vault.store_tokens(connection, ids[0], new, datetime.now(UTC))
        assert not running.done()
    total = await running

    assert said[0] == "oauth_accounts: 1 rows sealed anew"
    assert total.resealed == 2
    found = await row(pool, ids[0])
    assert found.token_version == 2
    assert open_tokens(BOTH, found).access_token == "act.new"


async def test_rows_that_cannot_be_opened_are_told_and_left(
    pool: Pool, vault: TokenVault, new_account: NewAccountOf
) -> None:
    good, broken, strange = [
        await store(pool, vault, new_account(f"p{n}", f"u{n}")) for n in range(3)
    ]
    await change(pool, "sealed_tokens = '\\x00ff7c7c'", broken)
    other = TokenVault(pool, Keyring("k9", {"k9": K2}), never, ignored)
    await store(pool, other, new_account("p2", "u2", sequence=2))
    before = [(await row(pool, one)).sealed_tokens for one in (broken, strange)]

    total = await rotation(pool).run()

    assert total.resealed == 1
    assert sorted(total.unopened) == sorted(
        [
            f"oauth_accounts {broken}: the sealed record cannot be opened",
            f"oauth_accounts {strange}: sealed under a key that is not in the ring",
        ]
    )
    assert [(await row(pool, one)).sealed_tokens for one in (broken, strange)] == before
    assert await count(pool, [SEALED_TOKENS]) == [{"k2": 1, "k9": 1, None: 1}]
    assert open_tokens(BOTH, await row(pool, good)).access_token == "act.p0 1"


async def never(_account: OAuthAccount, refresh_token: str) -> IssuedTokens:
    raise AssertionError(refresh_token)


async def ignored(*_: object) -> None:
    pass


async def test_accounts_without_tokens_are_passed_by(
    pool: Pool, vault: TokenVault, account_id: UUID
) -> None:
    async with pool.connection() as connection:
        await OAuthAccounts(connection).set_status(account_id, "DISCONNECTED", "user")

    assert (await rotation(pool).run()).resealed == 0
    assert await count(pool, [SEALED_TOKENS]) == [{}]
