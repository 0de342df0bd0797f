"""Uploads as tus sees them: who may write, how far it has come, and how it is ended."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from uuid import UUID, uuid4

from psycopg import OperationalError

from accounts.tokens.tokens import AccountTokens
from common.errors import NotFound
from common.logs import get_logger
from common.outbox import Outbox
from common.postgres import Connection, Pool
from common.tus.errors import UploadFinished, UploadGone, WriterReplaced
from common.tus.sink import Piece
from contracts.tiktok.events import UploadTerminated
from platforms.tiktok.catalogue import CATALOGUE
from platforms.tiktok.containers import refused_kind
from tiktok.errors import UnsupportedVideo
from tiktok.posts.attempts import PublishAttempts
from tiktok.posts.store import TikTokPosts
from tiktok.sealed_columns import upload_url_aad
from tiktok.uploads.chunks import Chunks
from tiktok.uploads.ending import UNFINISHED, Writer, still_open
from tiktok.uploads.sessions import UploadSession, UploadSessions

log = get_logger(__name__)
RENEW_SECONDS = 5.0  # a third of the claim's life
UPLOAD_TERMINATED, UNSUPPORTED_VIDEO = "upload_terminated", "unsupported_video"


Look = Callable[[UploadSession, Writer, bytes], Awaitable[None]]


class ChunkWriting:
    """The right of one connection to write chunks; `upload` is as of the last one."""

    def __init__(self, chunks: Chunks, writer: Writer, upload: UploadSession, look: Look) -> None:
        self._chunks, self._writer, self._look, self.upload = chunks, writer, look, upload

    async def write(self, piece: Piece) -> None:
        """Send the next chunk to TikTok; raises `UnsupportedVideo`, and what `Chunks.send` does."""
        if self.upload.offset == 0:
            await self._look(self.upload, self._writer, piece.body)
        self.upload = await self._chunks.send(self.upload, self._writer, piece)


class Transfer:
    """The sink of tus uploads: their bytes go to TikTok."""

    def __init__(
        self, *, pool: Pool, outbox: Outbox, tokens: AccountTokens, chunks: Chunks
    ) -> None:
        self._pool, self._outbox, self._tokens, self._chunks = pool, outbox, tokens, chunks

    async def find(self, identity: UUID, user_id: UUID) -> UploadSession:
        """Give the user's upload; TikTok is asked first about a PUT that nobody waits for.

        Raises `NotFound`, `UploadGone`, `RateLimited` and `TikTokUnavailable`.
        """
        return await self._settled(still_open(await self._find(identity, user_id)))

    @asynccontextmanager
    async def writing(self, upload: UploadSession) -> AsyncIterator[ChunkWriting]:
        """Take the upload over for one connection; its claim is renewed while this is open.

        Raises `UploadGone`, and where a PUT is in flight `RateLimited` and `TikTokUnavailable`.
        """
        writer = await self.writer(upload)
        async with self._held(writer):
            upload = await self.take_over(upload, writer)
            yield ChunkWriting(self._chunks, writer, upload, self._refuse_unsupported)

    async def terminate(self, identity: UUID, user_id: UUID) -> None:
        """End an unfinished upload, so that nothing is posted; ending it again changes nothing.

        Raises `UploadFinished` once its last chunk is on its way, since TikTok may then post the
        video; also `NotFound`, `RateLimited` and `TikTokUnavailable`.
        """
        session = await self._settled(await self._find(identity, user_id))
        if session.is_terminated:
            return
        async with self._pool.connection() as connection:
            if not await self._terminate(connection, session, UPLOAD_TERMINATED, None):
                raise UploadFinished("TikTok has the end of this video, or may have.")
        log.info("upload terminated", post_id=identity, chunk=session.confirmed_chunks)

    async def _refuse_unsupported(
        self, upload: UploadSession, writer: Writer, first_bytes: bytes
    ) -> None:
        """End the attempt before TikTok gets a byte of a file that it would refuse at the end.

        A connection that has waited may be replaced: then the other one's file is what counts.
        """
        kind = refused_kind(first_bytes)
        if kind is None:
            return
        async with self._pool.connection() as connection:
            if not await self._terminate(connection, upload, UNSUPPORTED_VIDEO, writer.id):
                raise WriterReplaced("Another connection has taken this upload over.")
        log.info("upload refused", post_id=upload.post_id, reason=kind)
        told = CATALOGUE.entry("fail_reason", UNSUPPORTED_VIDEO)
        raise UnsupportedVideo(f"This is {kind}. {told.next_step}")

    async def writer(self, upload: UploadSession) -> Writer:
        """Open the address for the attempt's bytes; raises `UploadGone` where there is none."""
        async with self._pool.connection() as connection:
            attempt = await PublishAttempts(connection).last(upload.post_id)
        is_its = attempt is not None and attempt.attempt == upload.attempt
        if attempt is None or not is_its or attempt.sealed_upload_url is None:
            raise UploadGone("TikTok has given no address for this video.")
        aad = upload_url_aad(upload.post_id, upload.attempt)
        url = self._tokens.open(attempt.sealed_upload_url, aad).decode()
        return Writer(uuid4(), upload.post_id, upload.attempt, url)

    async def take_over(self, upload: UploadSession, writer: Writer) -> UploadSession:
        """Claim the upload for this writer, and settle what the last one left in flight.

        Raises `UploadGone`, and where a PUT is in flight `RateLimited` and `TikTokUnavailable`.
        """
        async with self._pool.connection() as connection:
            sessions = UploadSessions(connection)
            await sessions.claim(writer.post_id, writer.attempt, writer.id)
            claimed = await sessions.require(upload)
        return await self._chunks.settle(still_open(claimed))

    @asynccontextmanager
    async def _held(self, writer: Writer) -> AsyncIterator[None]:
        """Renew the writer's claim while this is open, and end the claim afterwards."""
        renewing = asyncio.create_task(self._renew(writer))
        try:
            yield
        finally:
            renewing.cancel()
            await asyncio.shield(self._release(writer))

    async def _renew(self, writer: Writer) -> None:
        """Renew the claim until another writer has taken over."""
        is_mine = True
        while is_mine:
            await asyncio.sleep(RENEW_SECONDS)
            try:
                async with self._pool.connection() as connection:
                    is_mine = await UploadSessions(connection).renew(writer.post_id, writer.id)
            except OperationalError as error:  # if it expires now, another may take over
                log.warning("claim not renewed", post_id=writer.post_id, error=repr(error))

    async def _release(self, writer: Writer) -> None:
        """End the claim; without the database it ends by itself, and the answer must not fail."""
        try:
            async with self._pool.connection() as connection:
                await UploadSessions(connection).release(writer.post_id, writer.id)
        except OperationalError as error:
            log.warning("claim not released", post_id=writer.post_id, error=repr(error))

    async def _settled(self, session: UploadSession) -> UploadSession:
        """Settle a chunk in flight, unless its writer lives and will do that."""
        return session if session.has_live_writer else await self._chunks.settle(session)

    async def _terminate(
        self, connection: Connection, session: UploadSession, reason: str, writer: UUID | None
    ) -> bool:
        """Decide while the post is locked: whoever confirms the last chunk locks it too."""
        posts = TikTokPosts(connection, self._outbox)
        sessions = UploadSessions(connection)
        post = await posts.lock(session.post_id)
        if post is None or post.status not in UNFINISHED:
            return False
        if not await sessions.terminate(session, writer):
            return (await sessions.require(session)).is_terminated
        await PublishAttempts(connection).forget_upload_url(session.post_id, session.attempt)
        if post.status != "FAILED":
            post = replace(post, status="FAILED", fail_reason=reason)
            await posts.record(post, [UploadTerminated(**post.identity(), fail_reason=reason)])
        return True

    async def _find(self, post_id: UUID, user_id: UUID) -> UploadSession:
        async with self._pool.connection() as connection:
            session = await UploadSessions(connection).find(post_id, user_id)
        if session is None:
            raise NotFound("There is no such upload.")
        return session
