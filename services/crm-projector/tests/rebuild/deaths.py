"""Processes that die between any two words with PostgreSQL."""

import psycopg
import pytest
from psycopg import AsyncConnection, OperationalError
from sqlalchemy.exc import OperationalError as MigrationFailed

DIED = (OperationalError, MigrationFailed)


class Deaths:
    """Ends the connections at the n-th exchange with the server, as the end of a process does."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.after = 0
        for kind in (AsyncConnection, psycopg.Connection):
            monkeypatch.setattr(kind, "wait", self._mortal(kind, kind.wait))

    def _mortal(self, kind: type, wait: object) -> object:
        async def mortal(connection: object, *arguments: object, **named: object) -> object:
            self._count(connection)
            return await wait(connection, *arguments, **named)  # type: ignore[operator]

        def mortal_in_a_thread(connection: object, *arguments: object, **named: object) -> object:
            self._count(connection)
            return wait(connection, *arguments, **named)  # type: ignore[operator]

        return mortal if kind is AsyncConnection else mortal_in_a_thread

    def _count(self, connection: object) -> None:
        self.after -= 1
        if self.after == 0:
            connection.pgconn.finish()  # type: ignore[attr-defined]
            raise OperationalError("killed")
