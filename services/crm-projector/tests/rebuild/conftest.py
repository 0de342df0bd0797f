"""A world for each test."""

from collections.abc import AsyncIterator, Callable

import psycopg
import pytest

from common.migrations import migrate

from .world import World, open_world

BESIDE = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'crm\\_%'"


@pytest.fixture
def rebuild_url(emptied_url: Callable[..., str]) -> str:
    """A database of these tests' own, whose schemas they rename, with nothing beside `crm`."""
    url = emptied_url("rebuild", lambda url: migrate(url, "crm", "crm_projector"), role="crm")
    with psycopg.connect(url, autocommit=True) as connection:
        for (name,) in connection.execute(BESIDE).fetchall():
            connection.execute(f"DROP SCHEMA {name} CASCADE".encode())
    return url


@pytest.fixture
async def world(kafka_servers: str, rebuild_url: str) -> AsyncIterator[World]:
    """Topics of the test's own, and an empty schema `crm`."""
    async with open_world(kafka_servers, rebuild_url) as opened:
        yield opened
