"""The bytes' way to TikTok: one chunk at a time, each written down before and after it is sent."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

from psycopg import OperationalError
from tenacity import (
    AsyncRetrying,
    retry_if_exception_type,
    stop_after_attempt,
    wait_random_exponential,
)

from accounts.tokens.tokens import AccountTokens
from common import metrics
from common.errors import NotFound, Unavailable
from common.faults import FaultPoints
from common.logs import get_logger
from common.outbox import Outbox
from common.postgres import Connection, Pool
from contracts.tiktok.events import UploadCompleted, UploadTerminated
from platforms import errors as platform_errors
from platforms.tiktok.catalogue import CATALOGUE
from platforms.tiktok.client import TikTok
from platforms.tiktok.upload import UPLOAD_OUT_OF_STEP
from tiktok.errors import TikTokUnavailable, UploadFinished, UploadGone, WriterReplaced
from tiktok.posts.attempts import PublishAttempts
from tiktok.posts.machine import RANK
from tiktok.posts.poll_schedule import SOONEST
from tiktok.posts.store import TikTokPosts
from tiktok.sealed_columns import upload_url_aad
from tiktok.uploads.sessions import UploadSession, UploadSessions
from tiktok.watching.polling import Polling

log = get_logger(__name__)
TRIES = 5
BUDGET_SECONDS = 60.0
RENEW_SECONDS = 5.0  # a third of the claim's life
UPLOAD_TERMINATED = "upload_terminated"
# Of a post that stands here TikTok does not have the whole file, as far as we know.
UNFINISHED = frozenset({"UPLOADING", "LOST", "FAILED"})
# Of what TikTok says of a post, these words mean that it has the whole file.
HAS_EVERYTHING = frozenset({"PROCESSING_DOWNLOAD", "SEND_TO_USER_INBOX", "PUBLISH_COMPLETE"})


@dataclass(frozen=True, slots=True)
class Writer:
    """The connection that may write to an attempt's upload, and where TikTok takes its bytes."""

    id: UUID
    user_id: UUID
    post_id: UUID
    attempt: int
    upload_url: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Piece:
    """One chunk's bytes, and their digest."""

    chunk: int
    sha256: str
    body: bytes = field(repr=False)


class NotStored(Exception):
    """TikTok does not have the chunk: it may be sent again."""


