"""The agents and the timers of this service as tests use them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from accounts.agents import patient
from common.event import Event
from instagram.parts import Parts
from instagram.rooms import furnish

from .hearing import comment, hear, told
from .support import Connected, Sandbox


class Rooms:
    """All rooms over these parts."""

    def __init__(self, parts: Parts, settings: Any) -> None:
        self._parts = parts
        self._rooms = furnish(parts, settings)

    async def obey(self, *commands: Event) -> None:
        """Give each command to whoever knows it; a failure is logged."""
        agents = [agent for room in self._rooms for agent in room.agents]
        for command in commands:
            for agent in agents:
                if type(command) in agent.commands:
                    await patient(agent.obey)(command)

    async def round(self) -> None:
        """One round of the rooms' own timers."""
        for room in self._rooms:
            for timer in room.timers:
                await timer.work()

    async def obey_all(self, *kinds: type[Event]) -> None:
        """Carry out every command of these kinds that stands in the outbox."""
        for command in await commands(self._parts, kinds):
            await self.obey(command)


async def commands(parts: Parts, kinds: Sequence[type[Event]]) -> list[Event]:
    """Take the commands of these kinds out of the outbox."""
    by_type = {kind.TYPE: kind for kind in kinds}
    async with parts.pool.connection() as connection:
        cursor = await connection.execute(
            "WITH taken AS (DELETE FROM outbox WHERE topic = 'instagram.commands.v1'"
            " AND EXISTS (SELECT FROM jsonb_array_elements(headers) header"
            "  WHERE header ->> 0 = 'ce_type' AND header ->> 1 = ANY (%s))"
            " RETURNING id, headers, value) SELECT headers, value FROM taken ORDER BY id",
            (list(by_type),),
        )
        rows = [(dict(row[0]), row[1]) for row in await cursor.fetchall()]
    return [by_type[headers["ce_type"]].from_record({}, value) for headers, value in rows]


async def execute(parts: Parts, statement: str, *values: object) -> list[tuple[Any, ...]]:
    """Look into the schema, or change it."""
    async with parts.pool.connection() as connection:
        cursor = await connection.execute(statement, values)
        return await cursor.fetchall() if cursor.description else []


async def post_in_app(sandbox: Sandbox, name: str = "harbour.bakery", **more: object) -> str:
    """Let the owner post in the app; gives the medium's id."""
    found = await sandbox.control("POST", f"accounts/{name}/media", more)
    return str(found["id"])


async def say(sandbox: Sandbox, media_id: str, text: str = "Nice shot", **more: object) -> str:
    """Let somebody comment; gives the comment's id."""
    found = await sandbox.control("POST", f"posts/{media_id}/comments", {"text": text, **more})
    return str(found["id"])


async def known_comment(
    parts: Parts, sandbox: Sandbox, account: Connected, text: str = "Nice shot"
) -> tuple[str, str]:
    """A comment at Instagram that this service knows; gives the medium and the comment."""
    media_id = await post_in_app(sandbox)
    comment_id = await say(sandbox, media_id, text)
    await keep_comment(parts, account, media_id, comment_id)
    return media_id, comment_id


async def keep_comment(parts: Parts, account: Connected, media_id: str, comment_id: str) -> None:
    """Let the service have heard of a comment."""
    value = comment(comment_id, media={"id": media_id})
    at = int(datetime.now(UTC).timestamp())
    await hear(parts, told(account.ig_id, "comments", value, at))


async def due_now(parts: Parts, table: str, column: str = "next_due_at") -> None:
    """Let everything that waits in a table be due."""
    await execute(parts, f"UPDATE {table} SET {column} = now() WHERE {column} IS NOT NULL")


async def status_of(parts: Parts, reply_id: UUID) -> str:
    """Read what became of an answer."""
    [(status,)] = await execute(parts, "SELECT status FROM replies WHERE reply_id = %s", reply_id)
    return str(status)
