"""Ending an attempt whose video TikTok refuses; a retry begins anew.

Nothing was posted, unless an answer to the last chunk was lost before: the code tells them apart.
"""

from dataclasses import dataclass, field, replace
from uuid import UUID

from common.errors import ServiceError
from common.logs import get_logger
from common.outbox import Outbox
from common.postgres import Pool
from common.tus.errors import UploadGone, WriterReplaced
from contracts.tiktok.events import PostEvent, UploadRefused
from platforms.errors import Rejected
from platforms.tiktok.catalogue import CATALOGUE
from tiktok.errors import quoting
from tiktok.posts.attempts import PublishAttempts
from tiktok.posts.machine import Post
from tiktok.posts.store import TikTokPosts
from tiktok.uploads.sessions import UploadSession, UploadSessions

log = get_logger(__name__)
# While a post has one of these statuses TikTok does not have the whole file, as far as we know.
UNFINISHED = frozenset({"UPLOADING", "LOST", "FAILED"})


@dataclass(frozen=True, slots=True)
class Writer:
    """The connection that may write to an attempt's upload, and where TikTok takes its bytes."""

    id: UUID
    post_id: UUID
    attempt: int
    upload_url: str = field(repr=False)


def still_open(session: UploadSession) -> UploadSession:
    """Give the upload back; raises `UploadGone` where it was ended."""
    if session.is_terminated:
        raise UploadGone("This upload has ended; a retry of the post begins it anew.")
    return session


def replaced(session: UploadSession) -> WriterReplaced:
    """Say that another connection writes now; raises `UploadGone` where the upload was ended."""
    still_open(session)
    return WriterReplaced("Another connection has taken this upload over.")


class Ending:
    """Ends attempts by TikTok's word."""

    def __init__(self, pool: Pool, outbox: Outbox) -> None:
        self._pool, self._outbox = pool, outbox

    async def after_refusal(
        self, session: UploadSession, writer: Writer, refusal: Rejected, code: str
    ) -> ServiceError:
        """End the attempt of a chunk that TikTok refuses, with this code as its reason.

        Gives what its client is told: `UploadGone`, or `WriterReplaced` where another connection
        has taken over, and will hear for itself.
        """
        async with self._pool.connection() as connection:
            posts, sessions = TikTokPosts(connection, self._outbox), UploadSessions(connection)
            post = await posts.lock(session.post_id)
            if not await sessions.refuse(session.post_id, writer.id):
                return replaced(await sessions.require(session))
            await PublishAttempts(connection).forget_upload_url(session.post_id, session.attempt)
            if post is not None and post.status in UNFINISHED - {"FAILED"}:
                await posts.record(*_failed(post, refusal, code))
        log.warning(
            "upload refused",
            post_id=session.post_id,
            reason=code,
            said=refusal.code,
            log_id=refusal.log_id,
        )
        told = CATALOGUE.entry("fail_reason", code)
        return quoting(refusal, UploadGone(f"{told.sentence} {told.next_step}"))


def _failed(post: Post, refusal: Rejected, code: str) -> tuple[Post, list[PostEvent]]:
    """Give the post as it is after the refusal, with TikTok's own words, and what is told of it."""
    failed = replace(
        post,
        status="FAILED",
        fail_reason=code,
        platform_message=refusal.said or None,
        log_id=refusal.log_id,
    )
    event = UploadRefused(
        **failed.identity(), code=code, platform_message=refusal.said, log_id=refusal.log_id
    )
    return failed, [event]
