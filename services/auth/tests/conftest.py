"""A real PostgreSQL with the schema, and keys."""

from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import orjson
import psycopg
import pytest

from auth.keys import new_keys
from common.migrations import migrate
from common.postgres import Pool, open_pool

Tables = dict[str, list[tuple[Any, ...]]]


@pytest.fixture
def auth_url(emptied_url: Callable[..., str]) -> str:
    """The schema `auth` at its newest version, its tables empty, for the role that owns it."""
    return emptied_url("auth", lambda url: migrate(url, "auth", "auth"), role="auth")


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