class Transfer:
    """Moves uploads on, chunk by chunk; every step is committed, so that any replica can go on."""

    def __init__(
        self,
        pool: Pool,
        outbox: Outbox,
        tiktok: TikTok,
        tokens: AccountTokens,
        polling: Polling,
        faults: FaultPoints,
    ) -> None:
        self._pool, self._outbox, self._tiktok = pool, outbox, tiktok
        self._tokens, self._polling, self._faults = tokens, polling, faults

    async def session(self, post_id: UUID, user_id: UUID) -> UploadSession:
        """Give the user's upload, settled first where a PUT without outcome was left behind."""
        session = await self._open(post_id, user_id)
        if session.chunk_in_flight is not None and not session.has_live_writer:
            return await self._reconcile(session, user_id)
        return session

    async def take_over(self, writer: Writer) -> UploadSession:
        """Claim the upload for this connection, and settle what the last one left in flight."""
        async with self._pool.connection() as connection:
            await UploadSessions(connection).claim(writer.post_id, writer.attempt, writer.id)
        session = await self._open(writer.post_id, writer.user_id)
        if session.chunk_in_flight is None:
            return session
        return await self._reconcile(session, writer.user_id)

    async def writer(self, session: UploadSession, user_id: UUID) -> Writer:
        """Open the upload URL for a connection that wants to write."""
        async with self._pool.connection() as connection:
            attempt = await PublishAttempts(connection).last(session.post_id)
        is_its = attempt is not None and attempt.attempt == session.attempt
        if attempt is None or not is_its or attempt.sealed_upload_url is None:
            raise UploadGone("TikTok has given no address for this video.")
        aad = upload_url_aad(session.post_id, session.attempt)
        url = self._tokens.open(attempt.sealed_upload_url, aad).decode()
        return Writer(uuid4(), user_id, session.post_id, session.attempt, url)

    async def release(self, writer: Writer) -> None:
        """Let go of the upload."""
        async with self._pool.connection() as connection:
            await UploadSessions(connection).release(writer.post_id, writer.id)

    @asynccontextmanager
    async def held(self, writer: Writer) -> AsyncIterator[None]:
        """Keep what the writer claims alive, and let go of it at the end."""
        renewing = asyncio.create_task(self._renew(writer))
        try:
            yield
        finally:
            renewing.cancel()
            await asyncio.shield(self.release(writer))

    async def _renew(self, writer: Writer) -> None:
        """Renew the claim for as long as it is this writer's."""
        is_mine = True
        while is_mine:
            await asyncio.sleep(RENEW_SECONDS)
            try:
                async with self._pool.connection() as connection:
                    is_mine = await UploadSessions(connection).renew(writer.post_id, writer.id)
            except OperationalError as error:  # whoever claims it meanwhile is right to do so
                log.warning("claim not renewed", post_id=writer.post_id, error=repr(error))

    async def terminate(self, post_id: UUID, user_id: UUID) -> None:
        """End an unfinished upload, so that nothing is posted; ending it again changes nothing.

        Once its last chunk is under way TikTok may post the video: then it is too late.
        """
        session = await self._find(post_id, user_id)
        if session.chunk_in_flight is not None and not session.has_live_writer:
            session = await self._reconcile(session, user_id)
        if session.is_terminated:
            return
        async with self._pool.connection() as connection:
            if not await self._terminate(connection, session):
                raise UploadFinished("TikTok has the end of this video, or may have.")
        log.info("upload terminated", post_id=post_id, chunk=session.confirmed_chunks)

    async def _terminate(self, connection: Connection, session: UploadSession) -> bool:
        """Decide with the post held: whoever confirms a chunk holds it too."""
        posts = TikTokPosts(connection, self._outbox)
        sessions = UploadSessions(connection)
        post = await posts.lock(session.post_id)
        if post is None or post.status not in UNFINISHED:
            return False
        last_chunk = session.plan.total_chunk_count - 1
        if not await sessions.terminate(session.post_id, session.attempt, last_chunk):
            found = await sessions.find(session.post_id, post.user_id)
            return found is not None and found.is_terminated
        await PublishAttempts(connection).forget_upload_url(session.post_id, session.attempt)
        if post.status != "FAILED":
            post = replace(post, status="FAILED", fail_reason=UPLOAD_TERMINATED)
            await posts.record(post, [UploadTerminated(**post.identity())])
        return True

    async def send(self, session: UploadSession, writer: Writer, body: bytes) -> UploadSession:
        """Send the next chunk and commit that TikTok has it; gives the upload after it."""
        chunk = session.confirmed_chunks
        sha256 = (await asyncio.to_thread(hashlib.sha256, body)).hexdigest()
        await self._put_until_stored(session, writer, Piece(chunk, sha256, body))
        self._faults.reach("chunk-stored")
        confirmed = [*session.chunk_sha256, sha256]
        await self._confirm(session, confirmed)
        metrics.UPLOAD_BYTES.labels("tiktok").inc(len(body))
        return await self._open(session.post_id, writer.user_id)

    async def _put_until_stored(self, session: UploadSession, writer: Writer, piece: Piece) -> None:
        """Send the chunk, again where TikTok says it lacks it; ask after every unclear answer."""
        retrying = AsyncRetrying(
            retry=retry_if_exception_type(NotStored),
            wait=wait_random_exponential(multiplier=0.2, max=5.0),
            stop=stop_after_attempt(TRIES),
            reraise=True,
        )
        try:
            async for attempt in retrying:
                with attempt:
                    await self._put(session, writer, piece)
        except NotStored as error:
            async with self._pool.connection() as connection:
                await UploadSessions(connection).not_stored(writer.post_id, writer.id)
            raise TikTokUnavailable("TikTok does not take the video now.") from error

    async def _put(self, session: UploadSession, writer: Writer, piece: Piece) -> None:
        """Claim the upload for this PUT, then make it: who was replaced sends nothing more."""
        async with self._pool.connection() as connection:
            sessions = UploadSessions(connection)
            mine = await sessions.begin_chunk(
                writer.post_id, writer.id, (piece.chunk, piece.sha256), self._tiktok.longest_put
            )
        if not mine:
            await self._open(writer.post_id, writer.user_id)
            raise WriterReplaced("Another connection has taken this upload over.")
        chunk = session.plan.chunk(piece.chunk)
        try:
            await self._tiktok.put_chunk(writer.upload_url, chunk, piece.body, session.content_type)
        except platform_errors.Rejected as error:
            if error.code == UPLOAD_OUT_OF_STEP:
                await self._ask_whether_stored(session, writer.user_id)
            # The address of an upload that is complete may be refused like one that is over.
            elif not await self._is_stored(session, writer.user_id):
                told = CATALOGUE.entry("upload", error.code)
                raise UploadGone(f"{told.sentence} {told.next_step} ({error.code})") from error
        except platform_errors.PlatformError as error:
            log.warning("chunk unclear", post_id=session.post_id, outcome=error.outcome)
            await self._ask_whether_stored(session, writer.user_id)

    async def _ask_whether_stored(self, session: UploadSession, user_id: UUID) -> None:
        if not await self._is_stored(session, user_id):
            raise NotStored

    async def _is_stored(self, session: UploadSession, user_id: UUID) -> bool:
        """Ask whether TikTok has a chunk more than is confirmed."""
        return await self._stored_bytes(session, user_id) > session.offset

    async def _reconcile(self, session: UploadSession, user_id: UUID) -> UploadSession:
        """Settle a chunk that was in flight when its process died, by asking TikTok.

        That of a connection which was replaced may be on its way yet: then it stays in flight.
        """
        chunk = session.chunk_in_flight or 0
        stored = await self._stored_bytes(session, user_id)
        if stored > session.offset and chunk == session.confirmed_chunks:
            await self._confirm(session, [*session.chunk_sha256, session.in_flight_sha256 or ""])
        else:
            async with self._pool.connection() as connection:
                await UploadSessions(connection).nothing_in_flight(
                    session.post_id, session.attempt, chunk
                )
        return await self._find(session.post_id, user_id)

    async def _stored_bytes(self, session: UploadSession, user_id: UUID) -> int:
        """Ask how much TikTok has, down to a whole chunk; a settled post has everything."""
        status = await self._polling.ask(session.post_id, user_id)
        if status.status in HAS_EVERYTHING:
            return session.video_size
        return session.plan.boundary_at_or_below(status.uploaded_bytes)

    async def _confirm(self, sent: UploadSession, chunk_sha256: list[str]) -> None:
        post_id = sent.post_id
        async with self._pool.connection() as connection:
            post = await TikTokPosts(connection, self._outbox).lock(post_id)
            sessions = UploadSessions(connection)
            await sessions.confirm(post_id, sent.attempt, chunk_sha256)
            session = await sessions.find(post_id, post.user_id) if post else None
            if not (post and session and session.is_complete and await sessions.complete(post_id)):
                return
            await self._complete(connection, session)
        self._faults.reach("upload-completed")

    async def _complete(self, connection: Connection, session: UploadSession) -> None:
        """Every chunk is confirmed: say so, with the digests, and let TikTok be asked from now."""
        posts = TikTokPosts(connection, self._outbox)
        post = await posts.lock(session.post_id)
        if post is None:
            return
        if RANK[post.status] < RANK["PROCESSING"]:
            post = replace(post, status="PROCESSING")
        digest = hashlib.sha256("".join(session.chunk_sha256).encode()).hexdigest()
        event = UploadCompleted(
            **post.identity(),
            video_size=session.video_size,
            chunk_sha256=session.chunk_sha256,
            digest=digest,
        )
        await posts.record(post, [event])
        await posts.poll_after(session.post_id, datetime.now(UTC) + SOONEST)
        await PublishAttempts(connection).forget_upload_url(session.post_id, session.attempt)
        log.info("upload completed", post_id=session.post_id, size=session.video_size)

    async def _open(self, post_id: UUID, user_id: UUID) -> UploadSession:
        """Give an upload that has not been ended."""
        session = await self._find(post_id, user_id)
        if session.is_terminated:
            raise UploadGone("This upload was ended by its user; a retry begins it anew.")
        return session

    async def _find(self, post_id: UUID, user_id: UUID) -> UploadSession:
        async with self._pool.connection() as connection:
            session = await UploadSessions(connection).find(post_id, user_id)
        if session is None:
            raise NotFound("There is no such upload.")
        return session


class ByteBudget:
    """How much all uploads of this process may hold in memory; who comes late waits unread."""

    def __init__(self, most: int) -> None:
        self._most, self._used = most, 0
        self._changed = asyncio.Condition()

    async def take(self, size: int) -> None:
        """Wait for room, a minute at most; one that is larger than everything goes alone."""
        try:
            async with asyncio.timeout(BUDGET_SECONDS), self._changed:
                await self._changed.wait_for(
                    lambda: self._used == 0 or self._used + size <= self._most
                )
                self._used += size
        except TimeoutError as error:
            raise Unavailable("Too many uploads are under way here; try again soon.") from error

    async def give_back(self, size: int) -> None:
        """Let others go on."""
        async with self._changed:
            self._used -= size
            self._changed.notify_all()
