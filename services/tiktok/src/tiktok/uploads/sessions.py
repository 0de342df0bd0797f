"""Repository: how far each upload has come, and who may write to it."""

from datetime import datetime
from typing import Self
from uuid import UUID

from psycopg.rows import class_row
from pydantic import BaseModel, ConfigDict

from common.errors import NotFound
from common.postgres import Connection
from platforms.tiktok.upload import ChunkPlan, ContentType

CLAIM_SECONDS = 15  # a writer renews its claim well before; a dead one blocks nobody for longer


class UploadSession(BaseModel):
    """How far the upload of a post's attempt has come; sizes are in bytes.

    `chunk_in_flight` is a PUT whose outcome is not stored yet. It may be on its way until
    `in_flight_until`, also where another writer has taken over meanwhile. At `open_until` TikTok's
    hour for the upload is over.
    """

    model_config = ConfigDict(frozen=True)

    post_id: UUID
    user_id: UUID
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
    open_until: datetime | None

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

    @property
    def length(self) -> int:
        """The size of the video."""
        return self.video_size

    @property
    def piece_size(self) -> int:
        """The size of the chunk that comes next; raises IndexError where all are confirmed."""
        return self.plan.chunk(self.confirmed_chunks).size

    @property
    def piece(self) -> tuple[int, int]:
        """Attempt and chunk."""
        return self.attempt, self.confirmed_chunks

    @property
    def following(self) -> Self:
        """The upload as it will be once the chunk that comes next is confirmed."""
        return self.model_copy(update={"confirmed_chunks": self.confirmed_chunks + 1})

    @property
    def is_at_last_chunk(self) -> bool:
        """Whether the chunk that comes next is the last one."""
        return self.confirmed_chunks == self.plan.total_chunk_count - 1


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
        """Give a user's upload, or None where it is nobody's or another user's."""
        async with self._connection.cursor(row_factory=class_row(UploadSession)) as cursor:
            await cursor.execute(
                "SELECT session.*, user_id, terminated_at IS NOT NULL AS is_terminated,"
                " coalesce(writer_until > now(), false) AS has_live_writer,"
                " coalesce(request ->> 'content_type', 'video/mp4') AS content_type,"
                " live.expires_at AS open_until"
                " FROM upload_sessions session JOIN posts USING (post_id)"
                " LEFT JOIN publish_attempts live"
                " ON (live.post_id, live.attempt) = (session.post_id, session.attempt)"
                " WHERE session.post_id = %s AND user_id = %s",
                (post_id, user_id),
            )
            return await cursor.fetchone()

    async def require(self, known: UploadSession) -> UploadSession:
        """Read an upload again; raises `NotFound`."""
        session = await self.find(known.post_id, known.user_id)
        if session is None:
            raise NotFound("There is no such upload.")
        return session

    async def claim(self, post_id: UUID, attempt: int, writer: UUID) -> None:
        """Make this writer the only one, unless the attempt is over or was ended."""
        await self._connection.execute(
            "UPDATE upload_sessions SET writer = %s,"
            " writer_until = now() + %s * interval '1 second'"
            " WHERE post_id = %s AND attempt = %s AND terminated_at IS NULL",
            (writer, CLAIM_SECONDS, post_id, attempt),
        )

    async def renew(self, post_id: UUID, writer: UUID) -> bool:
        """Extend this writer's claim; False where another has taken over."""
        cursor = await self._connection.execute(
            "UPDATE upload_sessions SET writer_until = now() + %s * interval '1 second'"
            " WHERE post_id = %s AND writer = %s",
            (CLAIM_SECONDS, post_id, writer),
        )
        return cursor.rowcount == 1

    async def release(self, post_id: UUID, writer: UUID) -> None:
        """End this writer's claim, unless another has taken over."""
        await self._connection.execute(
            "UPDATE upload_sessions SET writer = NULL, writer_until = NULL"
            " WHERE post_id = %s AND writer = %s",
            (post_id, writer),
        )

    async def begin_chunk(
        self, post_id: UUID, writer: UUID, *, chunk: int, sha256: str, seconds: float
    ) -> bool:
        """Store that this chunk is on its way, for so many seconds at most; renews the claim.

        False where another writer has taken over.
        """
        cursor = await self._connection.execute(
            "UPDATE upload_sessions SET chunk_in_flight = %s, in_flight_sha256 = %s,"
            " in_flight_until = now() + %s * interval '1 second',"
            " writer_until = now() + %s * interval '1 second'"
            " WHERE post_id = %s AND writer = %s AND confirmed_chunks = %s",
            (chunk, sha256, seconds, CLAIM_SECONDS, post_id, writer, chunk),
        )
        return cursor.rowcount == 1

    async def confirm(self, post_id: UUID, attempt: int, *, chunk: int, sha256: str) -> None:
        """Store that TikTok has this chunk; any but the attempt's next one changes nothing."""
        await self._connection.execute(
            "UPDATE upload_sessions SET confirmed_chunks = confirmed_chunks + 1,"
            " chunk_sha256 = chunk_sha256 || %s::text,"
            " chunk_in_flight = NULL, in_flight_sha256 = NULL"
            " WHERE post_id = %s AND attempt = %s AND confirmed_chunks = %s"
            " AND terminated_at IS NULL",
            (sha256, post_id, attempt, chunk),
        )

    async def nothing_in_flight(self, post_id: UUID, attempt: int, chunk: int) -> None:
        """Store that this chunk did not arrive, unless its PUT may still be on its way."""
        await self._connection.execute(
            "UPDATE upload_sessions SET chunk_in_flight = NULL, in_flight_sha256 = NULL"
            " WHERE (post_id, attempt, chunk_in_flight) = (%s, %s, %s)"
            " AND coalesce(in_flight_until, now()) <= now()",
            (post_id, attempt, chunk),
        )

    async def not_stored(self, post_id: UUID, writer: UUID) -> None:
        """Store that this writer's PUT has ended, and that TikTok does not have the chunk."""
        await self._connection.execute(
            "UPDATE upload_sessions SET chunk_in_flight = NULL, in_flight_sha256 = NULL"
            " WHERE post_id = %s AND writer = %s",
            (post_id, writer),
        )

    async def put_is_over(self, post_id: UUID, writer: UUID) -> None:
        """Store that this writer's PUT was answered: whoever asks TikTok from now on is right."""
        await self._connection.execute(
            "UPDATE upload_sessions SET in_flight_until = now()"
            " WHERE post_id = %s AND writer = %s AND chunk_in_flight IS NOT NULL",
            (post_id, writer),
        )

    async def refuse(self, post_id: UUID, writer: UUID) -> bool:
        """End the upload whose chunk TikTok refuses; False where another writer has taken over."""
        cursor = await self._connection.execute(
            "UPDATE upload_sessions SET terminated_at = now(), writer = NULL, writer_until = NULL,"
            " chunk_in_flight = NULL, in_flight_sha256 = NULL"
            " WHERE post_id = %s AND writer = %s AND terminated_at IS NULL"
            " AND completed_at IS NULL",
            (post_id, writer),
        )
        return cursor.rowcount == 1

    async def complete(self, post_id: UUID) -> bool:
        """Store that TikTok has everything; False where that was stored before."""
        cursor = await self._connection.execute(
            "UPDATE upload_sessions SET completed_at = now()"
            " WHERE post_id = %s AND completed_at IS NULL",
            (post_id,),
        )
        return cursor.rowcount == 1

    async def terminate(self, known: UploadSession, writer: UUID | None) -> bool:
        """End an attempt's upload, by the word of its user or of its writer.

        False where that was done, the last chunk was sent, or another writer has taken over.
        """
        last_chunk = known.plan.total_chunk_count - 1
        cursor = await self._connection.execute(
            "UPDATE upload_sessions SET terminated_at = now(), writer = NULL, writer_until = NULL,"
            " chunk_in_flight = NULL, in_flight_sha256 = NULL"
            " WHERE post_id = %s AND attempt = %s"
            " AND terminated_at IS NULL AND completed_at IS NULL"
            " AND confirmed_chunks <= %s AND chunk_in_flight IS DISTINCT FROM %s"
            " AND writer IS NOT DISTINCT FROM coalesce(%s, writer)",
            (known.post_id, known.attempt, last_chunk, last_chunk, writer),
        )
        return cursor.rowcount == 1
