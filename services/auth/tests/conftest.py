"""A real PostgreSQL with the schema, and keys."""

from base64 import b64encode
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import orjson
import psycopg
import pytest

from auth.keys import new_keys
from common.migrations import migrate
from common.postgres import Pool, open_pool

INIT_SQL = Path(__file__).resolve().parents[3] / "deploy" / "postgres" / "init.sql"

Tables = dict[str, list[tuple[object, ...]]]


@pytest.fixture(scope="session")
def migrated_url(postgres_url: str) -> Iterator[str]:
    """A database for all tests, its schema `auth` at the newest version; for the schema's role."""
    name = f"test_auth_{uuid4().hex}"
    own = urlsplit(postgres_url)._replace(path=f"/{name}")
    _, _, host = own.netloc.rpartition("@")
    url = own._replace(netloc=f"auth:auth-local-only@{host}").geturl()
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        with psycopg.connect(own.geturl(), autocommit=True) as fresh:
            fresh.execute(INIT_SQL.read_bytes())
        migrate(url, "auth", "auth")
        yield url
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def auth_url(migrated_url: str) -> str:
    """That database with every table empty: making a new one takes far longer."""
    with psycopg.connect(migrated_url) as connection:
        connection.execute(
            "TRUNCATE tenants, api_keys, users, sessions, oauth_states, pending_connections,"
            " notices, sign_in_attempts, accounts, consumer_offsets, consumed_sequences, outbox"
            " RESTART IDENTITY"
        )
    return migrated_url


@pytest.fixture
def tables(auth_url: str) -> Callable[[], Tables]:
    """Read all rows of all tables of the schema, in an order of their own."""

    def read() -> Tables:
        with psycopg.connect(auth_url) as connection:
            names = connection.execute(
                "SELECT table_name FROM information_schema.tables WHERE table_schema = 'auth'"
            ).fetchall()
            return {
                name: sorted(connection.execute(f"SELECT * FROM auth.{name}").fetchall(), key=repr)
                for (name,) in names
            }

    return read


@pytest.fixture
async def pool(auth_url: str) -> AsyncIterator[Pool]:
    """Connections to the schema."""
    async with open_pool(auth_url, "auth") as opened:
        yield opened


@pytest.fixture
def key_files(tmp_path: Path) -> tuple[Path, Path, Path]:
    """Session keys, private and public, and the ring that grants are sealed under."""
    private, public, ring = (tmp_path / name for name in ("private", "public", "ring"))
    new_keys(private, public)
    ring.write_bytes(orjson.dumps({"primary": "k1", "keys": {"k1": b64encode(b"k" * 32).decode()}}))
    return private, public, ring
