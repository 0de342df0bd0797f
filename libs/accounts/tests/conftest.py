"""A provider service's schema with the one table, and a small account to keep in it."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import psycopg
import pytest
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from accounts.ddl import NEW_SCHEMA
from accounts.store import NewAccount, OAuthAccounts
from accounts.tokens.credential import IssuedTokens
from accounts.tokens.vault import TokenVault
from common.outbox import OUTBOX
from common.postgres import Pool
from common.sequences import CONSUMED_SEQUENCES
from vault.keyring import Keyring

from .scene import Scene
from .support import DAY, DEADLINE, YEAR, Platform, Recorder

NAMES = UUID("6f0c5f0e-4f7e-4d0e-9a57-1f5a3c1c7b11")
GRANTED_AT = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def keyring() -> Keyring:
    return Keyring("k1", {"k1": bytes(range(32))})


def create_table(url: str) -> None:
    with psycopg.connect(url) as connection:
        for statement in (*NEW_SCHEMA, CONSUMED_SEQUENCES, OUTBOX):
            connection.execute(statement)


@pytest.fixture
async def pool(emptied_url: Callable[..., str]) -> AsyncIterator[Pool]:
    url = emptied_url("vault", create_table, role="tiktok")
    opened: Pool = AsyncConnectionPool(url, min_size=1, max_size=16, open=False)
    async with opened:
        yield opened


@pytest.fixture
async def connection(pool: Pool) -> AsyncIterator[AsyncConnection]:
    async with pool.connection() as connection:
        yield connection


@pytest.fixture
def new_account() -> Callable[..., NewAccount]:
    def build(name: str = "mara", user: str = "anna", sequence: int = 1, **more: Any) -> NewAccount:
        given: dict[str, Any] = {
            "account_id": uuid5(NAMES, f"{name}|{user}"),
            "provider": "tiktok",
            "client_key": "aw1",
            "platform_user_id": f"-000{name}",
            "user_id": uuid5(NAMES, user),
            "scopes": ["user.info.basic", "video.publish"],
            "display_name": f"{name} {sequence}",
            "avatar_url": None,
            "granted_at": GRANTED_AT,
            "grant_sequence": sequence,
        }
        return NewAccount(**given | more)

    return build


@pytest.fixture
def platform() -> Platform:
    return Platform()


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def build(
    pool: Pool, keyring: Keyring, platform: Platform, recorder: Recorder
) -> Callable[..., TokenVault]:
    def build(lease: float = 60, patience: float = DEADLINE, keys: Keyring = keyring) -> TokenVault:
        return TokenVault(
            pool,
            keys,
            platform.refresh,
            recorder,
            lease=timedelta(seconds=lease),
            patience=timedelta(seconds=patience),
        )

    return build


@pytest.fixture
async def vault(build: Callable[..., TokenVault]) -> AsyncIterator[TokenVault]:
    vault = build()
    yield vault
    await vault.close()


@pytest.fixture
def scene(pool: Pool, keyring: Keyring) -> Scene:
    return Scene(pool, keyring)


@pytest.fixture
async def account_id(pool: Pool, vault: TokenVault, new_account: Callable[..., NewAccount]) -> UUID:
    """An account whose token has expired."""
    account = new_account()
    tokens = IssuedTokens("act.1", "rft.1", DAY, YEAR, ("video.publish",))
    async with pool.connection() as connection:
        await OAuthAccounts(connection).create(account)
        issued_at = datetime.now(UTC) - timedelta(days=2)
        await vault.store_tokens(connection, account.account_id, tokens, issued_at)
    return account.account_id
