"""Repository: how far each upload has come, and who may write to it."""

from collections.abc import Sequence
from uuid import UUID

from psycopg.rows import class_row
from pydantic import BaseModel, ConfigDict

from common.postgres import Connection
from platforms.tiktok.upload import ChunkPlan, ContentType

CLAIM_SECONDS = 15  # renewed well before; a dead process keeps nobody out for longer


class UploadSession(BaseModel):
    """An upload: `chunk_in_flight` is a PUT whose outcome is not written down.

    It may be on its way until `in_flight_until`, whoever writes by then.
    """

    model_config = ConfigDict(frozen=True)

    post_id: UUID
    attempt: int
    video_size: int
    confirmed_chunks: int
    chunk_sha256: list[str]
    chunk_in_flight: int | None
    in_flight_sha256: str | None
    writer: UUID | None
    has_live_writer: bool
    is_terminated: bool
    content_type: ContentType

    @property
    def plan(self) -> ChunkPlan:
        """How the file is cut."""
        return ChunkPlan.for_size(self.video_size)

    @property
    def is_complete(self) -> bool:
        """Whether TikTok has confirmed every chunk."""
        return self.confirmed_chunks == self.plan.total_chunk_count

    @property
    def offset(self) -> int:
        """The byte after the last chunk that TikTok confirmed and we committed."""
        if self.is_complete:
            return self.video_size
        return self.plan.chunk(self.confirmed_chunks).first


class UploadSessions:
    """Uploads under way; the caller owns the connection and its transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def create(self, post_id: UUID, attempt: int, video_size: int) -> None:
        """Begin an upload for an accepted attempt; a newer attempt begins it again."""
        await self._connection.execute(
            "INSERT INTO upload_sessions AS session (post_id, attempt, video_size)"
            " VALUES (%s, %s, %s) ON CONFLICT (post_id) DO UPDATE SET attempt = excluded.attempt,"
            " confirmed_chunks = 0, chunk_sha256 = '{}', chunk_in_flight = NULL,"
            " in_flight_sha256 = NULL, writer = NULL, writer_until = NULL, completed_at = NULL,"
            " terminated_at = NULL, video_size = excluded.video_size"
            " WHERE session.attempt < excluded.attempt",
            (post_id, attempt, video_size),
        )

    async def find(self, post_id: UUID, user_id: UUID) -> UploadSession | None:
        """Give a user's upload."""
        async with self._connection.cursor(row_factory=class_row(UploadSession)) as cursor:
            await cursor.execute(
                "SELECT session.*, coalesce(writer_until > now(), false) AS has_live_writer,"
                " terminated_at IS NOT NULL AS is_terminated,"
                " coalesce(request ->> 'content_type', 'video/mp4') AS content_type"
                " FROM upload_sessions session JOIN posts USING (post_id)"
                " WHERE post_id = %s AND user_id = %s",
                (post_id, user_id),
            )
            return await cursor.fetchone()

    async def claim(self, post_id: UUID, attempt: int, writer: UUID) -> None:
        """Take an attempt's upload over: the browser that sends now is the one that writes."""
        await self._connection.execute(
            "UPDATE upload_sessions SET writer = %s,"
            " writer_until = now() + %s * interval '1 second'"
            " WHERE post_id = %s AND attempt = %s AND terminated_at IS NULL",
            (writer, CLAIM_SECONDS, post_id, attempt),
        )

    async def renew(self, post_id: UUID, writer: UUID) -> bool:
        """Say that this writer lives; False where it is the writer no more."""
        cursor = await self._connection.execute(
            "UPDATE upload_sessions SET writer_until = now() + %s * interval '1 second'"
            " WHERE post_id = %s AND writer = %s",
            (CLAIM_SECONDS, post_id, writer),
        )
        return cursor.rowcount == 1

    async def release(self, post_id: UUID, writer: UUID) -> None:
        """Let go, unless another has taken over."""
        await self._connection.execute(
            "UPDATE upload_sessions SET writer = NULL, writer_until = NULL"
            " WHERE post_id = %s AND writer = %s",
            (post_id, writer),
        )

    async def begin_chunk(
        self, post_id: UUID, writer: UUID, piece: tuple[int, str], seconds: float
    ) -> bool:
        """Write down that a chunk, and of which digest, is on its way for so long at most.

        False for a writer that is none now.
        """
        chunk, sha256 = piece
        cursor = await self._connection.execute(
            "UPDATE upload_sessions SET chunk_in_flight = %s, in_flight_sha256 = %s,"
            " in_flight_until = now() + %s * interval '1 second',"
            " writer_until = now() + %s * interval '1 second'"
            " WHERE post_id = %s AND writer = %s AND confirmed_chunks = %s",
            (chunk, sha256, seconds, CLAIM_SECONDS, post_id, writer, chunk),
        )
        return cursor.rowcount == 1

    async def confirm(self, post_id: UUID, attempt: int, chunk_sha256: Sequence[str]) -> None:
        """Raise an attempt's confirmed chunks to these; fewer than are known change nothing."""
        await self._connection.execute(
            "UPDATE upload_sessions SET confirmed_chunks = %s, chunk_sha256 = %s,"
            " chunk_in_flight = NULL, in_flight_sha256 = NULL"
            " WHERE post_id = %s AND attempt = %s AND confirmed_chunks < %s"
            " AND terminated_at IS NULL",
            (len(chunk_sha256), list(chunk_sha256), post_id, attempt, len(chunk_sha256)),
        )

    async def nothing_in_flight(self, post_id: UUID, attempt: int, chunk: int) -> None:
        """Write down that this chunk did not arrive, once it can be on its way no more."""
        await self._connection.execute(
            "UPDATE upload_sessions SET chunk_in_flight = NULL, in_flight_sha256 = NULL"
            " WHERE (post_id, attempt, chunk_in_flight) = (%s, %s, %s)"
            " AND coalesce(in_flight_until, now()) <= now()",
            (post_id, attempt, chunk),
        )

    async def not_stored(self, post_id: UUID, writer: UUID) -> None:
        """Write down that what this writer sent is over, and did not arrive."""
        await self._connection.execute(
            "UPDATE upload_sessions SET chunk_in_flight = NULL, in_flight_sha256 = NULL"
            " WHERE post_id = %s AND writer = %s",
            (post_id, writer),
        )

    async def complete(self, post_id: UUID) -> bool:
        """Write down the end, once."""
        cursor = await self._connection.execute(
            "UPDATE upload_sessions SET completed_at = now()"
            " WHERE post_id = %s AND completed_at IS NULL",
            (post_id,),
        )
        return cursor.rowcount == 1

    async def terminate(self, post_id: UUID, attempt: int, last_chunk: int) -> bool:
        """End an attempt's upload, once; False where its last chunk is on its way, or there."""
        cursor = await self._connection.execute(
            "UPDATE upload_sessions SET terminated_at = now(), writer = NULL, writer_until = NULL,"
            " chunk_in_flight = NULL, in_flight_sha256 = NULL"
            " WHERE post_id = %s AND attempt = %s"
            " AND terminated_at IS NULL AND completed_at IS NULL"
            " AND confirmed_chunks <= %s AND chunk_in_flight IS DISTINCT FROM %s",
            (post_id, attempt, last_chunk, last_chunk),
        )
        return cursor.rowcount == 1
