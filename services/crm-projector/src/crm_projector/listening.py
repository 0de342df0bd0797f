"""PostgreSQL's notifications of changes, heard on one connection for all streams."""

from psycopg import AsyncConnection

from common.postgres import Connection, connection_options
from common.retry import forever
from crm_projector.changes import Change
from crm_projector.streams import Streams


class Listener:
    """Listens for as long as `run` is not cancelled; with it the streams end."""

    def __init__(self, database_url: str, schema: str, streams: Streams) -> None:
        self._database_url, self._schema, self._streams = database_url, schema, streams

    async def run(self) -> None:
        """Listen for ever; after each break all streams begin anew, since none heard what was."""
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
            await connection.execute("LISTEN crm_changes")
            await self._begin(connection)
            async for notice in connection.notifies():
                # What cannot be read may be about anybody, so it is a break too.
                self._streams.tell(Change.model_validate_json(notice.payload))

    async def _begin(self, connection: Connection) -> None:
        """Name the place where this listening begins; no other process knows the name."""
        cursor = await connection.execute("SELECT nextval('changes')::text")
        row = await cursor.fetchone()
        if row:
            self._streams.begin(row[0])
