"""Connections of commands: their statements may take as long as they need."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psycopg
from psycopg import AsyncConnection

from common.postgres import Connection, connection_options

UNLIMITED = (
    " -c statement_timeout=0 -c idle_in_transaction_session_timeout=0 -c maintenance_work_mem=128MB"
)


def options(schema: str) -> dict[str, Any]:
    """Give libpq's options: as of the service, without the limits that end long work."""
    given = connection_options(schema)
    return {**given, "options": f"-c search_path={schema}{UNLIMITED}"}


@asynccontextmanager
async def connected(database_url: str, schema: str) -> AsyncIterator[Connection]:
    """Keep a connection on which each statement is a transaction, unless one is begun."""
    connection = await AsyncConnection.connect(database_url, autocommit=True, **options(schema))
    async with connection:
        yield connection


def writing(database_url: str, schema: str) -> psycopg.Connection:
    """Open a connection for a thread."""
    return psycopg.connect(database_url, **options(schema))
