"""The drafts of each person; what a page keeps in one is the page's own business."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from psycopg.rows import class_row
from pydantic import JsonValue

from common.postgres import Connection

MOST = 50
KEPT = timedelta(days=180)
SAVE = """
INSERT INTO drafts AS known (user_id, draft_id, title, href, form)
SELECT %(user_id)s, %(draft_id)s, %(title)s, %(href)s, %(form)s
WHERE EXISTS (SELECT FROM drafts WHERE user_id = %(user_id)s AND draft_id = %(draft_id)s)
    OR (SELECT count(*) FROM drafts WHERE user_id = %(user_id)s) < %(most)s
ON CONFLICT (user_id, draft_id) DO UPDATE
SET title = excluded.title, href = excluded.href, form = excluded.form, saved_at = now()
"""


@dataclass(frozen=True, slots=True)
class Draft:
    """A row of `drafts`: where its page is, and the form as JSON text."""

    draft_id: str
    title: str
    href: str
    form: str
    saved_at: datetime


class Drafts:
    """The rows of `drafts`; the caller owns the connection and its transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def find_by_user(self, user_id: UUID) -> list[Draft]:
        """Give a person's drafts, the newest first."""
        async with self._connection.cursor(row_factory=class_row(Draft)) as cursor:
            await cursor.execute(
                "SELECT draft_id, title, href, form, saved_at FROM drafts"
                " WHERE user_id = %s ORDER BY saved_at DESC, draft_id",
                (user_id,),
            )
            return await cursor.fetchall()

    async def find(self, user_id: UUID, draft_id: str) -> Draft | None:
        """Give one draft; None where the person has none of that name."""
        async with self._connection.cursor(row_factory=class_row(Draft)) as cursor:
            await cursor.execute(
                "SELECT draft_id, title, href, form, saved_at FROM drafts"
                " WHERE user_id = %s AND draft_id = %s",
                (user_id, draft_id),
            )
            return await cursor.fetchone()

    async def save(
        self, user_id: UUID, draft_id: str, title: str, href: str, form: Mapping[str, JsonValue]
    ) -> bool:
        """Keep a draft, in place of the one with its name; False where `MOST` others are kept."""
        row = {"user_id": user_id, "draft_id": draft_id, "title": title, "href": href}
        # As ASCII: PostgreSQL's text holds no zero character, and JSON's escape of one is harmless.
        cursor = await self._connection.execute(
            SAVE, {**row, "form": json.dumps(form, separators=(",", ":")), "most": MOST}
        )
        return cursor.rowcount == 1

    async def delete(self, user_id: UUID, draft_id: str) -> None:
        """Forget a draft; one that is not there is forgotten already."""
        await self._connection.execute(
            "DELETE FROM drafts WHERE user_id = %s AND draft_id = %s", (user_id, draft_id)
        )

    async def sweep(self) -> int:
        """Delete what nobody has saved for half a year; gives how many."""
        cursor = await self._connection.execute(
            "DELETE FROM drafts WHERE saved_at < now() - %s", (KEPT,)
        )
        return cursor.rowcount
