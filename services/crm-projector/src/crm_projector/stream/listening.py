"""PostgreSQL's notifications of changes, received on one connection for all streams."""

from psycopg import AsyncConnection, sql

from common.postgres import Connection, connection_options
from common.retry import forever
from crm_projector.stream.changes import Change
from crm_projector.stream.streams import Streams


class Listener:
    """Listens for as long as `run` is not cancelled; with it the streams end."""

    def __init__(self, database_url: str, schema: str, streams: Streams) -> None:
        self._database_url, self._schema, self._streams = database_url, schema, streams

    async def run(self) -> None:
        """Listen for ever; after a lost connection every stream tells its reader to read all anew.

        PostgreSQL keeps no notification for a listener that is away, so changes may be missing.
        """
        try:
            while True:
                async for attempt in forever("listen for changes", most=3.0):
                    with attempt:
                        await self._listen()
        finally:
            self._streams.close()

    async def _listen(self) -> None:
        options = connection_options(self._schema)
        connection = await AsyncConnection.connect(self._database_url, autocommit=True, **options)
        async with connection:
            channel = sql.Identifier(f"{self._schema}_changes")  # as `project.notifying` names it
            await connection.execute(sql.SQL("LISTEN {}").format(channel))
            await self._begin(connection)
            async for notice in connection.notifies():
                # A payload that cannot be read may be about any account: its error reconnects.
                self._streams.publish(Change.model_validate_json(notice.payload))

    async def _begin(self, connection: Connection) -> None:
        """Begin with a number that no other process has, so that none mistakes it for its own."""
        cursor = await connection.execute("SELECT nextval('changes')::text")
        row = await cursor.fetchone()
        if row:
            self._streams.begin(row[0])
