"""Counts what the service asks of PostgreSQL: checkouts of the pool, and statements."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from psycopg import AsyncConnection, AsyncCursor
from psycopg_pool import AsyncConnectionPool


@dataclass
class Counted:
    """What was asked since the counting began; the pool's own checks of a connection are left out.

    Every checkout is one transaction. With its check, its BEGIN and its COMMIT it costs three
    round trips beside its statements; many rows of one `executemany` go in one round trip.
    """

    checkouts: int = 0
    statements: list[str] = field(default_factory=list)

    @property
    def round_trips(self) -> int:
        """How often the service waits for PostgreSQL."""
        return 3 * self.checkouts + len(self.statements)


@contextmanager
def counting() -> Iterator[Counted]:
    """Count what all pools of this process ask."""
    counted = Counted()
    connection, execute = AsyncConnectionPool.connection, AsyncCursor.execute
    executemany = AsyncCursor.executemany

    @asynccontextmanager
    async def checked_out(self: Any, *given: Any, **named: Any) -> AsyncIterator[AsyncConnection]:
        counted.checkouts += 1
        async with connection(self, *given, **named) as opened:
            yield opened

    async def executed(self: Any, query: Any, *given: Any, **named: Any) -> Any:
        if query:
            counted.statements.append(str(query))
        return await execute(self, query, *given, **named)

    async def executed_many(self: Any, query: Any, *given: Any, **named: Any) -> Any:
        counted.statements.append(str(query))
        return await executemany(self, query, *given, **named)

    with (
        patch.object(AsyncConnectionPool, "connection", checked_out),
        patch.object(AsyncCursor, "execute", executed),
        patch.object(AsyncCursor, "executemany", executed_many),
    ):
        yield counted
