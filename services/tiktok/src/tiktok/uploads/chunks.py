"""Chunks: each is stored as in flight, PUT to TikTok, and stored as confirmed."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

from tenacity import (
    AsyncRetrying,
    retry_if_exception_type,
    stop_after_attempt,
    wait_random_exponential,
)

from accounts import metrics
from common.faults import FaultPoints
from common.logs import get_logger
from common.outbox import Outbox
from common.postgres import Connection, Pool
from common.tus.sink import Piece
from contracts.tiktok.events import UploadCompleted
from platforms import errors as platform_errors
from platforms.tiktok.client import TikTok
from platforms.tiktok.upload import UPLOAD_END_UNCLEAR, UPLOAD_OUT_OF_STEP
from tiktok.errors import TikTokUnavailable
from tiktok.posts.attempts import PublishAttempts
from tiktok.posts.machine import RANK, Post
from tiktok.posts.poll_schedule import SOONEST
from tiktok.posts.store import TikTokPosts
from tiktok.uploads.ending import Ending, Writer, replaced, still_open
from tiktok.uploads.sessions import UploadSession, UploadSessions
from tiktok.uploads.tries import Tries
from tiktok.watching.polling import Polling, PostUnknown

log = get_logger(__name__)
TRIES = 5
# These statuses of TikTok's mean that it has the whole file.
HAS_EVERYTHING = frozenset({"PROCESSING_DOWNLOAD", "SEND_TO_USER_INBOX", "PUBLISH_COMPLETE"})


class NotStored(Exception):
    """TikTok does not have the chunk: it may be sent again."""


class Refused(Exception):
    """TikTok refuses the chunk, and says that it does not have it."""

    def __init__(self, refusal: platform_errors.Rejected) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


class Chunks:
    """Sends chunks and finds out which ones TikTok has.

    Every step is committed, so that any replica can go on.
    """

    def __init__(
        self, *, pool: Pool, outbox: Outbox, tiktok: TikTok, polling: Polling, faults: FaultPoints
    ) -> None:
        self._pool, self._outbox, self._tiktok = pool, outbox, tiktok
        self._polling, self._faults = polling, faults
        self._ending = Ending(pool, outbox)

    async def send(self, session: UploadSession, writer: Writer, piece: Piece) -> UploadSession:
        """Send the next chunk and store that TikTok has it; gives the upload after it.

        Raises `WriterReplaced`, `UploadGone`, `TikTokUnavailable` after `TRIES` tries, and
        `RateLimited` where the answer was unclear and TikTok may not be asked now.
        """
        await self._put_until_stored(session, writer, piece)
        self._faults.reach("chunk-stored")
        confirmed = await self._confirm(session, piece.sha256)
        metrics.UPLOAD_BYTES.labels("tiktok").inc(len(piece.body))
        return still_open(confirmed)

    async def settle(self, session: UploadSession) -> UploadSession:
        """Ask TikTok whether it has the chunk in flight, and store that; gives the upload after it.

        A PUT that a replaced connection began may still be on its way: then the chunk stays in
        flight. Raises `RateLimited` and `TikTokUnavailable`.
        """
        chunk = session.chunk_in_flight
        if chunk is None:
            return session
        stored = await self._stored_bytes(session)
        if stored > session.offset and chunk == session.confirmed_chunks:
            return await self._confirm(session, session.in_flight_sha256 or "")
        async with self._pool.connection() as connection:
            sessions = UploadSessions(connection)
            await sessions.nothing_in_flight(session.post_id, session.attempt, chunk)
            return await sessions.require(session)

    async def _put_until_stored(self, session: UploadSession, writer: Writer, piece: Piece) -> None:
        """Send the chunk, and send it again where TikTok says that it lacks it.

        A refusal that may pass is forgiven once; any other one ends the attempt. Where TikTok may
        have the end of the video all the same, nobody is told that it was not posted.
        """
        retrying = AsyncRetrying(
            retry=retry_if_exception_type(NotStored),
            wait=wait_random_exponential(multiplier=0.2, max=5.0),
            stop=stop_after_attempt(TRIES),
            reraise=True,
        )
        tries = Tries.of(session)
        try:
            async for attempt in retrying:
                with attempt:
                    await self._put(session, writer, piece, tries)
        except Refused as error:
            code = UPLOAD_END_UNCLEAR if tries.may_be_whole else error.refusal.code
            ended = await self._ending.after_refusal(session, writer, error.refusal, code)
            raise ended from error
        except NotStored as error:
            if not tries.may_be_whole:
                async with self._pool.connection() as connection:
                    await UploadSessions(connection).not_stored(writer.post_id, writer.id)
            raise TikTokUnavailable("TikTok does not take the video now.") from error

    async def _put(
        self, session: UploadSession, writer: Writer, piece: Piece, tries: Tries
    ) -> None:
        """Send the chunk once, if this is still the writer; ask TikTok unless it was taken.

        The address of an upload that is complete may be refused like one that is over.
        """
        await self._begin(session, writer, piece)
        chunk = session.plan.chunk(session.confirmed_chunks)
        try:
            await self._tiktok.put_chunk(writer.upload_url, chunk, piece.body, session.content_type)
        except platform_errors.Rejected as error:
            await self._put_is_over(writer, tries)
            if await self._is_stored(session):
                return
            if error.code == UPLOAD_OUT_OF_STEP or tries.forgive(error.code):
                raise NotStored from error
            raise Refused(error) from error
        except platform_errors.PlatformError as error:
            log.warning("chunk unclear", post_id=session.post_id, outcome=error.outcome)
            tries.note_unclear(session, error)
            if not isinstance(error, platform_errors.OutcomeUnknown):
                await self._put_is_over(writer, tries)
            if not await self._is_stored(session):
                raise NotStored from error

    async def _put_is_over(self, writer: Writer, tries: Tries) -> None:
        """Store that TikTok has answered: if it cannot be asked now, the next who asks decides.

        An earlier PUT of the last chunk may still be on its way: then its time must pass first.
        """
        if tries.may_be_under_way:
            return
        async with self._pool.connection() as connection:
            await UploadSessions(connection).put_is_over(writer.post_id, writer.id)

    async def _begin(self, session: UploadSession, writer: Writer, piece: Piece) -> None:
        async with self._pool.connection() as connection:
            sessions = UploadSessions(connection)
            is_writer = await sessions.begin_chunk(
                writer.post_id,
                writer.id,
                chunk=session.confirmed_chunks,
                sha256=piece.sha256,
                seconds=self._tiktok.longest_put,
            )
            if not is_writer:
                raise replaced(await sessions.require(session))

    async def _is_stored(self, session: UploadSession) -> bool:
        """Ask whether TikTok has a chunk more than is confirmed."""
        return await self._stored_bytes(session) > session.offset

    async def _stored_bytes(self, session: UploadSession) -> int:
        """Ask how much TikTok has, down to a whole chunk; a settled post has everything."""
        try:
            status = await self._polling.ask(session.post_id, session.user_id)
        except PostUnknown:
            return 0
        if status.status in HAS_EVERYTHING:
            return session.video_size
        return session.plan.boundary_at_or_below(status.uploaded_bytes)

    async def _confirm(self, sent: UploadSession, sha256: str) -> UploadSession:
        """Store that TikTok has the next chunk of what was sent; gives the upload as it is then.

        Before the last chunk the post is locked, always before its upload: whoever ends the
        upload does the same, and so one of the two finds what the other has done.
        """
        async with self._pool.connection() as connection:
            posts, sessions = TikTokPosts(connection, self._outbox), UploadSessions(connection)
            post = await posts.lock(sent.post_id) if sent.is_at_last_chunk else None
            await sessions.confirm(
                sent.post_id, sent.attempt, chunk=sent.confirmed_chunks, sha256=sha256
            )
            session = await sessions.require(sent)
            if post is None or not session.is_complete:
                return session
            is_new = await sessions.complete(sent.post_id)
            if is_new:
                await self._complete(connection, post, session)
        if is_new:
            self._faults.reach("upload-completed")
        return session

    async def _complete(self, connection: Connection, post: Post, session: UploadSession) -> None:
        """Tell that every chunk is confirmed, and let TikTok be asked about the post from now."""
        posts = TikTokPosts(connection, self._outbox)
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
